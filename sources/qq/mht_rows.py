"""The table of a QQ .mht export, row by row, without ever holding the file.

Such a file is MIME multipart/related: the HTML part first, one long table, then pictures by the thousand. It is read in
blocks up to the boundary behind the table; what comes later is never decoded. Rows know the line of the file they
begin on, whatever the transfer encoding.

Source: formats.md 5.2; RFC 2045 to 2047 (transfer encodings), RFC 2557 (MHTML); readers of such exports, which quote
rows and part headings.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from sources.errors import UnreadableExhibit

_BLOCK = 4 << 20
_HEAD = 1 << 20
# No message has a row as long as this; a file that seems to have one is damaged.
_LONGEST_ROW = 64 << 20
_BOUNDARY = re.compile(rb'boundary\s*=\s*(?:"([^"\r\n]{1,200})"|([^\s";]{1,200}))', re.IGNORECASE)
_ENCODING = re.compile(rb"Content-Transfer-Encoding:\s*([\w-]+)", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_ROW_END = b"</tr>"


@dataclass(frozen=True)
class Rows:
    """A stretch of rows.

    Attributes:
        rows: The bytes of each row, from its start tag to before its end tag.
        lines: The line of the file on which each begins, from 1.
    """

    rows: list[bytes]
    lines: np.ndarray[Any, Any]


@dataclass
class MhtTable:
    """The table of one export.

    Attributes:
        file: The export.
        charset: Character set that the part names, utf-8 where it names none.
        is_closed: After reading: whether the boundary behind the table was met.
        is_cut_row: After reading: whether a row was open at the end.
    """

    file: Path
    charset: str = "utf-8"
    is_closed: bool = False
    is_cut_row: bool = False

    def __iter__(self) -> Iterator[Rows]:
        """All rows in file order.

        Raises:
            UnreadableExhibit: When the file names no boundary, or has no HTML part at its start.
        """
        with self.file.open("rb") as stream:
            head = stream.read(_HEAD)
            boundary, start, encoding = self._html_part(head)
            stream.seek(start)
            window = _Window(head[:start].count(b"\n") + 1, encoding)
            for block in self._blocks(stream, boundary):
                window.add(block)
                yield from window.rows()
            window.finish()
            yield from window.rows()
            self.is_cut_row = window.is_inside_row

    def _html_part(self, head: bytes) -> tuple[bytes, int, str]:
        """Boundary, offset of the HTML, and its transfer encoding."""
        named = _BOUNDARY.search(head[:8192])
        if named is None:
            raise UnreadableExhibit("the file names no MIME boundary; ask for a new export")
        boundary = named[1] or named[2]
        # Lines of a part's heading, up to an empty one.
        part = re.compile(rb"--" + re.escape(boundary) + rb"[ \t]*\r?\n((?:[^\r\n]{1,998}\r?\n){1,50})\r?\n")
        for found in part.finditer(head):
            if re.search(rb"Content-Type:\s*text/html", found[1], re.IGNORECASE):
                encoding = _ENCODING.search(found[1])
                charset = _CHARSET.search(found[1]) or _CHARSET.search(head[: found.start()]) or _CHARSET.search(head)
                self.charset = _known_charset(charset[1].decode("ascii") if charset else "utf-8")
                return boundary, found.end(), encoding[1].decode("ascii").lower() if encoding else "7bit"
        raise UnreadableExhibit("no HTML part stands at the start of the file; ask for a new export")

    def _blocks(self, stream: BinaryIO, boundary: bytes) -> Iterator[bytes]:
        """The bytes of the part."""
        mark = b"\n--" + boundary
        held = b""
        while block := stream.read(_BLOCK):
            data = held + block
            end = data.find(mark)
            if end >= 0:
                self.is_closed = True
                yield data[: end + 1]
                return
            keep = len(mark)
            held = data[-keep:]
            yield data[:-keep]
        yield held


def _known_charset(name: str) -> str:
    try:
        "".encode(name)
    except LookupError:
        return "utf-8"
    return "gb18030" if name.lower() in ("gb2312", "gbk") else name


@dataclass
class _Window:
    """Decoded bytes that are not yet rows, and where lines of the file begin in them."""

    line: int
    encoding: str
    is_inside_row: bool = False
    _raw: bytes = b""
    _data: bytes = b""
    _starts: np.ndarray[Any, Any] = field(default_factory=lambda: np.zeros(1, dtype=np.int64))
    _base64: bytes = b""
    _is_over: bool = False

    def add(self, block: bytes) -> None:
        """Take the next bytes of the part."""
        if self.encoding not in ("base64", "quoted-printable"):
            begins = np.flatnonzero(np.frombuffer(block, np.uint8) == 10) + (len(self._data) + 1)
            self._append(block, begins)
            return
        data = self._raw + block
        cut = data.rfind(b"\n") + 1
        self._raw = data[cut:]
        if len(self._raw) > _LONGEST_ROW:
            raise UnreadableExhibit("a line of the encoded HTML part has no end; ask for a new export")
        self._decode(data[:cut])

    def finish(self) -> None:
        """The part is over."""
        self._is_over = True
        if self._raw:
            self._decode(self._raw)
            self._raw = b""

    def rows(self) -> Iterator[Rows]:
        """The rows that are whole."""
        data = self._data.replace(b"</TR>", _ROW_END)
        pieces = data.split(_ROW_END)
        rest = pieces.pop()
        if pieces:
            ends = np.cumsum([len(piece) + len(_ROW_END) for piece in pieces])
            begins = np.array([max(0, piece.find(b"<")) for piece in pieces], dtype=np.int64)
            tags = [_row_start(piece) for piece in pieces]
            begins = np.where(np.array(tags) >= 0, tags, begins)
            offsets = begins + np.concatenate(([0], ends[:-1]))
            lines = np.searchsorted(self._starts, offsets, side="right") - 1 + self.line
            rows = [piece[tag:] if tag > 0 else piece for piece, tag in zip(pieces, tags, strict=True)]
            yield Rows(rows, lines)
            self._drop(int(ends[-1]))
        if len(rest) > _LONGEST_ROW:
            raise UnreadableExhibit("a row of the table has no end; ask for a new export")
        self.is_inside_row = _row_start(rest) >= 0

    def _append(self, data: bytes, begins: np.ndarray[Any, Any]) -> None:
        self._data += data
        self._starts = np.concatenate((self._starts, begins))

    def _drop(self, count: int) -> None:
        """Forget bytes that were handed on; the line they end on stays the first."""
        passed = int(np.searchsorted(self._starts, count, side="right")) - 1
        self._data = self._data[count:]
        self._starts = np.concatenate((np.zeros(1, dtype=np.int64), self._starts[passed + 1 :] - count))
        self.line += passed

    def _decode(self, lines: bytes) -> None:
        decoded, begins = [], []
        length = len(self._data)
        for line in re.findall(rb"[^\n]*\n|[^\n]+", lines):
            part = self._decoded(line)
            decoded.append(part)
            length += len(part)
            begins.append(length)
        self._append(b"".join(decoded), np.array(begins, dtype=np.int64))

    def _decoded(self, line: bytes) -> bytes:
        if self.encoding == "quoted-printable":
            return binascii.a2b_qp(line)
        # Whole groups of four signs only; what is left waits for the next line.
        signs = self._base64 + re.sub(rb"[^A-Za-z0-9+/=]", b"", line)
        cut = len(signs) // 4 * 4
        self._base64 = signs[cut:]
        try:
            return base64.b64decode(signs[:cut])
        except binascii.Error:
            return b""


def _row_start(piece: bytes) -> int:
    place = piece.find(b"<tr")
    return place if place >= 0 else piece.find(b"<TR")
