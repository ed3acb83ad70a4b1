"""Comparison: names written differently are read alike (锤子, chuizi; 锤子, 捶子; молоток, molotok)."""

import polars as pl

from resolvers.comparisons.shared_names import own_names
from resolvers.comparisons.sides import evidence_rows, same_handle_elsewhere, with_traits
from resolvers.contract import CaseFrames, Comparison, Level

_SOUNDS = ("pinyin", "latin")
# Under four letters a sound is shared by dozens of words.
_SHORTEST = 4
# A letter of another script than Latin: without one on either side nothing was transcribed, and two labels that differ
# by an emoji or an accent (two John Does of one phone book) are no name in two scripts.
_OTHER_SCRIPT = r"[^\p{Latin}\p{Common}\p{Inherited}]"


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs with unlike names of one sound."""
    sounds = case.alias_views.filter(pl.col("view").is_in(_SOUNDS) | (pl.col("view") == "form")).select(
        "alias_form", is_form=pl.col("view") == "form", sound=pl.col("value").str.replace_all(" ", "", literal=True)
    )
    named = (
        own_names(case, with_remarks=True)
        .filter(~pl.col("is_generic"))
        .join(sounds.unique(), on="alias_form")
        .filter(pl.col("sound").str.len_chars() >= _SHORTEST)
    )
    left = named.select(
        "reference", "sound", "exhibit_id", "locator", form_l="alias_form", name_l="name", written_l="is_form"
    )
    right = named.select("reference", "sound", form_r="alias_form", name_r="name", written_r="is_form")
    rows = (
        with_traits(pairs, case)
        .filter(~same_handle_elsewhere())
        .join(left, left_on="reference_l", right_on="reference")
        .join(right, left_on=["reference_r", "sound"], right_on=["reference", "sound"])
        .filter(pl.col("form_l") != pl.col("form_r"))
        .filter(pl.any_horizontal(pl.col("form_l", "form_r").str.contains(_OTHER_SCRIPT)))
        .with_columns(
            level=pl.when(pl.col("written_l") | pl.col("written_r"))
            .then(pl.lit("transcribed"))
            .otherwise(pl.lit("homophone")),
            value_l=pl.col("name_l"),
            value_r=pl.col("name_r"),
        )
        .sort(
            "reference_l", "reference_r", "level", "value_l", "value_r", descending=[False, False, True, False, False]
        )
        .unique(["reference_l", "reference_r"], keep="first", maintain_order=True)
    )
    return evidence_rows(rows)


COMPARISON = Comparison(
    name="pinyin_equal",
    family="other",
    levels={
        # Who writes chuizi in Latin letters means some word of this sound, and nicknames of one case are few: 40 : 1.
        "transcribed": Level(
            5.5,
            "{value_l} and {value_r} are the same name in two scripts.",
            "“{value_l}”与“{value_r}”是同一名字的两种文字写法。",
        ),
        # Homophones are chosen on purpose to dodge a search, but also meet by chance: some 400 syllables in all.
        "homophone": Level(
            4.0,
            "{value_l} and {value_r} are read alike.",
            "“{value_l}”与“{value_r}”读音相同。",
        ),
    },
    compare=compare,
)
