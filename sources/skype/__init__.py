"""What the readers of Skype's databases and exports share."""
