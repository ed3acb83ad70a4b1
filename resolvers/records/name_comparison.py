"""Compares the names of two records word by word, whatever the order of the words.

Each word of the shorter name is equal to one of the longer, close to one (a slip, one sound, a short form, another
script), an initial of one, or differs. That a name has words more counts nothing: people leave words out. Of records
with several names the two that agree best are compared, and how many there were to choose from is held against them.
Names in two scripts have levels of their own, for there no word can be equal; those that look unlike by letters are
listened to (resolvers/names) where all else speaks for a pair.
"""

from itertools import combinations_with_replacement, product

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolvers.records.comparison import Codes, Level, bits_of, crossed, level_of, packed
from resolvers.records.names import Names, word_bits
from resolvers.records.texts import Bits, Flags, Ints, distinct_with_places

_EQUAL, _CLOSE, _INITIAL, _DIFFERENT = range(4)
_WORDS = ("equal", "close", "initial", "different")
# How often a word of a true pair is written so: what registers of persons show, before any data is seen.
_PRIOR = (0.78, 0.13, 0.02, 0.07)
# The same of relatives, who share a surname as often as not.
_NEAR = (0.4, 0.05, 0.03, 0.52)
# Words of the shorter name that levels tell apart; longer names are brought to this many.
_TOLD = 3
# Stands in the right name for a word that is none or found its like; in the left it is -1.
_TAKEN = -2
_SHORT = 5
_BATCH = 100_000
# Pairs of names listened to at once: each takes some 10 KB.
_HEARD_BATCH = 2_000
_SAMPLE = 400_000
_ENOUGH_WORDS, _USUAL_LOSS = 2000, 1.0


def _levels() -> tuple[tuple[Level, ...], NDArray[np.uint8]]:
    """The levels, and the level of each (words, equal, close, initial)."""
    levels = [Level("missing", 0.0)]
    table = np.zeros((_TOLD + 1,) * 4, dtype=np.uint8)
    for words in range(1, _TOLD + 1):
        outcomes = list(combinations_with_replacement(range(4), words))
        ways = [sum(1 for _ in product(range(4), repeat=words) if tuple(sorted(_)) == outcome) for outcome in outcomes]
        for outcome, count in zip(outcomes, ways, strict=True):
            told = ", ".join(f"{outcome.count(kind)} {_WORDS[kind]}" for kind in range(4) if kind in outcome)
            prior = count * float(np.prod([_PRIOR[kind] for kind in outcome]))
            some = _DIFFERENT not in outcome or len(set(outcome)) > 1
            index = (words, outcome.count(_EQUAL), outcome.count(_CLOSE), outcome.count(_INITIAL))
            table[index] = len(levels)
            near = count * float(np.prod([_NEAR[kind] for kind in outcome]))
            levels.append(Level(f"of {words}: {told}", prior, f"{words} words", is_rated=some, near=near))
    # A word that is close across scripts by chance is common: only names that are alike as a whole are rated.
    across = (
        ("all words alike", 0.6, 0.05, True),
        ("some words alike", 0.2, 0.25, False),
        ("none alike", 0.2, 0.7, False),
    )
    levels += [
        Level(f"other script: {name}", m, "other script", is_rated=rated, near=near) for name, m, near, rated in across
    ]
    return tuple(levels), table


_LEVELS, _LEVEL_OF = _levels()
_ALL_ALIKE, _SOME_ALIKE, _NONE_ALIKE = (len(_LEVELS) - 3 + place for place in range(3))
# Likeness from which two names in two scripts are more likely one than not, and what hearing it is worth beside words
# that are alike by letters: the comparer takes about one wrong pair in three hundred for right. Of 60,000 pairs of
# unlike names drawn at random it took one, so the whole is never worth more than that.
_HEARD_ALIKE, _HEARD_BITS, _MOST_HEARD = 0.7, 8.0, 16.0


