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


# Messages are flat; one level below them is for the dumps that add lists or maps of their own. Deeper ones are walked.
_OBJECT = re.compile(_object_of(_PLAIN + rb"|" + _array_of(_PLAIN) + rb"|" + _object_of(_PLAIN)))
_SIGN = re.compile(_GAP + rb"(?:(" + _TEXT + rb")|(" + _PLAIN + rb")|([{}\[\],:]))")
# About what the reader's parser takes.
_DEEPEST = 900
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
        end = _deep_end(data, at) if whole is None else whole.end()
        at, is_lost = (at, True) if end is None else (end, False)


def _deep_end(data: bytes, at: int) -> int | None:
    """Where an object of any depth ends; None where it isn't whole."""
    if not data.startswith(b"{", at):
        return None
    closing: list[bytes] = []
    awaited = "value"  # or: first key, key, colon, first value, next
    while (sign := _SIGN.match(data, at)) is not None:
        text, plain, mark = sign.groups()
        at = sign.end()
        is_value = awaited in ("value", "first value")
        if text is not None and awaited in ("first key", "key"):
            awaited = "colon"
        elif is_value and (text is not None or plain is not None):
            awaited = "next"
        elif is_value and mark in (b"{", b"[") and len(closing) < _DEEPEST:
            closing.append(b"}" if mark == b"{" else b"]")
            awaited = "first key" if mark == b"{" else "first value"
        elif mark == b":" and awaited == "colon":
            awaited = "value"
        elif mark == b"," and awaited == "next":
            awaited = "key" if closing[-1] == b"}" else "value"
        elif awaited in ("next", "first key", "first value") and mark is not None and mark == closing[-1]:
            closing.pop()
            awaited = "next"
            if not closing:
                return at
        else:
            return None
    return None


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
