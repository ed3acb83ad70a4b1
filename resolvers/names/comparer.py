"""Compares names: pairs of names in, how alike they are and what decided it out.

Words of the two names are matched whatever their order; each two words are compared by spelling (one script) or by
sound (across scripts), each unique pair of words once. What one name leaves out counts little, what contradicts counts
much.

The likeness is a measure of form only. That two people bear like names, or one person unlike ones, is not its business:
rarity in the case and use belong to those who ask.

**Source:** Jaro-Winkler (Winkler 1990) and optimal string alignment of rapidfuzz; sounds/likeness.py. Known limits:
Japanese and Korean readings of Chinese characters are not known; translated names never meet here.
"""

import re
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolvers.names.variants import MOST_WORDS, Variant, variants
from resolvers.names.word_likeness import WordTable, word_likeness
from resolvers.names.word_match import Match, match_words

# So many pairs are worked on at once: some 100 MB.
_BLOCK = 50_000
_NAMES = pl.Schema({"name_l": pl.String(), "name_r": pl.String()})
# Chinese characters and Hangul.
_SYLLABLES = re.compile(r"[\u1100-\u11ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
# A differing word is a small part of a long name written as one: what differs there counts as often.
_JOINED_LOSS = 3


@dataclass(frozen=True)
class _Shapes:
    """Variants of unique names: for each name the rows of its variants, for each variant its words."""

    of_name: list[list[int]]
    readings: list[str]
    words: NDArray[np.int32]
    variants: list[Variant]


def name_likeness(pairs: pl.DataFrame) -> pl.DataFrame:
    """How alike the two names of each pair are.

    Args:
        pairs: Columns name_l, name_r; further columns are ignored. Nulls and names without a letter are unlike all.

    Returns:
        One row a pair in the order given, Columns: likeness (0 to 1; 1 for names equal in form or sound, whatever the
        order of their words; symmetric), decided_by (form, spelling, joined, or the reading that carried: letters,
        mandarin, cantonese, pinyin, custom; empty where nothing is alike). From 0.7 on two names are more likely one
        name than not where half of the pairs asked about are. Deterministic; work grows with unique pairs.
    """
    left, right = pairs["name_l"].to_list(), pairs["name_r"].to_list()
    places: dict[tuple[str | None, str | None], int] = {}
    place_of = np.array(
        [places.setdefault(pair, len(places)) for pair in zip(left, right, strict=True)], dtype=np.int64
    )
    unique = list(places)
    scores, decided = np.zeros(len(unique)), np.full(len(unique), "", dtype=object)
    for start in range(0, len(unique), _BLOCK):
        block = slice(start, start + _BLOCK)
        scores[block], decided[block] = _block(unique[block])
    return pl.DataFrame(
        {"likeness": scores[place_of], "decided_by": pl.Series(decided[place_of].tolist(), dtype=pl.String)}
    )


def likeness(left: str, right: str) -> float:
    """The likeness of two names; for one pair, where speed doesn't matter."""
    pairs = pl.DataFrame({"name_l": [left], "name_r": [right]}, schema=_NAMES)
    return float(name_likeness(pairs)["likeness"][0])


def _block(pairs: list[tuple[str | None, str | None]]) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    table = WordTable()
    named = [pair for pair in pairs if None not in pair]
    beside_syllables = {one: False for pair in named for one in pair if one is not None}
    for one, other in named:
        if one is not None and other is not None:
            beside_syllables[one] |= _is_syllabic(other)
            beside_syllables[other] |= _is_syllabic(one)
    shapes = _shapes(beside_syllables, table)
    place = {name: row for row, name in enumerate(beside_syllables)}
    pair_of, left, right = _variant_pairs(pairs, place, shapes)
    likeness = np.zeros(len(pairs), dtype=np.float64)
    decided = np.full(len(pairs), "", dtype=object)
    if len(pair_of):
        scores, by = _scores(shapes, left, right, table)
        # The best variants of each pair; the first reading where several are as good.
        order = np.lexsort((np.arange(len(scores)), -scores, pair_of))
        first = order[np.unique(pair_of[order], return_index=True)[1]]
        likeness[pair_of[first]] = np.round(scores[first], 6)
        decided[pair_of[first]] = np.where(scores[first] > 0, by[first], "")
    return likeness, decided


def _is_syllabic(name: str) -> bool:
    return not name.isascii() and _SYLLABLES.search(name) is not None


def _shapes(names: dict[str, bool], table: WordTable) -> _Shapes:
    of_name: list[list[int]] = []
    readings: list[str] = []
    words: list[list[int]] = []
    found: list[Variant] = []
    for name, beside_syllables in names.items():
        rows = []
        for variant in variants(name, beside_syllables=beside_syllables):
            rows.append(len(readings))
            readings.append(variant.reading)
            words.append([table.add(word) for word in variant.words] + [-1] * (MOST_WORDS - len(variant.words)))
            found.append(variant)
        of_name.append(rows)
    shape = (len(words), MOST_WORDS)
    return _Shapes(of_name, readings, np.array(words, dtype=np.int32).reshape(shape), found)


def _joined(shapes: _Shapes, rows: NDArray[np.int64], table: WordTable) -> NDArray[np.int32]:
    """Each name in one word, as it stands and with its last word first; worked out once a variant."""
    unique, place = np.unique(rows, return_inverse=True)
    ends = [_in_one(shapes.variants[row], table) for row in unique.tolist()]
    return np.array(ends, dtype=np.int32).reshape(len(ends), 2)[place]


def _in_one(variant: Variant, table: WordTable) -> tuple[int, int]:
    words = [word for word in variant.words if word.kind not in ("honorific", "legal")] or list(variant.words)
    return table.add_joined(words), table.add_joined([words[-1], *words[:-1]])


def _variant_pairs(
    pairs: list[tuple[str | None, str | None]], place: dict[str, int], shapes: _Shapes
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    found: list[tuple[int, int, int]] = []
    for row, (name_l, name_r) in enumerate(pairs):
        if name_l is None or name_r is None:
            continue
        found += [
            (row, left, right)
            for left in shapes.of_name[place[name_l]]
            for right in shapes.of_name[place[name_r]]
            if _may_meet(shapes, place[name_l], left, place[name_r], right)
        ]
    table = np.array(found, dtype=np.int64).reshape(len(found), 3)
    return table[:, 0], table[:, 1], table[:, 2]


_HAN = frozenset({"mandarin", "cantonese"})
# Readings of names whose given name is written as one.
_SYLLABIC = _HAN | {"hangul", "custom"}


def _may_meet(shapes: _Shapes, name_l: int, left: int, name_r: int, right: int) -> bool:
    """Whether two readings are of one kind: pinyin is for Mandarin, and Mandarin takes pinyin where it can have it."""
    kinds = shapes.readings[left], shapes.readings[right]
    if "wade_giles" in kinds:
        return not {"mandarin", "pinyin"}.isdisjoint(kinds)
    if "pinyin" in kinds:
        return "mandarin" in kinds
    if "merged" in kinds:
        return not _SYLLABIC.isdisjoint(kinds)
    if set(kinds) <= _HAN:
        return kinds[0] == kinds[1]
    if "mandarin" in kinds and "letters" in kinds:
        other = shapes.of_name[name_l if kinds[0] == "letters" else name_r]
        return all(shapes.readings[row] != "pinyin" for row in other)
    return True


def _scores(
    shapes: _Shapes, left: NDArray[np.int64], right: NDArray[np.int64], table: WordTable
) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    words_l, words_r = shapes.words[left], shapes.words[right]
    count_l, count_r = (words_l >= 0).sum(axis=1), (words_r >= 0).sum(axis=1)
    # Names of as many words need no joining to be compared word by word.
    uneven = np.flatnonzero(count_l != count_r)
    joined_l, joined_r = _joined(shapes, left[uneven], table), _joined(shapes, right[uneven], table)
    grid_l = np.repeat(words_l[:, :, None], MOST_WORDS, axis=2)
    grid_r = np.repeat(words_r[:, None, :], MOST_WORDS, axis=1)
    ends_l = np.stack([joined_l[:, 0], joined_l[:, 0], joined_l[:, 1]], axis=1)
    ends_r = np.stack([joined_r[:, 0], joined_r[:, 1], joined_r[:, 0]], axis=1)
    alike = word_likeness(
        np.concatenate([grid_l.reshape(-1), ends_l.reshape(-1)]),
        np.concatenate([grid_r.reshape(-1), ends_r.reshape(-1)]),
        table,
    )
    cells = len(left) * MOST_WORDS * MOST_WORDS
    grid = alike[:cells].reshape(len(left), MOST_WORDS, MOST_WORDS)
    whole = np.zeros(len(left), dtype=np.float32)
    whole[uneven] = alike[cells:].reshape(len(uneven), 3).max(axis=1)
    matched: Match = match_words(grid, words_l, words_r, table)
    loss = np.where(np.minimum(count_l, count_r) == 1, 1, _JOINED_LOSS)
    joined = np.clip(1 - (1 - whole) * loss, 0, 1) * matched.joined_credit
    # Names of nothing but initials or particles are themselves, too.
    score = np.where((words_l == words_r).all(axis=1), 1, np.maximum(matched.score, joined))
    readings = np.array(shapes.readings, dtype=object)
    special = np.where(readings[left] != "letters", readings[left], readings[right])
    by = np.where(joined > matched.score, "joined", special)
    return score.astype(np.float64), by
