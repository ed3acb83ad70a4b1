"""What would be if a judgement were given or evidence fell away: the resolvers' own scoring and clustering, run twice.

Works on the links of a snapshot. Limits: pairs below the lead threshold are not there, so what falls away can part
people but a cannot-link that falls can join only pairs that are links; rarities and habits are not counted anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from resolvers.bridges import clusters_without_bridges
from resolvers.components import component_labels
from resolvers.contract import LinkSettings
from resolvers.scorers.scoring import scored_pairs
from warehouse.schema.frames import CANNOT_LINK, JUDGED_PAIR

_PAIR = ["reference_l", "reference_r"]


@dataclass(frozen=True)
class LinkedCase:
    """The links of a case, as a snapshot holds them; the columns are declared in warehouse.schema.frames.

    Attributes:
        references: REFERENCE.
        pairs: CANDIDATE_PAIR.
        evidence: PAIR_EVIDENCE.
        cannot_links: CANNOT_LINK.
        judged_pairs: JUDGED_PAIR.
        names: REFERENCE_NAME.
        members: CLUSTER_MEMBER, the published entities.
    """

    references: pl.DataFrame
    pairs: pl.DataFrame
    evidence: pl.DataFrame
    cannot_links: pl.DataFrame
    judged_pairs: pl.DataFrame
    names: pl.DataFrame
    members: pl.DataFrame


@dataclass(frozen=True)
class Change:
    """Entities that would be other people than now, taken together: what joins and what parts hang together.

    Attributes:
        before: Entity id to its references now.
        after: References of each entity that would be.
    """

    before: dict[str, tuple[str, ...]]
    after: tuple[tuple[str, ...], ...]

    @property
    def kind(self) -> str:
        """`join`, `split` or, where people change sides, `move`."""
        if len(self.after) == 1:
            return "join"
        return "split" if len(self.before) == 1 else "move"

    @property
    def moved(self) -> tuple[str, ...]:
        """References that leave the company most of them keep: those of each new entity not from its largest source."""
        home = {reference: entity for entity, references in self.before.items() for reference in references}
        leavers: list[str] = []
        stays: set[str] = set()
        for group in sorted(self.after, key=lambda group: (-len(group), group)):
            sources = [home[reference] for reference in group]
            kept = max(sorted(set(sources) - stays), key=sources.count, default=None)
            leavers += [reference for reference in group if home[reference] != kept]
            stays |= {kept} if kept else set()
        return tuple(sorted(leavers))


def rescored(case: LinkedCase, settings: LinkSettings) -> pl.DataFrame:
    """SCORED_PAIR of the links, from their evidence."""
    return scored_pairs(case.pairs, case.evidence, case.cannot_links, case.judged_pairs, settings)


def partition(case: LinkedCase, settings: LinkSettings) -> pl.DataFrame:
    """Which references are one. Columns: reference, cluster, probability; as resolvers.clustering."""
    return clusters_without_bridges(
        case.references,
        rescored(case, settings),
        case.cannot_links,
        case.judged_pairs,
        case.evidence,
        case.names,
    )


def with_judgements(case: LinkedCase, judged: pl.DataFrame) -> LinkedCase:
    """The case with decisions on pairs in the place of those it has on the same.

    Args:
        case: The case.
        judged: JUDGED_PAIR; judgement `withdrawn` leaves the pair undecided.
    """
    decided = judged.select(_PAIR)
    kept = case.judged_pairs.join(decided, on=_PAIR, how="anti")
    given = judged.filter(pl.col("judgement") != "withdrawn")
    by_hand = case.cannot_links.filter(pl.col("reason") == "judgement").join(decided, on=_PAIR, how="semi")
    denied = given.filter(pl.col("judgement") == "negative").select(
        *_PAIR, reason=pl.lit("judgement"), observation_count=pl.lit(1, dtype=pl.Int64)
    )
    apart = case.cannot_links.join(by_hand.select(*_PAIR, "reason"), on=[*_PAIR, "reason"], how="anti")
    return replace(
        case,
        judged_pairs=JUDGED_PAIR.conform(pl.concat([kept, JUDGED_PAIR.conform(given)]).sort(_PAIR)),
        cannot_links=CANNOT_LINK.conform(pl.concat([apart, CANNOT_LINK.conform(denied)]).sort(*_PAIR, "reason")),
    )


def changes(before: pl.DataFrame, after: pl.DataFrame, members: pl.DataFrame) -> list[Change]:
    """What is other in a second partition, in groups that hang together, those with most references first.

    Args:
        before: Columns reference, cluster.
        after: The same; a reference that is missing has fallen away.
        members: CLUSTER_MEMBER, for the ids of entities.
    """
    both = before.select("reference", was="cluster").join(after.select("reference", now="cluster"), on="reference")
    found = list(_changed(both))
    ids = dict(members.select("reference", "entity_id").iter_rows())
    told = []
    for rows in found:
        was: dict[str, list[str]] = {}
        now: dict[str, list[str]] = {}
        for reference, old, new in rows:
            was.setdefault(old, []).append(reference)
            now.setdefault(new, []).append(reference)
        named = {ids.get(min(group), old): tuple(sorted(group)) for old, group in sorted(was.items())}
        told.append(Change(named, tuple(sorted(tuple(sorted(group)) for group in now.values()))))
    return sorted(told, key=lambda change: (-sum(map(len, change.after)), sorted(change.before)))


def _changed(both: pl.DataFrame) -> Iterator[list[tuple[str, str, str]]]:
    """Rows (reference, was, now) of each connected part in which the two partitions differ."""
    edges = both.select(left=pl.lit("was:") + pl.col("was"), right=pl.lit("now:") + pl.col("now")).unique()
    parts = component_labels(edges.sort("left", "right"))
    placed = both.join(
        parts.select(was=pl.col("reference").str.strip_prefix("was:"), part="component").filter(
            parts["reference"].str.starts_with("was:")
        ),
        on="was",
    )
    is_other = (pl.col("was").n_unique().over("part") > 1) | (pl.col("now").n_unique().over("part") > 1)
    for (_,), rows in placed.filter(is_other).sort("part", "reference").group_by("part", maintain_order=True):
        yield rows.select("reference", "was", "now").rows()
