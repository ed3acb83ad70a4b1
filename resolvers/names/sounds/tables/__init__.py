"""One table a script: how its letters sound."""
