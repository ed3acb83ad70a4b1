"""Networks without a word: calls and meetings of people who write nothing. They give a ranking, and how sure it is.

The rank is by PageRank over how often people were in touch, drawn many times with a fifth of the contacts missing, as
seizures miss devices and taps miss phones: Catlin et al. (2025) check rankings against missing data in this way. The
share of draws in which somebody is first is its sureness. Who is most in touch is often a broker and not the boss
(Agreste et al., 2015), so no such rank makes anybody a boss for sure. Direction and order of contacts rank nobody: no
network with known leaders was at hand to show that they help.
"""

import networkx as nx
import numpy as np
import polars as pl

from resolvers.contract import ResolvedCase
from resolvers.once_per_case import once_per_case
from warehouse.schema.frames import GANG_MEMBER
from warehouse.schema.ids import content_hash

_FEWEST_MEMBERS = 3
_DRAWS = 50
_MISSING = 0.2
_SEED = 11
# At most so sure is it that the first in touch is the boss: a limit set by hand, not measured.
_FIRST_IS_BOSS = 0.4
_LOWEST = 0.1
# A meeting tells more than a call (Calderoni, 2019: leaders show in meetings).
_MEETING_CALLS = 3


@once_per_case
def contact_ties(case: ResolvedCase) -> pl.DataFrame:
    """Who was in touch with whom, as entities.

    Returns:
        **Columns** entity_l, entity_r (key, entity_l < entity_r), weight (log2 of one plus calls, a meeting counting
        three), exhibit_id, locator; sorted.
    """
    entity = case.members.select("reference", "entity_id")
    pairs = (
        case.frames.contacts.join(entity.rename({"entity_id": "a"}), on="reference")
        .join(entity.rename({"reference": "other_reference", "entity_id": "b"}), on="other_reference")
        .filter(pl.col("a") != pl.col("b"))
    )
    times = pl.when(pl.col("kind") == "meeting").then(_MEETING_CALLS).otherwise(1) * pl.col("contact_count")
    return (
        pairs.with_columns(
            entity_l=pl.min_horizontal("a", "b"), entity_r=pl.max_horizontal("a", "b"), times=times.cast(pl.Float64)
        )
        .sort("entity_l", "entity_r", "exhibit_id", "locator")
        .group_by("entity_l", "entity_r", maintain_order=True)
        .agg(
            weight=(pl.col("times").sum() + 1).log(2),
            exhibit_id=pl.col("exhibit_id").first(),
            locator=pl.col("locator").first(),
        )
    )


def silent_members(case: ResolvedCase, case_id: str, talking: pl.DataFrame) -> pl.DataFrame:
    """People who are in touch and write nothing, each connected part of three or more as one gang.

    Args:
        case: The case after linking.
        case_id: Case.
        talking: entity_id of those who belong elsewhere: who writes, is protected or is in a gang already.

    Returns:
        **Columns** gang_id, entity_id; sorted.
    """
    ties = contact_ties(case).join(talking, left_on="entity_l", right_on="entity_id", how="anti")
    ties = ties.join(talking, left_on="entity_r", right_on="entity_id", how="anti")
    graph = nx.Graph()
    graph.add_edges_from(ties.select("entity_l", "entity_r").iter_rows())
    rows = [
        ("G-" + content_hash(case_id, min(part), length=8).upper(), entity)
        for part in nx.connected_components(graph)
        if len(part) >= _FEWEST_MEMBERS
        for entity in part
    ]
    return pl.DataFrame(rows, schema={"gang_id": pl.String(), "entity_id": pl.String()}, orient="row").sort(pl.all())


