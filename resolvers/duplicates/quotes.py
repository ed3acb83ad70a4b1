r"""Quotes inside a message: lines that programs write when talk is copied from one place to another.

Layouts read, each beginning a line:

- `> words`
- `[12:30:05] <nick> words`, `(12:30) nick: words`, `02.02.21, 10:05 - Nick: words`
- `NAME 2020-1-1 12:00:00`, `NAME(99123) 12:00:00`, `Name, [15.02.21 13:05]`: the words stand in the lines below
- `「NAME：words」` above a dashed line: an answer in WeChat

Where the quoted words are verbatim a message of the case, that message's account wrote them, and the name in the quote
is what somebody's program called it. Lines below a heading may be quote or answer: as many as are together verbatim a
message belong to it; where none are, all up to the next heading or empty line.

**Source:** formats.md 5.1 and 3.1 for headings of QQ and WhatsApp; what Pidgin, irssi, Telegram Desktop and WeChat put
on the clipboard, as seen in public chat logs. Limit: a layout that is not in the list is the sender's own words here.
"""

import re
from collections.abc import Iterator

import polars as pl

from resolvers.duplicates.seen import plain_words, tells, word_key

_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?"
_DATE = r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?"
_STAMP = rf"(?:{_DATE},?[ T]+)?{_CLOCK}"
_NICK = r"[^\s<>:\[\]][^<>:\n\[\]]{0,39}?"
_ARROW = re.compile(r"[ \t]*>[> \t]*(?P<words>.*)")
_INLINE = (
    re.compile(rf"[ \t]*[\[(]{_STAMP}[\])] ?(?:<[@+%~&]?(?P<nick>{_NICK})>|(?P<name>{_NICK})[:：])\s+(?P<words>\S.*)"),
    re.compile(rf"[ \t]*{_STAMP} <[@+%~&]?(?P<nick>{_NICK})>\s+(?P<words>\S.*)"),
    re.compile(rf"[ \t]*{_DATE},? {_CLOCK} - (?P<name>{_NICK})[:：]\s+(?P<words>\S.*)"),
)
_HEADINGS = (
    re.compile(rf"[ \t]*(?P<name>\S[^\n]{{0,39}}?)(?:[(<][^()<>\n]{{4,40}}[)>])?\s+{_DATE} {_CLOCK}[ \t]*"),
    re.compile(r"[ \t]*(?P<name>\S[^\n]{0,39}?)[(<][^()<>\n]{4,40}[)>]\s+\d{1,2}:\d{2}:\d{2}[ \t]*"),
    re.compile(rf"[ \t]*(?P<name>\S[^\n\[]{{0,59}}?), \[{_DATE},? {_CLOCK}\]:?[ \t]*"),
)
_WECHAT = re.compile(r"「(?P<name>[^：:\n「」]{1,40})[：:]\s*(?P<words>[^「」]*)」\s*\n[-—– ]{5,}(?:\n|$)")
# `>_>` and `>:)` are faces.
_SAID = re.compile(r"[^\W\d_]{2}")
# One look over all messages picks those worth reading line by line.
_WORTH_READING = (
    rf"(?m)^[ \t]*>|^[ \t]*[\[(]{_STAMP}[\])]|^[ \t]*{_STAMP} <|^[ \t]*{_DATE},? {_CLOCK} - |{_DATE} {_CLOCK}[ \t\r]*$"
    rf"|\d{{1,2}}:\d{{2}}:\d{{2}}[ \t\r]*$|, \[{_DATE},? {_CLOCK}\]|^「[^」]*」"
)
# Lines below a heading that are tried together as one message.
_MOST_LINES = 8
# Quoted words found in many places belong to nobody in particular.
_MOST_PLACES = 50
# Words of fewer letters are looked for in the same conversation only.
_LETTERS_ELSEWHERE = 12

_PART = {
    "row": pl.UInt32(),
    "part": pl.Int64(),
    "choice": pl.Int64(),
    "start": pl.Int64(),
    "end": pl.Int64(),
    "label": pl.String(),
    "quoted": pl.String(),
}
Part = tuple[int, int, str | None, str]


