"""Tables of a WhatsApp message store as frames of one form, whichever of its two schemas holds them.

The app moved its messages from the table `messages` to `message` and its neighbours; a store that was caught in
between holds both, and both are read.

**Source:** formats.md 3.2 (a real store in mid-migration); table statements in test data of public readers (2020 to
2024).
"""

from collections.abc import Iterator, Mapping

import polars as pl

from sources.sqlite_file import Kind, SqliteFile

SYSTEM, CONTACT, CONTACTS, MISSED_CALL, DELETED, DELETED_BY_ADMIN, CALL = 7, 4, 14, 10, 15, 64, 90
# `messages.status` of a line that the app wrote itself; `media_size` then holds what it tells.
_OLD_SYSTEM_STATUS = 6
# The app keeps one row that stands for no message.
PLACEHOLDER = "-1"
_NEW: Mapping[str, Kind] = {
    "chat_row_id": "integer",
    "from_me": "integer",
    "key_id": "text",
    "sender_jid_row_id": "integer",
    "timestamp": "integer",
    "message_type": "integer",
    "text_data": "text",
}
_OLD: Mapping[str, Kind] = {
    "key_remote_jid": "text",
    "key_from_me": "integer",
    "key_id": "text",
    "status": "integer",
    "data": "text",
    "timestamp": "integer",
    "media_wa_type": "integer",
    "media_size": "integer",
    "media_caption": "text",
    "remote_resource": "text",
    "quoted_row_id": "integer",
}
# One row per message; `sender` is who did it where the store says so, else null; `has_details` says whether the small
# tables about system lines speak of this row.
COLUMNS = (
    "rowid", "chat", "from_me", "sender", "key_id", "timestamp", "type", "action", "text", "reply", "revoked",
    "has_details",
)  # fmt: skip


class Addresses:
    """The table of addresses: row numbers to addresses, hidden ones to the number behind them where that is known."""

    def __init__(self, database: SqliteFile) -> None:
        wanted: Mapping[str, Kind] = {"raw_string": "text", "user": "text", "server": "text"}
        written = pl.format("{}@{}", "user", "server")
        by_row = rows_of(database, "jid", wanted).select("rowid", address=pl.coalesce("raw_string", written))
        self._by_row: dict[int, str | None] = dict(by_row.iter_rows())
        self._behind: dict[str, str] = {}
        for row in rows_of(database, "jid_map", {"lid_row_id": "integer", "jid_row_id": "integer"}).iter_rows():
            hidden, plain = self._by_row.get(row[1]), self._by_row.get(row[2])
            if hidden and plain:
                self._behind[hidden] = plain

    def of_row(self, row: int | None) -> str | None:
        """Address of a row number."""
        return None if row is None else self.known(self._by_row.get(row))

    def known(self, address: str | None) -> str | None:
        """The number behind a hidden address where the store tells it, else the address itself."""
        return None if address is None else self._behind.get(address, address)

    def frame(self, row: str, address: str) -> pl.DataFrame:
        """All of them, as two columns."""
        rows = [(number, self.known(written)) for number, written in self._by_row.items()]
        return pl.DataFrame(rows, schema={row: pl.Int64, address: pl.String}, orient="row")


def rows_of(database: SqliteFile, table: str, columns: Mapping[str, Kind]) -> pl.DataFrame:
    """A whole small table; without rows where the store lacks it."""
    empty = pl.DataFrame(schema={"rowid": pl.Int64, **{name: _DTYPES[kind] for name, kind in columns.items()}})
    if table not in database.tables:
        return empty
    return pl.concat([empty, *database.frames(table, columns)])


def chats(database: SqliteFile, addresses: Addresses) -> pl.DataFrame:
    """The conversations the store lists.

    Columns, one row per conversation and table: `table`, `rowid`, `chat` (address), `subject`.
    """
    new = rows_of(database, "chat", {"jid_row_id": "integer", "subject": "text"})
    new = new.join(addresses.frame("jid_row_id", "chat"), on="jid_row_id", how="left", maintain_order="left")
    old = rows_of(database, "chat_list", {"key_remote_jid": "text", "subject": "text"}).rename(
        {"key_remote_jid": "chat"}
    )
    return pl.concat(
        [
            new.select(pl.lit("chat").alias("table"), "rowid", "chat", "subject"),
            old.select(pl.lit("chat_list").alias("table"), "rowid", "chat", "subject"),
        ]
    )


