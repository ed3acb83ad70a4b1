"""How alike two words of names are: by spelling within one script, by sound across scripts; each unique pair once.

**Source:** Jaro-Winkler (Winkler 1990) and optimal string alignment of rapidfuzz; sounds/likeness.py for sound.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from resolvers.names.lexicon import lexicon_lines
from resolvers.names.sounds.likeness import Codes, sound_codes, sound_likeness
from resolvers.names.variants import Word, legal_forms

Likeness = NDArray[np.float32]
Rows = NDArray[np.int32]
Numbers = NDArray[np.int64]

# Unvowelled scripts, and those whose syllables are open: see sounds.likeness.HABITS.
_UNVOWELLED = frozenset({"arabic", "hebrew", "thai", "devanagari"})
_EAST = frozenset({"kana", "hangul"})
# Characters of one sound are mostly other names (明, 鸣).
_HOMOPHONE, _NEAR_HOMOPHONE = 0.9, 0.54
# Jaro-Winkler below which two words of one script are not compared by sound.
_WORTH_HEARING = 0.6
# Short forms of one given name (Саша, Александр) are that name, but also others'.
_SHORT_FORM = 0.9
# Which habits of sounds (see sounds.likeness.HABITS) stand for others here.
_KERNEL = {"pinyin": "same", "cantonese": "syllables"}
# Spelling is brought to the same scale.
_SPELLING_SCALE = 1.15
# How far likeness by sound stands from what spelling would say, per habits: brought to one scale, on which 0.7 parts
# right from wrong best (measured on one half of public name pairs, see benchmarks/README.md).
_SCALE = {
    "same": 1.0,
    "across": 1.0,
    "unvowelled": 1.0,
    "syllables": 0.68,
    "cantonese": 0.9,
    "east": 0.85,
    "pinyin": 1.0,
}


class WordTable:
    """Unique words of names with a number each. Words are added, never taken out."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str, str, str], int] = {}
        self.words: list[Word] = []

    def add(self, word: Word) -> int:
        """The number of a word."""
        row = self._rows.setdefault(word[:4], len(self.words))
        if row == len(self.words):
            self.words.append(word)
        return row

    def add_joined(self, words: Sequence[Word]) -> int:
        """The number of some words written as one."""
        return self.add(
            Word(
                "".join(word.form for word in words),
                "".join(word.latin for word in words),
                "".join(word.sounds for word in words),
                words[0].script,
                "joined",
            )
        )

    def kinds(self, kind: str) -> NDArray[np.bool_]:
        """Which words are of a kind; one more entry at the end, for no word, is false."""
        return np.array([word.kind == kind for word in self.words] + [False])

    def lengths(self) -> NDArray[np.int64]:
        """How many sounds each word has; the entry for no word is 0."""
        return np.array([len(word.sounds) or len(word.form) for word in self.words] + [0])


