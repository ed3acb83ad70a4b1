"""Disjoint sets (Tarjan, "Efficiency of a good but not linear set union algorithm", J. ACM 22, 1975)."""

from collections.abc import Iterable


class UnionFind:
    """Sets of whole numbers that are joined one by one; the smallest number stands for its set."""

    def __init__(self, items: Iterable[int]) -> None:
        self._parent = {item: item for item in items}

    def find(self, item: int) -> int:
        """The smallest item of the set that holds the item."""
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def join(self, left: int, right: int) -> None:
        """Make one set of the two that hold the items."""
        low, high = sorted((self.find(left), self.find(right)))
        self._parent[high] = low

    def groups(self) -> list[list[int]]:
        """All sets, sorted."""
        found: dict[int, list[int]] = {}
        for item in sorted(self._parent):
            found.setdefault(self.find(item), []).append(item)
        return [found[root] for root in sorted(found)]
