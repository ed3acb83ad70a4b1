"""Discord messages in CSV: DiscordChatExporter's, and the message files of legal returns.

The exporter writes `AuthorID,Author,Date,Content,Attachments,Reactions`, a channel a file; a return writes
`ID,Timestamp,Contents,…,Channel ID,Author ID,Username` under `messages/dms|servers/`. Times of the first are local with
their offset in newer versions, of the second UTC.

**Source:** formats.md 6 (the exporter's source; returns from a third-party reader).
"""

import csv
from collections.abc import Mapping
from pathlib import PurePosixPath

import polars as pl

from sources.chat_rows import ChatRows, iso_times
from sources.csv_rows import CsvTable, count_rows
from sources.errors import UnreadableExhibit
from sources.reading import head_text
from sources.record import Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.text_blocks import text_encoding
from warehouse.schema import ids

_PLATFORM = "discord"
# Our name of a column to the names it has in the two layouts.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "author_id": ("AuthorID", "Author ID"),
    "author": ("Author", "Username"),
    "time": ("Date", "Timestamp"),
    "text": ("Content", "Contents"),
    "attachments": ("Attachments",),
    "id": ("ID",),
    "channel": ("Channel ID",),
}
_EXPORTER = frozenset({"AuthorID", "Author", "Date", "Content", "Attachments", "Reactions"})
_RETURN = frozenset({"ID", "Timestamp", "Contents", "Channel ID", "Author ID"})


def sniff(head: Head) -> float:
    """Certain when the first row holds the columns of one of the two layouts."""
    text = head_text(head.first_bytes)
    if text is None:
        return 0.0
    names = {name.strip() for name in next(csv.reader([text.lstrip("\ufeff").split("\n", 1)[0].strip("\r")]), [])}
    return 0.95 if names >= _EXPORTER or names >= _RETURN else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Stream the rows; one with another number of cells than the heading is rejected."""
    encoding, is_cut = text_encoding(exhibit.file)
    table = CsvTable(exhibit.file, encoding)
    if not (set(table.heading) >= _EXPORTER or set(table.heading) >= _RETURN):
        raise UnreadableExhibit("row 1 lacks columns of a Discord export; add the file as a table of its own")
    rows = ChatRows(exhibit, _PLATFORM)
    total = 0
    try:
        for block in table.blocks():
            total += block.height
            is_whole = pl.col("width") == len(table.heading)
            for row, width in block.filter(~is_whole).select("row", "width").iter_rows():
                rows.builder.reject(f"row:{row}", f"the row has {width} cells, the heading {len(table.heading)}")
            _add(block.filter(is_whole), rows)
            yield rows.builder.take()
    except csv.Error:
        rows.builder.reject("row:last", "a quote is opened and never closed")
        is_cut = True
    rows.finish()
    yield rows.builder.take()
    if is_cut or table.ends_inside_quote:
        yield EndOfExhibit("partial", "the last row is cut off; ask for the complete export")
    elif not total:
        yield EndOfExhibit("empty", "the table holds no row; ask for a new export if some were expected")
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Count line ends outside of quotes, less the heading."""
    encoding, _ = text_encoding(exhibit.file)
    return max(0, count_rows(exhibit.file, encoding)[0] - 1)


def _add(block: pl.DataFrame, rows: ChatRows) -> None:
    told = block.select(
        pl.format("row:{}", "row").alias("locator"),
        *(
            next((pl.col(name) for name in names if name in block.columns), pl.lit(None, pl.String)).alias(ours)
            for ours, names in _COLUMNS.items()
        ),
    ).with_columns(pl.col("author_id").str.strip_chars().replace("", None), pl.col("text").fill_null(""))
    for place in told.filter(pl.col("author_id").is_null())["locator"]:
        rows.builder.reject(place, "a message without the id of its author")
    told = told.filter(pl.col("author_id").is_not_null())
    fallback = _channel_of(rows.exhibit)
    told = told.with_columns(channel=pl.col("channel").str.strip_chars().replace("", None).fill_null(fallback))
    threads = told.group_by("channel", maintain_order=True).agg(pl.col("locator").first())
    thread_ids = [_thread(channel, place, rows) for channel, place in threads.iter_rows()]
    people = told.group_by("author_id", maintain_order=True).agg(pl.col("locator").first())
    accounts = [rows.account(native, place) for native, place in people.iter_rows()]
    raw = pl.col("time").str.strip_chars()
    # A return's "2021-03-04 09:15:00" has no offset and is UTC, as the return says of itself.
    time = pl.when(raw.str.contains(r"(?:[zZ]|[+-]\d{2}:?\d{2})$")).then(raw).otherwise(raw + "+00:00")
    has_offset = raw.str.contains(r"(?:[zZ]|[+-]\d{2}:?\d{2})$").fill_null(False)
    frame = (
        told.lazy()
        .with_columns(*iso_times(time))
        .with_columns(
            sent_at_raw=raw,
            time_basis=pl.when(has_offset | (pl.col("time_basis") == "none"))
            .then("time_basis")
            .otherwise(pl.lit("utc")),
            thread_id=pl.col("channel").replace_strict(threads["channel"], thread_ids, return_dtype=pl.String),
            sender_account_id=pl.col("author_id").replace_strict(people["author_id"], accounts, return_dtype=pl.String),
            sender_name=pl.col("author").str.replace(r"#0000$", "").str.strip_chars().replace("", None),
            native_message_id=pl.col("id"),
            kind=pl.when((pl.col("text") == "") & (pl.col("attachments").fill_null("") != ""))
            .then(pl.lit("media"))
            .otherwise(pl.lit("text")),
        )
        .collect()
    )
    rows.messages(frame, name_kind="handle")


def _channel_of(exhibit: Exhibit) -> str:
    """The exporter puts the channel's id in brackets at the end of the file's name."""
    stem = PurePosixPath(exhibit.path).stem
    number = stem.rpartition("[")[2].removesuffix("]")
    return number if stem.endswith("]") and number.isdigit() else f"file {stem}"


def _thread(channel: str, place: str, rows: ChatRows) -> str:
    if channel.isdigit():
        thread, title = ids.thread_id(_PLATFORM, channel), None
    else:
        title = channel.removeprefix("file ")
        thread = ids.named_thread_id(_PLATFORM, f"{title} ({rows.exhibit.exhibit_id[:16]})")
    rows.thread(thread, place, title=title)
    return thread


FORMAT = SourceFormat(
    name="discord_csv",
    version=1,
    meaning="Discord messages in CSV, of DiscordChatExporter or of a legal return.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Discord",
        made_by="DiscordChatExporter (CSV), and message files of Discord's legal returns",
        gives="messages, authors with id and name, channels",
        certainty="exporter's source",
        omits="reactions, attachments; returns were seen through a third-party reader only",
    ),
)
