"""Counts the records of a Telegram export without parsing it: a scanner of brackets and strings over the bytes.

It shares nothing with the walk (which uses a JSON library), so that a record lost there shows here. It knows the
places in which records stand, counts every item begun there, and stops where the bytes are no JSON any more.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from sources.json_text import json_encoding

_BLOCK = 1 << 20
_TEXT = rb'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}))*+'
_WORD = rb"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null"
_TOKEN = re.compile(rb"[ \t\r\n]*(?:([{\[])|([}\]])|([:,])|(" + _TEXT + rb'")|(' + _WORD + rb"))")
_GAP = rb"[ \t\r\n]*+"
_RUN = re.compile(
    rb"(?:" + _GAP + _TEXT + rb'"' + _GAP + rb":" + _GAP + rb"(?:" + _TEXT + rb'"|' + _WORD + rb")" + _GAP + rb",)*+"
)
_OPEN_TEXT = re.compile(rb"[ \t\r\n]*(?:" + _TEXT + rb")?")
# What may still become a token once more bytes come: a torn escape, number or word.
_TORN = 16

# (role of what encloses it, key) -> role of an object or array; everything else is of no interest.
_ROLES = {
    ("root", b'"messages"', b"["): "records",
    ("root", b'"chats"', b"{"): "chats",
    ("root", b'"left_chats"', b"{"): "chats",
    ("root", b'"contacts"', b"{"): "people",
    ("root", b'"frequent_contacts"', b"{"): "people",
    ("root", b'"sessions"', b"{"): "people",
    ("root", b'"web_sessions"', b"{"): "people",
    ("people", b'"list"', b"["): "records",
    ("chats", b'"list"', b"["): "chat list",
    ("chat list", b"", b"{"): "chat",
    ("chat", b'"messages"', b"["): "records",
}


def count_records(file: Path) -> int:
    """Number of messages, contacts and sessions begun in the file."""
    scan = _Scan()
    rest = b""
    for block, is_last in _blocks(file):
        rest = scan.take(rest + block, is_last=is_last)
        if scan.is_over:
            break
    return scan.count


class _Scan:
    """The state between two blocks: what is open, and what may come next."""

    def __init__(self) -> None:
        self.count = 0
        self.is_over = False
        self._open: list[tuple[str, bytes]] = []
        self._key = b""
        self._next = "value"

    def take(self, data: bytes, *, is_last: bool) -> bytes:
        """Scan the tokens of a block; returns the torn token at its end."""
        at = 0
        while not self.is_over:
            at = self._run(data, at)
            token = _TOKEN.match(data, at)
            if token is None:
                held = _OPEN_TEXT.match(data, at)
                is_torn = held is not None and len(data) - held.end() < _TORN
                self.is_over = is_last or not is_torn
                return data[at:]
            if token.end() == len(data) and token[5] is not None and not is_last:
                return data[at:]  # a number may go on
            at = token.end()
            self.is_over = not self._step(token)
        return b""

    def _run(self, data: bytes, at: int) -> int:
        """Pass over the plain members of an object in one go, up to its last or one that nests; returns where it ends.

        Most of a file is such members, so this makes the count several times as fast.
        """
        if self._next not in ("key", "key or end"):
            return at
        run = _RUN.match(data, at)
        if run is None or run.end() == at:
            return at
        self._next = "key"
        return run.end()

    def _step(self, token: re.Match[bytes]) -> bool:
        """Take one token in; False when it may not stand here or the root is closed."""
        opening, closing, sign, text = token[1], token[2], token[3], token[4]
        if closing is not None:
            return self._close(closing)
        if sign is not None:
            return self._separate(sign)
        if self._next in ("key", "key or end"):
            self._key, self._next = text or b"", "colon"
            return text is not None
        if self._next not in ("value", "value or end"):
            return False
        role, bracket = self._open[-1] if self._open else ("", b"")
        self.count += role == "records"
        if opening is None:
            self._next = "comma"
            return bool(self._open)
        key = self._key if bracket == b"{" else b""
        self._open.append((_ROLES.get((role, key, opening), "other") if self._open else "root", opening))
        self._next = "key or end" if opening == b"{" else "value or end"
        return True

    def _close(self, closing: bytes) -> bool:
        expected = b"}" if self._open and self._open[-1][1] == b"{" else b"]"
        if not self._open or closing != expected or self._next not in ("comma", "key or end", "value or end"):
            return False
        self._open.pop()
        self._next = "comma"
        return bool(self._open)

    def _separate(self, sign: bytes) -> bool:
        if sign == b":":
            is_due, self._next = self._next == "colon", "value"
        else:
            is_due = self._next == "comma"
            self._next = "key" if self._open and self._open[-1][1] == b"{" else "value"
        return is_due


def _blocks(file: Path) -> Iterator[tuple[bytes, bool]]:
    """Blocks as UTF-8 up to the first byte that breaks it, each with whether it is the last."""
    with file.open("rb") as stream:
        start = stream.read(_BLOCK)
        encoding = json_encoding(file)
        if encoding not in ("utf-8", "utf-8-sig"):
            decoder = codecs.getincrementaldecoder(encoding)("strict")
            while start:
                yield decoder.decode(start).encode(), False
                start = stream.read(_BLOCK)
            yield b"", True
            return
        block = start.removeprefix(codecs.BOM_UTF8)
        while block:
            valid = _valid_length(block)
            is_broken = len(block) - valid > 3
            following = b"" if is_broken else stream.read(_BLOCK)
            yield block[:valid], is_broken or not following
            block = block[valid:] + following if following else b""


def _valid_length(block: bytes) -> int:
    """How many leading bytes are UTF-8."""
    try:
        block.decode("utf-8")
    except UnicodeDecodeError as problem:
        return problem.start
    return len(block)
