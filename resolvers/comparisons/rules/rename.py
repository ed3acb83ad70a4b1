"""Comparison: the server or platform wrote that one name became the other."""

import polars as pl

from resolvers.comparisons.sides import among, evidence_rows, oriented
from resolvers.comparisons.tallies import first_examples
from resolvers.contract import CaseFrames, Comparison, Level
from resolvers.names.borne import labels


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs of one rename, with how often it was written."""
    named = labels(case)
    told = (
        case.renames.join(named.rename({"reference": "reference_old", "label": "value_left"}), on="reference_old")
        .join(named.rename({"reference": "reference_new", "label": "value_right"}), on="reference_new")
        .rename({"reference_old": "left", "reference_new": "right", "happened_at": "seen_at"})
    )
    rows = first_examples(oriented(told), ["reference_l", "reference_r", "value_l", "value_r"])
    return evidence_rows(among(rows, pairs).with_columns(level=pl.lit("written_by_server")))


COMPARISON = Comparison(
    name="rename",
    family="account",
    levels={
        # No reading and no likeness: one connection bore both names. Above all other evidence, so that it joins first.
        "written_by_server": Level(
            30.0,
            "The server wrote that {value_l} and {value_r} are one connection changing its name ({count} times).",
            "服务器记录“{value_l}”与“{value_r}”为同一连接改名(共{count}次)。",
        )
    },
    compare=compare,
)
