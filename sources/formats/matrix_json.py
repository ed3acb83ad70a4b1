"""Matrix rooms in JSON: Element's export of a chat, and dumps of the client API.

Element: `room_name`, `room_creator`, `topic`, `export_date`, `exported_by`, `messages[]` of events. The API:
`chunk[]` of events. An event has `type` (`m.room.message`, `m.room.member`, `m.room.name`, …), `sender`
(`@hammer:server`), `event_id`, `origin_server_ts` in ms, `content{msgtype, body, m.relates_to, membership,
displayname}`, `state_key`. Display names change by member events and are kept with them.

**Source:** Matrix client-server specification 1.11 (events); Element's exporter by its own source.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import polars as pl

from sources.chat_rows import ChatRows, epoch_times
from sources.json_blocks import JsonBlocks, JsonDamage, Lines, Path
from sources.json_frames import json_frame
from sources.json_reading import count_json, read_json_rows
from sources.json_text import JsonText
from sources.record import BatchBuilder, Coverage, Exhibit, Head, Reading, SourceFormat
from warehouse.schema import ids

_STREAMS: tuple[Path, ...] = (("messages",), ("chunk",))
_PLATFORM = "matrix"
_RELATION = pl.Struct(
    {"m.in_reply_to": pl.Struct({"event_id": pl.String()}), "rel_type": pl.String(), "event_id": pl.String()}
)
_SCHEMA: Mapping[str, pl.DataType] = {
    **dict.fromkeys(("type", "sender", "event_id", "origin_server_ts", "room_id", "state_key"), pl.String()),
    "content": pl.Struct(
        {
            **dict.fromkeys(("msgtype", "body", "membership", "displayname", "name"), pl.String()),
            "m.relates_to": _RELATION,
            "m.new_content": pl.Struct({"body": pl.String()}),
        }
    ),
    "unsigned": pl.Struct({"redacted_because": pl.String()}),
}
_EVENTS = {"join": "join", "leave": "leave", "invite": "invite", "ban": "remove", "knock": "other"}
_MEDIA = ("m.image", "m.file", "m.audio", "m.video", "m.location")


def sniff(head: Head) -> float:
    """Certain when the first elements are events with a sender `@name:server`."""
    text = JsonText.of_head(head.first_bytes)
    if text is None or b"origin_server_ts" not in head.first_bytes:
        return 0.0
    try:
        for found in JsonBlocks(text, _STREAMS, as_lines=True):
            if isinstance(found, Lines):
                rows, _ = json_frame(found.text, found.count, _SCHEMA)
                senders = rows.head(3)["sender"]
                return (
                    0.95 if senders.len() and bool(senders.str.contains(r"^@[^:]+:.+").fill_null(False).all()) else 0.0
                )
    except JsonDamage:
        pass
    return 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read one room."""
    yield from read_json_rows(exhibit, _STREAMS, _Room(exhibit))


def count(exhibit: Exhibit) -> int:
    """Elements of the arrays of events, by another parser."""
    return count_json(exhibit.file, _STREAMS)


