"""Scorers: from the evidence of a pair to its weight; each scorer module declares SCORER."""