def word_likeness(left: Rows, right: Rows, table: WordTable) -> Likeness:
    """How alike words are, from 0 to 1; -1 where one of them is missing (-1). Symmetric.

    Args:
        left: Numbers of words.
        right: As many.
        table: The words.

    Returns:
        One number a row; work grows with the unique pairs among them.
    """
    present = (left >= 0) & (right >= 0)
    low, high = np.minimum(left, right)[present].astype(np.int64), np.maximum(left, right)[present].astype(np.int64)
    keys, inverse = np.unique(low * len(table.words) + high, return_inverse=True)
    alike = _of_unique(keys // max(len(table.words), 1), keys % max(len(table.words), 1), table)
    found = np.full(len(left), -1, dtype=np.float32)
    found[present] = alike[inverse]
    return found


class _Texts:
    """Texts of words with those marked that have short forms or synonyms."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = np.array(texts, dtype=object)
        groups = _short_form_groups()
        self.has_forms = np.fromiter((text in groups for text in texts), dtype=np.bool_, count=len(texts))

    def at(self, rows: Numbers) -> list[str]:
        """The texts of some words."""
        return list(self._texts[rows].tolist())


def _of_unique(left: Numbers, right: Numbers, table: WordTable) -> Likeness:
    alike = np.zeros(len(left), dtype=np.float32)
    forms = _Texts([word.latin if word.script == "latin" else word.form for word in table.words])
    latin = _Texts([word.latin for word in table.words])
    habits = _habits([word.script for word in table.words], left, right)
    codes, _ = sound_codes([word.sounds for word in table.words])
    for name in np.unique(habits):
        rows = np.flatnonzero(habits == name)
        if name in ("same", "han"):
            alike[rows] = _one_script(left[rows], right[rows], forms, codes, is_han=name == "han")
        else:
            alike[rows] = _across(left[rows], right[rows], latin, codes, str(name))
    return alike


def _habits(scripts: list[str], left: Numbers, right: Numbers) -> NDArray[np.str_]:
    script = np.array(scripts)
    one, other = script[left], script[right]
    either = [
        np.isin(one, list(kinds)) | np.isin(other, list(kinds)) for kinds in ({"han"}, {"yue"}, _EAST, _UNVOWELLED)
    ]
    across = np.select(either, ["syllables", "cantonese", "east", "unvowelled"], "across")
    chinese = ["pinyin", "wade"]
    across = np.where(np.isin(one, chinese) | np.isin(other, chinese), "pinyin", across)
    return np.where(one == other, np.where(np.isin(one, ["han", "yue"]), "han", "same"), across)


def _one_script(left: Numbers, right: Numbers, forms: _Texts, codes: Codes, *, is_han: bool) -> Likeness:
    texts_l, texts_r = forms.at(left), forms.at(right)
    edits = process.cpdist(texts_l, texts_r, scorer=OSA.normalized_similarity, dtype=np.float32)
    winkler = process.cpdist(texts_l, texts_r, scorer=JaroWinkler.similarity, dtype=np.float32)
    # Words with little in common by spelling are not saved by sound.
    near = np.flatnonzero(((winkler >= _WORTH_HEARING) & (edits < 1)) | np.full(len(left), is_han))
    sound = np.zeros(len(left), dtype=np.float32)
    sound[near] = sound_likeness(codes[left[near]], codes[right[near]], "same")
    homophone = sound * np.where(sound > 0.999, _HOMOPHONE, _NEAR_HOMOPHONE)
    alike = np.maximum(edits, homophone) if is_han else _spelled(edits, winkler, sound)
    alike = np.where(edits > 0.9999, 1, alike)
    return np.maximum(alike, _short_forms(left, right, forms)).astype(np.float32)


def _spelled(edits: Likeness, winkler: Likeness, sound: Likeness) -> Likeness:
    alike: Likeness = 0.45 * edits + 0.2 * winkler + 0.35 * sound
    return _scaled(alike, _SPELLING_SCALE)


def _scaled(alike: Likeness, scale: float) -> Likeness:
    nearer: Likeness = np.clip(1 - (1 - alike) * scale, 0, 1).astype(np.float32)
    return nearer


def _across(left: Numbers, right: Numbers, latin: _Texts, codes: Codes, habits: str) -> Likeness:
    sound = sound_likeness(codes[left], codes[right], _KERNEL.get(habits, habits))
    texts_l, texts_r = latin.at(left), latin.at(right)
    edits = process.cpdist(texts_l, texts_r, scorer=OSA.normalized_similarity, dtype=np.float32)
    alike = _scaled(sound, _SCALE[habits])
    # What stands behind the last compared sound is unknown.
    too_long = (codes[left, -1] > 0) | (codes[right, -1] > 0)
    alike = np.where(too_long, 0, alike)
    # A transliteration letter by letter is as good as one by sound, where short words could be equal by chance.
    alike = np.maximum(alike, np.where(edits > 0.999, 1, 0))
    return np.maximum(alike, _short_forms(left, right, latin)).astype(np.float32)


@cache
def _short_form_groups() -> dict[str, frozenset[int | str]]:
    """Words that stand for the same: forms of given names by their line, legal forms by what they mean."""
    groups: dict[str, set[int | str]] = {}
    for number, line in enumerate(lexicon_lines("given_names.txt")):
        for form in line.split():
            groups.setdefault(form, set()).add(number)
    for form, meaning in legal_forms().items():
        groups.setdefault(form, set()).add(meaning)
    return {form: frozenset(numbers) for form, numbers in groups.items()}


def _short_forms(left: Numbers, right: Numbers, texts: _Texts) -> Likeness:
    """_SHORT_FORM where two words are forms of one given name, 1 where legal forms mean the same, else 0."""
    alike = np.zeros(len(left), dtype=np.float32)
    rows = np.flatnonzero(texts.has_forms[left] & texts.has_forms[right])
    groups, legal = _short_form_groups(), legal_forms()
    for row, one, other in zip(rows, texts.at(left[rows]), texts.at(right[rows]), strict=True):
        if not groups[one].isdisjoint(groups[other]):
            alike[row] = 1 if one in legal else _SHORT_FORM
    return alike
