r"""QQ message-manager export as .mht: one HTML table with the talk, pictures behind it.

A row holds a heading (消息分组, 消息对象), a day (`日期: 2012/4/11`), or a message: name with id and clock time, then
the words. Pictures come as parts of their own, named by Content-Location; they stay in the exhibit, and a missing one
is nothing special.

**Source:** formats.md 5.2; public readers and writers of such exports, which quote whole rows (QQ 2009 to 9.7).

Locators: `line:N` is the line of the file on which a row begins; `line:N#K` the K-th row that begins there, for exports
without line breaks.

Limits: a picture stands in the words as [图片], as in QQ's own text export; fonts and colours are dropped.
"""

import html
import re
from collections import defaultdict

import polars as pl

from sources.clock_text import HALF_PATTERN, DateSurvey, DayOrder, believable, full_year, hour_of_day, moment, to_utc
from sources.errors import UnreadableExhibit
from sources.qq.mht_rows import MhtTable
from sources.qq.mht_walk import BLANKS, CLOCK_CELL, OWN_HEADINGS, PLACE_BITS, TAG, MhtWalk, locator, plain_words, walked
from sources.qq.people import PLATFORM
from sources.qq.printed import PrintedPeople
from sources.qq.survey import Conversation, add_threads, conversations_of
from sources.qq.writing import Writing
from sources.record import BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.sightings import Sightings

_SAVED_BY = b"Save by Tencent MsgMgr"
_CLOCK_CELL = re.compile(CLOCK_CELL)
_PARTS = (
    rf"^(?P<before>{HALF_PATTERN})? ?(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}}):(?P<second>[0-9]{{2}})"
    rf"(?: ?(?P<after>{HALF_PATTERN}))?$"
)


def sniff(head: Head) -> float:
    """Sure by the name that the message manager signs with; else by its headings inside a MIME part of HTML."""
    start = head.first_bytes
    if _SAVED_BY in start[:1024]:
        return 0.97
    is_related = b"multipart/related" in start[:4096].lower()
    return 0.9 if is_related and "消息对象".encode() in start and b"<title>QQ Message" in start else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Look over the table for people, conversations and the order of day and month, then read it.

    Raises:
        UnreadableExhibit: When the file has no HTML part, or a table without any message or heading.
    """
    if not exhibit.file.stat().st_size:
        yield EndOfExhibit("empty", "the file holds no bytes; look whether the original is empty, too")
        return
    conversations, order, is_any = _survey(exhibit)
    if not any(talk.native_ids for talk in conversations):
        if not is_any:
            raise UnreadableExhibit("the table holds no row of a QQ export; add the file as what it is")
        yield EndOfExhibit("empty", "the export holds no message; ask for a new one if some were expected")
        return
    builder, table = BatchBuilder(exhibit.exhibit_id), MhtTable(exhibit.file)
    writing = Writing(PrintedPeople(conversations, exhibit.owners.get(PLATFORM)), Sightings("line", locator))
    seen: set[int] = set()
    for rows in walked(table, MhtWalk()):
        _add(rows, (conversations, order), exhibit, writing, builder)
        seen.update(rows.filter(pl.col("is_message"))["section"].unique().to_list())
        yield builder.take()
    add_threads(conversations, seen, builder)
    writing.sightings.write(builder)
    yield builder.take()
    yield _end(table)


def count(exhibit: Exhibit) -> int:
    """Count rows whose words, without tags, are something else than a heading or a day."""
    if not exhibit.file.stat().st_size:
        return 0
    total, table = 0, MhtTable(exhibit.file)
    for stretch in table:
        for row in stretch.rows:
            total += _is_record(row, table.charset)
    return total


FORMAT = SourceFormat(
    name="qq_mht",
    version=1,
    meaning="Web archive export (.mht) of the message manager of QQ for Windows.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="QQ",
        made_by="QQ and TIM for Windows before the NT client, message manager, export as .mht",
        gives="messages of all conversations in the file, senders by number or mail address, names as shown, level "
        "titles, who joined, left or was invited, recalls",
        certainty="third-party reader",
        omits="the pictures, which stay in the exhibit; fonts and colours",
    ),
)


def _is_record(row: bytes, charset: str) -> bool:
    """Whether a row has a clock time or words that are no heading of the export's own; one that is no text counts."""
    try:
        text = row.decode(charset)
    except UnicodeDecodeError:
        return True
    words = re.sub(TAG, "", text).replace("&nbsp;", " ").strip(BLANKS)
    return bool(words) and (not words.startswith(OWN_HEADINGS) or _CLOCK_CELL.search(text) is not None)


