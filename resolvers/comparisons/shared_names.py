"""Equal names of candidate pairs: the join that name comparisons share."""

import polars as pl

from resolvers.comparisons.sides import same_handle_elsewhere, with_traits
from resolvers.contract import CaseFrames
from resolvers.names.borne import account_counts, bearers_by_scope, observed_names


def own_names(case: CaseFrames, *, with_remarks: bool = False) -> pl.DataFrame:
    """Names that references show, use or are listed under; what others call them in talk is left out.

    Args:
        case: The case.
        with_remarks: Whether what phones' owners call them counts too.

    Returns:
        Columns: reference, alias_form, name (the most seen spelling), is_generic, exhibit_id, locator; unique on
        reference and alias_form.
    """
    return (
        observed_names(case)
        .filter(with_remarks | (pl.col("kind") != "remark"))
        .sort("reference", "alias_form", "observation_count", "name", "exhibit_id", "locator", descending=_ORDER)
        .unique(["reference", "alias_form"], keep="first", maintain_order=True)
        .select("reference", "alias_form", "name", "is_generic", "exhibit_id", "locator")
    )


_ORDER = [False, False, True, False, False, False]


def equal_names(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Alias forms that both sides of a candidate pair bear.

    Returns:
        One row per pair and alias form, Columns: reference_l, reference_r, kind_l, kind_r, alias_form, name_l, name_r,
        is_generic, shared_thread (a thread in which both bear it, else null), holder_count, exhibit_id, locator.
    """
    names = own_names(case)
    left = names.select("reference", "alias_form", "is_generic", "exhibit_id", "locator", name_l="name")
    right = names.select("reference", "alias_form", name_r="name")
    traits = with_traits(pairs, case).filter(~same_handle_elsewhere())
    equal = traits.join(left, left_on="reference_l", right_on="reference").join(
        right, left_on=["reference_r", "alias_form"], right_on=["reference", "alias_form"]
    )
    scoped = bearers_by_scope(case)
    together = (
        equal.select("reference_l", "reference_r", "alias_form")
        .join(scoped, left_on=["reference_l", "alias_form"], right_on=["reference", "alias_form"])
        .join(
            scoped,
            left_on=["reference_r", "alias_form", "thread_id"],
            right_on=["reference", "alias_form", "thread_id"],
        )
        .group_by("reference_l", "reference_r", "alias_form")
        .agg(shared_thread=pl.col("thread_id").min())
    )
    return (
        equal.join(together, on=["reference_l", "reference_r", "alias_form"], how="left")
        .join(account_counts(case), on="alias_form", how="left")
        .select(
            "reference_l",
            "reference_r",
            "kind_l",
            "kind_r",
            "alias_form",
            "name_l",
            "name_r",
            "is_generic",
            "shared_thread",
            "holder_count",
            "exhibit_id",
            "locator",
        )
    )
