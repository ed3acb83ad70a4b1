"""Where the names of a case stand in its messages: one automaton, whole words only, offsets in characters.

Aho and Corasick, "Efficient string matching: an aid to bibliographic search" (CACM 1975), as polars builds it. Cost
is linear in the text and the hits, whatever the number of names.
"""

import unicodedata
from collections.abc import Iterator

import opencc
import polars as pl

from resolvers.names.alias_form import alias_forms, has_han

# Messages looked at in one go: as many as there are spellings, since the automaton is built for each batch anew and a
# case has more names the more messages it has; but no fewer than the first and no more than the second.
_BATCHES = (15_000, 60_000)
# Hits judged in one go: bounds memory (each carries the text before and after it).
_HITS = 100_000
# Longer names than this are mottoes; nobody calls anybody by them.
_LONGEST_NAME = 40
# How much of the text around a name is kept to judge it by.
_CONTEXT = 24

_HAN_CLASS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Khmer}\p{Myanmar}"
# A letter or digit of a script that puts spaces between words.
_SPACED_WORD = rf"[\p{{L}}\p{{M}}\p{{N}}_&&[^{_HAN_CLASS}]]"
SPAN_SCHEMA = {
    "message_id": pl.String(),
    "thread_id": pl.String(),
    "sender": pl.String(),
    "start_offset": pl.Int64(),
    "end_offset": pl.Int64(),
    "text": pl.String(),
    "alias_form": pl.String(),
    "before": pl.String(),
    "after": pl.String(),
    "at_start": pl.Boolean(),
}


def spelled_names(names: pl.Series) -> list[str]:
    """The spellings to look for: as written, alias form, capitalised, and in traditional characters; sorted."""
    raw = names.drop_nulls().str.strip_chars().unique()
    raw = raw.filter(raw.str.len_chars().is_between(1, _LONGEST_NAME) & ~raw.str.contains(r"[\n\r\t]"))
    to_traditional = opencc.OpenCC("s2t")
    spellings: set[str] = set(raw)
    for form in alias_forms(raw).unique():
        spellings.update((form, form.capitalize(), form.title()))
        if has_han(form):
            spellings.add(to_traditional.convert(form))
    spellings.discard("")
    return sorted(spelling for spelling in spellings if _names_something(spelling))


def _names_something(spelling: str) -> bool:
    """Whether a spelling holds a letter, a digit or a picture sign: '...' and '~' name nobody."""
    return any(unicodedata.category(sign)[0] in "LN" or unicodedata.category(sign) == "So" for sign in spelling)


def name_spans(utterances: pl.DataFrame, names: pl.Series) -> pl.DataFrame:
    """Every place where a name of the case stands as a word of its own; of overlapping places the longest.

    Args:
        utterances: message_id, thread_id, sender, text.
        names: Names as written; repeats do no harm.

    Returns:
        **Columns** message_id, thread_id, sender, start_offset, end_offset, text, alias_form, before (24 characters),
        after (likewise), at_start (nothing but spaces before it). Sorted.
    """
    patterns = spelled_names(names)
    if not patterns or utterances.is_empty():
        return pl.DataFrame(schema=SPAN_SCHEMA)
    size = min(max(len(patterns), _BATCHES[0]), _BATCHES[1])
    parts = [_whole_words(hits) for batch in _batches(utterances, size) for hits in _hits(batch, patterns)]
    spans = _longest(pl.concat(parts))
    return (
        spans.with_columns(alias_form=alias_forms(spans["text"]))
        .select(pl.col(name).cast(kind) for name, kind in SPAN_SCHEMA.items())
        .sort("message_id", "start_offset")
    )


def _batches(utterances: pl.DataFrame, size: int) -> Iterator[pl.DataFrame]:
    talk = utterances.select("message_id", "thread_id", "sender", "text").filter(pl.col("text").str.len_bytes() > 0)
    for start in range(0, max(talk.height, 1), size):
        yield talk.slice(start, size)


def _hits(batch: pl.DataFrame, patterns: list[str]) -> Iterator[pl.DataFrame]:
    """Hits of the automaton with the text before and after; the automaton counts bytes, we count characters."""
    body = pl.col("text").cast(pl.Binary)
    start = pl.col("start_byte")
    length = pl.col("text_found").str.len_bytes()
    found = (
        batch.with_columns(
            start_byte=pl.col("text").str.find_many(patterns, ascii_case_insensitive=True, overlapping=True),
            text_found=pl.col("text").str.extract_many(patterns, ascii_case_insensitive=True, overlapping=True),
        )
        .filter(pl.col("start_byte").list.len() > 0)
        .explode("start_byte", "text_found")
        .filter(~_inside_ascii_word(body))
    )
    for first in range(0, max(found.height, 1), _HITS):
        yield (
            found.slice(first, _HITS)
            .with_columns(
                prefix=body.bin.slice(0, start).cast(pl.String),
                found=body.bin.slice(start, length).cast(pl.String),
                after=body.bin.slice(start + length).cast(pl.String).str.slice(0, _CONTEXT),
            )
            .drop("text", "text_found")
        )


def _inside_ascii_word(body: pl.Expr) -> pl.Expr:
    """Whether plain letters or digits stick to the hit: nine hits in ten, told by one byte before any text is cut."""
    signs = pl.Series([bytes([code]) for code in range(128) if chr(code).isalnum() or chr(code) == "_"]).implode()
    start = pl.col("start_byte").cast(pl.Int64)
    before = (start > 0) & body.bin.slice(start - 1, 1).is_in(signs)
    after = body.bin.slice(start + pl.col("text_found").str.len_bytes(), 1).is_in(signs)
    begins = pl.col("text_found").str.contains(r"^[A-Za-z0-9_]")
    ends = pl.col("text_found").str.contains(r"[A-Za-z0-9_]$")
    return (begins & before) | (ends & after)


def _whole_words(hits: pl.DataFrame) -> pl.DataFrame:
    """Keep hits that are no part of a longer word, path, address or identifier."""
    first = pl.col("found").str.contains("^" + _SPACED_WORD)
    last = pl.col("found").str.contains(_SPACED_WORD + "$")
    glued_before = pl.col("prefix").str.contains(rf"(?:{_SPACED_WORD}|[-_/\\.=|^$%&#+~`]|{_SPACED_WORD}@)$")
    glued_after = pl.col("after").str.contains(rf"^(?:{_SPACED_WORD}|[-_/\\=|^$%&#+`(]|[.@:][\p{{L}}\p{{N}}/_])")
    return (
        hits.filter(~(first & glued_before) & ~(last & glued_after))
        .with_columns(start_offset=pl.col("prefix").str.len_chars().cast(pl.Int64))
        .with_columns(end_offset=pl.col("start_offset") + pl.col("found").str.len_chars().cast(pl.Int64))
        .with_columns(
            text=pl.col("found"),
            before=pl.col("prefix").str.tail(_CONTEXT),
            at_start=pl.col("prefix").str.contains(r"^[\s@>*\"'“「【(（]*$"),
        )
        .drop("prefix", "found", "start_byte")
    )


def _longest(spans: pl.DataFrame) -> pl.DataFrame:
    """Of overlapping spans keep the one that starts first, of those the longest."""
    ordered = spans.unique(["message_id", "start_offset", "end_offset"]).sort(
        "message_id", "start_offset", "end_offset", descending=[False, False, True]
    )
    reached = pl.col("end_offset").cum_max().over("message_id").shift(1).over("message_id")
    return ordered.filter(reached.is_null() | (pl.col("start_offset") >= reached))
