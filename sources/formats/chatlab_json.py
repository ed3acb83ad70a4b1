"""Chats of many apps in ChatLab's interchange format, as one JSON document.

`chatlab{version,exportedAt,generator}`, `meta{name,platform,type,groupId,ownerId}`, `members[]{platformId,accountName,
groupNickname,aliases,roles}`, `messages[]{sender,accountName,groupNickname,timestamp in seconds,type,content,
platformMessageId,replyToMessageId}`. WeFlow, chatlog and converters of other apps write it.

**Source:** formats.md 4.4; see sources/chatlab/chat.py.

Limits: accountName can be a remark of the owner's; the format doesn't say. Records inside forwards aren't read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from sources.chatlab.chat import SCHEMA, Chat, Meta, meta_of
from sources.json_blocks import JsonBlocks, JsonDamage, Lines, Member, Path
from sources.json_columns import head_of_document
from sources.json_frames import json_frame
from sources.json_reading import count_json, read_json_rows
from sources.json_text import JsonText
from sources.record import BatchBuilder, Coverage, Exhibit, Head, Reading, SourceFormat

_MEMBERS: Path = ("members",)
_MESSAGES: Path = ("messages",)
_STREAMS = (_MEMBERS, _MESSAGES)
_PREFIXES = ("json:/messages/", "json:/members/")


def sniff(head: Head) -> float:
    """Certain when the format's own header with its version stands in the document."""
    members, _ = head_of_document(head, _STREAMS)
    header = members.get(("chatlab",))
    if ("_type",) in members:  # one value a line
        return 0.0
    return 0.95 if isinstance(header, dict) and header.keys() >= {"version", "exportedAt"} else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read the chat; an element that is no member or message is rejected."""
    meta, people = _first_look(exhibit)
    yield from read_json_rows(exhibit, _STREAMS, _Document(Chat(exhibit, meta, people, _PREFIXES)))


def count(exhibit: Exhibit) -> int:
    """Members and messages, by another parser."""
    return count_json(exhibit.file, _STREAMS)


FORMAT = SourceFormat(
    name="chatlab_json",
    version=2,
    meaning="Chats of many apps in ChatLab's JSON.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Interchange",
        made_by="ChatLab 0.0.1 and 0.0.2, WeFlow, chatlog and converters of other apps",
        gives="messages with sender, time, message id and what they answer, members with names, cards, aliases and "
        "roles, system lines of WeChat, QQ and WhatsApp",
        certainty="exporter's source",
        omits="pictures, records inside forwards, sources of merged files",
    ),
)


@dataclass
class _Document:
    """One document on its way into rows."""

    chat: Chat

    @property
    def builder(self) -> BatchBuilder:
        """Where rows and counts go."""
        return self.chat.builder

    @property
    def schema(self) -> Mapping[str, pl.DataType]:
        """Keys that members and messages have."""
        return SCHEMA

    def take_member(self, path: Path, value: Any) -> None:  # noqa: ANN401 - JSON is any
        """Header and meta, which the first look has read."""

    def take_rows(self, path: Path, rows: pl.DataFrame) -> None:
        """Members or messages."""
        rows = rows.rename({"index": "row"})
        if path == _MEMBERS:
            is_sound = pl.col("platformId").fill_null("").str.strip_chars() != ""
            reason, prefix, add = "no member: it has no id", _PREFIXES[1], self.chat.add_members
        else:
            is_sound = pl.col("timestamp").is_not_null() | pl.col("content").is_not_null()
            reason, prefix, add = "no message: it has neither time nor words", _PREFIXES[0], self.chat.add_messages
        for index in rows.filter(~is_sound)["row"]:
            self.builder.reject(f"{prefix}{index}", reason)
        add(rows.filter(is_sound))

    def finish(self) -> None:
        """The document is over."""
        self.chat.finish()


def _first_look(exhibit: Exhibit) -> tuple[Meta, list[str]]:
    """What the chat says of itself, and who is in it: its members, else those who speak first."""
    meta: Meta | None = None
    people: list[str] = []
    with JsonText.of_file(exhibit.file) as text:
        try:
            for found in JsonBlocks(text, _STREAMS, as_lines=True):
                if isinstance(found, Member) and found.path == ("meta",):
                    meta = meta_of(found.value)
                elif isinstance(found, Lines):
                    key = "platformId" if found.path == _MEMBERS else "sender"
                    if key == "platformId" or not people:
                        rows = json_frame(found.text, found.count, {key: pl.String()})[0]
                        people += rows[key].drop_nulls().unique(maintain_order=True).to_list()
                    if found.path == _MESSAGES and meta is not None:
                        break
        except (JsonDamage, UnicodeDecodeError):
            pass  # the reading meets the same place and says it
    return meta or meta_of(None), people
