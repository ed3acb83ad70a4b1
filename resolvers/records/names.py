"""The names of the records of a table: every way a record writes its person's name, as words with their rarity.

A name is a row of words; each word is prepared once: its Latin spelling, its sound, its short forms.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import jellyfish
import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolvers.names.lexicon import lexicon_lines
from resolvers.names.sounds.letters import script_of
from resolvers.records.columns import Column
from resolvers.records.comparison import shares_beyond
from resolvers.records.spelled_names import borne_names
from resolvers.records.texts import Bits, Ints, Spellings, distinct, latin, numbered

# As many words of a name are compared, and as many names of a record; what stands behind is left out.
MOST_WORDS = 6
MOST_NAMES = 16
_SHORT_FORMS = 2
# Words of names there are outside a table, if all were as common.
_VARIETY = 500


@dataclass(frozen=True)
class Words:
    """The unique words of all names.

    Attributes:
        spellings: The words in Latin letters, ready to compare.
        latin: A number for each Latin spelling: words of two scripts that are spelled alike share it.
        sounds: A number for how each sounds; -1 where that says nothing.
        starts: A number for the first three letters; -1 for shorter words.
        initials: A number for the first letter.
        short_forms: Numbers of the groups of short and fond forms each belongs to; -1 for none.
        shares: Share of the records that bear each.
        texts: The words as written.
    """

    spellings: Spellings
    latin: Ints
    sounds: Ints
    starts: Ints
    initials: Ints
    short_forms: Ints
    shares: NDArray[np.float64]
    texts: list[str]


@dataclass(frozen=True)
class Names:
    """Names of records.

    Attributes:
        start: Where the names of each record begin in `of_record`; one more entry at the end.
        of_record: Numbers of names, record by record.
        words: Words of each name, MOST_WORDS of them, -1 behind the last.
        counts: How many words each name has.
        scripts: A number for the script of each name's first word.
        letters: A number for the letters of each name whatever their order.
        vocabulary: The words.
        most: Names of the record that has most.
    """

    start: NDArray[np.int64]
    of_record: Ints
    words: Ints
    counts: Ints
    scripts: Ints
    letters: Ints
    vocabulary: Words
    most: int


def names_of(table: pl.DataFrame, columns: Sequence[Column]) -> Names | None:
    """The names of each record; None where no column holds names.

    Args:
        table: The records, text columns.
        columns: What they hold.

    Returns:
        The names; numbers don't depend on the order of the records.
    """
    borne = borne_names(table, columns)
    if borne is None:
        return None
    records, codes, texts = borne
    keys = distinct(records.astype(np.int64) << 32 | codes)
    records, codes = keys >> 32, (keys & 0xFFFFFFFF).astype(np.int32)
    place = np.arange(len(records)) - np.searchsorted(records, records)
    records, codes = records[place < MOST_NAMES], codes[place < MOST_NAMES]
    lengths = np.bincount(records, minlength=table.height)
    start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    words, word_texts = _word_grid(texts)
    vocabulary = _vocabulary(word_texts, _shares(words[codes], records, len(word_texts), table.height))
    counts = (words >= 0).sum(axis=1).astype(np.int32)
    letters = _letters(vocabulary.spellings.texts.tolist(), words)
    known = ["latin" if word.isascii() else script_of(word) for word in word_texts]
    scripts = np.append(numbered(pl.Series(known, dtype=pl.String))[0], -1)[words[:, 0]]
    return Names(start, codes, words, counts, scripts, letters, vocabulary, int(lengths.max(initial=0)))


def _word_grid(texts: pl.Series) -> tuple[Ints, list[str]]:
    """Words of each name as numbers, and their texts."""
    split = texts.str.split(" ").list.head(MOST_WORDS)
    lengths = split.list.len().to_numpy().astype(np.int64)
    codes, words = numbered(split.explode())
    grid = np.full((len(texts), MOST_WORDS), -1, dtype=np.int32)
    within = np.arange(len(codes)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    grid[np.repeat(np.arange(len(texts)), lengths), within] = codes
    return grid, words


def _shares(grid: Ints, records: NDArray[np.int64], word_count: int, record_count: int) -> NDArray[np.float64]:
    """Share of the records that bear each word."""
    here = grid >= 0
    keys = distinct(np.repeat(records, here.sum(axis=1)) << 32 | grid[here].astype(np.int64))
    return shares_beyond(np.bincount(keys & 0xFFFFFFFF, minlength=word_count), record_count, _VARIETY)


def _letters(spelled: Sequence[str], words: Ints) -> Ints:
    """A number for the letters of each name whatever their order and however they are parted into words."""
    lengths = np.fromiter((len(word) for word in spelled), dtype=np.int64, count=len(spelled))
    signs = np.frombuffer("".join(spelled).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    # A sum of well mixed numbers knows which letters there are, not where.
    mixed = (signs + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    of_word = np.zeros(len(spelled) + 1, dtype=np.uint64)
    some = np.flatnonzero(lengths)
    of_word[some] = np.add.reduceat(mixed, (np.cumsum(lengths) - lengths)[some]) if len(some) else 0
    sums = of_word[words].sum(axis=1, dtype=np.uint64)
    numbers: Ints = np.searchsorted(distinct(sums), sums).astype(np.int32)
    return numbers


def _vocabulary(texts: list[str], shares: NDArray[np.float64]) -> Words:
    spelled = latin(texts, are_surnames=[True] * len(texts))
    column = pl.Series(spelled, dtype=pl.String)
    long = column.str.len_chars() >= 3
    return Words(
        spellings=Spellings(spelled),
        latin=numbered(column)[0],
        sounds=numbered(pl.Series([_sound(word) for word in spelled], dtype=pl.String))[0],
        starts=numbered(column.str.slice(0, 3).set(~long, None))[0],
        initials=numbered(column.str.slice(0, 1))[0],
        short_forms=_short_forms(spelled),
        shares=shares,
        texts=texts,
    )


def _sound(word: str) -> str | None:
    """How a word of Latin letters sounds; null where it is too short to tell."""
    code = jellyfish.metaphone(word) if len(word) >= 3 and word.isalpha() else ""
    return code if len(code) >= 2 else None


@cache
def _short_form_groups() -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for number, line in enumerate(lexicon_lines("given_names.txt")):
        for word in latin(line.casefold().split()):
            groups.setdefault(word, []).append(number)
    return groups


def _short_forms(spelled: Sequence[str]) -> Ints:
    groups = _short_form_groups()
    found = np.full((len(spelled), _SHORT_FORMS), -1, dtype=np.int32)
    for place, word in enumerate(spelled):
        for column, number in enumerate(groups.get(word, [])[:_SHORT_FORMS]):
            found[place, column] = number
    return found


def word_bits(shares: NDArray[np.float64]) -> Bits:
    """How much it tells that two records share a word, in bits."""
    return -np.log2(np.maximum(shares, 1e-12)).astype(np.float32)
