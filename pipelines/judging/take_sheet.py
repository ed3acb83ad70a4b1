"""A filled-in sheet taken into the journal: good rows recorded, bad ones named, nothing twice."""

from dataclasses import dataclass
from pathlib import Path

from pipelines.judging.record import decision, record
from pipelines.judging.sheet import decision_word, read_sheet
from pipelines.judging.subject import DECISIONS, NoSubject, entities_of, subject_of
from pipelines.judging.waiting import all_judgements
from pipelines.settings import Settings
from sources.errors import SourceError
from sources.seizure_sheet import checked_id
from warehouse.errors import WarehouseError
from warehouse.journal_entries import JudgementGiven


@dataclass(frozen=True)
class BadRow:
    """A row that can't be taken.

    Attributes:
        number: As a spreadsheet shows it.
        problem: One sentence.
    """

    number: int
    problem: str


@dataclass(frozen=True)
class SheetTaken:
    """What became of a sheet.

    Attributes:
        given: Decisions of its good rows that are new.
        repeated: Rows that say what is recorded already.
        undecided: Rows without a decision.
        bad: Rows that can't be taken.
    """

    given: tuple[JudgementGiven, ...]
    repeated: int
    undecided: int
    bad: tuple[BadRow, ...]


def read_decisions(
    settings: Settings, file: Path, *, judged_by: str | None = None, reason: str | None = None
) -> SheetTaken:
    """What a sheet decides; nothing is recorded.

    Args:
        settings: The home.
        file: The sheet.
        judged_by: Who decides where a row names nobody.
        reason: What a decision rests on where its row says nothing.

    Raises:
        SheetUnreadable: When it is no table or lacks left, right or decision.
    """
    entities = entities_of(settings.published_file)
    known = {_content(one) for one in all_judgements(settings)}
    given: list[JudgementGiven] = []
    bad: list[BadRow] = []
    repeated = undecided = 0
    for number, row in read_sheet(file):
        written = row.get("decision", "")
        if not written:
            undecided += 1
            continue
        word = decision_word(written, DECISIONS.__contains__)
        try:
            if word is None:
                raise NoSubject(f"{written!r} is no decision; write one of {', '.join(DECISIONS)}")
            if not (row.get("by") or judged_by):
                raise NoSubject("nobody is named under by; a decision without a name is none")
            one = decision(
                subject_of(row.get("left", ""), row.get("right", ""), entities),
                DECISIONS[word],
                reason=row.get("because") or reason or "",
                judged_by=row.get("by") or str(judged_by),
                case_id=checked_id("case", row["case"]) if row.get("case") else None,
                until=row.get("until") or None,
            )
        except (NoSubject, SourceError, WarehouseError) as error:
            bad.append(BadRow(number, str(error)))
            continue
        if _content(one) in known:
            repeated += 1
            continue
        known.add(_content(one))
        given.append(one)
    return SheetTaken(tuple(given), repeated, undecided, tuple(bad))


def take_sheet(
    settings: Settings, file: Path, *, judged_by: str | None = None, reason: str | None = None
) -> SheetTaken:
    """Record what a sheet decides. A second time records nothing new.

    Raises:
        SheetUnreadable: When it is no table or lacks left, right or decision; nothing was recorded.
        JournalNotWritten: When the journal can't be written; taking the sheet again records the rest.
    """
    taken = read_decisions(settings, file, judged_by=judged_by, reason=reason)
    for one in taken.given:
        record(settings, one)
    return taken


def _content(given: JudgementGiven) -> tuple[object, ...]:
    """What makes two decisions the same, whenever they were written down."""
    return (given.subject, given.case_id, given.judgement, given.judged_by, given.reason, given.expires_at)
