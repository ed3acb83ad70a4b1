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

# Characters (bytes of UTF-8) taken at a time: about 40,000 chat lines, a few tens of megabytes as frames.
BLOCK_CHARACTERS = 2 << 20
_CHUNK = 1 << 20
# Bytes of UTF-8 that go on with a character.
_INNER = frozenset(bytes([inner]) for inner in range(0x80, 0xC0))
_UTF8 = ("utf-8", "utf-8-sig")
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
    for block in _blocks(file, encoding, newline):
        yield block if isinstance(block, str) else block.decode()


def line_blocks(file: Path, encoding: str, newline: str = "\n") -> Iterator[pl.DataFrame]:
    """The lines of a text, block by block.

    Columns:
        line: Number of the line, from 1.
        text: The line without its end (a CR before LF is dropped).
        previous: The line before it, null for the first.
    """
    number, before = 1, None
    for block in _blocks(file, encoding, newline):
        text = pl.Series("text", [block]) if isinstance(block, str) else pl.Series("text", [block]).cast(pl.String)
        lines = text.str.strip_suffix(newline).str.split(newline).explode().str.strip_suffix("\r")
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


def _blocks(file: Path, encoding: str, newline: str) -> Iterator[str | bytes]:
    """Stretches of whole lines; of a text in UTF-8 as bytes, which needn't become Python's strings."""
    # "ignore" can only meet the incomplete last character: everything before it was decoded strictly before.
    if encoding not in _UTF8:
        with file.open("r", encoding=encoding, newline=newline, errors="ignore") as text:
            while found := text.readlines(BLOCK_CHARACTERS):
                yield "".join(found)
        return
    ending = newline.encode()
    with file.open("rb") as stream:
        stream.seek(len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0)
        while block := stream.read(BLOCK_CHARACTERS):
            lines = [block, stream.readline()]
            while lines[-1] and not lines[-1].endswith(ending):
                lines.append(stream.readline())
            block = b"".join(lines)
            yield block if block.endswith(ending) else block.decode(errors="ignore").encode()


def _ending(file: Path, encoding: str) -> str | None:
    """`whole` or `cut` when the file decodes (but for an incomplete end), None when it doesn't."""
    if encoding in _UTF8:
        return _ending_of_utf8(file)
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


def _ending_of_utf8(file: Path) -> str | None:
    """As `_ending`; Polars looks through UTF-8 many times faster than Python does."""
    rest = b""
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            chunk = rest + chunk
            # The last character may go on in the next chunk; it begins among the last four bytes.
            place = next((back for back in range(1, 5) if chunk[-back:][:1] not in _INNER), None)
            if place is None or not _is_utf8(chunk[:-place]):
                return None
            rest = chunk[-place:]
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        decoder.decode(rest)
    except UnicodeDecodeError:
        return None
    return "cut" if decoder.getstate()[0] else "whole"


def _is_utf8(text: bytes) -> bool:
    try:
        pl.Series([text], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.ComputeError:
        return False
    return True
