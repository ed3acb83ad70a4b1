"""Which entities to check by hand, what to decide on each, and the truth that those decisions make.

Forty references are drawn at random; whoever checks one recovers the whole person behind it: which references of its
entity do not belong to him, and which of the likeliest others do. With each of these the rest of its entity and what is
likeliest around that comes on the list, until nothing is open. So people are sampled in proportion to the number of
their references, which the estimators of resolvers.audit_estimates undo (Binette et al. 2023, The American Statistician
77(4); 2024, arXiv:2404.05622). The draw goes by hashes of references, so from night to night it stays nearly the same
and what was decided keeps counting.

What is measured is the machine alone: clusters without any decision, for decided pairs are right by definition.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from resolvers.bridges import clusters_without_bridges
from resolvers.components import component_labels
from resolvers.contract import LinkSettings
from resolvers.scorers.scoring import scored_pairs
from warehouse.schema.frames import AUDIT_PAIR, AUDIT_PLAN, JUDGED_PAIR

DRAWS = 40
# Scored pairs out of each cluster that are shown, the heaviest first: what is missed beyond them the audit cannot see.
_OUTSIDE = 8
_PAIR = ["reference_l", "reference_r"]


@dataclass(frozen=True)
class AuditedCase:
    """What an audit rests on.

    Attributes:
        references: REFERENCE.
        names: REFERENCE_NAME.
        pairs: CANDIDATE_PAIR.
        evidence: PAIR_EVIDENCE.
        cannot_links: CANNOT_LINK.
        judged_pairs: JUDGED_PAIR.
        members: CLUSTER_MEMBER, decisions included.
        draws: The references drawn, in the order of the draw. Column: reference.
    """

    references: pl.DataFrame
    names: pl.DataFrame
    pairs: pl.DataFrame
    evidence: pl.DataFrame
    cannot_links: pl.DataFrame
    judged_pairs: pl.DataFrame
    members: pl.DataFrame
    draws: pl.DataFrame


def machine_clusters(case: AuditedCase, settings: LinkSettings) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Clusters and scored pairs as the machine alone makes them.

    Returns:
        Columns reference, cluster; and SCORED_PAIR without any decision.
    """
    undecided = JUDGED_PAIR.empty_frame()
    seen = case.cannot_links.filter(pl.col("reason") != "judgement")
    scored = scored_pairs(case.pairs, case.evidence, seen, undecided, settings)
    found = clusters_without_bridges(case.references, scored, seen, undecided, case.evidence, case.names)
    return found.select("reference", "cluster"), scored


