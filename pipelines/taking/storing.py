"""The files of a delivery and the members of its archives, stored; and the line the journal gets for each.

An archive is stored like any file before it is looked into, and taken apart from there: what its members are is what
the hashed bytes say.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from sources.archives.container import Passwords
from sources.archives.outcome import KeptBytes, KeptFile, TakenArchive
from sources.archives.unpack import Unpacking
from sources.delivery import Delivery
from warehouse.errors import EvidenceDamaged, EvidenceNotStored
from warehouse.evidence_batch import EvidenceBatch
from warehouse.evidence_store import EvidenceStore, StoredExhibit
from warehouse.journal_entries import DeliveredFile

Advance = Callable[[int, int], None]


@dataclass
class Taken:
    """What of a delivery is stored.

    Attributes:
        lines: Path to the journal's line, for every file, every member and everything that could not be taken.
        archive_of: Path of a member to that of its archive.
        archives: Paths of the archives that were taken apart, volumes included.
        hashes: Exhibit id to other hashes that were computed on the way.
        new_count: Exhibits that the store did not have before.
        file_count: Delivered files that are stored.
        file_bytes: Their bytes.
        member_count: Members that are stored.
        member_bytes: Their bytes.
    """

    lines: dict[str, DeliveredFile] = field(default_factory=dict)
    archive_of: dict[str, str] = field(default_factory=dict)
    archives: dict[str, TakenArchive] = field(default_factory=dict)
    hashes: dict[str, Mapping[str, str]] = field(default_factory=dict)
    new_count: int = 0
    file_count: int = 0
    file_bytes: int = 0
    member_count: int = 0
    member_bytes: int = 0

    @property
    def known_count(self) -> int:
        """Files and members whose bytes were stored before, from this delivery or an earlier one."""
        return self.file_count + self.member_count - self.new_count


class _Progress:
    """Bytes done and to do; what archives hold is added as it comes."""

    def __init__(self, total: int, on_progress: Advance) -> None:
        self._done = 0
        self._total = total
        self._on_progress = on_progress

    def file(self, count: int) -> None:
        self._done += count
        self._total = max(self._total, self._done)
        self._on_progress(self._done, self._total)

    def member(self, count: int) -> None:
        self._total += count
        self.file(count)


def take(
    store: EvidenceStore, delivery: Delivery, passwords: Passwords, also: Collection[str], on_progress: Advance
) -> Taken:
    """Store every file, then every member of every archive.

    Args:
        store: Where bytes go.
        delivery: The files.
        passwords: Passwords of archives.
        also: Hash algorithms to compute beside SHA-256.
        on_progress: Called with the bytes stored so far and the bytes there are.

    Raises:
        EvidenceNotStored, EvidenceDamaged: What can't be written ends the whole; what can't be read does not.
    """
    taken = Taken()
    progress = _Progress(sum(file.size_bytes for file in delivery.files), on_progress)
    for problem in delivery.problems:
        taken.lines[problem.path] = DeliveredFile(problem.path, None, None, problem=problem.problem)
    for file in delivery.files:
        try:
            stored = store.put(file.file, progress.file, also)
        except (EvidenceNotStored, EvidenceDamaged):
            raise
        except OSError as error:
            problem_text = f"the file can't be read ({error.strerror}); give the right to it and add it again"
            taken.lines[file.path] = DeliveredFile(file.path, None, None, problem=problem_text)
            continue
        _note(taken, stored)
        taken.file_count += 1
        taken.file_bytes += stored.size_bytes
        taken.lines[file.path] = DeliveredFile(file.path, stored.exhibit_id, stored.size_bytes)
    _take_apart(store, taken, passwords, also, progress)
    return taken


def _take_apart(
    store: EvidenceStore, taken: Taken, passwords: Passwords, also: Collection[str], progress: _Progress
) -> None:
    def keep(path: str, pieces: Iterator[bytes]) -> KeptBytes:
        stored = batch.put_pieces(path.rpartition("/")[2], pieces, progress.member, also)
        _note(taken, stored)
        return KeptBytes(stored.exhibit_id, stored.size_bytes, store.path_of(stored.exhibit_id))

    files = [
        KeptFile(line.path, KeptBytes(line.exhibit_id, line.size_bytes or 0, store.path_of(line.exhibit_id)))
        for line in taken.lines.values()
        if line.exhibit_id is not None
    ]
    with EvidenceBatch(store) as batch:
        unpacking = Unpacking(keep, passwords, used_paths=taken.lines.keys(), settle=batch.settle)
        unpacking.take_apart(files)
    for member in unpacking.members:
        kept = member.kept
        taken.lines[member.path] = DeliveredFile(
            member.path,
            kept.exhibit_id if kept else None,
            kept.size_bytes if kept else None,
            problem=member.problem,
            taken_status=member.status,
        )
        taken.archive_of[member.path] = member.archive
        taken.member_count += kept is not None
        taken.member_bytes += kept.size_bytes if kept else 0
    for archive in unpacking.archives:
        _mark(taken, archive)


def _mark(taken: Taken, archive: TakenArchive) -> None:
    """Write on the lines of an archive and its volumes how taking it apart ended."""
    for path in (archive.path, *archive.other_volumes):
        line = taken.lines[path]
        problem = archive.problem
        if path != archive.path and problem is not None:
            problem = f"a volume of {archive.path.rpartition('/')[2]}, whose line says what is wrong"
        # Of an archive that is itself a damaged member, the damage is said first.
        said = "; ".join(filter(None, (line.problem, problem))) or None
        status = line.taken_status if archive.status == "read" and line.taken_status else archive.status
        taken.lines[path] = replace(line, problem=said, taken_status=status)
        taken.archives[path] = archive


def _note(taken: Taken, stored: StoredExhibit) -> None:
    taken.new_count += stored.is_new
    if stored.hashes:
        taken.hashes[stored.exhibit_id] = stored.hashes
