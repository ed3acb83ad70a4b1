"""How good a peer's clusters and scored pairs are against the truth."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from resolvers.evaluation import Quality, b_cubed, pairwise

# Match weights tried for the best threshold, beside those where one in a hundred true pairs more is reached.
_TRIED_THRESHOLDS = 24


@dataclass(frozen=True)
class PairQuality:
    """What the proposed and scored pairs hold.

    Attributes:
        candidate_recall: Share of true pairs that were looked at, None where the pairs are unknown.
        recall_at_99: Largest share of true pairs among the best scored pairs of which 99 % are true.
    """

    candidate_recall: float | None
    recall_at_99: float | None


def cluster_quality(clusters: pl.DataFrame, truth: pl.DataFrame) -> tuple[Quality, Quality]:
    """Pairwise and B-cubed quality.

    Args:
        clusters: Columns reference, cluster.
        truth: The same; every reference must be in both.

    Raises:
        ValueError: When a record has no cluster or two.
    """
    if clusters.height != truth.height or clusters.join(truth, on="reference", how="semi").height != truth.height:
        raise ValueError(f"{clusters.height} rows of clusters for {truth.height} records")
    return pairwise(clusters, truth), b_cubed(clusters, truth)


def true_pair_count(truth: pl.DataFrame) -> int:
    """Pairs of records of one person."""
    size = pl.col("len").cast(pl.Int64)
    return int(truth.group_by("cluster").len().select((size * (size - 1) // 2).sum()).item())


def pair_quality(pairs: pl.DataFrame, truth: pl.DataFrame) -> PairQuality:
    """Candidate recall and recall at precision .99.

    Args:
        pairs: Columns id_l, id_r, match_weight; each unordered pair once.
        truth: Columns reference, cluster.
    """
    marked = _marked(pairs, truth)
    real = true_pair_count(truth)
    counts = (
        marked.group_by("match_weight")
        .agg(right=pl.col("is_match").sum().cast(pl.Int64), claimed=pl.len().cast(pl.Int64))
        .sort("match_weight", descending=True)
        .with_columns(pl.col("right", "claimed").cum_sum())
        .filter(pl.col("right") >= 0.99 * pl.col("claimed"))
    )
    reached = counts["right"].max() or 0
    return PairQuality(float(marked["is_match"].sum()) / real, float(reached) / real)  # type: ignore[arg-type]


def _marked(pairs: pl.DataFrame, truth: pl.DataFrame) -> pl.DataFrame:
    """The pairs with is_match."""
    key = truth.select("reference", pl.col("cluster").cast(pl.Categorical).to_physical())
    return (
        pairs.join(key.rename({"reference": "id_l", "cluster": "cluster_l"}), on="id_l")
        .join(key.rename({"reference": "id_r", "cluster": "cluster_r"}), on="id_r")
        .select("match_weight", is_match=pl.col("cluster_l") == pl.col("cluster_r"))
    )


def best_threshold(pairs: pl.DataFrame, truth: pl.DataFrame) -> tuple[float, Quality, Quality]:
    """The threshold whose connected components have the best pairwise F1: chosen with the truth, so it flatters.

    Returns:
        Match weight, pairwise and B-cubed quality there.
    """
    number = pl.int_range(pl.len(), dtype=pl.UInt32)
    ids = truth.select("reference", at=number)
    numbered = (
        pairs.join(ids.rename({"reference": "id_l", "at": "at_l"}), on="id_l")
        .join(ids.rename({"reference": "id_r", "at": "at_r"}), on="id_r")
        .select("at_l", "at_r", "match_weight")
        .sort("match_weight")
    )
    low, high = float(numbered["match_weight"].min() or 0.0), float(numbered["match_weight"].max() or 0.0)  # type: ignore[arg-type]
    best: tuple[float, Quality, Quality] | None = None
    for weight in np.linspace(max(low, -10.0), min(high, 40.0), _TRIED_THRESHOLDS, endpoint=False):
        kept = numbered.filter(pl.col("match_weight") >= weight)
        graph = coo_array(
            (np.ones(kept.height, dtype=np.int8), (kept["at_l"].to_numpy(), kept["at_r"].to_numpy())),
            shape=(truth.height, truth.height),
        )
        found = truth.select("reference", cluster=pl.Series(connected_components(graph, directed=False)[1]))
        quality = cluster_quality(found, truth)
        if best is None or quality[0].f1 > best[1].f1:
            best = (float(weight), *quality)
    if best is None:
        raise ValueError("no thresholds tried")
    return best
