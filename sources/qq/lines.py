r"""Lines of a QQ message-manager text: headings of conversations, headers of records, and what they say.

Records end with CRLF while line breaks inside a message are lone LF or CR, so lines are split at CRLF only (at LF in
copies that were converted). A header counts only after an empty line; hours aren't padded.

Source: formats.md 5.1 (one real group export of 2016 to 2019 and several public readers).
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sources.clock_text import HALF_PATTERN, hour_of_day, moment
from sources.text_blocks import line_blocks

_RULE = "^={16,}$"
_HEADING = "^消息(?:分组|对象)[:：]"
_HEADER = (
    r"^(?P<year>[0-9]{4})[-/](?P<month>[0-9]{1,2})[-/](?P<day>[0-9]{1,2}) +"
    rf"(?P<before>{HALF_PATTERN})? ?(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}}):(?P<second>[0-9]{{2}})"
    rf"(?: ?(?P<after>{HALF_PATTERN}))? "
    # The last bracket group at the end is the id: nicknames hold brackets too.
    r"(?P<nick>.*?)(?:\((?P<number>[0-9]{4,12})\)|<(?P<mail>[^<>@\s]+@[^<>\s]+)>)? *$"
)
_TIME_ALONE = rf"^[0-9/-]+ +(?:{HALF_PATTERN})? ?[0-9]+:[0-9]+:[0-9]+(?: ?(?:{HALF_PATTERN}))? *$"
_HEAD_CHARACTERS = 1 << 16


@dataclass(frozen=True)
class Section:
    """The heading of a conversation inside an export.

    Attributes:
        line: Line of the conversation's name.
        category: Group of friends or groups it is filed under.
        title: The conversation's name, None where the file has no heading.
    """

    line: int
    category: str | None
    title: str | None


def line_end(file: Path, encoding: str) -> str:
    """CRLF as QQ writes it, or LF for a converted copy that has no CRLF near its start."""
    with file.open("r", encoding=encoding, newline="", errors="ignore") as stream:
        return "\r\n" if "\r\n" in stream.read(_HEAD_CHARACTERS) else "\n"


def is_header(line: str, previous: str) -> pl.Expr:
    """Whether a line (column names given) starts a record: built like a header, and the line before it is empty."""
    return (
        pl.col(line).str.contains(_HEADER)
        & (pl.col(previous).is_null() | (pl.col(previous) == ""))
        & ~pl.col(line).str.contains(_TIME_ALONE)
    )


def header_parts(lines: pl.DataFrame) -> pl.DataFrame:
    """Take header lines apart.

    Columns in: `head` and any others. Columns out, one row per row in: those of `lines` and
        local: Time as written, null where no such time exists.
        time_raw: The time as text.
        nick: Name as printed; may be empty.
        number, mail: Id as printed, or null.
    """
    parted = lines.with_columns(pl.col("head").str.extract_groups(_HEADER).alias("parts")).unnest("parts")
    whole = {part: pl.col(part).cast(pl.Int64) for part in ("year", "month", "day", "hour", "minute", "second")}
    hour = hour_of_day(whole["hour"], pl.coalesce("before", "after"))
    return parted.select(
        *lines.columns,
        moment(whole["year"], whole["month"], whole["day"], (hour, whole["minute"], whole["second"])).alias("local"),
        pl.col("head")
        .str.extract(rf"^([0-9/-]+ +(?:{HALF_PATTERN})? ?[0-9:]+(?: ?(?:{HALF_PATTERN}))?) ", 1)
        .alias("time_raw"),
        pl.col("nick").str.strip_chars(),
        "number",
        "mail",
    )


def conversation_lines(file: Path, encoding: str, newline: str, sections: list[Section]) -> Iterator[pl.DataFrame]:
    """The lines of an export without the headings, each with the conversation it stands in.

    Columns: those of `line_blocks` and
        section: Index into `sections`.

    Args:
        file: The export.
        encoding: Its encoding.
        newline: Its line end.
        sections: Filled while the lines are read; starts with the section before the first heading.
    """
    sections.append(Section(1, None, None))
    held: pl.DataFrame | None = None
    category: str | None = None
    for block in line_blocks(file, encoding, newline):
        lines = block if held is None else pl.concat([held, block])
        lines, held = lines[:-1], lines[-1:]
        following = pl.concat([lines["text"][1:], held["text"]]) if lines.height else lines["text"]
        category = yield from _parted(lines, following, category, sections)
    if held is not None:
        yield from _parted(held, pl.Series("text", [None], dtype=pl.String), category, sections)


def _parted(
    lines: pl.DataFrame, following: pl.Series, category: str | None, sections: list[Section]
) -> Generator[pl.DataFrame, None, str | None]:
    """Yield the lines without headings; returns the category that is open at the end."""
    is_name = pl.col("text").str.contains(_HEADING) & pl.col("previous").str.contains(_RULE).fill_null(False)
    beside = pl.col("following").str.contains(_HEADING) | pl.col("previous").str.contains(_HEADING)
    marked = lines.with_columns(following=following).with_columns(
        is_name=is_name,
        is_heading=is_name | (pl.col("text").str.contains(_RULE) & beside.fill_null(False)),
        is_title=is_name & pl.col("text").str.starts_with("消息对象"),
    )
    numbered = marked.with_columns(section=pl.col("is_title").cast(pl.Int64).cum_sum() + (len(sections) - 1))
    for row in marked.filter(pl.col("is_name")).select("line", "text", "is_title").iter_rows(named=True):
        name = row["text"][5:].strip()
        if row["is_title"]:
            sections.append(Section(row["line"], category, name))
        else:
            category = name
    yield numbered.filter(~pl.col("is_heading")).select("line", "text", "previous", "section")
    return category
