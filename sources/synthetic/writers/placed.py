"""Where a line came to stand in a file, and how files are named; shared by all writers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sources.synthetic.talk import Line
from sources.synthetic.world import Thread

_FORBIDDEN = set('/\\:*?"<>|\n\r\t')


@dataclass(frozen=True)
class Placed:
    """A line in a file.

    Attributes:
        line: The line.
        path: Path of the file inside its seizure.
        position: Order among the records of the file, from 0; events count as the format counts them.
        native_message_id: The platform's id of the message, where the format has one.
        shown_name: Name beside the line, where the format shows one.
    """

    line: Line
    path: str
    position: int
    native_message_id: str | None
    shown_name: str | None


class Writer(Protocol):
    """Writes the threads of one platform of one seizure."""

    def write(self, thread: Thread, lines: Iterable[Line]) -> list[Placed]:
        """Write what the seizure sees of a thread; say where each line stands."""
        ...

    def close(self) -> None:
        """Finish the files."""
        ...


WriterFactory = Callable[[Path], Writer]


def file_name(title: str) -> str:
    """A title as the part of a file name that exporters make of it."""
    kept = "".join("_" if sign in _FORBIDDEN else sign for sign in title).strip(". ")
    return kept[:60] or "chat"
