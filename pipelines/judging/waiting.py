"""Decisions in the journal: those that wait for the next run, and all there are."""

from collections.abc import Container

from pipelines.settings import Settings
from warehouse.intake import judgement_id
from warehouse.journal import Journal
from warehouse.journal_entries import JournalEntry, JudgementGiven
from warehouse.snapshot import Snapshot


class _Published(Container[str]):
    """Names of journal entries whose judgement a snapshot holds."""

    def __init__(self, judgement_ids: frozenset[str]) -> None:
        self._ids = judgement_ids

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and judgement_id(name) in self._ids


def waiting_judgements(journal: Journal, snapshot: Snapshot) -> list[JudgementGiven]:
    """Decisions that the snapshot does not hold yet, oldest first; damaged entries are the run's to name."""
    rows = snapshot.rows("select judgement_id from judgement")
    return _sound(journal, _Published(frozenset(str(row["judgement_id"]) for row in rows)))


def all_judgements(settings: Settings) -> list[JudgementGiven]:
    """All sound decisions of the journal, oldest first."""
    return _sound(Journal(settings.journal), frozenset())


def _sound(journal: Journal, known: Container[str]) -> list[JudgementGiven]:
    found = [entry.body for entry in journal.read_judgements(known) if isinstance(entry, JournalEntry)]
    return [body for body in found if isinstance(body, JudgementGiven)]
