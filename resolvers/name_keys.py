"""Keys by which the names of a case meet: as written, by sound, and by what they mean."""

import polars as pl

from resolvers.contract import CaseFrames
from resolvers.holders import holders
from resolvers.names.borne import is_seldom_called, loose_forms, observed_names
from resolvers.once_per_case import once_per_case

# Sounds shorter than this are shared by dozens of words; a bare Chinese name of two characters says as much.
_SHORTEST_SOUND = 4
_SHORTEST_HAN = 2
_SOUNDS = ("pinyin", "latin", "bare")
_MEANINGS = ("emoji", "emoji_words", "translation", "composition")
# A name that more holders bear points at nobody.
_MOST_HOLDERS = 40


@once_per_case
def name_keys(case: CaseFrames) -> pl.DataFrame:
    """Telling names of holders as written and by sound, so that 锤子 meets chuizi; with who bears them.

    Left out are names that statements gave (a sentence would count twice), generic ones, and those that are nothing but
    one character and a form of address (豆哥): every team has a few of the same.

    Returns:
        Columns: holder, key, name, reference (the smallest of the holder that bears it); unique on the first two.
    """
    forms = _viewed(case, ("form",)).with_columns(is_sound=pl.lit(value=False))
    sounds = _viewed(case, _SOUNDS).with_columns(is_sound=pl.lit(value=True))
    is_long = (pl.col("key").str.len_chars() >= _SHORTEST_SOUND) | (
        pl.col("key").str.contains(r"^\p{Han}+$") & (pl.col("key").str.len_chars() >= _SHORTEST_HAN)
    )
    return _held(case, pl.concat([forms, sounds.filter(is_long)]), "is_sound").select(
        "holder", "key", "name", "reference"
    )


@once_per_case
def meaning_keys(case: CaseFrames) -> pl.DataFrame:
    """Telling names of holders as written, and what they mean in other languages, so that 铁狐狸 meets iron fox.

    Weak by nature: several words have one sense. Two names meet where what the one means is the other as written, never
    where both have a sense in common.

    Returns:
        Columns: holder, key, name, reference, is_own (the name as written or bare, no translation); unique on the first
        two.
    """
    own = _viewed(case, ("form", "bare")).with_columns(is_own=pl.lit(value=True))
    meant = _viewed(case, _MEANINGS).with_columns(is_own=pl.lit(value=False))
    keys = pl.concat([own, meant]).with_columns(is_meant=~pl.col("is_own"))
    return _held(case, keys, "is_meant").select("holder", "key", "name", "reference", "is_own")


def _viewed(case: CaseFrames, views: tuple[str, ...]) -> pl.DataFrame:
    """Values of views without spaces. Columns: alias_form, key."""
    return (
        case.alias_views.filter(pl.col("view").is_in(list(views)))
        .select("alias_form", key=pl.col("value").str.replace_all(" ", "", literal=True))
        .filter(pl.col("key") != "")
        .unique()
    )


def _held(case: CaseFrames, keys: pl.DataFrame, weaker: str) -> pl.DataFrame:
    """Who bears which key, the key as written before a weaker one."""
    named = (
        observed_names(case)
        .filter(~is_seldom_called())
        .filter(~pl.col("is_generic") & ~pl.col("alias_form").is_in(loose_forms(case).implode()))
        .select("reference", "alias_form", "name")
        .join(keys, on="alias_form")
        .join(holders(case), on="reference")
        .sort("holder", "key", weaker, "reference", "name")
        .unique(["holder", "key"], keep="first", maintain_order=True)
    )
    return named.filter(pl.len().over("key") <= _MOST_HOLDERS)
