"""The records of a LINE export, put together from its lines a block at a time.

Which lines begin a record is told for a whole block at once, and so are the texts that are quoted over several lines;
only lines that begin no record and stand in no quotes (headings of days, blank ones, further lines of a text) are
looked at one by one.

**Source:** formats.md 6; tests of public readers (2018 to 2026) for titles, headings and the quotes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from sources.line.grammar import CLOCK, QUOTED_LINES, Heading, Talk, heading, is_clock, is_own_line
from sources.text_blocks import line_blocks

_SPACED = rf"(?s)^\ufeff?({CLOCK}) (.*)$"
_LONGEST_CLOCK = 96

Places = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True)
class Stretch:
    """Records of one stretch, by columns.

    Attributes:
        lines: Line on which each begins.
        days: Index of the heading above each in `Talk.headings`, -1 for none.
        clocks: Clock time as written.
        senders: Name, null for what the program says.
        texts: The words; of the PC variant name and words together.
    """

    lines: pl.Series
    days: pl.Series
    clocks: pl.Series
    senders: pl.Series
    texts: pl.Series


class _Begun(NamedTuple):
    """Where the records of some lines begin, and where their quoted texts end (the same line where there is none)."""

    starts: Places
    closings: Places


def stretches(file: Path, encoding: str, talk: Talk) -> Iterator[Stretch]:
    """The records of a file, stretch by stretch; fills `talk` on the way."""
    scan = _Scan(talk)
    for block in line_blocks(file, encoding):
        yield scan.take(block["text"], is_last=False)
    yield scan.take(pl.Series("text", [], dtype=pl.String), is_last=True)


class _Scan:
    """Puts lines together to records; the last record and its lines wait until the next one begins."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._held = pl.Series("text", [], dtype=pl.String)
        self._number = 1  # of the first line held
        self._clocks: set[str] = set()
        self._has_begun = False
        self._day = -1
        self._pending: Heading | None = None
        self._blanks = 0

    def take(self, lines: pl.Series, *, is_last: bool) -> Stretch:
        """Take lines in; returns the records that are whole."""
        lines = self._held.clone().append(lines) if len(self._held) else lines
        marked = self._spaced(lines) if self._talk.is_spaced else self._tabbed(lines)
        begun, until = _begun(marked, is_last=is_last)
        self._held = lines[until:]
        rows = marked[begun.starts]
        texts = _with_quoted(rows["words"], lines, begun)
        days, additions = self._between(lines, begun, until)
        if additions:
            places = list(additions)
            added = [f"{texts[place]}{more}" for place, more in additions.items()]
            texts = texts.scatter(places, added)
        numbers = pl.Series(begun.starts + self._number, dtype=pl.Int64)
        self._number += until
        return Stretch(numbers, days, rows["clock"], rows["sender"], texts)

    def _tabbed(self, lines: pl.Series) -> pl.DataFrame:
        """Lines of the phones' variant.

        Columns out: `clock`, `sender`, `words`, and
            is_start: Whether the line begins a record, unless it stands in quotes.
            is_quoted: Whether it is such a line and its words begin with a quote.
            is_open: Whether that quote isn't closed on the line.
            is_closing: Whether the line begins no record and ends with a quote.
        """
        words, text, quote = pl.col("words"), pl.col("text"), pl.lit('"')
        parts = lines.to_frame("text").with_columns(parts=text.str.splitn("\t", 3)).unnest("parts")
        parts = parts.rename({"field_0": "clock", "field_1": "sender", "field_2": "words"})
        is_start = self._is_clock(parts["clock"]) & parts["sender"].is_not_null()
        is_quoted = pl.col("is_start") & words.str.starts_with(quote).fill_null(value=False)
        has_words = words.is_not_null()
        return (
            parts.with_columns(is_start=is_start)
            .with_columns(is_quoted=is_quoted, is_closing=~pl.col("is_start") & text.str.ends_with(quote))
            .with_columns(is_open=pl.col("is_quoted") & (~words.str.ends_with(quote) | (words == quote)))
            .with_columns(
                sender=pl.when(has_words & (pl.col("sender") != "")).then("sender"),
                words=pl.when(has_words).then("words").otherwise("sender"),
            )
        )

    def _is_clock(self, written: pl.Series) -> pl.Series:
        """Whether each is a clock time; asks the pattern once for each that is new."""
        short = written.filter(written.str.len_bytes() <= _LONGEST_CLOCK)
        self._clocks.update(clock for clock in short.unique() if clock not in self._clocks and is_clock(clock))
        return written.is_in(list(self._clocks))

    @staticmethod
    def _spaced(lines: pl.Series) -> pl.DataFrame:
        """Lines of the PC variant, where name and text can't be told apart here; columns as in `_tabbed`."""
        parts = lines.to_frame("text").select(parts=pl.col("text").str.extract_groups(_SPACED)).unnest("parts")
        parts.columns = ["clock", "words"]
        never = pl.lit(value=False)
        return parts.with_columns(
            is_start=pl.col("clock").is_not_null(),
            is_quoted=never,
            is_open=never,
            is_closing=never,
            sender=pl.lit(None, pl.String),
        )

    def _between(self, lines: pl.Series, begun: _Begun, until: int) -> tuple[pl.Series, dict[int, str]]:
        """The day of each record, and what further lines add to texts; notes headings and orphaned lines."""
        starts, closings = begun
        is_free = np.ones(until, dtype=bool)
        is_free[starts] = False
        lengths = closings - starts
        is_free[np.repeat(starts + 1, lengths) + _counted(lengths)] = False
        places = np.flatnonzero(is_free)
        owners = np.searchsorted(starts, places, side="right") - 1
        days = np.full(len(starts), self._day, dtype=np.int64)
        additions: dict[int, str] = {}
        owner_before = -1
        for place, owner, line in zip(places.tolist(), owners.tolist(), lines.gather(places), strict=True):
            if owner != owner_before:
                self._begin(days, owner_before + 1)
                owner_before = owner
            if added := self._go_on(self._number + place, line):
                additions[owner] = additions.get(owner, "") + added
        if owner_before < len(starts) - 1:
            self._begin(days, owner_before + 1)
        return pl.Series(days), additions

    def _begin(self, days: Places, record: int) -> None:
        self._has_begun = True
        if self._pending is not None:
            self._talk.headings.append(self._pending)
            self._day, self._pending = len(self._talk.headings) - 1, None
            days[record:] = self._day
        self._blanks = 0

    def _go_on(self, number: int, line: str) -> str:
        """What a line that begins no record adds to the text above; nothing where it is blank or a heading."""
        if not line:
            self._blanks += 1
        elif self._pending is None and (found := heading(line)) is not None:
            self._pending = found
        elif not self._has_begun:
            if not self._talk.has_orphan and not is_own_line(line):
                self._talk.has_orphan, self._talk.orphan_line = True, number
        else:
            # A heading is followed by a record; one that isn't is a date that somebody wrote.
            written = "" if self._pending is None else self._pending.written + "\n"
            added = "\n" * (self._blanks + 1) + written + line
            self._blanks, self._pending = 0, None
            return added
        return ""


