"""What speaks for one message answering another, as columns; any pairs of positions, all at once.

The signs are those of work on conversation disentanglement (Elsner and Charniak, "Disentangling Chat", 2010; Kummerfeld
et al., ACL 2019): distance, time, names called, turn taking, shapes of question and answer, words in common.
"""

from collections.abc import Mapping

import numpy as np

from resolvers.addressing.turns import WORDS, Flags, Numbers, Reals, Turns

# Minutes to the nearest are all a log may give.
_LONG_MINUTES = 120.0


def signs(turns: Turns, later: Numbers, earlier: Numbers, partner: Numbers) -> Mapping[str, Reals]:
    """Signs that `later` answers `earlier`.

    Args:
        turns: The talk.
        later: Positions of the messages that may answer.
        earlier: Positions of those that may be answered, in the same thread and before.
        partner: By position, whom a message was taken to answer by a first pass (number of a person, -1 nobody).

    Returns:
        Columns by name, each as long as `later`.
    """
    me, other = turns.sender[later], turns.sender[earlier]
    mine, theirs = turns.spoken_to[later], turns.spoken_to[earlier]
    calls_other = (mine == other[:, None]).any(axis=1)
    calls_anybody = mine[:, 0] != -1
    called_me = (theirs == me[:, None]).any(axis=1)
    own = me == other
    gap = np.nan_to_num(turns.minute[later] - turns.minute[earlier], nan=0.0).clip(0.0, _LONG_MINUTES)
    between = (turns.line[later] - turns.line[earlier]).clip(1, None)
    after = turns.own_after[earlier]
    before = turns.own_before[later]
    partner_before = np.where(before >= 0, partner[before], -1)
    same_calls = calls_anybody & (mine[:, 0] == theirs[:, 0])
    shared = _shared_words(turns, later, earlier)
    columns: dict[str, Flags | Reals] = {
        "own": own,
        "distance": np.log2(between).astype(np.float32),
        "minutes": np.log2(1.0 + gap).astype(np.float32),
        "next": between == 1,
        "next_own": own & (before == earlier),
        "latest": ~own & ((after < 0) | (after > later)),
        "calls_other": calls_other,
        "calls_somebody_else": (mine[:, 0] >= 0) & ~calls_other & ~own,
        "own_calls_same": own & same_calls,
        "own_calls_unlike": own & calls_anybody & ~same_calls,
        "called_me": called_me & ~own,
        "called_somebody_else": (theirs[:, 0] >= 0) & ~called_me & ~own,
        "calls_each_other": calls_other & called_me,
        "asked": turns.asks[earlier] & ~own,
        "asked_nobody": turns.asks[earlier] & ~own & (theirs[:, 0] == -1),
        "asked_me": turns.asks[earlier] & called_me & ~own,
        "answers_question": turns.answers[later] & turns.asks[earlier] & ~own,
        "question_on_question": turns.asks[later] & turns.asks[earlier] & ~own,
        "own_question": own & turns.asks[later],
        "own_asks_nobody_twice": own & turns.asks[later] & turns.asks[earlier],
        "greets": turns.greets[later] & ~own,
        "greets_back": turns.greets[later] & turns.greets[earlier] & ~own,
        "thanks": turns.thanks[later] & ~turns.asks[earlier] & ~own,
        "shared_words": shared,
        "own_shared_words": np.where(own, shared, 0.0).astype(np.float32),
        "goes_on_with": ~own & (partner_before == other) & (partner_before >= 0),
        "went_on_with_other": ~own & (partner_before != other) & (partner_before >= 0) & ~calls_other,
        "spoke_to_me": ~own & (partner[earlier] == me) & ~called_me,
        "spoke_to_other": ~own & (partner[earlier] != me) & (partner[earlier] >= 0) & (theirs[:, 0] == -1),
        "replied": turns.replied[later] == earlier,
    }
    return {name: column.astype(np.float32) for name, column in columns.items()}


def _shared_words(turns: Turns, later: Numbers, earlier: Numbers) -> Reals:
    count = np.zeros(len(later), dtype=np.float32)
    for place in range(WORDS):
        count += (turns.words[later] == turns.words[earlier, place][:, None]).any(axis=1)
    return count.clip(0, 2)


def opening_signs(turns: Turns, partner: Numbers) -> Mapping[str, Reals]:
    """Signs that a message answers nobody, one element per message."""
    calls_anybody = turns.spoken_to[:, 0] != -1
    before = turns.own_before
    columns: dict[str, Flags | Reals] = {
        "opens": np.ones(len(before), dtype=np.float32),
        "opens_first": before < 0,
        "opens_calling": calls_anybody,
        "opens_asking": turns.asks & ~calls_anybody,
        "opens_first_asking": turns.asks & ~calls_anybody & (before < 0),
        "opens_greeting": turns.greets & ~calls_anybody,
        "opens_answering": turns.answers & ~calls_anybody,
        "opens_amid": np.where(before >= 0, partner[before], -1) >= 0,
    }
    return {name: column.astype(np.float32) for name, column in columns.items()}
