"""Where somebody stands in the line of command says something of his role."""

import polars as pl

from resolvers.roles.placed import placed_roles
from warehouse.schema.frames import GANG_MEMBER, REPORTS_TO, REPORTS_TO_EVIDENCE


def test_head_middle_and_team_are_told_apart():
    """The head over leaders is a boss, a leader of leaders a manager, a leader of a team a team leader."""
    pairs = [("a", "b"), ("b", "c"), ("c", "d"), ("c", "e")]
    edges = pl.DataFrame(pairs, schema=["superior_id", "subordinate_id"], orient="row").with_columns(
        gang_id=pl.lit("G-1"), probability=pl.lit(0.9), evidence_count=pl.lit(1)
    )
    cited = edges.select("superior_id", "subordinate_id").with_columns(
        signal=pl.lit("order"), weight=pl.lit(2.0), exhibit_id=pl.lit("e"), locator=pl.lit("line:1")
    )
    members = pl.DataFrame({"entity_id": list("abcde"), "leadership_rank": [1, 2, 3, 4, 5]}).with_columns(
        gang_id=pl.lit("G-1"), share=pl.lit(1.0), is_main=pl.lit(value=True)
    )
    found = placed_roles(GANG_MEMBER.conform(members), REPORTS_TO.conform(edges), REPORTS_TO_EVIDENCE.conform(cited))
    roles = dict(found.select("entity_id", "role").iter_rows())
    assert roles == {"a": "boss", "b": "manager", "c": "team_leader"}
    weight = dict(found.select("entity_id", "weight").iter_rows())
    assert weight["c"] > weight["b"]
