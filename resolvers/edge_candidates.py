"""Candidates of command edges: evidence between members of a gang added up per direction, the weaker taken off."""

from dataclasses import dataclass

import polars as pl

from resolvers.command_evidence import EVERYDAY_SIGNALS, ROOM_EVENTS

# With fewer bits nothing is an edge: most pairs of a gang don't command each other.
FEWEST_BITS = 1.05


@dataclass(frozen=True)
class EdgeCandidates:
    """What the evidence of a case says of its edges before they are weighed against each other.

    Attributes:
        edges: gang_id, superior_id, subordinate_id (key), bits (net of the opposite direction), evidence_count,
            is_named (something but rooms speaks for it), signal_count, event_bits, room_bits, is_everyday (everyday
            talk alone names it).
        directed: The same of every direction that anything speaks for, before the opposite one is taken off.
        inside: The evidence between members of one gang.
        better: That of it which isn't everyday talk.
    """

    edges: pl.DataFrame
    directed: pl.DataFrame
    inside: pl.DataFrame
    better: pl.DataFrame


def edge_candidates(evidence: pl.DataFrame, pairs: pl.DataFrame) -> EdgeCandidates:
    """Add up what speaks for each edge.

    Args:
        evidence: As command_evidence gives it.
        pairs: superior_id, subordinate_id, gang_id of pairs that share a gang (resolvers.gang_rooms.pair_gangs).
    """
    inside = evidence.join(pairs, on=["superior_id", "subordinate_id"])
    forward, better = _directed(inside), inside.filter(~pl.col("signal").is_in(EVERYDAY_SIGNALS))
    sure = _net(_directed(better))
    everyday = _everyday_superiors(_net(forward), sure)
    edges = pl.concat(
        [sure.with_columns(is_everyday=pl.lit(value=False)), everyday.with_columns(is_everyday=pl.lit(value=True))]
    )
    return EdgeCandidates(edges, forward, inside.drop("gang_id"), better.drop("gang_id"))


def _directed(inside: pl.DataFrame) -> pl.DataFrame:
    """Evidence added up per direction."""
    of_room, of_event = pl.col("signal").str.starts_with("room_"), pl.col("signal").is_in(ROOM_EVENTS)
    return (
        inside.sort("superior_id", "subordinate_id", "signal", "exhibit_id", "locator")
        .group_by("gang_id", "superior_id", "subordinate_id", maintain_order=True)
        .agg(
            bits=pl.col("weight").sum(),
            evidence_count=pl.len(),
            is_named=(~of_room & (pl.col("weight") > 0)).any(),
            signal_count=pl.col("signal").n_unique(),
            event_bits=pl.col("weight").filter(of_event).sum().round(6),
            room_bits=pl.col("weight").filter(of_room & ~of_event).sum().round(6),
        )
    )


def _net(forward: pl.DataFrame) -> pl.DataFrame:
    """The stronger directions, less the weaker ones, where enough is left."""
    backward = forward.select("gang_id", "bits", superior_id="subordinate_id", subordinate_id="superior_id")
    return (
        forward.join(backward, on=["gang_id", "superior_id", "subordinate_id"], how="left", suffix="_back")
        .with_columns(bits=(pl.col("bits") - pl.col("bits_back").fill_null(0.0)).round(6))
        .filter(pl.col("bits") >= FEWEST_BITS)
    )


def _everyday_superiors(net: pl.DataFrame, sure: pl.DataFrame) -> pl.DataFrame:
    """For whom nothing else names a superior, the one whom everyday asking, obeying and addressing names most.

    Everybody is asked something by many and calls more than one person boss: this never stands beside better evidence.
    """
    of_subordinate = ["gang_id", "subordinate_id"]
    open_yet = net.join(sure, on=of_subordinate, how="anti")
    return open_yet.filter(pl.col("bits") >= pl.col("bits").max().over(of_subordinate)).unique(
        of_subordinate, keep="none", maintain_order=True
    )
