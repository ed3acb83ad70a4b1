"""Comparison: one user@host came into the conversation under both names, as the server wrote it."""

import polars as pl

from resolvers.comparisons.hosts import hosts_of_references
from resolvers.comparisons.sides import evidence_rows
from resolvers.contract import CaseFrames, Comparison, Level
from resolvers.names.lexicon import lexicon


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs seen from one telling user@host in one thread."""
    hosts = hosts_of_references(case)
    counted = hosts.with_columns(count=pl.len().over("thread_id", "host").cast(pl.Int64))
    right = hosts.select("thread_id", "host", reference_r="reference")
    generic = pl.Series(sorted(lexicon("generic_names.txt")), dtype=pl.String).implode()
    rows = (
        pairs.select("reference_l", "reference_r")
        .join(counted.rename({"reference": "reference_l"}), on="reference_l")
        .join(right, on=["reference_r", "thread_id", "host"])
        .with_columns(
            level=pl.when(pl.col("host").str.split("@").list.first().is_in(generic))
            .then(pl.lit("generic_user"))
            .otherwise(pl.lit("user_at_host")),
            value_l="host",
            value_r="host",
            adjustment=-(pl.col("count").cast(pl.Float64) - 1).clip(lower_bound=1).log(2),
        )
        .sort("reference_l", "reference_r", "level", "host", "thread_id", descending=[False, False, True, False, False])
        .unique(["reference_l", "reference_r", "level", "host"], keep="first", maintain_order=True)
    )
    return evidence_rows(rows)


COMPARISON = Comparison(
    name="shared_host",
    family="medium",
    levels={
        # Some twenty thousand user@hosts pass through a channel: two strangers hardly ever share one, two of a
        # household or a shell server do now and then.
        "user_at_host": Level(
            14.0,
            "Both names came in from {value_l} ({count} names from there in this conversation).",
            "两个名字都从{value_l}进入会话(此会话中共{count}个名字来自该处)。",
        ),
        # root@ and user@ are whoever sits at that host.
        "generic_user": Level(
            7.0,
            "Both names came in from {value_l}, a user name that says nothing ({count} names from there).",
            "两个名字都从{value_l}进入会话,但用户名并无区分性(共{count}个名字来自该处)。",
        ),
    },
    compare=compare,
)
