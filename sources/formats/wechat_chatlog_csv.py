"""WeChat messages as chatlog (the Go program) writes them in CSV: one or many talks in a table.

Three headings: `Time,SenderName,Sender,TalkerName,Talker,Content`; the same behind `MessageID` (the tool's own number);
and `Time,Talker,TalkerName,Sender,SenderName,IsSelf,Type,TypeDesc,Content` of its export command.

**Source:** formats.md 4.4; chatlog's http/route.go, model/message.go and export.go as published in 2025.

Limits: without a Type the kind of a message is known from the words that the tool writes for media, cards and calls.
"""

import csv
from contextlib import suppress

import polars as pl

from sources.csv_rows import CsvTable, count_rows
from sources.errors import UnreadableExhibit
from sources.reading import head_text
from sources.record import BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.text_blocks import text_encoding
from sources.wechat.chatlog import entries_of, is_message, shown_owner
from sources.wechat.kinds import kind_of, with_times
from sources.wechat.writing import Talks, add_entries, owned_by

_NEEDED = frozenset({"Time", "SenderName", "Sender", "TalkerName", "Talker", "Content"})
_FIRST_ROWS = 20_000


def sniff(head: Head) -> float:
    """Certain when the first row holds the tool's own column names."""
    text = head_text(head.first_bytes)
    if text is None:
        return 0.0
    first = text.lstrip("\ufeff").split("\n", 1)[0].strip("\r")
    return 0.95 if frozenset(name.strip() for name in next(csv.reader([first]), [])) >= _NEEDED else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Stream the rows; a row with another number of cells than the heading is rejected."""
    encoding, is_cut = text_encoding(exhibit.file)
    table = CsvTable(exhibit.file, encoding)
    if not set(table.heading) >= _NEEDED:
        raise UnreadableExhibit("row 1 lacks columns that chatlog writes; add the file as a table of its own")
    talks, builder = Talks(owned_by(exhibit, _owner(exhibit, encoding))), BatchBuilder(exhibit.exhibit_id)
    position = 0
    try:
        for rows in table.blocks():
            is_whole = pl.col("width") == len(table.heading)
            for row, width in rows.filter(~is_whole).select("row", "width").iter_rows():
                builder.reject(f"row:{row}", f"the row has {width} cells, the heading {len(table.heading)}")
            told = _told(rows.filter(is_whole))
            sound = is_message(told)
            for row in told.filter(~sound)["row"]:
                builder.reject(f"row:{row}", "no message: the row names no conversation")
            entries = entries_of(told.filter(sound), talks)
            entries = with_times(entries.with_columns(sent_at_raw=pl.col("time")), "time", talks.exhibit)
            add_entries(entries.with_columns(position=pl.int_range(pl.len()) + position), talks, builder)
            position += entries.height
            yield builder.take()
    except csv.Error:
        builder.reject("row:last", "a quote is opened and never closed")
        is_cut = True
    talks.finish(builder)
    yield builder.take()
    if is_cut or table.ends_inside_quote:
        yield EndOfExhibit("partial", "the last row is cut off; ask for the complete export")
    elif position == 0:
        yield EndOfExhibit("empty", "the table holds no message; ask for a new export if some were expected")
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Count line ends outside of quotes, less the heading."""
    encoding, _ = text_encoding(exhibit.file)
    return max(0, count_rows(exhibit.file, encoding)[0] - 1)


FORMAT = SourceFormat(
    name="wechat_chatlog_csv",
    version=1,
    meaning="WeChat messages in CSV as chatlog writes them.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="WeChat",
        made_by="chatlog (sjzar) and its successors, with and without MessageID, and of its export command",
        gives="messages with sender and time, names in the chat, titles of groups, system lines, membership",
        certainty="exporter's source",
        omits="media; which name is remark, card or nickname; whose phone it was, in a table of groups only",
    ),
)


def _told(rows: pl.DataFrame) -> pl.DataFrame:
    """The tool's columns under the names of sources.wechat.chatlog; what a heading lacks is null."""
    has_type = "Type" in rows.columns
    is_self = (
        pl.col("IsSelf").str.strip_chars().str.to_lowercase() if "IsSelf" in rows.columns else pl.lit(None, pl.String)
    )
    return rows.select(
        "row",
        time=pl.col("Time").replace("", None),
        talker=pl.col("Talker").str.strip_chars(),
        talker_name=pl.col("TalkerName").replace("", None),
        sender=pl.col("Sender").str.strip_chars(),
        sender_name=pl.col("SenderName"),
        is_self=is_self.replace_strict({"true": True, "false": False}, default=None, return_dtype=pl.Boolean),
        text=pl.col("Content"),
        kind=kind_of(pl.col("Type")) if has_type else pl.lit(None, pl.String),
        type_text=pl.lit(None, pl.String),
        subtype=pl.lit(None, pl.String),
    )


def _owner(exhibit: Exhibit, encoding: str) -> str | None:
    """The owner as the first rows show him."""
    with suppress(csv.Error):
        seen = 0
        for rows in CsvTable(exhibit.file, encoding).blocks():
            owner = shown_owner(_told(rows))
            seen += rows.height
            if owner is not None or seen > _FIRST_ROWS:
                return owner
    return None
