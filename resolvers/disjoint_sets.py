"""Disjoint sets of references with forbidden pairs: union-find that refuses a union which would break a constraint."""

from collections import defaultdict
from collections.abc import Iterable, Iterator


class DisjointSets:
    """A partition of names that grows by joins and never joins across a forbidden pair.

    Attributes:
        links: The pairs whose join united two sets, in the order they were made: a spanning forest.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._parent = {name: name for name in names}
        self._members = {name: [name] for name in self._parent}
        self._enemies: dict[str, set[str]] = defaultdict(set)
        self.links: list[tuple[str, str]] = []

    def root(self, name: str) -> str:
        """The name that stands for the set of this name."""
        root = name
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[name] != root:
            self._parent[name], name = root, self._parent[name]
        return root

    def forbid(self, left: str, right: str) -> None:
        """From now on the two sets stay apart; without effect where they are one already."""
        left_root, right_root = self.root(left), self.root(right)
        if left_root != right_root:
            self._enemies[left_root].add(right_root)
            self._enemies[right_root].add(left_root)

    def join(self, left: str, right: str) -> bool:
        """Unite the sets of two names unless they are forbidden; says whether the two are one set afterwards."""
        kept, gone = self.root(left), self.root(right)
        if kept == gone:
            return True
        if gone in self._enemies[kept]:
            return False
        # The smaller side moves; equal sides by name, so that the result does not depend on the side it was named on.
        if (len(self._members[kept]), gone) < (len(self._members[gone]), kept):
            kept, gone = gone, kept
        self._parent[gone] = kept
        self._members[kept] += self._members.pop(gone)
        for enemy in self._enemies.pop(gone, set()):
            self._enemies[enemy].discard(gone)
            self._enemies[enemy].add(kept)
            self._enemies[kept].add(enemy)
        self.links.append((left, right))
        return True

    def groups(self) -> Iterator[list[str]]:
        """The sets, each sorted, in order of their smallest name."""
        yield from sorted(sorted(members) for members in self._members.values())
