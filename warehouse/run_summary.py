"""What a run leaves behind, in counts and in the sentence of each file that was not fully read."""

from dataclasses import dataclass, field
from pathlib import Path

from warehouse.snapshot import asking

# Files named in a summary; all of them stand in the published relation exhibit.
_NAMED_PROBLEMS = 20


@dataclass(frozen=True)
class RunSummary:
    """Counts of a published snapshot.

    Attributes:
        counts: Relation name to its rows: seizure, exhibit, message, account, entity, link, gang.
        joined_link_count: Links whose two references are one entity.
        statuses: Exhibit status to how many exhibits have it.
        problems: `CASE/SEIZURE: PATH: what is wrong` of files that were not fully read, the first twenty.
        problem_count: All such files.
    """

    counts: dict[str, int]
    joined_link_count: int
    statuses: dict[str, int]
    problems: tuple[str, ...] = field(default=())
    problem_count: int = 0


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
        problems = snapshot.rows(
            "select case_id || '/' || seizure_id || ': ' || path || ': ' || problem as sentence from exhibit "
            "where problem is not null order by case_id, seizure_id, path"
        )
    return RunSummary(
        counts,
        int(str(joined)),
        {str(row["status"]): int(str(row["n"])) for row in statuses},
        tuple(str(row["sentence"]) for row in problems[:_NAMED_PROBLEMS]),
        len(problems),
    )
