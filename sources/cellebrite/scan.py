"""Looks at a report with another parser than the one that reads it: what its root is, and how many records it holds.

Expat tells the beginnings and ends of elements; nothing is built. It shares nothing with the walk, so a record lost
there shows here. A document type is refused at its first word, before any entity could be declared.

**Source:** Python's `xml.parsers.expat`; formats.md 7.1.
"""

import contextlib
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from sources.cellebrite.models import CHAT, MESSAGE_TYPES, RECORD_TYPES
from sources.errors import UnreadableExhibit

_BLOCK = 1 << 20
_HEAD_BLOCK = 1 << 12
_NAMESPACE = "cellebrite.com/"
_ATTRIBUTES = frozenset({"reportVersion", "licenseID", "containsGarbage", "extractionType", "NodeCount", "ModelCount"})
_CHILDREN = frozenset({"sourceExtractions", "taggedFiles", "decodedData", "caseInformation"})
# Enough of the head to see what stands under the root.
_SEEN = 200


class _Enough(Exception):
    """The head has told all it can."""


def count_records(file: Path) -> int:
    """Records of a report: models of the types that are read, and messages that stand directly in a chat.

    Raises:
        UnreadableExhibit: When the XML is not sound, or declares a document type.
    """
    counter = _Counter()
    parser = _parser()
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    try:
        with file.open("rb") as stream:
            while block := stream.read(_BLOCK):
                parser.Parse(block, False)
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnreadableExhibit(f"the XML breaks at line {error.lineno}; ask for the report again") from error
    return counter.count


def refuse_document_type(file: Path) -> None:
    """Look at everything before the root, so that no parser that follows entities sees a document type.

    Raises:
        UnreadableExhibit: When the XML declares one, or breaks before its root.
    """
    parser = _parser()
    parser.StartElementHandler = _stop
    with file.open("rb") as stream:
        try:
            while block := stream.read(_HEAD_BLOCK):
                parser.Parse(block, False)
            parser.Parse(b"", True)
        except _Enough:
            return
        except expat.ExpatError as error:
            raise UnreadableExhibit(
                f"the XML breaks at line {error.lineno}, before its first element, or is in an unknown encoding; "
                "ask for the report again"
            ) from error


def sureness(first_bytes: bytes) -> float:
    """How sure the head makes that this is a report.

    The root must be `project`, which build tools use too: its namespace, two of its attributes or two of its children
    must be the report's.
    """
    try:
        names, attributes = _look(first_bytes)
    except UnreadableExhibit:
        return 0.9 if _NAMESPACE.encode() in first_bytes else 0.0
    if not names or names[0] != "project":
        return 0.0
    if any(_NAMESPACE in value for name, value in attributes.items() if name.startswith("xmlns")):
        return 0.97
    is_report = len(_ATTRIBUTES.intersection(attributes)) > 1 or len(_CHILDREN.intersection(names[1:])) > 1
    return 0.9 if is_report else 0.0


class _Counter:
    """Depths of what is open; a record is a model at the right depth."""

    def __init__(self) -> None:
        self.count = 0
        self._depth = 0
        self._list = self._top = self._messages = -9
        self._is_chat = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        name = tag.rpartition(":")[2]
        if name == "model":
            kind = attributes.get("type")
            if self._depth == self._list + 1:
                self._top, self._is_chat = self._depth, kind == CHAT
                self.count += kind in RECORD_TYPES
            elif self._depth == self._messages + 1:
                self.count += kind in MESSAGE_TYPES
        elif name == "multiModelField":
            if self._is_chat and self._depth == self._top + 1 and attributes.get("name") == "Messages":
                self._messages = self._depth
        elif name == "modelType":
            self._list = self._depth

    def end(self, _: str) -> None:
        """An element is over."""
        if self._depth == self._messages:
            self._messages = -9
        elif self._depth == self._top:
            self._top, self._is_chat = -9, False
        elif self._depth == self._list:
            self._list = -9
        self._depth -= 1


def _look(first_bytes: bytes) -> tuple[list[str], dict[str, str]]:
    """Local names of the first elements, and the attributes of the root."""
    names: list[str] = []
    attributes: dict[str, str] = {}

    def start(tag: str, told: dict[str, str]) -> None:
        if not names:
            attributes.update(told)
        names.append(tag.rpartition(":")[2])
        if len(names) > _SEEN:
            raise _Enough

    parser = _parser()
    parser.StartElementHandler = start
    # The head may end anywhere, and other files aren't XML at all.
    with contextlib.suppress(_Enough, expat.ExpatError):
        parser.Parse(first_bytes, False)
    return names, attributes


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _stop(*_: object) -> NoReturn:
    raise _Enough


def _refuse(*_: object) -> NoReturn:
    raise UnreadableExhibit(
        "the XML declares a document type, which no report does and which can hide harm; look where it comes from"
    )
