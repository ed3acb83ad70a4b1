r"""QQ talk copied from a chat window into a text, as people and police paste it.

Three looks, which may mix: `NICK 2/14/2020 9:16:13 PM` (desktop, older days), `NICK 9:59:54 PM` (desktop, that day) and
`NICK  23:50:12` below a row with the day, `— —  2020-2-21  — —` (phone). The words follow on the next lines.

**Source:** formats.md 5.1 (copied-from-window variants, from public readers).

Limits: a clock time alone gets the day of the last row that says one, or the day given with the exhibit, and else no
time at all: the day of an earlier message is not taken over. A line of talk that ends with a clock time of hours,
minutes and seconds, behind one word or more, can't be told from a header. Nobody has an id unless it was copied along.
"""

import re
from collections.abc import Iterator
from datetime import date

import polars as pl

from sources.clock_text import HALF_PATTERN, DateSurvey, DayOrder, full_year, hour_of_day, moment, to_utc
from sources.errors import UnreadableExhibit
from sources.qq.people import PLATFORM
from sources.qq.printed import PrintedPeople
from sources.qq.survey import Conversation, Section, add_threads, conversations_of
from sources.qq.writing import Writing
from sources.reading import head_text
from sources.record import BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.sightings import Sightings
from sources.text_blocks import line_blocks, records, text_blocks, text_encoding

_DATE = r"(?P<a>[0-9]{1,4})[-/.](?P<b>[0-9]{1,2})[-/.](?P<c>[0-9]{1,4})"
_CLOCK = (
    rf"(?P<before>{HALF_PATTERN})? ?(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}}):(?P<second>[0-9]{{2}})"
    rf"(?: ?(?P<after>{HALF_PATTERN}))?"
)
# A nickname is not empty and doesn't begin as time stamps of other programs do; one space, on phones two, part it from
# the time.
_HEADER = rf"^(?P<sender>[^ \t\r\[—-][^\t\r]*?)  ?(?:{_DATE} +)?{_CLOCK} *$"
_TIME_ALONE = rf"^{_DATE} +{_CLOCK} *$"
_DAY_ROW = r"^ *[—－─-][—－─ -]* ([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日? [—－─ -]*[—－─-] *$"
_UNNAMED = r"\(\?P<\w+>"
_ANY_HALF = f"(?:{HALF_PATTERN})"
_COUNTED = re.compile(
    rf"^(?!{re.sub(_UNNAMED, '(?:', _TIME_ALONE[1:-1])}\r?$)(?=[^ \t\r\[—-])"
    rf"[^\t\r\n]+? (?:{_ANY_HALF})? ?[0-9]{{1,2}}:[0-9]{{2}}:[0-9]{{2}}(?: ?{_ANY_HALF})? *\r?$",
    re.MULTILINE,
)
_HEADER_LINE, _TIME_LINE, _DAY_LINE = (re.compile(pattern) for pattern in (_HEADER, _TIME_ALONE, _DAY_ROW))
_SNIFFED_LINES = 400
# Headers among the lines of a talk, and headers with words behind them, at least.
_LEAST_SHARE, _LEAST_SPOKEN = 0.15, 0.6


