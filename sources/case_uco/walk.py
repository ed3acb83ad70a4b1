"""The nodes of a CASE/UCO document in file order, whatever array they stand in.

A document is an array of nodes, an object with `@graph`, or a bundle with `object`; bundles stand in graphs too.

**Source:** JSON-LD 1.1 and the published examples of CASE 0.2 to 1.3 (formats.md 12).
"""

from collections.abc import Iterator
from typing import Any

from sources.case_uco.vocabulary import local_name
from sources.json_blocks import Broken, Elements, JsonBlocks, JsonDamage, Member, Path
from sources.json_text import JsonText

GRAPH_KEYS = frozenset({"@graph", "object", "content"})
# What holds other nodes and is no record itself.
_DEEPEST_BUNDLE = 4

Found = tuple[Path, dict[str, Any] | Broken]


def nodes(text: JsonText) -> Iterator[list[Found]]:
    """Stretches of nodes, each node with its path.

    Raises:
        JsonDamage: Where the document breaks.
    """
    for found in JsonBlocks(text, [(), ("*",)]):
        if isinstance(found, Elements) and is_graph(found.path):
            stretch: list[Found] = []
            for index, value in enumerate(found.values, found.first):
                _flatten((*found.path, index), value, stretch, 0)
            yield stretch
        elif isinstance(found, Member) and not found.path:
            raise JsonDamage((), is_cut_off=False)  # a bare word or number is no document
        elif isinstance(found, Member) and is_graph(found.path):
            stretch = []
            _flatten(found.path, found.value, stretch, 0)
            yield stretch


def is_graph(path: Path) -> bool:
    """Whether the array at this path holds nodes."""
    return not path or local_name(str(path[0])) in GRAPH_KEYS


def _flatten(path: Path, value: object, into: list[Found], depth: int) -> None:
    """A node and, where it is a bundle, the nodes inside it."""
    if isinstance(value, Broken):
        into.append((path, value))
    if not isinstance(value, dict):
        return
    into.append((path, value))
    if depth >= _DEEPEST_BUNDLE:
        return
    for key, inner in value.items():
        if local_name(key) not in GRAPH_KEYS or not isinstance(inner, list):
            continue
        for index, part in enumerate(inner):
            # A bundle that only names its members holds {"@id": …} and nothing else.
            if isinstance(part, dict) and len(part) > 1 and "@value" not in part:
                _flatten((*path, key, index), part, into, depth + 1)
