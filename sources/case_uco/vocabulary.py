"""The many spellings of CASE/UCO brought to one: local names in lower case, plain values, ids.

A document may write `uco-observable:phoneNumber`, `observable:phoneNumber`, the whole IRI or the bare name, hang facets
under `hasFacet`, `facets` or `propertyBundle`, and call a facet `Message` or `MessageFacet`. Prefixes are never looked
up: the local names of the vocabularies don't collide where they are read.

**Source:** CASE 0.1 to 1.3 and UCO 0.3 to 1.3, their published examples (formats.md 12).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

FACET_KEYS = frozenset({"hasfacet", "facet", "facets", "propertybundle"})
# JSON-LD nests nodes in nodes; nobody nests deeper by hand, and a hostile file must not exhaust the stack.
_DEEPEST = 8
_LONGEST_NAME = 512
# Words that exporters write where nothing is known.
_NOTHING = frozenset({"", "not_provided", "__not_provided", "n/a", "null", "none"})


def local_name(name: str) -> str:
    """The part of a prefixed name or IRI behind its last separator, in lower case; "" for what is too long a name."""
    return _local_name(name) if len(name) <= _LONGEST_NAME else ""


def kind_name(name: str) -> str:
    """Local name of a type, without the ending that newer vocabularies give to facets."""
    kind = local_name(name)
    return kind.removesuffix("facet") or kind


def node_id(written: str) -> str:
    """An @id as it is compared: some writers put a colon before it in one place and not in another."""
    return written.strip().lstrip(":")


@lru_cache(maxsize=4096)
def _local_name(name: str) -> str:
    return name[max(name.rfind(sign) for sign in "#/:") + 1 :].lower()


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
    """A node with its properties and those of its facets under their local names.

    A property that two facets share (the addresses of Bluetooth and Wi-Fi) holds the values of both.
    """
    kinds = set(kinds_of(written))
    values: dict[str, Any] = {}
    told: dict[str, Any] = {}
    for key, value in written.items():
        name = local_name(key)
        if name not in FACET_KEYS:
            values[name] = value
            continue
        for facet in value if isinstance(value, list) else (value,):
            if not isinstance(facet, dict):
                continue
            kinds.update(kinds_of(facet))
            for inner, said in facet.items():
                if inner[:1] != "@":
                    inner_name = local_name(inner)
                    told[inner_name] = [*listed(told[inner_name]), *listed(said)] if inner_name in told else said
    values |= told
    node = written.get("@id", written.get("id"))
    return Node(node_id(node) if isinstance(node, str) else "", frozenset(kinds), values)


def kinds_of(written: Mapping[str, Any]) -> Iterator[str]:
    """Kinds that the @type of an object names."""
    for key in ("@type", "type"):
        for kind in listed(written.get(key)):
            if isinstance(kind, str):
                yield kind_name(kind)


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


def words_of(value: object, depth: int = 0) -> str:
    """What somebody wrote, as written: also the words that stand for nothing elsewhere."""
    if isinstance(value, dict) and depth <= _DEEPEST:
        return words_of(value.get("@value"), depth + 1)
    if isinstance(value, list) and depth <= _DEEPEST:
        return next(filter(None, (words_of(part, depth + 1) for part in value)), "")
    return value if isinstance(value, str) else "" if value is None or isinstance(value, list | dict) else str(value)


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
