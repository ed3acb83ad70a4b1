"""Many objects at once: stretches of a dump that line up as they should, parsed by one call of a block parser.

A stretch is taken only when it is beyond doubt: every object starts a line at one depth of indentation (or all of them
stand on one line with commas between), none is glued to another, and the parser finds exactly as many as there are
starts. Everything else is left to the walk from object to object, so that no place and no count depends on the speed.

Source: RFC 8259; the layouts of formats.md 6, Jabber (a).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

_START = re.compile(r"\n[ \t]*\{")
# Two objects on one line, or nested ones that would be miscounted.
_GLUED = re.compile(r"\}[ \t,\[\]]*\{")
_ON_ONE_LINE = ("}, {", "},{")
_LINE_FEED = ord("\n")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole objects one after another.

    Attributes:
        values: The objects, one at least.
        lines: How many lines below the first object each of them starts; None when all stand on one line.
        length: Characters from the first object's brace to the end of the last one.
    """

    values: list[dict[str, Any]]
    lines: Sequence[int] | None
    length: int


def stretch(text: str) -> Stretch | None:
    """The objects at the start of a text but for the last one, which may go on behind it; None when in doubt."""
    found = _START.search(text)
    if found is None:
        return _on_one_line(text)
    start = found[0]
    length = text.rfind(start)
    try:
        body, opening = text[:length].encode(), start.encode()
    except UnicodeEncodeError:  # bytes that break the encoding of the file
        return None
    has_commas = text[: found.start()].rstrip(" \t\r").endswith(",")
    members = body.rstrip() if has_commas else body.replace(opening, opening[:-1] + b",{")
    if _GLUED.search(text, 0, length) is not None or (has_commas and not members.endswith(b",")):
        return None
    values = _objects(members[:-1] if has_commas else members)
    lines = _lines(body, opening)
    return Stretch(values, lines, length) if values is not None and len(values) == len(lines) else None


def _lines(body: bytes, opening: bytes) -> list[int]:
    """How many lines below the start of a text each object starts that an opening begins, the first one included."""
    octets = np.frombuffer(body, np.uint8)
    feeds = np.flatnonzero(octets == _LINE_FEED)
    within = feeds[feeds < len(octets) - len(opening)]
    is_start = np.ones(len(within), dtype=bool)
    for place, sign in enumerate(opening):
        is_start &= octets[within + place] == sign
    return [0, *(np.flatnonzero(is_start) + 1).tolist()]


def _on_one_line(text: str) -> Stretch | None:
    cut = max(text.rfind(sign) for sign in _ON_ONE_LINE) + 1
    if not cut or text.find("\n", 0, cut) >= 0:
        return None
    try:
        values = _objects(text[:cut].encode())
    except UnicodeEncodeError:
        return None
    return None if values is None else Stretch(values, None, cut)


def _objects(members: bytes) -> list[dict[str, Any]] | None:
    try:
        values: list[Any] = orjson.loads(b"[" + members + b"]")
    except orjson.JSONDecodeError:
        return None
    return values if set(map(type, values)) == {dict} else None
