"""Zip archives: split, encrypted, with names in any encoding, cut, or made to deceive.

Members are taken in the order of the directory. Where it is missing, members are found by their local headers; where it
is there, local headers that it doesn't name (deleted or hidden members) are taken too and said.

**Source:** PKWARE APPNOTE 6.3.10; formats.md 11.
"""

import stat
from collections.abc import Iterator
from typing import BinaryIO

from sources.archives.container import (
    ArchiveBytes,
    ArchiveDamaged,
    Container,
    Member,
    MemberDamaged,
    Passwords,
    nothing,
)
from sources.archives.feed import Feed
from sources.archives.names import quoted
from sources.archives.zip_bytes import member_bytes
from sources.archives.zip_directory import (
    DESCRIPTOR_SIGN,
    FLAG_DESCRIPTOR,
    FLAG_MASKED,
    HOST_MAC,
    HOST_UNIX,
    LOCAL,
    LOCAL_SIGN,
    Directory,
    ZipEntry,
    local_entry,
    local_headers,
    overlapping,
    read_directory,
)
from sources.archives.zip_documents import is_document

_SIGNS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04", b"PK00PK\x03\x04")
# An entry of the directory is an object of some 400 bytes; beyond, memory goes before the disk does.
_MOST_ENTRIES = 5_000_000
# Forged headers whose ends are nowhere would have the same bytes looked through again and again.
_MOST_LOOKED_THROUGH = 8
_OVERLAP = "its bytes overlap those of another member, as zip bombs do; not taken"
_NOT_THERE = "the archive has no member where its directory points; nothing came, ask for a sound copy"
_CUT = "the archive is cut or damaged: its directory is missing, the members before are taken; ask for a whole copy"
_HIDDEN = "the directory of the archive does not name this member (deleted or hidden); it is taken all the same"


def recognises(archive: ArchiveBytes, head: bytes) -> bool:
    """A zip file that is no document."""
    if not head.startswith(_SIGNS):
        return False
    with archive.opened() as stream:
        return not is_document(stream, archive.size_bytes)


def members(archive: ArchiveBytes, passwords: Passwords) -> Iterator[Member]:
    """The members in the order of the directory, else in the order of their bytes."""
    with archive.opened() as stream:
        directory = read_directory(stream, archive.part_sizes, _MOST_ENTRIES)
        if directory is None:
            yield from _found_by_headers(stream, archive.size_bytes, passwords)
            raise ArchiveDamaged(_CUT)
        ends: list[tuple[int, int]] = []
        yield from _listed(stream, directory, passwords, ends)
        yield from _unlisted(stream, directory, passwords, ends)
        if directory.damage:
            raise ArchiveDamaged(directory.damage)


CONTAINER = Container("zip", recognises, members)


def _listed(
    stream: BinaryIO, directory: Directory, passwords: Passwords, ends: list[tuple[int, int]]
) -> Iterator[Member]:
    """The members that the directory names; notes which stretch each takes."""
    doubled = overlapping(directory.entries, directory.start)
    for number, entry in enumerate(directory.entries):
        if entry.flags & FLAG_MASKED:
            yield _refused(entry, "its headers are encrypted by a method that only its maker's program opens")
            continue
        if number in doubled:
            yield _refused(entry, _OVERLAP)
            continue
        found = local_entry(stream, entry.offset)
        if found is None:
            yield Member(entry.name, nothing, refusal=_NOT_THERE, is_loss=True)
            continue
        local, start = found
        ends.append((entry.offset, start + (entry.packed or 0)))
        yield _member(stream, entry, start, passwords, _difference(entry, local))


def _member(stream: BinaryIO, entry: ZipEntry, start: int, passwords: Passwords, remark: str | None) -> Member:
    return Member(
        name=entry.name,
        chunks=lambda: member_bytes(stream, entry, start, passwords),
        size_bytes=entry.size,
        packed_bytes=entry.packed,
        is_folder=_is_folder(entry),
        refusal=_special(entry),
        remark=remark,
    )


def _refused(entry: ZipEntry, why: str) -> Member:
    return Member(entry.name, nothing, entry.size, entry.packed, refusal=why, is_loss=True)


def _is_folder(entry: ZipEntry) -> bool:
    if entry.name.endswith("/") or (entry.name.endswith("\\") and not entry.size):
        return True
    return entry.is_dos_folder and not entry.size and not entry.packed


def _special(entry: ZipEntry) -> str | None:
    """Why a member with a Unix mode is no file."""
    if entry.host not in (HOST_UNIX, HOST_MAC) or stat.S_IFMT(entry.mode) in (0, stat.S_IFREG, stat.S_IFDIR):
        return None
    if stat.S_ISLNK(entry.mode):
        return "this is a link, which is not followed; nothing is taken of it"
    return "this is no regular file but a device, pipe or socket; nothing is taken of it"


