"""Microsoft's export of Skype: `messages.json`.

`userId`, `exportDate`, `conversations[]{id, displayName, threadProperties, MessageList[]{id, displayName,
originalarrivaltime, messagetype, content, from, conversationid}}`. The owner is the export's own `userId`.

**Source:** formats.md 6 (from general knowledge: no public sample was found).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from sources.chat_rows import ChatRows, iso_times
from sources.formats.skype_s4l_db import thread_of
from sources.json_blocks import JsonBlocks, JsonDamage, Lines, Member, Opened, Path
from sources.json_reading import count_json, read_json_rows
from sources.json_text import JsonText
from sources.record import BatchBuilder, Coverage, Exhibit, Head, Reading, SourceFormat
from sources.skype.people import PLATFORM, is_thread, kind_of, native_id, words

_STREAMS: tuple[Path, ...] = (("conversations", "*", "MessageList"),)
_SCHEMA: Mapping[str, pl.DataType] = {
    name: pl.String()
    for name in ("id", "displayName", "originalarrivaltime", "messagetype", "content", "from", "conversationid")
}


def sniff(head: Head) -> float:
    """Certain when `userId` and conversations with a MessageList stand near the top."""
    text = JsonText.of_head(head.first_bytes)
    if text is None or b'"MessageList"' not in head.first_bytes:
        return 0.0
    seen: set[object] = set()
    try:
        for found in JsonBlocks(text, _STREAMS, as_lines=True):
            seen.update(found.path[:1] if isinstance(found, Member | Opened) else ())
            if isinstance(found, Lines):
                break
    except JsonDamage:
        pass
    return 0.95 if {"userId", "conversations"} <= seen else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read an export."""
    yield from read_json_rows(exhibit, _STREAMS, _Export(exhibit))


def count(exhibit: Exhibit) -> int:
    """Elements of the message lists, by another parser."""
    return count_json(exhibit.file, _STREAMS)


@dataclass
class _Export:
    """One export on its way into rows; a conversation's keys stand before its messages."""

    exhibit: Exhibit
    rows: ChatRows = field(init=False)
    owner: str | None = None
    _told: dict[object, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = ChatRows(self.exhibit, PLATFORM)

    @property
    def builder(self) -> BatchBuilder:
        """Where the rows go."""
        return self.rows.builder

    @property
    def schema(self) -> Mapping[str, pl.DataType]:
        """Keys of a message."""
        return _SCHEMA

    def take_member(self, path: Path, value: Any) -> None:  # noqa: ANN401 - JSON is any
        """The owner, and what is told of a conversation."""
        if path == ("userId",) and isinstance(value, str) and value:
            self.owner = native_id(value)
            self.rows.account(self.owner, "json:/userId", is_owner=True)
        elif len(path) == 3 and path[0] == "conversations":
            told = self._told.setdefault(path[1], {})
            if path[2] in ("id", "displayName") and isinstance(value, str):
                told[str(path[2])] = value
            elif path[2] == "threadProperties" and isinstance(value, dict) and isinstance(value.get("topic"), str):
                told["topic"] = value["topic"]

    def take_rows(self, path: Path, rows: pl.DataFrame) -> None:
        """Messages of one conversation."""
        told = self._told.get(path[1], {})
        rows = rows.with_columns(locator=pl.format(f"json:/conversations/{path[1]}/MessageList/{{}}", "index"))
        given = told.get("id") or next(iter(rows["conversationid"].drop_nulls()), f"conversation {path[1]}")
        thread = thread_of(given, self.owner)
        is_group = is_thread(given)
        title = told.get("topic") or told.get("displayName") or None
        self.rows.thread(
            thread,
            f"json:/conversations/{path[1]}",
            title=title if is_group else None,
            kind="group" if is_group else "direct",
        )
        for place in rows.filter(pl.col("from").is_null() & pl.col("content").is_null())["locator"]:
            self.builder.reject(place, "a message without sender and content")
        rows = rows.filter(pl.col("from").is_not_null() | pl.col("content").is_not_null())
        who = rows.drop_nulls("from").group_by("from", maintain_order=True).agg(pl.col("locator").first())
        accounts = [self.rows.account(native_id(name), place) for name, place in who.iter_rows()]
        kinds = pl.col("messagetype").fill_null("")
        frame = (
            rows.lazy()
            .with_columns(
                *iso_times(pl.col("originalarrivaltime").str.replace(r"(\d)$", "${1}Z")),
                thread_id=pl.lit(thread),
                sender_account_id=pl.col("from").replace_strict(
                    who["from"], accounts, default=None, return_dtype=pl.String
                ),
                sender_name=pl.col("displayName").replace("", None),
                text=words(pl.col("content")),
                native_message_id=pl.col("id"),
            )
            .with_columns(kind=kind_of(kinds, pl.col("text")), time_basis=pl.col("time_basis").replace("offset", "utc"))
            .collect()
        )
        self.rows.messages(frame)

    def finish(self) -> None:
        """The export is over."""
        self.rows.finish()


FORMAT = SourceFormat(
    name="skype_export_json",
    version=1,
    meaning="Microsoft's export of Skype conversations (`messages.json`).",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Skype",
        made_by="Microsoft's “export files and chat history” of Skype (`messages.json` in a tar)",
        gives="messages with senders and names, calls, conversations, the owner",
        certainty="specification",
        omits="media, reactions; no original was seen",
    ),
)