def audit_plan(case: AuditedCase, machine: pl.DataFrame, scored: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What to check.

    Args:
        case: The case.
        machine: Columns reference, cluster, of the machine alone.
        scored: SCORED_PAIR of the machine alone.

    Returns:
        AUDIT_PLAN, one row per draw, and AUDIT_PAIR, the pairs to decide on each; both in order of their key.
    """
    drawn = case.draws.with_row_index("position", offset=1).with_columns(pl.col("position").cast(pl.Int64))
    placed = _clusters_of_the_person(drawn.rename({"reference": "drawn"}), machine, _same(case.judged_pairs))
    inside = placed.join(machine, on="cluster").filter(pl.col("reference") != pl.col("drawn"))
    listed = pl.concat(
        [
            inside.select("position", "drawn", other="reference", why=pl.lit("inside")),
            _outside(placed, machine, scored).select("position", "drawn", "other", why=pl.lit("outside")),
        ]
    ).unique(["position", "other"], keep="first", maintain_order=True)
    verdicts = _verdicts(listed, case.judged_pairs)
    pairs = verdicts.with_columns(
        left_reference=pl.min_horizontal("drawn", "other"), right_reference=pl.max_horizontal("drawn", "other")
    )
    counted = verdicts.group_by("position").agg(
        pair_count=pl.len().cast(pl.Int64), decided_count=pl.col("verdict").is_not_null().sum().cast(pl.Int64)
    )
    plan = (
        drawn.join(counted, on="position", how="left")
        .with_columns(pl.col("pair_count", "decided_count").fill_null(0))
        .join(case.members.select("reference", "entity_id"), on="reference", how="left")
        .with_columns(is_checked=pl.col("decided_count") == pl.col("pair_count"))
        .sort("position")
    )
    ordered = AUDIT_PAIR.conform(pairs).sort("position", "why", "left_reference", "right_reference")
    return AUDIT_PLAN.conform(plan), ordered


def true_clusters(plan: pl.DataFrame, judged_pairs: pl.DataFrame) -> pl.DataFrame:
    """The people behind the draws that are checked, as far as the draw goes without a gap.

    Draws with little to decide are checked first, or by themselves; were they counted before those in front of them,
    the easy ones would speak for all.

    Returns:
        Columns: position, reference; one row per reference of the person, the drawn one included.
    """
    first_open = plan.filter(~pl.col("is_checked"))["position"].min()
    counted = plan if first_open is None else plan.filter(pl.col("position") < first_open)
    checked = counted.select("position", drawn="reference")
    same = _same(judged_pairs)
    alone = checked.select("position", reference="drawn")
    others = checked.join(same, left_on="drawn", right_on="reference").join(same, on="component")
    return pl.concat([alone, others.select("position", "reference")]).unique().sort("position", "reference")


def _clusters_of_the_person(drawn: pl.DataFrame, machine: pl.DataFrame, same: pl.DataFrame) -> pl.DataFrame:
    """Columns position, drawn, cluster: the clusters that hold the drawn reference or one decided to be the same."""
    others = drawn.join(same, left_on="drawn", right_on="reference").join(same, on="component")
    everyone = pl.concat([drawn.with_columns(reference="drawn"), others.select("position", "drawn", "reference")])
    return everyone.join(machine, on="reference").select("position", "drawn", "cluster").unique().sort(pl.all())


def _outside(placed: pl.DataFrame, machine: pl.DataFrame, scored: pl.DataFrame) -> pl.DataFrame:
    """References outside the clusters of a person that scored pairs tie to each, the heaviest first, one a cluster."""
    pairs = scored.select(*_PAIR, "match_weight")
    both = pl.concat(
        [
            pairs.select(near="reference_l", other="reference_r", weight="match_weight"),
            pairs.select(near="reference_r", other="reference_l", weight="match_weight"),
        ]
    )
    homes = placed.select("position", other_cluster="cluster")
    return (
        placed.join(machine, on="cluster")
        .join(both, left_on="reference", right_on="near")
        .join(machine.select(other="reference", other_cluster="cluster"), on="other")
        .join(homes, on=["position", "other_cluster"], how="anti")
        .sort("position", "cluster", "weight", "other", descending=[False, False, True, False])
        .unique(["position", "cluster", "other_cluster"], keep="first", maintain_order=True)
        .group_by("position", "cluster", maintain_order=True)
        .head(_OUTSIDE)
    )


def _same(judged_pairs: pl.DataFrame) -> pl.DataFrame:
    """Columns reference, component: who is one by positive decisions."""
    positive = judged_pairs.filter(pl.col("judgement") == "positive")
    return component_labels(positive.select(left="reference_l", right="reference_r"))


def _verdicts(listed: pl.DataFrame, judged_pairs: pl.DataFrame) -> pl.DataFrame:
    """The listed pairs with `verdict`: what decisions say, also by way of others; null where they leave it open."""
    part = dict(_same(judged_pairs).iter_rows())
    negative = judged_pairs.filter(pl.col("judgement") == "negative").select(_PAIR)
    apart = {frozenset((part.get(left, left), part.get(right, right))) for left, right in negative.iter_rows()}

    def told() -> Iterator[str | None]:
        for drawn, other in listed.select("drawn", "other").iter_rows():
            left, right = part.get(drawn, drawn), part.get(other, other)
            yield "positive" if left == right else "negative" if frozenset((left, right)) in apart else None

    return listed.with_columns(verdict=pl.Series(list(told()), dtype=pl.String))
