"""How good the machine's clusters are, estimated from checked draws, with intervals.

Each draw is a reference taken at random, and with it the whole true cluster T of it; so a true cluster is drawn in
proportion to its size and every sum over true clusters is estimated by the mean of f(T) / |T| (Horvitz & Thompson
1952; for entity resolution Binette et al. 2023, 2024). A measure is the ratio of two such sums. The interval is
Wilson's (1927) at the effective number of draws that the variance of the ratio implies (Korn & Graubard 1998), never
more than Kish's: where all draws are right, forty of them still leave doubt.

Draws count as far as they are checked without a gap, in the order of audit_plan.
"""

from collections.abc import Mapping
from math import sqrt

import polars as pl

from warehouse.schema.frames import MEASURED

# Two-sided 95 %.
_Z = 1.959963984540054
_MEANINGS = {
    "pairwise_precision": "Pairs put together that are one person",
    "pairwise_recall": "Pairs of one person that are put together",
    "b_cubed_precision": "Of the entity a reference is in, the share that is the same person",
    "b_cubed_recall": "Of a reference's person, the share that is in its entity",
    "cluster_precision": "Entities that are exactly one whole person",
    "cluster_recall": "People who are exactly one entity",
}
# A script is told of alone from this many checked draws on.
_LEAST_DRAWS = 5


def wilson(share: float, trials: float) -> tuple[float, float]:
    """Both ends of the two-sided 95 % Wilson interval of a share; 0 and 1 without trials."""
    if trials <= 0:
        return 0.0, 1.0
    centre = (share + _Z * _Z / (2 * trials)) / (1 + _Z * _Z / trials)
    spread = _Z * sqrt(share * (1 - share) / trials + _Z * _Z / (4 * trials * trials)) / (1 + _Z * _Z / trials)
    return max(0.0, centre - spread), min(1.0, centre + spread)


def ratio(numerators: pl.Series, denominators: pl.Series, population: int) -> tuple[float, float, float] | None:
    """A ratio of two means over draws, with its interval.

    Args:
        numerators: f(T) / |T| of each draw.
        denominators: The same of what it is a share of.
        population: References there are; the more of them were drawn, the narrower the interval.

    Returns:
        Estimate, lower and upper end; None where fewer than two draws say anything.
    """
    draws, told = len(numerators), int((denominators > 0).sum())
    total = float(denominators.sum())
    if told < 2 or total <= 0:
        return None
    share = min(1.0, float(numerators.sum()) / total)
    residuals = (numerators - share * denominators) / (total / draws)
    rest = max(0.0, 1 - draws / population)
    variance = float((residuals**2).sum()) / (draws * (draws - 1)) * rest
    kish = total**2 / float((denominators**2).sum())
    if rest == 0:
        return share, share, share
    effective = min(kish, share * (1 - share) / variance) if variance > 0 and 0 < share < 1 else kish
    return (share, *wilson(share, effective / rest))


def draw_terms(machine: pl.DataFrame, true: pl.DataFrame) -> pl.DataFrame:
    """What each checked draw contributes to each measure.

    Args:
        machine: Columns reference, cluster: the machine's clusters of all references.
        true: Columns position, reference: the true cluster of each checked draw.

    Returns:
        One row per draw, Columns: position, and NAME (numerator) and NAME_of (denominator) for each measure.
    """
    sizes = machine.with_columns(found_size=pl.len().over("cluster").cast(pl.Float64))
    overlap = (
        true.join(sizes, on="reference")
        .group_by("position", "cluster")
        .agg(both=pl.len().cast(pl.Float64), found_size=pl.col("found_size").first())
        .with_columns(true_size=pl.col("both").sum().over("position"))
        .sort("position", "cluster")
    )
    both, found, size = pl.col("both"), pl.col("found_size"), pl.col("true_size").first()
    is_exact = ((both == found) & (both == pl.col("true_size"))).any().cast(pl.Float64)
    right_pairs = (both * (both - 1) / 2).sum()
    return (
        overlap.group_by("position", maintain_order=True)
        .agg(
            pairwise_precision=right_pairs / size,
            pairwise_precision_of=(both * (found - 1) / 2).sum() / size,
            pairwise_recall=right_pairs / size,
            pairwise_recall_of=(size - 1) / 2,
            b_cubed_precision=(both * both / found).sum() / size,
            b_cubed_precision_of=size / size,
            b_cubed_recall=(both * both).sum() / (size * size),
            b_cubed_recall_of=size / size,
            cluster_precision=is_exact / size,
            cluster_precision_of=(both / found).sum() / size,
            cluster_recall=is_exact / size,
            cluster_recall_of=1 / size,
        )
        .sort("position")
    )


def audit_measures(
    machine: pl.DataFrame, plan: pl.DataFrame, true: pl.DataFrame, scripts: Mapping[str, str]
) -> pl.DataFrame:
    """The estimates of an audit, as far as it has gone.

    Args:
        machine: Columns reference, cluster, of the machine alone.
        plan: AUDIT_PLAN.
        true: Columns position, reference, as resolvers.audit_plan.true_clusters gives them.
        scripts: Reference to the script of its name.

    Returns:
        MEASURED.
    """
    terms = draw_terms(machine, true)
    said = f"of {plan.height} drawn are checked without a gap; decide the pairs of audit_pair with `steelnail judge`."
    rows: list[tuple[str, float, float | None, float | None, int, str]] = [
        ("audit_checked", float(terms.height), None, None, plan.height, f"How many {said}")
    ]
    for name, meaning in _MEANINGS.items():
        if found := ratio(terms[name], terms[f"{name}_of"], machine.height):
            told = f"{meaning}, by the machine alone: estimated from checked draws, 95 % interval."
            rows.append((f"audit_{name}", *found, terms.height, told))
    script = {
        position: scripts.get(reference) for position, reference in plan.select("position", "reference").iter_rows()
    }
    spoken = terms.with_columns(script=pl.col("position").replace_strict(script, return_dtype=pl.String))
    for (name,), part in spoken.drop_nulls("script").sort("script").group_by("script", maintain_order=True):
        found = ratio(part["b_cubed_recall"], part["b_cubed_recall_of"], machine.height)
        if found and part.height >= _LEAST_DRAWS:
            rows.append((f"audit_b_cubed_recall_{name}", *found, part.height, f"The same, of names in {name} script."))
    return MEASURED.conform(pl.DataFrame(rows, schema=MEASURED.polars_schema(), orient="row"))
