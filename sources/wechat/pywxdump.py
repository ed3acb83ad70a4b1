"""Rows of PyWxDump in the columns that sources.wechat.writing wants, whether they came from CSV or from JSON.

**Source:** formats.md 4.4; the tool's exporters (exportCSV, exportJSON, get_msg_detail) as last published.
"""

from collections.abc import Collection

import polars as pl

from sources.record import Exhibit
from sources.wechat.kinds import with_times
from sources.wechat.people import PLATFORM, thread_of
from sources.wechat.seen import server_number

TEXT_COLUMNS = ("msg", "content", "StrContent")
# What the tool writes in the sender's place beside own rows, rows of the system, and rows it can't read.
_NOBODY = ("我", "系统", "未知")
_WXID = r"^wxid_\w+$"


def is_own() -> pl.Expr:
    """Whether a row was sent by the owner of the phone."""
    return pl.col("is_sender").str.strip_chars().str.to_lowercase().is_in(["1", "true", "是"]).fill_null(False)


def shown_owner(rows: pl.DataFrame) -> str | None:
    """The owner's id where own rows of a stretch show one and the same.

    The tool prints "我" or a name of the analyst's choice beside own rows; only an id among them is evidence.
    """
    found = rows.filter(is_own())["talker"].str.strip_chars().unique().drop_nulls()
    shaped = found.filter(found.str.contains(_WXID))
    return shaped[0] if len(shaped) == 1 else None


def entries_of(rows: pl.DataFrame, names: Collection[str], fallback: str, exhibit: Exhibit) -> pl.DataFrame:
    """Rows as entries.

    Args:
        rows: The tool's columns as text, and `row`.
        names: Which of the tool's columns there are.
        fallback: Conversation of rows that don't say theirs.
        exhibit: The export.
    """
    text = next(name for name in TEXT_COLUMNS if name in names)
    talker = pl.col("talker").str.strip_chars().replace("", None)
    room = pl.col("room_name").str.strip_chars().replace("", None) if "room_name" in names else pl.lit(None, pl.String)
    own = pl.when(talker.str.contains(_WXID)).then(talker).otherwise(pl.lit(exhibit.owners.get(PLATFORM), pl.String))
    entries = rows.with_columns(
        conversation=room.fill_null(fallback),
        is_own=is_own(),
        sender=pl.when(is_own()).then(own).when(~talker.is_in(_NOBODY)).then(talker),
        sender_name=talker,
        type_text=pl.col("type_name"),
        subtype=pl.lit(None, pl.String),
        text=pl.col(text).fill_null(""),
        sent_at_raw=pl.col("CreateTime"),
        server_id=server_number(pl.col("MsgSvrID") if "MsgSvrID" in names else pl.lit(None, pl.String)),
        remark=pl.lit(None, pl.String),
        nickname=pl.lit(None, pl.String),
    )
    threads = {name: thread_of(name, exhibit) for name in entries["conversation"].unique().to_list()}
    return with_times(entries, "CreateTime", exhibit).with_columns(
        thread_id=pl.col("conversation").replace_strict(threads, return_dtype=pl.String),
        native_message_id=pl.when(pl.col("server_id") > 0).then(pl.col("server_id").cast(pl.String)),
    )
