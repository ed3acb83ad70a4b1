"""Rocket.Chat rooms in JSON: answers of its API, exports of its database, one document a line or an array.

A message is `{_id, rid, msg, ts, u{_id, username, name}, t, tmid, mentions[], attachments[], editedAt}`; `ts` is ISO
text or `{"$date": …}`. `t` names system lines: `uj` joined, `ul` left, `au` added, `ru` removed, `r` renamed, `rm`
taken back. A room dump may wrap the array (`{"messages": […], "success": true}`).

**Source:** Rocket.Chat's REST documentation (channels.history, message object) and mongoexport's extended JSON.
"""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import orjson
import polars as pl

from sources.chat_rows import ChatRows, epoch_times, iso_times
from sources.errors import UnreadableExhibit
from sources.json_blocks import JsonBlocks, JsonDamage, Lines, Path, pointer
from sources.json_frames import json_frame
from sources.json_lines import count_lines, json_line_frames
from sources.json_reading import count_json, read_json_rows
from sources.json_text import JsonText
from sources.record import BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from warehouse.schema import ids

_STREAMS: tuple[Path, ...] = ((), ("messages",))
_PLATFORM = "rocketchat"
_EVENTS = {"uj": "join", "ul": "leave", "au": "invite", "ru": "remove", "r": "title", "subscription-role-added": "own"}
_SCHEMA: Mapping[str, pl.DataType] = {
    **dict.fromkeys(
        ("_id", "rid", "msg", "ts", "t", "tmid", "mentions", "attachments", "file", "editedAt"), pl.String()
    ),
    "u": pl.Struct({"_id": pl.String(), "username": pl.String(), "name": pl.String()}),
}


