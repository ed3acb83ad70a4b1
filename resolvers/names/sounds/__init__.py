"""How names sound across scripts: letters to sounds, and how far two sounds are apart."""
