"""Which earlier message a message answers, hence who speaks to whom also where no name is called.

A log-linear choice among the messages before it and none of them; weights.toml says where its weights come from. Two
passes: the second knows whom the speakers around were taken to speak with. Columns over all messages at once, by
distance; cost is linear in messages.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

import numpy as np
import polars as pl

from resolvers.addressing.turns import Numbers, Reals, Turns, names_of
from resolvers.addressing.weighing import opening_signs, signs

# How many messages before one are looked at; the last of the person called, and of the last partner, beside them.
REACH = 20
# Weights for messages that are known to answer somebody else.
OF_OTHERS: Mapping[str, float] = {"own": -60.0, "opens": -60.0}
# Messages weighed at once: bounds memory.
_BATCH = 200_000


@cache
def answer_weights() -> Mapping[str, float]:
    """Weights by sign, as weights.toml holds them."""
    text = files("resolvers.addressing").joinpath("weights.toml").read_text(encoding="utf-8")
    return {name: float(weight) for name, weight in tomllib.loads(text)["weights"].items()}


def answered_messages(turns: Turns, weights: Mapping[str, float] | None = None) -> pl.DataFrame:
    """What each message answers.

    Args:
        turns: The talk.
        weights: Weights by sign, else those of weights.toml.

    Returns:
        **Columns** message_id, thread_id, speaker, sent_at, exhibit_id, locator, answered_id (null where it answers
        nobody), listener (who wrote that; null likewise), probability; one row per message in order of thread and turn.
    """
    chosen, sure = chosen_answers(turns, weights)
    listener = np.where(chosen >= 0, turns.sender[np.maximum(chosen, 0)], -1)
    ids = turns.rows["message_id"]
    position = pl.Series("position", chosen)
    answered = ids.gather(position.clip(lower_bound=0)).set(position < 0, None) if len(ids) else ids
    return (
        turns.rows.drop("length")
        .rename({"sender": "speaker"})
        .with_columns(
            answered_id=answered, listener=names_of(turns, listener), probability=pl.Series(sure, dtype=pl.Float64)
        )
    )


def chosen_answers(turns: Turns, weights: Mapping[str, float] | None = None) -> tuple[Numbers, Reals]:
    """Position of the message that each one answers (-1: none), and how likely that is."""
    weights = answer_weights() if weights is None else weights
    partner = np.full(len(turns.sender), -1, dtype=np.int64)
    chosen, _ = _chosen(turns, partner, weights)
    return _chosen(turns, partners(turns, chosen), weights)


def listener_shares(turns: Turns, positions: Numbers) -> pl.DataFrame:
    """How likely each person before a message is the one it speaks with, where it is known to speak with somebody.

    Args:
        turns: The talk.
        positions: Positions of the messages that are asked about, unique.

    Returns:
        **Columns** position, person (number), share; the shares of a message add up to 1.
    """
    weights = answer_weights()
    partner = np.full(len(turns.sender), -1, dtype=np.int64)
    chosen, _ = _chosen(turns, partner, weights)
    partner = partners(turns, chosen)
    wanted = np.zeros(len(turns.sender), dtype=bool)
    wanted[positions] = True
    parts = [pl.DataFrame(schema={"position": pl.Int64, "person": pl.Int64, "odds": pl.Float32})]
    for start in range(0, len(turns.sender), _BATCH):
        for later, earlier in candidates(turns, partner, start, min(start + _BATCH, len(turns.sender))):
            kept = wanted[later] & (turns.sender[later] != turns.sender[earlier])
            later, earlier = later[kept], earlier[kept]
            odds = np.exp(_score(signs(turns, later, earlier, partner), weights, len(later)))
            parts.append(pl.DataFrame({"position": later, "person": turns.sender[earlier], "odds": odds}))
    by_person = pl.concat(parts).group_by("position", "person").agg(pl.col("odds").cast(pl.Float64).sum())
    return by_person.select("position", "person", share=pl.col("odds") / pl.col("odds").sum().over("position")).sort(
        "position", "person"
    )


def partners(turns: Turns, chosen: Numbers) -> Numbers:
    """Whom each message speaks with, by what it was taken to answer; who goes on speaking keeps his partner."""
    own = (chosen >= 0) & (turns.sender[np.maximum(chosen, 0)] == turns.sender)
    partner = np.where(chosen >= 0, turns.sender[np.maximum(chosen, 0)], -1)
    named = turns.spoken_to[:, 0]
    partner = np.where(named >= 0, named, partner)
    # What is answered stands before, so in two steps most runs of one speaker have found their start.
    for _ in range(3):
        partner = np.where(own & (named < 0), partner[np.maximum(chosen, 0)], partner)
    return np.where(partner == turns.sender, -1, partner)


def candidates(turns: Turns, partner: Numbers, start: int, stop: int) -> Iterator[tuple[Numbers, Numbers]]:
    """Positions of messages and of one message before each, that it may answer; nothing comes twice."""
    here = np.arange(start, stop, dtype=np.int64)
    for back in range(1, REACH + 1):
        later = here[here >= back]
        later = later[turns.thread[later] == turns.thread[later - back]]
        yield later, later - back
    far = [_last_of(turns, here, turns.spoken_to[here, 0])]
    before = turns.own_before[here]
    far.append(_last_of(turns, here, np.where(before >= 0, partner[before], -1)))
    far.append(turns.own_before[here])
    for number, earlier in enumerate(far):
        fresh = (earlier >= 0) & (here - earlier > REACH)
        for already in far[:number]:
            fresh &= already != earlier
        yield here[fresh], earlier[fresh]


def _last_of(turns: Turns, here: Numbers, person: Numbers) -> Numbers:
    """Position of the last message of a person before each message in its thread, -1 where there is none."""
    order, keys = turns.by_sender
    wanted = (turns.thread[here] * (len(turns.people) + 1) + person) * (len(turns.sender) + 1) + here
    at = np.searchsorted(keys, wanted) - 1
    found = order[np.maximum(at, 0)]
    fits = (at >= 0) & (person >= 0) & (turns.sender[found] == person) & (turns.thread[found] == turns.thread[here])
    return np.where(fits, found, -1)


def _chosen(turns: Turns, partner: Numbers, weights: Mapping[str, float]) -> tuple[Numbers, Reals]:
    """Position of the message that each one answers most likely (-1: none), and how likely that is."""
    size = len(turns.sender)
    best = np.full(size, -1, dtype=np.int64)
    opening = _score(opening_signs(turns, partner), weights, size)
    top, total = opening.copy(), np.exp(opening)
    for start in range(0, size, _BATCH):
        for later, earlier in candidates(turns, partner, start, min(start + _BATCH, size)):
            if not len(later):
                continue
            score = _score(signs(turns, later, earlier, partner), weights, len(later))
            total[later] += np.exp(score)
            better = score > top[later]
            best[later[better]] = earlier[better]
            top[later[better]] = score[better]
    return best, (np.exp(top) / total).astype(np.float32)


def _score(columns: Mapping[str, Reals], weights: Mapping[str, float], size: int) -> Reals:
    score = np.zeros(size, dtype=np.float32)
    for name, column in columns.items():
        weight = weights.get(name, 0.0)
        if weight:
            score += np.float32(weight) * column
    return score
