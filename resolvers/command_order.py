"""How the rest of a gang's command edges orders the two ends of each edge: SpringRank, leaving the edge itself out.

Every edge is a spring that wants its superior one step above its subordinate; where the springs come to rest is a
linear system (De Bacco, Larremore and Moore, "A physical model for efficient ranking in networks", Science Advances 4,
2018). What the system without one edge says of its two ends follows from the system with it by the leverage of that
edge, as in any least squares. Talk and centrality don't enter: who is the hub of contacts is not pulled up by them.
"""

import numpy as np
import polars as pl
from scipy.sparse import csc_matrix, diags_array
from scipy.sparse.linalg import splu

_ENDS = ["superior_id", "subordinate_id"]
# A spring to the ground for everybody: whom no edge places stands in the middle.
_GROUND = 0.1
# Bits from which an edge pulls in full.
_FULL_BITS = 6.0
# Edges solved for at a time: bounds the memory by this times the members of the gang.
_AT_A_TIME = 256


def left_out_order(edges: pl.DataFrame) -> pl.DataFrame:
    """What all other edges of the gang say of the ends of each edge.

    Args:
        edges: gang_id, superior_id, subordinate_id (key), bits (above 0).

    Returns:
        **Columns** gang_id, superior_id, subordinate_id, steps_above (how many steps the superior stands above the
        subordinate without this edge; negative below, near 0 where nothing else ties them), leverage (0 to 1, how far
        their order rests on this edge alone); sorted. One sparse factorisation a gang, a solution an edge.
    """
    key = ["gang_id", "superior_id", "subordinate_id"]
    rows = edges.select(*key, "bits").sort(key)
    found = [_of_gang(gang) for gang in rows.partition_by("gang_id", maintain_order=True)]
    if not found:
        return rows.select(key).with_columns(steps_above=pl.lit(0.0), leverage=pl.lit(0.0))
    return pl.concat(found)


def standing(edges: pl.DataFrame) -> pl.DataFrame:
    """How many steps each person stands above the middle of his gang, by all its edges.

    Args:
        edges: gang_id, superior_id, subordinate_id (key), probability.

    Returns:
        **Columns** gang_id, entity_id (key), steps; sorted.
    """
    rows = edges.select("gang_id", *_ENDS, pull="probability").sort("gang_id", *_ENDS)
    systems = [(gang["gang_id"][0], _Springs(gang)) for gang in rows.partition_by("gang_id", maintain_order=True)]
    found = [
        springs.people.with_columns(gang_id=pl.lit(gang_id), steps=pl.Series(springs.steps().round(6)))
        for gang_id, springs in systems
    ]
    schema = {"gang_id": pl.String(), "entity_id": pl.String(), "steps": pl.Float64()}
    return pl.concat([part.select(list(schema)) for part in found]) if found else pl.DataFrame(schema=schema)


def _of_gang(edges: pl.DataFrame) -> pl.DataFrame:
    springs = _Springs(edges.with_columns(pull=pl.min_horizontal("bits", pl.lit(_FULL_BITS)) / _FULL_BITS))
    rest, leverage = springs.steps(), springs.leverage()
    without = (rest[springs.high] - rest[springs.low] - leverage) / (1 - leverage)
    return edges.select("gang_id", *_ENDS).with_columns(
        steps_above=pl.Series(without.round(6)), leverage=pl.Series(leverage.round(6))
    )


class _Springs:
    """The system of one gang: edges with the column pull, sorted by their ends."""

    def __init__(self, edges: pl.DataFrame) -> None:
        ends = pl.concat([edges.select(entity_id=end) for end in _ENDS])
        self.people = ends.unique().sort("entity_id").with_row_index("place")
        self.high, self.low = (
            edges.join(self.people, left_on=end, right_on="entity_id", maintain_order="left")["place"]
            .to_numpy()
            .astype(np.int64)
            for end in _ENDS
        )
        self._pull = edges["pull"].to_numpy()
        size, count = self.people.height, edges.height
        number = np.arange(count)
        self._spans = csc_matrix(
            (
                np.concatenate([np.ones(count), -np.ones(count)]),
                (np.concatenate([self.high, self.low]), np.tile(number, 2)),
            ),
            shape=(size, count),
        )
        ground = diags_array(np.full(size, _GROUND))
        self._system = splu(csc_matrix(self._spans @ diags_array(self._pull) @ self._spans.T + ground))

    def steps(self) -> np.ndarray:
        """Where everybody comes to rest, in the order of `people`."""
        return np.asarray(self._system.solve(self._spans @ self._pull))

    def leverage(self) -> np.ndarray:
        """How far the order of each edge's ends rests on it alone."""
        count = len(self._pull)
        found = np.empty(count)
        for start in range(0, count, _AT_A_TIME):
            part = np.arange(start, min(start + _AT_A_TIME, count))
            moved = self._system.solve(self._spans[:, part].toarray())
            found[part] = self._pull[part] * (
                moved[self.high[part], part - start] - moved[self.low[part], part - start]
            )
        return found
