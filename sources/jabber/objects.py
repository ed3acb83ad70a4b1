"""Objects that stand one after another in a file: concatenated, one a line, or in an array.

Such dumps are no JSON document as a whole, and a broken object must not cost those behind it: reading goes on at the
next line that starts with `{`. Bytes that aren't in the file's encoding cost only the object they stand in. Objects
that line up well come out many at a time.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sources.jabber.stretches import stretch
from sources.json_text import json_encoding

_BLOCK = 1 << 20
# An object that isn't whole after so many signs is broken; messages are a thousand times shorter.
_LONGEST = 1 << 20
_BETWEEN = re.compile("[ \\t\\r\\n,\\[\\]\\x1e\ufeff]*")
_NEXT_LINE = re.compile(r"\n[ \t\r,\[]*(?=\{)")
# How `surrogateescape` shows bytes that break the encoding.
_FOREIGN = re.compile("[\udc80-\udcff]")
# A stretch in doubt is tried again with so many times less of it, down to the least; then objects go one by one.
_STEP, _LEAST_REACH, _WHOLE_REACH = 16, 1 << 10, 1 << 24


@dataclass(frozen=True, slots=True)
class Entry:
    """One object, or a stretch that should be one.

    Attributes:
        locator: `line:N`, for further ones on the same line `line:N#K`.
        value: The object; None when it is broken.
        is_cut_off: Whether the file ends inside it.
    """

    locator: str
    value: Any
    is_cut_off: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Objects one after another, all of them whole.

    Attributes:
        lines: The line on which each of them starts.
        nths: Which one it is on its line, from 1.
        values: The objects.
    """

    lines: Sequence[int]
    nths: Sequence[int]
    values: list[dict[str, Any]]

    def locators(self) -> list[str]:
        """The place of each object."""
        if max(self.nths) == 1:
            return [f"line:{line}" for line in self.lines]
        return list(map(_locator, self.lines, self.nths))


class Objects:
    """Walks through a dump.

    Attributes:
        is_array: Whether the objects stand in an array.
        is_closed: Whether that array ends with its bracket.
    """

    def __init__(self, blocks: Iterator[str]) -> None:
        self._blocks = blocks
        self._text = ""
        self._at = 0
        self._line = 1
        self._last_line = self._nth = 0  # of the last object
        self._is_over = False
        self._reach, self._slow_to = _WHOLE_REACH, 0
        self._decode = json.JSONDecoder().raw_decode
        self.is_array = self.is_closed = False

    @classmethod
    def of_file(cls, file: Path) -> "Objects":
        """Walk through a file.

        Raises:
            UndecodableText: When the start is in no known encoding.
        """
        return cls(_blocks(file, json_encoding(file)))

    def __iter__(self) -> Iterator[Entry]:
        """The objects in file order; stretches that are none come as broken ones."""
        while self._skip_between():
            yield self._entry()

    def runs(self) -> Iterator[Entry | Run]:
        """The same, many objects at a time where they line up well."""
        while self._skip_between():
            yield self._run() or self._entry()

    def _entry(self) -> Entry:
        """The one object here."""
        self._nth = self._nth + 1 if self._line == self._last_line else 1
        self._last_line = self._line
        locator = _locator(self._line, self._nth)
        value = self._object()
        return Entry(locator, None, is_cut_off=self._seek_line()) if value is None else Entry(locator, value)

    def _run(self) -> Run | None:
        """The objects from here on that line up, but for the last one in sight; None when they are to be walked."""
        if self._at < self._slow_to or len(self._text) - self._at < _LEAST_REACH:
            return None
        while (found := stretch(self._text[self._at : self._at + self._reach])) is None:
            if self._reach <= _LEAST_REACH:
                self._slow_to = self._at + self._reach
                return None
            self._reach = max(_LEAST_REACH, min(self._reach, len(self._text) - self._at) // _STEP)
        self._reach = min(self._reach * _STEP, _WHOLE_REACH)
        first = self._nth + 1 if self._line == self._last_line else 1
        nths: Sequence[int]
        if found.lines is None:
            lines = [self._line] * len(found.values)
            nths = range(first, first + len(lines))
        else:
            lines = [self._line + below for below in found.lines]
            nths = [first, *[1] * (len(lines) - 1)]
        self._last_line, self._nth = lines[-1], nths[-1]
        self._advance(self._at + found.length)
        return Run(lines, nths, found.values)

    def _skip_between(self) -> bool:
        """Go to the next thing that isn't a separator; False at the end."""
        while True:
            gap = _BETWEEN.match(self._text, self._at)
            signs = gap[0] if gap else ""
            self.is_array = self.is_array or (not self._last_line and "[" in signs)
            if "[" in signs or "]" in signs:
                self.is_closed = signs.rfind("]") > signs.rfind("[")
            self._advance(self._at + len(signs))
            if self._at < len(self._text):
                return True
            if not self._more():
                return False

    def _object(self) -> Any:  # noqa: ANN401 - JSON is any
        """Decode the object here and move behind it; None, without a move, when it is broken."""
        while True:
            if self._text.startswith("{", self._at):
                try:
                    value, end = self._decode(self._text, self._at)
                except (ValueError, RecursionError):  # a number may have too many digits
                    pass
                else:
                    is_foreign = _FOREIGN.search(self._text, self._at, end) is not None
                    self._advance(end)
                    return {} if is_foreign else value
            if len(self._text) - self._at >= _LONGEST or not self._more():
                return None

    def _seek_line(self) -> bool:
        """Go to the next line that starts an object; True when the file ends first."""
        while (found := _NEXT_LINE.search(self._text, self._at)) is None:
            # The line feed before the brace may be the last one here.
            self._advance(max(self._at, self._text.rfind("\n")) if "\n" in self._text[self._at :] else len(self._text))
            if not self._more():
                self._advance(len(self._text))
                return True
        self._advance(found.end())
        return False

    def _advance(self, to: int) -> None:
        self._line += self._text.count("\n", self._at, to)
        self._at = to

    def _more(self) -> bool:
        """Read on and forget what lies behind; False at the end of the file."""
        block = "" if self._is_over else next(self._blocks, "")
        if not block:
            self._is_over = True
            return False
        self._text = self._text[self._at :] + block
        self._slow_to -= self._at
        self._at = 0
        return True


def _locator(line: int, nth: int) -> str:
    return f"line:{line}" if nth == 1 else f"line:{line}#{nth}"


def _blocks(file: Path, encoding: str) -> Iterator[str]:
    with file.open("r", encoding=encoding, errors="surrogateescape", newline="\n") as stream:
        while block := stream.read(_BLOCK):
            yield block
