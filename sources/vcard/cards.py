"""The cards of a vCard file, one after the other, without their pictures, keys and sounds.

A file is parted before anything is parsed: one folded picture was seen to abort a parser for the whole file. What is
embedded as base64 is dropped here, so that a card is small whatever its photo weighs.

**Source:** vCard 2.1 (versit 1996), RFC 2426 (3.0), RFC 6350 (4.0); formats.md 9, real files of Android, iPhone, Gmail,
Outlook 2003 and 2007, BlackBerry, Evolution and WhatsApp.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sources.errors import UndecodableText
from sources.text_blocks import text_encoding

BEGIN = re.compile(rb"\s*BEGIN:VCARD\s*", re.IGNORECASE)
_END = re.compile(rb"\s*END:VCARD\s*", re.IGNORECASE)
_BINARY = re.compile(rb"(?:[\w-]+\.)?(?:PHOTO|LOGO|KEY|SOUND)[;:]", re.IGNORECASE)
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/=]*\s*")
_BASE64_SIGN = re.compile(rb"BASE64|ENCODING=B\b|;B[;:]|:data:", re.IGNORECASE)
_QP_SIGN = b"QUOTED-PRINTABLE"
_AGENT = re.compile(rb"(?:[\w-]+\.)?AGENT(?:;[^:]*)?:\s*", re.IGNORECASE)
# A card without its pictures is a few hundred bytes; a long note makes it some thousand.
_LARGEST_CARD = 1 << 20
_LONGEST_LINE = 1 << 20
# An iPhone's cards were seen with CR CR LF.
_LINE_END = re.compile(r"\r+\n")
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class CardText:
    """One card as text.

    Attributes:
        line: Number of its BEGIN line.
        text: Its lines without BEGIN and END; None where it can't be decoded or is too large.
        is_whole: Whether its END was found.
    """

    line: int
    text: str | None
    is_whole: bool


@dataclass
class _OpenCard:
    line: int
    parts: list[bytes] = field(default_factory=list)
    size: int = 0


@dataclass
class CardFile:
    """Parts a file into cards and remembers what else stood in it.

    Attributes:
        file: The file.
        stray_count: Lines with text outside of any card, known when all cards were taken.
    """

    file: Path
    stray_count: int = 0

    def cards(self) -> Iterator[CardText]:
        """The cards by the order of their ends; one that is embedded in another (AGENT) is a card of its own."""
        encoding = _encoding(self.file)
        open_cards: list[_OpenCard] = []
        skipping: bytes | None = None
        for number, line in _byte_lines(self.file, encoding):
            if BEGIN.fullmatch(line):
                skipping = None
                if open_cards and not _is_agent(open_cards[-1]):
                    yield _card(open_cards.pop(), encoding, is_whole=False)
                open_cards.append(_OpenCard(number))
            elif _END.fullmatch(line):
                skipping = None
                if open_cards:
                    yield _card(open_cards.pop(), encoding, is_whole=True)
                else:
                    self.stray_count += 1
            elif not open_cards:
                self.stray_count += bool(line.strip())
            elif skipping is None or not _goes_on(skipping, line):
                skipping = line if _BINARY.match(line) else None
                if skipping is None:
                    _append(open_cards[-1], line)
            elif _QP_SIGN in skipping.upper():
                # The last line of the value has no soft break, and with it the skipping ends.
                skipping = _QP_SIGN + line
        while open_cards:
            yield _card(open_cards.pop(), encoding, is_whole=False)


def count_cards(file: Path) -> int:
    """The BEGIN lines, counted over the raw bytes; knows nothing of how cards end or nest."""
    encoding = _encoding(file) or "utf-8"
    start = re.compile(rb"^(?:\xef\xbb\xbf)?\s*BEGIN:VCARD\s*$".replace(rb"\s", rb"[ \t\r\f\v]"), re.I | re.M)
    total, rest = 0, b""
    with file.open("rb") as stream:
        if encoding.startswith("utf-16"):
            return len(start.findall(stream.read().decode(encoding, errors="ignore").encode()))
        while chunk := stream.read(_LONGEST_LINE):
            whole, end, rest = (rest + chunk).rpartition(b"\n")
            total += len(start.findall(whole + end))
    return total + len(start.findall(rest))


def _encoding(file: Path) -> str | None:
    """Encoding of the whole file; None where parts of it are in different ones, so that each card is tried alone."""
    try:
        return text_encoding(file)[0]
    except UndecodableText:
        return None


def _byte_lines(file: Path, encoding: str | None) -> Iterator[tuple[int, bytes]]:
    if encoding is not None and encoding.startswith("utf-16"):
        with file.open(encoding=encoding, newline="\n", errors="ignore") as text:
            for number, written in enumerate(text, start=1):
                yield number, written.encode()
        return
    with file.open("rb") as stream:
        number, is_start = 0, True
        while line := stream.readline(_LONGEST_LINE):
            number += is_start
            # The rest of an endless line is handed on as a fold of it, never as a line of its own.
            yield number, line.removeprefix(_MARK) if is_start else b" " + line
            is_start = line.endswith(b"\n")


def _goes_on(binary: bytes, line: bytes) -> bool:
    """Whether the line still belongs to the embedded bytes that began before it."""
    if line[:1] in (b" ", b"\t"):
        return True
    if _QP_SIGN in binary.upper():
        return binary.rstrip().endswith(b"=")
    return _BASE64_SIGN.search(binary[:200]) is not None and _BASE64_LINE.fullmatch(line) is not None


def _append(card: _OpenCard, line: bytes) -> None:
    card.size += len(line)
    if card.size <= _LARGEST_CARD:
        card.parts.append(line)


def _is_agent(card: _OpenCard) -> bool:
    last = next((part for part in reversed(card.parts) if part.strip()), b"")
    return _AGENT.fullmatch(last) is not None


def _card(card: _OpenCard, encoding: str | None, *, is_whole: bool) -> CardText:
    if card.size > _LARGEST_CARD:
        return CardText(card.line, None, is_whole)
    content = b"".join(card.parts)
    own = "utf-8" if encoding is None or encoding.startswith(("utf-8", "utf-16")) else encoding
    for candidate in dict.fromkeys((own, "utf-8", "gb18030")):
        try:
            return CardText(card.line, _LINE_END.sub("\n", content.decode(candidate)), is_whole)
        except UnicodeDecodeError:
            if not is_whole and candidate == own:
                # The file was cut inside a character: what stands before it is sound.
                cut = content.rpartition(b"\n")[0]
                try:
                    return CardText(card.line, _LINE_END.sub("\n", cut.decode(candidate)), is_whole)
                except UnicodeDecodeError:
                    continue
    return CardText(card.line, None, is_whole)
