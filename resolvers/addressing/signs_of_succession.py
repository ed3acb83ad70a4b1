"""Signs that one goes on where another fell silent: the people he speaks with, his words, his calls, his habits.

Each function takes pairs (thread_id, earlier, later, with `last`, the position of the earlier one's last message, and
`first`, that of the later one's first) and gives one row per pair that shows a sign.
"""

import numpy as np
import polars as pl

from resolvers.addressing.case_talk import CaseTalk
from resolvers.addressing.turns import WORDS

_KEY = ["thread_id", "earlier", "later"]
# Messages at the end of the one and at the beginning of the other that are compared.
_COMPARED = 20
# Messages of the conversation in which partners are looked for: long before the silence, not so long after it.
_BACK, _AHEAD = 80, 80
_OVERLAP_EARLIER, _OVERLAP_LATER = 20, 30


def _said(talk: CaseTalk) -> pl.DataFrame:
    turns = talk.turns
    return (
        pl.DataFrame(
            {
                "thread_id": turns.rows["thread_id"],
                "person": turns.sender,
                "partner": talk.partner,
                "calls": turns.spoken_to[:, 0] != -1,
                "length": turns.rows["length"],
            }
        )
        .with_row_index("position")
        .cast({"position": pl.Int64})
    )


def _partners_around(talk: CaseTalk, pairs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Whom the earlier spoke with towards the end, and the later in the beginning, who spoke to whom aside."""
    said = _said(talk).filter(pl.col("partner") >= 0)
    talks = pl.concat(
        [
            said.select("thread_id", "position", person="person", other="partner"),
            said.select("thread_id", "position", person="partner", other="person"),
        ]
    )
    at = pl.col("position")
    of_earlier = (
        pairs.select(*_KEY, "last", "first")
        .join(talks.rename({"person": "earlier"}), on=["thread_id", "earlier"])
        .filter((at > pl.col("last") - _BACK) & (at < pl.col("first") + _OVERLAP_EARLIER))
    )
    of_later = (
        pairs.select(*_KEY, "last", "first")
        .join(talks.rename({"person": "later"}), on=["thread_id", "later"])
        .filter((at > pl.col("first") - _OVERLAP_LATER) & (at < pl.col("first") + _AHEAD))
    )
    return of_earlier.select(*_KEY, "other").unique(), of_later.select(*_KEY, "other").unique()


def partner_signs(talk: CaseTalk, pairs: pl.DataFrame) -> pl.DataFrame:
    """Columns thread_id, earlier, later, shared_partners, first_with_partner, called_early_by_partner."""
    of_earlier, of_later = _partners_around(talk, pairs)
    shared = (
        of_earlier.join(of_later, on=[*_KEY, "other"])
        .filter((pl.col("other") != pl.col("earlier")) & (pl.col("other") != pl.col("later")))
        .group_by(_KEY)
        .agg(shared_partners=pl.len().cast(pl.Int64))
    )
    first = pairs.select(*_KEY, other=pl.Series(talk.partner[pairs["first"].to_numpy()]))
    first_with = first.join(of_earlier, on=[*_KEY, "other"], how="semi").select(*_KEY, first_with_partner=pl.lit(True))
    early = _early_calls(talk, pairs).join(of_earlier, on=[*_KEY, "other"], how="semi")
    by_partner = early.select(_KEY).unique().with_columns(called_early_by_partner=pl.lit(value=True))
    return (
        pairs.select(_KEY)
        .join(shared, on=_KEY, how="left")
        .join(first_with, on=_KEY, how="left")
        .join(by_partner, on=_KEY, how="left")
    )


def word_signs(talk: CaseTalk, pairs: pl.DataFrame) -> pl.DataFrame:
    """Columns thread_id, earlier, later, shared_words, word_bits (how rare), own_words (of nobody else)."""
    size = len(talk.turns.sender)
    said = _said(talk).select("thread_id", "person", "position")
    words = pl.DataFrame({"position": np.repeat(np.arange(size), WORDS), "word": talk.turns.words.ravel()}).filter(
        pl.col("word") >= 0
    )
    rarity = words.group_by("word").agg(bits=(size / pl.len()).log(2))
    users = said.join(words, on="position").group_by("thread_id", "word").agg(users=pl.col("person").n_unique())
    order = pl.int_range(pl.len()).over("thread_id", "person")
    numbered = said.sort("position").with_columns(
        place=order, count=pl.len().cast(pl.Int64).over("thread_id", "person")
    )
    at_end = numbered.filter(pl.col("place") >= pl.col("count") - _COMPARED)
    at_start = numbered.filter(pl.col("place") < _COMPARED)
    of_earlier = at_end.join(words, on="position").select("thread_id", "word", earlier="person").unique()
    of_later = at_start.join(words, on="position").select("thread_id", "word", later="person").unique()
    return (
        pairs.select(_KEY)
        .join(of_earlier, on=["thread_id", "earlier"])
        .join(of_later, on=["thread_id", "later", "word"])
        .join(rarity, on="word")
        .join(users, on=["thread_id", "word"])
        .group_by(_KEY)
        .agg(
            shared_words=pl.len().cast(pl.Int64),
            word_bits=pl.col("bits").sum(),
            own_words=(pl.col("users") == 2).sum().cast(pl.Int64),
        )
    )


def _calls(talk: CaseTalk) -> pl.DataFrame:
    """Calls by name. Columns: thread_id, position, caller, called."""
    size, width = talk.turns.spoken_to.shape
    called = pl.DataFrame(
        {"position": np.repeat(np.arange(size), width), "called": talk.turns.spoken_to.ravel()}
    ).filter(pl.col("called") >= 0)
    return called.join(_said(talk).select("thread_id", "position", caller="person"), on="position")


def _early_calls(talk: CaseTalk, pairs: pl.DataFrame) -> pl.DataFrame:
    """Calls of the later one between the last words of the earlier and his own first: pairs and `other`, the caller."""
    calls = pairs.select(*_KEY, "last", "first").join(
        _calls(talk).rename({"called": "later", "caller": "other"}), on=["thread_id", "later"]
    )
    at = pl.col("position")
    return calls.filter((at > pl.col("last")) & (at < pl.col("first"))).select(*_KEY, "other")


def called_signs(talk: CaseTalk, pairs: pl.DataFrame) -> pl.DataFrame:
    """Columns thread_id, earlier, later, called_early, called_beside (while the other spoke), called_each_other."""
    calls = _calls(talk)
    early = _early_calls(talk, pairs).select(_KEY).unique().with_columns(called_early=pl.lit(value=True))
    beside = (
        pairs.select(*_KEY, "last")
        .join(calls.rename({"called": "later"}), on=["thread_id", "later"])
        .filter(pl.col("position") <= pl.col("last"))
        .select(_KEY)
        .unique()
        .with_columns(called_beside=pl.lit(value=True))
    )
    spoken = calls.select("thread_id", "caller", "called").unique()
    each = pl.concat(
        [
            pairs.select(_KEY).join(spoken.rename(sides), on=_KEY)
            for sides in ({"caller": "earlier", "called": "later"}, {"caller": "later", "called": "earlier"})
        ]
    )
    each = each.select(_KEY).unique().with_columns(called_each_other=pl.lit(value=True))
    return (
        pairs.select(_KEY)
        .join(early, on=_KEY, how="left")
        .join(beside, on=_KEY, how="left")
        .join(each, on=_KEY, how="left")
    )


def habit_signs(talk: CaseTalk, pairs: pl.DataFrame) -> pl.DataFrame:
    """Columns thread_id, earlier, later, and for either side calls_… (share of messages that call), length_…."""
    order = pl.int_range(pl.len()).over("thread_id", "person")
    said = _said(talk).with_columns(place=order, count=pl.len().cast(pl.Int64).over("thread_id", "person"))
    parts = {
        "earlier": said.filter(pl.col("place") >= pl.col("count") - _COMPARED),
        "later": said.filter(pl.col("place") < _COMPARED),
    }
    found = pairs.select(_KEY)
    for side, part in parts.items():
        habits = part.group_by("thread_id", pl.col("person").alias(side)).agg(
            pl.col("calls").mean().alias(f"calls_{side}"),
            pl.col("length").mean().clip(lower_bound=1.0).alias(f"length_{side}"),
        )
        found = found.join(habits, on=["thread_id", side], how="left")
    return found
