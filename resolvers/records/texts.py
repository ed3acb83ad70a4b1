"""Texts of cells brought to one form, in whole columns at a time, and signs by which unlike texts are told at once."""

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
import polars as pl
from anyascii import anyascii
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from resolvers.names.lexicon import lexicon_pairs

Ints = NDArray[np.integer[Any]]
Bits = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]
Number = TypeVar("Number", bound=np.generic)

# Accents that are written as signs of their own once a text is decomposed; vowel signs of Indic and Thai are kept.
_ACCENTS = r"[\u0300-\u036f\u064b-\u065f\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
# Values of a cell that holds several: signs that names and places don't hold themselves.
_SEPARATORS = r"\s*(?:[;|\n\t；、]|\s/\s|\s(?i:a\.?k\.?a\.?|alias)\s)\s*"
# What people and programs write where they know nothing.
_NOTHING = (
    "", "null", "none", "nil", "nan", "n/a", "n.a", "na", "#n/a", "unknown", "unk", "not known", "not available",
    "not applicable", "not stated", "none given", "no data", "tbd", "?", "??", "???", "xxx", "无", "未知", "不详",
    "不明", "未填", "暂无", "неизвестно", "неизвестен", "нет данных", "нет", "desconocido", "desconocida", "sin datos",
    "inconnu", "inconnue", "unbekannt", "keine angabe", "k.a", "desconhecido", "sconosciuto", "onbekend", "nieznany",
    "bilinmiyor", "không rõ", "غير معروف", "미상", "ไม่ทราบ",
)  # fmt: skip
# Letters that stand for one another between scripts; two of them first where together they are one sound.
_LIKE_CLUSTERS = {"sch": "s", "tch": "s", "sh": "s", "ch": "s", "zh": "s", "ts": "s", "tz": "s", "ph": "f", "ck": "k"}
_LIKE = {
    "b": "p", "d": "t", "g": "k", "c": "k", "q": "s", "x": "s", "z": "s", "j": "s", "v": "f", "w": "f", "l": "r",
    "m": "n", **dict.fromkeys("aeiouhy", ""),
}  # fmt: skip
_LEAST_SKELETON = 1
# Lengths from which one slip, and two, still leave a text recognisable.
_ONE_SLIP, _TWO_SLIPS = 4, 8


def folded(texts: pl.Series) -> pl.Series:
    """Small letters without accents, compatibility forms as plain ones, blanks single; empty becomes null."""
    plain = (
        texts.str.normalize("NFKD")
        .str.replace_all(_ACCENTS, "")
        .str.normalize("NFKC")
        .str.to_lowercase()
        .str.replace_all(r"\s+", " ")
        .str.strip_chars(" .,;:|/\\-_'\"")
    )
    return plain.set(plain.is_in(list(_NOTHING)), None)


def split_values(texts: pl.Series) -> pl.Series:
    """A list of the values of each cell; lists written out in brackets are taken apart, too."""
    bare = texts.str.replace_all(r"""^[\[{(]\s*['"]?|['"]?\s*[\])}]$""", "").str.replace_all(
        r"""['"]\s*,\s*['"]""", "|"
    )
    return bare.str.replace_all(_SEPARATORS, "\x1f").str.split("\x1f")


def latin(texts: Sequence[str], *, are_surnames: Sequence[bool] | None = None) -> list[str]:
    """Each text in small ASCII letters and digits: Chinese by Mandarin reading, the rest letter by letter.

    Args:
        texts: Folded words, better unique: some microseconds each where they are not ASCII.
        are_surnames: Which of them are Chinese surnames, whose readings differ (单 is Shan).
    """
    signs = sorted({sign for text in texts if not text.isascii() for sign in text})
    table = str.maketrans({sign: _latin_sign(sign) for sign in signs})
    found = [text if text.isascii() else text.translate(table) for text in texts]
    if are_surnames is not None:
        readings = lexicon_pairs("surname_readings.txt")
        for place, text in enumerate(texts):
            if are_surnames[place] and text in readings:
                found[place] = readings[text].replace("ü", "v")
    return found


def mandarin(text: str) -> str:
    """Chinese characters by their Mandarin reading, read as one word; signs of other kinds stay."""
    # Its table of words takes 50 MB: tables without a Chinese character do without.
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(text))


def _latin_sign(sign: str) -> str:
    spelled = mandarin(sign).replace("ü", "v") if "\u3400" <= sign <= "\u9fff" else sign
    return "".join(letter for letter in anyascii(spelled).lower() if letter.isalnum())


def skeletons(texts: Sequence[str]) -> Ints:
    """A number for the consonants of each text in Latin letters, like ones as one: 科布斯 (kebusi) and Cobbs are k p s.

    What languages hear and write for one another is one; vowels, h, y and doubled letters don't count. -1 where
    nothing is left.
    """
    plain = pl.Series(texts, dtype=pl.String).str.replace_many(list(_LIKE_CLUSTERS), list(_LIKE_CLUSTERS.values()))
    bare = plain.str.replace_many(list(_LIKE), list(_LIKE.values())).str.replace_all(r"[^a-z]", "")
    for sign in sorted(set(_LIKE.values()) - {""}):
        bare = bare.str.replace_all(f"{sign}+", sign)
    return numbered(bare.set(bare.str.len_chars() < _LEAST_SKELETON, None))[0]


