"""How likely somebody is worked on by a gang, by what he and the other side of his conversations speak of.

Each message on a subject of theirs speaks for it, each other one a little against it, so long talk of everything else
is no lure, whatever single words fall in it. Both sides count: a client doubts, has little, pays and pleads; a caller
courts, promises, claims an office, asks for one payment more.
"""

import polars as pl

from resolvers.clients.places import places_outside_gangs
from resolvers.clients.subjects import subject_talk
from resolvers.contract import ResolvedCase
from resolvers.once_per_case import once_per_case

# Bits of one who is in no room of a gang, before he says a word.
_BEFORE = -1.0
# What a message on nothing of it says against, his own and the other side's.
_OWN_OTHER = 0.4
_HEARD_OTHER = 0.3
# The other side of a conversation may work and say so; who speaks as a caller himself is likelier one.
_HEARD_WORK = 0.5
_OWN_CALLER = 0.5
# To be spoken to with many is less telling than to be spoken to alone.
_IN_ROOM = 2.0


@once_per_case
def likely_clients(case: ResolvedCase) -> pl.DataFrame:
    """People in no room of a gang, and what their conversations say of them.

    Returns:
        **Columns** entity_id (key), own: bits of what they say, heard: bits of what is said to them, bits: all of it,
        work: their messages on work; sorted.
    """
    places = places_outside_gangs(case)
    said = subject_talk(case, places["thread_id"])
    own = (
        places.join(said, on=["thread_id", "entity_id"])
        .group_by("entity_id")
        .agg(
            own=(
                pl.col("client_bits")
                - _OWN_OTHER * (pl.col("messages").cast(pl.Float64) - pl.col("client"))
                - pl.col("work_bits")
                - _OWN_CALLER * pl.col("caller_bits")
            ).sum(),
            work=pl.col("work").sum(),
        )
    )
    others = (
        places.rename({"entity_id": "client_id"})
        .join(said, on="thread_id")
        .filter(pl.col("entity_id") != pl.col("client_id"))
    )
    bits = (
        pl.col("caller_bits")
        - _HEARD_OTHER * (pl.col("messages").cast(pl.Float64) - pl.col("caller"))
        - _HEARD_WORK * pl.col("work_bits")
    )
    heard = others.group_by(entity_id="client_id").agg(
        heard=pl.when(pl.col("is_lure_room")).then(0.0).otherwise(bits).sum(),
        in_room=pl.col("is_lure_room").any(),
    )
    return (
        own.join(heard, on="entity_id", how="left")
        .select(
            "entity_id",
            "own",
            "work",
            heard=pl.col("heard").fill_null(0.0) + pl.when("in_room").then(_IN_ROOM).otherwise(0.0),
        )
        .with_columns(pl.col("own", "heard").round(6))
        .with_columns(bits=_BEFORE + pl.col("own") + pl.col("heard"))
        .sort("entity_id")
    )
