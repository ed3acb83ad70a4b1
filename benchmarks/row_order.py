"""Runs every comparison, blocking rule and describing step on shuffled rows: the results must be the same.

    python -m benchmarks.row_order HOME      (a home that was run)

What depends on the order of rows gives other tables on another night, in another order of files or on other threads.
The rows of utterances have a declared order (thread and turn) and are left as they are.
"""

import argparse
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import polars as pl

from pipelines.settings import Settings
from pipelines.steps.describe import resolved_case
from resolvers.acts.read import acts
from resolvers.behaviour.hand_overs import hand_overs
from resolvers.bridges import clusters_without_bridges
from resolvers.cannot_link import cannot_links
from resolvers.contract import CaseFrames, LinkSettings, ResolvedCase
from resolvers.gangs import gangs
from resolvers.hierarchy import reports_to
from resolvers.mentions.find import mentions
from resolvers.names.views_of import alias_views
from resolvers.protection import protected
from resolvers.registry import blocking_rules, comparisons
from resolvers.roles.claims import entity_roles
from resolvers.scorers.scoring import scored_pairs
from warehouse.connection import Warehouse
from warehouse.schema import frames

SEEDS = (1, 2)
_ORDERED = frozenset({"utterances"})

Made = pl.DataFrame | tuple[pl.DataFrame, ...]
# Something to try: its name, and what makes its frames with the rows shuffled by a seed (None: as they are).
Trial = tuple[str, Callable[[int | None], Made]]


def shuffled(frame: pl.DataFrame, seed: int | None) -> pl.DataFrame:
    """The rows in another order; as they are without a seed."""
    return frame if seed is None or frame.is_empty() else frame.sample(fraction=1, shuffle=True, seed=seed)


def shuffled_case(case: CaseFrames, seed: int | None) -> CaseFrames:
    """The case with the rows of every frame but the ordered ones in another order."""
    parts = {field.name: getattr(case, field.name) for field in fields(case) if field.name not in _ORDERED}
    return replace(
        case, **{name: shuffled(part, seed) for name, part in parts.items() if isinstance(part, pl.DataFrame)}
    )


def trials(warehouse: Warehouse, case_id: str) -> list[Trial]:
    """All that is tried on a case."""
    resolved = resolved_case(warehouse, case_id)
    case = resolved.frames
    pairs = warehouse.read_frame("read_candidate_pair", case_id=case_id)
    return [
        *_linking_trials(warehouse, case_id, case, pairs),
        *_describing_trials(warehouse, case_id, resolved),
        *(_comparison_trial(name, item.compare, pairs, case) for name, item in comparisons().items()),
        *(_rule_trial(name, item.block_keys, case) for name, item in blocking_rules().items()),
    ]


def _comparison_trial(
    name: str, compare: Callable[[pl.DataFrame, CaseFrames], pl.DataFrame], pairs: pl.DataFrame, case: CaseFrames
) -> Trial:
    return f"comparison {name}", lambda seed: compare(shuffled(pairs, seed), shuffled_case(case, seed))


def _rule_trial(name: str, block_keys: Callable[[CaseFrames], pl.DataFrame], case: CaseFrames) -> Trial:
    return f"blocking rule {name}", lambda seed: block_keys(shuffled_case(case, seed))


def _linking_trials(warehouse: Warehouse, case_id: str, case: CaseFrames, pairs: pl.DataFrame) -> list[Trial]:
    evidence = frames.PAIR_EVIDENCE.conform(warehouse.read_frame("read_pair_evidence", case_id=case_id))
    apart = frames.CANNOT_LINK.conform(warehouse.read_frame("read_cannot_link", case_id=case_id))
    scored = frames.SCORED_PAIR.conform(warehouse.read_frame("read_scored_pair", case_id=case_id))

    def score(seed: int | None) -> Made:
        given = (shuffled(part, seed) for part in (pairs, evidence, apart, case.judged_pairs))
        return scored_pairs(*given, LinkSettings())

    def cluster(seed: int | None) -> Made:
        given = (case.references, scored, apart, case.judged_pairs, evidence, case.names)
        return clusters_without_bridges(*(shuffled(part, seed) for part in given))

    return [
        ("name views", lambda seed: alias_views(shuffled(case.names, seed))),
        ("mentions", lambda seed: mentions(case.utterances, shuffled(case.names, seed))),
        ("cannot-links", lambda seed: cannot_links(shuffled_case(case, seed))),
        ("hand-overs", lambda seed: hand_overs(shuffled_case(case, seed))),
        ("scores", score),
        ("clusters", cluster),
    ]


def _describing_trials(warehouse: Warehouse, case_id: str, case: ResolvedCase) -> list[Trial]:
    members = frames.GANG_MEMBER.conform(warehouse.read_frame("read_gang_member", case_id=case_id))
    edges, because = reports_to(case, members)

    def other(seed: int | None) -> ResolvedCase:
        parts = {name: shuffled(getattr(case, name), seed) for name in ("members", "acts", "threads")}
        return replace(case, frames=shuffled_case(case.frames, seed), **parts)

    def read_acts(seed: int | None) -> Made:
        return acts(case.frames.utterances, shuffled(case.frames.mentions, seed), shuffled(case.frames.names, seed))

    def read_roles(seed: int | None) -> Made:
        return entity_roles(other(seed), *(shuffled(part, seed) for part in (members, edges, because)))

    return [
        ("acts", read_acts),
        ("gangs", lambda seed: gangs(other(seed), case_id)),
        ("command", lambda seed: reports_to(other(seed), shuffled(members, seed))),
        ("roles", read_roles),
        ("protection", lambda seed: protected(other(seed))),
    ]


def differing_rows(make: Callable[[int | None], Made]) -> int:
    """Rows that shuffling changes, over all frames and seeds."""
    expected, found = _sorted(make(None)), 0
    for seed in SEEDS:
        for left, right in zip(expected, _sorted(make(seed)), strict=True):
            if not left.equals(right):
                found += max(1, left.join(right, on=left.columns, how="anti", nulls_equal=True).height)
    return found


def _sorted(made: Made) -> list[pl.DataFrame]:
    given = made if isinstance(made, tuple) else (made,)
    return [
        part.sort([c for c, kind in part.schema.items() if not kind.is_nested()], nulls_last=True) for part in given
    ]


def main() -> None:
    """Print what depends on the order of rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    chosen = parser.parse_args()
    tried, wrong = 0, 0
    with Warehouse(Settings(chosen.home).warehouse_file, read_only=True) as warehouse:
        for (case_id,) in warehouse.execute("select distinct case_id from ledger.seizure order by 1"):
            for name, make in trials(warehouse, str(case_id)):
                tried += 1
                if count := differing_rows(make):
                    wrong += 1
                    print(f"{case_id}, {name}: {count} rows depend on the order of rows")
    print(f"{tried} tried, {wrong} depend on the order of rows")


if __name__ == "__main__":
    main()
