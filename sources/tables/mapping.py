"""The mapping file beside a table: what a person says its columns hold, where headings leave it open.

    # roster.mapping.toml beside roster.xlsx or roster.csv
    kind = "list"                  # or "registration"; optional
    header_row = 3                 # last row of the heading; optional
    [columns]
    "手机号" = "phone"              # heading as written, or the column's letter
    "联系电话" = "note"             # read as a note, never as a key
    F = "account:qq"               # what it holds, and on which platform

A workbook whose sheets differ has one `[[sheet]]` table each, with `name` and the same keys. What is said here goes
before what headers.toml knows; two columns said to hold the same are both read.

**Source:** formats.md 8.4 (confirmation is asked for when two columns hit the same target).
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sources.errors import UnreadableExhibit
from sources.reading import encoding_of
from sources.record import Exhibit
from sources.tables import headers
from sources.tables.headers import Heading

ENDING = ".mapping.toml"
_KINDS = ("registration", "list")
_KEYS = {"kind", "header_row", "columns", "name", "sheet"}
_LARGEST = 1 << 20
_LETTERS = re.compile(r"[A-Z]{1,3}")
# Headings are looked for in the first rows of a sheet only (layout.HEAD_ROWS).
_LAST_HEADER_ROW = 60
# A column without a heading can be named by its letter when it stands near those that have one.
_NEAR = 20


@dataclass(frozen=True)
class SheetMapping:
    """What is said of one sheet.

    Attributes:
        sheet: Its name; None for all sheets, and for a file with one table.
        kind: registration or list, None where it isn't said.
        header_row: Number of the last row of the heading, None where it isn't said.
        columns: Heading as written or column letter, to meaning; None for a column that is only noted.
    """

    sheet: str | None = None
    kind: str | None = None
    header_row: int | None = None
    columns: Mapping[str, Heading | None] = field(default_factory=dict)

    def meanings(self, labels: Mapping[int, str]) -> tuple[dict[int, Heading | None], list[str]]:
        """Column numbers (from 0) with what they hold, and names of columns that the table doesn't have."""
        found: dict[int, Heading | None] = {}
        missing = []
        folded = {column: headers.fold(label) for column, label in labels.items()}
        width = max(labels, default=-1) + 1
        for name, meaning in self.columns.items():
            places = [column for column, label in folded.items() if label == headers.fold(name)]
            if not places and _LETTERS.fullmatch(name) and _column(name) < width + _NEAR:
                places = [_column(name)]
            if not places:
                missing.append(name)
            found.update(dict.fromkeys(places, meaning))
        return found, missing


@dataclass(frozen=True)
class TableMapping:
    """A mapping file.

    Attributes:
        file_name: Its name, for sentences.
        sheets: What it says, the one for all sheets last.
    """

    file_name: str
    sheets: tuple[SheetMapping, ...]

    def of_sheet(self, name: str) -> SheetMapping | None:
        """What is said of the sheet of that name."""
        return next((each for each in self.sheets if each.sheet in (None, name)), None)


def read_mapping(file: Path, name: str) -> TableMapping:
    """A mapping file, checked.

    Args:
        file: The file.
        name: Its name, for sentences.

    Raises:
        UnreadableExhibit: When it is no TOML or says something that isn't known.
    """
    if file.stat().st_size > _LARGEST:
        raise UnreadableExhibit(f"{name} is larger than 1 MiB, so it is no mapping file")
    try:
        written = tomllib.loads(file.read_text(encoding=encoding_of(file)))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableExhibit(f"{name} is no TOML ({error}); compare it with docs/adding.md") from error
    _known_keys(written, name)
    own = written.get("sheet", [])
    if isinstance(own, str):
        sheets = [_sheet_mapping({**written, "name": own}, name)]
    elif isinstance(own, list) and all(isinstance(each, dict) for each in own):
        sheets = [_sheet_mapping(each, name) for each in own]
        if written.keys() - {"sheet"}:
            sheets.append(_sheet_mapping(written, name))
    else:
        raise UnreadableExhibit(f"{name}: `sheet` is a name, or one [[sheet]] table for each sheet")
    return TableMapping(name, tuple(sheets))


def mapping_of(exhibit: Exhibit, problems: list[str]) -> TableMapping | None:
    """The mapping file beside a table in the same seizure; a faulty one is said in `problems` and left out."""
    path = exhibit.path
    folder, slash, name = path.rpartition("/")
    stem = name.rpartition(".")[0] or name
    for candidate in (f"{folder}{slash}{stem}{ENDING}", f"{path}{ENDING}"):
        if (file := exhibit.companions.get(candidate)) is not None:
            try:
                return read_mapping(file, candidate.rpartition("/")[2])
            except UnreadableExhibit as error:
                problems.append(f"its mapping file was not used: {error}")
    return None


def _sheet_mapping(written: Mapping[str, object], name: str) -> SheetMapping:
    _known_keys(written, name)
    kind, header_row, columns = written.get("kind"), written.get("header_row"), written.get("columns", {})
    sheet = written.get("name")
    if kind is not None and kind not in _KINDS:
        raise UnreadableExhibit(f"{name}: `kind` is one of {' and '.join(_KINDS)}")
    if header_row is not None and not (type(header_row) is int and 1 <= header_row <= _LAST_HEADER_ROW):
        raise UnreadableExhibit(f"{name}: `header_row` is the number of a row from 1 to {_LAST_HEADER_ROW}")
    if not isinstance(columns, dict) or not all(isinstance(target, str) for target in columns.values()):
        raise UnreadableExhibit(f"{name}: [columns] gives each heading or column letter one target in quotation marks")
    return SheetMapping(
        sheet if isinstance(sheet, str) else None,
        str(kind) if kind is not None else None,
        header_row if type(header_row) is int else None,
        {column: _meaning(target, name) for column, target in columns.items()},
    )


def _meaning(written: str, name: str) -> Heading | None:
    target, _, platform = written.partition(":")
    known = headers.targets()
    if target in ("note", "ignore"):
        return None
    if target not in known:
        raise UnreadableExhibit(f"{name}: {target!r} is no target; use one of {', '.join(sorted(known))}")
    if platform and headers.platform_of(platform) is None:
        raise UnreadableExhibit(f"{name}: {platform!r} is no platform that is known")
    return Heading(target, headers.platform_of(platform) or ("wechat" if target == "wxid" else ""))


def _known_keys(written: Mapping[str, object], name: str) -> None:
    if unknown := written.keys() - _KEYS:
        raise UnreadableExhibit(
            f"{name}: {', '.join(sorted(unknown))} means nothing here; use kind, header_row, sheet, [columns]"
        )


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1
