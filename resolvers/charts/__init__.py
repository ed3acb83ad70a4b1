"""Charts: rows in, self-contained SVG or HTML text out; no scripts, no outside links; protected people stay masked."""
