"""Long texts in blocks of lines, and lines put together to records, without ever holding a whole file.

Chat texts are records that start with a header line and go on until the next one. `line_blocks` reads a few megabytes
at a time, `records` joins the lines of each record and carries the record that is still open over to the next block.
"""

import codecs
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import polars as pl

from sources.errors import UndecodableText
from sources.reading import encoding_of

# Characters taken at a time: about 40,000 chat lines, a few tens of megabytes as frames.
BLOCK_CHARACTERS = 2 << 20
_CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def text_encoding(file: Path) -> tuple[str, bool]:
    """Encoding of a text and whether the file ends inside a character, which only a cut-off file does.

    Unlike `sources.reading.encoding_of` a UTF-8 or marked UTF-16 text that lacks its last bytes is still recognised,
    so that a truncated copy isn't taken for GB18030.

    Raises:
        UndecodableText: When no encoding fits.
    """
    with file.open("rb") as stream:
        head = stream.read(4)
    marked = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)
    ending = _ending(file, marked or "utf-8")
    if ending is not None:
        return marked or "utf-8", ending == "cut"
    if marked is not None:
        raise UndecodableText(
            f"the text is marked as {marked} but is not; convert a copy and add it beside the original"
        )
    return encoding_of(file), False


def text_blocks(file: Path, encoding: str, newline: str = "\n") -> Iterator[str]:
    """The text in blocks that end at line ends; the cut character at the end of a truncated file is dropped.

    Args:
        file: The text.
        encoding: As `text_encoding` found it, so that only the last character can be undecodable.
        newline: What ends a line: LF (other signs stay inside) or CRLF (lone CR and LF stay inside).
    """
    for found in _line_lists(file, encoding, newline):
        yield "".join(found)


def line_blocks(file: Path, encoding: str, newline: str = "\n") -> Iterator[pl.DataFrame]:
    """The lines of a text, block by block.

    Columns:
        line: Number of the line, from 1.
        text: The line without its end (a CR before LF is dropped).
        previous: The line before it, null for the first.
    """
    number, before = 1, None
    for found in _line_lists(file, encoding, newline):
        lines = pl.Series("text", found, dtype=pl.String).str.strip_suffix(newline).str.strip_suffix("\r")
        yield pl.DataFrame(
            {
                "line": pl.int_range(number, number + len(lines), eager=True),
                "text": lines,
                "previous": lines.shift(1, fill_value=before),
            },
            schema={"line": pl.Int64, "text": pl.String, "previous": pl.String},
        )
        number, before = number + len(lines), lines[-1]


def records(blocks: Iterable[pl.DataFrame], is_start: pl.Expr, keep: Sequence[str] = ()) -> Iterator[pl.DataFrame]:
    """Join lines to records; each record starts where `is_start` holds.

    Columns in: those of `line_blocks`, and the columns of `keep`. Columns out, one row per record in file order:
        line: Line on which the record starts.
        head: Its first line.
        rest: Its further lines joined by LF, null when there are none.
        is_orphan: True for lines before the first start; they belong to no record.
        ...: The columns of `keep`, as on the first line.
    """
    open_record: pl.DataFrame | None = None
    for block in blocks:
        started = block.with_columns(start=is_start)
        if open_record is not None:
            started = pl.concat([open_record, started])
        starts = started["start"].arg_true()
        if not len(starts):
            open_record = started
            continue
        whole, open_record = started[: starts[-1]], started[starts[-1] :]
        if whole.height:
            yield _joined(whole, keep)
    if open_record is not None and open_record.height:
        yield _joined(open_record, keep)


def _joined(lines: pl.DataFrame, keep: Sequence[str]) -> pl.DataFrame:
    numbered = lines.with_columns(record=pl.col("start").cum_sum())
    is_first = pl.col("record") != pl.col("record").shift(1, fill_value=-1)
    heads = numbered.filter(is_first).select(
        "record", "line", pl.col("text").alias("head"), (pl.col("record") == 0).alias("is_orphan"), *keep
    )
    rests = numbered.filter(~is_first).group_by("record").agg(pl.col("text").str.join("\n").alias("rest"))
    joined = heads.join(rests, on="record", how="left", maintain_order="left")
    return joined.select("line", "head", "rest", "is_orphan", *keep)


def _line_lists(file: Path, encoding: str, newline: str) -> Iterator[list[str]]:
    # "ignore" can only meet the incomplete last character: everything before it was decoded strictly before.
    with file.open("r", encoding=encoding, newline=newline, errors="ignore") as stream:
        while found := stream.readlines(BLOCK_CHARACTERS):
            yield found


def _ending(file: Path, encoding: str) -> str | None:
    """`whole` or `cut` when the file decodes (but for an incomplete end), None when it doesn't."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with file.open("rb") as stream:
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
        except UnicodeDecodeError:
            return None
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cut"
    return "whole"
