"""Cards as a sheet to be filled in on paper or in a spreadsheet, and the filled-in sheet back.

Written as XLSX with a list to choose from, or as CSV with a byte order mark, which spreadsheets ask for. Read back from
either, whatever the program made of them: other delimiters and encodings, columns in another order or more of them.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import python_calamine as calamine
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation

from pipelines.cli._answers import cell
from pipelines.judging.card_text import words
from pipelines.judging.cards import Card, Question, Side, card_of
from sources.tables.delimited import DELIMITERS, declared_delimiter, first_line, read_rows
from sources.text_blocks import text_encoding
from warehouse.errors import WarehouseError
from warehouse.snapshot import Row, Snapshot

# Headings by what they mean; the first is written, all are read.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "card": ("card", "序号"),
    "case": ("case", "案件", "case_id"),
    "lane": ("lane", "类别"),
    "left": ("left", "左", "left_reference"),
    "left_names": ("left names", "左名称"),
    "right": ("right", "右", "right_reference"),
    "right_names": ("right names", "右名称"),
    "for": ("for", "支持"),
    "against": ("against", "反对"),
    "probability": ("probability", "概率"),
    "decision": ("decision", "判定"),
    "by": ("by", "判定人", "judged_by"),
    "because": ("because", "理由", "reason"),
    "until": ("until", "有效至", "expires_at"),
}
DECISION_WORDS: Mapping[str, str] = {
    "相同": "same",
    "同一人": "same",
    "同": "same",
    "是": "yes",
    "不同": "different",
    "不同人": "different",
    "否": "no",
    "不是": "no",
    "不确定": "unsure",
    "未定": "unsure",
    "撤回": "withdraw",
    "positive": "same",
    "negative": "different",
    "withdrawn": "withdraw",
}
_FILLED_IN = ("decision", "by", "because", "until")
_WIDTHS = {"left": 32, "right": 32, "left_names": 28, "right_names": 28, "for": 60, "against": 40, "because": 40}
_CHOICES = {"en": "same,different,unsure", "zh": "同一人,不同人,不确定"}
_FEW_NAMES = 6
# What a spreadsheet would take for a formula at the start of a cell.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t")


class SheetUnreadable(WarehouseError):
    """The sheet can't be taken: it is no table, or it lacks a column that is needed."""


