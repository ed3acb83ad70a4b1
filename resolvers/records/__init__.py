"""Resolves plain tables of person records: which rows are one person, how surely, and why."""
