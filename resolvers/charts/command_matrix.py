"""Who commands whom as a matrix: the row commands the column; shade and number are the probability."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from resolvers.charts.gang_rows import Command, Member, by_rank, relation_words
from resolvers.charts.leaders_drawn import fitted

# Columns of one table, and of all tables together; reports_to has the rest.
PAGE_COLUMNS, MOST_COLUMNS = 24, 120


@dataclass(frozen=True)
class Cell:
    """One pair; without a probability nothing is known of it."""

    number: str
    evidence: str
    shade: str
    is_solid: bool
    title: str


@dataclass(frozen=True)
class MatrixRow:
    """One who commands, and a cell for each who is commanded."""

    rank: str
    name: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class MatrixPage:
    """A table: rank and name of its columns, and the rows that command somebody of them."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True)
class Matrix:
    """The tables, and how many of how many commanded people they show."""

    pages: tuple[MatrixPage, ...]
    shown: int
    total: int


def command_matrix(members: Sequence[Member], commands: Sequence[Command], words: Mapping[str, str]) -> Matrix:
    """Lay out the commands of a gang.

    Args:
        members: The people in chart order.
        commands: Edges between them.
        words: Words of the page.

    Returns:
        Tables of those who are commanded as columns, in the order of the chart, so that a team stands together; of a
        big gang the highest ranked. Rows are those who command somebody of the table, the highest ranked first.
    """
    edges = {(edge.superior_id, edge.subordinate_id): edge for edge in commands}
    commanded = {edge.subordinate_id for edge in commands}
    ranked = [member for member in by_rank(members) if member.entity_id in commanded]
    kept = {member.entity_id for member in ranked[:MOST_COLUMNS]}
    columns = [member for member in members if member.entity_id in kept]
    pages = tuple(
        _page(by_rank(members), columns[start : start + PAGE_COLUMNS], edges, words)
        for start in range(0, len(columns), PAGE_COLUMNS)
    )
    return Matrix(pages, len(columns), len(ranked))


def _page(
    ranked: Sequence[Member],
    columns: Sequence[Member],
    edges: Mapping[tuple[str, str], Command],
    words: Mapping[str, str],
) -> MatrixPage:
    rows = [
        MatrixRow(
            _rank(superior),
            fitted(superior.name, 150, 13),
            tuple(_cell(edges.get((superior.entity_id, other.entity_id)), superior, other, words) for other in columns),
        )
        for superior in ranked
    ]
    heads = tuple((_rank(other), fitted(other.name, 120, 12.5)) for other in columns)
    return MatrixPage(heads, tuple(row for row in rows if any(row.cells)))


def _rank(member: Member) -> str:
    return f"#{member.rank}" if member.rank else ""


def _cell(edge: Command | None, superior: Member, subordinate: Member, words: Mapping[str, str]) -> Cell | None:
    if edge is None:
        return None
    return Cell(
        f"{edge.probability:.2f}".removeprefix("0"),
        str(edge.evidence_count),
        _shade(edge),
        edge.is_solid,
        relation_words(edge, superior.name, subordinate.name, words),
    )


def _shade(edge: Command) -> str:
    """Light under dark numbers for a weak edge, dark under white ones for a stable one; nothing between, to be read."""
    opacity = 0.6 + 0.4 * edge.probability**2 if edge.is_solid else 0.06 + 0.4 * edge.probability
    return f"rgba(31,78,121,{opacity:.2f})"
