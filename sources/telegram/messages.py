"""Messages of a Telegram export to rows: one lean step per message, the rest by columns when a batch is full.

Source: formats.md section 2. New layout: `from_id` is `user123`, `date_unixtime` a string of seconds; old layout
(2020 to 2021): `from_id` a bare number, `date` local time of the exporting computer. Files mix both.
"""

from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from sources.clock_text import believable
from sources.telegram.accounts import Accounts
from warehouse.schema.records import MESSAGE

_MEDIA_KEYS = frozenset(
    {"photo", "file", "media_type", "location_information", "poll", "todo_list", "game_title", "invoice_information"}
)
_CALLS = frozenset({"phone_call", "conference_call", "group_call", "invite_to_group_call"})
KINDS = frozenset({"message", "service", "unsupported"})
# 1 January 2100: seconds beyond it are no time of sending, and microseconds of far larger ones overflow.
_LATEST = 4_102_444_800
_COLUMNS = (
    "locator",
    "position",
    "sender_account_id",
    "sender_name",
    "unixtime",
    "date",
    "kind",
    "text",
    "native_message_id",
    "reply_to_native_message_id",
    "forwarded_from",
    "thread_id",
)
_SCHEMA = {name: pl.Int64() if name == "position" else pl.String() for name in _COLUMNS}


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
        self._rows: list[tuple[Any, ...]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, message: dict[str, Any], locator: str, thread: str, sender: tuple[str | None, str | None]) -> None:
        """Append one message; `sender` is its account id and the name shown."""
        reply = message.get("reply_to_message_id")
        # A reply into another chat has that chat's numbers, which mean nothing in this one.
        is_here = "reply_to_peer_id" not in message
        self._rows.append(
            (
                locator,
                self._position,
                *sender,
                _written(message.get("date_unixtime")),
                _written(message.get("date")),
                kind_of(message),
                flat_text(message.get("text")),
                _written(message.get("id")),
                _written(reply) if is_here else None,
                _written(message.get("forwarded_from", message.get("saved_from"))),
                thread,
            )
        )
        self._position += 1

    def take(self) -> pl.DataFrame:
        """The rows so far, as the relation declares them but for the exhibit; starts anew."""
        rows = pl.DataFrame(self._rows, schema=_SCHEMA, orient="row")
        self._rows = []
        frame = with_instants(rows, self._zone, self._basis)
        return frame.select(
            *(name for name in _COLUMNS if name in MESSAGE.column_names),
            "sent_at",
            "time_basis",
            platform=pl.lit("telegram"),
            sent_at_raw=pl.coalesce("date", "unixtime"),
            is_deleted=pl.lit(value=False),
        )


def with_instants(rows: pl.DataFrame, zone: ZoneInfo, basis: str) -> pl.DataFrame:
    """Add sent_at (UTC) and time_basis to rows with unixtime and date as written.

    Seconds since 1970 win; a date alone is local time of the computer that exported, read in the zone.
    """
    seconds = pl.col("unixtime").cast(pl.Int64, strict=False)
    seconds = pl.when(seconds.is_between(0, _LATEST)).then(seconds)
    local = believable(pl.col("date").str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False, time_unit="us"))
    local = local.dt.replace_time_zone(str(zone), ambiguous="earliest", non_existent="null")
    return rows.with_columns(
        by_epoch=pl.from_epoch(seconds, time_unit="s").cast(pl.Datetime("us")),
        by_date=local.dt.convert_time_zone("UTC").dt.replace_time_zone(None),
    ).with_columns(
        sent_at=pl.coalesce("by_epoch", "by_date"),
        time_basis=pl.when(pl.col("by_epoch").is_not_null())
        .then(pl.lit("epoch_s"))
        .when(pl.col("by_date").is_not_null())
        .then(pl.lit(basis))
        .otherwise(pl.lit("none")),
    )


def sender_of(message: dict[str, Any], accounts: Accounts, thread: str) -> tuple[str | None, str | None]:
    """Account and shown name of who wrote a message or did what a service line tells; None where it isn't told."""
    is_service = message.get("type") == "service"
    number = message.get("actor_id" if is_service else "from_id")
    name = message.get("actor" if is_service else "from")
    shown = name if isinstance(name, str) and name.strip() else None
    if isinstance(number, str | int) and not isinstance(number, bool):
        return accounts.of_id(number), shown
    return (None if shown is None else accounts.of_name(shown, thread)), shown


def kind_of(message: dict[str, Any]) -> str:
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


def _written(value: object) -> str | None:
    if isinstance(value, str):
        return value or None
    return None if value is None or isinstance(value, bool | list | dict) else str(value)
