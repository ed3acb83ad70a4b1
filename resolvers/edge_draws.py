"""How far command edges rest on single messages and devices: the share of draws that keep them.

A draw takes the pieces of evidence with replacement (Poisson bootstrap, Chamandy et al., 2012) and leaves out one
exhibit in five, as a seizure may miss any device. An edge is kept in a draw where its evidence, less that of the
opposite direction, is still enough.
"""

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix

_DRAWS = 40
_MISSING = 0.2
_SEED = 5


def kept_share(evidence: pl.DataFrame, fewest_bits: float) -> pl.DataFrame:
    """Share of draws that keep each pair.

    Args:
        evidence: Columns superior_id, subordinate_id, weight, exhibit_id, and others that order the rows.
        fewest_bits: Bits from which a pair is an edge.

    Returns:
        **Columns** superior_id, subordinate_id (key), kept_share (0 to 1); sorted. Linear in evidence times draws.
    """
    rows = evidence.sort(evidence.columns, nulls_last=True)
    pairs = rows.select("superior_id", "subordinate_id").unique().sort(pl.all()).with_row_index("pair")
    if pairs.is_empty():
        return pl.DataFrame(
            schema={"superior_id": pl.String(), "subordinate_id": pl.String(), "kept_share": pl.Float64()}
        )
    draw = np.random.default_rng(_SEED)
    exhibits = rows["exhibit_id"].fill_null("").rank("dense").to_numpy().astype(np.int64) - 1
    is_there = draw.random((int(exhibits.max()) + 1, _DRAWS)) >= _MISSING
    times = draw.poisson(1.0, (rows.height, _DRAWS)) * is_there[exhibits]
    of_pair = rows.join(pairs, on=["superior_id", "subordinate_id"], maintain_order="left")["pair"].to_numpy()
    weights = csr_matrix(
        (rows["weight"].to_numpy(), (of_pair, np.arange(rows.height))), shape=(pairs.height, rows.height)
    )
    bits = weights @ times
    back = pairs.join(
        pairs.select(superior_id="subordinate_id", subordinate_id="superior_id", back="pair"),
        on=["superior_id", "subordinate_id"],
        how="left",
        maintain_order="left",
    )["back"]
    opposite = np.where(back.is_null().to_numpy()[:, None], 0.0, bits[back.fill_null(0).to_numpy().astype(np.int64)])
    kept = (bits - opposite >= fewest_bits).mean(axis=1)
    return pairs.select("superior_id", "subordinate_id", kept_share=pl.Series(kept, dtype=pl.Float64))
