"""The zip package of an XLSX workbook, looked at without a spreadsheet library.

Three uses: to say whether a file is a workbook at all and safe to open (size and ratio of what it unpacks to), to look
at the first rows for sniffing, and to count the rows once more, independently of the library that reads them.

**Source:** ECMA-376 part 1, 18.2 (workbook), 18.3 (sheet data), 18.4 (shared strings) and part 2 (package).
"""

import errno
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from sources.errors import UnreadableExhibit
from sources.tables.cells import Row, cell_text, written_text

WORKBOOK_PART = "xl/workbook.xml"
_CONTENT_TYPES = "[Content_Types].xml"
# A workbook of a million full rows unpacks to less; XML of tables shrinks 5 to 50 times, bombs a thousand times.
_MOST_UNPACKED_BYTES = 2 << 30
_MOST_RATIO = 300
_RATIO_MATTERS_FROM_BYTES = 16 << 20
_CELL_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_WIDE_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})\d{1,7}"')
# Tags of rows, of cells with something in them and their place, and of cells or rows that leave their place out.
_ROW_TAG = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_CELL_TAG = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_PLACELESS_CELL = re.compile(rb"<(?:\w+:)?(?:c|row)(?:\s(?![^>]*\br=)[^>]*)?>")
_NUMBER_IN_TAG = re.compile(rb'\br="(\d{1,7})"')
_HIDDEN_IN_TAG = re.compile(rb'\bhidden="(?:1|true)"')
_LONGEST_MERGE = 80
_CHUNK = 1 << 20
_ZIP_TROUBLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class SheetOutline:
    """A worksheet as its package describes it.

    Attributes:
        name: Name of the sheet.
        part: Path of its XML inside the package.
        is_hidden: Whether the sheet is hidden.
        hidden_rows: Numbers of hidden rows.
        last_row: Last row with a cell, 0 for none.
        last_column: Last column with a cell, counted from 1.
        comments: Comments on cells, by number of the row.
    """

    name: str
    part: str
    is_hidden: bool
    hidden_rows: frozenset[int] = frozenset()
    last_row: int = 0
    last_column: int = 0
    comments: Mapping[int, Sequence[str]] = field(default_factory=dict)


def is_workbook(file: Path) -> bool:
    """Whether the file is a zip package that holds a workbook."""
    try:
        with zipfile.ZipFile(file) as package:
            return {_CONTENT_TYPES, WORKBOOK_PART} <= set(package.namelist())
    except (*_ZIP_TROUBLE, OSError, ValueError):
        return False


def outlines(file: Path) -> list[SheetOutline]:
    """The worksheets in workbook order, after the whole package was found sound and of bearable size.

    Raises:
        UnreadableExhibit: When the package is damaged, a zip bomb, or no workbook.
    """
    with _opened(file) as package:
        _check_size(package)
        found = []
        for name, part, is_hidden in _worksheets(package):
            hidden_rows, last_row, last_column = _extent(package, part)
            comments = _comments(package, part)
            found.append(SheetOutline(name, part, is_hidden, hidden_rows, last_row, last_column, comments))
        return found


def scanned_rows(file: Path, last_row: int | None = None) -> Iterator[tuple[str, Iterator[Row]]]:
    """Sheet names with the texts of their rows, straight from the XML; rows without a cell are left out.

    Dates come as serial numbers here: good for sniffing and counting, not for reading.

    Args:
        file: The workbook.
        last_row: Number of the last row wanted of a sheet, None for all.

    Raises:
        UnreadableExhibit: When the package is damaged.
    """
    with _opened(file) as package:
        _check_size(package)
        strings = _shared_strings(package)
        for name, part, _ in _worksheets(package):
            yield name, _texts(package, part, strings, last_row)


def _texts(package: zipfile.ZipFile, part: str, strings: list[str], last_row: int | None) -> Iterator[Row]:
    # The rows are taken while the caller's loop runs, outside the block that opened the package.
    with _damage_told():
        wide = _wide_cells(package, part)
        for number, cells, _ in _raw_rows(package, part):
            if last_row is not None and number > last_row:
                return
            if cells:
                texts = [_text(*cells[column], strings) if column in cells else "" for column in range(max(cells) + 1)]
                own = [column for column, text in enumerate(texts) if text]
                yield Row(number, tuple(texts), is_banner=len(own) == 1 and (number, own[0]) in wide)


