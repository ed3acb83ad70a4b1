"""Signal chats as text: `[YYYY-MM-DD, HH:MM] NAME: BODY`, and signal-export's `chat.md` with seconds.

Further lines belong to the message. Reactions `(- NAME: 👍 -)` stay in the words. `Me` is the owner; no ids at all.

**Source:** a text file of this form opened; signal-export's own source (models.py); formats.md 6.
"""

import re
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

import polars as pl

from sources.clock_text import believable, to_utc
from sources.reading import head_text
from sources.record import Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.signal.named_chat import NamedChat
from sources.text_blocks import line_blocks, records, text_encoding

_TIME = r"\[(\d{4}-\d{2}-\d{2}),? (\d{2}:\d{2}(?::\d{2})?)\] "
_HEADER = rf"^\ufeff?{_TIME}([^\n:]{{1,120}}?): ?(.*)$"
# The same without its parts: all that is asked of most lines.
_START = r"^\ufeff?\[\d{4}-\d{2}-\d{2},? \d{2}:\d{2}(?::\d{2})?\] [^\n:]{1,120}:"
_HEAD = re.compile(_HEADER, re.MULTILINE)
_DELETED = "(This message was deleted)"
_MEDIA = r"^!?\[[^\]]*\]\(\./[^)]*\)\s*$"


def sniff(head: Head) -> float:
    """Sure when the first line is a header of this form; the date in brackets is ISO, which WhatsApp never writes."""
    text = head_text(head.first_bytes)
    return 0.7 if text is not None and _HEAD.match(text.lstrip("\r\n ")) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read one chat in blocks of lines."""
    encoding, is_cut = text_encoding(exhibit.file)
    place = PurePosixPath(exhibit.path)
    chat = NamedChat(exhibit, place.parent.name if place.stem == "chat" else place.stem)
    zone, basis = exhibit.zone("signal")
    total = 0
    is_start = pl.col("text").str.starts_with("[") | pl.col("text").str.starts_with("\ufeff[")
    for found in records(line_blocks(exhibit.file, encoding), is_start & pl.col("text").str.contains(_START)):
        orphan = pl.concat_str("head", "rest", ignore_nulls=True).str.strip_chars("\ufeff \t\r\n")
        for line in found.filter(pl.col("is_orphan") & (orphan != ""))["line"]:
            chat.rows.builder.reject(f"line:{line}", "lines before the first message")
        whole = found.filter(~pl.col("is_orphan"))
        total += whole.height
        chat.take(_frame(whole, zone, basis))
        yield chat.rows.builder.take()
    if not total:
        yield EndOfExhibit("empty", "the file holds no message; look whether the original does")
        return
    chat.finish()
    yield chat.rows.builder.take()
    cut = EndOfExhibit("partial", "the file ends inside a character; ask for the complete export")
    yield cut if is_cut else EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Lines that begin with a bracketed date and a name, and text before the first of them."""
    encoding, _ = text_encoding(exhibit.file)
    total, has_orphans = 0, False
    with exhibit.file.open("r", encoding=encoding, newline="\n", errors="ignore") as stream:
        for line in stream:
            if line.lstrip("\ufeff").startswith("[") and _HEAD.match(line.rstrip("\n").removesuffix("\r")):
                total += 1
            elif not total and line.strip("\ufeff \t\r\n"):
                has_orphans = True
    return total + has_orphans


def _frame(whole: pl.DataFrame, zone: ZoneInfo, basis: str) -> pl.DataFrame:
    # A header is `[TIME] NAME: BODY`: split at its signs, which costs a tenth of matching its parts.
    head = pl.col("head").str.strip_prefix("\ufeff").str.splitn("] ", 2)
    said = head.struct.field("field_1").str.splitn(":", 2)
    raw = head.struct.field("field_0").str.strip_prefix("[").str.replace(",", "", literal=True)
    minutes = raw.str.pad_end(19, "x").str.replace("xxx", ":00", literal=True)
    local = believable(minutes.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us"))
    first = said.struct.field("field_1").fill_null("").str.strip_prefix(" ")
    text = pl.concat_str([first, pl.col("rest")], separator="\n", ignore_nulls=True).str.strip_chars_end()
    return (
        whole.lazy()
        .select(
            locator=pl.format("line:{}", "line"),
            sender_name=said.struct.field("field_0").str.strip_chars(),
            sent_at=to_utc(local, zone),
            sent_at_raw=raw,
            time_basis=pl.when(local.is_not_null()).then(pl.lit(basis)).otherwise(pl.lit("none")),
            text=text,
        )
        .with_columns(
            kind=pl.when(pl.col("text").str.contains(_MEDIA)).then(pl.lit("media")).otherwise(pl.lit("text")),
            is_deleted=pl.col("text") == _DELETED,
        )
        .collect()
    )


FORMAT = SourceFormat(
    name="signal_text",
    version=1,
    meaning="A Signal chat as text with bracketed ISO times, or signal-export's chat.md.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Signal",
        made_by="Signal text exports `[YYYY-MM-DD, HH:MM] NAME: BODY`, signal-export's `CHAT/chat.md`",
        gives="messages, names as the owner's Signal shows them",
        certainty="real file",
        omits="no account ids stand in such files; reactions and quotes stay in the words",
    ),
)
