"""Random streams by purpose, so that one more draw in one place changes nothing in another."""

import random


def stream(seed: int, *purpose: str | int) -> random.Random:
    """A generator of its own for a purpose; the same seed and purpose always give the same draws.

    `random.Random` seeded with a string hashes it with SHA-512, so the streams do not depend on PYTHONHASHSEED.
    """
    return random.Random("/".join(str(part) for part in (seed, *purpose)))  # noqa: S311 (invented data, no secrets)


class Quota:
    """Turns a share into yes and no with an error below one case: the exact way to meet a knob.

    Attributes:
        share: Part of all cases that shall be yes, 0 to 1.
    """

    def __init__(self, share: float) -> None:
        self.share = share
        self._owed = 0.5

    def take(self, cases: int = 1) -> int:
        """How many of the next cases are yes."""
        self._owed += cases * self.share
        due = int(self._owed)
        self._owed -= due
        return due

    def give_back(self, cases: int) -> None:
        """Owe cases that could not be used (negative: cases that were used beyond what was due)."""
        self._owed += cases
