"""A walk over the rows of a QQ .mht export: which are messages, and in which conversation and on which day they stand.

Source: formats.md 5.2; rows as public readers and writers of such exports quote them.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from sources.clock_text import HALF_PATTERN
from sources.qq.mht_rows import MhtTable, Rows
from sources.qq.survey import Section

TAG = "<[^>]*>"
BLANKS = " \t\r\n\u00a0\u3000"
# Rows that begin so, and are no messages, are the export's own.
OWN_HEADINGS = ("日期", "消息分组", "消息对象", "消息记录（")
# A place is the line of the file, and in its last bits which of the rows that begin there.
PLACE_BITS = 20
# Where a clock time closes the first cell there is a message, whatever is around it.
CLOCK_CELL = r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:[ \u00a0]?[^\s<>]{1,12})?\s*</div>"
_CLOCK = rf"(?:{HALF_PATTERN})? ?[0-9]{{1,2}}:[0-9]{{2}}:[0-9]{{2}}(?: ?(?:{HALF_PATTERN}))?"
# Name, clock time and words; for rows that aren't written quite as the message manager writes them.
_MESSAGE = (
    r"(?is)^<tr[^>]*>\s*<td[^>]*>\s*<div[^>]*>\s*<div[^>]*>(?P<sender>.*?)</div>\s*"
    rf"(?P<clock>{_CLOCK})\s*</div>(?P<body>.*)$"
)
_DAY = (
    r"(?is)^<tr[^>]*>\s*<td[^>]*>(?:\s*<div[^>]*>)?\s*日期[:：]\s*([0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4})\s*(?:<|$)"
)
_HEADING = r"(?is)^<tr[^>]*>\s*<td[^>]*>(?:\s*<div[^>]*>)?\s*消息(分组|对象)[:：](.*?)(?:</div>\s*)?(?:</td>\s*)?$"
_CELL = ("<tr", "<td", "<div", "<div")


@dataclass
class MhtWalk:
    """Where a walk over the rows stands.

    Attributes:
        sections: Conversations so far; the first stands for rows before any heading.
        category: What the last heading files conversations under.
        day: The last day that a row says, as written.
        last_line: Line of the file on which the last row begins.
        on_line: How many rows before it begin on the same line.
    """

    sections: list[Section] = field(default_factory=lambda: [Section(1, None, None)])
    category: str | None = None
    day: str | None = None
    last_line: int = 0
    on_line: int = 0


def walked(table: MhtTable, walk: MhtWalk) -> Iterator[pl.DataFrame]:
    """The rows that are neither headings nor days nor blank, with the conversation and the day they stand in.

    Columns: place, section, day (as written), is_message, is_text; of messages sender, clock and body (HTML).
    """
    for stretch in table:
        rows = _parted(_framed(stretch, table.charset, walk))
        others = rows.filter(pl.col("sender").is_null())
        words = pl.col("row").str.replace_all(TAG, "").str.replace_all("&nbsp;", " ", literal=True)
        words = words.str.strip_chars(BLANKS)
        is_own = (words == "") | (
            pl.any_horizontal(words.str.starts_with(heading) for heading in OWN_HEADINGS)
            & ~pl.col("row").str.contains(CLOCK_CELL)
        )
        own = others.filter(is_own)["index"]
        marked = _marks(own, rows, walk)
        rows = rows.join_asof(marked, left_on="index", right_on="mark", strategy="backward")
        if len(own):
            rows = rows.filter(~pl.col("index").is_in(own.implode()))
        yield rows.select(
            "place",
            "section",
            "day",
            "sender",
            "clock",
            "body",
            is_message=pl.col("sender").is_not_null(),
            is_text=pl.col("row").is_not_null(),
        )


def plain_words(markup: str) -> str:
    """A name out of HTML."""
    return html.unescape(re.sub(TAG, "", markup).replace("&nbsp;", " ")).strip()


def locator(place: int) -> str:
    """Where a row begins: `line:N`, or `line:N#K` for the K-th row of a line."""
    line, on_line = place >> PLACE_BITS, place & ((1 << PLACE_BITS) - 1)
    return f"line:{line}#{on_line + 1}" if on_line else f"line:{line}"


def _parted(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with sender, clock and body; null where a row is no message.

    The message manager's own rows are split at their tags, which costs a fraction of matching them.
    """
    cells = pl.col("row").str.splitn("</div>", 3).struct.rename_fields(["first", "clock", "body"])
    rows = rows.with_columns(cells=cells).unnest("cells")
    names = ["t0", "t1", "t2", "t3", "sender"]
    rows = rows.with_columns(tags=pl.col("first").str.splitn(">", 5).struct.rename_fields(names)).unnest("tags")
    is_quick = pl.all_horizontal(
        pl.col("body").is_not_null(),
        pl.col("sender").is_not_null(),
        ~pl.col("sender").str.contains(">", literal=True),
        *(pl.col(f"t{number}").str.starts_with(tag) for number, tag in enumerate(_CELL)),
        pl.col("clock").str.len_bytes() < 40,
        pl.col("clock").str.contains(f"^{_CLOCK}$"),
    ).fill_null(False)
    rows = rows.with_columns(pl.when(is_quick).then(name).alias(name) for name in ("sender", "clock", "body"))
    rest = rows.filter(pl.col("sender").is_null() & pl.col("row").str.contains(CLOCK_CELL))
    if rest.height:
        found = rest.select(pl.col("row").str.extract_groups(_MESSAGE).alias("parts")).unnest("parts")
        rows = rows.with_columns(rows[name].scatter(rest["index"], found[name]) for name in ("sender", "clock", "body"))
    return rows.select("index", "row", "place", "sender", "clock", "body")


