"""QQ chats as qq-chat-exporter (QCE) writes them in one JSON document, versions 4 and 5.

**Source:** formats.md 5.4; the exporter's own source (see sources/qq/exporter.py).

Limits: what a forwarded card or a quote holds inside is not read again: it is other people's words, seen elsewhere.
Version 4 writes one name per sender and no id of the conversation: the name counts as a card in groups, and the id is
taken from the file name that the exporter gives (`group_NUMBER_DATE_TIME.json`).
"""

import re
from bisect import bisect_right
from typing import Any

import polars as pl

from sources.json_blocks import Elements, JsonBlocks, JsonDamage, Member, Path, pointer
from sources.json_reading import count_json, read_json
from sources.json_text import JsonText
from sources.qq.exporter import is_message, message_cells, message_rows, why_none
from sources.qq.exporter_people import people_of, senders_in
from sources.qq.exporter_writing import add_talk
from sources.qq.writing import Writing
from sources.reading import head_text
from sources.record import BatchBuilder, Coverage, Exhibit, Head, Reading, SourceFormat
from sources.sightings import Sightings

# Version 4 may cut a big export into parts inside one document.
_STREAMS: tuple[Path, ...] = (("messages",), ("chunks", "*", "messages"))
_OWN_NAME = re.compile(r'"name"\s*:\s*"QQChatExporter')
_CHUNKED = re.compile(r'"format"\s*:\s*"chunked-jsonl"')
_INFO = re.compile(r'"chatInfo"\s*:\s*\{')
_SELF = re.compile(r'"self(?:Uid|Uin|Name)"\s*:')
_HEAD_CHARACTERS = 4096


def sniff(head: Head) -> float:
    """Sure by the exporter's name; else by its description of the chat and of the account that exported it."""
    text = head_text(head.first_bytes)
    if text is None or not text.lstrip("\ufeff \t\r\n").startswith("{") or _CHUNKED.search(text):
        return 0.0
    if _OWN_NAME.search(text[:_HEAD_CHARACTERS]):
        return 0.95
    return 0.8 if _INFO.search(text) and _SELF.search(text) and '"metadata"' in text else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Look for people first (by pattern, without parsing), then stream the messages.

    Raises:
        UnreadableExhibit: When the document breaks before any message.
    """
    yield from read_json(exhibit, _STREAMS, _Export(exhibit))


def count(exhibit: Exhibit) -> int:
    """Elements of the message lists, by another parser."""
    return count_json(exhibit.file, _STREAMS)


class _Export:
    """One document on its way into rows."""

    def __init__(self, exhibit: Exhibit) -> None:
        self.builder = BatchBuilder(exhibit.exhibit_id)
        info = _chat_info(exhibit)
        people, self._talk = people_of(senders_in(exhibit.file), info, exhibit)
        self._described_at = "json:" if info is None else "json:/chatInfo"
        self._starts: list[int] = []
        self._paths: list[Path] = []
        self._count = 0
        self._writing = Writing(people, Sightings("json", self._locator))

    def take_member(self, path: Path, value: Any) -> None:  # noqa: ANN401 - JSON is any
        """Nothing beside the messages is a record; the chat's description was read before."""

    def take_elements(self, path: Path, first: int, values: list[Any]) -> None:
        """Add messages."""
        if not self._paths or self._paths[-1] != path:
            self._starts.append(self._count - first)
            self._paths.append(path)
        kept = [index for index, value in enumerate(values) if is_message(value)]
        start = pointer(path)
        if len(kept) < len(values):
            for index in sorted(set(range(len(values))) - set(kept)):
                self.builder.reject(f"json:{start}/{first + index}", why_none(values[index]))
            values = [values[index] for index in kept]
        if kept:
            numbers = pl.Series(kept, dtype=pl.Int64)
            rows = message_rows(message_cells(values), self._talk.thread_id).with_columns(
                place=numbers + self._starts[-1] + first,
                locator=pl.lit(f"json:{start}/") + (numbers + first).cast(pl.String),
            )
            self._writing.add(rows, self.builder)
        self._count = self._starts[-1] + first + (kept[-1] + 1 if kept else 0)

    def finish(self) -> None:
        """Add the conversation, accounts and names."""
        add_talk(self._talk, self._described_at, self._writing, self.builder)

    def _locator(self, place: int) -> str:
        if place < 0:
            return self._described_at
        part = bisect_right(self._starts, place) - 1
        return f"json:{pointer(self._paths[part])}/{place - self._starts[part]}"


def _chat_info(exhibit: Exhibit) -> object:
    """The description of the chat, which stands before the messages; None where there is none."""
    try:
        with JsonText.of_file(exhibit.file) as text:
            for found in JsonBlocks(text, _STREAMS):
                if isinstance(found, Member) and found.path[-1:] == ("chatInfo",):
                    return found.value
                if isinstance(found, Elements):
                    return None
    except (JsonDamage, UnicodeDecodeError):
        return None  # the reading meets the same damage and says it
    return None


FORMAT = SourceFormat(
    name="qq_exporter_json",
    version=1,
    meaning="QQ chat in one JSON document as qq-chat-exporter (QCE) writes it.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="QQ",
        made_by="qq-chat-exporter (QCE) versions 4 and 5, JSON",
        gives="messages with numbers, nicknames, group cards, remarks and titles, recalls, answers, service lines, the "
        "account that exported",
        certainty="exporter's source",
        omits="what forwarded cards hold inside, pictures and files, avatars, statistics",
    ),
)
