"""Decisions on their way into the journal: signed, reasoned, dated, with an end where one was set."""

import secrets
import time
from datetime import UTC, date, datetime, timedelta

from pipelines.judging.subject import NoSubject, Subject, readable
from pipelines.settings import Settings
from warehouse.journal import Journal
from warehouse.journal_entries import EntryStamp, JudgementGiven
from warehouse.schema.words import JudgementWord


def decision(
    subject: Subject,
    word: JudgementWord,
    *,
    reason: str,
    judged_by: str,
    case_id: str | None = None,
    until: str | None = None,
) -> JudgementGiven:
    """A decision of this moment, ready to be recorded.

    Args:
        subject: What it is about.
        word: What was decided.
        reason: What it rests on.
        judged_by: Who decides.
        case_id: The case it is about; the subject's own when None.
        until: Day (or instant) on which it ends, ISO 8601, UTC; a day is its end.

    Raises:
        NoSubject: When a text says nothing, the end is no date or has passed, or the cases differ.
    """
    if case_id and subject.case_id and case_id != subject.case_id:
        raise NoSubject(f"the entity is of case {subject.case_id}, not {case_id}")
    judged_at = datetime.now(UTC)
    return JudgementGiven(
        case_id=case_id or subject.case_id,
        left=subject.left,
        right=subject.right,
        judgement=word,
        reason=readable("--because", reason),
        judged_by=readable("--by", judged_by),
        judged_at=judged_at,
        kind=subject.kind,
        expires_at=None if not until else _end(until, judged_at),
    )


def record(settings: Settings, given: JudgementGiven) -> str:
    """Write a decision to the journal; when it returns it is on the disk. Returns the entry's name.

    Raises:
        JournalNotWritten: When it could not be written; nothing of it stays behind.
    """
    stamp = EntryStamp(time.time_ns(), secrets.token_hex(8))
    return Journal(settings.journal).append_judgement(stamp, given)


def _end(until: str, now: datetime) -> datetime:
    written = until.strip()
    try:
        if len(written) == len("2027-01-31"):
            day = date.fromisoformat(written)
            end = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
        else:
            end = datetime.fromisoformat(written)
            end = end.replace(tzinfo=end.tzinfo or UTC).astimezone(UTC)
    except ValueError as error:
        raise NoSubject(f"{until!r} is no day; write it as 2027-01-31") from error
    if end <= now:
        raise NoSubject(f"{until} has passed; name a day to come")
    return end
