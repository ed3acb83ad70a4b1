"""Splinters: parts of one gang that talk too little with each other to be found as one.

Half of a gang's messages may be missing, and exports that know people by display names alone make somebody another
entity in every thread, so one gang falls into parts. What tells them from neighbours are marks that they share: rare
names of people, words of room titles, wallets and sites. Two strangers share some as well, the more the bigger they
are; so shared marks count against what parts of that size share by chance in this case, as a likelihood ratio of two
Poisson rates.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from math import log

# Parts of one gang share so many times more marks than strangers of the same size do.
_LIFT = 8.0
# Logarithm of the odds needed before two parts are joined; most pairs of parts are two gangs.
_FEWEST_NATS = 2.0
# A mark of more parts than that is a common word, and marks nobody.
_MOST_PARTS = 3
# So many people on each side bear what is shared: one alone may be two by mistake.
_FEWEST_BEARERS = 2
# As many marks as strangers would share, at least, so that a case of few parts needs as much evidence.
_LEAST_SHARED = 0.5

# A splinter is smaller than so much of what the bigger half of the parts have on average: two big parts that share
# names are more likely two gangs with a fashion.
_SPLINTER = 0.6
# Of all marks that the smaller part shares with others, so many point to the one.
_POINTED = 0.4

Marks = Mapping[str, Mapping[str, Sequence[str]]]


def rejoined_splinters(parts: Sequence[Sequence[str]], marks: Marks) -> list[list[str]]:
    """Join parts that share more marks than chance would have it.

    Args:
        parts: Members of each part.
        marks: By kind (each kind has a rate of its own) and entity, what he bears.

    Returns:
        Parts, each sorted; sorted. Those who are each other's likeliest are joined first, then all is counted anew.
    """
    current = sorted(sorted(part) for part in parts)
    usual = sorted((len(part) for part in current), reverse=True)[: (len(current) + 1) // 2]
    biggest = _SPLINTER * sum(usual) / max(len(usual), 1)
    while pairs := _each_others_best(_nats(current, marks, biggest)):
        gone = {number for pair in pairs for number in pair}
        kept = [part for number, part in enumerate(current) if number not in gone]
        current = sorted([*kept, *(sorted(current[left] + current[right]) for left, right in pairs)])
    return current


def _each_others_best(nats: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    best: dict[int, tuple[float, tuple[int, int]]] = {}
    for pair, value in sorted(nats.items()):
        for number in pair:
            if number not in best or value > best[number][0]:
                best[number] = (value, pair)
    return sorted(
        pair
        for pair, value in nats.items()
        if value >= _FEWEST_NATS and best[pair[0]][1] == pair and best[pair[1]][1] == pair
    )


def _nats(parts: Sequence[Sequence[str]], marks: Marks, biggest: float) -> dict[tuple[int, int], float]:
    """Logarithm of the likelihood ratio of each pair with a splinter in it (smaller than `biggest`), over all kinds."""
    total: defaultdict[tuple[int, int], float] = defaultdict(float)
    bearers: defaultdict[tuple[int, int], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    sizes = [len(part) for part in parts]
    for kind in sorted(marks):
        shared: dict[tuple[int, int], float] = {}
        for pair, (count, left, right) in _shared(parts, marks[kind]).items():
            # Several names of the same two people tell of these two only.
            shared[pair] = min(count, len(left), len(right))
            bearers[pair][0].update(left)
            bearers[pair][1].update(right)
        rate = _Rate(sizes, shared)
        for pair in _pointed(shared, sizes):
            total[pair] += shared[pair] * log(_LIFT) - (_LIFT - 1) * rate.expected(pair, shared)
    return {
        pair: round(value, 6)
        for pair, value in total.items()
        if all(len(side) >= _FEWEST_BEARERS for side in bearers[pair])
        and min(sizes[number] for number in pair) < biggest
    }


def _pointed(shared: Mapping[tuple[int, int], float], sizes: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs whose smaller part has its marks there more than elsewhere; a market has some of every gang."""
    total: defaultdict[int, float] = defaultdict(float)
    for pair, count in shared.items():
        for number in pair:
            total[number] += count
    return [
        pair
        for pair, count in sorted(shared.items())
        if count >= _POINTED * total[min(pair, key=lambda number: (sizes[number], number))]
    ]


def _shared(
    parts: Sequence[Sequence[str]], of_entity: Mapping[str, Sequence[str]]
) -> dict[tuple[int, int], tuple[float, set[str], set[str]]]:
    """By pair of parts: how many marks it shares (one of three parts counts half for each pair), and who bears them."""
    found: defaultdict[str, defaultdict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for number, part in enumerate(parts):
        for entity in part:
            for mark in of_entity.get(entity, ()):
                found[mark][number].add(entity)
    shared: dict[tuple[int, int], tuple[float, set[str], set[str]]] = {}
    for mark in sorted(found):
        by_part = found[mark]
        if 2 <= len(by_part) <= _MOST_PARTS:
            for left, right in combinations(sorted(by_part), 2):
                count, lefts, rights = shared.get((left, right), (0.0, set(), set()))
                shared[left, right] = (
                    count + 1 / (len(by_part) - 1),
                    lefts | by_part[left],
                    rights | by_part[right],
                )
    return shared


class _Rate:
    """Marks that strangers share, for each pair of people; read from the bigger parts, where splinters are few."""

    def __init__(self, sizes: Sequence[int], shared: Mapping[tuple[int, int], float]) -> None:
        order = sorted(range(len(sizes)), key=lambda number: (-sizes[number], number))
        self._big = set(order[: max(2, (len(order) + 1) // 2)])
        self._sizes = sizes
        whole = sum(sizes[number] for number in self._big)
        self._pairs = (whole**2 - sum(sizes[number] ** 2 for number in self._big)) / 2
        self._shared = sum(count for (left, right), count in shared.items() if {left, right} <= self._big)

    def expected(self, pair: tuple[int, int], shared: Mapping[tuple[int, int], float]) -> float:
        """Marks that two strangers of the sizes of this pair would share, read from all others."""
        area = self._sizes[pair[0]] * self._sizes[pair[1]]
        is_big = set(pair) <= self._big
        count = max(self._shared - (shared[pair] if is_big else 0.0), _LEAST_SHARED)
        others = self._pairs - (area if is_big else 0)
        return count / max(others, area) * area
