"""Bytes to text, strictly: a fixed order of encodings, and lines that are split at line feeds only.

Source: formats.md 1.2. Statistical guessing was measured to call short GB18030 texts Big5 or Korean, so the order is
fixed: byte-order mark, UTF-8, UTF-16 without mark (many zero bytes), GB18030; nothing is ever replaced.
"""

import codecs
from collections.abc import Iterator
from pathlib import Path

from sources.errors import UndecodableText

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Share of zero bytes at even or odd places that tells UTF-16 without mark from other encodings.
_UTF16_ZERO_SHARE = 0.3
_CHUNK = 1 << 20


def encoding_of(file: Path, *, allow_big5: bool = False) -> str:
    """Name of the encoding in which the whole file decodes strictly; streams, so memory stays bounded.

    Raises:
        UndecodableText: When none fits.
    """
    with file.open("rb") as stream:
        head = stream.read(4096)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    candidates = ["utf-8"]
    if len(head) >= 2:
        for zeros, encoding in ((head[1::2], "utf-16-le"), (head[0::2], "utf-16-be")):
            if zeros.count(0) / len(zeros) >= _UTF16_ZERO_SHARE:
                candidates = [encoding]
                break
    candidates += ["gb18030"] + (["big5"] if allow_big5 else [])
    for encoding in candidates:
        if _decodes(file, encoding):
            return encoding
    raise UndecodableText(
        "the text is neither UTF-8, UTF-16 nor GB18030; convert a copy and add it beside the original"
    )


def head_text(first_bytes: bytes) -> str | None:
    """The head of a file as text, for sniffers; None for binary. A character cut at the end is dropped."""
    for mark, encoding in _MARKS:
        if first_bytes.startswith(mark):
            return first_bytes.decode(encoding, errors="ignore")
    if b"\0" in first_bytes:
        zeros = max(first_bytes[0::2].count(0), first_bytes[1::2].count(0)) / max(1, len(first_bytes) // 2)
        if zeros < _UTF16_ZERO_SHARE:
            return None
        return first_bytes.decode("utf-16-le" if first_bytes[1::2].count(0) else "utf-16-be", errors="ignore")
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        try:
            return decoder.decode(first_bytes)
        except UnicodeDecodeError:
            continue
    return None


def lines(file: Path, encoding: str) -> Iterator[str]:
    """The lines of a text without their ends, split at LF (a CR before it is dropped); lone CRs stay inside."""
    with file.open("r", encoding=encoding, newline="\n") as stream:
        for line in stream:
            yield line.removesuffix("\n").removesuffix("\r")


def _decodes(file: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with file.open("rb") as stream:
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
