"""What the readers of Signal exports share."""
