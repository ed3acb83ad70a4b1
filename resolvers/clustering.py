"""Clusters of references: constrained agglomeration over scored pairs.

Invariants, whatever the order of rows:
1. Every reference is in exactly one cluster.
2. No cluster holds a pair that a judgement calls negative.
3. No cluster holds a cannot-link pair, unless positive judgements alone brought the two together.
4. Joins happen in descending match weight, ties by the names of the references (so the edges used are a maximum
   spanning forest of what the constraints allow).
5. A handle that is free for anybody to take never chains logs: clusters of two logs are joined over a reused handle
   only when the handles of one are all among the handles of the other, in every log where this handle was joined to
   another. If B was renamed from A in one log and to C in another, all logs of B stay apart (leads only).

Why 5 leaves no chain: over handles that pass the test, the handle sets of the logs in one cluster are nested, so the
cluster has one largest set, seen as one person within a single log, and all others are part of it.

Cost O(e log e) in joined pairs; cannot-links are looked up in sets that move with the smaller side.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import polars as pl

from resolvers.disjoint_sets import DisjointSets

_SCHEMA = {"reference": pl.String(), "cluster": pl.String(), "probability": pl.Float64()}
_PAIR = ["reference_l", "reference_r"]


def clusters(
    references: pl.DataFrame, scored: pl.DataFrame, cannot_links: pl.DataFrame, judged_pairs: pl.DataFrame
) -> pl.DataFrame:
    """Which references are one.

    Args:
        references: REFERENCE.
        scored: SCORED_PAIR; only rows with decision `join` are used.
        cannot_links: CANNOT_LINK.
        judged_pairs: JUDGED_PAIR.

    Returns:
        One row per reference in order of reference, Columns: reference, cluster (its smallest reference), probability
        (the weakest link on the reference's path to the cluster's core; 1 when alone).
    """
    names = references["reference"].unique().sort().to_list()
    known = references.select("reference")
    joins = _known(scored.filter(pl.col("decision") == "join"), known)
    judged = _known(judged_pairs, known)
    sets = DisjointSets(names)
    for left, right in _pairs(judged.filter(pl.col("judgement") == "negative")):
        sets.forbid(left, right)
    positive = judged.filter(pl.col("judgement") == "positive")
    for left, right in _pairs(positive):
        sets.join(left, right)
    for left, right in _pairs(_known(cannot_links, known)):
        sets.forbid(left, right)
    ordered = joins.join(positive.select(_PAIR), on=_PAIR, how="anti").sort(
        "match_weight", *_PAIR, descending=[True, False, False]
    )
    for left, right in _pairs(_within_scope(ordered, references)):
        sets.join(left, right)
    for left, right in _pairs(_over_safe_handles(ordered, references, sets)):
        sets.join(left, right)
    return pl.DataFrame(list(_members(sets, joins, positive)), schema=_SCHEMA, orient="row").sort("reference")


def _known(pairs: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The pairs whose sides are both references of the case (a judgement may outlive a reference)."""
    for side in _PAIR:
        pairs = pairs.join(known.rename({"reference": side}), on=side, how="semi")
    return pairs.sort(_PAIR)


def _pairs(frame: pl.DataFrame) -> Iterator[tuple[str, str]]:
    yield from frame.select(_PAIR).iter_rows()


def _crossing(joins: pl.DataFrame, references: pl.DataFrame) -> pl.DataFrame:
    """The joins with `handle`: the account id where the two are one handle in two threads, else null."""
    homes = references.select("reference", "account_id", "thread_id")
    for side in ("l", "r"):
        renamed = homes.rename({"account_id": f"account_id_{side}", "thread_id": f"thread_id_{side}"})
        joins = joins.join(
            renamed, left_on=f"reference_{side}", right_on="reference", how="left", maintain_order="left"
        )
    is_crossing = (pl.col("account_id_l") == pl.col("account_id_r")) & (pl.col("thread_id_l") != pl.col("thread_id_r"))
    return joins.with_columns(handle=pl.when(is_crossing.fill_null(value=False)).then("account_id_l"))


def _within_scope(ordered: pl.DataFrame, references: pl.DataFrame) -> pl.DataFrame:
    return _crossing(ordered, references).filter(pl.col("handle").is_null())


def _over_safe_handles(ordered: pl.DataFrame, references: pl.DataFrame, sets: DisjointSets) -> pl.DataFrame:
    """Joins over a reused handle whose logs agree on who bears it (invariant 5)."""
    crossing = _crossing(ordered, references).filter(pl.col("handle").is_not_null())
    wanted = frozenset(crossing["handle"].to_list())
    bound = references.filter(pl.col("account_id").is_not_null() & pl.col("thread_id").is_not_null())
    handles: dict[str, set[str]] = defaultdict(set)
    for reference, account in bound.select("reference", "account_id").iter_rows():
        handles[sets.root(reference)].add(account)
    worn: dict[str, set[frozenset[str]]] = defaultdict(set)
    for together in handles.values():
        for handle in together & wanted:
            worn[handle].add(frozenset(together))
    safe = [handle for handle in sorted(worn) if _nested(worn[handle])]
    return crossing.filter(pl.col("handle").is_in(pl.Series(safe, dtype=pl.String).implode()))


def _nested(sets: set[frozenset[str]]) -> bool:
    """Whether each set holds the next smaller one."""
    by_size = sorted(sets, key=len)
    return all(small < large for small, large in pairwise(by_size))


def _members(sets: DisjointSets, joins: pl.DataFrame, positive: pl.DataFrame) -> Iterator[tuple[str, str, float]]:
    """Reference, cluster and probability: the widest path to the core over the links that built the cluster."""
    probability = {(left, right): p for left, right, p in joins.select(*_PAIR, "match_probability").iter_rows()}
    surest = joins["match_probability"].max() if not joins.is_empty() else None
    fallback = float(surest) if isinstance(surest, float) else 1.0
    decided = frozenset(positive.select(_PAIR).iter_rows())
    links: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for left, right in sets.links:
        sure = probability.get((left, right), fallback) if (left, right) in decided else probability[left, right]
        links[left].append((right, sure))
        links[right].append((left, sure))
    for members in sets.groups():
        cluster = min(members)
        if len(members) == 1:
            yield cluster, cluster, 1.0
            continue
        # The core is the reference that most and surest links meet in; ties go to the smallest name.
        core = min(members, key=lambda reference: (-sum(sure for _, sure in links[reference]), reference))
        reached = {core: max(sure for _, sure in links[core])}
        waiting = [core]
        while waiting:
            here = waiting.pop()
            for other, sure in links[here]:
                if other not in reached:
                    reached[other] = sure if here == core else min(reached[here], sure)
                    waiting.append(other)
        for reference in members:
            yield reference, cluster, reached[reference]