def _survey(exhibit: Exhibit) -> tuple[list[Conversation], DayOrder, bool]:
    """Conversations, the order of day and month, and whether any row was of a QQ export."""
    walk = MhtWalk()
    printed: dict[int, set[str]] = defaultdict(set)
    dates, is_any = DateSurvey(), False
    for rows in walked(MhtTable(exhibit.file), walk):
        found = rows.filter("is_message")
        for section, sender in found.select("section", "sender").unique().iter_rows():
            printed[section].add(plain_words(sender))
        dates.add(_year_last(found))
        is_any = is_any or bool(rows.height)
    is_any = is_any or len(walk.sections) > 1 or walk.day is not None
    return conversations_of(walk.sections, printed, exhibit), dates.decide(), is_any


def _add(
    rows: pl.DataFrame,
    known: tuple[list[Conversation], DayOrder],
    exhibit: Exhibit,
    writing: Writing,
    builder: BatchBuilder,
) -> None:
    """Add the messages of one stretch; reject rows of no known look and impossible times."""
    if not rows.height:
        return
    for place, is_text in rows.filter(~pl.col("is_message")).select("place", "is_text").iter_rows():
        why = "a row of no known look" if is_text else "the row is no text in the character set of its part"
        builder.reject(locator(place), why)
    conversations, order = known
    timed = _timed(rows.filter("is_message"), order, exhibit)
    for place in timed.filter(~pl.col("is_sound"))["place"]:
        builder.reject(locator(place), "the day or time of the row does not exist")
    sound = timed.filter("is_sound")
    threads = pl.Series([talk.thread_id for talk in conversations], dtype=pl.String)
    senders = sound["sender"].unique().to_list()
    shown = pl.col("sender").replace_strict(
        senders, [plain_words(sender) for sender in senders], return_dtype=pl.String
    )
    on_line = pl.col("place") & ((1 << PLACE_BITS) - 1)
    line = pl.format("line:{}", pl.col("place") // (1 << PLACE_BITS))
    writing.add(
        sound.select(
            "place",
            "sent_at",
            "sent_at_raw",
            "time_basis",
            locator=pl.when(on_line == 0).then(line).otherwise(pl.format("{}#{}", line, on_line + 1)),
            sender=shown,
            conversation="section",
            thread_id=threads.gather(sound["section"]),
            text=_words(sound["body"]),
        ),
        builder,
    )


def _year_last(rows: pl.DataFrame) -> pl.DataFrame:
    """Parts of the days that don't begin with the year, in the columns that a survey of dates wants."""
    days = rows.filter(~pl.col("day").str.contains("^[0-9]{4}").fill_null(True))
    parts = pl.col("day").str.extract_groups(r"^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{1,4})$")
    clock = pl.col("clock").str.extract_groups(r"([0-9]{1,2}):([0-9]{2}):")
    hour, minute = (clock.struct.field(name).cast(pl.Int64) for name in ("1", "2"))
    return days.select(
        *(parts.struct.field(str(number)).cast(pl.Int64).alias(name) for number, name in enumerate("abc", 1)),
        minute=hour * 60 + minute,
    )


def _timed(rows: pl.DataFrame, order: DayOrder, exhibit: Exhibit) -> pl.DataFrame:
    """Rows with sent_at, sent_at_raw, time_basis and is_sound; a row above any day has a clock time only."""
    zone, basis = exhibit.zone(PLATFORM)
    has_day = pl.col("day").is_not_null()
    written = pl.format("{} {}", pl.col("day").str.replace_all("[-.]", "/"), "clock")
    # Nearly all are plain; the parser of times takes a 60th second.
    quick = believable(written.str.to_datetime("%Y/%m/%d %H:%M:%S", strict=False, time_unit="us"))
    is_quick = pl.col("day").str.contains("^[0-9]{4}") & ~pl.col("clock").str.ends_with(":60")
    rows = rows.with_columns(
        local=pl.when(is_quick).then(quick),
        is_sound=pl.lit(True),
        is_open=pl.lit(False),
        sent_at_raw=pl.when(has_day).then(pl.format("{} {}", "day", "clock")).otherwise("clock"),
    )
    rest = rows.with_row_index("index").filter(pl.col("local").is_null())
    if rest.height:
        slow = _by_parts(rest, order)
        rows = rows.with_columns(
            rows[name].scatter(rest["index"], slow[name]) for name in ("local", "is_sound", "is_open")
        )
    return rows.with_columns(
        sent_at=to_utc(pl.when(~pl.col("is_open")).then("local"), zone),
        time_basis=pl.when("is_open")
        .then(pl.lit("ambiguous"))
        .when(~has_day)
        .then(pl.lit("none"))
        .otherwise(pl.lit(basis)),
    )


def _by_parts(rows: pl.DataFrame, order: DayOrder) -> pl.DataFrame:
    """Local time, whether day and clock exist, and whether day and month can't be told apart."""
    days = pl.col("day").str.replace_all("[-.]", "/").str.split_exact("/", 2).struct.rename_fields(["a", "b", "c"])
    parted = rows.select("day", days=days, parts=pl.col("clock").str.extract_groups(_PARTS)).unnest("days", "parts")
    whole = {name: pl.col(name).cast(pl.Int64) for name in ("a", "b", "c", "hour", "minute", "second")}
    hour = hour_of_day(whole["hour"], pl.coalesce("before", "after"))
    clock = (hour, whole["minute"], whole["second"])
    year_first = pl.col("a").str.len_bytes() == 4
    year, month, day = (
        whole[name] for name in {"dmy": ("c", "b", "a"), "mdy": ("c", "a", "b"), "ymd": ("a", "b", "c")}[order.order]
    )
    local = (
        pl.when(year_first)
        .then(moment(whole["a"], whole["b"], whole["c"], clock))
        .otherwise(moment(full_year(year), month, day, clock))
    )
    has_day = pl.col("day").is_not_null()
    is_clock = (hour < 24) & (whole["minute"] < 60) & (whole["second"] < 60)
    return parted.select(
        local=local,
        is_sound=(is_clock & (~has_day | local.is_not_null())).fill_null(False),
        is_open=(has_day & ~year_first & pl.lit(not order.is_known)).fill_null(False),
    )


def _words(bodies: pl.Series) -> pl.Series:
    """The words of message bodies."""
    lines = bodies.str.contains_any(["<br", "</div><div", "</div>\r", "</div>\n"], ascii_case_insensitive=True)
    bodies = _changed(bodies, lines, r"(?i)<br\s*/?>|</div>\s*<div[^>]*>", "\n")
    pictures = bodies.str.contains_any(["<img"], ascii_case_insensitive=True)
    text = _changed(bodies, pictures, r"(?i)<img[^>]*>", "[图片]").str.replace_all(TAG, "")
    escaped = text.str.contains("&", literal=True).arg_true()
    if len(escaped):
        plain = [html.unescape(words.replace("&nbsp;", " ")) for words in text.gather(escaped)]
        text = text.scatter(escaped, plain)
    return text.str.strip_chars("\r\n")


def _changed(texts: pl.Series, where: pl.Series, pattern: str, by: str) -> pl.Series:
    """Texts with a pattern replaced in those that can hold it."""
    places = where.arg_true()
    return texts.scatter(places, texts.gather(places).str.replace_all(pattern, by)) if len(places) else texts


def _end(table: MhtTable) -> EndOfExhibit:
    if table.is_cut_row:
        return EndOfExhibit("partial", "the file ends inside a message; ask for the complete export")
    if not table.is_closed:
        return EndOfExhibit("partial", "the file ends before the table's last line; ask for the complete export")
    return EndOfExhibit("read")
