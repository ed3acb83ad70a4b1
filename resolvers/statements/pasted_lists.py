"""Rosters and contact lists pasted into a chat: one person a line, each line a statement.

Columns are told by what stands in them, over all lines: a column of numbers and addresses, a column of titles, a column
of names. A line is cut at tabs, bars, commas, colons, runs of spaces and dashes; a list is three lines or more of one
make, of which nine in ten have a name and a number or title in the same columns. A heading line tells which of two
names is the nickname.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from resolvers.mentions.cues import mention_cues
from resolvers.names.alias_form import alias_form
from resolvers.roles.titles import title_roles
from resolvers.statements.claim import Claim
from resolvers.statements.phrasebook import ACCOUNT

LONGEST_LIST = 20_000
# A message with fewer line ends than this is no list; one look over all messages picks the rest.
LIST_TRIGGER = r"(?s)\n.*\n"
_FEWEST_LINES = 3
_SHARE = 0.9
_FEWEST_DIGITS = 7
_CUT = re.compile(
    r"\s*(?:\t|[|｜,，、;；:：=＝/]|\s[-–—]+\s|——|\s{2,})\s*|(?<=[^\d\s(（+-])\s+(?=[+(]?\d)|(?<=\d)\s+(?=[^\d\s()-])|\s+(?=@)"
)
_NUMBERING = re.compile(r"^\s*(?:\d{1,3}\s*[.、)）]|[-•·*▪●])\s*|^\s*\d{1,2}\s+(?=\D)")
_NUMBER = re.compile(ACCOUNT, re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][\w .'’-]{0,23}|\d?[^\W\d_]{1,12}\d{0,4}")
_SENTENCE = re.compile(r"[。！？!?]|\.\s")
_NICK_HEADINGS = frozenset(
    {"昵称", "花名", "代号", "外号", "绰号", "网名", "nick", "nickname", "alias", "handle", "ник", "кличка", "погоняло"}
    | {"biệt danh", "nick name", "apodo", "alias"}
)
_REAL_HEADINGS = frozenset(
    {"姓名", "真名", "真实姓名", "本名", "name", "real name", "full name", "имя", "фио", "họ tên", "tên", "tên thật"}
    | {"nombre", "nombre real"}
)


@dataclass(frozen=True)
class _Cell:
    text: str
    start: int


def list_claims(text: str) -> Iterator[Claim]:
    """Claims of the lists in one message; nothing where no list stands in it.

    Args:
        text: The message, its foreign words blanked by line ends.
    """
    block: list[list[_Cell]] = []
    at = 0
    for line in [*text.split("\n"), ""]:
        cells = _cells(line, at)
        at += len(line) + 1
        if len(cells) >= 2:
            block.append(cells)
            continue
        yield from _block_claims(block)
        block = []


def _cells(line: str, at: int) -> list[_Cell]:
    numbering = _NUMBERING.match(line)
    begin = 0 if numbering is None else numbering.end()
    if len(line) > 200 or _SENTENCE.search(line[begin:].strip(" .。")):
        return []
    cells, start = [], begin
    for cut in _CUT.finditer(line, begin):
        cells.append(_Cell(line[start : cut.start()].strip(), at + start))
        start = cut.end()
    cells.append(_Cell(line[start:].strip(), at + start))
    return [cell for cell in cells if cell.text]


def _block_claims(block: list[list[_Cell]]) -> Iterator[Claim]:
    """Claims of lines of one make that stand together."""
    if len(block) < _FEWEST_LINES:
        return
    heading = [alias_form(cell.text) for cell in block[0]]
    has_heading = any(word in _NICK_HEADINGS or word in _REAL_HEADINGS for word in heading)
    rows = block[1:] if has_heading else block
    width = max(len(row) for row in rows)
    kinds = {
        column: _kind([row[column].text for row in rows if len(row) > column], len(rows)) for column in range(width)
    }
    names = [column for column, kind in kinds.items() if kind == "name"]
    told = [column for column, kind in kinds.items() if kind in ("number", "title")]
    if not names or not told:
        return
    nick = next((column for column in names if column < len(heading) and heading[column] in _NICK_HEADINGS), None)
    real = next((column for column in names if column < len(heading) and heading[column] in _REAL_HEADINGS), None)
    # Without a heading two names side by side may be anything; the first one is who the line is about.
    subject = nick if nick is not None else names[0]
    for row in rows:
        if len(row) <= subject or not _is_name(row[subject].text):
            continue
        for column in told:
            if len(row) > column and _fits(kinds[column], row[column].text):
                yield _claim(row[subject], row[column], "has_account" if kinds[column] == "number" else "role_title")
        if nick is not None and real is not None and len(row) > real and _is_name(row[real].text):
            yield _claim(row[subject], row[real], "same_person")


def _claim(subject: _Cell, told: _Cell, kind: str) -> Claim:
    words = told.text
    if kind == "has_account":
        found = _NUMBER.search(words)
        words = words if found is None else found.group()
    return Claim(kind, "pasted_list", subject.text, words, is_negated=False, is_doubtful=False, place=told.start)


def _kind(cells: list[str], rows: int) -> str | None:
    """What stands in a column: number, title, name or nothing that is told."""
    for kind in ("number", "title", "name"):
        fitting = [cell for cell in cells if _fits(kind, cell)]
        # A column of one name again and again is a word ("电话 138…" on each line).
        if len(fitting) >= _SHARE * rows and (kind == "title" or len(set(fitting)) > _SHARE * len(fitting)):
            return kind
    return None


def _fits(kind: str | None, cell: str) -> bool:
    if kind == "number":
        # Short and round numbers are counts and money ("apples: 50000", "Búa 15000000").
        digits = "".join(sign for sign in cell if sign.isdigit())
        is_number = (len(digits) >= _FEWEST_DIGITS and not digits.endswith("000")) or any(map(str.isalpha, cell))
        return _NUMBER.fullmatch(cell) is not None and (is_number or "@" in cell)
    if kind == "title":
        return alias_form(cell) in title_roles()
    return _is_name(cell)


def _is_name(cell: str) -> bool:
    form = alias_form(cell)
    is_word = form in mention_cues()["function_words"] or form in title_roles()
    return _NAME.fullmatch(cell) is not None and not is_word and len(cell.split()) <= 3
