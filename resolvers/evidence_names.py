"""Entities under names that rest on evidence alone, for whatever looks at entities one after the other.

An id is drawn when an entity is born and tells nothing of it. Whoever breaks a tie, draws at random or divides a
network node by node does so in an order, and in an order of ids a home that was built anew would find other gangs and
ranks than the one it was copied from. So entities are looked at under their smallest reference, and get their ids back
after.
"""

import polars as pl

from warehouse.schema.ids import content_hash

_ENTITY_COLUMNS = ("entity_id", "superior_id", "subordinate_id")
_GANG_COLUMNS = ("gang_id", "other_gang_id", "label")


def evidence_names(members: pl.DataFrame) -> pl.DataFrame:
    """The name of each entity.

    Args:
        members: CLUSTER_MEMBER.

    Returns:
        **Columns** entity_id, evidence_name (its smallest reference); sorted by evidence_name.
    """
    return members.group_by("entity_id").agg(evidence_name=pl.col("reference").min()).sort("evidence_name")


def under_evidence_names(rows: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Rows with evidence names in the columns of entity ids."""
    return _replaced(rows, _ENTITY_COLUMNS, names["entity_id"], names["evidence_name"])


def under_ids(rows: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Rows with ids in the columns where evidence names stand."""
    return _replaced(rows, _ENTITY_COLUMNS, names["evidence_name"], names["entity_id"])


def lasting_gang_ids(gang_members: pl.DataFrame, case_id: str) -> pl.DataFrame:
    """The id of each gang: from the smallest id of its main members, which lasts where references come and go.

    Args:
        gang_members: GANG_MEMBER under entity ids.
        case_id: Case; ids of gangs of two cases never meet.

    Returns:
        **Columns** gang_id (as it stands there), lasting_id.
    """
    smallest = gang_members.filter("is_main").group_by("gang_id").agg(pl.col("entity_id").min()).sort("gang_id")
    ids = [f"G-{content_hash(case_id, entity, length=8).upper()}" for entity in smallest["entity_id"]]
    return smallest.select("gang_id", lasting_id=pl.Series(ids, dtype=pl.String))


def under_lasting_gang_ids(rows: pl.DataFrame, gangs: pl.DataFrame) -> pl.DataFrame:
    """Rows with the lasting ids of gangs, also where a gang without a name is called by its id."""
    return _replaced(rows, _GANG_COLUMNS, gangs["gang_id"], gangs["lasting_id"])


def _replaced(rows: pl.DataFrame, columns: tuple[str, ...], old: pl.Series, new: pl.Series) -> pl.DataFrame:
    return rows.with_columns(pl.col(name).replace(old, new) for name in columns if name in rows.columns)
