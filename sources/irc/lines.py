"""Bytes of a chat log to its non-blank lines, also where the lines are in several encodings.

IRC carries bytes; every client chose its own encoding, so one log may hold UTF-8 lines beside others. A file that
decodes strictly as a whole is read so (sources/reading.py). Else each line is decoded by itself: UTF-8 first, then the
one legacy encoding of the file, GB18030 if all its other lines decode in it strictly, else Windows-1252. That is a
guess, so the reading ends as `partial` and says how many lines it concerns; a line that fits nothing is rejected.

Lines end at LF only: form feeds, lone CRs and U+2028 stay inside their line. A line of ASCII white space is blank.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from sources.errors import UndecodableText
from sources.reading import encoding_of

_CHUNK_BYTES = 4 << 20
BLANKS = " \t\r\x0b\x0c"
_LEGACY = ("gb18030", "cp1252")
_UNDECODABLE = (
    "most lines are neither UTF-8, UTF-16, GB18030 nor Windows-1252; convert a copy and add it beside the original"
)


@dataclass(frozen=True)
class LogText:
    """How the bytes of one log become text.

    Attributes:
        file: The log.
        encoding: Encoding of the whole file, or of all lines that are UTF-8 when `legacy` is set.
        legacy: Encoding of the lines that aren't UTF-8, in a file that mixes encodings.
        legacy_count: How many lines aren't UTF-8.
    """

    file: Path
    encoding: str
    legacy: str | None = None
    legacy_count: int = 0

    def chunks(self) -> Iterator[pl.DataFrame]:
        """The non-blank lines in order, some megabytes at a time.

        Yields:
            Frames with **Columns:** line (number in the file, from 1), text (null where it can't be decoded).
        """
        first = 1
        for texts in self._texts():
            frame = pl.DataFrame({"text": texts}, schema={"text": pl.String}).with_row_index("line", offset=first)
            first += frame.height
            is_blank = pl.col("text").str.strip_chars(BLANKS) == ""
            yield frame.with_columns(pl.col("line").cast(pl.Int64)).filter(~is_blank.fill_null(value=False))

    def _texts(self) -> Iterator[list[str] | list[str | None]]:
        if self.encoding in ("utf-8", "utf-8-sig", "gb18030"):
            for index, block in enumerate(_byte_blocks(self.file)):
                start = 3 if index == 0 and self.encoding == "utf-8-sig" else 0
                yield self._decoded(block[start:])
            return
        with self.file.open("r", encoding=self.encoding, newline="\n") as stream:
            while part := stream.readlines(_CHUNK_BYTES):
                yield [line.removesuffix("\n") for line in part]

    def _decoded(self, block: bytes) -> list[str] | list[str | None]:
        encoding = "utf-8" if self.encoding == "utf-8-sig" else self.encoding
        try:
            return block.decode(encoding).split("\n")
        except UnicodeDecodeError:
            return [_line_text(line, (encoding, self.legacy)) for line in block.split(b"\n")]


def log_text(file: Path) -> LogText:
    """Find out how a log is encoded; streams.

    Raises:
        UndecodableText: When more than half of the lines decode in no encoding, or UTF-16 is broken.
    """
    try:
        encoding = encoding_of(file)
    except UndecodableText:
        encoding = None
    if encoding == "utf-8":
        return LogText(file, encoding)
    if encoding is not None and encoding.startswith("utf-16"):
        _check_wide(file, encoding)
        return LogText(file, encoding)
    votes = _Votes()
    for block in _byte_blocks(file):
        votes.see(block)
    # The larger part decides: UTF-8 Chinese often decodes as GB18030 too, but GB18030 lines seldom as UTF-8.
    if encoding in ("gb18030", "big5hkscs") and votes.utf8 < votes.legacy:
        return LogText(file, encoding)
    chosen = "gb18030" if votes.fits["gb18030"] == votes.legacy else "cp1252"
    if votes.legacy - votes.fits[chosen] > votes.lines / 2:
        raise UndecodableText(_UNDECODABLE)
    marked = "utf-8-sig" if encoding == "utf-8-sig" else "utf-8"
    return LogText(file, marked, chosen, votes.legacy) if votes.legacy else LogText(file, marked)


def count_lines(file: Path) -> int:
    """Number of non-blank lines, counted on the bytes (the second way beside the reader's frames)."""
    with file.open("rb") as stream:
        mark = stream.read(3)
        if mark[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in mark:
            return _count_wide(file, "<u2" if mark[:2] == b"\xff\xfe" or mark[1:2] == b"\0" else ">u2")
        stream.seek(3 if mark == codecs.BOM_UTF8 else 0)
        return sum(1 for line in stream if line.strip(BLANKS.encode() + b"\n"))


class _Votes:
    """How the lines with bytes above 127 decode, line by line."""

    def __init__(self) -> None:
        self.lines = self.utf8 = self.legacy = 0
        self.fits = dict.fromkeys(_LEGACY, 0)

    def see(self, block: bytes) -> None:
        """Take in the lines of a block."""
        lines = block.split(b"\n")
        self.lines += len(lines)
        for line in lines:
            if line.isascii():
                continue
            if _line_text(line, ("utf-8",)) is not None:
                self.utf8 += 1
                continue
            self.legacy += 1
            for encoding in _LEGACY:
                self.fits[encoding] += _line_text(line, (encoding,)) is not None


def _check_wide(file: Path, encoding: str) -> None:
    try:
        with file.open("r", encoding=encoding, newline="\n") as stream:
            while stream.read(_CHUNK_BYTES):
                pass
    except UnicodeDecodeError as problem:
        raise UndecodableText(f"the text starts as UTF-16 and breaks at byte {problem.start} of a block") from problem


def _count_wide(file: Path, unit: str) -> int:
    """Non-blank lines of UTF-16; a blank line holds nothing but ASCII white space or a byte-order mark."""
    blanks = np.array([ord(sign) for sign in BLANKS + "\ufeff\n"], dtype=unit)
    total, is_open = 0, False
    with file.open("rb") as stream:
        while block := stream.read(_CHUNK_BYTES):
            units = np.frombuffer(block[: len(block) // 2 * 2], dtype=unit)
            feeds = np.cumsum(units == ord("\n"))
            filled = np.unique(feeds[~np.isin(units, blanks)])
            total += len(filled) - int(is_open and len(filled) > 0 and filled[0] == 0)
            last = feeds[-1] if len(feeds) else 0
            is_open = bool(len(filled) and filled[-1] == last) or (is_open and last == 0)
    return total


def _byte_blocks(file: Path) -> Iterator[bytes]:
    """Blocks of whole lines; the line feed between two blocks belongs to neither."""
    rest = b""
    with file.open("rb") as stream:
        while block := stream.read(_CHUNK_BYTES):
            rest += block
            cut = rest.rfind(b"\n")
            if cut >= 0:
                yield rest[:cut]
                rest = rest[cut + 1 :]
    if rest:
        yield rest


def _line_text(line: bytes, encodings: tuple[str | None, ...]) -> str | None:
    for encoding in encodings:
        if encoding is None:
            continue
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
