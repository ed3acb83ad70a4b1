"""What commands print: JSON for programs, plain text for people, progress on the terminal's error stream."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., object])

# Called with what is done so far and how much there is in all, in bytes.
Progress = Callable[[int, int], None]


def json_option(command: _Command) -> _Command:
    """The option `--json`, given to the command as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs instead of text.")(command)


def print_json(value: object) -> None:
    """Print a value as JSON in readable Unicode; dataclasses become objects, times ISO 8601 text."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain)
    # Lone surrogates (file names in no encoding) cannot be printed as UTF-8.
    click.echo(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def count_text(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: `1 file`, `2,000 files`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def printable(text: str) -> str:
    """A text from outside (a file name) without signs that would move a terminal's cursor or break a line."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def table_text(rows: Sequence[Sequence[str]]) -> str:
    """Rows as left-aligned columns, two blanks apart; wide characters count double, as terminals draw them."""
    from rich.cells import cell_len

    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    lines = []
    for row in rows:
        cells = [cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


@contextmanager
def byte_progress(what: str, *, shown: bool = True) -> Iterator[Progress]:
    """A progress bar over bytes on stderr; silent where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as ProgressBar

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with ProgressBar(*columns, console=console, transient=True, disable=not (shown and console.is_terminal)) as bar:
        task = bar.add_task(what, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
