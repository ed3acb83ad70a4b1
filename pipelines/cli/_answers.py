"""How answers of the snapshot are shown: tables that fit the terminal, windows and probabilities in few signs."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pipelines.cli._output import table_text
from warehouse.snapshot import Row

LEADS_NOT_PROOF = "Leads, not proof: a link starts an enquiry and needs independent proof."
EMPTY = "–"
# Signs a column needs on a terminal so that ids and dates stay in one piece.
_LEAST_COLUMN = 14

# ICD 203 bands: words for probabilities, so that 0.94 and 0.96 do not pretend to differ.
_BANDS = (
    (0.95, "almost certain", "几乎确定"),
    (0.80, "very likely", "很可能"),
    (0.55, "likely", "可能"),
    (0.45, "even chance", "一半可能"),
    (0.20, "unlikely", "不太可能"),
    (0.0, "very unlikely", "很不可能"),
)


def probability_words(probability: object, language: str = "en") -> str:
    """A probability with its likelihood word, `0.97 almost certain`; a dash for null. Nothing is ever 100 %."""
    if not isinstance(probability, int | float):
        return EMPTY
    figure = ">0.99" if probability > 0.99 else f"{probability:.2f}"
    for bound, english, chinese in _BANDS:
        if probability >= bound:
            return f"{figure} {chinese if language == 'zh' else english}"
    return figure


def window(first: object, last: object) -> str:
    """A span of days, `2021-03-01 … 2021-06-30`; a dash when nothing is known."""
    days = [f"{moment:%Y-%m-%d}" if isinstance(moment, datetime) else "?" for moment in (first, last)]
    if days == ["?", "?"]:
        return EMPTY
    return days[0] if days[0] == days[1] else " … ".join(days)


def cell(value: object) -> str:
    """A value for a table cell; control characters of seized text cannot steer the terminal."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    text = str(value)
    return "".join(sign if sign.isprintable() else " " for sign in text)


def print_table(
    rows: Sequence[Row | Mapping[str, object]], headers: Mapping[str, str], title: str | None = None
) -> None:
    """Rows as a table with the given columns (name to heading); long texts wrap inside their column.

    On a terminal too narrow for that, where ids would break over lines, each row is a block of `heading  value` lines.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, box=SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for heading in headers.values():
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(row[name])) for name in headers))
    console = Console(highlight=False)
    if not console.is_terminal:
        # A pipe or a file has no width: nothing is folded that a program or `less -S` would want whole.
        console.width = 200
    elif console.width < _LEAST_COLUMN * len(headers):
        console.print(Text("\n\n".join(_block(row, headers) for row in rows) + "\n"), soft_wrap=True)
        return
    console.print(table)


def _block(row: Row | Mapping[str, object], headers: Mapping[str, str]) -> str:
    return table_text([(heading, cell(row[name])) for name, heading in headers.items()])
