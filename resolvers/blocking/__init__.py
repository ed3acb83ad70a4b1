"""Candidate pairs: which two references are worth comparing at all."""
