"""What platforms return on request: who opened an account, what is bound to it, from where it was used."""
