"""Big CSV files as text cells, block by block, and a second way to count their rows.

Everything stays text: typing would turn ids into numbers and dates into times without a word. Rows may be ragged, as
some export tools write them; what a row should look like is the reader's to say.
"""

import csv
import re
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import polars as pl

from sources.text_blocks import text_blocks

_BLOCK_ROWS = 20_000
# A message can hold a long XML text; 16 MiB is far above any and still bounds what a stray quote can swallow.
_LONGEST_CELL = min(16 << 20, sys.maxsize)
_LINE_ENDS = re.compile(r"\n+")


def cell_blocks(file: Path, encoding: str) -> Iterator[pl.DataFrame]:
    """The rows of a CSV file, the heading included; empty lines are skipped.

    Columns:
        row: Number of the row from 1; the heading is row 1.
        cells: The cells as text; rows may be of different length.

    Raises:
        csv.Error: When a cell is longer than any message, as after a quote that was never closed.
    """
    csv.field_size_limit(_LONGEST_CELL)
    number = 1
    with file.open("r", encoding=encoding, newline="", errors="ignore") as stream:
        rows = filter(None, csv.reader(stream))
        failure: csv.Error | None = None
        while failure is None:
            found: list[list[str]] = []
            try:
                found.extend(islice(rows, _BLOCK_ROWS))  # what came before a failing row is kept
            except csv.Error as error:
                failure = error
            if not found:
                break
            cells = pl.Series("cells", found, dtype=pl.List(pl.String))
            yield pl.DataFrame({"row": pl.int_range(number, number + len(found), eager=True), "cells": cells})
            number += len(found)
    if failure is not None:
        raise failure


def heading(first_block: pl.DataFrame) -> list[str]:
    """The names in the first row, without a byte-order mark and spaces."""
    return [name.strip("\ufeff \t") for name in first_block["cells"][0]]


def named_cells(block: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Cells as columns by name, null where a row is too short; `row` and `width` (number of cells) are kept."""
    return block.select(
        "row",
        pl.col("cells").list.len().cast(pl.Int64).alias("width"),
        *(pl.col("cells").list.get(index, null_on_oob=True).alias(name) for index, name in enumerate(names)),
    )


def count_rows(file: Path, encoding: str) -> tuple[int, bool]:
    """Rows by counting line ends outside of quotes, and whether the file ends inside a quote (it is cut off then).

    The second way to look at a file: it knows nothing of cells.
    """
    total, is_inside, ended = 0, False, True
    for block in text_blocks(file, encoding):
        text = block.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        pieces = text.split('"')
        for index in range(int(is_inside), len(pieces), 2):
            outside = pieces[index]
            if index == 0 and ended:
                outside = outside.lstrip("\n")
            total += len(_LINE_ENDS.findall(outside))
        is_inside ^= len(pieces) % 2 == 0
        ended = not is_inside and text.endswith("\n")
    return total + (not ended), is_inside