@dataclass
class _Room:
    """One room on its way into rows."""

    exhibit: Exhibit
    rows: ChatRows = field(init=False)
    title: str | None = None

    def __post_init__(self) -> None:
        self.rows = ChatRows(self.exhibit, _PLATFORM)

    @property
    def builder(self) -> BatchBuilder:
        """Where the rows go."""
        return self.rows.builder

    @property
    def schema(self) -> Mapping[str, pl.DataType]:
        """Keys of an event."""
        return _SCHEMA

    def take_member(self, path: Path, value: Any) -> None:  # noqa: ANN401 - JSON is any
        """The name of the room."""
        if path == ("room_name",) and isinstance(value, str):
            self.title = value or None

    def take_rows(self, path: Path, rows: pl.DataFrame) -> None:
        """Events."""
        told = rows.unnest("content").with_columns(locator=pl.format(f"json:/{path[0]}/{{}}", "index"))
        is_event = pl.col("sender").is_not_null() & pl.col("type").is_not_null()
        for place in told.filter(~is_event)["locator"]:
            self.builder.reject(place, "an event without sender and type")
        told = told.filter(is_event)
        rooms = told.group_by("room_id", maintain_order=True).agg(pl.col("locator").first())
        threads = [self._thread(room, place) for room, place in rooms.iter_rows()]
        rooms = rooms.with_columns(pl.Series("thread_id", threads, dtype=pl.String)).drop("locator")
        who = told.group_by("sender", maintain_order=True).agg(pl.col("locator").first())
        accounts = [self.rows.account(name, place) for name, place in who.iter_rows()]
        relation = pl.col("m.relates_to").struct
        is_edit = (relation.field("rel_type") == "m.replace").fill_null(False)
        kind = (
            pl.when((pl.col("type") == "m.room.message") | (pl.col("type") == "m.room.encrypted"))
            .then(
                pl.when(pl.col("msgtype").is_in(_MEDIA))
                .then(pl.lit("media"))
                .when(pl.col("msgtype") == "m.emote")
                .then(pl.lit("action"))
                .otherwise(pl.lit("text"))
            )
            .when(pl.col("type") == "m.sticker")
            .then(pl.lit("media"))
            .when(pl.col("type").str.starts_with("m.call"))
            .then(pl.lit("call"))
            .otherwise(pl.lit("system"))
        )
        frame = (
            told.join(rooms, on="room_id", how="left", nulls_equal=True, maintain_order="left")
            .lazy()
            .with_columns(
                *epoch_times(pl.col("origin_server_ts"), unit="ms"),
                sender_account_id=pl.col("sender").replace_strict(who["sender"], accounts, return_dtype=pl.String),
                text=pl.coalesce(pl.col("m.new_content").struct.field("body"), "body", "name", pl.lit("")),
                kind=kind,
                native_message_id=pl.col("event_id"),
                reply_to_native_message_id=pl.coalesce(
                    relation.field("m.in_reply_to").struct.field("event_id"),
                    pl.when(is_edit).then(relation.field("event_id")),
                ),
                is_deleted=pl.col("unsigned").struct.field("redacted_because").is_not_null(),
            )
            .collect()
        )
        self._events(frame)
        self.rows.messages(frame, name_kind=None)

    def finish(self) -> None:
        """The room is over."""
        self.rows.finish()

    def _thread(self, room: str | None, place: str) -> str:
        if room is not None:
            thread = ids.thread_id(_PLATFORM, room)
        else:
            name = self.title or PurePosixPath(self.exhibit.path).stem
            thread = ids.named_thread_id(_PLATFORM, f"{name} ({self.exhibit.exhibit_id[:16]})")
        self.rows.thread(thread, place, title=self.title, kind="group")
        return thread

    def _events(self, frame: pl.DataFrame) -> None:
        """Who came, went, was invited or removed, under which name; new names of rooms."""
        telling = frame.filter(pl.col("type").is_in(["m.room.member", "m.room.name", "m.room.create"]))
        for row in telling.iter_rows(named=True):
            place, thread = row["locator"], row["thread_id"]
            about = row["sender_account_id"]
            event, name = "create" if row["type"] == "m.room.create" else "title", row["name"]
            if row["type"] == "m.room.member":
                if row["state_key"]:
                    about = self.rows.account(row["state_key"], place)
                self.rows.name(
                    about, row["displayname"], "account_nickname", place, thread_id=thread, span=(row["sent_at"],) * 2
                )
                event, name = _EVENTS.get(row["membership"], "other"), None
                if event == "leave" and about != row["sender_account_id"]:
                    event = "remove"
            elif event == "title":
                self.title = self.title or name
            self.builder.add(
                "membership_event",
                locator=place,
                thread_id=thread,
                event=event,
                account_id=about,
                actor_account_id=row["sender_account_id"],
                name=name,
                happened_at=row["sent_at"],
            )


FORMAT = SourceFormat(
    name="matrix_json",
    version=1,
    meaning="A Matrix room in JSON, of Element or of the client API.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Matrix",
        made_by="Element (“Export chat”, JSON), dumps of the client API (`chunk`)",
        gives="messages with replies and edits, members with their names, joins, invitations, removals, names of rooms",
        certainty="specification",
        omits="reactions, media, encrypted events without their keys (kept empty)",
    ),
)
