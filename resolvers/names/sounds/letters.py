"""From letters to sounds: one table a script, the longest entry first.

A sound is one sign of sounds.txt. A letter that may stand for several sounds (Latin j, Hebrew ש) stays one sign of its
own that is near to each of them, so that nothing has to be guessed.

**Source:** the tables in tables/, each with its own source line.
"""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

from anyascii import anyascii

_MARKS = re.compile(r"[\u0300-\u036f\u0e47-\u0e4b\u0610-\u061a\u064b-\u0652\u0670\u0591-\u05c7]")
_DOUBLED = re.compile(r"(.)\1+")
# Thai writes some vowels before the consonant after which they are spoken.
_THAI_VOWEL_FIRST = re.compile(r"([\u0e40-\u0e44])([\u0e01-\u0e2e])")
_THAI_SILENCED = re.compile(r"[\u0e01-\u0e2e][\u0e34\u0e38]?\u0e4c")
# Each script by a range of its letters; whatever is in none is spelled in Latin letters by anyascii first.
_SCRIPTS = (
    ("cyrillic", re.compile(r"[\u0400-\u052f]")),
    ("greek", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")),
    ("arabic", re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")),
    ("hebrew", re.compile(r"[\u0590-\u05ff\ufb1d-\ufb4f]")),
    ("hangul", re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")),
    ("kana", re.compile(r"[\u3040-\u30ff\u31f0-\u31ff]")),
    ("han", re.compile(r"[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")),
    ("thai", re.compile(r"[\u0e00-\u0e7f]")),
    ("devanagari", re.compile(r"[\u0900-\u097f]")),
    ("other", re.compile(r"[\u0530-\u058f\u0980-\u0dff\u0e80-\u10ff\u1200-\u139f\u1780-\u17ff]")),
)


def script_of(token: str) -> str:
    """The script of a token: a name of a table in tables/, han, hangul, other, or latin."""
    if token.isascii():
        return "latin"
    return next((script for script, letters in _SCRIPTS if letters.search(token)), "latin")


@cache
def _table(name: str) -> tuple[re.Pattern[str], dict[str, str]]:
    text = (files("resolvers.names.sounds.tables") / f"{name}.txt").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    sounds = {unicodedata.normalize("NFC", line[0]): line[1] if len(line) > 1 else "" for line in lines}
    longest_first = sorted(sounds, key=lambda letters: (-len(letters.strip("^$")), letters.strip("^$") == letters))
    return re.compile("|".join(_branch(letters) for letters in longest_first), re.DOTALL), sounds


def _branch(letters: str) -> str:
    start, end = ("^" if letters.startswith("^") else ""), ("$" if letters.endswith("$") else "")
    return f"(?:{start}{re.escape(letters.strip('^$'))}{end})"


@lru_cache(maxsize=16_384)
def _entry(name: str, piece: str, *, is_start: bool, is_end: bool) -> str:
    _, sounds = _table(name)
    candidates = ("^" + piece) * is_start, (piece + "$") * is_end, piece
    return next((sounds[key] for key in candidates if key in sounds), "")


def spelled_sounds(text: str, table: str) -> str:
    """Sounds of a text by one table; letters that the table lacks are silent, doubled sounds become one."""
    pattern, sounds = _table(table)
    pieces = pattern.findall(text)
    if not pieces:
        return ""
    found = [sounds.get(piece, "") for piece in pieces]
    # Only at the ends can an entry be one for the start or the end of a word.
    found[0] = _entry(table, pieces[0], is_start=True, is_end=len(pieces) == 1)
    if len(pieces) > 1:
        found[-1] = _entry(table, pieces[-1], is_start=False, is_end=True)
    return _DOUBLED.sub(r"\1", "".join(found))


def _latin_letters(token: str) -> str:
    _, known = _table("latin")
    folded = unicodedata.normalize("NFC", token.casefold())
    return "".join(sign if sign.isascii() or sign in known else anyascii(sign).casefold() for sign in folded)


def sounds_of(token: str) -> str:
    """Sounds of one word in any alphabet or syllabary; Chinese characters have readings (see variants.py)."""
    script = script_of(token)
    if script in ("latin", "other", "han"):
        return spelled_sounds(_latin_letters(token), "latin")
    plain = token.casefold()
    if script == "hangul":
        return spelled_sounds(unicodedata.normalize("NFD", unicodedata.normalize("NFKC", plain)), "jamo")
    if script == "kana":
        katakana = "".join(chr(ord(sign) + 0x60) if "\u3041" <= sign <= "\u3096" else sign for sign in plain)
        return spelled_sounds(katakana, script)
    if script == "thai":
        plain = _THAI_VOWEL_FIRST.sub(r"\2\1", _THAI_SILENCED.sub("", plain))
    if script == "greek":
        plain = _MARKS.sub("", unicodedata.normalize("NFD", plain))
    elif script in ("arabic", "hebrew"):
        plain = _MARKS.sub("", unicodedata.normalize("NFKC", plain))
    return spelled_sounds(unicodedata.normalize("NFC", plain), script)
