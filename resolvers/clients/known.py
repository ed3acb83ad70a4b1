"""Who is known as worked on by a gang, and of whom it is open, from the bits of his conversations.

A caller talks with many: who talks alone with somebody that works on others is likelier worked on as well.
"""

from collections.abc import Sequence

import polars as pl

from resolvers.clients.likely import likely_clients
from resolvers.clients.places import places_outside_gangs
from resolvers.contract import ResolvedCase

# Known from so many bits on, of them so many of his own words and so many of the other side's: some of both, or much of
# one where the other says little or sends no text; from fewer on it is too open to call him a member.
_BITS = 3.0
_SIDES = ((1.5, 1.0), (0.0, 4.0), (5.0, -2.0))
_OPEN_BITS = 0.5
_OPEN_SIDES = ((1.5, 1.0), (-1.0, 2.5))
# Somebody repeats what he is told, and may seem to have done it: one strong act of his own is worth so many bits.
_STRONG_ACT_BITS = 2.0
# To talk alone with one who works on others is worth so many bits on either side.
_BESIDE_BITS = 0.75
_HIGHEST = 0.97


def known_clients(case: ResolvedCase, strong: pl.DataFrame) -> pl.DataFrame:
    """People in no room of a gang whose conversations are those of a caller and whom he works on.

    Args:
        case: The case after linking.
        strong: entity_id, acts: strong acts of a gang's trade that people did.

    Returns:
        **Columns** entity_id (key), probability, is_open (too little to say so, too much to call him a member);
        sorted.
    """
    likely = (
        likely_clients(case)
        .join(strong, on="entity_id", how="left")
        .with_columns(bits=pl.col("bits") - _STRONG_ACT_BITS * pl.col("acts").fill_null(0))
    )
    first = likely.filter(_enough(_BITS, _SIDES)).select("entity_id")
    is_beside = pl.col("entity_id").is_in(_beside(case, first)["entity_id"].implode())
    beside = _BESIDE_BITS * is_beside.cast(pl.Float64)
    weighed = likely.with_columns(
        own=pl.col("own") + beside, heard=pl.col("heard") + beside, bits=pl.col("bits") + 2 * beside
    )
    doubt = (-pl.col("bits") * pl.lit(2.0).log()).exp()
    return (
        weighed.with_columns(is_open=~_enough(_BITS, _SIDES))
        # Who talks alone with such a one and never of work is shown to be no member, whatever they talk of.
        .filter(
            ~pl.col("is_open")
            | _enough(_OPEN_BITS, _OPEN_SIDES)
            | (is_beside & (pl.col("work") == 0) & pl.col("acts").is_null())
        )
        .select("entity_id", "is_open", probability=(1 - doubt).clip(0.0, _HIGHEST))
        .sort("entity_id")
    )


def _enough(bits: float, sides: Sequence[tuple[float, float]]) -> pl.Expr:
    both = [(pl.col("own") >= own) & (pl.col("heard") >= heard) for own, heard in sides]
    return (pl.col("bits") >= bits) & pl.any_horizontal(both)


def _beside(case: ResolvedCase, clients: pl.DataFrame) -> pl.DataFrame:
    """entity_id of who talks alone with somebody that one of the clients, other than himself, talks alone with."""
    alone = places_outside_gangs(case).filter(~pl.col("is_lure_room")).select("thread_id", "entity_id")
    writers = case.frames.utterances.drop_nulls("sender").select("thread_id", reference="sender").unique()
    sides = writers.join(case.members.select("reference", "entity_id"), on="reference").select(
        "thread_id", caller="entity_id"
    )
    callers = alone.join(sides.unique(), on="thread_id").filter(pl.col("entity_id") != pl.col("caller"))
    others = callers.join(clients, on="entity_id", how="semi").select("caller", client="entity_id")
    return (
        callers.join(others, on="caller")
        .filter(pl.col("client") != pl.col("entity_id"))
        .select("entity_id")
        .unique()
        .sort("entity_id")
    )
