"""Whom to hold out together: who works with whom, known before anything was learned.

A gang is found among the entities that the fixed weights make, by shared closed rooms, commands and lists, as
resolvers.gangs finds it; without acts, which are read later. So the groups are the same whichever weights a run uses.
"""

import polars as pl

from resolvers.actors import closed_rooms, entity_acts, entity_statements, entity_talk
from resolvers.closeness import entity_ties
from resolvers.communities import communities
from resolvers.contract import CaseFrames, ResolvedCase
from warehouse.schema.frames import ACT, CLUSTER_MEMBER


def held_out_groups(case: CaseFrames, threads: pl.DataFrame, clusters: pl.DataFrame) -> pl.DataFrame:
    """The group of each reference.

    Args:
        case: The case before linking.
        threads: THREAD without its exhibit columns (resolvers.contract.ResolvedCase).
        clusters: Columns reference, cluster: what the fixed weights join.

    Returns:
        Columns: reference, group; sorted. Who works with nobody is a group of his own cluster.
    """
    members = CLUSTER_MEMBER.conform(clusters.select("reference", entity_id="cluster"))
    resolved = ResolvedCase(case, members, ACT.empty_frame(), threads)
    rooms = closed_rooms(resolved, entity_talk(resolved))
    said = entity_statements(resolved).filter(
        (pl.col("kind") == "superior") & ~pl.col("is_negated") & ~pl.col("is_doubtful")
    )
    found = communities(entity_ties(resolved, rooms, entity_acts(resolved), said), {})
    group = {entity: part[0] for part in found for entity in part}
    return clusters.select(
        "reference", group=pl.col("cluster").replace_strict(group, default=pl.col("cluster"), return_dtype=pl.String)
    ).sort("reference")
