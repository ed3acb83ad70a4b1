"""Canonical entities: ids that survive, and a reason for every birth, merge, split and retirement.

A cluster keeps the id of the known entity with which it shares most references; ties go to the smallest id. A reference
in the place of one that is gone (see `successors`) counts like that one. A second run over the same clusters makes the
same ids and no events. Nothing here depends on the order of rows.
"""

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import polars as pl

from warehouse.schema.frames import CLUSTER_MEMBER, ENTITY_EVENT

_ID_LENGTH = 8
_EVENT_SCHEMA = ENTITY_EVENT.polars_schema()


def canonical_entities(
    clusters: pl.DataFrame,
    known_entities: pl.DataFrame,
    case_id: str,
    used_ids: frozenset[str] = frozenset(),
    heirs: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Entities of the clusters and what happened to entities since the last run.

    Args:
        clusters: Columns reference, cluster, probability, as resolvers.clustering gives them.
        known_entities: KNOWN_ENTITY, the ledger after the last run.
        case_id: Enters the ids, so that two cases hardly ever draw the same one.
        used_ids: Ids that ever named an entity, in any case; none of them is given to other people.
        heirs: References that are gone, each with the new ones in its place.

    Returns:
        CLUSTER_MEMBER in order of reference, and ENTITY_EVENT in order of its key.
    """
    before = dict(known_entities.select("reference", "entity_id").sort("reference").iter_rows())
    members = _members_by_cluster(clusters)
    origins = _origins(before, heirs)
    kept = _kept_ids(members, origins)
    named = {**kept, **_new_ids(members, kept, used_ids.union(before.values()), case_id)}
    ids = pl.DataFrame({"cluster": list(named), "entity_id": list(named.values())}, schema=_STRINGS)
    joined = clusters.join(ids, on="cluster", how="left").sort("reference")
    events = _events(members, named, kept, before, heirs)
    return CLUSTER_MEMBER.conform(joined), ENTITY_EVENT.conform(events)


_STRINGS = {"cluster": pl.String(), "entity_id": pl.String()}


def entity_id(case_id: str, reference: str, attempt: int = 0) -> str:
    """`E-` and eight base32 characters from the case, the founding reference and the attempt after a collision."""
    seed = "\x1f".join((case_id, reference, *((str(attempt),) if attempt else ())))
    digest = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()
    return "E-" + base64.b32encode(digest).decode("ascii")[:_ID_LENGTH]


def _members_by_cluster(clusters: pl.DataFrame) -> dict[str, list[str]]:
    members: dict[str, list[str]] = defaultdict(list)
    for reference, cluster in clusters.select("reference", "cluster").sort("reference").iter_rows():
        members[cluster].append(reference)
    return dict(sorted(members.items()))


def _origins(before: dict[str, str], heirs: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Known entities whose share a reference of now is: its own, or those of the references it stands for."""
    origins = {reference: [entity] for reference, entity in before.items()}
    for gone, new in sorted(heirs.items()):
        for reference in new:
            origins.setdefault(reference, []).append(before[gone])
    return origins


def _counted(references: list[str], origins: dict[str, list[str]]) -> Counter[str]:
    return Counter(entity for reference in references for entity in origins.get(reference, ()))


def _kept_ids(members: dict[str, list[str]], origins: dict[str, list[str]]) -> dict[str, str]:
    """Clusters that keep a known id: most shared references first, then the smallest id, then the smallest cluster."""
    claims = [
        (-count, entity, cluster)
        for cluster, references in members.items()
        for entity, count in _counted(references, origins).items()
    ]
    kept: dict[str, str] = {}
    taken: set[str] = set()
    for _, entity, cluster in sorted(claims):
        if cluster not in kept and entity not in taken:
            kept[cluster] = entity
            taken.add(entity)
    return kept


def _new_ids(members: dict[str, list[str]], kept: dict[str, str], used: frozenset[str], case_id: str) -> dict[str, str]:
    """Ids of the clusters that keep none; ids that ever stood in the ledger are not given out again."""
    taken = set(used)
    new: dict[str, str] = {}
    for cluster, references in members.items():
        if cluster in kept:
            continue
        attempt = 0
        while (candidate := entity_id(case_id, references[0], attempt)) in taken:
            attempt += 1
        taken.add(candidate)
        new[cluster] = candidate
    return new


def _events(
    members: dict[str, list[str]],
    named: dict[str, str],
    kept: dict[str, str],
    before: dict[str, str],
    heirs: Mapping[str, Sequence[str]],
) -> pl.DataFrame:
    """Born, merged, split and retired, each with a reason."""
    known = _origins(before, heirs)
    now = {reference: named[cluster] for cluster, references in members.items() for reference in references}
    rows: list[tuple[str, str, str | None, str]] = []
    for cluster, references in members.items():
        if cluster in kept:
            continue
        origins = _counted(references, known)
        if origins:
            origin, count = min(origins.items(), key=lambda item: (-item[1], item[0]))
            rows.append(
                (
                    "split",
                    named[cluster],
                    origin,
                    f"{count} references left {origin}: evidence or a decision parts them.",
                )
            )
        else:
            rows.append(("born", named[cluster], None, f"First seen with {len(references)} references."))
    living = frozenset(named.values())
    shares_of: dict[str, Counter[str]] = defaultdict(Counter)
    for reference, entity in before.items():
        if entity not in living:
            shares_of[entity].update(now[part] for part in (reference, *heirs.get(reference, ())) if part in now)
    for entity, shares in sorted(shares_of.items()):
        if shares:
            heir, count = min(shares.items(), key=lambda item: (-item[1], item[0]))
            rows.append(("merged", entity, heir, f"{count} references are now known to belong to {heir}."))
        else:
            rows.append(("retired", entity, None, "None of its references is left in the case."))
    return pl.DataFrame(rows, schema=_EVENT_SCHEMA, orient="row").sort("event", "entity_id", "other_entity_id")
