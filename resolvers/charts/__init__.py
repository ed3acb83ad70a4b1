"""Pictures of gangs and entities as text: for the terminal, for files, for the user interface."""
