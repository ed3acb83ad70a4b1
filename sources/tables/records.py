"""Which rows of a sheet are records, and what is said of a layout that leaves something open."""

from collections.abc import Iterator
from itertools import chain

from sources.tables.cells import Row
from sources.tables.layout import HEAD_ROWS, Layout, find_layout, is_heading_row, layout_of_heading, row_kind
from sources.tables.mapping import TableMapping
from sources.tables.nickname_rows import add_list_row
from sources.tables.registration_rows import add_registration_row
from sources.tables.row_values import TableContext

_UNKNOWN_HEADINGS = "no heading of this sheet is known, so the row can't be read"
# In delimited text that is a delimiter inside an unquoted cell: all cells behind it stand under wrong headings.
_SHIFTED = "the row has more cells than there are headings, so its cells can't be told apart; quote the cell in a copy"
_ROW_READERS = {"registration": add_registration_row, "list": add_list_row}
NO_LAYOUT = Layout(None, {}, {}, 0)


def records(
    rows: Iterator[Row], sheet: str, problems: list[str], mapping: TableMapping | None = None
) -> Iterator[tuple[Row, Layout | None]]:
    """The rows of a sheet that are records, each with the layout that holds for it; None where none was found."""
    head: list[Row] = []
    for row in rows:
        head.append(row)
        if row.number >= HEAD_ROWS:
            break
    said = mapping.of_sheet(sheet) if mapping is not None else None
    layout = find_layout(head, said)
    where = f"sheet {sheet}: " if sheet else ""
    if layout is None or layout.kind is None:
        if any(row.own for row in head):
            problems.append(
                f"{where}no heading is known; say what the columns hold in a mapping file beside it (docs/adding.md)"
            )
        yield from ((row, None) for row in chain(head, rows) if row.own)
        return
    tell_layout(layout, where, problems, mapping)
    for row in chain(head, rows):
        if row.number <= layout.last_heading_row:
            continue
        kind = row_kind(row, layout)
        if kind == "heading" and is_heading_row(row):
            layout = layout_of_heading(row, layout, said)
            tell_layout(layout, where, problems, None)
        elif kind == "record":
            yield row, layout


def tell_layout(layout: Layout, where: str, problems: list[str], mapping: TableMapping | None) -> None:
    """Put what is open in a layout into `problems`.

    Args:
        layout: The layout.
        where: What the sentences begin with: the sheet, or nothing.
        problems: Takes the sentences.
        mapping: The mapping file, where it is to be said which columns of it aren't there.
    """
    if layout.missing and mapping is not None:
        problems.append(f"{where}{mapping.file_name} names columns that aren't there: {', '.join(layout.missing)}")
    for labels in layout.conflicts:
        named = " and ".join(" ".join(label.split()) for label in labels)
        problems.append(
            f"{where}the columns {named} claim the same thing and neither was used as a key; say which one holds it in "
            "a mapping file beside the table (docs/adding.md)"
        )


def add_record(row: Row, sheet: str, layout: Layout | None, context: TableContext) -> None:
    """Read one record, or reject it.

    Args:
        row: The row.
        sheet: Name of its sheet, "" for delimited text.
        layout: The layout that holds for it, None where none was found.
        context: What the rows of the sheet share.
    """
    if layout is None or layout.kind is None:
        context.builder.reject(context.locator(row), _UNKNOWN_HEADINGS)
    elif not sheet and row.own[-1] >= layout.width:
        context.builder.reject(context.locator(row), _SHIFTED)
    else:
        _ROW_READERS[layout.kind](row, context)
