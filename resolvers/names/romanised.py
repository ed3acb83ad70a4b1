"""Latin spellings of names in other alphabets, all that people use for one name.

**Source:** lexicons/cyrillic_schemes.txt, burmese.txt, korean_surnames_latin.txt; Revised Romanization by anyascii;
Hepburn for kana; sounds/tables for Thai, Arabic, Hebrew and Devanagari, whose unwritten vowels nobody can give back.
Known limits: Khmer and Lao only as anyascii spells them, letter by letter; Thai without its short rules of tone.
"""

import re
import unicodedata
from functools import cache

from anyascii import anyascii

from resolvers.names.lexicon import lexicon_lines, lexicon_pairs
from resolvers.names.sounds.letters import script_of, sounds_of

# A sound as a Latin letter or two, for the scripts that are spelled by sound.
_SPELLINGS = {
        "@": "a", "S": "sh", "Z": "zh", "C": "ch", "J": "j", "c": "ts", "x": "kh", "G": "gh", "T": "th", "D": "dh",
        "N": "ng", "j": "y", "y": "u", "'": "", "1": "j", "2": "ch", "3": "s", "4": "j", "5": "w", "6": "y", "8": "gh",
        "9": "th", "0": "z", "W": "u", "Y": "i", "A": "a", "E": "a", "H": "a", "P": "p", "B": "b", "K": "k", "X": "h",
        "U": "sh", "O": "o", "I": "ue", "F": "f", "V": "v", "R": "r", "q": "q",
}  # fmt: skip
_SPELLED: dict[int, str] = {ord(sound): spelled for sound, spelled in _SPELLINGS.items()}
_HEPBURN: dict[int, str] = {
    ord(sound): spelled for sound, spelled in zip("SCJcFj", ("sh", "ch", "j", "ts", "f", "y"), strict=True)
}
_LONG_VOWELS = re.compile(r"ou|oo|uu|aa|ei(?=i)")


@cache
def _schemes() -> tuple[dict[int, str], ...]:
    found = []
    for line in lexicon_lines("cyrillic_schemes.txt"):
        signs = line.split("\t")[1].split(" ")
        found.append({ord(sign): spelled.strip("-") for sign, spelled in zip(signs[::2], signs[1::2], strict=True)})
    return tuple(found)


def _cyrillic(word: str) -> set[str]:
    return (
        {anyascii(word.translate(scheme)) for scheme in _schemes()}
        | {
            # Endings and beginnings that people spell shorter or longer than the scheme.
            re.sub(r"(?:iy|ii|yy|yi)$", "y", anyascii(word.translate(scheme)))
            for scheme in _schemes()
        }
        | {anyascii(re.sub("^е", "йе", word).translate(scheme)) for scheme in _schemes() if word.startswith("е")}
    )


def _hangul(word: str) -> set[str]:
    syllables = [anyascii(sign).casefold() for sign in word]
    found = {"".join(syllables), " ".join(syllables)}
    surnames = lexicon_pairs("korean_surnames_latin.txt").get(word[0], "").split()
    for surname in surnames if len(word) > 1 else []:
        given = "".join(syllables[1:])
        found |= {f"{surname} {given}", f"{given} {surname}", surname + given, " ".join([surname, *syllables[1:]])}
    return found


def _kana(word: str) -> set[str]:
    plain = sounds_of(word).translate(_HEPBURN)
    spelled = re.sub(r"(sh|ch|j)y(?=[auo])", r"\1", plain)
    letters = anyascii(word).casefold()
    return {spelled, letters, _LONG_VOWELS.sub(lambda match: match.group()[0], letters)}


@cache
def _burmese_pattern() -> re.Pattern[str]:
    letters = sorted(lexicon_burmese(), key=lambda one: (-len(one), one))
    return re.compile("|".join(map(re.escape, letters)))


@cache
def lexicon_burmese() -> dict[str, str]:
    """Burmese letters with their Latin spelling."""
    lines = (line.split("\t") for line in lexicon_lines("burmese.txt"))
    return {line[0]: line[1] if len(line) > 1 else "" for line in lines}


def _burmese(word: str) -> set[str]:
    # The vowel ေ is written before its consonant on paper and stored behind it; medials stand between.
    return {_burmese_pattern().sub(lambda match: lexicon_burmese()[match.group()], word)}


def romanisations(word: str) -> set[str]:
    """Latin spellings of one word, in small letters; empty for Latin and Chinese ones."""
    script = script_of(word)
    if script == "cyrillic":
        found = _cyrillic(word)
    elif script == "hangul":
        found = _hangul(unicodedata.normalize("NFC", word))
    elif script == "kana":
        found = _kana(word)
    elif re.search(r"[\u1000-\u109f]", word):
        found = _burmese(word)
    elif script in ("thai", "devanagari", "arabic", "hebrew", "greek"):
        found = {sounds_of(word).translate(_SPELLED)}
    else:
        return set()
    return {spelled.casefold() for spelled in found if spelled.isascii() and spelled.strip()}
