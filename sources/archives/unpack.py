"""Takes the archives of a delivery apart: every member accounted for, kept through whatever keeps bytes.

Nothing is written here: `keep` stores a stream of bytes and says where they lie now. Archives inside archives are read
from there. An archive is taken apart once per delivery; the same bytes met again give the same members under their
own paths, so that an archive that holds itself ends.
"""

import contextlib
import lzma
import struct
import zlib
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from sources.archives.container import (
    ArchiveBytes,
    ArchiveDamaged,
    ArchiveIncomplete,
    Container,
    Member,
    MemberDamaged,
    MemberRefused,
    PasswordNeeded,
    Passwords,
    ToolMissing,
)
from sources.archives.limits import Account, Limits
from sources.archives.names import member_path, numbered
from sources.archives.outcome import (
    Keep,
    KeptBytes,
    KeptFile,
    TakenArchive,
    TakenMember,
    Tally,
    outcome_of,
)
from sources.archives.recognise import HEAD_BYTES, container_of, may_be_archive
from sources.archives.volumes import volume_sets
from warehouse.schema.words import TakenStatus

SEPARATOR = "!/"
# What libraries raise on bytes their authors did not foresee; it is damage to this one archive.
_FAULTS = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    lzma.LZMAError,
    struct.error,
    zlib.error,
)
_SEVERAL = "a member of this name came before in the archive; both are kept, this one under a number"
_BEHIND = "it stands behind a member that unpacks like a bomb; not taken, unpack it yourself"
_NOT_REACHED = (
    "a member unpacks like a bomb, and what stands behind it can't be reached without unpacking it; unpack it yourself "
    "and add the files if they are sound"
)


@dataclass(frozen=True)
class _Found:
    """A file that may be an archive, or the volumes of one.

    Attributes:
        path: Path that stands for it.
        archive: Its bytes.
        ids: Exhibit ids of the parts.
        head: First bytes; empty when they must be read.
        others: Paths of the other volumes.
    """

    path: str
    archive: ArchiveBytes
    ids: tuple[str, ...]
    head: bytes = b""
    others: tuple[str, ...] = ()

    def outcome(self, container: str, status: TakenStatus, problem: str | None) -> TakenArchive:
        """How taking it apart ended."""
        return TakenArchive(self.path, container, status, problem, self.others)


@dataclass(frozen=True)
class _Earlier:
    """What an archive gave that was taken apart before."""

    outcome: TakenArchive
    members: list[TakenMember]
    archives: list[TakenArchive]