def _begun(marked: pl.DataFrame, *, is_last: bool) -> tuple[_Begun, int]:
    """Where records begin, and up to which line they are whole.

    A quoted text ends on the first line that begins no record and ends with a quote, within bounds; where a record
    with a quoted text comes first, the quote in front was only a sign.
    """
    count = marked.height
    starts, opens, closings, quoted = (
        marked[name].arg_true().to_numpy().astype(np.int64)
        for name in ("is_start", "is_open", "is_closing", "is_quoted")
    )
    ends = _next(closings, opens)
    is_closed = (ends < _next(quoted, opens)) & (ends <= opens + QUOTED_LINES)
    within = np.zeros(count + 1, dtype=np.int64)
    within[opens[is_closed] + 1] += 1
    np.subtract.at(within, ends[is_closed] + 1, 1)
    starts = starts[np.cumsum(within)[starts] == 0]
    until = count
    if not is_last and len(starts):
        unsure = opens[~is_closed & (count - opens <= QUOTED_LINES)]
        until = int(min([starts[-1], *unsure[:1]]))
        starts = starts[starts < until]
    last_lines = starts.copy()
    own = opens[is_closed] < until
    last_lines[np.searchsorted(starts, opens[is_closed][own])] = ends[is_closed][own]
    return _Begun(starts, last_lines), until


def _next(places: Places, behind: Places) -> Places:
    """The first of the places behind each line; a line beyond all where there is none."""
    beyond = np.append(places, np.iinfo(np.int64).max)
    return beyond[np.searchsorted(places, behind, side="right")]


def _with_quoted(words: pl.Series, lines: pl.Series, begun: _Begun) -> pl.Series:
    """The words of records, those in quotes over several lines joined and without their quotes."""
    quoted = np.flatnonzero(begun.closings > begun.starts)
    if not len(quoted):
        return words
    lengths = begun.closings[quoted] - begun.starts[quoted]
    further = np.repeat(begun.starts[quoted] + 1, lengths) + _counted(lengths)
    rest = pl.DataFrame({"record": np.repeat(quoted, lengths), "line": lines.gather(further)})
    joined = rest.group_by("record", maintain_order=True).agg(pl.col("line").str.join("\n"))["line"]
    first = words.gather(quoted).str.slice(1)
    return words.scatter(quoted, first + "\n" + joined.str.strip_suffix('"'))


def _counted(lengths: Places) -> Places:
    """0, 1, 2... up to each length, one behind the other."""
    return np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
