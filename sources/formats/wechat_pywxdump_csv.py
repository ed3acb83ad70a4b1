"""WeChat messages as PyWxDump (and tools after it, WeFlow's "WeClone" CSV) writes them.

**Source:** formats.md 4.4: columns `id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime` from the
tool's last published source; older and newer versions lack `room_name` or say `content` for `msg`; WeClone adds BOM and
CRLF.

Limits: nicknames lie in a separate `users.json`, which isn't read yet; names in system rows are names, not ids.
"""

import csv
from contextlib import suppress
from pathlib import PurePosixPath

import polars as pl

from sources.csv_rows import cell_blocks, count_rows, heading, named_cells
from sources.errors import UnreadableExhibit
from sources.reading import head_text
from sources.record import BatchBuilder, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.text_blocks import text_encoding
from sources.wechat.kinds import with_times
from sources.wechat.people import PLATFORM, conversation_in_path, is_account_id, thread_of
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
    names: list[str] | None = None
    fallback = ""
    talks, builder, known_ids = Talks(exhibit), BatchBuilder(exhibit.exhibit_id), pl.Series([], dtype=pl.UInt64)
    position = 0
    try:
        for block in cell_blocks(exhibit.file, encoding):
            if names is None:
                names = heading(block)
                _check(names)
                fallback = _conversation(exhibit, encoding, names)
                block = block[1:]
            rows = named_cells(block, names)
            for row, width in rows.filter(pl.col("width") != len(names)).select("row", "width").iter_rows():
                builder.reject(f"row:{row}", f"the row has {width} cells, the heading {len(names)}")
            sound = _entries(rows.filter(pl.col("width") == len(names)), names, fallback, exhibit)
            fresh, known_ids = _fresh(sound, known_ids)
            builder.duplicate_count += sound.height - fresh.height
            add_entries(fresh.with_columns(position=pl.int_range(pl.len()) + position), talks, builder)
            position += fresh.height
            yield builder.take()
    except csv.Error:
        builder.reject("row:last", "a quote is opened and never closed")
        is_cut = True
    talks.finish(builder)
    yield builder.take()
    yield _end(exhibit, encoding, is_cut=is_cut, is_empty=position == 0)


def count(exhibit: Exhibit) -> int:
    """Count line ends outside of quotes, less the heading."""
    encoding, _ = text_encoding(exhibit.file)
    return max(0, count_rows(exhibit.file, encoding)[0] - 1)


FORMAT = SourceFormat(
    name="wechat_pywxdump_csv",
    version=1,
    meaning="WeChat messages in CSV as PyWxDump and tools after it write them.",
    sniff=sniff,
    read=read,
    count=count,
)


def _first_row(text: str) -> frozenset[str]:
    line = text.lstrip("\ufeff").split("\n", 1)[0]
    return frozenset(name.strip() for name in next(csv.reader([line.strip("\r")]), []))


def _check(names: list[str]) -> None:
    if not set(names) >= _NEEDED or not set(names) & set(_TEXT_COLUMNS):
        raise UnreadableExhibit("row 1 lacks columns that PyWxDump writes; add the file as a table of its own")


def _conversation(exhibit: Exhibit, encoding: str, names: list[str]) -> str:
    """Conversation of rows that don't say theirs: from the path, else the one other end of the talk, else the file."""
    from_path = conversation_in_path(exhibit.path)
    if from_path is not None:
        return from_path
    talkers: set[str] = set()
    with suppress(csv.Error):  # read() meets the same row and says that the file is cut off
        for block in cell_blocks(exhibit.file, encoding):
            rows = named_cells(block, names).filter(pl.col("row") > 1, ~_is_own())
            talkers.update(rows["talker"].drop_nulls().str.strip_chars().unique().to_list())
            if len(talkers) > 1 or "room_name" in names:
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
        server_id=(pl.col("MsgSvrID") if "MsgSvrID" in names else pl.lit(None, pl.String)).cast(
            pl.UInt64, strict=False
        ),
        remark=pl.lit(None, pl.String),
        nickname=pl.lit(None, pl.String),
    )
    threads = {name: thread_of(name, exhibit) for name in entries["conversation"].unique().to_list()}
    return with_times(entries, "CreateTime", exhibit).with_columns(
        thread_id=pl.col("conversation").replace_strict(threads, return_dtype=pl.String),
        native_message_id=pl.when(pl.col("server_id") > 0).then(pl.col("server_id").cast(pl.String)),
    )


def _fresh(entries: pl.DataFrame, known_ids: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """Rows whose message id wasn't seen in this file, and all ids seen (8 bytes a message); 0 is no id."""
    has_id = pl.col("server_id").fill_null(0) > 0
    is_known = has_id & (pl.col("server_id").is_in(known_ids.implode()) | ~pl.col("server_id").is_first_distinct())
    fresh = entries.filter(~is_known)
    return fresh, pl.concat([known_ids, fresh.filter(has_id)["server_id"]])


def _end(exhibit: Exhibit, encoding: str, *, is_cut: bool, is_empty: bool) -> EndOfExhibit:
    if is_cut or count_rows(exhibit.file, encoding)[1]:
        return EndOfExhibit("partial", "the last row is cut off; ask for the complete export")
    if is_empty:
        return EndOfExhibit("empty", "the table holds no row; ask for a new export if some were expected")
    return EndOfExhibit("read")
