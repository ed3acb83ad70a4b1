"""Whether what labels of a table teach is taken for the pairs that nobody labelled."""

import math
from dataclasses import dataclass

import numpy as np

from resolvers.learned.choice import choose
from resolvers.learned.fitting import learn, learned_held_out
from resolvers.learned.record_pairs import RecordLabels, with_learned
from resolvers.records.clusters import ClusteringRules
from resolvers.records.resolve import Resolved

# A hundred labels say little about the second digit: learned weights that hardly surprise less do harm as often.
_CLEARLY_LESS = 0.98
# The weights without labels rest on all matches of the table. Labels fewer than half the root of these say less than
# chance moves them: on tables of 100,000 records and more a hundred labels took up to .02 of F1 (benchmarks.peers).
_ROOTS = 0.5


@dataclass(frozen=True)
class RecordLesson:
    """What labels teach about a table.

    Attributes:
        resolved: The table by the weights that are taken.
        label_count: Labels learned from.
        needed: Labels that it takes to better the weights of a table of so many matches.
        fixed_loss: Surprise of held-out labels by the weights without labels, in bits a label.
        learned_loss: By the learned ones.
        is_taken: Whether the learned weights are taken.
        against: Labels that the learned weights alone would decide otherwise; 0 where they are not taken.
    """

    resolved: Resolved
    label_count: int
    needed: int
    fixed_loss: float
    learned_loss: float
    is_taken: bool
    against: int


def record_lesson(resolved: Resolved, known: RecordLabels, rules: ClusteringRules) -> RecordLesson:
    """Learn from the labels and take it where they are many enough and clearly better on records held out.

    Args:
        resolved: The table, resolved without labels.
        known: The labels.
        rules: When clusters join.

    Raises:
        NotLearned: When the labels can teach nothing at all.
    """
    learned = learn(known.pairs)
    measured = choose(known.pairs, {"learned": learned_held_out(known.pairs)}, rules.join_at)
    fixed_loss, learned_loss = measured.measured["log_loss"].to_list()
    needed = math.ceil(_ROOTS * math.sqrt(expected_matches(resolved)))
    is_taken = learned.label_count >= needed and learned_loss <= _CLEARLY_LESS * fixed_loss
    found = with_learned(resolved, learned, rules) if is_taken else resolved
    together = found.clusters[known.left] == found.clusters[known.right]
    against = int((together != known.pairs.is_match).sum()) if is_taken else 0
    return RecordLesson(found, learned.label_count, needed, fixed_loss, learned_loss, is_taken, against)


def expected_matches(resolved: Resolved) -> float:
    """How many of the compared pairs are matches, as their probabilities add up."""
    return float((1.0 / (1.0 + np.exp2(-resolved.pair_weights.astype(np.float64)))).sum())
