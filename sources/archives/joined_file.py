"""The volumes of a split archive as one seekable file, without joining them anywhere."""

import bisect
import io
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, BinaryIO


class JoinedFile(io.RawIOBase):
    """Files read one after the other as if they were one.

    Args:
        parts: The files in order.
        sizes: Their sizes.
    """

    def __init__(self, parts: Sequence[Path], sizes: Sequence[int]) -> None:
        self._parts = tuple(parts)
        self._ends = list(accumulate(sizes))
        self._position = 0
        self._open: tuple[int, BinaryIO] | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place counted from the start, from here or from the end."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._ends[-1]}[whence]
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any writable buffer, as io says
        """Read from the part that holds the place; at most to its end."""
        number = bisect.bisect_right(self._ends, self._position)
        if number >= len(self._parts):
            return 0
        start = self._ends[number - 1] if number else 0
        stream = self._part(number)
        stream.seek(self._position - start)
        content = stream.read(min(len(buffer), self._ends[number] - self._position))
        buffer[: len(content)] = content
        self._position += len(content)
        return len(content)

    def close(self) -> None:
        """Close the part that is open."""
        if self._open is not None:
            self._open[1].close()
            self._open = None
        super().close()

    def _part(self, number: int) -> BinaryIO:
        if self._open is None or self._open[0] != number:
            if self._open is not None:
                self._open[1].close()
            self._open = (number, self._parts[number].open("rb"))
        return self._open[1]
