"""Charts: rows in, self-contained SVG or HTML text out; no scripts, no outside links; protected persons are masked."""

# Languages of the pages.
LANGUAGES = ("en", "zh")
