"""Message databases of WeChat 4.x: one table per conversation, named by a hash; senders by number; bodies often packed.

**Source:** formats.md 4.3; the table layout as public readers have it (chatlog `internal/model/message_v4.go`, 2025).
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping

import polars as pl
import zstandard

from sources.record import BatchBuilder
from sources.sqlite_file import BATCH_ROWS, Kind, SqliteFile, as_text
from sources.wechat.app_message import LONGEST_XML
from sources.wechat.database_messages import ENTRY_SCHEMA, WORDLESS_TYPES, add_messages, split_prefix
from sources.wechat.database_people import Roster
from sources.wechat.people import PLATFORM, is_group_id
from warehouse.schema import ids

MESSAGE_TABLE = re.compile(r"Msg_([0-9a-f]{32})")
NEEDED = frozenset(("local_id", "server_id", "local_type", "create_time", "real_sender_id", "message_content"))
_COLUMNS: dict[str, Kind] = {
    "server_id": "integer",
    "local_type": "integer",
    "real_sender_id": "integer",
    "create_time": "integer",
    "message_content": "blob",
    "compress_content": "blob",
}
_PACKED = b"\x28\xb5\x2f\xfd"
_BASE_MASK, _TEXT_TYPE, _SYSTEM_TYPES = 0xFFFF, 1, (10000, 10002)
_SENDER_SCHEMA = {"real_sender_id": pl.Int64, "sender": pl.String}


def message_tables(tables: Mapping[str, Iterable[str]]) -> list[str]:
    """The tables that hold the messages of a conversation, by name."""
    return sorted(name for name, columns in tables.items() if MESSAGE_TABLE.fullmatch(name) and set(columns) >= NEEDED)


def numbered_names(database: SqliteFile) -> pl.DataFrame:
    """Senders by number."""
    found = pl.DataFrame(schema=_SENDER_SCHEMA)
    if database.has("Name2Id", "user_name"):
        frames = database.frames("Name2Id", {"user_name": "text"})
        named = [rows.select(real_sender_id="rowid", sender="user_name") for rows in frames]
        found = pl.concat([found, *named]).filter(pl.col("sender").fill_null("") != "")
    return found


def hashes(names: Iterable[str]) -> dict[str, str]:
    """Conversations by the hash that names their table."""
    return {hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(): name for name in names}


def filled(
    database: SqliteFile, conversations: Mapping[str, str], roster: Roster, builder: BatchBuilder
) -> Iterator[None]:
    """Fill the builder with the messages of all conversations, stretch by stretch.

    Args:
        database: The message database.
        conversations: Ids of conversations by hash; one whose id isn't known stays named by its hash.
        roster: People and conversations so far.
        builder: Where the records go.
    """
    senders = numbered_names(database)
    held: list[pl.DataFrame] = []
    held_rows = 0
    for table in message_tables(database.tables):
        conversation = conversations.get(table.removeprefix("Msg_"))
        for rows in database.frames(table, _COLUMNS):
            if not rows.height:
                continue
            held.append(_entries(rows, table, conversation, roster))
            held_rows += rows.height
            # Most conversations are short; each by itself would cost more than its messages.
            if held_rows >= BATCH_ROWS:
                add_messages(_finished(held, senders, builder), roster, builder)
                held, held_rows = [], 0
                yield
    if held:
        add_messages(_finished(held, senders, builder), roster, builder)
        yield


def _entries(rows: pl.DataFrame, table: str, conversation: str | None, roster: Roster) -> pl.DataFrame:
    """Rows of one conversation, before senders are named and bodies unpacked."""
    thread = None
    if conversation is None:
        thread = ids.thread_id(PLATFORM, f"md5~{table.removeprefix('Msg_')}")
        place = roster.places.place(table, int(rows["rowid"][0]))
        roster.titled_thread(thread, place, f"{table} (id unknown)", "unknown")
    return rows.with_columns(
        table=pl.lit(table),
        conversation=pl.lit(conversation or table),
        thread_id=pl.lit(thread, pl.String),
        is_shared=pl.lit(conversation is None or is_group_id(conversation)),
    )


def _finished(held: list[pl.DataFrame], senders: pl.DataFrame, builder: BatchBuilder) -> pl.DataFrame:
    """Rows in the columns that sources.wechat.database_messages wants."""
    rows = pl.concat(held).join(senders, on="real_sender_id", how="left", maintain_order="left")
    rows = _unpacked(rows, builder).with_columns(number=pl.col("local_type").fill_null(_TEXT_TYPE))
    is_system = (pl.col("number") & _BASE_MASK).is_in(_SYSTEM_TYPES)
    entries = split_prefix(rows, pl.col("is_shared") & ~is_system)
    return entries.with_columns(
        text=pl.col("text").str.strip_prefix(pl.col("conversation") + ":\n"),
        sent=pl.col("create_time"),
    ).select(list(ENTRY_SCHEMA))


def _unpacked(rows: pl.DataFrame, builder: BatchBuilder) -> pl.DataFrame:
    """Add `text`, unpacked where it was packed; rows whose body can't be unpacked are rejected."""
    body = pl.when(pl.col("message_content").bin.size() > 0).then("message_content").otherwise("compress_content")
    rows = rows.with_columns(body=body, index=pl.int_range(pl.len())).drop("message_content", "compress_content")
    is_packed = pl.col("body").bin.starts_with(_PACKED).fill_null(False)
    # What has no words is unpacked only where its prefix is needed to know who sent it.
    is_wordless = (pl.col("local_type") & _BASE_MASK).is_in(WORDLESS_TYPES).fill_null(False)
    is_needed = is_packed & ~(is_wordless & pl.col("sender").is_not_null())
    plain, packed = rows.filter(~is_packed), rows.filter(is_needed)
    unpacker = zstandard.ZstdDecompressor()
    unpacked = [_unpack(unpacker, octets) for octets in packed["body"].to_list()]
    found = packed.with_columns(pl.Series("text", unpacked, dtype=pl.String))
    for table, rowid in found.filter(pl.col("text").is_null()).select("table", "rowid").iter_rows():
        builder.reject(f"table:{table}/{rowid}", "the packed body of the message can't be unpacked")
    texts = pl.concat([plain.select("index", as_text(plain["body"]).alias("text")), found.select("index", "text")])
    placed = rows.select("index").join(texts, on="index", how="left", maintain_order="left")["text"].fill_null("")
    broken = found.filter(pl.col("text").is_null())["index"]
    return rows.drop("body").with_columns(placed).filter(~pl.col("index").is_in(broken.implode()))


def _unpack(unpacker: zstandard.ZstdDecompressor, octets: bytes) -> str | None:
    """The text of a packed body, None when it is damaged or longer than any message."""
    try:
        frame = zstandard.get_frame_parameters(octets)
        if LONGEST_XML < frame.content_size < zstandard.CONTENTSIZE_UNKNOWN:
            return None
        return unpacker.decompress(octets, max_output_size=LONGEST_XML).decode("utf-8", "backslashreplace")
    except zstandard.ZstdError:
        return None
