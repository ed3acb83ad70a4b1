"""Comparison: one owner keeps both contacts in his phone, under variants of one name or names with nothing in common.

The owner knows whom he means. Two accounts of one person stand in his phone as 锤子 and 锤子新号; two people under two
names. Equal names are the business of remark_matches.
"""

import polars as pl

from resolvers.comparisons.sides import evidence_rows
from resolvers.contract import CaseFrames, Comparison, Level
from resolvers.names.borne import borne_names, loose_forms

_SURE = ("form", "bare", "pinyin", "latin")
_ANY = (*_SURE, "affix", "emoji", "emoji_words", "translation", "composition", "skeleton", "pinyin_loose", "homophone")


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs that one observer calls something each; one row per pair, variants before strangers."""
    remarks = (
        borne_names(case)
        .filter((pl.col("kind") == "remark") & ~pl.col("is_generic"))
        .filter(~pl.col("alias_form").is_in(loose_forms(case).implode()))
        .drop_nulls("observer")
        .sort("reference", "observer", "alias_form", "name", "exhibit_id", "locator", nulls_last=True)
        .unique(["reference", "observer", "alias_form"], keep="first", maintain_order=True)
        .select("reference", "observer", "alias_form", "name", "exhibit_id", "locator")
    )
    left = remarks.rename({"reference": "reference_l", "alias_form": "form_l", "name": "value_l"})
    right = remarks.rename({"reference": "reference_r", "alias_form": "form_r", "name": "value_r"})
    wanted = pairs.select("reference_l", "reference_r")
    both = wanted.join(left.drop("exhibit_id", "locator"), on="reference_l").join(right, on=["reference_r", "observer"])
    forms = both.select("form_l", "form_r").unique()
    told = (
        both.join(_met(forms, case, _SURE, "is_variant"), on=["form_l", "form_r"], how="left")
        .join(_met(forms, case, _ANY, "is_alike"), on=["form_l", "form_r"], how="left")
        .with_columns(
            pl.col("is_variant", "is_alike").fill_null(value=False), is_equal=pl.col("form_l") == pl.col("form_r")
        )
        .with_columns(
            any_equal=pl.col("is_equal").any().over("reference_l", "reference_r"),
            any_alike=pl.col("is_alike").any().over("reference_l", "reference_r"),
        )
        .filter(~pl.col("any_equal"))
        .with_columns(
            level=pl.when("is_variant").then(pl.lit("alike")).when(~pl.col("any_alike")).then(pl.lit("unlike")),
            count=pl.col("observer").n_unique().over("reference_l", "reference_r").cast(pl.Int64),
        )
        .drop_nulls("level")
        .sort("reference_l", "reference_r", "level", "observer", "value_l", "value_r")
        .unique(["reference_l", "reference_r"], keep="first", maintain_order=True)
    )
    return evidence_rows(told)


def _met(forms: pl.DataFrame, case: CaseFrames, views: tuple[str, ...], flag: str) -> pl.DataFrame:
    """Which of the pairs of forms share a value of the views. Columns: form_l, form_r, and the flag."""
    spoken = pl.col("value").str.replace_all(" ", "", literal=True)
    seen = case.alias_views.filter(pl.col("view").is_in(list(views))).select("alias_form", value=spoken).unique()
    return (
        forms.join(seen.rename({"alias_form": "form_l"}), on="form_l")
        .join(seen.rename({"alias_form": "form_r"}), on=["form_r", "value"])
        .select("form_l", "form_r", pl.lit(value=True).alias(flag))
        .unique()
    )


COMPARISON = Comparison(
    name="remarks_of_one_phone",
    family="network",
    levels={
        # Of pairs that one phone calls by one name, equal ones and translations counted in, 309 of 311 were one person
        # (two synthetic cases); variants alone were not counted.
        "alike": Level(
            9.5,
            "One phone's owner calls the contacts {value_l} and {value_r}, variants of one name.",
            "同一机主给两个联系人的备注“{value_l}”与“{value_r}”是同一名字的变体。",
        ),
        # Of second accounts in a phone one in nine had a name of its own; of other people all but two of 7,500.
        "unlike": Level(
            -3.0,
            "One phone's owner calls the contacts {value_l} and {value_r}, names that have nothing in common "
            "({count} observers).",
            "同一机主给两个联系人的备注“{value_l}”与“{value_r}”毫无共同之处({count}名观察者)。",
        ),
    },
    compare=compare,
)
