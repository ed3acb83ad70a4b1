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


def _of_gang(edges: pl.DataFrame) -> pl.DataFrame:
    ends = ["superior_id", "subordinate_id"]
    people = pl.concat([edges.select(entity_id=end) for end in ends]).unique().sort("entity_id").with_row_index("place")
    high, low = (
        edges.join(people, left_on=end, right_on="entity_id", maintain_order="left")["place"]
        .to_numpy()
        .astype(np.int64)
        for end in ends
    )
    pull = np.minimum(edges["bits"].to_numpy(), _FULL_BITS) / _FULL_BITS
    size, count = people.height, edges.height
    number = np.arange(count)
    spans = csc_matrix(
        (np.concatenate([np.ones(count), -np.ones(count)]), (np.concatenate([high, low]), np.tile(number, 2))),
        shape=(size, count),
    )
    system = splu(csc_matrix(spans @ diags_array(pull) @ spans.T + diags_array(np.full(size, _GROUND))))
    rest = system.solve(spans @ pull)
    leverage = np.empty(count)
    for start in range(0, count, _AT_A_TIME):
        part = number[start : start + _AT_A_TIME]
        moved = system.solve(spans[:, part].toarray())
        leverage[part] = pull[part] * (moved[high[part], part - start] - moved[low[part], part - start])
    without = (rest[high] - rest[low] - leverage) / (1 - leverage)
    return edges.select("gang_id", *ends).with_columns(
        steps_above=pl.Series(without.round(6)), leverage=pl.Series(leverage.round(6))
    )
