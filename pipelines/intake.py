"""Taking a seizure in: papers read, files and members of archives stored, hash lists checked, one journal entry.

`steelnail add` and the sensor on the drop folder both call `add_seizure`. The database is never opened. Everything that
can be refused is refused before the first byte is stored; a failure later leaves stored exhibits (harmless, found again
by their hash) and no journal entry, so that the same call can simply be repeated.
"""

from collections import Counter
from collections.abc import Callable

from pipelines.settings import Settings
from pipelines.taking.checking import ManifestCheck, lists_on_top, wanted_algorithms
from pipelines.taking.papers import Papers, read_papers
from pipelines.taking.request import AddSummary, SeizureRequest
from pipelines.taking.storing import Taken, take
from sources.archives.container import Passwords
from sources.delivery import Delivery, walk
from sources.errors import SeizureRefused
from sources.manifest import read_manifest
from sources.seizure_sheet import merged_custody
from warehouse.evidence_store import EvidenceStore
from warehouse.journal import Journal
from warehouse.journal_entries import DeliveredFile, EntryStamp, SeizureAdded

READY_NAME = "READY"
# What Chinese courts and the Berkeley Protocol ask first of digital evidence; a gap is said, never filled.
_EXPECTED_CUSTODY = ("authority", "instrument", "seized_by", "seized_at", "seized_where", "tool")


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
    papers = read_papers(request)
    named = [(given, read_manifest(given.file)) for given in papers.lists]
    delivery = _delivery(settings, request, papers)
    store, journal = EvidenceStore(settings.evidence), Journal(settings.journal)
    store.remove_abandoned()
    journal.remove_abandoned()
    lists = [listed for _, listed in named] or lists_on_top(delivery)
    also = wanted_algorithms(lists, papers.form_hashes)
    taken = take(store, delivery, Passwords(papers.passwords), also, on_progress)
    if not taken.file_count:
        raise SeizureRefused(
            f"none of the {len(delivery.files) + len(delivery.problems)} files of seizure {request.seizure_id} could "
            "be read; give this user the right to read them and add again"
        )
    check = ManifestCheck(store, delivery, taken, papers)
    check.check(named)
    custody = merged_custody(papers.told.custody, {"note": "; ".join(check.bag_notes)})
    body = SeizureAdded(
        request.case_id, request.seizure_id, stamp.at, papers.told.timezone, papers.told.owners, custody
    )
    lines = [taken.lines[path] for path in sorted(taken.lines)]
    name = journal.append_seizure(stamp, body, lines)
    return _summary(name, body, taken, lines, check)


def inbox_request(settings: Settings, case_id: str, seizure_id: str) -> SeizureRequest:
    """The request that a drop in `inbox/CASE/SEIZURE/` makes; its seizure.toml tells the rest, READY is left out."""
    folder = settings.inbox / case_id / seizure_id
    return SeizureRequest((folder,), case_id, seizure_id, leave_out=(folder / READY_NAME,))


def _delivery(settings: Settings, request: SeizureRequest, papers: Papers) -> Delivery:
    own = (settings.evidence, settings.journal, settings.published, settings.dagster_home)
    for path in request.paths:
        place = path.resolve()
        if place == settings.home.resolve() or any(place.is_relative_to(folder.resolve()) for folder in own):
            raise SeizureRefused(f"{path} is part of the home {settings.home}; give the files that were seized")
    left_out = (settings.home, *request.leave_out, *papers.left_out)
    delivery = walk([*request.paths, *sorted(papers.files)], left_out)
    if not delivery.files and not delivery.problems:
        raise SeizureRefused(f"there is no file in {', '.join(map(str, request.paths))}; check the path")
    return delivery


def _summary(
    entry_name: str, body: SeizureAdded, taken: Taken, lines: list[DeliveredFile], check: ManifestCheck
) -> AddSummary:
    counts = Counter(line.manifest_check for line in lines) if check.was_checked else Counter[str]()
    return AddSummary(
        entry_name=entry_name,
        case_id=body.case_id,
        seizure_id=body.seizure_id,
        file_count=taken.file_count,
        byte_count=taken.file_bytes,
        archive_count=len({archive.path for archive in taken.archives.values()}),
        member_count=taken.member_count,
        member_byte_count=taken.member_bytes,
        new_exhibit_count=taken.new_count,
        known_exhibit_count=taken.known_count,
        manifest_counts=dict(sorted(counts.items())),
        findings=tuple(line for line in lines if line.manifest_check not in ("match", "none") or line.problem),
        custody_gaps=tuple(name for name in _EXPECTED_CUSTODY if name not in body.custody),
        notes=tuple(check.notes),
    )
