"""Taking a seizure in: papers read, files stored, the hash list checked, one entry written to the journal.

`steelnail add` and the sensor on the drop folder both call `add_seizure`. The database is never opened. Everything that
can be refused is refused before the first byte is stored; a failure later leaves stored exhibits (harmless, found again
by their hash) and no journal entry, so that the same call can simply be repeated.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.settings import Settings
from sources.custody_form import read_custody_form
from sources.delivery import Delivery, WalkedFile, walk
from sources.errors import SeizureRefused, SeizureSheetUnreadable
from sources.manifest import check_manifest, read_manifest
from sources.seizure_sheet import (
    SHEET_NAME,
    SeizureSheet,
    checked_id,
    checked_owners,
    checked_timezone,
    merged_custody,
    read_sheet,
)
from warehouse.errors import EvidenceDamaged, EvidenceNotStored
from warehouse.evidence_store import EvidenceStore, StoredExhibit
from warehouse.journal import Journal
from warehouse.journal_entries import DeliveredFile, EntryStamp, SeizureAdded

READY_NAME = "READY"
# What Chinese courts and the Berkeley Protocol ask first of digital evidence; a gap is said, never filled.
_EXPECTED_CUSTODY = ("authority", "instrument", "seized_by", "seized_at", "seized_where", "tool")


@dataclass(frozen=True)
class SeizureRequest:
    """What is to be taken in, and what is told about it; a `seizure.toml` in a given folder may tell the rest.

    Attributes:
        paths: Files and folders.
        case_id: The case.
        seizure_id: The seizure; a second request to the same seizure adds to it.
        timezone: IANA zone of local times; None when not told.
        owners: Accounts of the seized device, `PLATFORM:ID`.
        manifest: Hash list; None takes the one that the seizure.toml names.
        custody: Custody form as CSV.
        leave_out: Files that are no part of the seizure.
    """

    paths: tuple[Path, ...]
    case_id: str
    seizure_id: str
    timezone: str | None = None
    owners: tuple[str, ...] = ()
    manifest: Path | None = None
    custody: Path | None = None
    leave_out: tuple[Path, ...] = ()


@dataclass(frozen=True)
class AddSummary:
    """What was taken in.

    Attributes:
        entry_name: The journal entry.
        case_id: The case.
        seizure_id: The seizure.
        file_count: Files whose bytes are stored.
        byte_count: Their bytes.
        new_exhibit_count: Exhibits the store did not have before.
        known_exhibit_count: Files whose bytes it had, from before or from this delivery.
        manifest_counts: How many files got each manifest finding; empty without a list.
        findings: The files that need a look: mismatch, missing, extra, or a problem; sorted by path.
        custody_gaps: Expected custody fields that nobody told.
    """

    entry_name: str
    case_id: str
    seizure_id: str
    file_count: int
    byte_count: int
    new_exhibit_count: int
    known_exhibit_count: int
    manifest_counts: Mapping[str, int]
    findings: tuple[DeliveredFile, ...]
    custody_gaps: tuple[str, ...]

    @property
    def problem_count(self) -> int:
        """Files of the delivery that could not be taken."""
        return sum(file.problem is not None for file in self.findings)


@dataclass(frozen=True)
class _Papers:
    """The custody papers of a delivery: what they tell, which files they are, which hash list holds for what."""

    told: SeizureSheet
    files: frozenset[Path]
    # Hash list and the folder it holds for; None: for the whole delivery.
    lists: tuple[tuple[Path, Path | None], ...] = field(default=())


def add_seizure(
    settings: Settings,
    request: SeizureRequest,
    stamp: EntryStamp,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> AddSummary:
    """Take a seizure in; when it returns, bytes and entry are on the disk.

    Args:
        settings: The home.
        request: What to take in.
        stamp: When, and what tells the entry from others; from the caller, who owns the clock.
        on_progress: Called with the bytes stored so far and the bytes there are.

    Raises:
        SeizureRefused: When the request can't be met; SeizureSheetUnreadable, ManifestUnreadable for its papers.
        EvidenceNotStored, JournalNotWritten: When the home can't take it (disk full, no permission).
    """
    papers = _read_papers(request)
    expected = [(read_manifest(file), file, folder) for file, folder in papers.lists]
    delivery = _delivery(settings, request, papers)
    store, journal = EvidenceStore(settings.evidence), Journal(settings.journal)
    store.remove_abandoned()
    journal.remove_abandoned()
    stored, problems = _store(store, delivery, on_progress)
    if not stored:
        raise SeizureRefused(
            f"none of the {len(problems)} files of seizure {request.seizure_id} could be read; "
            "give this user the right to read them and add again"
        )
    lines = _delivered_files(delivery, stored, problems, papers, expected)
    body = SeizureAdded(
        request.case_id, request.seizure_id, stamp.at, papers.told.timezone, papers.told.owners, papers.told.custody
    )
    name = journal.append_seizure(stamp, body, lines)
    new_count = len({exhibit.exhibit_id for exhibit in stored.values() if exhibit.is_new})
    return AddSummary(
        entry_name=name,
        case_id=request.case_id,
        seizure_id=request.seizure_id,
        file_count=len(stored),
        byte_count=sum(exhibit.size_bytes for exhibit in stored.values()),
        new_exhibit_count=new_count,
        known_exhibit_count=len(stored) - new_count,
        manifest_counts=dict(sorted(Counter(line.manifest_check for line in lines).items())) if expected else {},
        findings=tuple(line for line in lines if line.manifest_check not in ("match", "none") or line.problem),
        custody_gaps=tuple(name for name in _EXPECTED_CUSTODY if name not in papers.told.custody),
    )


def inbox_request(settings: Settings, case_id: str, seizure_id: str) -> SeizureRequest:
    """The request that a drop in `inbox/CASE/SEIZURE/` makes; its seizure.toml tells the rest, READY is left out."""
    folder = settings.inbox / case_id / seizure_id
    return SeizureRequest((folder,), case_id, seizure_id, leave_out=(folder / READY_NAME,))


def _read_papers(request: SeizureRequest) -> _Papers:
    """All papers, checked and put together: what the request says goes before what a sheet says."""
    for what, given in (("case", request.case_id), ("seizure", request.seizure_id)):
        if checked_id(what, given) != given:
            raise SeizureRefused(f"the {what} id {given!r} is not written in composed form; type it anew")
    # isfile() is False for a closed folder too, which the walk then explains.
    folders = [path for path in request.paths if os.path.isfile(path / SHEET_NAME)]  # noqa: PTH113
    sheets = [(folder, read_sheet(folder / SHEET_NAME)) for folder in folders]
    for folder, sheet in sheets:
        for told, asked in ((sheet.case_id, request.case_id), (sheet.seizure_id, request.seizure_id)):
            if told not in (None, asked):
                raise SeizureRefused(
                    f"{folder / SHEET_NAME} says {told!r} where {asked!r} was asked for; correct one of the two"
                )
    zones = {sheet.timezone for _, sheet in sheets if sheet.timezone}
    if request.timezone is not None:
        zones = {checked_timezone(request.timezone)}
    if len(zones) > 1:
        raise SeizureRefused(f"the folders name different time zones ({', '.join(sorted(zones))}); say --timezone")
    owners = [f"{platform}:{one}" for _, sheet in sheets for platform, ids in sheet.owners.items() for one in ids]
    form = {} if request.custody is None else read_custody_form(request.custody)
    told_by_all = SeizureSheet(
        timezone=next(iter(zones), None),
        owners=checked_owners([*request.owners, *owners]),
        custody=merged_custody(form, *(sheet.custody for _, sheet in sheets)),
    )
    lists: list[tuple[Path, Path | None]] = [
        (_listed_manifest(folder, sheet.manifest), _absolute(folder)) for folder, sheet in sheets if sheet.manifest
    ]
    if request.manifest is not None:
        lists = [(request.manifest, None)]
    files = [folder / SHEET_NAME for folder, _ in sheets] + [file for file, _ in lists]
    files += [] if request.custody is None else [request.custody]
    return _Papers(told_by_all, frozenset(map(_absolute, files)), tuple(lists))


def _listed_manifest(folder: Path, name: str) -> Path:
    file = folder / name
    if not file.resolve().is_relative_to(folder.resolve()):
        raise SeizureSheetUnreadable(
            f"{folder / SHEET_NAME}: the manifest {name!r} lies outside of the folder; put it beside the files"
        )
    return file


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def _delivery(settings: Settings, request: SeizureRequest, papers: _Papers) -> Delivery:
    own = (settings.evidence, settings.journal, settings.published, settings.dagster_home)
    for path in request.paths:
        place = path.resolve()
        if place == settings.home.resolve() or any(place.is_relative_to(folder.resolve()) for folder in own):
            raise SeizureRefused(f"{path} is part of the home {settings.home}; give the files that were seized")
    delivery = walk([*request.paths, *sorted(papers.files)], (settings.home, *request.leave_out))
    if not delivery.files and not delivery.problems:
        raise SeizureRefused(f"there is no file in {', '.join(map(str, request.paths))}; check the path")
    return delivery


def _store(
    store: EvidenceStore, delivery: Delivery, on_progress: Callable[[int, int], None]
) -> tuple[dict[str, StoredExhibit], dict[str, str]]:
    """Store every file; what can't be read becomes a problem, what can't be written ends the whole."""
    stored: dict[str, StoredExhibit] = {}
    problems = {problem.path: problem.problem for problem in delivery.problems}
    total = sum(file.size_bytes for file in delivery.files)
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        on_progress(done, max(done, total))

    for file in delivery.files:
        try:
            stored[file.path] = store.put(file.file, advance)
        except (EvidenceNotStored, EvidenceDamaged):
            raise
        except OSError as error:
            problems[file.path] = f"the file can't be read ({error.strerror}); give the right to it and add it again"
    return stored, problems


def _delivered_files(
    delivery: Delivery,
    stored: Mapping[str, StoredExhibit],
    problems: Mapping[str, str],
    papers: _Papers,
    lists: Sequence[tuple[Mapping[str, str], Path, Path | None]],
) -> list[DeliveredFile]:
    """One line per delivered path and per missing one, sorted by path."""
    lines = {
        path: DeliveredFile(
            path,
            stored[path].exhibit_id if path in stored else None,
            stored[path].size_bytes if path in stored else None,
            problem=problems.get(path),
        )
        for path in {*stored, *problems}
    }
    for expected, list_file, folder in lists:
        for line in _checked(delivery, lines, papers, expected, (list_file, folder)):
            lines[line.path] = line
    return [lines[path] for path in sorted(lines)]


def _checked(
    delivery: Delivery,
    lines: Mapping[str, DeliveredFile],
    papers: _Papers,
    expected: Mapping[str, str],
    where: tuple[Path, Path | None],
) -> Iterator[DeliveredFile]:
    """The lines that one hash list speaks of, with its findings."""
    list_file, folder = where
    in_reach: dict[str, WalkedFile] = {
        file.path: file for file in delivery.files if folder is None or file.folder == folder
    }
    hashes = {path: lines[path].exhibit_id for path in in_reach}
    hashes |= {problem.path: None for problem in delivery.problems if problem.path not in hashes}
    at = next((path for path, file in in_reach.items() if file.file == _absolute(list_file)), "")
    findings = check_manifest(
        expected,
        hashes,
        papers=frozenset(path for path, file in in_reach.items() if file.file in papers.files),
        list_folder=at.rpartition("/")[0],
        other_names={path: file.name_from_above for path, file in in_reach.items()},
    )
    for finding in findings:
        line = lines.get(finding.path, DeliveredFile(finding.path, None, None))
        check = "none" if line.problem else finding.check
        yield DeliveredFile(line.path, line.exhibit_id, line.size_bytes, check, finding.expected_hash, line.problem)