def _difference(entry: ZipEntry, local: ZipEntry) -> str | None:
    """What a member's own header says otherwise than the directory."""
    if local.raw_name != entry.raw_name and local.name != entry.name:
        return f"its own header names it {quoted(local.name)}, the directory otherwise; the directory's name is shown"
    if not entry.flags & FLAG_DESCRIPTOR and local.size not in (None, 0, entry.size):
        return f"its own header promises {local.size:,} bytes and the directory {entry.size:,}; all that came is kept"
    return None


def _unlisted(
    stream: BinaryIO, directory: Directory, passwords: Passwords, ends: list[tuple[int, int]]
) -> Iterator[Member]:
    """Members with a local header in bytes that no listed member takes."""
    place = 0
    for start, end in [*sorted(ends), (directory.start, directory.start)]:
        yield from _in_gap(stream, place, min(start, directory.start), passwords)
        place = max(place, end)


def _in_gap(stream: BinaryIO, place: int, end: int, passwords: Passwords) -> Iterator[Member]:
    while end - place >= LOCAL.size:
        found_at = _next_header(stream, place, end)
        found = None if found_at is None else local_entry(stream, found_at)
        if found_at is None:
            return
        if found is None or not _is_plausible(found[0], found[1], end):
            place = found_at + 4
            continue
        entry, start = found
        if not _is_folder(entry):
            yield _member(stream, entry, start, passwords, _HIDDEN)
        place = start + max(1, entry.packed or 0)


def _is_plausible(entry: ZipEntry, start: int, end: int) -> bool:
    """Whether a header found by its sign alone is one: a short name that is text, bytes that fit."""
    return 0 < len(entry.raw_name) <= 1024 and entry.name.isprintable() and start + (entry.packed or 0) <= end


def _next_header(stream: BinaryIO, place: int, end: int) -> int | None:
    """Where the next local header stands; mostly right here."""
    stream.seek(place)
    if stream.read(4) == LOCAL_SIGN:
        return place
    return next(local_headers(stream, place, end), None)


def _found_by_headers(stream: BinaryIO, size: int, passwords: Passwords) -> Iterator[Member]:
    """The members of an archive without directory, each where its header stands."""
    place = 0
    looked_through = 0
    while (found_at := _next_header(stream, place, size)) is not None:
        found = local_entry(stream, found_at)
        if found is None or not _is_plausible(found[0], 0, size):
            place = found_at + 4
            continue
        entry, start = found
        if entry.packed is not None:
            yield _member(stream, entry, start, passwords, None)
            place = start + entry.packed
            continue
        end = _end_of_open(stream, start, size)
        looked_through += end - start
        if looked_through > _MOST_LOOKED_THROUGH * size:
            return
        yield _open_member(stream, entry, (start, end), passwords)
        place = max(start, end)


def _open_member(stream: BinaryIO, entry: ZipEntry, place: tuple[int, int], passwords: Passwords) -> Member:
    """A member whose sizes only the descriptor behind its bytes tells."""
    start, end = place
    descriptor = Feed(stream, end).read(28)
    if descriptor.startswith(DESCRIPTOR_SIGN):
        # Sizes have 4 bytes each, or 8 in zip64; what follows tells.
        width = 8 if len(descriptor) >= 24 and not descriptor.startswith(b"PK", 16) else 4
        crc = int.from_bytes(descriptor[4:8], "little")
        packed, plain = (int.from_bytes(descriptor[at : at + width], "little") for at in (8, 8 + width))
        if packed == end - start:
            told = ZipEntry(entry.raw_name, entry.flags, entry.method, entry.time, crc, packed, plain, entry.offset)
            return _member(stream, told, start, passwords, None)
    closed = ZipEntry(
        entry.raw_name, entry.flags, entry.method, entry.time, 0, end - start, None, entry.offset, extra=entry.extra
    )

    def chunks() -> Iterator[bytes]:
        yield from member_bytes(stream, closed, start, passwords)
        raise MemberDamaged("the archive is cut before it says how big this member is; what came is kept")

    return Member(entry.name, chunks, is_folder=_is_folder(entry))


def _end_of_open(stream: BinaryIO, start: int, size: int) -> int:
    """Where an open member ends: at a descriptor that counts its bytes, else at the next header, else at the end."""
    place = start
    while place < size:
        stream.seek(place)
        piece = stream.read(1 << 20)
        if not piece:
            break
        found = piece.find(DESCRIPTOR_SIGN)
        while found >= 0:
            counted = int.from_bytes(piece[found + 8 : found + 12], "little")
            if counted == (place + found - start) & 0xFFFFFFFF:
                return place + found
            found = piece.find(DESCRIPTOR_SIGN, found + 1)
        place += max(1, len(piece) - 24)
        if len(piece) < 1 << 20:
            break
    return next(local_headers(stream, start, size), size)
