"""What is asked for and what came of it: the two ends of taking a seizure in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from warehouse.journal_entries import DeliveredFile


@dataclass(frozen=True)
class SeizureRequest:
    """What is to be taken in, and what is told about it; a `seizure.toml` in a given folder may tell the rest.

    Attributes:
        paths: Files, folders and archives.
        case_id: The case.
        seizure_id: The seizure; a second request to the same seizure adds to it.
        timezone: IANA zone of local times; None when not told.
        owners: Accounts of the seized device, `PLATFORM:ID`.
        manifest: Hash list; None takes the one that the seizure.toml names, else one that lies at the top.
        custody: Custody form as CSV or XLSX, or a CASE document.
        leave_out: Files that are no part of the seizure.
        passwords: Passwords of archives; never written anywhere.
        password_file: File with passwords, one a line; not kept.
    """

    paths: tuple[Path, ...]
    case_id: str
    seizure_id: str
    timezone: str | None = None
    owners: tuple[str, ...] = ()
    manifest: Path | None = None
    custody: Path | None = None
    leave_out: tuple[Path, ...] = ()
    passwords: tuple[str, ...] = field(default=(), repr=False)
    password_file: Path | None = None


@dataclass(frozen=True)
class AddSummary:
    """What was taken in.

    Attributes:
        entry_name: The journal entry.
        case_id: The case.
        seizure_id: The seizure.
        file_count: Delivered files whose bytes are stored.
        byte_count: Their bytes.
        archive_count: Archives that were taken apart, those in archives included.
        member_count: Members of archives whose bytes are stored.
        member_byte_count: Their bytes.
        new_exhibit_count: Exhibits the store did not have before.
        known_exhibit_count: Files and members whose bytes it had, from before or from this delivery.
        manifest_counts: How many files got each manifest finding; empty without a list.
        findings: The files that need a look: mismatch, missing, extra, or a problem; sorted by path.
        custody_gaps: Expected custody fields that nobody told.
        notes: What else is to be said, one sentence each: lists that were found, papers that were not.
    """

    entry_name: str
    case_id: str
    seizure_id: str
    file_count: int
    byte_count: int
    archive_count: int
    member_count: int
    member_byte_count: int
    new_exhibit_count: int
    known_exhibit_count: int
    manifest_counts: Mapping[str, int]
    findings: tuple[DeliveredFile, ...]
    custody_gaps: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def problem_count(self) -> int:
        """Files and members that could not be taken."""
        return sum(file.problem is not None and file.exhibit_id is None for file in self.findings)
