"""From bits of evidence to the probability that somebody commands somebody, directly or through others.

Bits say how much speaks for an edge, not how often such edges hold: one statement that meant a namesake weighs as much
as a right one. How many kinds of evidence agree, and whether the rest of the gang's edges puts the two in the same
order, tell them apart. A logistic regression over all edges alike (edge_probability.toml) weighs these. For edges that
everyday talk alone names there is one of their own: how much of it there is says nothing (of those that nothing else
orders a third hold, whether bits are few or many), the order of the others does.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import polars as pl

from resolvers.command_order import left_out_order

_HIGHEST = 0.99


@cache
def combining() -> Mapping[str, Mapping[str, float]]:
    """The fitted weights: tables features and fit, and everyday for edges that everyday talk alone names."""
    return tomllib.loads(files("resolvers").joinpath("edge_probability.toml").read_text(encoding="utf-8"))


def edge_features(edges: pl.DataFrame) -> pl.DataFrame:
    """Add the features of the fitted weights.

    Args:
        edges: gang_id, superior_id, subordinate_id (key), bits, signal_count, room_bits, event_bits, is_everyday.

    Returns:
        The edges with the features: bits (clipped), signals (log2 of the kinds of evidence), order, leverage (both of
        resolvers.command_order), owning (bits of who owns rooms, brings in and puts out), rooms (bits of what is told a
        whole room).
    """
    fit = combining()["fit"]
    key = ["gang_id", "superior_id", "subordinate_id"]
    return edges.join(left_out_order(edges), on=key, how="left", maintain_order="left").with_columns(
        signals=pl.col("signal_count").cast(pl.Float64).log(2),
        order=pl.col("steps_above").clip(fit["lowest_order"], fit["highest_order"]),
        owning=pl.col("event_bits").clip(0.0, fit["highest_owning"]),
        rooms=pl.col("room_bits").clip(0.0, fit["highest_rooms"]),
        bits=pl.col("bits").clip(0.0, fit["highest_bits"]),
    )


def edge_probability(edges: pl.DataFrame) -> pl.DataFrame:
    """How likely each edge holds.

    Args:
        edges: As edge_features takes them.

    Returns:
        **Columns** gang_id, superior_id, subordinate_id (key), probability (0 to 0.99).
    """
    weights = combining()
    score = pl.lit(weights["fit"]["intercept"])
    for name, weight in weights["features"].items():
        score = score + weight * pl.col(name)
    everyday = weights["everyday"]["intercept"] + weights["everyday"]["order"] * pl.col("order")
    chosen = pl.when("is_everyday").then(everyday).otherwise(score)
    return edge_features(edges).select(
        "gang_id",
        "superior_id",
        "subordinate_id",
        probability=pl.min_horizontal((1 / (1 + (-chosen).exp())).round(6), pl.lit(_HIGHEST)),
    )
