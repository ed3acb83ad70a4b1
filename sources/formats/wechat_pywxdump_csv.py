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
from sources.wechat.people import conversation_in_path, is_account_id
from sources.wechat.pywxdump import TEXT_COLUMNS, entries_of, is_own, shown_owner
from sources.wechat.seen import SeenNumbers
from sources.wechat.writing import Talks, add_entries, owned_by

# Whoever has not said a word in so many rows says none in his own chat, or the tool doesn't write his id.
_FIRST_ROWS = 20_000
_NEEDED = frozenset({"is_sender", "talker", "CreateTime", "type_name"})


def sniff(head: Head) -> float:
    """Certain when the first row holds the tool's own column names."""
    text = head_text(head.first_bytes)
    if text is None:
        return 0.0
    names = _first_row(text)
    return 0.95 if names >= _NEEDED and names & set(TEXT_COLUMNS) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Stream the rows; a row with another number of cells than the heading is rejected."""
    encoding, is_cut = text_encoding(exhibit.file)
    table = CsvTable(exhibit.file, encoding)
    _check(table.heading)
    exhibit = owned_by(exhibit, _shown_owner(exhibit, encoding))
    fallback = _conversation(exhibit, encoding, table)
    talks, builder, known_ids = Talks(exhibit), BatchBuilder(exhibit.exhibit_id), SeenNumbers()
    position = 0
    try:
        for rows in table.blocks():
            is_whole = pl.col("width") == len(table.heading)
            for row, width in rows.filter(~is_whole).select("row", "width").iter_rows():
                builder.reject(f"row:{row}", f"the row has {width} cells, the heading {len(table.heading)}")
            sound = entries_of(rows.filter(is_whole), table.heading, fallback, exhibit)
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
    return frozenset(name.strip() for name in next(csv.reader([line.replace("\r", "")]), []))


def _check(names: list[str]) -> None:
    if not set(names) >= _NEEDED or not set(names) & set(TEXT_COLUMNS):
        raise UnreadableExhibit("row 1 lacks columns that PyWxDump writes; add the file as a table of its own")


def _shown_owner(exhibit: Exhibit, encoding: str) -> str | None:
    """The owner as the first rows show him: conversations are named after both their ends."""
    seen = 0
    with suppress(csv.Error):
        for rows in CsvTable(exhibit.file, encoding).blocks(wanted=("is_sender", "talker")):
            owner = shown_owner(rows)
            seen += rows.height
            if owner is not None or seen > _FIRST_ROWS:
                return owner
    return None


def _conversation(exhibit: Exhibit, encoding: str, table: CsvTable) -> str:
    """Conversation of rows that don't say theirs: from the path, else the one other end of the talk, else the file."""
    from_path = conversation_in_path(exhibit.path)
    if from_path is not None:
        return from_path
    talkers: set[str] = set()
    if "room_name" not in table.heading:
        with suppress(csv.Error):  # read() meets the same row and says that the file is cut off
            for rows in CsvTable(exhibit.file, encoding).blocks():
                talkers.update(rows.filter(~is_own())["talker"].drop_nulls().str.strip_chars().unique().to_list())
                if len(talkers) > 1:
                    break
    only = next(iter(talkers), "")
    # A space keeps the file's name from passing for an id.
    return only if len(talkers) == 1 and is_account_id(only) else f"file {PurePosixPath(exhibit.path).name}"


def _end(*, is_cut: bool, is_empty: bool) -> EndOfExhibit:
    if is_cut:
        return EndOfExhibit("partial", "the last row is cut off; ask for the complete export")
    if is_empty:
        return EndOfExhibit("empty", "the table holds no row; ask for a new export if some were expected")
    return EndOfExhibit("read")
