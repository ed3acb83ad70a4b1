"""The header of a WhatsApp text record: `[DATE, TIME] ` on iOS, `DATE, TIME - ` on Android, in many languages.

All headers of one export are of one make (the phone prints them with one setting), so a header has a `make`, a short
string of what it is built of; lines of another make are text that somebody pasted.

Source: formats.md 3.1 (samples of public chat analysers; iOS and Android exports 2019 to 2024).
"""

import re
from dataclasses import dataclass

import numpy as np
import polars as pl

from sources.clock_text import DIRECTION_MARKS, HALF_PATTERN, SPACES, hour_of_day
from sources.line_forms import Form, LineBytes, Places

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
_NUMBERS = ("a", "b", "c", "hour", "minute", "second")
# A header begins with a digit, a bracket or a mark of direction.
_FIRST_BYTES = b"0123456789[" + bytes({mark.encode()[0] for mark in "\u200e\u2066\ufeff"})
# An export is of one make, in which days, months and hours have one digit or two; pasted text may be of others. Lines
# of none are matched one by one.
_MOST_FORMS, _MOST_UNFORMED = 64, 1000


@dataclass(frozen=True)
class _HeaderForm:
    """A form of header, read once by the pattern; places and lengths are in characters.

    Attributes:
        form: What the lines of it begin with.
        make: As in `_matched`.
        numbers: Where the numbers stand; None for a second that isn't printed.
        hours: The hour of the day for each printed hour.
        time_raw: Where date and time begin, and how long they are.
        length: Length of the header.
    """

    form: Form
    make: str
    numbers: dict[str, tuple[int, int] | None]
    hours: Places
    time_raw: tuple[int, int]
    length: int


class Headers:
    """Takes header lines apart; remembers the forms of headers that it has met."""

    def __init__(self) -> None:
        self._forms: list[_HeaderForm] = []

    def parted(self, lines: pl.Series) -> pl.DataFrame:
        """The parts of header lines, one row per line; where `make` is null the other columns mean nothing.

        Columns: as those of `_matched`, without `head`.
        """
        octets = LineBytes(lines)
        open_places = octets.starting_with(_FIRST_BYTES)
        which = np.full(len(lines), -1, dtype=np.int64)
        numbers = {name: np.zeros(len(lines), dtype=np.int64) for name in _NUMBERS}
        unformed: list[int] = []
        index = 0
        while len(open_places) and len(unformed) < _MOST_UNFORMED:
            if index == len(self._forms):
                # What the first line left is made of becomes one more form.
                form = _form_of(lines[int(open_places[0])]) if index < _MOST_FORMS else None
                if form is None:
                    unformed.append(int(open_places[0]))
                    open_places = open_places[1:]
                    continue
                self._forms.append(form)
            found = self._forms[index].form.fits(octets, open_places)
            which[found] = index
            self._take_numbers(self._forms[index], octets, found, numbers)
            open_places = open_places[which[open_places] < 0]
            index += 1
        parted = self._cut(lines, which, numbers)
        slow = np.concatenate([np.array(unformed, dtype=np.int64), open_places])
        if not len(slow):
            return parted
        matched = _matched(lines.gather(slow).alias("head").to_frame())
        return parted.with_columns(parted[name].scatter(slow, matched[name]) for name in _PARTS)

    @staticmethod
    def _take_numbers(form: _HeaderForm, octets: LineBytes, found: Places, numbers: dict[str, Places]) -> None:
        for name, span in form.numbers.items():
            if span is not None:
                numbers[name][found] = form.form.number(octets, found, span)
        numbers["hour"][found] = form.hours[numbers["hour"][found]]

    def _cut(self, lines: pl.Series, which: Places, numbers: dict[str, Places]) -> pl.DataFrame:
        of_form = pl.Series(which).replace(-1, None)

        def of(values: list[int]) -> pl.Expr:
            if len(set(values)) == 1:
                return pl.lit(values[0])
            return pl.lit(pl.Series(values, dtype=pl.Int64).gather(of_form))

        head = pl.col("head")
        begin, length = (of([form.time_raw[part] for form in self._forms]) for part in (0, 1))
        cut = (
            lines.alias("head")
            .to_frame()
            .select(
                make=pl.lit(pl.Series([form.make for form in self._forms], dtype=pl.String).gather(of_form)),
                time_raw=head.str.slice(begin, length),
                content=head.str.slice(of([form.length for form in self._forms])),
            )
        )
        return cut.with_columns(pl.Series(name, column) for name, column in numbers.items()).select(_PARTS)


def _form_of(line: str) -> _HeaderForm | None:
    """The form of one header; None for what is no header, or ends in another manner than with a space."""
    found = _HEADER_PYTHON.match(line)
    if found is None or line[found.start("content") - 1] not in SPACES:
        return None
    length = found.start("content")
    row = _matched(pl.DataFrame({"head": [line]})).row(0, named=True)
    begin = line.find(row["time_raw"] or "\n")
    if row["make"] is None or begin < 0:
        return None
    half = found["before"] or found["after"]
    hours = pl.DataFrame({"hour": range(100), "half": [half] * 100}, schema={"hour": pl.Int64, "half": pl.String})
    return _HeaderForm(
        form=Form(line[:length]),
        make=row["make"],
        numbers={name: None if found[name] is None else found.span(name) for name in _NUMBERS},
        hours=hours.select(hour_of_day(pl.col("hour"), pl.col("half"))).to_series().to_numpy().copy(),
        time_raw=(begin, len(row["time_raw"])),
        length=length,
    )


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
