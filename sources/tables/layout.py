"""The layout of a table: where its heading stands, what its columns hold, which rows are records and which aren't.

Title rows above the heading, headings of two rows, serial columns, repeated headings, section headings and closing rows
(合计, 备注：…) are recognised; they are no records. Nothing is guessed: two columns that claim the same thing are both
left out of keys and claims until a mapping file beside the table says which is which.

**Source:** formats.md 8.4 and 9.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sources.tables import headers
from sources.tables.cells import Row
from sources.tables.headers import Heading
from sources.tables.mapping import SheetMapping

# Headings are looked for in the first rows only; longer preambles weren't seen in office tables.
HEAD_ROWS = 60
TableKind = Literal["registration", "list"]
RowKind = Literal["blank", "heading", "footer", "record"]

_ACCOUNTS = frozenset({"account", "wxid"})
_NAMES = frozenset({"moniker", "nickname", "real_name"})
_OPENING_FACTS = frozenset({"registered_at", "ip", "device", "bound_phone", "seller", "earlier_holder"})
_IDENTITY = frozenset({"real_name", "document"})
_STANDING = frozenset({"group", "site", "leader", "introducer"})
_CONTACT = frozenset({"document", "phone", "bound_phone", "bank_card", "email", "wallet"})
# Several columns of these are normal and are all read.
_MAY_REPEAT = frozenset({"serial", "note", "moniker", "nickname", "role"})
_NO_SUBSTANCE = frozenset({"serial", "note", "time"})
# A target that takes over where the one it stands for is missing.
_STAND_INS = (("site", "group"), ("leader", "superior"), ("introducer", "superior"), ("time", "registered_at"))
_KINDS: Mapping[str, TableKind] = {"registration": "registration", "list": "list"}
_KNOWN_SHARE = 0.4
_SURE_TARGETS = 5
# Title rows above a heading; behind more text than that, a line that looks like a heading is a line of prose or code.
_MOST_PREAMBLE = 12
_MOST_NARROW_PREAMBLE = 3
_COUNT_CELL = re.compile(r"\D{0,4}\d[\d,.\s]*\D{0,3}")


@dataclass(frozen=True)
class Layout:
    """What the columns of a table hold.

    Attributes:
        kind: What the table is; None when its headings don't tell.
        columns: Column number (from 0) to meaning, without notes and without columns that contradict each other.
        labels: Column number to heading as written, for all columns with one.
        last_heading_row: Number of the last row of the heading.
        conflicts: Groups of headings that claim the same thing; their columns aren't in `columns`.
        title: Words of the rows above the heading.
        region: Default country of phone numbers: CN for tables with Chinese headings, else None.
        serial_columns: Columns that only number the rows.
        width: Number of columns of the heading, unnamed ones included.
        missing: Columns that a mapping file names and the table doesn't have.
    """

    kind: TableKind | None
    columns: Mapping[int, Heading]
    labels: Mapping[int, str]
    last_heading_row: int
    conflicts: tuple[tuple[str, ...], ...] = ()
    title: str = ""
    region: str | None = None
    serial_columns: frozenset[int] = frozenset()
    width: int = 0
    missing: tuple[str, ...] = ()

    @property
    def targets(self) -> frozenset[str]:
        """The targets that the columns hold."""
        return frozenset(meaning.target for meaning in self.columns.values())


def find_layout(rows: Sequence[Row], mapping: SheetMapping | None = None) -> Layout | None:
    """The layout told by the first rows; None when no row is a heading that is known.

    Args:
        rows: Rows from the top of the sheet; those behind HEAD_ROWS aren't looked at.
        mapping: What a person said of the sheet; goes before what the headings say.
    """
    best: tuple[int, int, dict[int, str]] | None = None
    looked_at = [row for row in rows if row.number <= HEAD_ROWS]
    for index, row in enumerate(looked_at):
        candidates = [(row.number, _single(row))]
        following = looked_at[index + 1] if index + 1 < len(looked_at) else None
        if following is not None and following.number == row.number + 1 and _is_second_heading(following):
            candidates.append((following.number, _doubled(row, following)))
        for last_row, labels in candidates:
            if mapping is not None and mapping.header_row not in (None, last_row):
                continue
            score = _score(labels, mapping) if not row.is_banner else 0
            if score and (best is None or score > best[0]):
                best = (score, last_row, labels)
    if best is None or not (_is_convincing(best[2]) or _is_mapped(best[2], mapping)):
        return None
    preamble = sum(bool(row.own) for row in looked_at if row.number < best[1])
    if mapping is None and preamble > (_MOST_PREAMBLE if len(best[2]) > 2 else _MOST_NARROW_PREAMBLE):
        return None
    above = [cell for row in looked_at if row.number < best[1] for cell in _single(row).values()]
    width = max(len(row.cells) for row in looked_at if row.number <= best[1])
    return replace(_layout(best[2], best[1], above, mapping), width=width)


def row_kind(row: Row, layout: Layout) -> RowKind:
    """Whether a row below the heading is a record."""
    own = row.own
    if not own:
        return "blank"
    first = row.cells[own[0]]
    others = [row.cells[column] for column in own[1:]]
    if headers.is_total(first) and all(_COUNT_CELL.fullmatch(cell) for cell in others):
        return "footer"
    is_lonely = len(own) == 1 and (row.is_banner or len(layout.labels) > 2)
    if headers.is_remark(first) and (is_lonely or (len(own) <= 2 and headers.opens_with_colon(first))):
        return "footer"
    if row.is_banner or is_heading_row(row):
        return "heading"
    if all(column in layout.serial_columns for column in own):
        # Forms come with their lines numbered beforehand; a word in the number column opens a section.
        return "blank" if any(sign.isdigit() for sign in first) and len(first) <= 6 else "heading"
    return "record"


def is_heading_row(row: Row) -> bool:
    """Whether the row is a heading: repeated on a new page, or of another table below the first."""
    own = row.own
    if len(own) < 2 or row.cells[own[0]].isdigit():
        return False
    if any(headers.heading(row.cells[column]) is None for column in own):
        return False
    return len(_substance({column: row.cells[column] for column in own})) >= 2


def layout_of_heading(row: Row, before: Layout, mapping: SheetMapping | None = None) -> Layout:
    """The layout from a heading row further down on; the one before where the row tells nothing new."""
    labels = _single(row)
    if labels == dict(before.labels) or not _is_convincing(labels):
        return before
    return replace(_layout(labels, row.number, [before.title], mapping), width=len(row.cells), missing=())


def _single(row: Row) -> dict[int, str]:
    return {column: row.cells[column] for column in row.own}


def _is_second_heading(row: Row) -> bool:
    """Whether most cells are headings, so that a row of data is never taken for the second row of one."""
    cells = [row.cells[column] for column in row.own]
    known = sum(headers.heading(cell) is not None for cell in cells)
    return known >= 2 and 2 * known >= len(cells)


def _doubled(upper: Row, lower: Row) -> dict[int, str]:
    """Headings of two rows: the lower ones inside the group that the upper ones name."""
    labels = {}
    group = ""
    uppers, lowers = _single(upper), _single(lower)
    for column in range(max(len(upper.cells), len(lower.cells))):
        above, below = uppers.get(column, ""), lowers.get(column, "")
        # An empty upper cell goes on with the group at its left, but only where both are split below.
        group = above or (group if below else "")
        label = _joined(group, below) if below and below != group else above or below
        if label:
            labels[column] = label
    return labels


def _joined(group: str, label: str) -> str:
    """One heading from a group and a heading in it: 上级 + 姓名 is the superior's name, 基本信息 + 姓名 a name."""
    together = group + label
    of_group = headers.heading(group)
    if headers.heading(together) is not None:
        return together
    if of_group is not None and of_group.target in ("superior", "leader", "introducer", "seller", "earlier_holder"):
        return together
    if headers.heading(label) is not None:
        return label
    return group if of_group is not None else together


