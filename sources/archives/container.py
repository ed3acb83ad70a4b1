"""What an archive is to us: members with names and streams of bytes, whatever the container.

A container lists members in the order of the archive and streams their bytes in bounded pieces. It writes nothing, runs
nothing but the declared rar tools, and gives names as they stand in the archive: what to make of them is
sources/archives/names.py's.

**Source:** formats.md 11.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from sources.archives.joined_file import JoinedFile
from sources.errors import SourceError

# Pieces in which packed and unpacked bytes go through memory.
PIECE_BYTES = 1 << 20


class ArchiveDamaged(SourceError, ValueError):
    """The archive breaks here; the members that came before stand."""


class ArchiveIncomplete(SourceError, ValueError):
    """Volumes of the archive are missing; nothing can be taken before they come."""


class MemberDamaged(SourceError, ValueError):
    """The bytes that came are not all, or not what the archive promised; what came stands."""


class MemberRefused(SourceError, ValueError):
    """Nothing is taken of this member."""


class PasswordNeeded(SourceError, ValueError):
    """Encrypted, and none of the given passwords opens it."""


class ToolMissing(SourceError, ValueError):
    """A program that must be there to unpack is not."""


class Passwords:
    """The passwords given for a delivery; the one that opened something last is tried first. Never shown.

    Args:
        texts: The passwords.
    """

    def __init__(self, texts: Sequence[str] = ()) -> None:
        self._texts = list(dict.fromkeys(texts))

    def __repr__(self) -> str:
        """How many there are, and no more."""
        return f"Passwords({len(self._texts)})"

    def __len__(self) -> int:
        """How many there are."""
        return len(self._texts)

    def __iter__(self) -> Iterator[str]:
        """The passwords, likeliest first."""
        return iter(tuple(self._texts))

    def worked(self, text: str) -> None:
        """Remember that this one opened something."""
        self._texts.remove(text)
        self._texts.insert(0, text)

    @property
    def complaint(self) -> str:
        """The end of a sentence on what is encrypted."""
        if not self._texts:
            return "is encrypted; add the archive again with --password"
        return "is encrypted and none of the given passwords opens it; add the archive again with the right --password"


@dataclass(frozen=True)
class ArchiveBytes:
    """The untouched bytes of an archive: one file, or the volumes of one archive in order.

    Attributes:
        name: File name that it came under; for volumes that of the first.
        parts: Where the bytes lie.
        part_names: File names of the parts.
    """

    name: str
    parts: tuple[Path, ...]
    part_names: tuple[str, ...] = ()

    @cached_property
    def part_sizes(self) -> tuple[int, ...]:
        """Size of each part."""
        return tuple(part.stat().st_size for part in self.parts)

    @property
    def size_bytes(self) -> int:
        """Size of all parts together."""
        return sum(self.part_sizes)

    def opened(self) -> BinaryIO:
        """The parts as one seekable stream; to be closed by the caller."""
        if len(self.parts) == 1:
            return self.parts[0].open("rb")
        return io.BufferedReader(JoinedFile(self.parts, self.part_sizes), PIECE_BYTES)

    def first_bytes(self, count: int) -> bytes:
        """The first bytes."""
        with self.opened() as stream:
            return stream.read(count)


@dataclass(frozen=True)
class Member:
    """One entry of an archive.

    Attributes:
        name: Its name as the archive has it, decoded; any signs may be in it.
        chunks: Starts the stream of its bytes; good until the next member is asked for. Raises MemberDamaged after
            what could be read, MemberRefused or PasswordNeeded before the first byte.
        size_bytes: Size that the archive claims; None when it does not say.
        packed_bytes: Packed size that the archive claims; None when it does not say.
        is_folder: A folder has no bytes and is no exhibit.
        refusal: Why no bytes are to be taken of it (a link, a device), one sentence; None for files.
        is_loss: Whether the refusal leaves out bytes of evidence; a link has none.
        remark: What is odd about it, one sentence; it is taken all the same.
        is_forward: Whether the members behind it can be reached only by unpacking it.
    """

    name: str
    chunks: Callable[[], Iterator[bytes]]
    size_bytes: int | None = None
    packed_bytes: int | None = None
    is_folder: bool = False
    refusal: str | None = None
    is_loss: bool = False
    remark: str | None = None
    is_forward: bool = False


@dataclass(frozen=True)
class Container:
    """A kind of archive.

    Attributes:
        name: Short name, e.g. `zip`.
        recognises: Whether bytes are such an archive, by content.
        members: The members in the order of the archive. Raises ArchiveDamaged where it breaks, PasswordNeeded,
            ToolMissing or ArchiveIncomplete when it can't be listed.
        lists_first: Whether the members are known before a byte is unpacked.
    """

    name: str
    recognises: Callable[[ArchiveBytes, bytes], bool]
    members: Callable[[ArchiveBytes, Passwords], Iterator[Member]]
    lists_first: bool = True


def nothing() -> Iterator[bytes]:
    """The bytes of a member that has none."""
    return iter(())
