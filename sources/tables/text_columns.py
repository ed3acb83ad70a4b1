"""Delimited tables read in blocks: plain rows by columns, the others one by one, in the order of the file.

**Source:** formats.md 8.4, 9.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import polars as pl

from sources.record import BatchBuilder, Exhibit, RecordBatch
from sources.tables.column_blocks import column_blocks
from sources.tables.delimited import row_of
from sources.tables.layout import HEAD_ROWS, find_layout, is_heading_row, layout_of_heading, row_kind
from sources.tables.mapping import SheetMapping, TableMapping
from sources.tables.nickname_columns import PlainLists
from sources.tables.plain_rows import PlainRows
from sources.tables.records import add_record, tell_layout
from sources.tables.registration_columns import PlainRegistrations
from sources.tables.row_values import TableContext
from sources.tables.sheets import text_table

# In blocks plain rows come before the others; small tables are read one by one and keep the order of the file.
_WORTH_BYTES = 256 * 1024


def batches_in_columns(
    exhibit: Exhibit, builder: BatchBuilder, problems: list[str], mapping: TableMapping | None
) -> Iterator[RecordBatch] | None:
    """The batches of a delimited table; None where its layout asks for a closer look at each row.

    Args:
        exhibit: The table.
        builder: Where rows go; the last ones are left in it.
        problems: Takes what is open or damaged.
        mapping: The mapping file beside it.
    """
    if exhibit.file.stat().st_size < _WORTH_BYTES:
        return None
    table = text_table(exhibit.file)
    if table.quotes_are_signs:
        return None
    blocks = column_blocks(exhibit.file, table.encoding, table.delimiter)
    first = next(blocks, None)
    if first is None:
        return None
    said = mapping.of_sheet("") if mapping is not None else None
    layout = find_layout([row_of(number, cells) for number, cells in _rows(first.head(HEAD_ROWS))], said)
    if layout is None or layout.kind is None:
        return None
    context = TableContext(exhibit, builder, "", layout)
    if _reader(context) is None:
        return None
    if table.is_cut:
        problems.append("the file ends inside a character, so it is cut off; ask for a new copy")
    tell_layout(layout, "", problems, mapping)
    return _batches(chain([first], blocks), context, said, problems)


def _reader(context: TableContext) -> PlainRows | None:
    match context.layout.kind:
        case "registration":
            return PlainRegistrations.of(context)
        case "list":
            return PlainLists.of(context)
        case _:
            return None


def _batches(
    blocks: Iterator[pl.DataFrame], context: TableContext, said: SheetMapping | None, problems: list[str]
) -> Iterator[RecordBatch]:
    for block in blocks:
        rest = block.filter(pl.col("row") > context.layout.last_heading_row)
        while rest.height:
            context, rest = _add_stretch(rest, context, said, problems)
        yield context.builder.take()


def _add_stretch(
    rows: pl.DataFrame, context: TableContext, said: SheetMapping | None, problems: list[str]
) -> tuple[TableContext, pl.DataFrame]:
    """Read rows up to the next heading; returns what holds behind it, and the rows behind it."""
    reader = _reader(context)
    plain, odd = None, rows
    if reader is not None:
        plain, is_plain = reader.plain(rows)
        odd = rows.filter(~is_plain)
    until = None
    following = context
    for number, cells in _rows(odd):
        row = row_of(number, cells)
        kind = row_kind(row, context.layout)
        if kind == "heading" and is_heading_row(row):
            layout = layout_of_heading(row, context.layout, said)
            if layout is not context.layout:
                tell_layout(layout, "", problems, None)
                following, until = replace(context, layout=layout), number
                break
        elif kind == "record":
            add_record(row, "", context.layout, context)
    if reader is not None and plain is not None:
        reader.add(plain if until is None else plain.filter(pl.col("row") < until))
    return following, rows.clear() if until is None else rows.filter(pl.col("row") > until)


def _rows(block: pl.DataFrame) -> Iterator[tuple[int, list[str]]]:
    """Numbers and cells as written."""
    names = [name for name in block.columns if name not in ("row", "width")]
    for number, width, *cells in block.select("row", "width", *names).iter_rows():
        yield number, [cell or "" for cell in cells[:width]]
