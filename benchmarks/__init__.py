"""Measured comparisons on real data and against peers; each module is one command."""
