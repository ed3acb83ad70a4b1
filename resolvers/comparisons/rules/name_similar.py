"""Comparison: names spelled nearly alike, or alike once decoration, look-alikes and forms of address are taken away.

Near-equal nicknames are usually different people (zhangsan1, zhangsan2), so likeness weighs little outside one thread.
Kernels: Jaro-Winkler (Winkler 1990) of rapidfuzz, and Damerau-Levenshtein of jellyfish for one slip of the fingers (its
unrestricted form counts a swap of neighbours with a letter between as two edits, which rapidfuzz's OSA also allows).
Each unique pair of forms is scored once.
"""

import jellyfish
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from resolvers.comparisons.shared_names import own_names
from resolvers.comparisons.sides import evidence_rows, same_handle_elsewhere, with_traits
from resolvers.contract import CaseFrames, Comparison, Level

_NEAR = 0.95
# Shorter names are near each other by chance (ann, ana).
_SHORTEST = 5
_LOOKS = ("skeleton", "affix", "emoji", "bare")


def _form_pairs(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Unlike alias forms of the two sides of each pair; generic names say nothing and are left out."""
    names = own_names(case).filter(~pl.col("is_generic"))
    cited = names.select("reference", "exhibit_id", "locator", form_l="alias_form", name_l="name")
    other = names.select("reference", form_r="alias_form", name_r="name")
    traits = with_traits(pairs, case).filter(~same_handle_elsewhere())
    both = traits.join(cited, left_on="reference_l", right_on="reference").join(
        other, left_on="reference_r", right_on="reference"
    )
    # Where one name is equal, the unlike ones beside it say nothing more.
    equal = both.filter(pl.col("form_l") == pl.col("form_r")).select("reference_l", "reference_r")
    return both.join(equal, on=["reference_l", "reference_r"], how="anti")


def _same_look(forms: pl.DataFrame, views: pl.DataFrame) -> pl.DataFrame:
    """Unique form pairs that share a value of a view of looks."""
    looks = views.filter(pl.col("view").is_in(_LOOKS)).select("alias_form", "value")
    own = views.filter(pl.col("view") == "form").select("alias_form", value=pl.col("alias_form"))
    values = pl.concat([looks, own]).unique()
    return (
        forms.join(values, left_on="form_l", right_on="alias_form")
        .join(values, left_on=["form_r", "value"], right_on=["alias_form", "value"])
        .select("form_l", "form_r")
        .unique()
    )


def _near(forms: pl.DataFrame) -> pl.DataFrame:
    """Unique form pairs that are nearly spelled alike."""
    long = forms.filter(
        (pl.col("form_l").str.len_chars() >= _SHORTEST) & (pl.col("form_r").str.len_chars() >= _SHORTEST)
    )
    if long.is_empty():
        return long
    scores = process.cpdist(long["form_l"].to_list(), long["form_r"].to_list(), scorer=JaroWinkler.similarity)
    close = long.with_columns(score=pl.Series(scores)).filter(pl.col("score") >= _NEAR)
    # A number that differs (shop1, shop2) is a series of accounts, not a slip.
    spelled = close.with_columns(
        stem_l=pl.col("form_l").str.replace_all(r"\d", ""), stem_r=pl.col("form_r").str.replace_all(r"\d", "")
    ).filter(pl.col("stem_l") != pl.col("stem_r"))
    edits = [
        jellyfish.damerau_levenshtein_distance(left, right)
        for left, right in spelled.select("form_l", "form_r").iter_rows()
    ]
    return spelled.filter(pl.Series(edits, dtype=pl.Int64) <= 1).select("form_l", "form_r")


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs whose names look or read nearly alike; the best level of each pair."""
    both = _form_pairs(pairs, case)
    forms = both.select("form_l", "form_r").unique().sort("form_l", "form_r")
    graded = pl.concat(
        [
            _same_look(forms, case.alias_views).with_columns(likeness=pl.lit("look")),
            _near(forms).with_columns(likeness=pl.lit("near")),
        ]
    )
    in_one = pl.col("thread_id_l") == pl.col("thread_id_r")
    speakers = case.utterances.select("sender", "thread_id").drop_nulls().unique()
    together = (
        both.select("reference_l", "reference_r")
        .unique()
        .join(speakers, left_on="reference_l", right_on="sender")
        .join(speakers, left_on=["reference_r", "thread_id"], right_on=["sender", "thread_id"])
        .select("reference_l", "reference_r", is_together=pl.lit(value=True))
        .unique()
    )
    rows = (
        both.join(graded, on=["form_l", "form_r"])
        .join(together, on=["reference_l", "reference_r"], how="left")
        .with_columns(is_one_scope=in_one.fill_null(value=False) | pl.col("is_together").fill_null(value=False))
        .with_columns(
            level=pl.format("{}_{}", "likeness", pl.when("is_one_scope").then(pl.lit("here")).otherwise(pl.lit("far"))),
            value_l=pl.col("name_l"),
            value_r=pl.col("name_r"),
        )
        .sort("reference_l", "reference_r", "likeness", "value_l", "value_r")
        .unique(["reference_l", "reference_r"], keep="first", maintain_order=True)
    )
    return evidence_rows(rows)


COMPARISON = Comparison(
    name="name_similar",
    family="other",
    levels={
        # bob and bob_ in one conversation: the second connection of one person, some 100 times likelier than chance.
        "look_here": Level(
            7.0,
            "In one conversation the names {value_l} and {value_r} look alike or share their stem.",
            "同一会话中,名字“{value_l}”与“{value_r}”形似或词干相同。",
        ),
        "look_far": Level(
            3.0,
            "The names {value_l} and {value_r} look alike or share their stem.",
            "名字“{value_l}”与“{value_r}”形似或词干相同。",
        ),
        # One slip in a longer name: mostly two people, measured on public chat, hence little.
        "near_here": Level(
            3.5,
            "In one conversation the names {value_l} and {value_r} are spelled nearly alike.",
            "同一会话中,名字“{value_l}”与“{value_r}”拼写相近。",
        ),
        "near_far": Level(
            1.5,
            "The names {value_l} and {value_r} are spelled nearly alike.",
            "名字“{value_l}”与“{value_r}”拼写相近。",
        ),
    },
    compare=compare,
)
