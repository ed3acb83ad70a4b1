"""What the reader of LINE's exported texts is made of: its lines, the survey of a file, the people in it."""
