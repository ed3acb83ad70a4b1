"""Nickname lists in plain text: one person a line, two names or `key: value` fields side by side.

**Source:** formats.md 9 (TXT lists); the grammar of a line is in sources/tables/pair_lines.py.
"""

from sources.reading import head_text, lines
from sources.record import BATCH_ROWS, BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.tables import headers, pair_lines
from sources.tables.cells import Row, written_text
from sources.tables.layout import Layout
from sources.tables.nickname_rows import add_list_row
from sources.tables.pair_lines import Cells, ListShape
from sources.tables.row_values import TableContext
from sources.text_blocks import text_encoding

_HEAD_LINES = 400
_SHAPED = 64 * 1024
_NO_SHAPE = "the line isn't parted like the other lines of the list"


def _sniff(head: Head) -> float:
    text = head_text(head.first_bytes)
    if not text:
        return 0.0
    shape = _shape(text, head.path, is_cut=head.size_bytes > len(head.first_bytes))
    return shape.sureness if shape is not None else 0.0


def _read(exhibit: Exhibit) -> Reading:
    encoding, is_cut = text_encoding(exhibit.file)
    shape = _shape_of_file(exhibit, encoding)
    builder = BatchBuilder(exhibit.exhibit_id)
    known_accounts: set[str] = set()
    found = 0
    for number, line, is_first in pair_lines.numbered(lines(exhibit.file, encoding, is_cut=is_cut)):
        if pair_lines.is_heading(line, is_first=is_first and (shape is None or shape.has_title)):
            continue
        found += 1
        cells = pair_lines.line_cells(line, shape) if shape is not None else None
        if cells is None:
            builder.reject(f"line:{number}", _NO_SHAPE)
        else:
            row, layout = _as_row(number, cells)
            add_list_row(row, TableContext(exhibit, builder, "", layout, known_accounts, place="line"))
        if builder.row_count >= BATCH_ROWS:
            yield builder.take()
    if builder.row_count:
        yield builder.take()
    if is_cut:
        yield EndOfExhibit("partial", "the list ends inside a character; ask for the whole")
    else:
        yield EndOfExhibit("read") if found else EndOfExhibit("empty", "the list has headings but no lines")


def _count(exhibit: Exhibit) -> int:
    """Lines that are no headings, from the whole text at once."""
    text = exhibit.file.read_bytes().decode(text_encoding(exhibit.file)[0], errors="ignore")
    content = text.replace("\r\n", "\n").split("\n")
    content = [line for line in content if line.strip("\ufeff \t\r\n")]
    shape = _shape(text[:_SHAPED], exhibit.path, is_cut=len(text) > _SHAPED)
    has_title = shape is None or shape.has_title
    return sum(not pair_lines.is_heading(line, is_first=has_title and place == 0) for place, line in enumerate(content))


def _shape(text: str, path: str, *, is_cut: bool) -> ListShape | None:
    found = text.removeprefix("\ufeff").split("\n")
    return pair_lines.list_shape(found[:-1][:_HEAD_LINES] if is_cut else found[:_HEAD_LINES], path)


def _shape_of_file(exhibit: Exhibit, encoding: str) -> ListShape | None:
    with exhibit.file.open(encoding=encoding, newline="\n", errors="ignore") as stream:
        text = stream.read(_SHAPED)
        return _shape(text, exhibit.path, is_cut=bool(stream.read(1)))


def _as_row(number: int, cells: Cells) -> tuple[Row, Layout]:
    """The line as a row of a table with a layout of its own, so that lists are read one way only."""
    written = [written_text(text) for _, text in cells]
    row = Row(
        number,
        tuple(text for text, _ in written),
        frozenset(column for column, (_, is_lossy) in enumerate(written) if is_lossy),
    )
    columns = {column: meaning for column, (meaning, _) in enumerate(cells) if meaning.target not in ("note", "serial")}
    labels = {column: "note" for column, (meaning, _) in enumerate(cells) if meaning.target == "note"}
    region = "CN" if any(headers.is_han(text) for _, text in cells) else None
    return row, Layout("list", columns, labels, 0, region=region)


FORMAT = SourceFormat(
    name="nickname_text",
    version=3,
    meaning="Nickname lists in plain text, one person a line.",
    sniff=_sniff,
    read=_read,
    count=_count,
    coverage=Coverage(
        family="Tables",
        made_by="people: two names a line with dash, equals sign, colon, arrow, tab or brackets; `key: value` fields; "
        "mixed, in columns of blanks or one name a line where a heading or the file's name calls it a list of names",
        gives="both names of a line, accounts and selectors in it; roles and groups where the lines show them",
        certainty="specification",
        omits="which of two names is the nickname, where no heading says it",
    ),
)