def sniff(head: Head) -> float:
    """Certain when the first documents have a room, a sender with a username, and a time."""
    text = JsonText.of_head(head.first_bytes)
    if text is None or b'"rid"' not in head.first_bytes or b'"u"' not in head.first_bytes:
        return 0.0
    for rows in _first_rows(head, text):
        whole = rows["rid"].is_not_null() & rows["ts"].is_not_null() & rows["u"].struct.field("username").is_not_null()
        return 0.95 if rows.height and bool(whole.all()) else 0.0
    return 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read a dump, document or lines."""
    rooms = _Rooms(exhibit)
    if _is_lines(exhibit):
        yield from _read_lines(exhibit, rooms)
    else:
        yield from read_json_rows(exhibit, _STREAMS, rooms)


def count(exhibit: Exhibit) -> int:
    """Lines, or elements of the arrays, by another parser."""
    return count_lines(exhibit.file) if _is_lines(exhibit) else count_json(exhibit.file, _STREAMS)


def _first_rows(head: Head, text: JsonText) -> Iterator[pl.DataFrame]:
    lines = [line for line in head.first_bytes.removeprefix(b"\xef\xbb\xbf").split(b"\n")[:-1][:3] if line.strip()]
    if lines and all(line.startswith(b"{") and line.rstrip().endswith(b"}") for line in lines):
        yield json_frame(b"\n".join(lines), len(lines), _SCHEMA)[0]
        return
    try:
        for found in JsonBlocks(text, _STREAMS, as_lines=True):
            if isinstance(found, Lines):
                yield json_frame(found.text, found.count, _SCHEMA)[0].head(3)
                return
    except JsonDamage:
        return


def _is_lines(exhibit: Exhibit) -> bool:
    """Whether the first line is a document by itself: one a line."""
    with JsonText.of_file(exhibit.file) as text:
        first, _, rest = text.read(1 << 20).lstrip().partition(b"\n")
    try:
        value = orjson.loads(first)
    except orjson.JSONDecodeError:
        return False
    return isinstance(value, dict) and "rid" in value and ("messages" not in value or bool(rest.strip()))


def _read_lines(exhibit: Exhibit, rooms: "_Rooms") -> Reading:
    is_last_broken, total = False, 0
    for rows, broken in json_line_frames(exhibit.file, pl.Schema(_SCHEMA)):
        for line, reason in broken.items():
            rooms.builder.reject(f"line:{line}", reason)
        is_last_broken = max(broken, default=0) > (rows.item(-1, "line") if rows.height else 0)
        total += rows.height
        rooms.take(rows.with_columns(locator=pl.format("line:{}", "line")))
        yield rooms.builder.take()
    if not total:
        raise UnreadableExhibit("no line of the file is a message; ask for a new export")
    rooms.finish()
    yield rooms.builder.take()
    cut = EndOfExhibit("partial", "the last line is cut off; ask for the complete export")
    yield cut if is_last_broken else EndOfExhibit("read")


class _Rooms:
    """Messages of rooms on their way into rows."""

    def __init__(self, exhibit: Exhibit) -> None:
        self.rows = ChatRows(exhibit, _PLATFORM)

    @property
    def builder(self) -> BatchBuilder:
        """Where the rows go."""
        return self.rows.builder

    @property
    def schema(self) -> Mapping[str, pl.DataType]:
        """Keys of a message."""
        return _SCHEMA

    def take_member(self, path: Path, value: Any) -> None:  # noqa: ANN401 - JSON is any
        """What stands beside the messages of an answer says nothing of them."""

    def take_rows(self, path: Path, rows: pl.DataFrame) -> None:
        """Messages of an array."""
        self.take(rows.with_columns(locator=pl.format(f"json:{pointer(path)}/{{}}", "index")))

    def take(self, told: pl.DataFrame) -> None:
        """Messages with their places."""
        told = told.with_columns(pl.col("u").struct.rename_fields(["user_id", "username", "shown"])).unnest("u")
        is_message = pl.col("username").is_not_null() & pl.col("rid").is_not_null()
        for place in told.filter(~is_message)["locator"]:
            self.builder.reject(place, "a message without room and sender")
        told = told.filter(is_message)
        if not told.height:
            return
        rooms = told.group_by("rid", maintain_order=True).agg(pl.col("locator").first())
        threads = [self._thread(room, place) for room, place in rooms.iter_rows()]
        who = told.group_by("username", maintain_order=True).agg(pl.col("locator").first())
        accounts = [self.rows.account(name.lower(), place) for name, place in who.iter_rows()]
        dated = pl.col("ts").str.extract(r'"\$date"\s*:\s*"?([^"}]+)"?', 1)
        raw = pl.coalesce(dated, "ts")
        is_number = raw.str.contains(r"^\d{13}$").fill_null(False)
        by_number = [column.name.prefix("n_") for column in epoch_times(pl.when(is_number).then(raw), unit="ms")]
        has_media = pl.any_horizontal(
            (pl.col(key).is_not_null() & ~pl.col(key).is_in(["[]", "null"])).fill_null(False)
            for key in ("attachments", "file")
        )
        words = pl.col("msg").fill_null("")
        frame = (
            told.lazy()
            .with_columns(*iso_times(raw), *by_number)
            .with_columns(
                sent_at=pl.coalesce("n_sent_at", "sent_at"),
                sent_at_raw=raw,
                time_basis=pl.when(is_number).then("n_time_basis").otherwise("time_basis"),
                thread_id=pl.col("rid").replace_strict(rooms["rid"], threads, return_dtype=pl.String),
                sender_account_id=pl.col("username").replace_strict(who["username"], accounts, return_dtype=pl.String),
                sender_name=pl.coalesce(pl.col("shown").replace("", None), "username"),
                text=words,
                kind=pl.when(pl.col("t").is_in([*_EVENTS, "rm"]))
                .then(pl.lit("system"))
                .when(has_media & (words == ""))
                .then(pl.lit("media"))
                .otherwise(pl.lit("text")),
                native_message_id=pl.col("_id"),
                reply_to_native_message_id=pl.col("tmid"),
                is_deleted=(pl.col("t") == "rm").fill_null(False),
            )
            .collect()
        )
        self.rows.names_of(frame.with_columns(sender_name=pl.col("username")), "handle", by_thread=False)
        is_shown = pl.col("shown").fill_null("") != ""
        shown = frame.filter(is_shown & (pl.col("shown") != pl.col("username"))).with_columns(
            sender_name=pl.col("shown")
        )
        self.rows.names_of(shown, "account_nickname", by_thread=False)
        self._events(frame)
        self.rows.messages(frame, name_kind=None)

    def finish(self) -> None:
        """The dump is over."""
        self.rows.finish()

    def _thread(self, room: str, place: str) -> str:
        thread = ids.thread_id(_PLATFORM, room)
        title = PurePosixPath(self.rows.exhibit.path).stem
        self.rows.thread(thread, place, title=title if title != room else None)
        return thread

    def _events(self, frame: pl.DataFrame) -> None:
        for row in frame.filter(pl.col("t").is_in(list(_EVENTS))).iter_rows(named=True):
            event = _EVENTS[row["t"]]
            actor = row["sender_account_id"]
            about = actor
            if event in ("invite", "remove", "own") and row["msg"]:
                about = self.rows.account(row["msg"].strip().lower(), row["locator"])
            self.builder.add(
                "membership_event",
                locator=row["locator"],
                thread_id=row["thread_id"],
                event=event,
                account_id=about,
                actor_account_id=actor,
                name=row["msg"] if event == "title" else None,
                happened_at=row["sent_at"],
            )


FORMAT = SourceFormat(
    name="rocketchat_json",
    version=1,
    meaning="Rocket.Chat rooms in JSON: answers of the API or exports of its database.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Rocket.Chat",
        made_by="Rocket.Chat's REST API (room history), mongoexport of its messages, one room or all",
        gives="messages with threads, senders with username and name, joins, removals, new names of rooms",
        certainty="specification",
        omits="reactions, the bytes of files, names of rooms where only their id stands in the file",
    ),
)
