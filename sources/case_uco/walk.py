"""The nodes of a CASE/UCO document in file order, whatever array they stand in.

A document is an array of nodes, an object with `@graph`, or a bundle with `object`; bundles stand in graphs too.

**Source:** JSON-LD 1.1 and the published examples of CASE 0.2 to 1.3 (formats.md 12).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sources.case_uco.vocabulary import local_name
from sources.json_blocks import Broken, Elements, JsonBlocks, JsonDamage, Member, Path
from sources.json_text import JsonText

GRAPH_KEYS = frozenset({"@graph", "object", "content"})
# What holds other nodes and is no record itself.
DEEPEST_BUNDLE = 4

Found = tuple[Path, dict[str, Any] | Broken]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some nodes of one array, in order.

    Attributes:
        path: Path of the array, or of the node where it stands alone.
        first: Index of the first; None where the node stands alone.
        values: The nodes as written.
    """

    path: Path
    first: int | None
    values: list[Any]

    def found(self) -> Iterator[Found]:
        """The nodes and the nodes inside bundles, with their paths."""
        for index, value in enumerate(self.values, self.first or 0):
            yield from flat(self.path if self.first is None else (*self.path, index), value)


def stretches(text: JsonText) -> Iterator[Stretch]:
    """Stretches of nodes.

    Raises:
        JsonDamage: Where the document breaks.
    """
    for found in JsonBlocks(text, [(), ("*",)]):
        if isinstance(found, Elements) and is_graph(found.path):
            yield Stretch(found.path, found.first, found.values)
        elif isinstance(found, Member) and not found.path:
            raise JsonDamage((), is_cut_off=False)  # a bare word or number is no document
        elif isinstance(found, Member) and is_graph(found.path):
            yield Stretch(found.path, None, [found.value])


def flat(path: Path, value: object, depth: int = 0) -> Iterator[Found]:
    """A node and, where it is a bundle, the nodes inside it."""
    if isinstance(value, Broken):
        yield path, value
    if not isinstance(value, dict):
        return
    yield path, value
    if depth >= DEEPEST_BUNDLE:
        return
    for key, inner in value.items():
        if local_name(key) in GRAPH_KEYS and isinstance(inner, list):
            for index, part in enumerate(inner):
                # A bundle that only names its members holds {"@id": …} and nothing else.
                if isinstance(part, dict) and len(part) > 1 and "@value" not in part:
                    yield from flat((*path, key, index), part, depth + 1)


def is_graph(path: Path) -> bool:
    """Whether the array at this path holds nodes."""
    return not path or local_name(str(path[0])) in GRAPH_KEYS
