"""Big JSON documents as blocks of parsed values, with bounded memory and at the speed of a block parser.

A reader names the arrays that may be big (`("messages",)`, `("chats", "list", "*", "messages")`). Their elements come
out in lists, each parsed by orjson at once; whatever else stands on the way comes out whole. Where elements end is told
by an index of the structural signs outside of strings (sources.json_signs).

Source: RFC 8259.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from sources.json_signs import JsonSigns
from sources.json_text import JsonText

# Bytes read at a time: large enough for the index to pay, small enough to hold many times over.
BLOCK_BYTES = 4 << 20
# A value longer than this is a picture or worse: it is stepped over and said to be too long.
LONGEST_VALUE = 64 << 20
# No exporter nests deeper on the way to its lists.
_DEEPEST = 64
_LONGEST_KEY = 1 << 20
# Signs looked at first for the end of a value; most values have fewer.
_NEAR_SIGNS = 64

Path = tuple[str | int, ...]

_KEY = re.compile(rb'\s*("(?:[^"\\]|\\.)*")\s*:\s*', re.DOTALL)
_SPACE = re.compile(rb"\s*")
_COMMA = b","[0]
_LINE_FEED, _RETURN, _SPACE_SIGN = b"\n\r "


@dataclass(frozen=True, slots=True)
class Opened:
    """An object or array on the way to a big array begins."""

    path: Path


@dataclass(frozen=True, slots=True)
class Closed:
    """An object or array that was opened is over."""

    path: Path


@dataclass(frozen=True, slots=True)
class Member:
    """A value beside the way: a member of an opened object, or an element of an opened array.

    Attributes:
        path: Keys and indexes from the root.
        value: The parsed value, or `Broken`.
    """

    path: Path
    value: Any


@dataclass(frozen=True, slots=True)
class Elements:
    """A stretch of elements of a big array, in order.

    Attributes:
        path: Path of the array.
        first: Index of the first of them.
        values: Parsed elements; `Broken` where one can't be parsed.
    """

    path: Path
    first: int
    values: list[Any]


@dataclass(frozen=True, slots=True)
class Lines:
    """A stretch of elements of a big array, unparsed, one a line.

    Attributes:
        path: Path of the array.
        first: Index of the first of them.
        count: How many.
        text: The elements, each on a line of its own; line ends inside them are blanks now, which no string can hold.
    """

    path: Path
    first: int
    count: int
    text: bytes


@dataclass(frozen=True, slots=True)
class Broken:
    """A value that can't be parsed.

    Attributes:
        reason: Why, in one clause without the value's own words.
    """

    reason: str


Found = Opened | Closed | Member | Elements | Lines


class JsonDamage(Exception):
    """The document breaks here: it is cut off, or no JSON from here on.

    Attributes:
        is_cut_off: Whether it simply ends too early.
        path: Path of the value it breaks in.
        is_inside_element: Whether an element of a big array is open there: one more record than came out.
    """

    def __init__(self, path: Path, *, is_cut_off: bool, is_inside_element: bool = False) -> None:
        super().__init__("the file ends too early" if is_cut_off else "the file is no JSON from some place on")
        self.is_cut_off, self.path, self.is_inside_element = is_cut_off, path, is_inside_element


def pointer(path: Path) -> str:
    """JSON pointer of a path (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


class JsonBlocks:
    """One pass over one document.

    Args:
        text: The document, mended to UTF-8.
        streams: Paths of the arrays that may be big; "*" stands for any index or key. An empty path is the root.
        block_bytes: Bytes read at a time.
        as_lines: Whether elements come out as `Lines` instead of `Elements`, for those who parse them into columns.
    """

    def __init__(
        self, text: JsonText, streams: Sequence[Path], block_bytes: int = BLOCK_BYTES, *, as_lines: bool = False
    ) -> None:
        self._text, self._streams, self._block_bytes, self._as_lines = text, tuple(streams), block_bytes, as_lines
        self._data = b""
        self._at = 0
        self._next = 0  # index of the first sign not yet passed
        self._places = np.zeros(0, dtype=np.int64)
        self._depths = np.zeros(0, dtype=np.int64)  # depth behind each sign
        self._signs = JsonSigns()
        self._is_over = False

    def __iter__(self) -> Iterator[Found]:
        """All there is to find, in file order.

        Raises:
            JsonDamage: Where the document breaks.
        """
        yield from self._value((), 0)
        if self._peek((), or_end=True):
            raise JsonDamage((), is_cut_off=False)

    def _value(self, path: Path, depth: int) -> Iterator[Found]:
        sign = self._peek(path)
        if sign == b"[" and any(_matches(path, stream) for stream in self._streams):
            yield from self._elements(path, depth + 1)
        elif sign in (b"{", b"[") and any(_leads_to(path, stream) for stream in self._streams):
            if len(path) > _DEEPEST:
                raise JsonDamage(path, is_cut_off=False)
            self._step_in()
            yield Opened(path)
            yield from self._members(path, depth + 1, is_object=sign == b"{")
            yield Closed(path)
        else:
            yield Member(path, self._whole(path, depth))

    def _members(self, path: Path, depth: int, *, is_object: bool) -> Iterator[Found]:
        index = 0
        while True:
            sign = self._peek(path)
            if sign == (b"}" if is_object else b"]"):
                self._step_in()
                return
            if index:
                if sign != b",":
                    raise JsonDamage(path, is_cut_off=False)
                self._step_in()
            yield from self._value((*path, self._key(path) if is_object else index), depth)
            index += 1

    def _elements(self, path: Path, depth: int) -> Iterator[Elements | Lines]:
        self._step_in()
        first = 0
        if self._peek(path) == b"]":
            self._step_in()
            return
        while True:
            ends, is_closed = self._ends(depth)
            while not len(ends):
                if len(self._data) - self._at > LONGEST_VALUE:
                    is_closed = self._step_over((*path, first), depth, is_element=True, is_container=False)
                    yield Elements(path, first, [Broken(f"the value is longer than {LONGEST_VALUE >> 20} MiB")])
                    first += 1
                    break
                self._more((*path, first), is_inside_element=True)
                ends, is_closed = self._ends(depth)
            else:
                found: Elements | Lines
                if self._as_lines:
                    found = Lines(path, first, len(ends), self._on_lines(ends))
                else:
                    found = Elements(path, first, self._parsed(ends))
                self._at = int(ends[-1]) + 1
                self._next = int(np.searchsorted(self._places, self._at))
                yield found
                first += len(ends)
            if is_closed:
                return
            self._peek((*path, first))  # a comma promises an element

    def _ends(self, depth: int) -> tuple[np.ndarray[Any, Any], bool]:
        """Places of the signs that end elements at this depth, and whether the last of them closes the array."""
        below = self._first_depth(self._next, depth - 1)
        is_closed = below is not None
        last = len(self._depths) if below is None else below + 1
        depths, places = self._depths[self._next : last], self._places[self._next : last]
        signs = np.frombuffer(self._data, np.uint8)[places]
        ends = ((depths == depth) & (signs == _COMMA)) | (depths < depth)
        return places[ends], is_closed

    def _first_depth(self, first: int, highest: int) -> int | None:
        """Index of the first sign from `first` on behind which the depth is no more than `highest`.

        Looks a little further each time, so that many small values in one block don't each cost the block's length.
        """
        width = _NEAR_SIGNS
        while first < len(self._depths):
            is_low = self._depths[first : first + width] <= highest
            place = int(is_low.argmax())
            if is_low[place]:
                return first + place
            first, width = first + width, width * 2
        return None

    def _on_lines(self, ends: np.ndarray[Any, Any]) -> bytes:
        text = bytearray(self._data[self._at : int(ends[-1]) + 1])
        octets = np.frombuffer(text, np.uint8)
        octets[(octets == _LINE_FEED) | (octets == _RETURN)] = _SPACE_SIGN
        octets[ends - self._at] = _LINE_FEED
        return bytes(text)

    def _parsed(self, ends: np.ndarray[Any, Any]) -> list[Any]:
        try:
            values: list[Any] = orjson.loads(b"[" + self._data[self._at : int(ends[-1])] + b"]")
        except orjson.JSONDecodeError:
            values = []
        if len(values) == len(ends):
            return values
        starts = [self._at, *(int(end) + 1 for end in ends[:-1])]
        return [_parsed(self._data[start : int(end)]) for start, end in zip(starts, ends, strict=True)]

    def _whole(self, path: Path, depth: int) -> Any:  # noqa: ANN401 - JSON is any
        """The next value, parsed."""
        is_container = self._peek(path) in (b"{", b"[")
        while True:
            last = self._first_depth(self._next + is_container, depth)
            if last is not None:
                break
            if depth == 0 and not is_container and self._is_over:
                value = _parsed(self._data[self._at :])
                self._at = len(self._data)
                return value
            if len(self._data) - self._at > LONGEST_VALUE:
                self._step_over(path, depth, is_element=False, is_container=is_container)
                return Broken(f"the value is longer than {LONGEST_VALUE >> 20} MiB")
            self._more(path, or_end=depth == 0 and not is_container)
        end = int(self._places[last])
        value = _parsed(self._data[self._at : end + 1 if is_container else end])
        self._at = end + 1 if is_container else end
        self._next = last + 1 if is_container else last
        return value

    def _step_over(self, path: Path, depth: int, *, is_element: bool, is_container: bool) -> bool:
        """Pass a value of any length without keeping it; returns whether an array ended behind it.

        Behind an element its comma or closing bracket is passed too, behind a member its own bracket only.
        """
        if is_container:
            self._next += 1
        while True:
            signs = np.frombuffer(self._data, np.uint8)[self._places[self._next :]]
            depths = self._depths[self._next :]
            ended = np.flatnonzero((depths < depth) | ((depths == depth) & ((signs == _COMMA) | is_container)))
            if len(ended):
                break
            self._at, self._next = len(self._data), len(self._places)
            self._more(path, is_inside_element=is_element)
        last = self._next + int(ended[0])
        passed = int(is_element or is_container)
        self._at, self._next = int(self._places[last]) + passed, last + passed
        return bool(self._depths[last] < depth)

    def _key(self, path: Path) -> str:
        while (found := _KEY.match(self._data, self._at)) is None or found.end() == len(self._data):
            if len(self._data) - self._at > _LONGEST_KEY:
                raise JsonDamage(path, is_cut_off=False)
            self._more(path)
        self._at = found.end()
        key = _parsed(found[1])
        if not isinstance(key, str):
            raise JsonDamage(path, is_cut_off=False)
        return key

    def _peek(self, path: Path, *, or_end: bool = False) -> bytes:
        while True:
            found = _SPACE.match(self._data, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._data):
                return self._data[self._at : self._at + 1]
            if self._is_over and or_end:
                return b""
            if not self._more(path, or_end=or_end):
                return b""

    def _step_in(self) -> None:
        """Pass one sign."""
        self._at += 1
        self._next += 1

    def _more(self, path: Path, *, is_inside_element: bool = False, or_end: bool = False) -> bool:
        """Move the window on by one block."""
        block = b"" if self._is_over else self._text.read(self._block_bytes)
        if not block:
            self._is_over = True
            if not or_end:
                raise JsonDamage(path, is_cut_off=True, is_inside_element=is_inside_element)
            return False
        held = len(self._data) - self._at
        places, depths = self._signs.found_in(block)
        self._data = self._data[self._at :] + block
        self._places = np.concatenate((self._places[self._next :] - self._at, places + held))
        self._depths = np.concatenate((self._depths[self._next :], depths))
        self._at = self._next = 0
        return True


def _parsed(data: bytes) -> Any:  # noqa: ANN401 - JSON is any
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return Broken("the value is no JSON")


def _matches(path: Path, stream: Path) -> bool:
    return len(path) == len(stream) and all(want in ("*", part) for part, want in zip(path, stream, strict=True))


def _leads_to(path: Path, stream: Path) -> bool:
    return len(path) < len(stream) and all(want in ("*", part) for part, want in zip(path, stream, strict=False))
