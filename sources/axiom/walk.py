"""The hits of an AXIOM export in file order, with memory that doesn't grow with the file; and their count.

**Source:** formats.md 7.2; lxml's documentation of `iterparse`; Python's `xml.parsers.expat` for the count.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from xml.parsers import expat

from lxml import etree

from sources.axiom.fragments import kind_of
from sources.errors import UnreadableExhibit

_PATH = ("Artifact", "Hits", "Hit", "Fragments", "Fragment")
_BLOCK = 1 << 20
# More fragments than any artifact has, and a longer value than a message can have.
_MOST_FRAGMENTS, _LONGEST_NAME, _LONGEST_VALUE = 500, 200, 4 << 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One record of an artifact.

    Attributes:
        artifact: The artifact's name.
        kind: message, contact or account.
        fragments: Its fragments that are filled in; the first of two with one name counts.
    """

    artifact: str
    kind: str
    fragments: dict[str, str]


class XmlDamage(Exception):
    """The export breaks here."""

    def __init__(self, line: int) -> None:
        super().__init__(f"the XML breaks at line {line}")


def hits(file: Path) -> Iterator[Hit]:
    """The hits of artifacts that are read.

    Raises:
        XmlDamage: Where the export breaks.
    """
    events = etree.iterparse(
        str(file),
        events=("end",),
        tag=("{*}Hit",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in events:
            artifact = _artifact_of(element)
            if artifact is not None and (kind := kind_of(artifact)) is not None:
                yield Hit(artifact, kind, _fragments(element))
            element.clear(keep_tail=False)
            parent = element.getparent()
            while parent is not None and (before := element.getprevious()) is not None:
                parent.remove(before)
    except etree.XMLSyntaxError as error:
        raise XmlDamage(error.lineno or 0) from error


def count_hits(file: Path) -> int:
    """Hits of artifacts that are read, counted by another parser.

    Raises:
        UnreadableExhibit: When the XML isn't sound, or declares a document type.
    """
    path: list[str] = []
    total, name = 0, ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal total, name
        path.append(tag.rpartition(":")[2])
        if path[-1] == "Artifact":
            name = attributes.get("name", "")
        total += tuple(path[-3:]) == _PATH[:3] and kind_of(name) is not None

    parser = _parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: path.pop()
    try:
        with file.open("rb") as stream:
            while block := stream.read(_BLOCK):
                parser.Parse(block, False)
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnreadableExhibit(f"the XML breaks at line {error.lineno}; ask for the export again") from error
    return total


def is_export(first_bytes: bytes) -> bool:
    """Whether an artifact with hits of named fragments stands in the head of a file."""
    path: list[str] = []
    is_found = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal is_found
        path.append(tag.rpartition(":")[2])
        is_found = is_found or (tuple(path[-5:]) == _PATH and "name" in attributes)

    parser = _parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: path.pop()
    # The head may end anywhere, and other files aren't XML at all.
    with contextlib.suppress(expat.ExpatError, UnreadableExhibit):
        parser.Parse(first_bytes, False)
    return is_found


def refuse_document_type(file: Path) -> None:
    """Look at everything before the root.

    Raises:
        UnreadableExhibit: When the XML declares a document type, or breaks before its root.
    """

    def stop(*_: object) -> NoReturn:
        raise StopIteration

    parser = _parser()
    parser.StartElementHandler = stop
    with file.open("rb") as stream:
        try:
            while block := stream.read(1 << 12):
                parser.Parse(block, False)
            parser.Parse(b"", True)
        except StopIteration:
            return
        except expat.ExpatError as error:
            raise UnreadableExhibit(
                f"the XML breaks at line {error.lineno}, before its first element; ask for the export again"
            ) from error


def _artifact_of(hit: Any) -> str | None:  # noqa: ANN401 - lxml declares no element type
    parent = hit.getparent()
    artifact = None if parent is None or _local(parent) != "Hits" else parent.getparent()
    return artifact.get("name") or "" if artifact is not None and _local(artifact) == "Artifact" else None


def _fragments(hit: Any) -> dict[str, str]:  # noqa: ANN401 - lxml declares no element type
    found: dict[str, str] = {}
    for group in hit:
        if _local(group) != "Fragments":
            continue
        for element in group[:_MOST_FRAGMENTS]:
            value = "".join(element.itertext()) if len(element) else element.text
            if value and (value := value.strip()[:_LONGEST_VALUE]) and _local(element) == "Fragment":
                found.setdefault((element.get("name") or "")[:_LONGEST_NAME], value)
    return found


def _local(element: Any) -> str:  # noqa: ANN401 - lxml declares no element type
    tag: str = element.tag
    return tag.rpartition("}")[2] if tag[0] == "{" else tag


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: object) -> NoReturn:
    raise UnreadableExhibit(
        "the XML declares a document type, which no export does and which can hide harm; look where it comes from"
    )
