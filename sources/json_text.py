r"""JSON files as the parsers want them: UTF-8 bytes in blocks, known exporter faults mended on the fly.

Mended, while the evidence stays as it is: control characters that Telegram Desktop writes as `\xNN` (no JSON parser
takes them) become `\u00NN`, and halves of surrogate pairs, which stand for no character, become U+FFFD. Whether a
backslash starts an escape is known because escapes are read in order from the first backslash of a run.

Source: formats.md section 2 (measured: json, orjson and ijson all refuse such files).
"""

import codecs
import io
import re
from pathlib import Path
from typing import BinaryIO

from sources.errors import UndecodableText
from sources.reading import encoding_of, head_text

_BLOCK = 1 << 16
# So much UTF-8 before the first byte that breaks it is no accident: the file is damaged there.
_LEAST_SOUND = 1024
# Longest escape: a surrogate pair, two times six signs.
_LONGEST = 12
_ESCAPE = re.compile(
    rb"\\(?:x([0-9a-fA-F]{2})|(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
# Blocks without these need no mending; plain escapes (line feeds, quotes) are everywhere.
_SUSPECT = re.compile(rb"\\(?:x|u[dD])")
_HIGH_HALF = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}")


class JsonText:
    """A file object over an exhibit that gives mended UTF-8; made for `ijson`, which only calls `read`.

    A file that is UTF-8 at its start is taken as UTF-8: bytes that break it later are damage at one place, which the
    parser reports there, and no reason to take the whole file for another encoding.

    Attributes:
        is_at_end: Whether the last byte of the exhibit has been handed out.
    """

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        """Read from a stream that stands behind any byte-order mark."""
        self._stream = stream
        is_plain = encoding == "utf-8"
        self._decoder = None if is_plain else codecs.getincrementaldecoder(encoding)("strict")
        self._held = b""
        self.is_at_end = False

    @classmethod
    def of_file(cls, file: Path) -> "JsonText":
        """Open a file.

        Raises:
            UndecodableText: When its start is in no known encoding.
        """
        encoding = json_encoding(file)
        stream = file.open("rb")
        if encoding == "utf-8-sig":
            stream.seek(len(codecs.BOM_UTF8))
        return cls(stream, "utf-8" if encoding == "utf-8-sig" else encoding)

    @classmethod
    def of_head(cls, first_bytes: bytes) -> "JsonText | None":
        """The first bytes of a file, for sniffers; None when they are binary or don't begin an object or array."""
        text = head_text(first_bytes)
        text = text and text.lstrip("\ufeff \t\r\n")
        return cls(io.BytesIO(text.encode()), "utf-8") if text and text[0] in "{[" else None

    def __enter__(self) -> "JsonText":
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def read(self, size: int = -1) -> bytes:
        """The next mended bytes; about `size`, empty at the end only."""
        if size == 0:
            return b""
        while not self.is_at_end:
            block = self._stream.read(_BLOCK if size < 0 else size)
            self.is_at_end = not block
            data = self._held + (block if self._decoder is None else self._transcoded(block))
            self._held = b""
            if not self.is_at_end and b"\\" in data[-_LONGEST:]:
                cut = _safe_cut(data)
                data, self._held = data[:cut], data[cut:]
            if data:
                is_suspect = b"\\" in data and _SUSPECT.search(data)
                return _ESCAPE.sub(_mended, data) if is_suspect else data
        return b""

    def _transcoded(self, block: bytes) -> bytes:
        # A character cut off at the very end is dropped: the record it stands in is cut off anyway.
        return self._decoder.decode(block).encode() if self._decoder is not None else block


def json_encoding(file: Path) -> str:
    """Encoding of a JSON file; one that starts as UTF-8 is UTF-8, whatever damage comes later.

    Raises:
        UndecodableText: When the start is in no known encoding.
    """
    with file.open("rb") as stream:
        start = stream.read(_BLOCK)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(start)
    except UnicodeDecodeError as error:
        try:
            return encoding_of(file)
        except UndecodableText:
            if error.start < _LEAST_SOUND:
                raise
            return "utf-8"
    return encoding_of(file) if b"\0" in start[:_LONGEST] else "utf-8"


def _safe_cut(data: bytes) -> int:
    """Where to cut so that no escape is torn; everything behind waits for the next block."""
    at = data.find(b"\\", max(0, len(data) - _LONGEST))
    if _HIGH_HALF.fullmatch(data, at - 6, at):
        at -= 6
    start = at
    while start > 0 and data[start - 1] == 0x5C:
        start -= 1
    # Backslashes pair up from the start of their run.
    return start + (at - start) // 2 * 2


def _mended(escape: re.Match[bytes]) -> bytes:
    if escape[1] is not None:
        return b"\\u00" + escape[1]
    return b"\\ufffd" if escape[3] is not None else escape[0]