def sniff(head: Head) -> float:
    """Headers with words below them from the first line on; surer with days, never as sure as a format with a title."""
    text = head_text(head.first_bytes)
    if text is None:
        return 0.0
    lines = [line.rstrip("\r") for line in text.lstrip("\ufeff").split("\n")[:_SNIFFED_LINES]]
    lines = [line for line in lines if line.strip()]
    if not lines or not (_is_header(lines[0]) or _DAY_LINE.match(lines[0])):
        return 0.0
    headers = [index for index, line in enumerate(lines) if _is_header(line)]
    spoken = [index for index in headers if index + 1 < len(lines) and not _is_header(lines[index + 1])]
    if not spoken or len(spoken) < _LEAST_SPOKEN * len(headers) or len(headers) < _LEAST_SHARE * len(lines):
        return 0.0
    if any(_DAY_LINE.match(line) for line in lines):
        return 0.85
    dated = sum((found := _HEADER_LINE.match(lines[index])) is not None and found["a"] is not None for index in spoken)
    return 0.6 if dated >= 2 else 0.45 if len(spoken) >= 2 else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Look over the whole text for people and the order of day and month, then read it.

    Raises:
        UnreadableExhibit: When no line looks like a header.
    """
    encoding, is_cut = text_encoding(exhibit.file)
    builder = BatchBuilder(exhibit.exhibit_id)
    conversations, order = _survey(exhibit, encoding)
    if not conversations[0].native_ids:
        if any(block.strip("\ufeff \r\n") for block in text_blocks(exhibit.file, encoding)):
            raise UnreadableExhibit("no line looks like name and time of a QQ window; add the text as what it is")
        yield EndOfExhibit("empty", "the text is empty; look whether the original is empty, too")
        return
    writing = Writing(PrintedPeople(conversations, exhibit.owners.get(PLATFORM)), Sightings("line"))
    has_orphan = False
    for found in records(_lines(exhibit, encoding), pl.col("start"), keep=["day"]):
        orphans = found.filter("is_orphan")
        if orphans.height and _words(orphans).strip():
            has_orphan = True
            builder.reject(f"line:{orphans['line'][0]}", "text before the first line with name and time")
        _add(found.filter(~pl.col("is_orphan")), exhibit, (conversations[0], order), writing, builder)
        yield builder.take()
    add_threads(conversations, {0}, builder)
    writing.sightings.write(builder)
    yield builder.take()
    if is_cut:
        yield EndOfExhibit("partial", "the file ends inside a character; ask for the complete text")
    elif has_orphan:
        yield EndOfExhibit("partial", "words stand before the first message; ask whether the start is missing")
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Count lines that end with a clock time behind other signs; words before the first are one record."""
    encoding, _ = text_encoding(exhibit.file)
    total, before_first = 0, ""
    for block in text_blocks(exhibit.file, encoding):
        text = block.removeprefix("\ufeff")
        if not total:
            found = _COUNTED.search(text)
            before_first += text[: found.start() if found else None]
        total += sum(1 for _ in _COUNTED.finditer(text))
    words = [line for line in before_first.split("\n") if _day_in(line.rstrip("\r")) is None]
    return total + bool("".join(words).strip())


FORMAT = SourceFormat(
    name="qq_pasted_text",
    version=1,
    meaning="QQ talk copied from a chat window into a text.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="QQ",
        made_by="people who copy a QQ chat window of desktop or phone into a text file",
        gives="messages with names, and times where the text says the day",
        certainty="third-party reader",
        omits="days that the copy doesn't say: such times are kept as written, without a date",
    ),
)


def _is_header(line: str) -> bool:
    return _HEADER_LINE.match(line) is not None and _TIME_LINE.match(line) is None


def _words(orphans: pl.DataFrame) -> str:
    return "\n".join((orphans["head"][0], orphans["rest"][0] or ""))


def _day_in(line: str) -> date | None:
    """The day that a row of dashes says, None where it is no such row or no such day."""
    found = _DAY_LINE.match(line)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _lines(exhibit: Exhibit, encoding: str) -> Iterator[pl.DataFrame]:
    """Lines without the rows that say a day; `start` where a record begins, `day` the last day said."""
    day: date | None = exhibit.day
    text = pl.col("text")
    for block in line_blocks(exhibit.file, encoding):
        # Patterns are tried only on lines that can match.
        timed = block.select("text").with_row_index("index").filter(text.str.contains(":", literal=True))
        timed = timed.filter(text.str.contains(_HEADER) & ~text.str.contains(_TIME_ALONE))
        start = pl.repeat(False, block.height, eager=True, dtype=pl.Boolean).alias("start")
        lines = block.with_columns(start.scatter(timed["index"], True) if timed.height else start)
        rows = block.filter(text.str.head(1).is_in(list(" —－─-"))).filter(text.str.contains(_DAY_ROW))
        rows = rows.select("line", said=text)
        said = {line: found for line, written in rows.iter_rows() if (found := _day_in(written)) is not None}
        if not said:
            yield lines.with_columns(day=pl.lit(day, pl.Date))
            continue
        days = pl.DataFrame({"line": list(said), "day": list(said.values())}, schema={"line": pl.Int64, "day": pl.Date})
        lines = lines.join(days, on="line", how="left", maintain_order="left")
        lines = lines.with_columns(
            is_day=pl.col("day").is_not_null(), day=pl.col("day").forward_fill().fill_null(pl.lit(day, pl.Date))
        )
        day = lines["day"][-1]
        yield lines.filter(~pl.col("is_day")).drop("is_day")


