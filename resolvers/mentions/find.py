"""Mentions: every span of a message that names somebody, and whether it speaks to, quotes, or speaks of him.

Names come from the case (accounts, lists, remarks, names heard in statements), declined or in Cyrillic letters too. A
name counts where it stands as a word of its own; one-letter names, single characters and words of everyday use only
where they are addressed.
"""

import re

import polars as pl

from resolvers.mentions.cues import mention_cues
from resolvers.mentions.declined import declined_names
from resolvers.mentions.ordinary_words import after_word_cue, ordinary_words
from resolvers.mentions.spans import name_spans
from resolvers.names.alias_form import alias_forms
from warehouse.schema.frames import MENTION

# Talk that names can stand in; system lines name people too, but nobody speaks there.
_TALK = ("text", "action", "media")


def mentions(utterances: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Find the names of a case in its messages.

    Args:
        utterances: UTTERANCE.
        names: REFERENCE_NAME.

    Returns:
        **Columns** MENTION; one row per message and span, spans of one message do not overlap; sorted by key.
        Cost is linear in the text and the number of hits.
    """
    talk = utterances.filter(pl.col("kind").is_in(_TALK))
    declined = declined_names(talk["text"].drop_nulls(), names["name"])
    spans = name_spans(talk, pl.concat([names["name"], declined["spelling"]]))
    if spans.is_empty():
        return MENTION.empty_frame()
    spans = spans.join(declined, left_on="alias_form", right_on="spelling", how="left", suffix="_meant").with_columns(
        alias_form=pl.coalesce("alias_form_meant", "alias_form")
    )
    judged = spans.with_columns(manner=_manner(), is_addressed=_is_marked_address())
    words = ordinary_words(judged, _nick_threads(names))
    is_word = pl.col("alias_form").is_in(words["alias_form"].implode())
    marked = pl.col("is_addressed") | (pl.col("manner") == "quote")
    kept = judged.filter(
        marked | (~is_word & ~_is_short() & (_is_told() | _is_called_out() | ~after_word_cue(pl.col("before"))))
    )
    return MENTION.conform(kept).sort(MENTION.key)


def _nick_threads(names: pl.DataFrame) -> pl.DataFrame:
    """Threads of nicknames that live in one thread only (IRC); a name seen elsewhere too is not bound to them."""
    nicks = names.filter((pl.col("kind") == "handle") & pl.col("thread_id").is_not_null()).select("name", "thread_id")
    forms = nicks.select(alias_form=alias_forms(nicks["name"]), thread_id="thread_id").unique()
    free = names.filter((pl.col("kind") != "handle") | pl.col("thread_id").is_null())["name"]
    return forms.filter(~pl.col("alias_form").is_in(alias_forms(free).unique().implode()))


def _alternatives(words: tuple[str, ...] | list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _is_short() -> pl.Expr:
    """Too short to name anybody in running text: one character of any script, digits of fewer than five."""
    size = pl.col("alias_form").str.len_chars()
    return (size < 2) | (pl.col("alias_form").str.contains(r"^\d+$") & (size < 5))


def _is_marked_address() -> pl.Expr:
    """Addressed by a mark that words do not carry: '@name', or 'name:' / 'name,' opening the message."""
    before, after = pl.col("before"), pl.col("after")
    at_sign = before.str.contains(r"(?:^|[^\p{L}\p{N}.])[@＠]$")
    # 'Note: …' opens messages too, but then nobody bears the name; 'name,' needs something after it.
    opens = pl.col("at_start") & after.str.contains(r"^\s?(?:[:：]|[,，、]\s*\S|[~～>]\s)")
    return at_sign | opens


def _is_called_out() -> pl.Expr:
    """Spoken to without a mark of its own: after a greeting, closing the message, or before 'you' in Chinese."""
    cues = mention_cues()
    before, after = pl.col("before").str.to_lowercase(), pl.col("after")
    greeting = _alternatives(list(cues["greetings"]))
    han = pl.col("alias_form").str.contains(r"\p{Han}$")
    greeted = before.str.contains(rf"^\s*(?:{greeting})[\s,，!！]*$") & after.str.contains(
        r"^\s*(?:[,，:：.!?！？。~]|$)"
    )
    closing = before.str.contains(r"\S\s*[,，]\s*$") & after.str.contains(r"^\s*[.!?！？。~)]*\s*$")
    to_bearer = (
        pl.col("at_start")
        & han
        & after.str.contains(rf"^(?:\s|[!！？?。]|{_alternatives(list(cues['vocative_after_han']))})")
    )
    return greeted | closing | to_bearer


def _is_told() -> pl.Expr:
    """Where somebody says or asks who is who, words that else stand before things stand before a name: "its hammer"."""
    before, after = pl.col("before").str.to_lowercase(), pl.col("after")
    says = before.str.contains(
        r"(?:^|[\s,.!?])(?:its|this|now on|(?:are|r|that|isn'?t|not) (?:you|u)|(?:nick|name) to|(?:ник|имя) на)\s+$"
        r"|^\s*no\s+$"
    )
    closes = after.str.contains(
        r"(?i)^\s*(?:$|[,.!?)~]|(?:here|again|from|on|btw|uses|is|isn'?t|takes|will)(?:[^\p{L}]|$))"
    )
    return says & closes


def _manner() -> pl.Expr:
    """address, quote or speak_of."""
    before, after = pl.col("before"), pl.col("after")
    pasted = before.str.contains(r"(?:^|\s)<[@+ ]?$") & after.str.contains(r"^>")
    quoted = pasted | (before.str.contains(r"[「『]$") & after.str.contains(r"^[:：]"))
    return (
        pl.when(quoted)
        .then(pl.lit("quote"))
        .when(_is_marked_address() | _is_called_out())
        .then(pl.lit("address"))
        .otherwise(pl.lit("speak_of"))
    )