def write_sheet(
    file: Path, snapshot: Snapshot, asked: Sequence[Question], language: str, *, unmask: bool = False
) -> None:
    """Write the cards of questions to a new file; words about protected people are masked unless `unmask`.

    Raises:
        SheetUnreadable: When the name ends neither in .xlsx nor in .csv.
    """
    headings = [names[1 if language == "zh" and len(names) > 1 else 0] for names in HEADINGS.values()]
    rows = [
        _row(number, card_of(snapshot, question), language, unmask=unmask)
        for number, question in enumerate(asked, start=1)
    ]
    match file.suffix.lower():
        case ".xlsx":
            _write_workbook(file, headings, rows, language)
        case ".csv":
            with file.open("w", encoding="utf-8-sig", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(headings)
                writer.writerows([_unlike_formula(value) for value in row] for row in rows)
        case _:
            raise SheetUnreadable(f"{file} ends neither in .xlsx nor in .csv; name it so")


def read_sheet(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a sheet under its headings: number as a spreadsheet shows it, and the cells that have a meaning.

    Raises:
        SheetUnreadable: When it is no table or lacks left, right or decision.
    """
    rows = _rows_of(file)
    number, columns = _headings(file, rows)
    for number, cells in rows:
        found = {name: cells[position].strip() for name, position in columns.items() if position < len(cells)}
        if any(found.values()):
            yield number, found


def _rows_of(file: Path) -> Iterator[tuple[int, Sequence[str]]]:
    if file.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".ods"):
        yield from _workbook_rows(file)
        return
    encoding, _ = text_encoding(file)
    head = first_line(file, encoding).removeprefix("\ufeff")
    delimiter = declared_delimiter(head) or max(DELIMITERS, key=head.count)
    for row in read_rows(file, encoding, delimiter):
        yield row.number, [str(value or "").removeprefix("\ufeff") for value in row.cells]


def _workbook_rows(file: Path) -> Iterator[tuple[int, Sequence[str]]]:
    try:
        with file.open("rb") as stream:
            book = calamine.CalamineWorkbook.from_filelike(stream)
            sheet = book.get_sheet_by_index(0)
            first = (sheet.start or (0, 0))[0]
            rows = sheet.to_python(skip_empty_area=True)
    except calamine.CalamineError as error:
        raise SheetUnreadable(f"{file} is no sound workbook ({error}); save it again as .xlsx or .csv") from error
    for number, row in enumerate(rows, start=first + 1):
        # A case named 5 comes as 5.0.
        yield number, [str(int(value) if isinstance(value, float) and value.is_integer() else value) for value in row]


def _headings(file: Path, rows: Iterator[tuple[int, Sequence[str]]]) -> tuple[int, dict[str, int]]:
    """The first row that names left, right and decision, and where each meaning stands."""
    meaning = {name.casefold(): what for what, names in HEADINGS.items() for name in names}
    for number, cells in rows:
        found: dict[str, int] = {}
        for position, written in enumerate(cells):
            what = meaning.get(written.strip().casefold())
            if what is not None:
                found.setdefault(what, position)
        if {"left", "right", "decision"} <= found.keys():
            return number, found
    raise SheetUnreadable(f"{file} has no row of headings with left, right and decision (左, 右, 判定); put them first")


def _row(number: int, card: Card, language: str, *, unmask: bool) -> list[str]:
    masked = card.is_protected and not unmask
    protected = str(words()[language]["protected"])
    against = [_reason(row, language) for row in card.against]
    against += [str(words()["apart"][language].get(str(row["reason"]), row["reason"])) for row in card.apart[:3]]
    shown: dict[str, str] = {
        "card": str(number),
        "case": card.question.case_id,
        "lane": str(words()["lanes"][card.question.lane]) if language == "zh" else card.question.lane,
        "left": card.question.left,
        "left_names": _names(card.left, protected, masked=card.left.is_protected and not unmask),
        "right": card.question.right,
        "right_names": _names(card.right, protected, masked=card.right.is_protected and not unmask),
        "for": protected if masked else "\n".join(_reason(row, language) for row in card.reasons),
        "against": protected if masked else "\n".join(against),
        "probability": _probability(card.question.row["match_probability"]),
    }
    return [shown.get(name, "") for name in HEADINGS]


def _probability(known: object) -> str:
    return "" if known is None else f"{float(str(known)):.2f}"


def _names(side: Side, protected: str, *, masked: bool) -> str:
    return protected if masked else ", ".join(cell(row["alias"]) for row in side.names[:_FEW_NAMES])


def _reason(row: Row, language: str) -> str:
    place = f" ({cell(row['place'])} {cell(row['locator'])})" if row["place"] else ""
    said = f" 「{cell(row['text'])[:120]}」" if row["text"] else ""
    return f"{float(str(row['weight'])):+.1f} {cell(row[f'sentence_{language}'])}{place}{said}"


def _write_workbook(file: Path, headings: Sequence[str], rows: Sequence[Sequence[str]], language: str) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    for line in sheet.iter_rows(min_row=2):
        for one in line:
            # Words of a chat are text, also where they look like a formula.
            one.data_type = "s"
            one.alignment = Alignment(wrap_text=True, vertical="top")
    for one in sheet[1]:
        one.font = Font(bold=True)
    for position, name in enumerate(HEADINGS):
        column = sheet.cell(1, position + 1).column_letter
        sheet.column_dimensions[column].width = _WIDTHS.get(name, 14)
    choice = DataValidation(type="list", formula1=f'"{_CHOICES[language]}"', allow_blank=True)
    sheet.add_data_validation(choice)
    column = sheet.cell(1, list(HEADINGS).index("decision") + 1).column_letter
    choice.add(f"{column}2:{column}{max(2, len(rows) + 1)}")
    sheet.freeze_panes = "A2"
    book.save(file)


def _unlike_formula(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def decision_word(written: str, known: Callable[[str], bool]) -> str | None:
    """The word of the command line that a cell means; None when it means none."""
    word = DECISION_WORDS.get(written.strip(), written.strip().casefold())
    return word if known(word) else None
