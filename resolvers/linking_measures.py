"""Measures of linking that need no checked draws: what blocking misses, how names of each script fare."""

from collections.abc import Mapping

import polars as pl

from resolvers.audit_estimates import wilson
from resolvers.names.sounds.letters import script_of
from warehouse.schema.frames import MEASURED

_PAIR = ["reference_l", "reference_r"]
# Scripts with fewer references say nothing about a gap.
_LEAST_REFERENCES = 20

_Row = tuple[str, float, float | None, float | None, int, str]


def scripts_of(names: pl.DataFrame) -> dict[str, str]:
    """Reference to the script of the name it is most seen under.

    Args:
        names: REFERENCE_NAME.
    """
    best = names.sort("reference", "observation_count", "name", descending=[False, True, False]).unique(
        "reference", keep="first", maintain_order=True
    )
    written = {name: script_of(name) for name in best["name"].unique().to_list()}
    return {reference: written[name] for reference, name in best.select("reference", "name").iter_rows()}


def block_recall(
    machine: pl.DataFrame, pairs: pl.DataFrame, scored: pl.DataFrame, judged_pairs: pl.DataFrame
) -> pl.DataFrame:
    """How many of the pairs that are one person blocking proposed by itself; others may be met by way of a third.

    The estimate takes the rules for witnesses that find pairs independently: of n pairs that join, f1 were found by one
    rule alone and f2 by two, so about f1 (f1 - 1) / (2 (f2 + 1)) were found by none (Chao 1987). Rules that find the
    same kind of pair make it too high: an upper bound rather than a promise.

    Args:
        machine: Columns reference, cluster, of the machine alone.
        pairs: CANDIDATE_PAIR.
        scored: SCORED_PAIR of the machine alone.
        judged_pairs: JUDGED_PAIR.

    Returns:
        MEASURED.
    """
    joined = scored.filter(pl.col("decision") == "join").select(_PAIR)
    found_by = pairs.join(joined, on=_PAIR, how="semi")["rules"].str.split(",").list.len()
    once, twice = int((found_by == 1).sum()), int((found_by == 2).sum())
    missed = once * (once - 1) / (2 * (twice + 1))
    rows: list[_Row] = []
    if len(found_by):
        rows.append(
            (
                "block_recall_estimated",
                len(found_by) / (len(found_by) + missed),
                None,
                None,
                len(found_by),
                "Share of joinable pairs that blocking proposes, by how many rules found each (Chao 1987); at best.",
            )
        )
    sizes = machine.group_by("cluster").len()["len"].cast(pl.Float64)
    inside = float((sizes * (sizes - 1) / 2).sum())
    if inside:
        proposed = _inside(pairs, machine)
        told = "Share of pairs inside entities that blocking proposed directly; chains of links made the others."
        rows.append(("block_recall_inside", proposed / inside, *wilson(proposed / inside, inside), int(inside), told))
    positive = judged_pairs.filter(pl.col("judgement") == "positive").select(_PAIR)
    if positive.height:
        share = positive.join(pairs, on=_PAIR, how="semi").height / positive.height
        told = "Share of pairs judged the same that blocking proposed; pairs judged from the queue make it too high."
        rows.append(("block_recall_judged", share, *wilson(share, positive.height), positive.height, told))
    return MEASURED.conform(pl.DataFrame(rows, schema=MEASURED.polars_schema(), orient="row"))


def _inside(pairs: pl.DataFrame, machine: pl.DataFrame) -> int:
    """How many pairs lie inside one cluster."""
    placed = pairs.select(_PAIR)
    for side in ("l", "r"):
        named = machine.select(
            pl.col("reference").alias(f"reference_{side}"), pl.col("cluster").alias(f"cluster_{side}")
        )
        placed = placed.join(named, on=f"reference_{side}")
    return placed.filter(pl.col("cluster_l") == pl.col("cluster_r")).height


def script_gap(machine: pl.DataFrame, scripts: Mapping[str, str]) -> pl.DataFrame:
    """Share of references that are linked to another, by the script of their name, and the widest gap.

    Args:
        machine: Columns reference, cluster.
        scripts: Reference to the script of its name.

    Returns:
        MEASURED.
    """
    spoken = machine.with_columns(
        script=pl.col("reference").replace_strict(scripts, default=None, return_dtype=pl.String),
        is_linked=pl.len().over("cluster") > 1,
    )
    by_script = (
        spoken.drop_nulls("script")
        .group_by("script")
        .agg(share=pl.col("is_linked").mean(), count=pl.len())
        .filter(pl.col("count") >= _LEAST_REFERENCES)
        .sort("script")
    )
    rows: list[_Row] = [
        (f"linked_share_{script}", share, *wilson(share, count), count, f"References named in {script} script, linked.")
        for script, share, count in by_script.iter_rows()
    ]
    if by_script.height > 1:
        shares = by_script["share"].to_list()
        told = (
            "Widest difference between scripts in the share of references that are linked: a sign, no proof, of a gap."
        )
        rows.append(("script_gap", max(shares) - min(shares), None, None, by_script.height, told))
    return MEASURED.conform(pl.DataFrame(rows, schema=MEASURED.polars_schema(), orient="row"))
