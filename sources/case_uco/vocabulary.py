"""The many spellings of CASE/UCO brought to one: local names in lower case, plain values, ids.

A document may write `uco-observable:phoneNumber`, `observable:phoneNumber`, the whole IRI or the bare name, hang facets
under `hasFacet`, `facets` or `propertyBundle`, and call a facet `Message` or `MessageFacet`. Prefixes are never looked
up: the local names of the vocabularies don't collide where they are read.

**Source:** CASE 0.1 to 1.3 and UCO 0.3 to 1.3, their published examples (formats.md 12).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_LAST_SEPARATOR = re.compile(r".*[#/:]", re.DOTALL)
FACET_KEYS = frozenset({"hasfacet", "facet", "facets", "propertybundle"})
# JSON-LD nests nodes in nodes; nobody nests deeper by hand, and a hostile file must not exhaust the stack.
_DEEPEST = 8
# Words that exporters write where nothing is known.
_NOTHING = frozenset({"", "not_provided", "__not_provided", "n/a", "null", "none"})


@lru_cache(maxsize=4096)
def local_name(name: str) -> str:
    """The part of a prefixed name or IRI behind its last separator, in lower case."""
    return _LAST_SEPARATOR.sub("", name).lower()


@lru_cache(maxsize=4096)
def kind_name(name: str) -> str:
    """Local name of a type, without the ending that newer vocabularies give to facets."""
    kind = local_name(name)
    return kind.removesuffix("facet") or kind


@lru_cache(maxsize=1024)
def node_id(written: str) -> str:
    """An @id as it is compared: some writers put a colon before it in one place and not in another."""
    return written.strip().lstrip(":")


@dataclass(frozen=True, slots=True)
class Node:
    """One object of a graph.

    Attributes:
        node_id: Its @id; "" when it has none.
        kinds: Kinds of itself and of its facets.
        values: Local name of a property to its value as written; a facet's property wins over the object's own.
    """

    node_id: str
    kinds: frozenset[str]
    values: Mapping[str, Any]

    def text(self, *names: str) -> str | None:
        """The first of these properties that says something, as text."""
        return next((said for name in names if (said := text_of(self.values.get(name))) is not None), None)

    def texts(self, *names: str) -> list[str]:
        """All that these properties say, as text."""
        return [said for name in names for value in listed(self.values.get(name)) if (said := text_of(value))]

    def references(self, *names: str) -> list[str]:
        """Ids of the nodes that these properties point at."""
        return [found for name in names for found in references(self.values.get(name))]


def node_of(written: Mapping[str, Any]) -> Node:
    """A node with its properties and those of its facets under their local names."""
    kinds = set(kinds_of(written))
    values: dict[str, Any] = {}
    for key, value in written.items():
        name = local_name(key)
        if name not in FACET_KEYS:
            values[name] = value
    for facet in facets_of(written):
        kinds.update(kinds_of(facet))
        for key, value in facet.items():
            if not key.startswith("@"):
                values[local_name(key)] = value
    written_id = written.get("@id", written.get("id"))
    return Node(node_id(written_id) if isinstance(written_id, str) else "", frozenset(kinds), values)


def kinds_of(written: Mapping[str, Any]) -> Iterator[str]:
    """Kinds that the @type of an object names."""
    for kind in listed(written.get("@type", written.get("type"))):
        if isinstance(kind, str):
            yield kind_name(kind)


def facets_of(written: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The facets of an object."""
    for key, value in written.items():
        if local_name(key) in FACET_KEYS:
            yield from (facet for facet in listed(value) if isinstance(facet, dict))


def listed(value: object) -> list[Any]:
    """A value as a list: JSON-LD writes a list of one like its element."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def text_of(value: object, depth: int = 0) -> str | None:
    """A plain value as text; None where nothing is said or a node is pointed at."""
    if isinstance(value, str):
        return None if value.strip().lower() in _NOTHING else value
    if isinstance(value, bool) or value is None or depth > _DEEPEST:
        return str(value).lower() if isinstance(value, bool) else None
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict):
        return text_of(value.get("@value"), depth + 1)
    return next((said for part in listed(value) if (said := text_of(part, depth + 1)) is not None), None)


def references(value: object, depth: int = 0) -> list[str]:
    """Ids that a value points at: objects with an @id, bare ids, ordered lists with slots and items."""
    if isinstance(value, str):
        return [node_id(value)]
    if depth > _DEEPEST:
        return []
    if isinstance(value, list):
        return [found for part in value for found in references(part, depth + 1)]
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and "@value" not in value:
        return [node_id(value["@id"])]
    return []
