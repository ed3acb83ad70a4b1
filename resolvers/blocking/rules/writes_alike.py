"""Blocking: they write alike, against all who write that script; a few nearest ones of each, within a budget."""

import polars as pl

from resolvers.behaviour.likeness import nearest
from resolvers.behaviour.style import styles_of_case
from resolvers.blocking.pair_keys import keys_of_pairs
from resolvers.contract import BlockingRule, CaseFrames

# A proposal costs a comparison and joins nothing. In logs the right one of some hundreds is among the first three in
# two cases of three.
PER_REFERENCE = 3
LEAST_SCORE = 3.5


def block_keys(case: CaseFrames) -> pl.DataFrame:
    """Each reference with the ones whose style is nearest."""
    kept, _ = nearest(styles_of_case(case), PER_REFERENCE, LEAST_SCORE)
    return keys_of_pairs(kept.select(left="reference_l", right="reference_r"))


RULE = BlockingRule("writes_alike", "They write alike, more than others around them.", block_keys)