class Unpacking:
    """The archives of one delivery.

    Args:
        keep: Stores bytes.
        passwords: Passwords to try.
        limits: When an archive counts as a bomb.
        used_paths: Paths of the delivery that no member may get.
        settle: Called with exhibit ids before their files are read, for a `keep` that lets bytes wait.
    """

    def __init__(
        self,
        keep: Keep,
        passwords: Passwords,
        limits: Limits | None = None,
        used_paths: Collection[str] = (),
        settle: Callable[[Collection[str]], None] = lambda ids: None,
    ) -> None:
        self._keep = keep
        self._settle = settle
        self._passwords = passwords
        self._limits = limits or Limits()
        self._used = set(used_paths)
        # Next number of names that came before: a hundred thousand equal names must not be counted through each time.
        self._numbers: dict[str, int] = {}
        self._before: dict[tuple[str, ...], _Earlier] = {}
        self._open: list[tuple[str, ...]] = []
        self.members: list[TakenMember] = []
        self.archives: list[TakenArchive] = []

    def take_apart(self, files: Iterable[KeptFile]) -> None:
        """Take apart every archive among delivered files; adds to `members` and `archives`."""
        self._level(list(files), None, depth=1)

    def _level(self, files: list[KeptFile], account: Account | None, depth: int) -> None:
        """Take apart the archives among files that lie side by side."""
        by_path = {file.path: file for file in files}
        in_sets: set[str] = set()
        for volumes in volume_sets(by_path):
            in_sets.update(volumes.paths)
            found = _Found(
                volumes.first,
                ArchiveBytes(
                    volumes.first.rpartition("/")[2],
                    tuple(by_path[path].kept.file for path in volumes.paths),
                    tuple(path.rpartition("/")[2] for path in volumes.paths),
                ),
                tuple(by_path[path].kept.exhibit_id for path in volumes.paths),
                others=tuple(path for path in volumes.paths if path != volumes.first),
            )
            if volumes.missing is not None:
                self.archives.append(found.outcome("split", "unsupported", volumes.missing))
            else:
                self._maybe_archive(found, account, depth)
        for file in files:
            if file.path not in in_sets and file.kept.size_bytes:
                archive = ArchiveBytes(file.path.rpartition("/")[2], (file.kept.file,))
                self._maybe_archive(_Found(file.path, archive, (file.kept.exhibit_id,), file.head), account, depth)

    def _maybe_archive(self, found: _Found, account: Account | None, depth: int) -> None:
        if found.head and not may_be_archive(found.head):
            return
        self._settle(found.ids)
        container = container_of(found.archive, found.head or found.archive.first_bytes(HEAD_BYTES))
        if container is None:
            if found.others:
                problem = "the volumes together are no archive that is known; they are kept as they are"
                self.archives.append(found.outcome("split", "unsupported", problem))
            return
        account = account or Account(self._limits, found.archive.size_bytes)
        if found.ids in self._before:
            self._repeat(found, account)
        elif found.ids in self._open:
            problem = "these are the bytes of the archive it lies in, which is taken apart once"
            self.archives.append(found.outcome(container.name, "read", problem))
        elif depth > self._limits.depth:
            problem = f"it lies more than {self._limits.depth} archives deep; unpack it yourself and add the files"
            self.archives.append(found.outcome(container.name, "unsupported", problem))
        else:
            self._open.append(found.ids)
            first_member, first_archive = len(self.members), len(self.archives)
            outcome = self._open_up(found, container, account, depth)
            self._open.pop()
            self._before[found.ids] = _Earlier(outcome, self.members[first_member:], self.archives[first_archive:])
            self.archives.append(outcome)

    def _repeat(self, found: _Found, account: Account) -> None:
        """The members of an archive that was taken apart before, under this path."""
        earlier = self._before[found.ids]
        account.repeated_count += len(earlier.members)
        if account.repeated_count > self._limits.repeated_members:
            problem = f"the same archive as {earlier.outcome.path}; its members stand there"
            self.archives.append(found.outcome(earlier.outcome.container, "read", problem))
            return
        cut = len(earlier.outcome.path)

        def here(path: str) -> str:
            return f"{found.path}{path[cut:]}"

        for member in earlier.members:
            self._used.add(here(member.path))
            self.members.append(replace(member, path=here(member.path), archive=here(member.archive)))
        for archive in earlier.archives:
            others = tuple(map(here, archive.other_volumes))
            self.archives.append(replace(archive, path=here(archive.path), other_volumes=others))
        self.archives.append(replace(earlier.outcome, path=found.path, other_volumes=found.others))

    def _open_up(self, found: _Found, container: Container, account: Account, depth: int) -> TakenArchive:
        """Take one archive apart, then the archives in it."""
        tally = Tally()
        inside: list[KeptFile] = []
        end: TakenArchive | None = None
        try:
            with contextlib.closing(_guarded(container.members(found.archive, self._passwords))) as members:
                for member, blocked in _unblocked(members, container, account):
                    taken, is_bomb = self._take(found.path, member, account, blocked, tally)
                    self.members.append(taken)
                    if taken.kept is not None:
                        inside.append(KeptFile(taken.path, taken.kept, taken.head))
                    if is_bomb and member.is_forward:
                        account.blocked_archive = found.path
        except (PasswordNeeded, ToolMissing, ArchiveIncomplete) as error:
            end = found.outcome(container.name, "partial" if tally.taken else "unsupported", str(error))
        except ArchiveDamaged as error:
            end = found.outcome(container.name, "partial" if tally.taken else "rejected", str(error))
        account.blocked_archive = None
        self._level(inside, account, depth + 1)
        return end or replace(outcome_of(found.path, container.name, tally, account.stop), other_volumes=found.others)

    def _take(
        self, path: str, member: Member, account: Account, blocked: str | None, tally: Tally
    ) -> tuple[TakenMember, bool]:
        """Keep one member; returns what became of it, and whether it is a bomb."""
        shown, remarks = self._shown_path(path, member)
        try:
            account.check_claim(member.size_bytes, member.packed_bytes)
        except MemberRefused as error:
            tally.refused += 1
            return TakenMember(shown, path, None, problem=_sentence([*remarks, str(error)])), True
        if refusal := blocked or member.refusal:
            # To get behind it, a forward archive unpacks it all the same.
            account.unpacked_bytes += (member.size_bytes or 0) if member.is_forward else 0
            tally.refused += member.is_loss or blocked is not None
            return TakenMember(shown, path, None, problem=_sentence([*remarks, refusal])), False
        counted = _Counted(member, account)
        try:
            kept = counted.kept_by(self._keep, shown)
        except (PasswordNeeded, ToolMissing, MemberRefused) as error:
            tally.note(error)
            return TakenMember(shown, path, None, problem=_sentence([*remarks, str(error)])), counted.is_bomb
        problem = _sentence([*remarks, *counted.damage])
        tally.damaged += bool(counted.damage)
        if kept is None:
            return TakenMember(shown, path, None, problem=problem), False
        tally.taken += 1
        return TakenMember(shown, path, kept, "partial" if counted.damage else None, problem, counted.head), False

    def _shown_path(self, path: str, member: Member) -> tuple[str, list[str]]:
        """The path of a member inside the seizure, no other's, and what is to be said of its name."""
        safe = member_path(member.name)
        remarks = [remark for remark in (safe.remark, member.remark) if remark]
        shown = f"{path}{SEPARATOR}{safe.path}"
        if shown in self._used:
            remarks.append(_SEVERAL)
            number = self._numbers.get(shown, 2)
            while (told_apart := f"{path}{SEPARATOR}{numbered(safe.path, number)}") in self._used:
                number += 1
            self._numbers[shown] = number + 1
            shown = told_apart
        self._used.add(shown)
        return shown, remarks


