"""Behaviour of references: how they write, when they write, and where one account seems to pass to another hand."""