class NameComparison:
    """Compares names.

    Attributes:
        name: The columns the names are from.
        levels: Its levels.
    """

    def __init__(self, name: str, names: Names, seed: int) -> None:
        self.name = name
        self.levels = _LEVELS
        self.names = names
        self._equal_bits = word_bits(names.vocabulary.shares)
        self._close_loss = self._bits_lost_by_closeness(seed)

    def codes(self, left: Ints, right: Ints) -> Codes:
        """A code for each pair of records."""
        names = self.names
        found = np.zeros(len(left), dtype=np.uint16)
        batch = self._batch(left, right)
        for begin in range(0, len(left), batch):
            some = slice(begin, begin + batch)
            if names.most == 1:
                has = (names.start[left[some] + 1] > names.start[left[some]]) & (
                    names.start[right[some] + 1] > names.start[right[some]]
                )
                pair, one, other = _of_single(names.start, np.flatnonzero(has), left[some], right[some])
            else:
                pair, one, other = crossed(names.start, left[some], right[some])
            if len(pair):
                level, bits = self._of_names(names.of_record[one], names.of_record[other])
                if names.most > 1:
                    pair, level, bits = _best(pair, level, bits)
                found[begin + pair] = packed(level, bits)
        return found

    def _batch(self, left: Ints, right: Ints) -> int:
        """Pairs of records that make so many pairs of names as are held at once."""
        counts = np.diff(self.names.start)
        several = float((counts[left] * counts[right]).mean()) if len(left) and self.names.most > 1 else 1.0
        return max(int(_BATCH / max(several, 1.0)), 1000)

    def is_worth_hearing(self, codes: Codes) -> Flags:
        """Which pairs are of names in two scripts that aren't alike by letters."""
        level = level_of(codes)
        found: Flags = (level == _SOME_ALIKE) | (level == _NONE_ALIKE)
        return found

    def heard_codes(self, codes: Codes) -> Codes:
        """The codes of pairs whose names are heard to be alike: worth more than the words that are alike by letters."""
        return packed(
            np.full(len(codes), _ALL_ALIKE, dtype=np.uint8), np.minimum(bits_of(codes) + _HEARD_BITS, _MOST_HEARD)
        )

    def heard_alike(self, left: Ints, right: Ints) -> Flags:
        """Which pairs of records have names that sound alike across scripts; some 50 µs a pair of names."""
        # Readings of all scripts take 60 MB: tables of one script do without.
        from resolvers.names.comparer import name_likeness

        names = self.names
        pair, one, other = crossed(names.start, left, right)
        one, other = names.of_record[one], names.of_record[other]
        across = names.scripts[one] != names.scripts[other]
        pair, one, other = pair[across], one[across], other[across]
        found = np.zeros(len(left), dtype=bool)
        for begin in range(0, len(pair), _HEARD_BATCH):
            some = slice(begin, begin + _HEARD_BATCH)
            texts = pl.DataFrame({"name_l": self._spelled(one[some]), "name_r": self._spelled(other[some])})
            alike = name_likeness(texts)["likeness"].to_numpy() >= _HEARD_ALIKE
            found[pair[some][alike]] = True
        return found

    def _spelled(self, names: Ints) -> list[str]:
        words = np.array([*self.names.vocabulary.texts, ""], dtype=object)[self.names.words[names]]
        return [" ".join(filter(None, name)) for name in words.tolist()]

    def _of_names(self, left: Ints, right: Ints) -> tuple[NDArray[np.uint8], Bits]:
        """Level and rarity of pairs of names, each unique pair once."""
        low, high = np.minimum(left, right).astype(np.int64), np.maximum(left, right)
        keys, back = distinct_with_places(low * len(self.names.words) + high)
        one, other = (keys // len(self.names.words)).astype(np.int32), (keys % len(self.names.words)).astype(np.int32)
        # The shorter name first, so that its words are the ones that find their like.
        swap = self.names.counts[one] > self.names.counts[other]
        one, other = np.where(swap, other, one), np.where(swap, one, other)
        level, bits = np.zeros(len(keys), dtype=np.uint8), np.zeros(len(keys), dtype=np.float32)
        widths = np.maximum(self.names.counts[other], 2)
        for width in np.unique(widths):
            rows = np.flatnonzero(widths == width)
            level[rows], bits[rows] = self._of_width(one[rows], other[rows], int(width))
        return level[back], bits[back]

    def _of_width(self, one: Ints, other: Ints, width: int) -> tuple[NDArray[np.uint8], Bits]:
        """Pairs of names of at most `width` words."""
        # A word's row a place, so that each is at hand in one piece; words that found their like are taken out.
        words_l, words_r = self.names.words[one, :width].T.copy(), self.names.words[other, :width].T.copy()
        words_r[words_r < 0] = _TAKEN
        bits = np.zeros(len(one), dtype=np.float32)
        tallies = np.zeros((3, len(one)), dtype=np.int32)
        for place_l, place_r in product(range(width), repeat=2):
            rows = np.flatnonzero(words_l[place_l] == words_r[place_r])
            tallies[_EQUAL, rows] += 1
            bits[rows] += self._equal_bits[words_l[place_l, rows]]
            words_l[place_l, rows] = -1
            words_r[place_r, rows] = _TAKEN
        for kind in (_CLOSE, _INITIAL):
            for place_l, place_r in product(range(width), repeat=2):
                rows = np.flatnonzero((words_l[place_l] >= 0) & (words_r[place_r] >= 0))
                word_l, word_r = words_l[place_l, rows], words_r[place_r, rows]
                like = self._close(word_l, word_r) if kind == _CLOSE else self._initial(word_l, word_r)
                rows, word_l, word_r = rows[like], word_l[like], word_r[like]
                tallies[kind, rows] += 1
                bits[rows] += self._close_bits(word_l, word_r) if kind == _CLOSE else 3.0
                words_l[place_l, rows] = -1
                words_r[place_r, rows] = _TAKEN
        return self._told(one, other, tallies, bits)

    def _told(self, one: Ints, other: Ints, tallies: NDArray[np.int32], bits: Bits) -> tuple[NDArray[np.uint8], Bits]:
        count = self.names.counts[one]
        # Words parted and joined otherwise (Xiao Ming, Xiaoming): the same letters are the same name.
        same = (self.names.letters[one] == self.names.letters[other]) & (tallies[_EQUAL] + tallies[_CLOSE] < count)
        tallies[:, same] = 0
        tallies[_CLOSE, same] = count[same]
        bits = np.where(same, self._all_bits(one), bits)
        told = np.minimum(count, _TOLD)
        equal, close, initial = (_scaled(tally, count, told) for tally in tallies)
        # Rounding never turns a name that differs in a word into one that doesn't, nor the other way round.
        rest = told - equal - close - initial
        is_whole = tallies.sum(axis=0) == count
        equal = np.where(is_whole, equal + np.maximum(rest, 0) * (tallies[_EQUAL] > 0), equal)
        close = np.where(is_whole & (tallies[_EQUAL] == 0), told - initial, close)
        over = np.maximum(equal + close + initial - np.where(is_whole, told, told - 1), 0)
        equal = np.maximum(equal - over, 0)
        level = _LEVEL_OF[told, equal, np.minimum(close, told - equal), initial]
        alike = np.where(is_whole, _ALL_ALIKE, np.where(tallies.sum(axis=0) > 0, _SOME_ALIKE, _NONE_ALIKE))
        across = self.names.scripts[one] != self.names.scripts[other]
        return np.where(across, alike, level).astype(np.uint8), bits

    def _all_bits(self, names: Ints) -> Bits:
        words = self.names.words[names]
        bits: Bits = np.where(words >= 0, self._equal_bits[words], 0).sum(axis=1).astype(np.float32) * np.float32(0.8)
        return bits

    def _close(self, left: Ints, right: Ints) -> Flags:
        """Which words are close: a slip, one spelling in Latin letters, one sound, short forms, a beginning."""
        words = self.names.vocabulary
        close: Flags = words.latin[left] == words.latin[right]
        close |= (words.sounds[left] == words.sounds[right]) & (words.sounds[left] >= 0)
        short = words.short_forms[:, 0] >= 0
        rows = np.flatnonzero(short[left] & short[right])
        for one, other in product(range(words.short_forms.shape[1]), repeat=2):
            forms = words.short_forms[left[rows], one]
            close[rows] |= (forms == words.short_forms[right[rows], other]) & (forms >= 0)
        rows = np.flatnonzero(~close)
        slips = words.spellings.few_slips(left[rows], right[rows])
        # Short words that begin unlike are other names (Yang, Gang), not slips.
        long = np.minimum(words.spellings.lengths[left[rows]], words.spellings.lengths[right[rows]]) > _SHORT
        close[rows] = slips & (long | (words.initials[left[rows]] == words.initials[right[rows]]))
        rows = np.flatnonzero(~close & (words.starts[left] == words.starts[right]) & (words.starts[left] >= 0))
        texts = words.spellings.texts
        pairs = zip(texts[left[rows]].tolist(), texts[right[rows]].tolist(), strict=True)
        close[rows] = [one.startswith(other) or other.startswith(one) for one, other in pairs]
        return close

    def _initial(self, left: Ints, right: Ints) -> Flags:
        words = self.names.vocabulary
        lengths = words.spellings.lengths
        found: Flags = (words.initials[left] == words.initials[right]) & (
            np.minimum(lengths[left], lengths[right]) == 1
        )
        return found

    def _close_bits(self, left: Ints, right: Ints) -> Bits:
        return np.maximum(np.minimum(self._equal_bits[left], self._equal_bits[right]) - self._close_loss, 0)

    def _bits_lost_by_closeness(self, seed: int) -> float:
        """How much more often words of two records are close by chance than equal, in bits."""
        borne = self.names.words[self.names.of_record]
        pool = borne[borne >= 0]
        if len(pool) < 2:
            return 0.0
        drawn = np.random.default_rng(seed).integers(0, len(pool), (2, _SAMPLE))
        left, right = pool[np.sort(drawn, axis=0)]
        left, right = left[left != right], right[left != right]
        close = sum(
            int(self._close(left[begin : begin + _BATCH], right[begin : begin + _BATCH]).sum())
            for begin in range(0, len(left), _BATCH)
        )
        equal = (
            float((self.names.vocabulary.shares**2).sum())
            * _SAMPLE
            / max(borne.shape[0] and float((borne >= 0).sum(axis=1).mean()) ** 2, 1.0)
        )
        measured = float(np.clip(np.log2((close + 1) / (equal + 1)), 0.5, 6.0))
        # In a small table most words that are close are one person's.
        trust = min(len(pool) / _ENOUGH_WORDS, 1.0)
        return trust * measured + (1 - trust) * _USUAL_LOSS


def _of_single(
    start: NDArray[np.int64], pair: NDArray[np.int64], left: Ints, right: Ints
) -> tuple[NDArray[np.int64], Ints, Ints]:
    """Pairs of records with one name each, and the places of their names."""
    return pair, start[left[pair]], start[right[pair]]


def _scaled(tally: NDArray[np.int32], count: Ints, told: NDArray[np.int32]) -> NDArray[np.int32]:
    return np.where(count > _TOLD, tally * told // np.maximum(count, 1), tally)


_PRIOR_BITS = np.array([0.0, *(np.log2(level.prior) for level in _LEVELS[1:])], dtype=np.float32)


def _best(
    pair: NDArray[np.int64], level: NDArray[np.uint8], bits: Bits
) -> tuple[NDArray[np.int64], NDArray[np.uint8], Bits]:
    """The two names of each pair that speak most for it, less what the choice among several is worth."""
    worth = _PRIOR_BITS[level] + bits
    order = np.lexsort((level, -worth, pair))
    kept, first, among = np.unique(pair[order], return_index=True, return_counts=True)
    chosen = order[first]
    return kept, level[chosen], np.maximum(bits[chosen] - np.log2(among), 0).astype(np.float32)
