"""Tables read in blocks: plain rows by columns, the others one by one, in the order of the file.

**Source:** formats.md 8.4, 9.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, zip_longest

import polars as pl

from sources.record import BatchBuilder, Exhibit, RecordBatch
from sources.tables.cells import Row
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
_WORTH_ROWS, _BLOCK_ROWS = 2_000, 10_000
# As width of a row that no layout is as wide as: it is none of the plain ones.
_MARKED = 1 << 30

Rows = Callable[[pl.DataFrame], Iterator[Row]]


@dataclass(frozen=True)
class SheetBatches:
    """A sheet that is read by columns.

    Attributes:
        batches: What it gives.
    """

    batches: Iterator[RecordBatch]


@dataclass(frozen=True)
class _Told:
    """What is said of a sheet beside its rows.

    Attributes:
        said: What the mapping file says of it.
        where: What sentences about it begin with.
        problems: Takes them.
    """

    said: SheetMapping | None
    where: str
    problems: list[str]


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
    return _text_batches(chain([first], blocks), context, _Told(said, "", problems))


def sheet_in_columns(
    rows: Iterator[Row], context: TableContext, problems: list[str], mapping: TableMapping | None
) -> SheetBatches | Iterator[Row]:
    """The batches of a big sheet; its rows again where it is small, or its layout asks for a closer look at each.

    Args:
        rows: The rows of the sheet.
        context: What they share; its layout isn't known yet.
        problems: Takes what is open.
        mapping: The mapping file beside the table.
    """
    first = list(islice(rows, _BLOCK_ROWS))
    again = chain(first, rows)
    if len(first) < _WORTH_ROWS:
        return again
    head_rows = next((place for place, row in enumerate(first, 1) if row.number >= HEAD_ROWS), len(first))
    head = first[:head_rows]
    said = mapping.of_sheet(context.sheet) if mapping is not None else None
    layout = find_layout(head, said)
    if layout is None or layout.kind is None:
        return again
    context = replace(context, layout=layout)
    if _reader(context) is None:
        return again
    where = f"sheet {context.sheet}: " if context.sheet else ""
    tell_layout(layout, where, problems, mapping)
    return SheetBatches(_sheet_batches(again, context, _Told(said, where, problems)))


def _reader(context: TableContext) -> PlainRows | None:
    match context.layout.kind:
        case "registration":
            return PlainRegistrations.of(context)
        case "list":
            return PlainLists.of(context)
        case _:
            return None


def _text_batches(blocks: Iterator[pl.DataFrame], context: TableContext, told: _Told) -> Iterator[RecordBatch]:
    def rows_of(block: pl.DataFrame) -> Iterator[Row]:
        return (row_of(number, cells) for number, cells in _rows(block))

    for block in blocks:
        rest = block.filter(pl.col("row") > context.layout.last_heading_row)
        while rest.height:
            context, rest = _add_stretch(rest, rows_of, context, told)
        yield context.builder.take()


def _sheet_batches(rows: Iterator[Row], context: TableContext, told: _Told) -> Iterator[RecordBatch]:
    while block := list(islice(rows, _BLOCK_ROWS)):
        by_number = {row.number: row for row in block}

        def rows_of(odd: pl.DataFrame, by_number: dict[int, Row] = by_number) -> Iterator[Row]:
            return (by_number[number] for number in odd["row"])

        rest = _columns(block).filter(pl.col("row") > context.layout.last_heading_row)
        while rest.height:
            context, rest = _add_stretch(rest, rows_of, context, told)
        yield context.builder.take()


def _columns(rows: Sequence[Row]) -> pl.DataFrame:
    """Rows as column_blocks gives them; those of which more is said than their cells are told by their width."""
    columns = {f"c{place}": column for place, column in enumerate(zip_longest(*(row.cells for row in rows)))}
    cells = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    widths = [pl.when(pl.col(name) != "").then(place) for place, name in enumerate(columns, 1)]
    marked = [bool(row.lossy or row.filled or row.is_banner or row.is_hidden or row.comments) for row in rows]
    numbers = pl.Series("row", [row.number for row in rows], dtype=pl.Int64)
    if not widths:
        return numbers.to_frame().with_columns(width=pl.lit(0, pl.Int64))
    width = pl.max_horizontal(widths).fill_null(0)
    return cells.with_columns(
        numbers, width=pl.when(pl.Series(marked)).then(pl.lit(_MARKED)).otherwise(width).cast(pl.Int64)
    )


def _add_stretch(
    rows: pl.DataFrame, rows_of: Rows, context: TableContext, told: _Told
) -> tuple[TableContext, pl.DataFrame]:
    """Read rows up to the next heading; returns what holds behind it, and the rows behind it."""
    reader = _reader(context)
    plain, odd = None, rows
    if reader is not None:
        plain, is_plain = reader.plain(rows)
        odd = rows.filter(~is_plain)
    until = None
    following = context
    for row in rows_of(odd):
        kind = row_kind(row, context.layout)
        if kind == "heading" and is_heading_row(row):
            layout = layout_of_heading(row, context.layout, told.said)
            if layout is not context.layout:
                tell_layout(layout, told.where, told.problems, None)
                following, until = replace(context, layout=layout), row.number
                break
        elif kind == "record":
            add_record(row, context.sheet, context.layout, context)
    if reader is not None and plain is not None:
        reader.add(plain if until is None else plain.filter(pl.col("row") < until))
    return following, rows.clear() if until is None else rows.filter(pl.col("row") > until)


def _rows(block: pl.DataFrame) -> Iterator[tuple[int, list[str]]]:
    """Numbers and cells as written."""
    names = [name for name in block.columns if name not in ("row", "width")]
    for number, width, *cells in block.select("row", "width", *names).iter_rows():
        yield number, [cell or "" for cell in cells[:width]]
