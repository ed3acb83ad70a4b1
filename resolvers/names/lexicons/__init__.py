"""Word lists of the name views and comparisons, as data files."""
