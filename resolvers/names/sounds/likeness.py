"""How alike two words sound: a weighted edit distance over sounds, for many pairs of words at once.

Vowels are light and consonants of one place of speech are near each other, since that is what transliteration changes.
Each pair is compared under the habits of its two scripts: where short vowels are not written they cost nearly nothing,
and Chinese characters have no voiced stops and no r to spell a foreign name with.

**Source:** the edit distance of Wagner and Fischer (1974) with costs from sounds.txt; the idea of weighing by features
follows Kondrak, A New Algorithm for the Alignment of Phonetic Sequences (NAACL 2000). Known limit: no swaps of sounds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8]
Costs = NDArray[np.float32]

# Longer words are cut here: no name has as many sounds, and the table of costs grows with the square.
LONGEST = 24
_LENGTHS = (4, 6, 9, 14, LONGEST)
_VOWELS = "aeiouy@"
_SIZE = 128
# A sign that may be several sounds is never quite as good as the sound itself.
_DOUBT = 0.04


@dataclass(frozen=True)
class Habits:
    """How costs change between two scripts.

    Attributes:
        vowel_drop: Factor on leaving out or adding a vowel.
        vowel_swap: Factor on taking one vowel for another.
        voice: Factor on the costs between consonants.
        near: Pairs of sounds that are as good as one here.
        drop: What leaving out a sound costs here.
    """

    vowel_drop: float = 1.0
    vowel_swap: float = 1.0
    voice: float = 1.0
    near: tuple[tuple[str, float], ...] = ()
    drop: tuple[tuple[str, float], ...] = ()


HABITS = {
    # Both sides of one script: what is written differently was mostly meant differently.
    "same": Habits(vowel_drop=1.3, vowel_swap=1.5, voice=1.2),
    "across": Habits(),
    # Arabic and Hebrew leave out short vowels.
    "unvowelled": Habits(vowel_drop=0.4, vowel_swap=0.7),
    # Chinese characters: a syllable for each consonant, no voice, no r, no v, few finals.
    "syllables": Habits(
        vowel_drop=0.6,
        vowel_swap=0.7,
        voice=0.7,
        near=(
            ("lr", 0.1),
            ("ln", 0.5),
            ("fw", 0.3),
            ("fv", 0.1),
            ("vw", 0.05),
            ("hf", 0.35),
            ("mn", 0.25),
            ("xk", 0.2),
        ),
        drop=(("rR", 0.35), ("t", 0.6), ("d", 0.6), ("l", 0.7), ("h", 0.25), ("kgpb", 0.8), ("nN", 0.7)),
    ),
    # Kana and Hangul: open syllables, l and r are one, b stands for v.
    "east": Habits(
        vowel_drop=0.5,
        near=(
            ("lr", 0.05),
            ("bv", 0.1),
            ("pf", 0.15),
            ("fh", 0.2),
            ("sT", 0.05),
            ("zD", 0.1),
            ("tc", 0.3),
            ("Si", 0.9),
        ),
        drop=(("rR", 0.4),),
    ),
}


def _declared() -> tuple[Costs, Costs, dict[str, str]]:
    """Costs between plain sounds, costs of dropping them, and the signs of several sounds."""
    text = (files("resolvers.names.sounds") / "sounds.txt").read_text(encoding="utf-8")
    near = np.ones((_SIZE, _SIZE), dtype=np.float32)
    np.fill_diagonal(near, 0)
    drop = np.ones(_SIZE, dtype=np.float32)
    either = {}
    for kind, *values in (line.split("\t") for line in text.splitlines() if line and not line.startswith("#")):
        if kind == "drop":
            drop[[ord(sound) for sound in values[0]]] = float(values[1])
        elif kind == "near":
            left, right = ord(values[0]), ord(values[1])
            near[left, right] = near[right, left] = float(values[2])
        else:
            either[values[0]] = values[1]
    return near, drop, either


@cache
def costs(habits_name: str) -> tuple[Costs, Costs]:
    """Costs of taking one sound for another, and of dropping one, under the named habits."""
    habits = HABITS[habits_name]
    near, drop, either = _declared()
    vowels = [ord(vowel) for vowel in _VOWELS]
    is_vowel = np.zeros(_SIZE, dtype=bool)
    is_vowel[vowels] = True
    near = np.where(is_vowel[:, None] & is_vowel[None, :], near * habits.vowel_swap, near)
    near = np.where(~is_vowel[:, None] & ~is_vowel[None, :] & (near < 1), near * habits.voice, near)
    near = np.minimum(near, 1)
    drop[is_vowel] *= habits.vowel_drop
    for pair, cost in habits.near:
        near[ord(pair[0]), ord(pair[1])] = near[ord(pair[1]), ord(pair[0])] = cost
    for sounds, cost in habits.drop:
        drop[[ord(sound) for sound in sounds]] = cost
    plain = near.copy()
    members = {sign: [ord(sound) for sound in sounds] for sign, sounds in either.items()}
    for sign, places in members.items():
        near[ord(sign), :] = near[:, ord(sign)] = plain[places].min(axis=0) + _DOUBT
        drop[ord(sign)] = drop[places].mean()
    for sign, places in members.items():
        for other, other_places in members.items():
            near[ord(sign), ord(other)] = 0 if sign == other else plain[np.ix_(places, other_places)].min() + _DOUBT
    return near, drop


def sound_codes(words: Sequence[str]) -> tuple[Codes, NDArray[np.int64]]:
    """Sounds of words as one array of codes, cut at LONGEST and filled with 0, and their lengths."""
    filled = b"".join(word[:LONGEST].encode("ascii").ljust(LONGEST, b"\0") for word in words)
    codes = np.frombuffer(filled, dtype=np.uint8).reshape(len(words), LONGEST)
    return codes, (codes > 0).sum(axis=1).astype(np.int64)


def sound_likeness(left: Codes, right: Codes, habits_name: str) -> Costs:
    """How alike the words of each row sound, from 0 (nothing in common) to 1; symmetric.

    Args:
        left: Codes of words (see sound_codes).
        right: Codes of as many words.
        habits_name: A key of HABITS.

    Returns:
        One number a row. Cost: one pass over LONGEST squared cells at most, each for all rows at once.
    """
    likeness = np.zeros(len(left), dtype=np.float32)
    lengths = np.maximum((left > 0).sum(axis=1), (right > 0).sum(axis=1))
    # Rows of about one length together: short words need few cells.
    for shortest, longest in pairwise((0, *_LENGTHS)):
        rows = np.flatnonzero((lengths > shortest) & (lengths <= longest))
        if len(rows):
            likeness[rows] = _of_one_length(left[rows, :longest], right[rows, :longest], costs(habits_name))
    return likeness


def _of_one_length(left: Codes, right: Codes, both_costs: tuple[Costs, Costs]) -> Costs:
    near, drop = both_costs
    drop = np.where(np.arange(_SIZE) == 0, np.float32(0), drop).astype(np.float32)
    # Filling costs nothing to drop and everything to take for a sound.
    near = near.copy()
    near[0, :] = near[:, 0] = 9
    near[0, 0] = 0
    drop_left, drop_right = drop[left], drop[right]
    # One row of the table at a time, all pairs side by side. Adding sounds of the right word costs the same from every
    # cell, so the cheapest way to each cell is a running minimum of what is left when that is taken off.
    added = np.zeros((right.shape[1] + 1, len(left)), dtype=np.float32)
    np.cumsum(drop_right.T, axis=0, out=added[1:])
    row = added.copy()
    for index in range(left.shape[1]):
        reached = row + drop_left[:, index]
        np.minimum(reached[1:], row[:-1] + near[left[:, index][:, None], right].T, out=reached[1:])
        row = np.minimum.accumulate(reached - added, axis=0) + added
    weight = drop_left.sum(axis=1) + drop_right.sum(axis=1)
    return np.where(weight > 0, 1 - np.minimum(2 * row[-1] / np.maximum(weight, 1e-6), 1), 0).astype(np.float32)
