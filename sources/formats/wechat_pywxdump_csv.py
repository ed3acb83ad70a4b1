"""WeChat messages as PyWxDump (and tools after it, WeFlow's "WeClone" CSV) writes them.

**Source:** formats.md 4.4: columns `id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime` from the
tool's last published source; older and newer versions lack `room_name` or say `content` for `msg`; WeClone adds BOM and
CRLF.

A table that Excel saved again has lost seconds and the last digits of message ids; such ids are no ids any more.

Limits: nicknames lie in a separate `users.json` (wechat_pywxdump_users reads it); names in system rows aren't ids.
"""

import csv
from contextlib import suppress
from pathlib import PurePosixPath

import polars as pl

from sources.csv_rows import CsvTable, count_rows
from sources.errors import UnreadableExhibit
from sources.reading import head_text
from sources.record import BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.text_blocks import text_encoding
from sources.wechat.kinds import with_times
from sources.wechat.people import PLATFORM, conversation_in_path, is_account_id, thread_of
from sources.wechat.seen import SeenNumbers, server_number
from sources.wechat.writing import Talks, add_entries

_NEEDED = frozenset({"is_sender", "talker", "CreateTime", "type_name"})
_TEXT_COLUMNS = ("msg", "content", "StrContent")


def sniff(head: Head) -> float:
    """Certain when the first row holds the tool's own column names."""
    text = head_text(head.first_bytes)
    if text is None:
        return 0.0
    names = _first_row(text)
    return 0.95 if names >= _NEEDED and names & set(_TEXT_COLUMNS) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Stream the rows; a row with another number of cells than the heading is rejected."""
    encoding, is_cut = text_encoding(exhibit.file)
    table = CsvTable(exhibit.file, encoding)
    _check(table.heading)
    fallback = _conversation(exhibit, encoding, table)
    talks, builder, known_ids = Talks(exhibit), BatchBuilder(exhibit.exhibit_id), SeenNumbers()
    position = 0
    try:
        for rows in table.blocks():
            is_whole = pl.col("width") == len(table.heading)
            for row, width in rows.filter(~is_whole).select("row", "width").iter_rows():
                builder.reject(f"row:{row}", f"the row has {width} cells, the heading {len(table.heading)}")
            sound = _entries(rows.filter(is_whole), table.heading, fallback, exhibit)
            fresh = sound.filter(known_ids.fresh(sound["server_id"]))
            builder.duplicate_count += sound.height - fresh.height
            add_entries(fresh.with_columns(position=pl.int_range(pl.len()) + position), talks, builder)
            position += fresh.height
            yield builder.take()
    except csv.Error:
        builder.reject("row:last", "a quote is opened and never closed")
        is_cut = True
    talks.finish(builder)
    yield builder.take()
    yield _end(is_cut=is_cut or table.ends_inside_quote, is_empty=position == 0)


def count(exhibit: Exhibit) -> int:
    """Count line ends outside of quotes, less the heading."""
    encoding, _ = text_encoding(exhibit.file)
    return max(0, count_rows(exhibit.file, encoding)[0] - 1)


FORMAT = SourceFormat(
    name="wechat_pywxdump_csv",
    version=2,
    meaning="WeChat messages in CSV as PyWxDump and tools after it write them.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="WeChat",
        made_by="PyWxDump up to 3.1, WeFlow's WeClone CSV; also after a spreadsheet saved it again",
        gives="messages with sender, time and message id, system lines, membership",
        certainty="real file",
        omits="media, the paths of media files",
    ),
)


def _first_row(text: str) -> frozenset[str]:
    line = text.lstrip("\ufeff").split("\n", 1)[0]
    return frozenset(name.strip() for name in next(csv.reader([line.strip("\r")]), []))


def _check(names: list[str]) -> None:
    if not set(names) >= _NEEDED or not set(names) & set(_TEXT_COLUMNS):
        raise UnreadableExhibit("row 1 lacks columns that PyWxDump writes; add the file as a table of its own")


def _conversation(exhibit: Exhibit, encoding: str, table: CsvTable) -> str:
    """Conversation of rows that don't say theirs: from the path, else the one other end of the talk, else the file."""
    from_path = conversation_in_path(exhibit.path)
    if from_path is not None:
        return from_path
    talkers: set[str] = set()
    if "room_name" not in table.heading:
        with suppress(csv.Error):  # read() meets the same row and says that the file is cut off
            for rows in CsvTable(exhibit.file, encoding).blocks():
                talkers.update(rows.filter(~_is_own())["talker"].drop_nulls().str.strip_chars().unique().to_list())
                if len(talkers) > 1:
                    break
    only = next(iter(talkers), "")
    # A space keeps the file's name from passing for an id.
    return only if len(talkers) == 1 and is_account_id(only) else f"file {PurePosixPath(exhibit.path).name}"


def _is_own() -> pl.Expr:
    return pl.col("is_sender").str.strip_chars().str.to_lowercase().is_in(["1", "true", "是"]).fill_null(False)


def _entries(rows: pl.DataFrame, names: list[str], fallback: str, exhibit: Exhibit) -> pl.DataFrame:
    """Rows in the columns that sources.wechat.writing wants."""
    text = next(name for name in _TEXT_COLUMNS if name in names)
    talker = pl.col("talker").str.strip_chars().replace("", None)
    room = pl.col("room_name").str.strip_chars().replace("", None) if "room_name" in names else pl.lit(None, pl.String)
    # The tool prints "我" or a name of the analyst's choice beside own rows; only an id among them is evidence.
    own = (
        pl.when(talker.str.contains(r"^wxid_\w+$"))
        .then(talker)
        .otherwise(pl.lit(exhibit.owners.get(PLATFORM), pl.String))
    )
    entries = rows.with_columns(
        conversation=room.fill_null(fallback),
        is_own=_is_own(),
        sender=pl.when(_is_own()).then(own).otherwise(talker),
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


def _end(*, is_cut: bool, is_empty: bool) -> EndOfExhibit:
    if is_cut:
        return EndOfExhibit("partial", "the last row is cut off; ask for the complete export")
    if is_empty:
        return EndOfExhibit("empty", "the table holds no row; ask for a new export if some were expected")
    return EndOfExhibit("read")
