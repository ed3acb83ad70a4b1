"""Messages of a Telegram export to rows, column by column.

Source: formats.md section 2. New layout: `from_id` is `user123`, `date_unixtime` a string of seconds; old layout
(2020 to 2021): `from_id` a bare number, `date` local time of the exporting computer. Files mix both.
"""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from sources.clock_text import believable
from sources.telegram.accounts import Accounts
from warehouse.schema.records import MESSAGE

# A message as orjson gives it.
Message = dict[str, Any]
Sender = tuple[str | None, str | None]

_MEDIA_KEYS = frozenset(
    {"photo", "file", "media_type", "location_information", "poll", "todo_list", "game_title", "invoice_information"}
)
_IS_PLAIN = (_MEDIA_KEYS | {"contact_information"}).isdisjoint
_CALLS = frozenset({"phone_call", "conference_call", "group_call", "invite_to_group_call"})
KINDS = frozenset({"message", "service", "unsupported"})
# 1 January 2100: seconds beyond it are no time of sending, and microseconds of far larger ones overflow.
_LATEST = 4_102_444_800


class MessageRows:
    """Collects messages; `take` hands them over as rows of the relation `message`."""

    def __init__(self, zone: ZoneInfo, basis: str) -> None:
        """Start with no rows.

        Args:
            zone: Zone of times that the file writes without one.
            basis: Time basis of such times.
        """
        self._zone, self._basis = zone, basis
        self._position = 0
        self._messages: list[Message] = []
        self._indexes: list[int] = []
        self._senders: list[Sender] = []
        self._stretches: list[tuple[str, str, int]] = []

    def __len__(self) -> int:
        return len(self._messages)

    def add(
        self, messages: Sequence[Message], indexes: Sequence[int], senders: Sequence[Sender], place: tuple[str, str]
    ) -> None:
        """Append messages of one array.

        Args:
            messages: The messages.
            indexes: Their indexes in the array.
            senders: Account id and shown name of who wrote each.
            place: Pointer of the array, and the thread.
        """
        self._messages += messages
        self._indexes += indexes
        self._senders += senders
        self._stretches.append((*place, len(messages)))

    def take(self) -> pl.DataFrame:
        """The rows so far, as the relation declares them but for the exhibit; starts anew."""
        messages, senders = self._messages, self._senders
        of_stretch = np.repeat(np.arange(len(self._stretches)), [count for _, _, count in self._stretches])
        arrays, threads = (pl.Series([row[at] for row in self._stretches], dtype=pl.String) for at in (0, 1))
        rows = pl.DataFrame(
            {
                "array": arrays.gather(of_stretch),
                "index": pl.Series(self._indexes, dtype=pl.Int64),
                "thread_id": threads.gather(of_stretch),
                "position": pl.int_range(self._position, self._position + len(messages), eager=True),
                "sender_account_id": pl.Series([account for account, _ in senders], dtype=pl.String),
                "sender_name": pl.Series([name for _, name in senders], dtype=pl.String),
                "unixtime": written_column([message.get("date_unixtime") for message in messages]),
                "date": written_column([message.get("date") for message in messages]),
                "kind": pl.Series(
                    [
                        "text" if message["type"] == "message" and _IS_PLAIN(message) else kind_of(message)
                        for message in messages
                    ],
                    dtype=pl.String,
                ),
                "text": pl.Series([_words(message) for message in messages], dtype=pl.String),
                "native_message_id": written_column([message.get("id") for message in messages]),
                # A reply into another chat has that chat's numbers, which mean nothing in this one.
                "reply_to_native_message_id": written_column(
                    [
                        None if "reply_to_peer_id" in message else message.get("reply_to_message_id")
                        for message in messages
                    ]
                ),
                "forwarded_from": written_column(
                    [message.get("forwarded_from", message.get("saved_from")) for message in messages]
                ),
            }
        )
        self._position += len(messages)
        self._messages, self._indexes, self._senders, self._stretches = [], [], [], []
        rows = with_instants(rows, self._zone, self._basis).with_columns(
            locator=pl.format("json:{}/{}", "array", "index"),
            platform=pl.lit("telegram"),
            sent_at_raw=pl.coalesce("date", "unixtime"),
            is_deleted=pl.lit(value=False),
        )
        return rows.select(name for name in MESSAGE.column_names if name in rows.columns)