def letter_marks(texts: Sequence[str]) -> tuple[NDArray[np.uint64], Ints]:
    """For each text 64 marks of which signs it holds, and its length: texts few slips apart differ in few marks."""
    lengths = np.fromiter((len(text) for text in texts), dtype=np.int32, count=len(texts))
    joined = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    marks = np.zeros(len(texts), dtype=np.uint64)
    if len(joined):
        # Letters and digits have a mark each, all other signs share the rest.
        place = np.where(joined < 128, joined % 64, 32 + (joined * 2654435761 >> 7) % 32)
        signs = np.uint64(1) << place.astype(np.uint64)
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        some = lengths > 0
        marks[some] = np.bitwise_or.reduceat(signs, starts[some])
    return marks, lengths


class Spellings:
    """Unique texts prepared for asking which of them are few slips apart."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = np.array(texts, dtype=object)
        self.marks, self.lengths = letter_marks(texts)

    def few_slips(self, left: Ints, right: Ints) -> Flags:
        """Which pairs are one slip apart (insertion, deletion, change, neighbours swapped), two in longer texts.

        Args:
            left: Places of texts.
            right: As many.

        Returns:
            True for pairs of unlike texts a slip apart and for equal ones; work goes to the few that may be.
        """
        shorter = np.minimum(self.lengths[left], self.lengths[right])
        allowed = (shorter >= _ONE_SLIP).astype(np.int32) + (shorter >= _TWO_SLIPS)
        maybe = np.abs(self.lengths[left] - self.lengths[right]) <= allowed
        maybe &= np.bitwise_count(self.marks[left] ^ self.marks[right]) <= 2 * allowed
        rows = np.flatnonzero(maybe)
        found = np.zeros(len(left), dtype=bool)
        if len(rows):
            low, high = np.minimum(left[rows], right[rows]), np.maximum(left[rows], right[rows])
            keys, back = distinct_with_places(low.astype(np.int64) * len(self.texts) + high)
            one, other = keys // len(self.texts), keys % len(self.texts)
            apart = process.cpdist(
                self.texts[one].tolist(),
                self.texts[other].tolist(),
                scorer=OSA.distance,
                score_cutoff=2,
                dtype=np.uint8,
            )
            found[rows] = np.asarray(apart)[back] <= allowed[rows]
        return found


def distinct(numbers: NDArray[Number]) -> NDArray[Number]:
    """The distinct numbers, ascending: sorted by polars, which takes a quarter of numpy's time for it."""
    ordered: NDArray[Number] = pl.Series(numbers).sort(multithreaded=False).to_numpy()
    return ordered[_is_first(ordered)]


def distinct_with_places(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], Ints]:
    """The distinct keys, ascending, and for each key its place among them.

    Args:
        keys: Numbers that are not negative.
    """
    width = len(keys).bit_length()
    if len(keys) and int(keys.max()).bit_length() + width > 62:
        found, places = np.unique(keys, return_inverse=True)
        return found, places.astype(np.int32)
    # Key and row in one number: sorting numbers is several times cheaper than sorting rows by them.
    packed = keys << width | np.arange(len(keys))
    ordered = pl.Series(packed).sort(multithreaded=False).to_numpy()
    rows, ordered = ordered & ((1 << width) - 1), ordered >> width
    is_first = _is_first(ordered)
    back = np.empty(len(keys), dtype=np.int32)
    back[rows] = np.cumsum(is_first, dtype=np.int32) - np.int32(1)
    return ordered[is_first], back


def _is_first(ordered: NDArray[Any]) -> Flags:
    """Which of ordered numbers are the first of equals."""
    if not len(ordered):
        return np.zeros(0, dtype=bool)
    return np.concatenate([[True], ordered[1:] != ordered[:-1]])


def numbered(values: pl.Series) -> tuple[Ints, list[str]]:
    """A number for each text (-1 for null) in order of the texts, and the texts: the same whatever the row order."""
    unique = values.drop_nulls().unique().sort()
    codes = values.replace_strict(
        unique, pl.Series(range(len(unique)), dtype=pl.Int32), default=-1, return_dtype=pl.Int32
    )
    return codes.fill_null(-1).to_numpy().astype(np.int32), unique.to_list()


def spread(codes: Ints, texts: Ints, values: Ints, text_count: int) -> tuple[NDArray[np.int64], Ints]:
    """Values of records by way of their cells' texts.

    Args:
        codes: The text of each record's cell, -1 where it is empty.
        texts: Texts that have a value, ascending; a text of several values several times.
        values: As many values.
        text_count: How many texts there are.

    Returns:
        Where the values of each record begin, with one more entry at the end; the values, record by record.
    """
    counts = np.bincount(texts, minlength=text_count + 1)
    first = np.cumsum(counts) - counts
    own = np.where(codes >= 0, counts[codes], 0)
    start = np.concatenate([[0], np.cumsum(own)]).astype(np.int64)
    within = np.arange(start[-1]) - np.repeat(start[:-1], own)
    return start, values[np.repeat(first[codes], own) + within].astype(np.int32)
