"""What became of archives and their members: the words between unpacking and whoever records it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sources.archives.container import PasswordNeeded, ToolMissing
from sources.errors import SourceError
from warehouse.schema.words import TakenStatus


@dataclass(frozen=True)
class KeptBytes:
    """Bytes that are stored now.

    Attributes:
        exhibit_id: SHA-256 of them.
        size_bytes: How many.
        file: Where they lie, untouched.
        is_new: Whether they were not stored before.
        hashes: Hashes by other algorithms that were asked for.
    """

    exhibit_id: str
    size_bytes: int
    file: Path
    is_new: bool = True
    hashes: Mapping[str, str] = field(default_factory=dict)


Keep = Callable[[str, Iterator[bytes]], KeptBytes]


@dataclass(frozen=True)
class KeptFile:
    """A stored file: the path it has inside the seizure, and its first bytes where they are at hand."""

    path: str
    kept: KeptBytes
    head: bytes = b""


@dataclass(frozen=True)
class TakenMember:
    """What became of one member of an archive.

    Attributes:
        path: `ARCHIVE!/MEMBER`, as deep as it lies.
        archive: Path of the archive it lies in.
        kept: Its bytes; None when nothing of it was taken.
        status: `partial` when not all of it came, and for an archive how taking it apart ended; else None.
        problem: What is odd or wrong, one sentence; else None.
        head: Its first bytes.
    """

    path: str
    archive: str
    kept: KeptBytes | None
    status: TakenStatus | None = None
    problem: str | None = None
    head: bytes = b""


@dataclass(frozen=True)
class TakenArchive:
    """How taking one archive apart ended.

    Attributes:
        path: Path of the archive; for a split one of the volume that stands for it.
        container: Its kind.
        status: `read`; `partial` when members are missing; `unsupported` when it could not be opened (password, tool,
            volumes); `rejected` when it is not sound and gave nothing.
        problem: One sentence when the status isn't `read`.
        other_volumes: Paths of the other volumes.
    """

    path: str
    container: str
    status: TakenStatus
    problem: str | None
    other_volumes: tuple[str, ...] = ()


@dataclass
class Tally:
    """What happened to the members of one archive."""

    taken: int = 0
    locked: int = 0
    without_tool: int = 0
    damaged: int = 0
    refused: int = 0
    tool_problem: str | None = None

    def note(self, error: SourceError) -> None:
        """Count a member of which nothing was taken."""
        if isinstance(error, PasswordNeeded):
            self.locked += 1
        elif isinstance(error, ToolMissing):
            self.without_tool += 1
            self.tool_problem = str(error)
        else:
            self.refused += 1

    @property
    def kept_back(self) -> int:
        """Members that are missing or not whole."""
        return self.locked + self.without_tool + self.damaged + self.refused


def outcome_of(path: str, container: str, tally: Tally, stop: str | None) -> TakenArchive:
    """How an archive that was walked to its end stands."""
    count = tally.taken + tally.kept_back - tally.damaged
    said = []
    if tally.locked:
        said.append(f"{tally.locked:,} of its {count:,} members are encrypted; add the archive again with --password")
    if tally.tool_problem:
        said.append(f"{tally.without_tool:,} of its {count:,} members are not unpacked: {tally.tool_problem}")
    if stop:
        said.append(stop)
    if tally.damaged or tally.refused:
        said.append(f"{tally.damaged + tally.refused:,} of its members are damaged or not taken; their rows say why")
    if not said:
        return TakenArchive(path, container, "read", None)
    status: TakenStatus = "partial"
    if not tally.taken:
        status = "unsupported" if tally.locked or tally.without_tool else "rejected"
    return TakenArchive(path, container, status, "; ".join(said))
