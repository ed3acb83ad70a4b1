"""What a run leaves behind, in counts and in the sentence of each file that was not fully read."""

from dataclasses import dataclass, field
from pathlib import Path

from warehouse.snapshot import asking

# Sentences in a summary; all files stand in the published relation exhibit.
_NAMED_PROBLEMS = 20
# Thousands of pictures of one phone are one sentence, and what was damaged comes before what nobody can read.
_PROBLEMS = """
    select case_id || '/' || seizure_id || ': ' || min(path) ||
        case when count(*) > 1 then format(' and {:,} more', count(*) - 1) else '' end || ': ' || problem as sentence,
        count(*) as n
    from exhibit where problem is not null
    group by case_id, seizure_id, problem, status
    order by list_position(['mismatch', 'missing', 'rejected', 'partial', 'read', 'unsupported', 'empty'], status),
        count(*), case_id, seizure_id, min(path)
"""
# A case that nothing was tried on is resolved with the fixed weights, which goes without saying.
_TRIALS = """
    select case_id || ': ' || resolver || case when is_used then ' (in use): ' else ': ' end || reason
        || case when resolver = 'fixed' then '' else '; changes ' || changed_entity_count || ' entities' end as sentence
    from resolver_trial
    where case_id in (select case_id from resolver_trial where resolver <> 'fixed')
    order by case_id, not is_used, resolver
"""


@dataclass(frozen=True)
class RunSummary:
    """Counts of a published snapshot.

    Attributes:
        counts: Relation name to its rows: seizure, exhibit, message, account, entity, link, gang.
        joined_link_count: Links whose two references are one entity.
        statuses: Exhibit status to how many exhibits have it.
        problems: `CASE/SEIZURE: PATH: what is wrong` of files that were not fully read, files of a seizure with the
            same sentence together (`PATH and 3 more`); the first twenty sentences.
        problem_count: All such files.
        untold_count: How many of them are in no sentence of `problems`.
        weights: What each case is resolved with, and why; empty where that is the fixed weights and nothing was tried.
    """

    counts: dict[str, int]
    joined_link_count: int
    statuses: dict[str, int]
    problems: tuple[str, ...] = field(default=())
    problem_count: int = 0
    untold_count: int = 0
    weights: tuple[str, ...] = field(default=())


def summarise(published_file: Path) -> RunSummary:
    """Read the counts of the published snapshot.

    Raises:
        WarehouseError: When nothing is published.
    """
    with asking(published_file) as snapshot:
        counts = {
            name: int(str(snapshot.rows(f"select count(*) as n from {name}")[0]["n"]))
            for name in ("seizure", "exhibit", "message", "account", "entity", "link", "gang")
        }
        joined = snapshot.rows("select count(*) as n from link where entity_id is not null")[0]["n"]
        statuses = snapshot.rows("select status, count(*) as n from exhibit group by status order by status")
        problems = snapshot.rows(_PROBLEMS)
        trials = snapshot.rows(_TRIALS)
    return RunSummary(
        counts,
        int(str(joined)),
        {str(row["status"]): int(str(row["n"])) for row in statuses},
        tuple(str(row["sentence"]) for row in problems[:_NAMED_PROBLEMS]),
        sum(int(str(row["n"])) for row in problems),
        sum(int(str(row["n"])) for row in problems[_NAMED_PROBLEMS:]),
        tuple(str(row["sentence"]) for row in trials),
    )
