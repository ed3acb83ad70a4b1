"""The directory of a zip archive, read by ourselves so that one odd entry never costs the archive.

The standard library refuses a whole archive for one undecodable name or extra field, doesn't know split volumes, and
keeps no raw names.

**Source:** PKWARE APPNOTE 6.3.10: 4.3.7 local header, 4.3.12 central directory, 4.3.14 to 4.3.16 ends, 4.5.3 zip64;
Info-ZIP's extra field 0x7075 (Unicode path); WinZip's AE specification (0x9901).
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import BinaryIO

from sources.archives.container import ArchiveIncomplete
from sources.archives.names import decoded_name

CENTRAL = struct.Struct("<4s2B5H3L5H2L")
LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL_SIGN, LOCAL_SIGN, DESCRIPTOR_SIGN = b"PK\x01\x02", b"PK\x03\x04", b"PK\x07\x08"
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_END_SIGN, _END64_SIGN, _LOCATOR_SIGN = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_LONGEST_COMMENT = 0xFFFF
_FULL32, _FULL16 = 0xFFFFFFFF, 0xFFFF

FLAG_ENCRYPTED, FLAG_DESCRIPTOR, FLAG_STRONG, FLAG_UTF8, FLAG_MASKED = 1, 8, 1 << 6, 1 << 11, 1 << 13
EXTRA_ZIP64, EXTRA_UNICODE_PATH, EXTRA_AES = 0x0001, 0x7075, 0x9901
HOST_UNIX, HOST_MAC = 3, 19


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """One entry as the directory or a local header has it.

    Attributes:
        raw_name: Bytes of the name.
        flags: General purpose flags.
        method: Compression method; 99 for AES.
        time: MS-DOS time, which old encryption checks against.
        crc: CRC-32 of the plain bytes.
        packed: Packed size; None when only a descriptor behind the bytes would tell.
        size: Plain size; None like `packed`.
        offset: Place of its local header in the archive.
        host: System that made it.
        mode: Upper half of the external attributes: the Unix mode.
        is_dos_folder: Whether the MS-DOS attribute says folder.
        extra: Extra field.
    """

    raw_name: bytes
    flags: int
    method: int
    time: int
    crc: int
    packed: int | None
    size: int | None
    offset: int
    host: int = 0
    mode: int = 0
    is_dos_folder: bool = False
    extra: bytes = b""

    @property
    def name(self) -> str:
        """The name: Info-ZIP's Unicode path where it fits the name's bytes, else UTF-8 strict, else GB18030."""
        unicode_path = extra_field(self.extra, EXTRA_UNICODE_PATH)
        is_for_this = int.from_bytes(unicode_path[1:5], "little") == zlib.crc32(self.raw_name)
        if len(unicode_path) > 5 and unicode_path[0] == 1 and is_for_this:
            return decoded_name(unicode_path[5:])
        return decoded_name(self.raw_name)

    @property
    def is_encrypted(self) -> bool:
        """Whether its bytes are encrypted."""
        return bool(self.flags & FLAG_ENCRYPTED)


@dataclass(frozen=True)
class Directory:
    """The central directory.

    Attributes:
        entries: Entries in its order.
        start: Where it begins; members lie before.
        damage: One sentence when it breaks off or promises another number of entries; else None.
    """

    entries: Sequence[ZipEntry]
    start: int
    damage: str | None


@dataclass(frozen=True)
class _End:
    """What the end of the archive says."""

    disk: int
    directory_disk: int
    entry_count: int
    directory_size: int
    directory_offset: int
    place: int


def read_directory(stream: BinaryIO, part_sizes: Sequence[int], most_entries: int) -> Directory | None:
    """The central directory; None when the archive has none (cut off) or it is nowhere to be found.

    Args:
        stream: The archive, all volumes.
        part_sizes: Sizes of the volumes.
        most_entries: Entries after which reading stops.

    Raises:
        ArchiveIncomplete: When volumes are missing.
    """
    size = sum(part_sizes)
    end = _end(stream, size)
    if end is None:
        return None
    starts = [0, *accumulate(part_sizes)][:-1]
    if 0 < end.disk < _FULL16 and end.disk + 1 != len(part_sizes):
        raise ArchiveIncomplete(
            f"the archive has {end.disk + 1} volumes and {len(part_sizes)} came; add all of them together"
        )
    if end.disk == 0 or end.disk == _FULL16:
        starts = [0]
    start, shift = _place(stream, end, starts)
    if start is None:
        return None
    return _read_entries(stream, start, [one + shift for one in starts], (end.entry_count, most_entries))


def member_names(stream: BinaryIO, size: int, most: int) -> list[str]:
    """Names of the first entries of the directory, raw as they are; none when there is no directory."""
    try:
        directory = read_directory(stream, [size], most)
    except ArchiveIncomplete:
        return []
    return [] if directory is None else [decoded_name(entry.raw_name) for entry in directory.entries]


def extra_field(extra: bytes, kind: int) -> bytes:
    """The content of one kind of extra field; empty when it is absent or the field is garbled."""
    place = 0
    while place + 4 <= len(extra):
        found, length = struct.unpack_from("<HH", extra, place)
        if found == kind:
            return extra[place + 4 : place + 4 + length]
        place += 4 + length
    return b""


def _end(stream: BinaryIO, size: int) -> _End | None:
    """The last end record whose comment reaches to the end of the file, else the last one at all."""
    tail_start = max(0, size - _END.size - _LONGEST_COMMENT)
    stream.seek(tail_start)
    tail = stream.read(size - tail_start)
    fallback = None
    place = tail.rfind(_END_SIGN)
    while place >= 0:
        if place + _END.size <= len(tail):
            fields = _END.unpack_from(tail, place)
            end = _End(fields[1], fields[2], fields[4], fields[5], fields[6], tail_start + place)
            if place + _END.size + fields[7] == len(tail):
                return _end64(stream, end) or end
            fallback = fallback or end
        place = tail.rfind(_END_SIGN, 0, place)
    return fallback and (_end64(stream, fallback) or fallback)


def _end64(stream: BinaryIO, end: _End) -> _End | None:
    if end.place < _LOCATOR.size:
        return None
    stream.seek(end.place - _LOCATOR.size)
    locator = _LOCATOR.unpack(stream.read(_LOCATOR.size))
    if locator[0] != _LOCATOR_SIGN:
        return None
    # Where bytes were put before the archive, the record stands right before the locator all the same.
    for place in (end.place - _LOCATOR.size - _END64.size, locator[2]):
        if place < 0:
            continue
        stream.seek(place)
        content = stream.read(_END64.size)
        if len(content) == _END64.size and content.startswith(_END64_SIGN):
            fields = _END64.unpack(content)
            return _End(fields[4], fields[5], fields[7], fields[8], fields[9], place)
    return None


def _place(stream: BinaryIO, end: _End, starts: Sequence[int]) -> tuple[int | None, int]:
    """Where the directory begins, and how far all offsets are shifted by bytes put before the archive."""
    disk = end.directory_disk if end.directory_disk < len(starts) else 0
    told = starts[disk] + end.directory_offset
    before_end = end.place - end.directory_size
    for place in dict.fromkeys((before_end, told)):
        if place < 0:
            continue
        stream.seek(place)
        sign = stream.read(4)
        if sign == CENTRAL_SIGN or (end.entry_count == 0 and end.directory_size == 0):
            return place, place - told if len(starts) == 1 else 0
    return None, 0


def _read_entries(stream: BinaryIO, start: int, starts: Sequence[int], counts: tuple[int, int]) -> Directory:
    promised, most = counts
    entries: list[ZipEntry] = []
    stream.seek(start)
    while len(entries) < most:
        head = stream.read(CENTRAL.size)
        if len(head) < CENTRAL.size or not head.startswith(CENTRAL_SIGN):
            break
        entry = _central_entry(stream, CENTRAL.unpack(head), starts)
        if entry is None:
            break
        entries.append(entry)
    damage = None
    if len(entries) & _FULL16 != promised & _FULL16 and len(entries) < most:
        damage = f"its directory promises {promised:,} members and names {len(entries):,}; ask for a sound copy"
    return Directory(entries, start, damage)


def _central_entry(stream: BinaryIO, fields: tuple[int, ...], starts: Sequence[int]) -> ZipEntry | None:
    name_length, extra_length, comment_length = fields[11], fields[12], fields[13]
    tail = stream.read(name_length + extra_length + comment_length)
    if len(tail) < name_length + extra_length:
        return None
    extra = tail[name_length : name_length + extra_length]
    disk, external, offset = fields[14], fields[16], fields[17]
    packed, size = fields[9], fields[10]
    wide = extra_field(extra, EXTRA_ZIP64)
    values = iter(struct.unpack(f"<{len(wide) // 8}Q", wide[: len(wide) // 8 * 8]))
    size = next(values, size) if size == _FULL32 else size
    packed = next(values, packed) if packed == _FULL32 else packed
    offset = next(values, offset) if offset == _FULL32 else offset
    disk = 0 if disk == _FULL16 or disk >= len(starts) else disk
    return ZipEntry(
        raw_name=tail[:name_length],
        flags=fields[4],
        method=fields[5],
        time=fields[6],
        crc=fields[8],
        packed=packed,
        size=size,
        offset=starts[disk] + offset,
        host=fields[2],
        mode=external >> 16,
        is_dos_folder=bool(external & 0x10),
        extra=extra,
    )


def local_entry(stream: BinaryIO, offset: int) -> tuple[ZipEntry, int] | None:
    """The entry that a local header says, and where its bytes begin; None when no header stands there."""
    stream.seek(offset)
    head = stream.read(LOCAL.size)
    if len(head) < LOCAL.size or not head.startswith(LOCAL_SIGN):
        return None
    _, _, flags, method, time, _, crc, packed, size, name_length, extra_length = LOCAL.unpack(head)
    tail = stream.read(name_length + extra_length)
    if len(tail) < name_length + extra_length:
        return None
    extra = tail[name_length:]
    wide = extra_field(extra, EXTRA_ZIP64)
    if len(wide) >= 16 and _FULL32 in (packed, size):
        size, packed = struct.unpack_from("<2Q", wide)
    is_open = flags & FLAG_DESCRIPTOR and packed == 0
    entry = ZipEntry(
        raw_name=tail[:name_length],
        flags=flags,
        method=method,
        time=time,
        crc=crc,
        packed=None if is_open else packed,
        size=None if is_open else size,
        offset=offset,
        extra=extra,
    )
    return entry, offset + LOCAL.size + name_length + extra_length


def overlapping(entries: Sequence[ZipEntry], directory_start: int) -> set[int]:
    """Numbers of the entries whose bytes begin inside those of another one, which is kept.

    An entry that claims bytes beyond the directory lies and hides no other.
    """
    found = set()
    reached = 0
    for number in sorted(range(len(entries)), key=lambda number: (entries[number].offset, number)):
        entry = entries[number]
        if entry.offset < reached:
            found.add(number)
            continue
        # The local extra field may be longer; what is certain are header, name and packed bytes.
        end = entry.offset + LOCAL.size + len(entry.raw_name) + (entry.packed or 0)
        reached = end if end <= directory_start else reached
    return found


def local_headers(stream: BinaryIO, start: int, end: int) -> Iterator[int]:
    """Places of signs of local headers from a place on; for what no directory names."""
    overlap = b""
    place = start
    while place < end:
        stream.seek(place)
        piece = stream.read(min(1 << 20, end - place))
        if not piece:
            return
        text = overlap + piece
        found = text.find(LOCAL_SIGN)
        while found >= 0:
            yield place - len(overlap) + found
            found = text.find(LOCAL_SIGN, found + 1)
        overlap = text[-3:]
        place += len(piece)
