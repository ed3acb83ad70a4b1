"""Bytes to text, strictly: a fixed order of encodings, and lines that are split at line feeds only.

Source: formats.md 1.2. Statistical guessing was measured to call short GB18030 texts Big5 or Korean, so the order is
fixed: byte-order mark, UTF-8, UTF-16 without mark (many zero bytes), GB18030; nothing is ever replaced. Big5 goes
before GB18030 only where the bytes leave no doubt: nearly every Big5 text also decodes as GB18030, to other characters.
"""

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from sources.errors import UndecodableText

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Share of zero bytes at even or odd places that tells UTF-16 without mark from other encodings.
_UTF16_ZERO_SHARE = 0.3
# A log that was open when the power went keeps a block of zero bytes; what has more of them than this is no text.
_TEXT_ZERO_SHARE = 0.1
_CHUNK = 1 << 20
# The traditional encoding with Hong Kong's signs; a superset of plain Big5.
_BIG5 = "big5hkscs"
_TWO_BYTES = re.compile(rb"[\x81-\xfe]([\x40-\x7e\x80-\xfe])")
# Big5 keeps its everyday characters under the lead bytes A1 to C6 and gives 40 % of them a second byte below 7F.
# Simplified text in GB2312 has no such second byte at all; traditional text in GBK also has second bytes 80 to A0,
# which Big5 lacks.
_BIG5_EVERYDAY = re.compile(rb"[\xa1-\xc6][\x40-\x7e\xa1-\xfe]")
_BIG5_LEAST_EVERYDAY = 0.8
_BIG5_LEAST_LOW = 0.15
# Fewer characters can come out so by chance.
_BIG5_LEAST_CHARACTERS = 20
# A head that is text for so long and then breaks is a damaged text, not a binary.
_LEAST_SOUND_HEAD = 1024


def encoding_of(file: Path) -> str:
    """Name of the encoding in which the whole file decodes strictly; streams, so memory stays bounded.

    Raises:
        UndecodableText: When none fits.
    """
    with file.open("rb") as stream:
        sample = stream.read(_CHUNK)
    head = sample[:4096]
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    candidates = ["utf-8"]
    if len(head) >= 2:
        for zeros, encoding in ((head[1::2], "utf-16-le"), (head[0::2], "utf-16-be")):
            if zeros.count(0) / len(zeros) >= _UTF16_ZERO_SHARE:
                candidates = [encoding]
                break
    candidates += [_BIG5, "gb18030"] if _speaks_for_big5(sample) else ["gb18030"]
    for encoding in candidates:
        if _decodes(file, encoding):
            return encoding
    raise UndecodableText(
        "the text is neither UTF-8, UTF-16, GB18030 nor Big5; convert a copy and add it beside the original"
    )


# Some fifty sniffers ask for the text of one head after the other; a phone holds tens of thousands of pictures.
@lru_cache(maxsize=8)
def head_text(first_bytes: bytes) -> str | None:
    """The head of a file as text, for sniffers; None for binary. A character cut at the end is dropped.

    Of a text with damaged bytes in its head, what stands before them: the format's reader says what is wrong with it.
    """
    for mark, encoding in _MARKS:
        if first_bytes.startswith(mark):
            return first_bytes.decode(encoding, errors="ignore")
    zeros_even, zeros_odd = first_bytes[0::2].count(0), first_bytes[1::2].count(0)
    half = max(1, len(first_bytes) // 2)
    if max(zeros_even, zeros_odd) / half >= _UTF16_ZERO_SHARE:
        if min(zeros_even, zeros_odd) / half > _TEXT_ZERO_SHARE:
            return None  # UTF-16 has its zeros on one side; databases and pictures have them on both
        return first_bytes.decode("utf-16-le" if zeros_odd else "utf-16-be", errors="ignore")
    if zeros_even + zeros_odd > len(first_bytes) * _TEXT_ZERO_SHARE:
        return None
    sound = 0
    for encoding in ("utf-8", _BIG5, "gb18030"):
        try:
            text = _decoded(first_bytes, encoding)
        except UnicodeDecodeError as error:
            if error.start > max(sound, _LEAST_SOUND_HEAD) and _may_be(encoding, first_bytes):
                sound, best = error.start, encoding
        else:
            if _may_be(encoding, first_bytes):
                return text
    return _decoded(first_bytes[:sound], best) if sound else None


def lines(file: Path, encoding: str, *, is_cut: bool = False) -> Iterator[str]:
    """The lines of a text without their ends, split at LF (a CR before it is dropped); lone CRs stay inside.

    Of a text that ends inside a character (`is_cut`, see sources.text_blocks.text_encoding) that character is dropped.
    """
    with file.open("r", encoding=encoding, newline="\n", errors="ignore" if is_cut else "strict") as stream:
        for line in stream:
            yield line.removesuffix("\n").removesuffix("\r")


def _decoded(head: bytes, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)("strict").decode(head)


def _may_be(encoding: str, first_bytes: bytes) -> bool:
    """Whether bytes that decode may be meant so; dear for Big5, so asked last."""
    return encoding != _BIG5 or _speaks_for_big5(first_bytes)


def _speaks_for_big5(sample: bytes) -> bool:
    """Whether two-byte characters lie as they do in Big5 and in no GB text."""
    second_bytes = _TWO_BYTES.findall(sample)
    count = len(second_bytes)
    if count < _BIG5_LEAST_CHARACTERS:
        return False
    low = sum(second < b"\x7f" for second in second_bytes)
    everyday = sum(_BIG5_EVERYDAY.fullmatch(pair[0]) is not None for pair in _TWO_BYTES.finditer(sample))
    return low / count >= _BIG5_LEAST_LOW and everyday / count >= _BIG5_LEAST_EVERYDAY


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