def _wide_cells(package: zipfile.ZipFile, part: str) -> set[tuple[int, int]]:
    """Row and column of the cells that are merged over several columns; they stand behind the rows in the XML."""
    wide = set()
    overlap = b""
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            for left, row, right in _WIDE_MERGE.findall(overlap + chunk):
                if left != right:
                    wide.add((int(row), _column(left.decode())))
            overlap = chunk[-_LONGEST_MERGE:]
    return wide


def _text(kind: str, value: str, strings: list[str]) -> str:
    if kind == "s":
        return written_text(strings[int(value)])[0] if value.isdigit() and int(value) < len(strings) else ""
    if kind in ("inlineStr", "str"):
        return written_text(value)[0]
    if kind == "e":
        return ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    try:
        return cell_text(float(value))[0]
    except ValueError:
        return written_text(value)[0]


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    with _damage_told(), zipfile.ZipFile(file) as package:
        yield package


@contextmanager
def _damage_told() -> Iterator[None]:
    """Say in one sentence that the workbook is damaged, whichever of its parts is."""
    try:
        yield
    except UnreadableExhibit:
        raise
    except (*_ZIP_TROUBLE, KeyError, ValueError, ElementTree.ParseError, OSError) as error:
        # A part said to lie before the file's beginning is damage; a disk that can't be read is none.
        if isinstance(error, OSError) and error.errno != errno.EINVAL:
            raise
        raise UnreadableExhibit(
            f"the workbook is damaged ({type(error).__name__}); ask for a new copy of the file"
        ) from error


def _check_size(package: zipfile.ZipFile) -> None:
    """Refuse bombs by what the package says of itself; zipfile checks that no member unpacks to more than it says."""
    if not {_CONTENT_TYPES, WORKBOOK_PART} <= set(package.namelist()):
        raise UnreadableExhibit("the zip file holds no workbook")
    members = package.infolist()
    unpacked = sum(member.file_size for member in members)
    if unpacked > _MOST_UNPACKED_BYTES:
        raise UnreadableExhibit(f"the workbook would unpack to {unpacked >> 20} MiB, a zip bomb or too big; not opened")
    for member in members:
        is_steep = member.file_size > _MOST_RATIO * max(1, member.compress_size)
        if is_steep and member.file_size > _RATIO_MATTERS_FROM_BYTES:
            raise UnreadableExhibit(
                f"a part of the workbook would unpack to {member.file_size // max(1, member.compress_size)} times its "
                "size, as zip bombs do; not opened"
            )


def _worksheets(package: zipfile.ZipFile) -> list[tuple[str, str, bool]]:
    """Name, part and hiddenness of the worksheets; chart and dialog sheets are left out."""
    relations = {}
    with package.open("xl/_rels/workbook.xml.rels") as stream:
        for _, element in ElementTree.iterparse(stream):  # noqa: S314 - expat bounds entities
            if _local(element.tag) == "Relationship" and element.get("Type", "").endswith("/worksheet"):
                target = element.get("Target", "")
                part = target[1:] if target.startswith("/") else posixpath.normpath(f"xl/{target}")
                relations[element.get("Id", "")] = part
    sheets = []
    with package.open(WORKBOOK_PART) as stream:
        for _, element in ElementTree.iterparse(stream):  # noqa: S314 - expat bounds entities
            if _local(element.tag) != "sheet":
                continue
            relation = next((value for name, value in element.items() if _local(name) == "id"), "")
            if relation in relations:
                is_hidden = element.get("state", "visible") != "visible"
                sheets.append((element.get("name", ""), relations[relation], is_hidden))
    return sheets


