"""The pages of a Telegram Desktop HTML export: messages taken out of the markup one by one.

**Source:** formats.md 2; samples and ports of the exporter's HTML writer (2018 to 2025).
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from lxml import etree

_READ = 1 << 16
_NUMBER = re.compile(r"message(-?\d+)")
_GO_TO = re.compile(r"#go_to_message(-?\d+)$")
_CALL, _CONTACT = "media_call", "media_contact"
# Bytes in which a whole page ends.
_TAIL = 4096


@dataclass(slots=True)
class PageMessage:
    """One message or service line.

    Attributes:
        number: Its number, None where the page gives none.
        is_service: Whether the program says it.
        is_joined: Whether it goes on under the sender of the one before.
        sender: Name shown, None where there is none.
        time: Date and time as written, None where there is none.
        text: Its words.
        reply_to: Number of the message it answers.
        forwarded_from: Name of the first author.
        kind: text, media, call, contact_card or system.
        contact: Name and number of a contact that is shared.
    """

    number: str | None
    is_service: bool = False
    is_joined: bool = False
    sender: str | None = None
    time: str | None = None
    text: str = ""
    reply_to: str | None = None
    forwarded_from: str | None = None
    kind: str = "text"
    contact: tuple[str, str] | None = None


class PageText:
    """A page as UTF-8 bytes whatever its encoding; stray bytes are escaped, so that the parser guesses nothing."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        """Read from a file in an encoding."""
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("backslashreplace")

    def read(self, size: int = -1) -> bytes:
        """The next bytes, empty at the end only."""
        while block := self._stream.read(size if size > 0 else _READ):
            if text := self._decoder.decode(block):
                return text.replace("\0", "\ufffd").encode("utf-8", "replace")
        return self._decoder.decode(b"", final=True).encode("utf-8", "replace")


class Page:
    """One pass over one page.

    Attributes:
        title: Title of the chat, known once the first message comes.
        day: Day as the last separator wrote it.
        is_broken: Whether the parser gave up before the end, which shows once the page was gone through.
    """

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        """Read from a file in an encoding."""
        self._text = PageText(stream, encoding)
        self.title: str | None = None
        self.day: str | None = None
        self.is_broken = False

    def __iter__(self) -> Iterator[PageMessage]:
        """The messages in page order; separators of days are none.

        Raises:
            etree.XMLSyntaxError: When there is no markup at all.
        """
        events = etree.iterparse(
            self._text, events=("end",), tag="div", html=True, encoding="utf-8", no_network=True, huge_tree=True
        )
        for _, found in events:
            classes = (found.get("class") or "").split()
            if classes[:2] == ["text", "bold"] and self.title is None:
                self.title = _words(found) or None
            if classes[:1] != ["message"] or len(classes) < 2 or classes[1] not in ("default", "service"):
                continue
            number = _NUMBER.fullmatch(found.get("id") or "")
            told = PageMessage(number[1] if number else None)
            if classes[1] == "service":
                told.is_service, told.kind = True, "system"
                told.text = _words(found)
            else:
                told.is_joined = "joined" in classes
                _read_body(found, told)
            if told.is_service and told.number is not None and told.number.startswith("-"):
                self.day = told.text
            else:
                yield told
            _forget(found)
        self.is_broken = any(entry.level == etree.ErrorLevels.FATAL for entry in events.error_log)


def is_whole(file: Path) -> bool:
    """Whether the page has its end."""
    with file.open("rb") as stream:
        stream.seek(max(0, file.stat().st_size - _TAIL))
        return b"</html>" in stream.read().replace(b"\0", b"").lower()


def count_messages(file: Path, encoding: str) -> int:
    """Messages and service lines by their opening tags, without parsing; separators of days have numbers below zero."""
    opening = re.compile(r'<div class="message (?:default|service)[^"<>]*"(?: id="message(?P<below>-)?\d+")?')
    total, held = 0, ""
    with file.open("r", encoding=encoding, errors="backslashreplace", newline="") as stream:
        while block := stream.read(1 << 20):
            text = held + block
            cut = text.rfind("<")
            total += sum(found["below"] is None for found in opening.finditer(text, 0, max(cut, 0)))
            held = text[max(cut, 0) :]
    return total + sum(found["below"] is None for found in opening.finditer(held))


def _read_body(found: etree._Element, told: PageMessage) -> None:
    for body in found:
        if body.get("class") == "body":
            for part in body:
                _read_part(part, told)


def _read_part(part: etree._Element, told: PageMessage) -> None:
    name = part.get("class") or ""
    if name == "text":
        told.text = _words(part)
    elif name == "from_name":
        told.sender = _own_words(part)
    elif name.endswith("date details"):
        told.time = part.get("title")
    elif name.startswith("reply_to"):
        for link in part.iter("a"):
            if target := _GO_TO.search(link.get("href") or ""):
                told.reply_to = target[1]
    elif name.startswith("forwarded"):
        for inner in part:
            if inner.get("class") == "from_name":
                told.forwarded_from = _own_words(inner)
            else:
                _read_part(inner, told)
    elif name.startswith("media_wrap"):
        _read_media(part, told)


def _read_media(part: etree._Element, told: PageMessage) -> None:
    told.kind = "media"
    for media in part:
        classes = (media.get("class") or "").split()
        if _CALL in classes:
            told.kind = "call"
        elif _CONTACT in classes:
            told.kind = "contact_card"
            shown = {(inner.get("class") or "").split(" ")[0]: _words(inner) for inner in media.iter("div")}
            told.contact = (shown.get("title", ""), shown.get("status", ""))


def _own_words(element: etree._Element) -> str | None:
    """Words before any inner element: behind them stand dates and the names of bots."""
    return (element.text or "").strip() or (_words(element) or None)


def _words(element: etree._Element) -> str:
    if not len(element):
        return (element.text or "").strip()
    for ending in element.iter("br"):
        # Never the tail: lxml reads control signs in words, and refuses to write them.
        ending.text = "\n"
    return "".join(map(str, element.itertext())).strip()


def _forget(element: etree._Element) -> None:
    """Let go of what was read, so that memory doesn't grow with the page."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
