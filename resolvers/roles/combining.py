"""Bits of the kinds of evidence to the probability of a role, with fitted weights (combining.toml)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import polars as pl

# Kinds of evidence; each act and topic of work has its own signal, 'act:order', 'work:servers'.
KINDS = ("listed", "stated", "told", "act", "work", "duty", "placed")


@cache
def combining() -> Mapping[str, Mapping[str, float]]:
    """The fitted weights: tables features and fit."""
    return tomllib.loads(files("resolvers.roles").joinpath("combining.toml").read_text(encoding="utf-8"))


def role_bits(evidence: pl.DataFrame) -> pl.DataFrame:
    """Bits of each kind of evidence for each role of an entity.

    Args:
        evidence: ROLE_EVIDENCE.

    Returns:
        **Columns** entity_id, role (key), listed, stated, told, act, work, duty, placed, evidence_count,
        from_at, until_at; sorted.
    """
    kind = pl.col("signal").str.extract("^([^:]+)", 1)
    return (
        evidence.with_columns(kind=kind)
        .group_by("entity_id", "role", maintain_order=True)
        .agg(
            *(pl.col("weight").filter(pl.col("kind") == name).sum().round(9).alias(name) for name in KINDS),
            evidence_count=pl.len(),
            from_at=pl.col("seen_at").min(),
            until_at=pl.col("seen_at").max(),
        )
        .sort("entity_id", "role")
    )


def role_features(bits: pl.DataFrame) -> pl.DataFrame:
    """Add the features of the fitted weights.

    Statements and tellings are often one sentence read twice: the stronger counts. Who is told to be something else is
    less likely this too: `other` is the best of his other roles. Acts count where nothing is told of somebody at all,
    because everybody does most things now and then.
    """
    fit = combining()["fit"]
    said = pl.when(pl.col("stated").abs() > pl.col("told").abs()).then(pl.col("stated")).otherwise(pl.col("told"))
    ranked = bits.with_columns(told=said).with_columns(
        total=(pl.col("listed") + pl.col("told") + pl.col("placed")).round(9),
        is_told=(pl.col("listed") + pl.col("told")) > 0,
    )
    ranked = ranked.with_columns(
        best=pl.col("total").max().over("entity_id"),
        second=pl.col("total").top_k(2).min().over("entity_id"),
        roles=pl.len().over("entity_id"),
        is_known=pl.col("is_told").any().over("entity_id"),
    )
    other = (
        pl.when(pl.col("roles") == 1)
        .then(0.0)
        .when(pl.col("total") == pl.col("best"))
        .then(pl.col("second"))
        .otherwise("best")
    )
    within = [
        pl.col(name).clip(fit["lowest_bits"], fit["highest_bits"])
        for name in ("listed", "told", "act", "work", "duty", "placed")
    ]
    return (
        ranked.with_columns(*within, other=pl.min_horizontal(other, pl.lit(fit["highest_other"])))
        .with_columns(
            act=pl.when("is_known").then(0.0).otherwise(pl.col("act")),
            work=pl.when("is_known").then(0.0).otherwise(pl.col("work")),
            duty=pl.when("is_known").then(0.0).otherwise(pl.col("duty")),
            silent=(~pl.col("is_told")).cast(pl.Float64),
        )
        .drop("best", "second", "roles", "total", "is_known", "is_told")
    )


def role_probability() -> pl.Expr:
    """Probability of a role, on the columns of role_features."""
    weights = combining()
    score = pl.lit(weights["fit"]["intercept"])
    for name, weight in weights["features"].items():
        score = score + weight * pl.col(name)
    return 1 / (1 + (-score).exp())
