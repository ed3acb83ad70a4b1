"""Names that no account or list bears yet, believed because the talk itself gives them.

"以后叫我石头" gives a name outright (a pattern with {object_new}); "我是石头" alone could be anything ("我是新来的"),
so it gives one only where somebody else calls out to a 石头 in the same case.
"""

import polars as pl

from resolvers.mentions.cues import mention_cues
from resolvers.names.alias_form import alias_forms
from resolvers.roles.titles import title_roles
from resolvers.statements.phrasebook import languages


def new_names(talk: pl.DataFrame, known: pl.Series) -> pl.Series:
    """Bare names that somebody gives himself and somebody else calls out, and superiors whom two messages name.

    Args:
        talk: message_id, sender, text.
        known: Names already known.

    Returns:
        Unique names as written, sorted.
    """
    found = [
        claimed.join(called, on="name")
        .filter((pl.col("sender") != pl.col("sender_right")) & ~_is_no_name(language.not_in_new_name.pattern))
        .select("name")
        for language in languages()
        if language.self_new is not None and language.called_new is not None
        for claimed, called in [(_extracted(talk, language.self_new), _extracted(talk, language.called_new))]
    ]
    found += [
        talk.select("message_id", name=pl.col("text").str.extract(language.superior_new))
        .drop_nulls()
        .filter(~_is_no_name(language.not_in_new_name.pattern) & (pl.col("message_id").n_unique().over("name") >= 2))
        .select("name")
        for language in languages()
        if language.superior_new is not None
    ]
    names = pl.concat([pl.Series("name", [], dtype=pl.String).to_frame(), *found])["name"].unique().sort()
    forms = alias_forms(names)
    borne = alias_forms(known).drop_nulls().unique()
    words = pl.Series([*mention_cues()["function_words"], *title_roles()])
    return names.filter(~forms.is_in(borne.implode()) & ~forms.is_in(words.implode()))


def _is_no_name(expression: str) -> pl.Expr:
    return pl.col("name").str.contains(f"(?i:{expression})")


def _extracted(talk: pl.DataFrame, expression: str) -> pl.DataFrame:
    """Who wrote which name where the expression finds one."""
    return talk.select("sender", name=pl.col("text").str.extract(expression)).drop_nulls().unique(["sender", "name"])