def with_instants(rows: pl.DataFrame, zone: ZoneInfo, basis: str) -> pl.DataFrame:
    """Add sent_at (UTC) and time_basis to rows with unixtime and date as written.

    Seconds since 1970 win; a date alone is local time of the computer that exported, read in the zone.
    """
    seconds = rows["unixtime"].cast(pl.Int64, strict=False)
    known = pl.select(pl.when(seconds.is_between(0, _LATEST)).then(seconds)).to_series()
    by_epoch = rows.with_columns(
        sent_at=pl.from_epoch(known, time_unit="s").cast(pl.Datetime("us")), time_basis=pl.lit("epoch_s")
    )
    if not known.null_count():
        return by_epoch
    local = believable(pl.col("date").str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False, time_unit="us"))
    local = local.dt.replace_time_zone(str(zone), ambiguous="earliest", non_existent="null")
    return by_epoch.with_columns(by_date=local.dt.convert_time_zone("UTC").dt.replace_time_zone(None)).with_columns(
        sent_at=pl.coalesce("sent_at", "by_date"),
        time_basis=pl.when(pl.col("sent_at").is_not_null())
        .then(pl.lit("epoch_s"))
        .when(pl.col("by_date").is_not_null())
        .then(pl.lit(basis))
        .otherwise(pl.lit("none")),
    )


def senders_of(messages: Sequence[Message], accounts: Accounts, thread: str) -> tuple[list[Sender], dict[Sender, int]]:
    """Who wrote each message or did what its service line tells, and where each of them stands first.

    A sender is account id and shown name; both are None where the file doesn't tell.
    """
    keys = [
        (message.get("from_id"), message.get("from"))
        if message["type"] != "service"
        else (message.get("actor_id"), message.get("actor"))
        for message in messages
    ]
    places = range(len(keys) - 1, -1, -1)
    try:
        firsts = dict(zip(reversed(keys), places, strict=True))
    except TypeError:  # lists and objects where a number or name is due
        keys = [(_plain(number), _plain(name)) for number, name in keys]
        firsts = dict(zip(reversed(keys), places, strict=True))
    known = {key: _sender(*key, accounts, thread) for key in sorted(firsts, key=firsts.__getitem__)}
    first_places: dict[Sender, int] = {}
    for key, sender in known.items():
        first_places.setdefault(sender, firsts[key])
    return [known[key] for key in keys], first_places


def _sender(number: object, name: object, accounts: Accounts, thread: str) -> Sender:
    shown = name if isinstance(name, str) and name.strip() else None
    if isinstance(number, str | int) and not isinstance(number, bool):
        return accounts.of_id(number), shown
    return (None if shown is None else accounts.of_name(shown, thread)), shown


def kind_of(message: Message) -> str:
    """Kind of a message in the sense of message.kind."""
    if message["type"] == "service":
        return "call" if message.get("action") in _CALLS else "system"
    if message["type"] == "unsupported":
        return "system"
    if "contact_information" in message:
        return "contact_card"
    return "media" if not _MEDIA_KEYS.isdisjoint(message) else "text"


def flat_text(text: object) -> str:
    """The words of a message: a string, or a list of strings and of objects that hold a string."""
    if isinstance(text, str):
        return text
    if not isinstance(text, list):
        return ""
    pieces = (piece.get("text") if isinstance(piece, dict) else piece for piece in text)
    return "".join(piece for piece in pieces if isinstance(piece, str))


def written_column(values: list[Any]) -> pl.Series:
    """Values as text; null for what is empty, or neither text nor a number."""
    kinds = set(map(type, values))
    if kinds <= {int, type(None)}:
        try:
            return pl.Series(values, dtype=pl.Int64).cast(pl.String)
        except TypeError:
            pass  # one of them is beyond 64 bits
    if not kinds <= {str, type(None)}:
        values = [_written(value) for value in values]
    column = pl.Series(values, dtype=pl.String)
    return column if "" not in values else column.set(column == "", None)


def _words(message: Message) -> str:
    text = message.get("text")
    return text if type(text) is str else flat_text(text)


def _written(value: object) -> str | None:
    if isinstance(value, str):
        return value or None
    return None if value is None or isinstance(value, bool | list | dict) else str(value)


def _plain(value: object) -> object:
    return value if isinstance(value, str | int) else None
