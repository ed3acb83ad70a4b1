"""Tar archives, plain or compressed by gzip, bzip2, xz or zstd, read forward only.

Links, devices, pipes and files with holes are named and not taken; a cut archive gives the members before the cut, of
the last one what came of it.

**Source:** POSIX.1-2017 pax; GNU tar 1.35 manual; formats.md 11.
"""

import contextlib
from collections.abc import Iterator

from sources.archives.codecs import codec_of, decoded
from sources.archives.container import (
    PIECE_BYTES,
    ArchiveBytes,
    ArchiveDamaged,
    Container,
    Member,
    MemberDamaged,
    Passwords,
)
from sources.archives.feed import Feed
from sources.archives.names import quoted
from sources.archives.tar_blocks import BLOCK, TarHeader, is_header, next_header

# Backup programs fill the last record with zeros, up to some megabytes; more is not looked through.
_MOST_ZEROS_AFTER = 64 << 20
_LATER_PART = b"M"
_REFUSALS = {
    b"1": "this is a hard link to {link}; nothing is taken of it, the file it names stands by itself",
    b"2": "this is a link to {link}, which is not followed; nothing is taken of it",
    b"3": "this is a device; nothing is taken of it",
    b"4": "this is a device; nothing is taken of it",
    b"6": "this is a pipe; nothing is taken of it",
    _LATER_PART: "this is the rest of a file that began in an earlier volume; join the volumes and add the whole",
    b"V": "this is the label of the archive, no file",
}
_SPARSE = "this is a file with holes, of which the archive has only parts; unpack it with GNU tar and add the file"


def recognises(archive: ArchiveBytes, head: bytes) -> bool:
    """A tar header with the right checksum at the start, also inside a compression."""
    if codec_of(head) is None:
        return is_header(head[:BLOCK])
    with archive.opened() as stream, contextlib.suppress(MemberDamaged):
        return is_header(_Forward(_plain(archive, Feed(stream), head)).read(BLOCK))
    return False


def members(archive: ArchiveBytes, passwords: Passwords) -> Iterator[Member]:
    """The members in order."""
    del passwords
    with archive.opened() as stream:
        forward = _Forward(_plain(archive, Feed(stream), archive.first_bytes(BLOCK)))
        is_packed = codec_of(archive.first_bytes(BLOCK)) is not None
        values: dict[bytes, bytes] = {}
        while True:
            header = _header_told(forward, values)
            if header is None:
                return
            rest = _Rest(forward, header.size)
            yield Member(
                name=header.name,
                chunks=rest.pieces,
                size_bytes=header.size,
                packed_bytes=None if is_packed else header.size,
                is_folder=header.name.endswith("/"),
                refusal=_refusal(header),
                is_loss=header.is_sparse or header.kind == _LATER_PART,
                is_forward=is_packed,
            )
            rest.skip()


CONTAINER = Container("tar", recognises, members, lists_first=False)


class _Forward:
    """Pieces of bytes read forward by count."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = b""
        self.damage: MemberDamaged | None = None

    def piece(self, most: int) -> bytes:
        """The next bytes, at most so many; none at the end or where the compression breaks (`damage` says it)."""
        if not self._held:
            try:
                self._held = next(self._pieces, b"")
            except MemberDamaged as error:
                self.damage = error
        content, self._held = self._held[:most], self._held[most:]
        return content

    def read(self, count: int) -> bytes:
        """Exactly so many bytes, fewer only at the end."""
        found = []
        while count and (piece := self.piece(count)):
            found.append(piece)
            count -= len(piece)
        return b"".join(found)

    def skip(self, count: int) -> None:
        """Pass over so many bytes."""
        while count > 0 and (piece := self.piece(min(count, PIECE_BYTES))):
            count -= len(piece)


class _Rest:
    """The bytes of one member, and the padding behind them."""

    def __init__(self, forward: _Forward, size: int) -> None:
        self._forward = forward
        self._left = size
        self._padding = -size % BLOCK

    def pieces(self) -> Iterator[bytes]:
        """What is left of the member."""
        while self._left:
            piece = self._forward.piece(min(self._left, PIECE_BYTES))
            if not piece:
                raise MemberDamaged("the archive is cut inside this member; what came is kept, ask for a whole copy")
            self._left -= len(piece)
            yield piece

    def skip(self) -> None:
        """Pass over what nobody took."""
        self._forward.skip(self._left + self._padding)


def _plain(archive: ArchiveBytes, feed: Feed, head: bytes) -> Iterator[bytes]:
    codec = codec_of(head)
    if codec is not None:
        yield from decoded(feed, codec)
        return
    while piece := feed.read(PIECE_BYTES):
        yield piece


def _header_told(forward: _Forward, values: dict[bytes, bytes]) -> TarHeader | None:
    """The next header; after the end mark those of an archive that was put behind; None at the end."""
    zeros = 0
    try:
        while zeros <= _MOST_ZEROS_AFTER:
            header = next_header(forward.read, values)
            if header is not None:
                return header
            zeros += BLOCK
    except ArchiveDamaged as error:
        if forward.damage is not None:
            raise ArchiveDamaged(
                "the archive's compression breaks off; the members before are taken, ask for a whole copy"
            ) from error
        # The end mark is there, and behind it the archive may stop anywhere.
        if zeros:
            return None
        raise
    return None


def _refusal(header: TarHeader) -> str | None:
    if header.is_sparse:
        return _SPARSE
    if header.kind in _REFUSALS:
        return _REFUSALS[header.kind].format(link=quoted(header.link))
    return None