def _marks(own: pl.Series, rows: pl.DataFrame, walk: MhtWalk) -> pl.DataFrame:
    """Rows of headings and days (`mark`), with the section and day that hold from there on."""
    marks = (
        rows.filter(pl.col("index").is_in(own.implode()))
        .select(
            "index",
            "place",
            day=pl.col("row").str.extract(_DAY, 1),
            heading=pl.col("row").str.extract_groups(_HEADING),
        )
        .filter(pl.col("day").is_not_null() | pl.col("heading").struct.field("1").is_not_null())
    )
    indexes, sections, days = [-1], [len(walk.sections) - 1], [walk.day]
    for index, place, day, heading in marks.iter_rows():
        if day is not None:
            walk.day = day
        elif heading["1"] == "分组":
            walk.category = plain_words(heading["2"])
        else:
            walk.sections.append(Section(place >> PLACE_BITS, walk.category, plain_words(heading["2"])))
        indexes.append(index)
        sections.append(len(walk.sections) - 1)
        days.append(walk.day)
    schema = {"mark": pl.Int64, "section": pl.Int64, "day": pl.String}
    return pl.DataFrame({"mark": indexes, "section": sections, "day": days}, schema=schema).set_sorted("mark")


def _framed(stretch: Rows, charset: str, walk: MhtWalk) -> pl.DataFrame:
    """Rows as text (`row`, null where the bytes are none) with `index` and `place`."""
    places = []
    for line in stretch.lines.tolist():
        walk.on_line = walk.on_line + 1 if line == walk.last_line else 0
        walk.last_line = line
        places.append(line << PLACE_BITS | min(walk.on_line, (1 << PLACE_BITS) - 1))
    text: pl.Series | None = None
    if charset.lower().replace("-", "") == "utf8":
        try:
            text = pl.Series("row", stretch.rows, dtype=pl.Binary).cast(pl.String)
        except pl.exceptions.ComputeError:
            text = None
    if text is None:
        text = pl.Series("row", [_decoded(row, charset) for row in stretch.rows], dtype=pl.String)
    index = pl.int_range(len(places), eager=True, dtype=pl.Int64).set_sorted()
    return pl.DataFrame({"index": index, "row": text, "place": pl.Series(places, dtype=pl.Int64)})


def _decoded(row: bytes, charset: str) -> str | None:
    try:
        return row.decode(charset)
    except UnicodeDecodeError:
        return None