def _substance(labels: Mapping[int, str]) -> set[Heading]:
    found = {headers.heading(label) for label in labels.values()}
    return {meaning for meaning in found if meaning is not None and meaning.target not in _NO_SUBSTANCE}


def _is_convincing(labels: Mapping[int, str]) -> bool:
    """Whether the headings are enough to read by: most are known, none belongs to a message log or money flow."""
    if any(headers.is_foreign(label) for label in labels.values()):
        return False
    substance = _substance(labels)
    known = sum(headers.heading(label) is not None for label in labels.values())
    if known < _KNOWN_SHARE * len(labels) and len(substance) < _SURE_TARGETS:
        return False
    is_narrow_list = len(labels) == known <= 2 and {meaning.target for meaning in substance} & {"moniker", "nickname"}
    return len(substance) >= 2 or bool(is_narrow_list)


def _score(labels: Mapping[int, str], mapping: SheetMapping | None) -> int:
    """How much of a row is known as headings; a row that a person pointed at always counts."""
    mapped = 0 if mapping is None else len(mapping.meanings(labels)[0]) + (mapping.header_row is not None)
    return len(_substance(labels)) + mapped


def _is_mapped(labels: Mapping[int, str], mapping: SheetMapping | None) -> bool:
    return mapping is not None and any(meaning is not None for meaning in mapping.meanings(labels)[0].values())


