"""What the reader of WhatsApp text exports is made of: header lines, the survey of a file, the people in it."""
