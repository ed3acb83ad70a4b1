"""Calls of names that nobody bears yet: "光哥，到了吗", "@石头", "kestrel: ping". They name somebody, whoever it is.

No list knows these names, so the form must be one that words hardly take, and it must come again: a mark that only
calls carry (@), a colon after one word that opens messages of several people, or a Chinese form of address (阿豆, 老周,
光哥) before a comma. Words that stand elsewhere in sentences more often than they call are no names. What is found
stays open until use or a statement says whose name it is.
"""

import polars as pl

from resolvers.mentions.cues import mention_cues
from resolvers.names.alias_form import alias_forms
from resolvers.names.lexicon import lexicon
from warehouse.schema.frames import MENTION

_TALK = ("text", "action", "media")
_NICK = r"[\p{L}_\[\]{}|`\\^][\p{L}\p{N}_\[\]{}|`\\^-]{2,19}"
_HAN_CALL = r"阿\p{Han}|[老小大]\p{Han}|\p{Han}{1,2}[哥姐总爷叔伯姨嫂妹弟]"
# Each with the name as its only group; the text before it ends where the name starts.
_CALLS = {
    "at": rf"^\s*[@＠]({_NICK}|\p{{Han}}{{1,6}})(?:[\s:：,，]|$)",
    # A word alone on its line before a colon is a heading.
    "colon": rf"^\s*({_NICK})[:：][ \t]+\S",
    "han": rf"^\s*({_HAN_CALL})[,，:：!！]\s*\S",
}
# A name comes again: in so many messages, of so many people where only a colon marks it.
_LEAST_CALLS = 2
_LEAST_CALLERS_BY_COLON = 2
# Of all places where the word stands as a word, calls are at least this share; 'note:' opens messages now and then.
_LEAST_SHARE = 0.3


def unknown_names(utterances: pl.DataFrame, names: pl.Series) -> pl.DataFrame:
    """Calls of names that are not among those of the case.

    Args:
        utterances: UTTERANCE.
        names: Names that are known, as written.

    Returns:
        **Columns** MENTION, manner address; sorted by key. Linear in the text but for the few forms that are counted.
    """
    talk = utterances.filter(pl.col("kind").is_in(_TALK) & pl.col("sender").is_not_null()).select(
        "message_id", "sender", "text"
    )
    found = pl.concat(
        [
            talk.with_columns(name=pl.col("text").str.extract(expression), way=pl.lit(way)).drop_nulls("name")
            for way, expression in _CALLS.items()
        ]
    ).unique("message_id", keep="first", maintain_order=True)
    if found.is_empty():
        return MENTION.empty_frame()
    called = found.with_columns(alias_form=alias_forms(found["name"]))
    open_calls = called.filter(~pl.col("alias_form").is_in(_taken(names).implode()))
    counted = open_calls.group_by("alias_form").agg(
        calls=pl.col("text").n_unique(), callers=pl.col("sender").n_unique(), by_colon=(pl.col("way") == "colon").all()
    )
    again = counted.filter(
        (pl.col("calls") >= _LEAST_CALLS) & (~pl.col("by_colon") | (pl.col("callers") >= _LEAST_CALLERS_BY_COLON))
    )
    kept = _mostly_called(talk, again)
    rows = open_calls.join(kept, on="alias_form", how="semi").with_columns(
        before=pl.col("text").str.extract(r"^(\s*[@＠]?)")
    )
    return MENTION.conform(
        rows.with_columns(
            start_offset=pl.col("before").str.len_chars().cast(pl.Int64),
            end_offset=(pl.col("before").str.len_chars() + pl.col("name").str.len_chars()).cast(pl.Int64),
            text=pl.col("name"),
            manner=pl.lit("address"),
        ).sort(MENTION.key)
    )


def _taken(names: pl.Series) -> pl.Series:
    """Alias forms that are no unknown names: known ones, words, titles that name nobody in particular."""
    cues = mention_cues()
    words = [*cues["function_words"], *cues["greetings"], *cues["line_openers"], *lexicon("generic_names.txt")]
    return pl.concat([alias_forms(names.drop_nulls().unique()).cast(pl.String), pl.Series(words)]).unique()


def _mostly_called(talk: pl.DataFrame, counted: pl.DataFrame) -> pl.DataFrame:
    """The forms that call in a good share of the messages that hold them. Columns: alias_form."""
    forms = counted["alias_form"].sort().to_list()
    if not forms:
        return counted.select("alias_form")
    holding = (
        talk.select(form=pl.col("text").str.to_lowercase().str.extract_many(forms))
        .filter(pl.col("form").list.len() > 0)
        .select(pl.col("form").list.unique())
        .explode("form")
        .group_by("form")
        .agg(holding=pl.len())
    )
    shares = counted.join(holding, left_on="alias_form", right_on="form", how="left")
    share = pl.col("calls") / pl.max_horizontal("holding", "calls")
    return shares.filter(share >= _LEAST_SHARE).select("alias_form")