def _settled(
    meanings: Mapping[int, Heading], labels: dict[int, str], mapping: SheetMapping | None
) -> tuple[dict[int, Heading], tuple[str, ...]]:
    """The meanings after a person's word, and what he named that isn't there.

    A column that he gave a meaning takes it from all others; several that he gave the same are all read.
    """
    if mapping is None:
        return dict(meanings), ()
    said, missing = mapping.meanings(labels)
    given = {(meaning.target, meaning.platform) for meaning in said.values() if meaning is not None}
    settled = {
        column: meaning
        for column, meaning in meanings.items()
        if column not in said and (meaning.target, meaning.platform) not in given
    }
    for column, chosen in said.items():
        labels.setdefault(column, f"column {column + 1}")
        if chosen is not None:
            settled[column] = replace(chosen, series=f"said {column}")
    return dict(sorted(settled.items())), tuple(missing)


def _layout(
    heading_labels: Mapping[int, str], last_row: int, above: list[str], mapping: SheetMapping | None = None
) -> Layout:
    labels = dict(heading_labels)
    known = {column: meaning for column, label in labels.items() if (meaning := headers.heading(label)) is not None}
    meanings, missing = _settled(known, labels, mapping)
    serial = frozenset(column for column, meaning in meanings.items() if meaning.target == "serial")
    present = {meaning.target for meaning in meanings.values()}
    kind = _kind(present, len(labels)) if mapping is None or mapping.kind is None else _KINDS[mapping.kind]
    for stand_in, target in _STAND_INS:
        if stand_in in present and target not in present:
            present.add(target)
            meanings = {
                column: Heading(target, meaning.platform, meaning.series) if meaning.target == stand_in else meaning
                for column, meaning in meanings.items()
            }
    rivals: dict[Heading, list[int]] = defaultdict(list)
    for column, meaning in meanings.items():
        rivals[meaning].append(column)
    conflicts = [
        columns for meaning, columns in rivals.items() if len(columns) > 1 and meaning.target not in _MAY_REPEAT
    ]
    left_out = {column for columns in conflicts for column in columns}
    spare = {"serial", "note", *(stand_in for stand_in, _ in _STAND_INS)}
    columns = {
        column: meaning
        for column, meaning in meanings.items()
        if column not in left_out and meaning.target not in spare
    }
    is_chinese = any(headers.is_han(label) for label in labels.values())
    return Layout(
        kind=kind,
        columns=columns,
        labels=labels,
        last_heading_row=last_row,
        conflicts=tuple(tuple(labels[column] for column in columns) for columns in conflicts),
        title=" ".join(above),
        region="CN" if is_chinese else None,
        serial_columns=serial,
        missing=missing,
    )


def _kind(targets: set[str], width: int) -> TableKind | None:
    """What a table with these columns is.

    Role and superior are never in a platform's answer, times of opening never in a list that people wrote; between
    them names, documents and accounts decide.
    """
    has_name = bool(targets & _NAMES)
    has_account = bool(targets & _ACCOUNTS)
    if has_name and targets & {"role", "superior"}:
        return "list"
    if has_account and targets & _OPENING_FACTS:
        return "registration"
    if "moniker" in targets:
        return "list"
    if has_account and targets & _IDENTITY and not targets & _STANDING:
        return "registration"
    if targets & {"phone", "bound_phone", "bank_card"} and "registered_at" in targets and targets & _IDENTITY:
        return "registration"
    if has_name and targets & _STANDING:
        return "list"
    if "nickname" in targets and (len(targets - _NO_SUBSTANCE) > 1 or width <= 2):
        return "list"
    if "real_name" in targets and targets & _CONTACT:
        return "list"
    return None
