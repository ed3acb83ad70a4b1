"""Reads the few protobuf messages that WeChat keeps in its databases, without their schema.

Only the wire format is decoded (tags, numbers, stretches of bytes), bounded in size and number of fields; what a field
means is said by the caller. Damage ends the reading of one message: what came before is kept.

**Source:** protobuf encoding documentation (wire types 0, 1, 2, 5); meaning of the fields from formats.md 4.1 to 4.3.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# A group has 500 members at most; their list is far below this.
LARGEST_MESSAGE = 8 << 20
_MOST_FIELDS = 200_000
_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5
_ADMIN_FLAG = 2048
_SENDER_ITEM = 1
# The item {1: 1, 2: SENDER} of the list in field 3: both lengths are one byte, since ids are short.
_SENDER = re.compile(rb"\x1a[\x05-\x7f]\x08\x01\x12[\x01-\x7b]")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a group as its list says.

    Attributes:
        native_id: The member's id.
        card: The name that the member shows in this group, None when none was set.
        is_admin: Whether the list marks the member as one of the group's administrators.
    """

    native_id: str
    card: str | None
    is_admin: bool = False


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Number and value of each field; ends without a word where the bytes are no protobuf any more."""
    if len(message) > LARGEST_MESSAGE:
        return
    place, end = 0, len(message)
    for _ in range(_MOST_FIELDS):
        tag, place = _varint(message, place)
        if place < 0 or tag >> 3 == 0:
            return
        wire = tag & 7
        if wire == _VARINT:
            number, place = _varint(message, place)
            if place < 0:
                return
            yield tag >> 3, number
            continue
        if wire == _BYTES:
            length, place = _varint(message, place)
        elif wire in (_FIXED_32, _FIXED_64):
            length = 4 if wire == _FIXED_32 else 8
        else:
            return
        if place < 0 or place + length > end:
            return
        yield tag >> 3, message[place : place + length]
        place += length


def members(room: bytes | None) -> list[Member]:
    """The members in a group's `roomdata` (Android), `RoomData` (Windows 3) or `ext_buffer` (4.x)."""
    found = []
    for number, value in fields(room or b""):
        if number != 1 or not isinstance(value, bytes):
            continue
        parts = dict(fields(value))
        native_id, card, flags = _text(parts.get(1)), _text(parts.get(2)), parts.get(3)
        if native_id:
            found.append(Member(native_id, card or None, isinstance(flags, int) and bool(flags & _ADMIN_FLAG)))
    return found


def senders(extras: Iterable[bytes | None]) -> list[str | None]:
    """Who spoke in a group, from each `BytesExtra` of Windows 3.x; None where it doesn't say."""
    known: dict[bytes, str] = {}
    found: list[str | None] = []
    for extra in extras:
        # The usual form is found at a glance; the general way takes ten times as long.
        usual = _SENDER.search(extra) if extra else None
        if extra is None or usual is None or extra[usual.start() + 1] != extra[usual.end() - 1] + 4:
            found.append(_sender(extra) if extra else None)
            continue
        start = usual.end()
        octets = extra[start : start + extra[start - 1]]
        name = known.get(octets)
        if name is None:
            name = known[octets] = _text(octets)
        found.append(name)
    return found


def _sender(extra: bytes) -> str | None:
    for number, value in fields(extra):
        if number == 3 and isinstance(value, bytes):
            item = dict(fields(value))
            if item.get(1) == _SENDER_ITEM:
                return _text(item.get(2)) or None
    return None


def _varint(message: bytes, place: int) -> tuple[int, int]:
    """A number and the place behind it; the place is -1 where there is none."""
    number, shift = 0, 0
    while shift < 70:
        if place >= len(message):
            return 0, -1
        octet = message[place]
        place += 1
        number |= (octet & 0x7F) << shift
        if octet < 0x80:
            return number, place
        shift += 7
    return 0, -1


def _text(value: int | bytes | None) -> str:
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else ""
