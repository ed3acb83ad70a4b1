"""Judging: what a decision is about, what it would change, the cards and sheets people decide on."""
