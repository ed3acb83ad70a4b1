"""Delimited text in blocks of columns: the same rows and cells as `delimited.read_rows` gives, many at a time.

Blocks without a quotation mark whose rows are all equally wide, as machines write them, are parsed by polars; the csv
module reads the others.

**Source:** RFC 4180.
"""

import codecs
import csv
from collections.abc import Iterator
from io import BytesIO
from itertools import islice, zip_longest
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl

from sources.errors import UnreadableExhibit
from sources.tables.delimited import LONGEST_CELL, declared_delimiter

_BLOCK_BYTES = 4 << 20
_BLOCK_ROWS = 20_000
_LF, _CR = 10, 13


def column_blocks(file: Path, encoding: str, delimiter: str) -> Iterator[pl.DataFrame]:
    """The rows of a delimited file, blank ones included; a `sep=` line is no row.

    Columns:
        row: Number of the row from 1.
        width: How many cells it has.
        c0, c1, ...: The cells as written, null where they are empty or the row ends before.

    Raises:
        UnreadableExhibit: When a cell is longer than any that a table holds.
    """
    number = 1
    csv.field_size_limit(LONGEST_CELL)
    is_plain = encoding.startswith("utf-8") and delimiter.isascii()
    with file.open("rb") as stream:
        place = _behind_heading_line(stream, encoding)
        while is_plain and (content := stream.read(_BLOCK_BYTES)):
            content += stream.readline()
            block = _regular(content, delimiter)
            if block is None:
                break
            yield _numbered(block, number)
            number += block.height
            place += len(content)
    if is_plain and place >= file.stat().st_size:
        return
    # Behind its byte-order mark a marked text is plain UTF-8.
    with file.open(encoding="utf-8" if is_plain else encoding, newline="", errors="ignore") as text:
        if is_plain:
            text.seek(place)
        elif declared_delimiter(text.readline(4096)) is None:
            text.seek(0)
        # From the first other block on: a quoted cell may reach over the end of any block.
        reader = csv.reader(text, delimiter=delimiter)
        try:
            while rows := list(islice(reader, _BLOCK_ROWS)):
                columns = zip_longest(*rows)
                cells = {f"c{place}": column for place, column in enumerate(columns)}
                block = pl.DataFrame({"width": list(map(len, rows)), **cells}, schema_overrides=_texts(len(cells)))
                yield _numbered(block, number)
                number += block.height
        except csv.Error as error:
            raise UnreadableExhibit(
                f"a row behind row {number} holds a cell of more than 1 MiB, so this is no table"
            ) from error


def _texts(width: int) -> dict[str, type[pl.DataType]]:
    return {"width": pl.Int64, **{f"c{place}": pl.String for place in range(width)}}


def _numbered(block: pl.DataFrame, first: int) -> pl.DataFrame:
    return block.with_columns(row=pl.int_range(first, first + block.height, dtype=pl.Int64))


def _behind_heading_line(stream: BinaryIO, encoding: str) -> int:
    """Go behind a byte-order mark and a `sep=` line; returns the place."""
    start = len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0
    stream.seek(start)
    line = stream.readline(4096)
    if declared_delimiter(line.decode(errors="ignore")) is not None:
        return start + len(line)
    stream.seek(start)
    return start


def _regular(content: bytes, delimiter: str) -> pl.DataFrame | None:
    """The cells of a block in which every line has equally many; None for any other block."""
    if b'"' in content or not content.endswith(b"\n"):
        return None
    signs = np.frombuffer(content, dtype=np.uint8)
    ends = np.flatnonzero(signs == _LF)
    has_returns = _CR in content
    if has_returns and np.count_nonzero(signs == _CR) != np.count_nonzero(signs[ends - 1] == _CR):
        return None
    delimiters = np.flatnonzero(signs == ord(delimiter))
    counts = np.diff(np.searchsorted(delimiters, ends), prepend=0)
    if not len(ends) or counts.min() != counts.max() or counts[0] == 0:
        return None
    width = int(counts[0]) + 1
    if has_returns:
        content = content.replace(b"\r\n", b"\n")
    cells = pl.read_csv(
        BytesIO(content),
        has_header=False,
        separator=delimiter,
        quote_char=None,
        infer_schema=False,
        new_columns=[f"c{place}" for place in range(width)],
    )
    return cells.with_columns(width=pl.lit(width, dtype=pl.Int64)) if cells.height == len(ends) else None
