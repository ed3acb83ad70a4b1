"""Exhibits opened safely and read into records that never lose their place in the bytes."""
