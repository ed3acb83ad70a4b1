"""Counts the records of a CASE/UCO document with another parser than the one that reads it.

ijson tells one sign after the other; nothing is built but the kinds of the nodes that are open.

**Source:** the layout that walk.py reads, told by events.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ijson

from sources.case_uco.roles import role_of
from sources.case_uco.vocabulary import FACET_KEYS, kind_name, local_name
from sources.case_uco.walk import DEEPEST_BUNDLE, GRAPH_KEYS
from sources.errors import UnreadableExhibit
from sources.json_text import JsonText

_TYPE_KEYS = ("@type", "type")


@dataclass(slots=True)
class _Open:
    """An object or array that is open.

    Attributes:
        what: `root`, `graph`, `node`, `facets`, `facet`, `types` or `other`.
        depth: How many bundles are around it.
        key: The member that comes.
        kinds: Kinds told so far, of a node or facet.
        size: Members so far.
        is_value: Whether it is a plain value with its type.
    """

    what: str
    depth: int = 0
    key: str = ""
    kinds: set[str] = field(default_factory=set)
    size: int = 0
    is_value: bool = False


def count_nodes(file: Path) -> int:
    """Nodes of a document that are records.

    Raises:
        UnreadableExhibit: When the document can't be parsed.
    """
    with JsonText.of_file(file) as text:
        try:
            return sum(_records(ijson.basic_parse(text, use_float=True)))
        except (ijson.JSONError, UnicodeDecodeError) as error:
            raise UnreadableExhibit("the document can't be parsed as a whole; ask for a new export") from error


def _records(events: Iterator[tuple[str, Any]]) -> Iterator[bool]:
    """For each node that is over, whether it is a record."""
    stack: list[_Open] = []
    for event, value in events:
        if event == "map_key":
            top = stack[-1]
            top.key, top.size = value, top.size + 1
            top.is_value = top.is_value or value == "@value"
        elif event in ("start_map", "start_array"):
            stack.append(_opened(stack, is_map=event == "start_map"))
        elif event in ("end_map", "end_array"):
            closed = stack.pop()
            if closed.what == "facet":
                _node_of(stack).kinds |= closed.kinds
            elif closed.what == "node" and (closed.depth == 0 or (closed.size > 1 and not closed.is_value)):
                yield role_of(frozenset(closed.kinds)) != "context"
        elif event == "string":
            _take_type(stack, value)


def _opened(stack: list[_Open], *, is_map: bool) -> _Open:
    if not stack:
        return _Open("root" if is_map else "graph")
    top = stack[-1]
    name = local_name(top.key) if top.what in ("root", "node") else ""
    if top.what == "root" and name in GRAPH_KEYS:
        return _Open("node" if is_map else "graph")
    if top.what == "graph":
        return _Open("node" if is_map else "other", top.depth)
    if top.what == "node" and name in GRAPH_KEYS and not is_map and top.depth < DEEPEST_BUNDLE:
        return _Open("graph", top.depth + 1)
    if top.what == "node" and name in FACET_KEYS:
        return _Open("facet" if is_map else "facets")
    if top.what == "facets":
        return _Open("facet" if is_map else "other")
    if top.what in ("node", "facet") and top.key in _TYPE_KEYS and not is_map:
        return _Open("types")
    return _Open("other")


def _take_type(stack: list[_Open], value: str) -> None:
    if not stack:
        return
    top = stack[-1]
    if top.what in ("node", "facet") and top.key in _TYPE_KEYS:
        top.kinds.add(kind_name(value))
    elif top.what == "types":
        stack[-2].kinds.add(kind_name(value))


def _node_of(stack: list[_Open]) -> _Open:
    """The node in which a facet stands: right above it, or above the list of facets."""
    return stack[-1] if stack[-1].what == "node" else stack[-2]
