"""Languages of the pages."""

LANGUAGES = ("en", "zh")
