"""WeChat messages as chatlog (the Go program) writes them in JSON: an array of messages of one or many talks.

Keys seq, time (with its offset), talker, talkerName, isChatRoom, sender, senderName, isSelf, type, subType, content,
contents; older files add typeDesc. `seq` is the tool's own number, not the platform's.

**Source:** formats.md 4.4; chatlog's model/message.go and export.go as published in 2025.

Limits: senderName is group card, remark or nickname, and the tool doesn't say which.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from sources.chat_rows import iso_times
from sources.json_blocks import Path
from sources.json_columns import head_of_document
from sources.json_reading import count_json, read_json_rows
from sources.record import BatchBuilder, Coverage, Exhibit, Head, Reading, SourceFormat
from sources.wechat.chatlog import entries_of, is_message, shown_owner
from sources.wechat.kinds import kind_of
from sources.wechat.writing import Talks, add_entries, owned_by

_STREAMS: tuple[Path, ...] = ((),)
_KEYS = frozenset({"seq", "time", "talker", "sender", "isSelf", "type", "content"})
_TEXTS = ("time", "talker", "talkerName", "sender", "senderName", "isSelf", "type", "subType", "content")
_PREFIX = "json:/"


def sniff(head: Head) -> float:
    """Certain when the elements of an array have the tool's own keys."""
    first = head_of_document(head, _STREAMS)[1][:3]
    return 0.95 if first and all(isinstance(value, dict) and value.keys() >= _KEYS for value in first) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read the array; an element that is no message is rejected."""
    yield from read_json_rows(exhibit, _STREAMS, _Log(exhibit, BatchBuilder(exhibit.exhibit_id)))


def count(exhibit: Exhibit) -> int:
    """Elements of the array, by another parser."""
    return count_json(exhibit.file, _STREAMS)


FORMAT = SourceFormat(
    name="wechat_chatlog_json",
    version=1,
    meaning="WeChat messages in JSON as chatlog writes them.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="WeChat",
        made_by="chatlog (sjzar) and its successors, JSON of one or many talks",
        gives="messages with sender and time, names in the chat, titles of groups, system lines, membership",
        certainty="exporter's source",
        omits="media, quoted and forwarded messages",
    ),
)


@dataclass
class _Log:
    """One export on its way into rows."""

    exhibit: Exhibit
    builder: BatchBuilder
    schema: Mapping[str, pl.DataType] = field(
        default_factory=lambda: {
            **dict.fromkeys(_TEXTS, pl.String()),
            "contents": pl.Struct({"title": pl.String(), "url": pl.String()}),
        }
    )
    position: int = 0
    _talks: Talks | None = None

    def take_member(self, path: Path, value: Any) -> None:  # noqa: ANN401 - JSON is any
        """An export has nothing beside its messages."""

    def take_rows(self, path: Path, rows: pl.DataFrame) -> None:
        """Messages; the first stretch decides whose phone it was."""
        told = rows.rename({"index": "row", "talkerName": "talker_name", "senderName": "sender_name"}).with_columns(
            is_self=pl.col("isSelf") == "true",
            text=pl.col("content"),
            kind=kind_of(pl.col("type"), pl.col("subType")),
        )
        sound = is_message(told)
        for index in told.filter(~sound)["row"]:
            self.builder.reject(f"{_PREFIX}{index}", "no message: conversation, time or words are missing")
        told = told.filter(sound).with_columns(
            # A link or file has its words in its title.
            text=pl.coalesce(pl.col("text").replace("", None), pl.col("contents").struct.field("title"), pl.lit(""))
        )
        if self._talks is None:
            self._talks = Talks(owned_by(self.exhibit, shown_owner(told)), prefixes=(_PREFIX,))
        entries = entries_of(told, self._talks).with_columns(
            *iso_times(pl.col("time")), position=pl.int_range(pl.len()) + self.position
        )
        add_entries(entries, self._talks, self.builder)
        self.position += entries.height

    def finish(self) -> None:
        """The export is over."""
        if self._talks is not None:
            self._talks.finish(self.builder)
