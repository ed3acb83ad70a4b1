"""Packed bytes taken in pieces from a stretch of a stream; what a decoder leaves over can be given back."""

from collections.abc import Callable
from typing import BinaryIO


class Feed:
    """A stretch of a seekable stream, read forward.

    Args:
        stream: The stream; others may move it between two reads.
        start: First byte of the stretch.
        end: Byte after its last; None for the end of the stream.
        decrypt: Turns the bytes into plain ones, in order; None when they are plain.
    """

    def __init__(
        self, stream: BinaryIO, start: int = 0, end: int | None = None, decrypt: Callable[[bytes], bytes] | None = None
    ) -> None:
        self._stream = stream
        self._next = start
        self._end = end
        self._decrypt = decrypt
        self._returned = b""

    def read(self, count: int) -> bytes:
        """The next bytes, at most so many; none at the end of the stretch."""
        if self._returned:
            content, self._returned = self._returned[:count], self._returned[count:]
            return content
        if self._end is not None:
            count = min(count, self._end - self._next)
        if count <= 0:
            return b""
        self._stream.seek(self._next)
        content = self._stream.read(count)
        self._next += len(content)
        return self._decrypt(content) if self._decrypt else content

    def give_back(self, rest: bytes) -> None:
        """Have these bytes read again next."""
        self._returned = rest + self._returned

    @property
    def position(self) -> int:
        """Place in the stream of the next byte."""
        return self._next - len(self._returned)