def _survey(exhibit: Exhibit, encoding: str) -> tuple[list[Conversation], DayOrder]:
    """The one conversation, and where day and month stand in its dates."""
    dates = DateSurvey()
    printed: set[str] = set()
    for lines in _lines(exhibit, encoding):
        heads = _parted(lines.filter("start").rename({"text": "head"}))
        printed.update(heads["sender"].unique().to_list())
        seconds = (pl.col("hour") * 60 + pl.col("minute")) * 60 + pl.col("second")
        year_last = heads.filter(pl.col("a").is_not_null() & (pl.col("a") < 1000))
        dates.add(year_last.select("a", "b", "c", minute=seconds))
    return conversations_of([Section(1, None, None)], {0: printed}, exhibit), dates.decide()


def _parted(heads: pl.DataFrame) -> pl.DataFrame:
    """Header lines (`head`) in parts: sender, date parts a, b, c (null where there is none), hour, minute, second."""
    parted = heads.with_columns(pl.col("head").str.extract_groups(_HEADER).alias("parts")).unnest("parts")
    whole = {name: pl.col(name).cast(pl.Int64) for name in ("a", "b", "c", "hour", "minute", "second")}
    hour = hour_of_day(whole["hour"], pl.coalesce("before", "after"))
    return parted.with_columns(**(whole | {"hour": hour})).drop("before", "after")


def _add(
    found: pl.DataFrame,
    exhibit: Exhibit,
    talk: tuple[Conversation, DayOrder],
    writing: Writing,
    builder: BatchBuilder,
) -> None:
    """Add the records of one stretch."""
    if not found.height:
        return
    conversation, order = talk
    zone, basis = exhibit.zone(PLATFORM)
    clock = (pl.col("hour"), pl.col("minute"), pl.col("second"))
    is_clock = (pl.col("hour") < 24) & (pl.col("minute") < 60) & (pl.col("second") < 60)
    is_dated, year_first = pl.col("a").is_not_null(), pl.col("a") >= 1000
    places = {"dmy": ("c", "b", "a"), "mdy": ("c", "a", "b"), "ymd": ("a", "b", "c")}[order.order]
    year, month, day = (pl.col(name) for name in places)
    dated = (
        pl.when(year_first)
        .then(moment(pl.col("a"), pl.col("b"), pl.col("c"), clock))
        .otherwise(moment(full_year(year), month, day, clock))
    )
    undated = moment(pl.col("day").dt.year(), pl.col("day").dt.month(), pl.col("day").dt.day(), clock)
    is_ambiguous = is_dated & ~year_first & pl.lit(not order.is_known)
    rows = _parted(found).with_columns(
        local=pl.when(is_ambiguous).then(None).when(is_dated).then(dated).otherwise(undated),
        is_ambiguous=is_ambiguous,
        is_sound=is_clock & (~is_dated | is_ambiguous | dated.is_not_null()),
    )
    for line in rows.filter(~pl.col("is_sound"))["line"]:
        builder.reject(f"line:{line}", "the date or time of the header does not exist")
    writing.add(
        rows.filter("is_sound").select(
            "sender",
            place="line",
            locator=pl.format("line:{}", "line"),
            conversation=pl.lit(0),
            thread_id=pl.lit(conversation.thread_id),
            text=pl.col("rest").fill_null("").str.strip_chars("\r\n"),
            sent_at=to_utc(pl.col("local"), zone),
            sent_at_raw=pl.col("head").str.slice(pl.col("sender").str.len_chars()).str.strip_chars(),
            time_basis=pl.when("is_ambiguous")
            .then(pl.lit("ambiguous"))
            .when(pl.col("local").is_null())
            .then(pl.lit("none"))
            .otherwise(pl.lit(basis)),
        ),
        builder,
    )
