"""Merged ranges of a sheet: the top left cell speaks for all, but only downwards and only where a range says so.

**Source:** formats.md 9: in merged cells the value stands only in the top left cell.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sources.tables.cells import Row

# Whole columns merged by accident would otherwise fill a million rows.
_LONGEST_FILL = 100_000


@dataclass
class Merges:
    """What merged ranges mean for the rows of one sheet, in row order.

    Attributes:
        fills: Number of a range's first row (from 1) by row and column (from 0) that it covers.
        wide: Columns where a range over several columns begins, by row.
        above: Texts of the ranges that are open, by column.
    """

    fills: dict[int, dict[int, int]]
    wide: dict[int, set[int]]
    above: dict[int, tuple[str, bool]] = field(default_factory=dict)

    @classmethod
    def of(cls, ranges: Iterable[tuple[int, int, int, int]]) -> "Merges":
        """From ranges as top, left, bottom, right, all from 0 and inclusive; cells fill down the left column."""
        fills: dict[int, dict[int, int]] = defaultdict(dict)
        wide: dict[int, set[int]] = defaultdict(set)
        for top, left, bottom, right in ranges:
            if right > left:
                wide[top + 1].add(left)
            if bottom > top:
                for row in range(top, min(bottom, top + _LONGEST_FILL) + 1):
                    fills[row + 1][left] = top + 1
        return cls(fills, wide)


def merged_row(
    number: int, found: list[tuple[str, bool]], merges: Merges, *, is_hidden: bool, comments: tuple[str, ...] = ()
) -> Row:
    """A row with merged cells filled down.

    Args:
        number: Number of the row, from 1.
        found: Texts of its cells from the first column on, and whether their digits are damaged.
        merges: The sheet's ranges; rows must come in order.
        is_hidden: Whether the row or its sheet is hidden.
        comments: Comments on its cells.
    """
    filled = set()
    for column, top in merges.fills.get(number, {}).items():
        if column >= len(found):
            found += [("", False)] * (column + 1 - len(found))
        if number == top:
            merges.above[column] = found[column]
        elif not found[column][0]:
            found[column] = merges.above.get(column, ("", False))
            filled.add(column)
    texts = tuple(text for text, _ in found)
    own = [column for column, text in enumerate(texts) if text and column not in filled]
    return Row(
        number,
        texts,
        frozenset(column for column, (_, is_lossy) in enumerate(found) if is_lossy),
        frozenset(filled),
        is_banner=len(own) == 1 and own[0] in merges.wide.get(number, set()),
        is_hidden=is_hidden,
        comments=comments,
    )
