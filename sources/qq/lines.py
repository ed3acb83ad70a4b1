r"""Lines of a QQ message-manager text: headings of conversations, headers of records, and what they say.

Records end with CRLF while line breaks inside a message are lone LF or CR, so lines are split at CRLF only (at LF in
copies that were converted). A header counts only after an empty line; hours aren't padded.

Source: formats.md 5.1 (one real group export of 2016 to 2019 and several public readers).
"""

from collections.abc import Generator, Iterator
from pathlib import Path

import polars as pl

from sources.clock_text import FIRST_YEAR, HALF_PATTERN, LAST_YEAR, hour_of_day, moment
from sources.qq.survey import Section
from sources.text_blocks import line_blocks

_RULE = "^={16,}$"
_HEADING = "^消息(?:分组|对象)[:：]"
_TIME = (
    r"(?P<year>[0-9]{4})[-/](?P<month>[0-9]{1,2})[-/](?P<day>[0-9]{1,2}) +"
    rf"(?P<before>{HALF_PATTERN})? ?(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}}):(?P<second>[0-9]{{2}})"
    rf"(?: ?(?P<after>{HALF_PATTERN}))?"
)
_HEADER = rf"^{_TIME} (?P<sender>.*)$"
_TIME_ALONE = rf"^[0-9/-]+ +(?:{HALF_PATTERN})? ?[0-9]+:[0-9]+:[0-9]+(?: ?(?:{HALF_PATTERN}))? *$"
_LEADING_HALF = rf"^(?:{HALF_PATTERN}) "
_HEAD_CHARACTERS = 1 << 16


def line_end(file: Path, encoding: str) -> str:
    """CRLF as QQ writes it, or LF for a converted copy that has no CRLF near its start."""
    with file.open("r", encoding=encoding, newline="", errors="ignore") as stream:
        return "\r\n" if "\r\n" in stream.read(_HEAD_CHARACTERS) else "\n"


def with_starts(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines with `start`: whether a line starts a record, built like a header and behind an empty line.

    The pattern is tried only on lines behind empty ones that begin with a digit.
    """
    candidates = lines.with_row_index("index").filter(
        (pl.col("previous").is_null() | (pl.col("previous") == ""))
        & pl.col("text").str.head(1).is_in(list("0123456789"))
    )
    headers = candidates.filter(pl.col("text").str.contains(_HEADER) & ~pl.col("text").str.contains(_TIME_ALONE))
    start = pl.repeat(False, lines.height, eager=True, dtype=pl.Boolean).alias("start")
    return lines.with_columns(start.scatter(headers["index"], True) if headers.height else start)


def header_parts(lines: pl.DataFrame) -> pl.DataFrame:
    """Take header lines apart.

    Columns in: `head` and any others. Columns out, one row per row in, in order: those of `lines` and
        local: Time as written, null where no such time exists.
        time_raw: The time as text.
        sender: Name with id, as printed.
    """
    # Nearly all headers are `DATE TIME SENDER` with single spaces and 24 hours: split, not matched.
    quick = lines.with_columns(pl.col("head").str.splitn(" ", 3).struct.rename_fields(["d", "t", "s"])).unnest("head")
    # The parser of times takes a 60th second.
    local = pl.format("{} {}", "d", "t").str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
    is_plain = pl.col("d").str.len_bytes().is_between(8, 10) & pl.col("t").str.len_bytes().is_between(7, 8)
    local = pl.when(
        is_plain
        & ~pl.col("t").str.ends_with(":60")
        & local.dt.year().is_between(FIRST_YEAR, LAST_YEAR)
        & ~pl.col("s").str.contains(_LEADING_HALF)
    ).then(local)
    quick = quick.select(
        *(name for name in lines.columns if name != "head"),
        local=local,
        time_raw=pl.format("{} {}", "d", "t"),
        sender="s",
    ).with_columns(lines["head"])
    rest = quick.with_row_index("index").filter(pl.col("local").is_null())
    if rest.height:
        index = rest["index"]
        slow = _by_pattern(rest.select("head"))
        quick = quick.with_columns(
            *(quick[name].scatter(index, slow[name]) for name in ("local", "time_raw", "sender"))
        )
    return quick.select(*lines.columns, "local", "time_raw", pl.col("sender").fill_null(""))


def senders_of(heads: pl.Series) -> list[str]:
    """The senders that header lines print, each once."""
    return header_parts(pl.DataFrame({"head": heads}))["sender"].unique().to_list()


def _by_pattern(lines: pl.DataFrame) -> pl.DataFrame:
    parted = lines.with_columns(pl.col("head").str.extract_groups(_HEADER).alias("parts")).unnest("parts")
    whole = {part: pl.col(part).cast(pl.Int64) for part in ("year", "month", "day", "hour", "minute", "second")}
    hour = hour_of_day(whole["hour"], pl.coalesce("before", "after"))
    return parted.select(
        moment(whole["year"], whole["month"], whole["day"], (hour, whole["minute"], whole["second"])).alias("local"),
        pl.col("head")
        .str.extract(rf"^([0-9/-]+ +(?:{HALF_PATTERN})? ?[0-9:]+(?: ?(?:{HALF_PATTERN}))?) ", 1)
        .alias("time_raw"),
        "sender",
    )


def conversation_lines(file: Path, encoding: str, newline: str, sections: list[Section]) -> Iterator[pl.DataFrame]:
    """The lines of an export without the headings, each with the conversation it stands in.

    Columns: those of `line_blocks` and
        section: Index into `sections`.
        start: Whether a record starts there.

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
    text = pl.col("text")
    may_be_heading = text.str.starts_with("=") | text.str.starts_with("消息")
    if not lines.select(may_be_heading.any()).item():
        section = pl.lit(len(sections) - 1, pl.Int64).alias("section")
        yield with_starts(lines.with_columns(section))
        return category
    is_name = text.str.contains(_HEADING) & pl.col("previous").str.contains(_RULE).fill_null(False)
    beside = pl.col("following").str.contains(_HEADING) | pl.col("previous").str.contains(_HEADING)
    marked = lines.with_columns(following=following).with_columns(
        is_name=is_name,
        is_heading=is_name | (text.str.contains(_RULE) & beside.fill_null(False)),
        is_title=is_name & text.str.starts_with("消息对象"),
    )
    numbered = marked.with_columns(section=pl.col("is_title").cast(pl.Int64).cum_sum() + (len(sections) - 1))
    for row in marked.filter(pl.col("is_name")).select("line", "text", "is_title").iter_rows(named=True):
        name = row["text"][5:].strip()
        if row["is_title"]:
            sections.append(Section(row["line"], category, name))
        else:
            category = name
    yield with_starts(numbered.filter(~pl.col("is_heading")).select("line", "text", "previous", "section"))
    return category
