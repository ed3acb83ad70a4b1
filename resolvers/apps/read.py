"""Names of apps and platforms that people are told to install or join or call theirs, and what became of the names.

A gang's app changes its name when it is burned; that talk tells it of the same app keeps the gang together. Precision
comes first: what everybody uses (known.toml) is never one, and a name counts only where it is told twice or in plain
words ('our app is called …', with an invite code). Limit: Cyrillic names are read in quotes or after 'is called'.
"""

import re
from functools import cache

import polars as pl

from resolvers.apps.cues import AppLanguage, app_languages, known_names, written
from resolvers.components import component_labels
from resolvers.names.alias_form import alias_forms
from resolvers.told.cues import simplifying

# Told in so many words, or twice in passing.
_LEAST_WORTH = 2
# Names so long are read wherever they stand; shorter ones may be words of the sentence.
_HAN_ANYWHERE = 3
_LETTERS_ANYWHERE = 6
_HAN = re.compile(r"[\u4e00-\u9fff]")


def app_names(talk: pl.DataFrame) -> pl.DataFrame:
    """Where apps of the talk are named.

    Args:
        talk: message_id, text (lower case), sent_at; the talk of closed rooms.

    Returns:
        **Columns** message_id, name (alias form), same_as (the first name of an app that changed it, else null);
        unique, sorted. Linear in the text; only messages with a trigger word are looked at closely.
    """
    old, new = simplifying(written())
    plain = talk.select("message_id", "sent_at", text=pl.col("text").str.replace_many(old, new))
    told = pl.concat([_told(plain, language) for language in app_languages()])
    renamed = pl.concat([_renamed(plain, language) for language in app_languages()])
    forms = pl.concat([told["name"], renamed["old"], renamed["name"]]).unique()
    form = dict(zip(forms, alias_forms(forms), strict=True))
    told, renamed = (
        frame.with_columns(pl.col(column).replace_strict(form, return_dtype=pl.String) for column in columns)
        for frame, columns in ((told, ["name"]), (renamed, ["old", "name"]))
    )
    surely = renamed.filter(pl.col("worth") > 0)
    worth = pl.concat(
        [told, *(surely.select("message_id", "sent_at", end, "worth").rename({end: "name"}) for end in ("old", "name"))]
    )
    known = (
        worth.group_by("name", "message_id")
        .agg(pl.col("worth").max(), pl.col("sent_at").min())
        .group_by("name")
        .agg(pl.col("worth").sum(), pl.col("sent_at").min())
        .filter(pl.col("worth") >= _LEAST_WORTH)
    )
    renamed = renamed.filter(
        (pl.col("old") != pl.col("name"))
        & (
            (pl.col("worth") > 0)
            | pl.col("old").is_in(known["name"].implode())
            | pl.col("name").is_in(known["name"].implode())
        )
    )
    ends = pl.concat([renamed.select("message_id", "sent_at", name=end) for end in ("old", "name")])
    names = pl.concat([known.select("name", "sent_at"), ends.select("name", "sent_at")])
    seen = pl.concat(
        [
            worth.join(names, on="name", how="semi").select("message_id", "name"),
            ends.select("message_id", "name"),
            _anywhere(plain, names["name"].unique().sort().to_list()),
        ]
    ).unique()
    return seen.join(_first_names(names, renamed), on="name", how="left").sort("message_id", "name")


def _told(plain: pl.DataFrame, language: AppLanguage) -> pl.DataFrame:
    """message_id, sent_at, name, worth of every cue that a message holds."""
    hits = _of_language(plain, language)
    found = [
        hits.select(
            "message_id", "sent_at", name=pl.col("text").str.extract(cue.expression, 1), worth=pl.lit(cue.worth)
        )
        for cue in language.cues
    ]
    return _names_only(pl.concat(found), language, ["name"])


def _renamed(plain: pl.DataFrame, language: AppLanguage) -> pl.DataFrame:
    """message_id, sent_at, old, name, worth of every rename told."""
    hits = _of_language(plain, language)
    found = [
        hits.select(
            "message_id",
            "sent_at",
            old=pl.col("text").str.extract(cue.expression, 1),
            name=pl.col("text").str.extract(cue.expression, 2),
            worth=pl.lit(cue.worth),
        )
        for cue in language.renames
    ]
    return _names_only(pl.concat(found), language, ["old", "name"])


def _of_language(plain: pl.DataFrame, language: AppLanguage) -> pl.DataFrame:
    return plain.filter(
        pl.col("text").str.contains_any(list(language.triggers)) & pl.col("text").str.contains(language.script)
    )


def _names_only(found: pl.DataFrame, language: AppLanguage, columns: list[str]) -> pl.DataFrame:
    """Those whose names may be names: no word of the sentence, nothing that everybody uses."""
    bare = found.drop_nulls(columns).with_columns(pl.col(column).str.strip_chars(' «»"“”.,-') for column in columns)
    return bare.filter(pl.all_horizontal(_may_be_name(pl.col(column), language) for column in columns))


def _may_be_name(name: pl.Expr, language: AppLanguage) -> pl.Expr:
    if language.is_spaced:
        is_word = name.str.split(" ").list.first().is_in(list(language.never))
    else:
        is_word = name.str.contains_any(list(language.never))
    is_long = pl.when(name.str.contains(r"\p{Han}")).then(2).otherwise(3) <= name.str.len_chars()
    return ~is_word & is_long & ~name.str.contains(r"^[0-9. -]*$") & ~name.str.contains(_known_expression())


@cache
def _known_expression() -> str:
    """Begins with what everybody uses; a Latin or Cyrillic name must end there."""
    chinese = [name for name in known_names() if _HAN.search(name)]
    other = [re.escape(name) for name in known_names() if not _HAN.search(name)]
    return "^(?:(?:" + "|".join(chinese) + ")|(?:" + "|".join(other) + r")(?:$|[^\p{L}]))"


def _anywhere(plain: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """message_id, name wherever a name stands that is long enough to be nothing else."""
    long = [
        name for name in names if (len(name) >= _HAN_ANYWHERE if _HAN.search(name) else len(name) >= _LETTERS_ANYWHERE)
    ]
    if not long:
        return pl.DataFrame(schema={"message_id": pl.String, "name": pl.String})
    found = (
        plain.filter(pl.col("text").str.contains_any(long))
        .with_columns(name=pl.col("text").str.extract_many(long, overlapping=True).list.unique())
        .explode("name")
    )
    words = pl.format(" {} ", pl.col("text").str.replace_all(r"[^\p{L}\p{N}]", " "))
    word = pl.format(" {} ", pl.col("name").str.replace_all(r"[^\p{L}\p{N}]", " "))
    return found.filter(pl.col("name").str.contains(r"\p{Han}") | words.str.contains(word, literal=True)).select(
        "message_id", "name"
    )


def _first_names(names: pl.DataFrame, renamed: pl.DataFrame) -> pl.DataFrame:
    """name, same_as: of names that renames tie, the one seen first."""
    seen = names.group_by("name").agg(pl.col("sent_at").min())
    return (
        component_labels(renamed.select(left="old", right="name").unique())
        .select("component", name="reference")
        .join(seen, on="name")
        .sort("sent_at", "name", nulls_last=True)
        .select("name", same_as=pl.col("name").first().over("component"))
    )
