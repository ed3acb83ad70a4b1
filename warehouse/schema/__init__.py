"""The declared columns of every table: what crosses a seam, and what is published. Pure; imports no database."""
