"""Connected components of references under an edge list."""

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def component_labels(edges: pl.DataFrame) -> pl.DataFrame:
    """Components of an undirected graph.

    Args:
        edges: Columns left and right.

    Returns:
        Columns: reference, component (the smallest reference in it); references without an edge are absent.
    """
    nodes = pl.concat([edges["left"], edges["right"]]).unique().sort()
    if nodes.is_empty():
        return pl.DataFrame(schema={"reference": pl.String(), "component": pl.String()})
    positions = pl.DataFrame({"reference": nodes}).with_row_index("position")
    left = edges.select(reference="left").join(positions, on="reference", how="left", maintain_order="left")["position"]
    right = edges.select(reference="right").join(positions, on="reference", how="left", maintain_order="left")
    ones = np.ones(edges.height, dtype=np.int8)
    size = len(nodes)
    graph = coo_array((ones, (left.to_numpy(), right["position"].to_numpy())), shape=(size, size))
    _, numbers = connected_components(graph, directed=False)
    labelled = positions.with_columns(number=pl.Series(numbers))
    return labelled.select("reference", component=pl.col("reference").min().over("number"))