def with_contact_times(case: ResolvedCase, gang_members: pl.DataFrame) -> pl.DataFrame:
    """Members with the times of their contacts inside the gang: the only ones that who never writes has.

    Args:
        case: The case after linking.
        gang_members: GANG_MEMBER.

    Returns:
        **Columns** GANG_MEMBER; from_at and until_at reach as far as talk and dated contacts do.
    """
    entity = case.members.select("reference", "entity_id")
    gang = gang_members.select("gang_id", "entity_id")
    pairs = (
        case.frames.contacts.join(entity.rename({"entity_id": "a"}), on="reference")
        .join(entity.rename({"reference": "other_reference", "entity_id": "b"}), on="other_reference")
        .filter(pl.col("a") != pl.col("b"))
    )
    sides = pl.concat(
        [pairs.select("a", "b", "first_at", "last_at"), pairs.select("first_at", "last_at", a="b", b="a")],
        how="diagonal",
    )
    inside = (
        sides.join(gang.rename({"entity_id": "a"}), on="a")
        .join(gang.rename({"entity_id": "b"}), on=["gang_id", "b"])
        .group_by("gang_id", entity_id="a")
        .agg(pl.col("first_at").min(), pl.col("last_at").max())
    )
    return GANG_MEMBER.conform(
        gang_members.join(inside, on=["gang_id", "entity_id"], how="left").with_columns(
            from_at=pl.min_horizontal("from_at", "first_at"), until_at=pl.max_horizontal("until_at", "last_at")
        )
    ).sort(GANG_MEMBER.key)


def contact_ranks(case: ResolvedCase, gang_members: pl.DataFrame) -> pl.DataFrame:
    """Rank members by who is in touch with whom.

    Returns:
        **Columns** gang_id, entity_id (key), rank (mean over draws, low is first), first_share (of draws in which he
        is first, 0 to 1); sorted. Members without a contact inside their gang are missing.
    """
    gang = gang_members.select("gang_id", "entity_id")
    inside = (
        contact_ties(case)
        .join(gang.rename({"entity_id": "entity_l"}), on="entity_l")
        .join(gang.rename({"entity_id": "entity_r"}), on=["gang_id", "entity_r"])
        .sort("gang_id", "entity_l", "entity_r")
    )
    schema = {"gang_id": pl.String(), "entity_id": pl.String(), "rank": pl.Float64(), "first_share": pl.Float64()}
    rows = [
        (str(gang_id), *row)
        for (gang_id,), ties in inside.group_by("gang_id", maintain_order=True)
        for row in _drawn(ties.select("entity_l", "entity_r", "weight").rows())
    ]
    return pl.DataFrame(rows, schema=schema, orient="row").sort("gang_id", "entity_id")


def _drawn(ties: list[tuple[str, str, float]]) -> list[tuple[str, float, float]]:
    people = sorted({person for left, right, _ in ties for person in (left, right)})
    draw = np.random.default_rng(_SEED)
    ranks, firsts = dict.fromkeys(people, 0.0), dict.fromkeys(people, 0)
    for _ in range(_DRAWS):
        kept = draw.random(len(ties)) >= _MISSING
        graph = nx.Graph()
        graph.add_nodes_from(people)
        graph.add_weighted_edges_from(tie for tie, is_kept in zip(ties, kept, strict=True) if is_kept)
        score = nx.pagerank(graph, weight="weight")
        order = sorted(people, key=lambda person: (-round(score[person], 9), person))
        firsts[order[0]] += 1
        for place, person in enumerate(order, start=1):
            ranks[person] += place / _DRAWS
    return [(person, round(ranks[person], 6), firsts[person] / _DRAWS) for person in people]


def silent_bosses(case: ResolvedCase, gang_members: pl.DataFrame, edges: pl.DataFrame) -> pl.DataFrame:
    """Bosses of gangs of which nothing but contacts is known, with how sure that is; seldom more than a lead.

    Returns:
        **Columns** entity_id, role, probability, exhibit_id, locator (of his most frequent contact); sorted.
    """
    ranks = contact_ranks(case, gang_members.join(edges.select("gang_id").unique(), on="gang_id", how="anti"))
    likely = ranks.with_columns(probability=pl.col("first_share") * _FIRST_IS_BOSS).filter(
        pl.col("probability") >= _LOWEST
    )
    ties = contact_ties(case)
    sides = pl.concat(
        [ties.select("weight", "exhibit_id", "locator", entity_id=side) for side in ("entity_l", "entity_r")]
    )
    cited = sides.sort("entity_id", "weight", "exhibit_id", "locator", descending=[False, True, False, False]).unique(
        "entity_id", keep="first", maintain_order=True
    )
    return (
        likely.join(cited, on="entity_id")
        .select("entity_id", pl.lit("boss").alias("role"), "probability", "exhibit_id", "locator")
        .sort("entity_id")
    )
