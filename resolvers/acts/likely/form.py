"""The form of messages as numbers: words of closed classes, signs, length, and which cues stand in them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import polars as pl

# Numbers of a text that no expression gives.
_MEASURES = {
    "length": (pl.col("text").str.len_chars() + 1).log(2),
    "words": (pl.col("text").str.count_matches(r"[\p{L}\p{N}]+") + 1).log(2),
    "share_of_digits": pl.col("text").str.count_matches(r"[0-9]") / (pl.col("text").str.len_chars() + 1),
    "lines": pl.col("text").str.count_matches(r"\n").clip(0, 6),
    "numbers": pl.col("text").str.count_matches(r"[0-9][0-9.,]*").clip(0, 6),
}


@cache
def word_classes() -> Mapping[str, str]:
    """One expression a class of words.toml, over all languages."""
    text = files("resolvers.acts.likely").joinpath("words.toml").read_text(encoding="utf-8")
    return {name: "(?i)" + "|".join(by_language.values()) for name, by_language in tomllib.loads(text).items()}


def form(texts: pl.Series, cues: pl.DataFrame, features: list[str]) -> pl.DataFrame:
    """Features of texts.

    Args:
        texts: Unique texts.
        cues: Columns text, kind: which kinds of acts are read in them.
        features: Which features are wanted: names of measures and word classes, and `cue_KIND`.

    Returns:
        **Columns** the features, as 64-bit numbers, one row a text, in order. Linear in the text, once a class.
    """
    classes = word_classes()
    # Kinds in a text come together in one string: one look a kind, and no join of a column each.
    kinds = cues.select("text", "kind").unique().sort("text", "kind").group_by("text", maintain_order=True)
    read = texts.to_frame("text").join(
        kinds.agg(kinds=pl.col("kind").str.join(" ")), on="text", how="left", maintain_order="left"
    )
    said = pl.format(" {} ", pl.col("kinds").fill_null(""))

    def feature(name: str) -> pl.Expr:
        if name in _MEASURES:
            return _MEASURES[name]
        if name.startswith("cue_"):
            return said.str.contains(f" {name.removeprefix('cue_')} ", literal=True)
        return pl.col("text").str.contains(classes[name])

    return read.select(feature(name).cast(pl.Float64).alias(name) for name in features)


def form_names(kinds: list[str]) -> list[str]:
    """All features that texts can have where these kinds of cues are read."""
    return [*_MEASURES, *word_classes(), *(f"cue_{kind}" for kind in sorted(kinds))]