def _unblocked(
    members: Iterator[Member], container: Container, account: Account
) -> Iterator[tuple[Member, str | None]]:
    """The members that are no folders, each with why it may not be unpacked.

    Raises:
        ArchiveDamaged: When an archive that is read forward only can't be read on.
    """
    for member in members:
        if member.is_folder:
            continue
        account.count_member()
        if account.stop is not None and not container.lists_first:
            raise ArchiveDamaged(account.stop)
        yield member, account.stop or (_BEHIND if account.blocked_archive else None)
        if account.blocked_archive and not container.lists_first:
            raise ArchiveDamaged(_NOT_REACHED)


def _guarded(members: Iterator[Member]) -> Generator[Member, None, None]:
    """The members of a container, with what its libraries raise turned into one sentence."""
    try:
        yield from members
    except (PasswordNeeded, ToolMissing, ArchiveIncomplete, ArchiveDamaged):
        raise
    except _FAULTS as error:
        raise ArchiveDamaged(
            f"the archive can't be read further ({type(error).__name__}); what came before is taken, report it"
        ) from error


class _Counted:
    """The stream of one member, counted as it passes; damage ends it and is noted."""

    def __init__(self, member: Member, account: Account) -> None:
        self._member = member
        self._account = account
        self._came = 0
        self.damage: list[str] = []
        self.head = b""
        self.is_bomb = False

    def kept_by(self, keep: Keep, path: str) -> KeptBytes | None:
        """Have the bytes kept; None when damage came before the first byte."""
        pieces = self._pieces()
        first = next(pieces, b"")
        self.head = first[:HEAD_BYTES]
        if not first and self.damage:
            return None
        return keep(path, chain([first] if first else [], pieces))

    def _pieces(self) -> Iterator[bytes]:
        try:
            for piece in self._member.chunks():
                self._count(len(piece))
                yield piece
        except MemberDamaged as error:
            self.damage.append(str(error))
        except (MemberRefused, PasswordNeeded, ToolMissing):
            raise
        except _FAULTS as error:
            self.damage.append(f"its bytes can't be read further ({type(error).__name__}); what came is kept")

    def _count(self, count: int) -> None:
        self._came += count
        try:
            self._account.count_bytes(count, self._came, self._member.packed_bytes)
        except MemberRefused:
            self.is_bomb = True
            if not self._member.is_forward:
                self._account.unpacked_bytes -= self._came
            raise


def _sentence(remarks: list[str]) -> str | None:
    return "; ".join(remarks) or None
