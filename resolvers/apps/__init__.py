"""Apps and platforms that people are told to install or join, or call theirs, and what these were renamed to."""
