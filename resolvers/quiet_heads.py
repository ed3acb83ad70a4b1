"""Bosses who hardly write: above several people by small personal signs that make no edge each, and below nobody.

Somebody obeys him once, somebody calls him boss, to a third one he gives leave: of each such pair nothing can be said,
of him that he stands above those whom the gang's edges place. What anybody does who opens a room for all (owning it,
bringing people in) and what is told a whole room is no personal sign. It moves ranks and makes no edge.
"""

import polars as pl

from resolvers.command_evidence import command_evidence
from resolvers.contract import ResolvedCase
from resolvers.edge_candidates import edge_candidates
from resolvers.gang_rooms import main_members, pair_gangs

# Above so many people whom edges place, by so many bits in all, of which each has a personal sign.
_FEWEST_BELOW = 2
_FEWEST_BITS = 2.0
_LIGHTEST = 0.25
# Whoever cooks or mends is asked and asks as well.
_ASKED = ("request", "task", "ask_state")
_ENDS = ["superior_id", "subordinate_id"]


def quiet_heads(case: ResolvedCase, gang_members: pl.DataFrame, edges: pl.DataFrame) -> pl.DataFrame:
    """Who stands above whom by signs too small for an edge, where he has no edge and nothing places anybody above him.

    Args:
        case: The case after linking.
        gang_members: GANG_MEMBER.
        edges: REPORTS_TO.

    Returns:
        **Columns** gang_id, superior_id, subordinate_id (key), probability (of the pull on ranks, below that of any
        edge); sorted. Together with the edges they hold no cycle, since nothing stands above these superiors.
    """
    evidence = command_evidence(case, main_members(gang_members)).filter(~pl.col("signal").is_in(_ASKED))
    directed = edge_candidates(evidence, pair_gangs(case, evidence, gang_members)).directed
    key = ["gang_id", *_ENDS]
    back = directed.select("gang_id", "bits", superior_id="subordinate_id", subordinate_id="superior_id")
    net = directed.join(back, on=key, how="left", suffix="_back").with_columns(
        net=(pl.col("bits") - pl.col("bits_back").fill_null(0.0)).round(6),
        personal=(pl.col("bits") - pl.col("event_bits") - pl.col("room_bits")).round(6),
    )
    placed = pl.concat([edges.select("gang_id", entity_id=end) for end in _ENDS]).unique()
    below_somebody = net.filter((pl.col("net") > 0) & (pl.col("personal") > 0)).select(
        "gang_id", superior_id="subordinate_id"
    )
    leaning = (
        net.filter((pl.col("net") > 0) & (pl.col("personal") > 0))
        .join(placed, left_on=["gang_id", "superior_id"], right_on=["gang_id", "entity_id"], how="anti")
        .join(below_somebody, on=["gang_id", "superior_id"], how="anti")
        .join(placed, left_on=["gang_id", "subordinate_id"], right_on=["gang_id", "entity_id"], how="semi")
    )
    many = (pl.len() >= _FEWEST_BELOW) & (pl.col("net").sum().round(6) >= _FEWEST_BITS)
    heads = leaning.group_by("gang_id", "superior_id").agg(many.alias("many")).filter("many")
    return (
        leaning.join(heads, on=["gang_id", "superior_id"], how="semi")
        .select(*key, probability=pl.lit(_LIGHTEST))
        .sort(key)
    )
