"""Comparison: what a phone's owner calls a contact is what the other is called.

A remark is signed: the owner knows whom he means and writes it for nobody else, so it says more than a shown name.
"""

import polars as pl

from resolvers.comparisons.sides import crowd_discount, evidence_rows, same_handle_elsewhere, with_traits
from resolvers.contract import CaseFrames, Comparison, Level
from resolvers.names.borne import account_counts, loose_forms, observed_names
from warehouse.schema.ids import SCOPED_MARK

# 豆哥 in one phone and 豆哥 in another are two people more often than not.
_LOOSE_DISCOUNT = -6.0
# Where either side's remark may be the other's own name, the way with more witnesses counts.
_TIES = ("value_l", "value_r", "exhibit_id", "locator")
_MOST_WITNESSES = [False] * 4 + [True] + [False] * len(_TIES)


def _names(case: CaseFrames) -> pl.DataFrame:
    """Telling names by reference, with observers of remarks and the first example."""
    return (
        observed_names(case)
        .filter(~pl.col("is_generic"))
        .with_columns(is_remark=pl.col("kind") == "remark")
        .sort("reference", "alias_form", "is_remark", "observer", "name", "exhibit_id", "locator", nulls_last=True)
        .group_by("reference", "alias_form", "is_remark", maintain_order=True)
        .agg(
            pl.col("name", "exhibit_id", "locator").first(),
            observers=pl.col("observer").drop_nulls().unique().sort(),
        )
    )


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs with one name where it is a remark on at least one side; the best level of each pair and name."""
    names = _names(case)
    left = names.select("reference", "alias_form", remark_l="is_remark", value_l="name", observers_l="observers")
    right = names.select(
        "reference",
        "alias_form",
        "exhibit_id",
        "locator",
        remark_r="is_remark",
        value_r="name",
        observers_r="observers",
    )
    both = (
        with_traits(pairs, case)
        .filter(~same_handle_elsewhere())
        .join(left, left_on="reference_l", right_on="reference")
        .join(right, left_on=["reference_r", "alias_form"], right_on=["reference", "alias_form"])
        .filter(pl.col("remark_l") | pl.col("remark_r"))
        .join(account_counts(case), on="alias_form", how="left")
    )
    shared = pl.col("observers_l").list.set_intersection("observers_r").list.len() > 0
    # A chat known by labels alone shows a contact as his phone's address book does: one label, one entry.
    are_labels = (
        pl.col("account_id_l").str.contains(SCOPED_MARK)
        & pl.col("account_id_r").str.contains(SCOPED_MARK)
        & (pl.col("platform_l") == pl.col("platform_r"))
    )
    is_listed = (pl.col("kind_l") == "listed") | (pl.col("kind_r") == "listed")
    observers = pl.col("observers_l").list.set_union("observers_r").list.len()
    rows = (
        both.with_columns(
            level=pl.when(pl.col("remark_l") & pl.col("remark_r") & shared & are_labels)
            .then(pl.lit("0 one_label"))
            .when(pl.col("remark_l") & pl.col("remark_r") & shared)
            .then(pl.lit("1 one_observer"))
            .when(is_listed)
            .then(pl.lit("2 listed"))
            .when(pl.col("remark_l") != pl.col("remark_r"))
            .then(pl.lit("3 own_name"))
            .otherwise(pl.lit("4 two_observers")),
            count=observers.cast(pl.Int64),
            # A second phone that uses the name is a second witness: a bit for each doubling.
            # Within one phone a name means one person, however many bear it in the case.
            adjustment=pl.when(pl.col("remark_l") & pl.col("remark_r") & shared)
            .then(0.0)
            .otherwise(crowd_discount("holder_count", 1.5))
            + observers.cast(pl.Float64).clip(lower_bound=1).log(2)
            + pl.when(pl.col("alias_form").is_in(loose_forms(case).implode()) & ~shared)
            .then(_LOOSE_DISCOUNT)
            .otherwise(0.0),
        )
        .sort("reference_l", "reference_r", "alias_form", "level", "adjustment", *_TIES, descending=_MOST_WITNESSES)
        .unique(["reference_l", "reference_r", "alias_form"], keep="first", maintain_order=True)
        .with_columns(pl.col("level").str.slice(2))
    )
    return evidence_rows(rows)


COMPARISON = Comparison(
    name="remark_matches",
    family="network",
    levels={
        # The same entry of one address book, seen in two chats; 270 of 270 in two synthetic cases.
        "one_label": Level(
            14.5,
            "One phone shows both, in two chats, by the one entry {value_l} of its address book.",
            "同一手机在两个会话中都以通讯录名“{value_l}”显示二者。",
        ),
        # One owner who calls two contacts alike means one person with two accounts, or has met two Lao Wangs.
        "one_observer": Level(
            11.0,
            "One phone's owner calls both contacts {value_l}.",
            "同一机主给两个联系人的备注都是“{value_l}”。",
        ),
        # The list and the phone were written by different people who know the gang.
        "listed": Level(
            11.0,
            "A phone's owner calls the contact {value_l}, and a list gives this name ({count} observers).",
            "机主把联系人备注为“{value_l}”,名单上也有此名({count}名观察者)。",
        ),
        "own_name": Level(
            10.0,
            "A phone's owner calls the contact {value_l}, which the other goes by ({count} observers).",
            "机主把联系人备注为“{value_l}”,而对方正使用此名({count}名观察者)。",
        ),
        "two_observers": Level(
            9.0,
            "Different phones' owners call both {value_l} ({count} observers).",
            "不同机主对两者的备注都是“{value_l}”({count}名观察者)。",
        ),
    },
    compare=compare,
)