def _extent(package: zipfile.ZipFile, part: str) -> tuple[frozenset[int], int, int]:
    """Hidden rows, last row and last column (from 1) with a cell, by the tags alone: many times as fast as the XML.

    Sheets that leave out the places of cells are gone through as XML.
    """
    hidden: set[int] = set()
    last_row, columns = 0, set[bytes]()
    rest = b""
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            text, end, rest = (rest + chunk).rpartition(b">")
            if b"<!DOCTYPE" in text or len(rest) > _CHUNK:
                raise ValueError("a document type or a tag without end, which no sheet has")
            if _PLACELESS_CELL.search(text + end):
                return _extent_by_xml(package, part)
            if found := _CELL_TAG.findall(text + end):
                columns.update({column for column, _ in found})
                last_row = max(last_row, max(map(int, {row for _, row in found})))
            if b"hidden=" in text:
                for row in _ROW_TAG.findall(text + end):
                    told = _NUMBER_IN_TAG.search(row)
                    if told and _HIDDEN_IN_TAG.search(row):
                        hidden.add(int(told[1]))
    return frozenset(hidden), last_row, max((_column(column.decode()) + 1 for column in columns), default=0)


def _extent_by_xml(package: zipfile.ZipFile, part: str) -> tuple[frozenset[int], int, int]:
    hidden, last_row, last_column = set(), 0, 0
    for number, cells, is_hidden in _raw_rows(package, part):
        if is_hidden:
            hidden.add(number)
        if cells:
            last_row, last_column = max(last_row, number), max(last_column, max(cells) + 1)
    return frozenset(hidden), last_row, last_column


def _comments(package: zipfile.ZipFile, part: str) -> dict[int, list[str]]:
    """Comments on the cells of a sheet, by number of the row."""
    folder, _, name = part.rpartition("/")
    links = f"{folder}/_rels/{name}.rels"
    found: dict[int, list[str]] = {}
    if links not in package.namelist():
        return found
    with package.open(links) as stream:
        targets = [
            posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))[1:]
            for element in _finished(stream, "Relationship")
            if element.get("Type", "").endswith("/comments")
        ]
    for target in targets:
        if target not in package.namelist():
            continue
        with package.open(target) as stream:
            for element in _finished(stream, "comment"):
                place = _CELL_PLACE.fullmatch(element.get("ref", ""))
                words = "".join(word for child in element for word in _stored(child)).strip()
                if place and words:
                    found.setdefault(int(place[2]), []).append(words)
    return found


def _raw_rows(package: zipfile.ZipFile, part: str) -> Iterator[tuple[int, dict[int, tuple[str, str]], bool]]:
    """Number, cells (column to kind and stored value) and hiddenness of each row element; empty cells are left out."""
    with package.open(part) as stream:
        number = 0
        for element in _finished(stream, "row"):
            number = int(element.get("r") or number + 1)
            cells: dict[int, tuple[str, str]] = {}
            column = -1
            for cell in element:
                place = _CELL_PLACE.fullmatch(cell.get("r", ""))
                column = _column(place[1]) if place else column + 1
                kind = cell.get("t", "n")
                value = "".join(_stored(cell))
                if value:
                    cells[column] = (kind, value)
            yield number, cells, element.get("hidden") in ("1", "true")


def _stored(element: ElementTree.Element) -> Iterator[str]:
    """The stored texts of a cell or shared string; formulas and phonetic readings are left out."""
    for child in element:
        name = _local(child.tag)
        if name in ("v", "t"):
            yield child.text or ""
        elif name in ("is", "r"):
            yield from _stored(child)


def _shared_strings(package: zipfile.ZipFile) -> list[str]:
    part = next((name for name in package.namelist() if name.lower() == "xl/sharedstrings.xml"), None)
    if part is None:
        return []
    with package.open(part) as stream:
        return ["".join(_stored(element)) for element in _finished(stream, "si")]


def _finished(stream: IO[bytes], name: str) -> Iterator[ElementTree.Element]:
    """Elements of that name as they end; what was seen is forgotten, so memory stays bounded."""
    trail: list[ElementTree.Element] = []
    for event, element in ElementTree.iterparse(stream, events=("start", "end")):  # noqa: S314 - expat bounds entities
        if event == "start":
            trail.append(element)
            continue
        trail.pop()
        if _local(element.tag) == name:
            yield element
            if trail:
                trail[-1].remove(element)


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1
