"""Scorer: weights from a file that an analyst read, changed and gave back."""

from resolvers.scorers.contract import Scorer
from resolvers.scorers.scaled import scaled_weight

SCORER = Scorer("given", "Weights that an analyst gave.", scaled_weight)
