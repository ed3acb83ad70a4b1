"""Lines that begin alike but for their digits: one look at one of them tells where the numbers of all stand.

Chats and logs print a time at the start of each record, always in one form or a few. A pattern that knows all programs
and languages costs more than anything else in reading such a line; here it is asked once per form, and the other lines
of that form are compared with it sign by sign, a column of signs at a time.

Source: own design.
"""

import numpy as np
import polars as pl

_ZERO, _NINE = b"09"

Places = np.ndarray[tuple[int], np.dtype[np.int64]]


class LineBytes:
    """The bytes of a column of lines, without nulls."""

    def __init__(self, lines: pl.Series) -> None:
        written = lines.to_arrow(compat_level=pl.CompatLevel.oldest())
        _, offsets, octets = written.buffers()
        begins = np.frombuffer(offsets, dtype=np.int64)[written.offset : written.offset + len(written) + 1]
        self._octets = np.frombuffer(octets or b"", dtype=np.uint8)
        self._begins, self.lengths = begins[:-1], np.diff(begins)

    def signs(self, places: Places, at: int) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
        """The byte that stands at `at` in each of the lines, which must be longer than that."""
        return self._octets[self._begins[places] + at]

    def starting_with(self, firsts: bytes) -> Places:
        """The lines whose first byte is one of these."""
        is_first = np.zeros(256, dtype=bool)
        is_first[list(firsts)] = True
        places = np.flatnonzero(self.lengths)
        return places[is_first[self.signs(places, 0)]]


class Form:
    """What lines of one form begin with.

    Args:
        beginning: The beginning of one of them; digits stand for any digits, other signs for themselves.
    """

    def __init__(self, beginning: str) -> None:
        self._beginning = beginning
        self._octets = beginning.encode()

    def fits(self, lines: LineBytes, places: Places) -> Places:
        """Those of the places where a line of this form stands."""
        places = places[lines.lengths[places] >= len(self._octets)]
        is_digit = [_ZERO <= octet <= _NINE for octet in self._octets]
        # Other signs first: where a digit is missing, one of them stands elsewhere.
        for at in sorted(range(len(self._octets)), key=lambda at: is_digit[at]):
            found = lines.signs(places, at)
            same = (found - _ZERO <= 9) if is_digit[at] else found == self._octets[at]
            places = places[same]
        return places

    def number(self, lines: LineBytes, places: Places, span: tuple[int, int]) -> Places:
        """The number that the digits between two characters of the beginning make up, in each line of this form."""
        begin, end = (len(self._beginning[:at].encode()) for at in span)
        number = np.zeros(len(places), dtype=np.int64)
        for at in range(begin, end):
            number = number * 10 + (lines.signs(places, at) - _ZERO)
        return number
