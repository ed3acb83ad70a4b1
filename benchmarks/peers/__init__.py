"""Steelnail's resolve-table beside Splink, dedupe and recordlinkage, in one run on one machine."""
