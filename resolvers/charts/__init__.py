"""Charts: rows in, self-contained SVG text out; no scripts, no outside links; the caller masks protected persons."""
