"""Role signal: what phone owners call their contacts: 'Bolt driver', '小王财务'. A label is its owner's word."""

import polars as pl

from resolvers.contract import ResolvedCase
from resolvers.names.alias_form import alias_forms
from resolvers.roles.titles import shared_bits, title_meanings
from resolvers.told.cues import CALLED_BY, role_expressions

_WEIGHT = 2.0
# Anybody is saved as boss, teacher or customer of something.
_SAID_OF_ANYBODY = frozenset(CALLED_BY) - {"manager", "team_leader"}
_SIGNAL = "told:remark"
# Chinese labels have no spaces: a trade of two to four characters opens or closes them.
_HAN_LENGTHS = (2, 3, 4)


def labelled_roles(case: ResolvedCase, gang_members: pl.DataFrame) -> pl.DataFrame:
    """Roles of gang members by what address books call them.

    Args:
        case: The case after linking.
        gang_members: GANG_MEMBER.

    Returns:
        **Columns** entity_id, role, signal, words, weight, seen_at, exhibit_id, locator. Linear in labels.
    """
    labels = (
        case.frames.names.filter(pl.col("kind") == "remark")
        .join(case.members.select("reference", "entity_id"), on="reference")
        .join(gang_members.select("entity_id").unique(), on="entity_id", how="semi")
        .sort("entity_id", "name", "exhibit_id", "locator", nulls_last=True)
        .unique(["entity_id", "name"], keep="first", maintain_order=True)
    )
    meant = _meant(labels["name"].unique().sort())
    return labels.join(meant, on="name").select(
        "entity_id",
        "role",
        pl.lit(_SIGNAL).alias("signal"),
        pl.col("name").alias("words"),
        shared_bits(pl.lit(_WEIGHT), pl.col("share")).alias("weight"),
        pl.lit(None, dtype=pl.Datetime("us")).alias("seen_at"),
        "exhibit_id",
        "locator",
    )


def _meant(labels: pl.Series) -> pl.DataFrame:
    """name, role, share: roles whose title or duty is a word of the label beside others."""
    forms = pl.DataFrame({"name": labels, "form": alias_forms(labels)}).with_columns(
        words=pl.col("form").str.extract_all(r"[\p{L}\p{N}]+")
    )
    han = pl.col("word").str.contains(r"^\p{Han}+$")
    whole = (
        forms.explode("words", empty_as_null=True, keep_nulls=False).rename({"words": "word"}).select("name", "word")
    )
    cut = [
        part
        for length in _HAN_LENGTHS
        for part in (
            whole.filter(han & (pl.col("word").str.len_chars() > length)).with_columns(
                word=pl.col("word").str.slice(0, length)
            ),
            whole.filter(han & (pl.col("word").str.len_chars() > length)).with_columns(
                word=pl.col("word").str.tail(length)
            ),
        )
    ]
    words = pl.concat([whole, *cut]).unique().sort("name", "word")
    told = pl.concat(
        [
            words.filter(pl.col("word").str.contains(expression)).with_columns(role=pl.lit(role))
            for role, expression in role_expressions().items()
            if role not in _SAID_OF_ANYBODY
        ]
    )
    shares = title_meanings().rename({"title": "word"})
    return (
        told.join(shares, on=["word", "role"], how="left")
        .group_by("name", "role")
        .agg(share=pl.col("share").fill_null(1.0).max())
        .sort("name", "role")
    )
