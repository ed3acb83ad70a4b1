"""The header of a WhatsApp text record: `[DATE, TIME] ` on iOS, `DATE, TIME - ` on Android, in many languages.

All headers of one export are of one make (the phone prints them with one setting), so a header has a `make`, a short
string of what it is built of; lines of another make are text that somebody pasted.

Source: formats.md 3.1 (samples of public chat analysers; iOS and Android exports 2019 to 2024).
"""

import re

import polars as pl

from sources.clock_text import DIRECTION_MARKS, HALF_PATTERN, SPACES, hour_of_day

_MARK, _SPACE = f"[{DIRECTION_MARKS}]*", f"[{SPACES}]"
_DATE = (
    r"(?P<a>[0-9]{1,4})(?P<separator>[/.-])"
    + _SPACE
    + r"?(?P<b>[0-9]{1,2})(?P<separator_2>[/.-])"
    # Korean and Hungarian dates end with a dot (2020. 1. 2.).
    + _SPACE
    + r"?(?P<c>[0-9]{1,4})\.?"
)
_TIME = (
    rf"(?P<before>{HALF_PATTERN})?{_SPACE}*(?P<hour>[0-9]{{1,2}})[:.](?P<minute>[0-9]{{2}})"
    rf"(?:[:.](?P<second>[0-9]{{2}}))?{_SPACE}*(?P<after>{HALF_PATTERN})?"
)
# Between date and time stand a comma, a space or both; some languages put a small word there.
_BETWEEN = rf"(?P<comma>,)?{_SPACE}*(?:(?:at|um|à|às|om|kl\.|klo|lúc|в){_SPACE})?"
_START = rf"^{_MARK}(?P<bracket>\[)?{_DATE}{_BETWEEN}{_TIME}"
HEADER = rf"{_START}(?:(?P<closing>\]){_SPACE}?|{_SPACE}+[-–](?:{_SPACE}|$))(?P<content>.*)$"
_HEADER_PYTHON = re.compile(HEADER)
_PARTS = ("make", "a", "b", "c", "hour", "minute", "second", "time_raw", "content")
# Marks of direction stand before the bracket; no header is longer.
_LONGEST_MARKS, _LONGEST_HEADER = 3, 120


def headers(lines: pl.DataFrame) -> pl.DataFrame:
    """Take header lines apart, as `_matched` does, but each date and time of a file once only.

    A chat prints the same minute many times, and matching costs more than finding where a header ends.
    """
    head = pl.col("head")
    in_brackets = head.str.splitn("]", 2)
    with_dash = head.str.splitn(" - ", 2)
    split = lines.select(
        prefix=pl.when(head.str.slice(0, _LONGEST_MARKS).str.contains("[", literal=True))
        .then(in_brackets.struct[0] + "] ")
        .otherwise(with_dash.struct[0] + " - "),
        behind=pl.when(head.str.slice(0, _LONGEST_MARKS).str.contains("[", literal=True))
        .then(in_brackets.struct[1].str.strip_prefix(" "))
        .otherwise(with_dash.struct[1]),
    )
    is_split = split["behind"].is_not_null() & (split["prefix"].str.len_bytes() <= _LONGEST_HEADER)
    once = pl.DataFrame({"head": split["prefix"].filter(is_split).unique()})
    known = (
        _matched(once.with_columns(prefix="head")).filter(pl.col("content").fill_null("") == "").drop("head", "content")
    )
    joined = (
        lines.drop("make", strict=False)
        .with_columns(prefix=pl.when(is_split).then(split["prefix"]), behind=split["behind"])
        .join(known, on="prefix", how="left", maintain_order="left")
    )
    # Whatever ends in another manner is matched line by line.
    is_open = joined["make"].is_null()
    out = joined.rename({"behind": "content"}).drop("prefix")
    if not is_open.any():
        return out.select(*_kept(lines), *_PARTS)
    others = _matched(lines.drop("make", strict=False).with_row_index("place").filter(is_open))
    found = out.with_row_index("place").filter(~is_open)
    columns = ["place", *_kept(lines), *_PARTS]
    return pl.concat([found.select(columns), others.select(columns)]).sort("place").drop("place")


