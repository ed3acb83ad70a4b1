"""Which patterns are worth trying on which message, by their cues: one automaton over all texts.

Aho and Corasick, "Efficient string matching" (CACM 1975), as polars builds it: linear in the text and the hits.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

import polars as pl

from resolvers.statements.marks import without_marks
from resolvers.statements.phrasebook import IDENTIFIER_CUE, Language, Pattern, languages

_BATCH = 20_000
_MOST_CUE_SETS = 20_000


def cued_messages(talk: pl.DataFrame, with_identifier: pl.Series) -> pl.DataFrame:
    """Messages that hold a cue of a pattern or question.

    Args:
        talk: UTTERANCE of people.
        with_identifier: message_id of messages in which the text rules found a number, address or account.

    Returns:
        **Columns** message_id, text, cues; in the order of the talk.
    """
    cues = sorted(_by_cue())
    parts = [_cued(talk.slice(start, _BATCH), cues) for start in range(0, max(talk.height, 1), _BATCH)]
    is_identified = pl.col("message_id").is_in(with_identifier.implode())
    identified = pl.when(is_identified).then(pl.lit([IDENTIFIER_CUE])).otherwise(pl.lit([], dtype=pl.List(pl.String)))
    found = pl.concat(parts).with_columns(cues=pl.concat_list("cues", identified))
    return found.filter(pl.col("cues").list.len() > 0)


def _cued(batch: pl.DataFrame, cues: list[str]) -> pl.DataFrame:
    lower = pl.col("text").str.to_lowercase()
    plain = lower.str.normalize("NFD").str.replace_all(r"\p{Mn}", "").str.replace_all("đ", "d", literal=True)
    found = batch.select("message_id", "text", lower=lower, plain=plain)
    hits = [pl.col(column).str.extract_many(cues, overlapping=True) for column in ("lower", "plain")]
    # Most texts carry no marks at all: they are looked at once.
    both = pl.when(pl.col("lower") == pl.col("plain")).then(hits[0]).otherwise(pl.concat_list(*hits))
    return found.select("message_id", "text", cues=both.list.unique(maintain_order=True))


@cache
def _by_cue() -> Mapping[str, Sequence[tuple[Language, Pattern]]]:
    found: defaultdict[str, list[tuple[Language, Pattern]]] = defaultdict(list)
    for language in languages():
        for pattern in (*language.patterns, *language.questions):
            for cue in pattern.cues:
                if not language.folds_marks or cue == without_marks(cue):
                    found[cue].append((language, pattern))
    return found


def patterns_of_cues(cues: Iterable[str], *, has_name: bool, asks: bool) -> Sequence[tuple[Language, Pattern]]:
    """The patterns behind some cues, in the order of the phrase files.

    Args:
        cues: Cues of one message.
        has_name: Whether a known or quoted name stands in it; patterns that need one are left out else.
        asks: Whether questions are wanted, or statements.
    """
    return _patterns_of_cues(tuple(cues), has_name, asks)


# Messages hold the same few cues again and again.
@lru_cache(maxsize=_MOST_CUE_SETS)
def _patterns_of_cues(cues: tuple[str, ...], has_name: bool, asks: bool) -> Sequence[tuple[Language, Pattern]]:
    by_name = {pattern.name: (language, pattern) for cue in cues for language, pattern in _by_cue()[cue]}
    return tuple(
        by_name[name]
        for name in sorted(by_name)
        if (name in _questions()) == asks and (has_name or not by_name[name][1].needs_name)
    )


@cache
def _questions() -> frozenset[str]:
    return frozenset(question.name for language in languages() for question in language.questions)
