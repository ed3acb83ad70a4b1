"""Spans of message text that name somebody."""
