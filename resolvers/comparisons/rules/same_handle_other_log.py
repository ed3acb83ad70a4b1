"""Comparison: the same handle in two logs of a service whose handles are free for anybody to take.

Weak by itself: logs lie weeks or years apart and short handles are reused. The same user@host in both says that it is
the same visitor. In a closed circle (logs of a gang's own server, in which few handles come back again and again) a
handle is next to owned: a stranger would be noticed. A handle such as root or guest says nothing.
"""

import polars as pl

from resolvers.comparisons.hosts import hosts_of_references
from resolvers.comparisons.sides import evidence_rows, same_handle_elsewhere, with_traits
from resolvers.contract import CaseFrames, Comparison, Level
from resolvers.holders import closed_circles
from resolvers.names.alias_form import alias_forms
from resolvers.names.lexicon import lexicon


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs of one handle in two threads."""
    handles = case.references.filter(pl.col("kind") == "account").select(
        "exhibit_id", "locator", reference_l="reference", handle="native_id"
    )
    handles = handles.with_columns(handle_form=alias_forms(handles["handle"]).str.replace_all(r"[\W\d_]+$", ""))
    both = with_traits(pairs, case).filter(same_handle_elsewhere()).join(handles, on="reference_l")
    hosts = hosts_of_references(case).select("reference", "host").unique()
    shared = (
        both.select("reference_l", "reference_r")
        .join(hosts, left_on="reference_l", right_on="reference")
        .join(hosts, left_on=["reference_r", "host"], right_on=["reference", "host"])
        .group_by("reference_l", "reference_r")
        .agg(host=pl.col("host").min())
    )
    generic = pl.Series(sorted(lexicon("generic_names.txt")), dtype=pl.String).implode()
    rows = both.join(shared, on=["reference_l", "reference_r"], how="left").with_columns(
        level=pl.when(pl.col("handle_form").is_in(generic) | (pl.col("handle_form") == ""))
        .then(pl.lit("generic"))
        .when(pl.col("host").is_not_null())
        .then(pl.lit("same_user_at_host"))
        .when(pl.col("reference_l").is_in(closed_circles(case).implode()))
        .then(pl.lit("closed_circle"))
        .otherwise(pl.lit("other_log")),
        value_l=pl.coalesce("host", "handle"),
        value_r=pl.coalesce("host", "handle"),
    )
    return evidence_rows(rows)


COMPARISON = Comparison(
    name="same_handle_other_log",
    family="account",
    levels={
        "same_user_at_host": Level(
            15.0,
            "The handle stands in two logs and came in from {value_l} in both.",
            "同一昵称出现在两份记录中,且均来自{value_l}。",
        ),
        # In a circle of some dozens a handle is a name badge; 1 in 16,000 leaves room for one that was handed on.
        "closed_circle": Level(
            14.0,
            "The handle {value_l} comes back in another log of the same small circle.",
            "昵称“{value_l}”在同一小圈子的另一份记录中再次出现。",
        ),
        # About even odds after the prior: most regulars keep their handle, most strangers' handles get reused.
        "other_log": Level(
            7.5,
            "The handle {value_l} stands in two logs; handles are reused, so this is a lead only.",
            "昵称“{value_l}”出现在两份记录中;昵称可被他人重用,仅作线索。",
        ),
        "generic": Level(
            1.0,
            "The handle {value_l} stands in two logs, but it is one that anybody takes.",
            "昵称“{value_l}”出现在两份记录中,但属人人可用的昵称。",
        ),
    },
    compare=compare,
)
