"""Counts the objects of a Jabber dump on its bytes, by a pattern of what a JSON object is, without a JSON parser.

It shares nothing with the reader: where the pattern finds no whole object, it counts one broken one and goes on at the
next line that starts with `{`, as formats of one object after another ask for.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from sources.json_text import json_encoding

_BLOCK = 1 << 20
_LONGEST = 1 << 20
_GAP = rb"[ \t\r\n]*+"
_TEXT = rb'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+"'
_PLAIN = _TEXT + rb"|-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+|true|false|null|NaN|-?Infinity"


def _object_of(value: bytes) -> bytes:
    member = _TEXT + _GAP + rb":" + _GAP + rb"(?:" + value + rb")" + _GAP
    return rb"\{" + _GAP + rb"(?:" + member + rb"(?:," + _GAP + member + rb")*+)?+\}"


def _array_of(value: bytes) -> bytes:
    item = rb"(?:" + value + rb")" + _GAP
    return rb"\[" + _GAP + rb"(?:" + item + rb"(?:," + _GAP + item + rb")*+)?+\]"


# Messages are flat; one level below them is for the dumps that add lists or maps of their own.
_OBJECT = re.compile(_object_of(_PLAIN + rb"|" + _array_of(_PLAIN) + rb"|" + _object_of(_PLAIN)))
_BETWEEN = re.compile(rb"(?:[ \t\r\n,\[\]\x1e]|\xef\xbb\xbf)*+")
_NEXT_LINE = re.compile(rb"\n[ \t\r,\[]*(?=\{)")


def count_objects(file: Path) -> int:
    """Number of objects in a dump, broken ones and stretches of anything else included."""
    blocks = _blocks(file)
    data = b""
    at = total = 0
    is_over = is_lost = False
    while True:
        if not is_over and len(data) - at < _LONGEST:
            block = next(blocks, b"")
            is_over = not block
            data, at = data[at:] + block, 0
            continue
        if is_lost:
            found = _NEXT_LINE.search(data, at)
            if found is None:
                if is_over:
                    return total
                at = max(at + 1, data.rfind(b"\n"))
                continue
            at, is_lost = found.end(), False
        gap = _BETWEEN.match(data, at)
        at = gap.end() if gap else at
        if at == len(data):
            if is_over:
                return total
            continue
        total += 1
        whole = _OBJECT.match(data, at)
        at, is_lost = (at, True) if whole is None else (whole.end(), False)


def _blocks(file: Path) -> Iterator[bytes]:
    encoding = json_encoding(file)
    if encoding in ("utf-8", "utf-8-sig"):
        with file.open("rb") as stream:
            while block := stream.read(_BLOCK):
                yield block
        return
    with file.open("r", encoding=encoding, newline="\n") as text:
        while part := text.read(_BLOCK):
            yield part.encode()