def quotes(said: pl.DataFrame) -> pl.DataFrame:
    """Parts of messages that quote somebody.

    Args:
        said: Messages as resolvers.duplicates.seen gives them, each once, echoes left out.

    Returns:
        **Columns** row, start_offset, end_offset, label, of_row (the message quoted, where the case has it and one
        account alone wrote these words before); sorted by row and start.
    """
    worth = said.filter((pl.col("kind") != "system") & pl.col("text").str.contains(_WORTH_READING))
    rows = [
        (row, number, choice, *part)
        for row, text in worth.select("row", "text").iter_rows()
        for number, choices in enumerate(quoted_parts(text))
        for choice, part in enumerate(choices)
    ]
    parts = pl.DataFrame(rows, schema=_PART, orient="row").with_columns(plain=plain_words(pl.col("quoted")))
    parts = parts.with_columns(words=word_key(pl.col("plain")), letters=tells(pl.col("plain")))
    found = parts.join(_sources(parts, said), on=["row", "part", "choice"], how="left")
    # The longest choice that is verbatim a message, else the last one: all that may belong to the quote.
    best = found.sort("row", "part", pl.col("of_row").is_not_null(), "choice").unique(
        ["row", "part"], keep="last", maintain_order=True
    )
    return best.select("row", "label", "of_row", start_offset="start", end_offset="end").sort("row", "start_offset")


def quoted_parts(text: str) -> Iterator[list[Part]]:
    """Parts of a text that quote somebody: for each its possible spans (start, end, label, words), shortest first."""
    for found in _WECHAT.finditer(text):
        yield [(found.start(), found.end("words") + 1, found["name"].strip(), found["words"])]
    lines = _lines(text)
    at = 0
    while at < len(lines):
        start, line = lines[at]
        arrows = _arrows(lines, at)
        inline = _first(_INLINE, line)
        heading = _first(_HEADINGS, line)
        if arrows:
            words = "\n".join(arrows)
            if _SAID.search(words):
                yield [(start, _end(lines[at + len(arrows) - 1]), None, words)]
            at += len(arrows)
        elif inline is not None:
            named = inline.groupdict()
            yield [(start, start + len(line), (named.get("nick") or named.get("name") or "").strip(), inline["words"])]
            at += 1
        elif heading is not None:
            below = _below(lines, at + 1)
            label = heading["name"].strip()
            choices = range(1, len(below) + 1)
            spans = [(_end(below[count - 1]), "\n".join(line for _, line in below[:count])) for count in choices]
            if spans:
                yield [(start, end, label, words) for end, words in spans]
            at += 1 + len(below)
        else:
            at += 1


def _first(layouts: tuple[re.Pattern[str], ...], line: str) -> re.Match[str] | None:
    return next((found for layout in layouts if (found := layout.fullmatch(line))), None)


def _arrows(lines: list[tuple[int, str]], at: int) -> list[str]:
    """Words of the lines from here on that begin with an arrow."""
    words = []
    for _, line in lines[at:]:
        arrow = _ARROW.fullmatch(line)
        if arrow is None:
            break
        words.append(arrow["words"])
    return words


def _lines(text: str) -> list[tuple[int, str]]:
    """Lines with the offset of each; carriage returns stay outside."""
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append((start, line.removesuffix("\r")))
        start += len(line) + 1
    return lines


def _end(line: tuple[int, str]) -> int:
    return line[0] + len(line[1])


def _below(lines: list[tuple[int, str]], at: int) -> list[tuple[int, str]]:
    """Lines below a heading, up to the next heading or empty line."""
    below: list[tuple[int, str]] = []
    for start, line in lines[at : at + _MOST_LINES]:
        if not line.strip() or _first((*_HEADINGS, *_INLINE), line) is not None:
            break
        below.append((start, line))
    return below


def _sources(parts: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """The message each part is verbatim: earlier, by one account alone, in the same conversation before elsewhere."""
    quoting = said.select("row", "thread_id", "second")
    sources = (
        said.filter(pl.col("words").is_in(parts["words"].drop_nulls().unique().implode()))
        .filter((pl.len().over("words") <= _MOST_PLACES) & pl.col("sender_account_id").is_not_null())
        .select("words", of_row="row", of_thread="thread_id", written="second", author="sender_account_id")
    )
    met = (
        parts.select("row", "part", "choice", "words", "letters")
        .join(quoting, on="row")
        .join(sources, on="words")
        .filter((pl.col("of_row") != pl.col("row")) & (pl.col("written") <= pl.col("second")))
        .with_columns(is_here=pl.col("thread_id") == pl.col("of_thread"))
        .filter(pl.col("is_here") | (pl.col("letters") >= _LETTERS_ELSEWHERE))
    )
    key = ["row", "part", "choice"]
    nearest = met.filter(pl.col("is_here") | ~pl.col("is_here").any().over(key))
    single = nearest.filter(pl.col("author").n_unique().over(key) == 1)
    return single.sort("written", "of_row").unique(key, keep="last", maintain_order=True).select(*key, "of_row")