def _kept(lines: pl.DataFrame) -> list[str]:
    return [name for name in lines.columns if name != "make"]


def _matched(lines: pl.DataFrame) -> pl.DataFrame:
    """Take header lines apart.

    Columns in: `head`, first lines or candidates for one, and any others.
    Columns out, one row per row in: those of `lines` and
        make: What the header is built of; null when the line is no header.
        a, b, c: Parts of the date as integers.
        hour, minute, second: Time of day; second is 0 where none is printed.
        time_raw: Date and time as written.
        content: The rest of the line.
    """
    parted = lines.with_columns(pl.col("head").str.extract_groups(HEADER).alias("parts")).unnest("parts")
    is_header = (
        pl.col("content").is_not_null()
        & (pl.col("separator") == pl.col("separator_2"))
        & (pl.col("bracket").is_null() == pl.col("closing").is_null())
    )
    make = pl.concat_str(
        pl.col("bracket").fill_null("-"),
        pl.col("separator"),
        pl.when(pl.col("a").str.len_chars() > 2).then(pl.lit("Y")).otherwise(pl.lit("x")),
        pl.when(pl.col("c").str.len_chars() > 2).then(pl.lit("Y")).otherwise(pl.lit("x")),
        pl.col("comma").fill_null(" "),
        pl.when(pl.col("before").is_not_null()).then(pl.lit("h")).otherwise(pl.lit("")),
        pl.when(pl.col("second").is_not_null()).then(pl.lit("s")).otherwise(pl.lit("m")),
        pl.when(pl.col("after").is_not_null()).then(pl.lit("h")).otherwise(pl.lit("")),
    )
    whole = {name: pl.col(name).cast(pl.Int64, strict=False) for name in ("a", "b", "c", "hour", "minute")}
    half = pl.coalesce("before", "after")
    return parted.select(
        *_kept(lines),
        pl.when(is_header).then(make).alias("make"),
        whole["a"],
        whole["b"],
        whole["c"],
        hour_of_day(whole["hour"], half).alias("hour"),
        whole["minute"],
        pl.col("second").cast(pl.Int64, strict=False).fill_null(0),
        pl.col("head").str.extract(rf"{_MARK}\[?(.*?)(?:\]|{_SPACE}[-–](?:{_SPACE}|$))", 1).alias("time_raw"),
        pl.col("content"),
    )


def is_header_like(line: str) -> bool:
    """Whether one line is built like a header of any make."""
    return _HEADER_PYTHON.match(line) is not None


def shape(line: str) -> str | None:
    """A pattern for lines that start like this header, made from its signs alone; None when it isn't like one.

    The second way to look at a file: it knows nothing of dates or languages. Digit runs match digit runs, letter runs
    letter runs, spaces any spaces, other signs themselves.
    """
    bare = re.sub(f"[{DIRECTION_MARKS}]", "", line)
    end = re.match(rf"\[[^\]]{{8,40}}\]|[0-9].{{8,40}}?{_SPACE}[-–](?={_SPACE}|$)", bare)
    if end is None or sum(sign.isdigit() for sign in end[0]) < 6:
        return None
    pattern = [f"^{_MARK}"]
    for part in re.findall(rf"[0-9]+|[^\W\d_]+|{_SPACE}+|.", end[0]):
        if part.isdigit():
            pattern.append("[0-9]{3,4}" if len(part) > 2 else "[0-9]{1,2}")
        elif part.isalpha():
            pattern.append(r"[^\W\d_]+")
        elif part.isspace():
            pattern.append(f"{_SPACE}*")
        else:
            pattern.append(re.escape(part))
    if not end[0].startswith("["):
        pattern.append(rf"(?:{_SPACE}|\r?$)")
    return "".join(pattern)
