"""Labelled values of a disclosure in HTML, one after another, whatever the file's size.

Two layouts are met: nested `div.div_table` with the label before a `div.most_inner`, and tables with the label in `th`
and the value in `td`. A section begins with an element whose id is `property-NAME`. The file is fed to a parser in
blocks; nothing is kept but what is open.

**Source:** formats.md 8.3 (a third-party reader of Meta's returns).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

_BLOCK = 1 << 18
# A value longer than this is no identifier and no message.
_LONGEST = 1 << 20
_SECTION = "property-"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One value.

    Attributes:
        section: Name of its section, '' before the first.
        labels: Labels from the outermost inwards; the last is its own.
        value: Its text.
        number: Which value of the file it is, from 1.
    """

    section: str
    labels: tuple[str, ...]
    value: str
    number: int


@dataclass
class _Open:
    """A label-and-value that is open."""

    label: list[str] = field(default_factory=list)
    value: list[str] = field(default_factory=list)
    has_inner: bool = False
    is_in_value: bool = False
    depth: int = 0


class _Target:
    """Takes the parser's events; finished values wait in `done`."""

    def __init__(self) -> None:
        self.done: list[Labelled] = []
        self._section = ""
        self._open: list[_Open] = []
        self._kinds: list[str] = []
        self._number = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = attributes.get("id", "")
        classes = attributes.get("class", "").split()
        if name.startswith(_SECTION):
            self._section = name.removeprefix(_SECTION)
        kind = ""
        if tag == "tr" or {"div_table", "inner"} <= set(classes):
            kind = "pair"
            if self._open:
                self._open[-1].has_inner = True
            self._open.append(_Open())
        elif self._open and (tag == "td" or "most_inner" in classes):
            kind = "value"
            self._open[-1].is_in_value = True
        elif tag == "br":
            self.data("\n")
        self._kinds.append(kind)

    def end(self, tag: str) -> None:
        kind = self._kinds.pop() if self._kinds else ""
        if kind == "value" and self._open:
            self._open[-1].is_in_value = False
        elif kind == "pair" and self._open:
            ended = self._open.pop()
            if not ended.has_inner and ("".join(ended.label).strip() or "".join(ended.value).strip()):
                self._number += 1
                labels = [*("".join(outer.label).strip() for outer in self._open), "".join(ended.label).strip()]
                self.done.append(
                    Labelled(self._section, tuple(filter(None, labels)), "".join(ended.value).strip(), self._number)
                )

    def data(self, text: str) -> None:
        if self._open:
            held = self._open[-1].value if self._open[-1].is_in_value else self._open[-1].label
            if sum(map(len, held[-4:])) < _LONGEST:
                held.append(text)

    def comment(self, text: str) -> None:
        """Comments say nothing."""

    def close(self) -> None:
        """The document is over."""


def labelled_values(file: Path) -> Iterator[Labelled]:
    """All labelled values in file order; a file that breaks off gives what stands before."""
    target = _Target()
    parser = etree.HTMLParser(target=target, encoding="utf-8", no_network=True, huge_tree=True)
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            parser.feed(block)
            yield from target.done
            target.done.clear()
    parser.close()
    yield from target.done
