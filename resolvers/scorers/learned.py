"""Scorer: the fixed weights, each scaled by what judgements taught (resolvers.learned)."""

from resolvers.scorers.contract import Scorer
from resolvers.scorers.scaled import scaled_weight

SCORER = Scorer("learned", "Fixed weights scaled by what judgements taught.", scaled_weight)
