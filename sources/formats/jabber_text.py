r"""Jabber talk as text logs: `[dd.mm.yy HH:MM:SS] NICK:<TAB><TAB>WORDS`, further lines belong to the message.

Senders are nicknames or addresses with a resource. A line without a name and tabs is a system line. The file's name
says whose talk or which room it is, where it is an address. Where day and month can't be told apart, times are null.

**Source:** formats.md 6, Jabber (b): a real log opened. Its system lines, and logs of rooms, are known by their wording
only.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

import polars as pl

from sources.clock_text import DateSurvey, DayOrder, believable, full_year, moment, to_utc
from sources.errors import UnreadableExhibit
from sources.jabber.talk import PLATFORM, Talk, address_in, address_of_path, is_room
from sources.reading import head_text
from sources.record import Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.text_blocks import line_blocks, records, text_blocks, text_encoding

_TIME = r"([0-9]{1,4})([./-])([0-9]{1,2})[./-]([0-9]{1,4}),? ([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?"
_HEADER = rf"^\ufeff?\[{_TIME}\] ?"
_SPOKEN = re.compile(rf"{_HEADER}[^\t\r\n]{{1,120}}:\t")
_ANY = re.compile(_HEADER)
_COUNTED = re.compile(
    r"^\ufeff?\[[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4},? [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?\]", re.MULTILINE
)
_SNIFFED_LINES = 300
_LEAST_SPOKEN = 0.5
_QUICK = {"dmy": ("%d.%m.%y %H:%M:%S", "%d.%m.%Y %H:%M:%S"), "ymd": ("%Y-%m-%d %H:%M:%S", "%Y.%m.%d %H:%M:%S")}
_DATE_PARTS = {"dmy": ("c", "b", "a"), "mdy": ("c", "a", "b"), "ymd": ("a", "b", "c")}
_PARTS = ("a", "separator", "b", "c", "hour", "minute", "second")


def sniff(head: Head) -> float:
    """Certain when the first line begins with a time in brackets and most such lines part name and words by tabs."""
    text = head_text(head.first_bytes)
    if text is None or ":\t" not in text:
        return 0.0
    lines = [line for line in text.lstrip("\ufeff").split("\n")[:_SNIFFED_LINES] if line.strip("\r \t")]
    if not lines or _ANY.match(lines[0]) is None:
        return 0.0
    headers = [line for line in lines if _ANY.match(line)]
    spoken = sum(_SPOKEN.match(line) is not None for line in headers)
    return 0.93 if spoken >= _LEAST_SPOKEN * len(headers) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read a log in blocks of lines.

    Raises:
        UnreadableExhibit: When no line begins with a time in brackets.
    """
    encoding, is_cut = text_encoding(exhibit.file)
    talk = _talk_of(exhibit)
    order = _surveyed(exhibit, encoding, talk)
    zone, basis = exhibit.zone(PLATFORM)
    total = rejected = 0
    for found in _records(exhibit, encoding):
        orphan = pl.concat_str("head", "rest", separator="\n", ignore_nulls=True).str.strip_chars("\ufeff \t\r\n")
        for line in found.filter(pl.col("is_orphan") & (orphan != ""))["line"]:
            talk.rows.builder.reject(f"line:{line}", "lines before the first message")
            rejected += 1
        whole = found.filter(~pl.col("is_orphan"))
        total += whole.height
        talk.add(_messages(whole, order, zone, basis))
        if total:
            yield talk.rows.builder.take()
    if not total:
        if rejected:
            raise UnreadableExhibit(f"{exhibit.path} holds no line with a time in brackets; add it as what it is")
        yield EndOfExhibit("empty", "the file holds no message; look whether the original does")
        return
    talk.finish()
    yield talk.rows.builder.take()
    cut = EndOfExhibit("partial", "the file ends inside a character; ask for the complete log")
    yield cut if is_cut else EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Lines that begin with a time in brackets, found by a pattern on blocks of text, and text before the first."""
    encoding, _ = text_encoding(exhibit.file)
    total, has_orphans = 0, False
    for block in text_blocks(exhibit.file, encoding):
        found = _COUNTED.search(block)
        before = block if found is None else block[: found.start()]
        has_orphans = has_orphans or (not total and before.strip("\ufeff \t\r\n") != "")
        total += len(_COUNTED.findall(block))
    return total + has_orphans


def _talk_of(exhibit: Exhibit) -> Talk:
    peer, is_chat = address_of_path(PurePosixPath(exhibit.path).name)
    owner = address_in(exhibit.owners.get(PLATFORM, ""))
    return Talk(
        exhibit,
        peer,
        None if owner is None else owner[0],
        is_room=peer is not None and (is_chat or is_room(peer)),
        title=PurePosixPath(exhibit.path).stem,
    )


def _records(exhibit: Exhibit, encoding: str) -> Iterator[pl.DataFrame]:
    begins = pl.col("text").str.starts_with("[") | pl.col("text").str.starts_with("\ufeff[")
    return records(line_blocks(exhibit.file, encoding), begins & pl.col("text").str.contains(_HEADER))


def _surveyed(exhibit: Exhibit, encoding: str, talk: Talk) -> DayOrder:
    """The order of day and month; the whole file is looked over only where that or the people need it."""
    dates = DateSurvey()
    names: set[str] = set()
    for block in line_blocks(exhibit.file, encoding):
        is_near = pl.col("text").str.starts_with("[") | pl.col("text").str.starts_with("\ufeff[")
        heads = block.filter(is_near & pl.col("text").str.contains(_HEADER))["text"]
        if not len(heads):
            continue
        if not dates.date_count:
            first = _parts(heads.head(1)).row(0, named=True)
            dates.is_year_first, dates.is_dotted = len(first["a"]) > 2, first["separator"] == "."
            if not talk.needs_names and (dates.is_year_first or dates.is_dotted):
                return DayOrder("ymd" if dates.is_year_first else "dmy", is_known=True)
        parts = _parts(heads).select(pl.col("a", "b", "c", "hour", "minute", "second").cast(pl.Int64))
        second_of_day = (pl.col("hour") * 60 + pl.col("minute")) * 60 + pl.col("second").fill_null(0)
        dates.add(parts.select("a", "b", "c", second_of_day.alias("minute")))
        names.update(_split(heads)["sender_name"].drop_nulls().unique())
    talk.know_names(names)
    return dates.decide()


def _parts(heads: pl.Series) -> pl.DataFrame:
    groups = heads.str.extract_groups(_HEADER).struct.rename_fields(list(_PARTS))
    return groups.struct.unnest()


def _split(heads: pl.Series) -> pl.DataFrame:
    """Time, sender and words of first lines. **Columns:** sent_at_raw, sender_name (null without tabs), words."""
    halves = heads.str.splitn("]", 2).struct.rename_fields(["time", "rest"]).struct.unnest()
    said = halves["rest"].str.strip_prefix(" ").str.splitn(":\t", 2).struct.rename_fields(["name", "words"])
    return pl.concat([halves, said.struct.unnest()], how="horizontal").select(
        sent_at_raw=pl.col("time").str.strip_prefix("\ufeff").str.strip_prefix("["),
        sender_name=pl.when(pl.col("words").is_not_null() & ~pl.col("name").str.contains("\t", literal=True)).then(
            pl.col("name").str.strip_chars()
        ),
        words=pl.coalesce(
            pl.when(~pl.col("name").str.contains("\t", literal=True)).then(pl.col("words").str.strip_chars_start("\t")),
            pl.col("rest").str.strip_prefix(" "),
        ),
    )


def _messages(found: pl.DataFrame, order: DayOrder, zone: ZoneInfo, basis: str) -> pl.DataFrame:
    split = pl.concat([found.select("line", "rest"), _split(found["head"])], how="horizontal")
    local = _local(split["sent_at_raw"], found["head"], order.order)
    text = pl.concat_str("words", "rest", separator="\n", ignore_nulls=True).str.strip_chars_end()
    is_spoken = (pl.col("sender_name") != "").fill_null(value=False)
    is_action = is_spoken & text.str.starts_with("/me ")
    timed = split.with_columns(
        sent_at=to_utc(pl.lit(local), zone) if order.is_known else pl.lit(None, pl.Datetime("us"))
    )
    no_time = "none" if order.is_known else "ambiguous"
    return timed.select(
        "sent_at",
        "sent_at_raw",
        locator=pl.format("line:{}", "line"),
        sender_name=pl.when(is_spoken).then("sender_name"),
        time_basis=pl.when(pl.col("sent_at").is_not_null()).then(pl.lit(basis)).otherwise(pl.lit(no_time)),
        text=pl.when(is_action).then(text.str.strip_prefix("/me ")).otherwise(text),
        kind=pl.when(is_action).then(pl.lit("action")).when(is_spoken).then(pl.lit("text")).otherwise(pl.lit("system")),
    )


def _local(written: pl.Series, heads: pl.Series, order: str) -> pl.Series:
    """Local times; a column in one of the usual ways to write them is read at once."""
    for pattern in _QUICK.get(order, ()):
        quick = written.str.to_datetime(pattern, strict=False, time_unit="us", cache=False)
        if not quick.null_count():
            return quick.to_frame("t").select(believable(pl.col("t")))["t"]
    year, month, day = _DATE_PARTS[order]
    parts = _parts(heads).select(pl.col("a", "b", "c", "hour", "minute", "second").cast(pl.Int64))
    clock = (pl.col("hour"), pl.col("minute"), pl.col("second").fill_null(0))
    return parts.select(t=moment(full_year(pl.col(year)), pl.col(month), pl.col(day), clock))["t"]


FORMAT = SourceFormat(
    name="jabber_text",
    version=1,
    meaning="A Jabber talk as a text log with times in brackets and tabs before the words.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Jabber",
        made_by="text logs `[dd.mm.yy HH:MM:SS] NICK:` with tabs before the words",
        gives="messages of several lines, nicknames and addresses, joins, leaves and renames in English and Russian",
        certainty="real file",
        omits="resources of addresses; the wording of system lines is not confirmed by a file",
    ),
)
