"""People whom a gang works on, known by where they talk and what about, however they put it."""
