"""What the reader of QQ's exported texts is made of: its lines, and the survey of its conversations."""
