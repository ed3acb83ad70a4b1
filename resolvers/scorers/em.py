"""Scorer: the fixed weights, each shifted to what the case's own pairs say without labels (resolvers.learned)."""

from resolvers.scorers.contract import Scorer
from resolvers.scorers.scaled import scaled_weight

SCORER = Scorer("em", "Weights estimated from the case's own pairs, without labels.", scaled_weight)