def members(database: SqliteFile, addresses: Addresses) -> pl.DataFrame:
    """The members of groups.

    Columns, one row per member and table: `table`, `rowid`, `group` (address), `member` (address, "" for the phone's
    owner in old stores), `rank` (0 for a plain member), `tag`, `since`.
    """
    wanted: Mapping[str, Kind] = {
        "group_jid_row_id": "integer",
        "user_jid_row_id": "integer",
        "rank": "integer",
        "add_timestamp": "integer",
        "label": "text",
    }
    new = rows_of(database, "group_participant_user", wanted)
    for row, name in (("group_jid_row_id", "group"), ("user_jid_row_id", "member")):
        new = new.join(addresses.frame(row, name), on=row, how="left", maintain_order="left")
    old = rows_of(database, "group_participants", {"gjid": "text", "jid": "text", "admin": "integer"})
    old = old.with_columns(tag=pl.lit(None, pl.String), since=pl.lit(None, pl.Int64))
    columns = ("table", "rowid", "group", "member", "rank", "tag", "since")
    return pl.concat(
        [
            new.rename({"label": "tag", "add_timestamp": "since"})
            .with_columns(table=pl.lit("group_participant_user"))
            .select(columns),
            old.rename({"gjid": "group", "jid": "member", "admin": "rank"})
            .with_columns(table=pl.lit("group_participants"))
            .select(columns),
        ]
    )


def new_messages(database: SqliteFile, addresses: Addresses) -> Iterator[pl.DataFrame]:
    """Messages of the table `message`, in order; columns as COLUMNS."""
    if "message" not in database.tables:
        return
    listed = chats(database, addresses).filter(pl.col("table") == "chat").select(chat_row_id="rowid", chat="chat")
    senders = addresses.frame("sender_jid_row_id", "sender")
    beside = _beside(database)
    for rows in database.frames("message", _NEW):
        joined = rows
        for frame in (listed, senders, *beside):
            key = frame.columns[0]
            on = {"left_on": "rowid", "right_on": key} if key == "message_row_id" else {"on": key}
            joined = joined.join(frame, how="left", maintain_order="left", **on)  # type: ignore[arg-type]
        yield (
            joined.rename({"message_type": "type", "text_data": "text"})
            .with_columns(has_details=pl.col("action").is_not_null())
            .select(COLUMNS)
        )


def old_messages(database: SqliteFile, addresses: Addresses) -> Iterator[pl.DataFrame]:
    """Messages of the table `messages`, in order; columns as COLUMNS."""
    if "messages" not in database.tables:
        return
    quotes = rows_of(database, "messages_quotes", {"key_id": "text"}).select(quoted_row_id="rowid", reply="key_id")
    actions = _beside(database)[0]
    is_system = pl.col("status") == _OLD_SYSTEM_STATUS
    # Both tables count their rows from one, so a small table may speak of the other one's row of the same number.
    told = pl.when(pl.col("media_size") > 0).then("media_size")
    for rows in database.frames("messages", _OLD):
        joined = rows.join(quotes, on="quoted_row_id", how="left", maintain_order="left").join(
            actions, left_on="rowid", right_on="message_row_id", how="left", maintain_order="left"
        )
        yield joined.with_columns(
            chat="key_remote_jid",
            sender=pl.when(pl.col("remote_resource") != "").then("remote_resource"),
            from_me="key_from_me",
            type=pl.when(is_system).then(SYSTEM).otherwise(pl.col("media_wa_type").fill_null(0)),
            action=pl.when(is_system).then(pl.coalesce(told, "action")),
            has_details=is_system & (pl.coalesce(told, "action") == pl.col("action")),
            text=pl.coalesce(pl.when(pl.col("data") != "").then("data"), "media_caption"),
            revoked=pl.lit(None, dtype=pl.String),
        ).select(COLUMNS)


def _beside(database: SqliteFile) -> tuple[pl.DataFrame, ...]:
    """What small tables tell of a message: what a system line says, what it answers, which message was deleted."""
    told: tuple[tuple[str, str, Kind, str], ...] = (
        ("message_system", "action_type", "integer", "action"),
        ("message_quoted", "key_id", "text", "reply"),
        ("message_revoked", "revoked_key_id", "text", "revoked"),
    )
    return tuple(
        rows_of(database, table, {"message_row_id": "integer", column: kind})
        .select("message_row_id", pl.col(column).alias(name))
        .unique("message_row_id", keep="first", maintain_order=True)
        for table, column, kind, name in told
    )


_DTYPES: Mapping[Kind, type[pl.DataType]] = {
    "text": pl.String,
    "integer": pl.Int64,
    "real": pl.Float64,
    "blob": pl.Binary,
}
