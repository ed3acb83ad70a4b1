"""Which message numbers an export has already given: tools that page through a chat write some messages twice.

Sorted runs that are merged as they grow keep it at 8 bytes a message and fast at millions of them.
"""

from typing import Any

import numpy as np
import polars as pl

# A spreadsheet keeps 15 digits; the later ones of a server id come back as zeros, and many ids as one.
_ROUNDED = "^[0-9]{15}0{2,}$"


def server_number(written: pl.Expr) -> pl.Expr:
    """The server's id of a message as a number; null where a spreadsheet has rounded it or it is none."""
    text = written.str.strip_chars()
    number = text.cast(pl.UInt64, strict=False)
    return pl.when((number > 0) & ~text.str.contains(_ROUNDED)).then(number)


class SeenNumbers:
    """The numbers seen so far."""

    def __init__(self) -> None:
        self._runs: list[np.ndarray[Any, Any]] = []

    def fresh(self, numbers: pl.Series) -> pl.Series:
        """Whether each number is new; 0 and null are no numbers and always are. Remembers them."""
        is_number = numbers.fill_null(0) > 0
        values, first = np.unique(numbers.filter(is_number).to_numpy(), return_index=True)
        is_known = np.zeros(len(values), dtype=bool)
        for run in self._runs:
            places = np.searchsorted(run, values)
            is_known |= run[np.minimum(places, len(run) - 1)] == values
        is_fresh = np.zeros(int(is_number.sum()), dtype=bool)
        is_fresh[first[~is_known]] = True
        self._remember(values[~is_known])
        result = np.ones(len(numbers), dtype=bool)
        result[is_number.to_numpy()] = is_fresh
        return pl.Series(result)

    def _remember(self, values: np.ndarray[Any, Any]) -> None:
        if not len(values):
            return
        while self._runs and len(self._runs[-1]) < 2 * len(values):
            # Two sorted runs are merged in linear time by a stable sort.
            values = np.sort(np.concatenate((self._runs.pop(), values)), kind="stable")
        self._runs.append(values)
