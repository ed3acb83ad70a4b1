"""A name taken apart for comparing: its words, how each is spelled in Latin letters and how it sounds.

A name has one variant for each way to read it: Chinese characters in Mandarin and in Cantonese, Latin letters as
European spelling, as pinyin or as Wade-Giles, some Korean surnames by their rule and by their custom.

**Source:** pypinyin (Mandarin), lexicons/cantonese_readings.txt, surname_readings.txt, korean_surname_sounds.txt;
anyascii for the spelling of other alphabets.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from anyascii import anyascii
from pypinyin import lazy_pinyin

from resolvers.names.alias_form import alias_form, has_han
from resolvers.names.hong_kong import hong_kong, jyutping_of
from resolvers.names.lexicon import lexicon, lexicon_lines, lexicon_pairs
from resolvers.names.sounds.letters import script_of, sounds_of, spelled_sounds
from resolvers.names.syllables import is_wade_giles, pinyin_syllables

# Words part at spaces and signs; an apostrophe is part of its word (O'Meara, Ch'en).
_PARTS = re.compile(r"[^\W_]+(?:['’ʼ`‘׳][^\W_]+)*['’ʼ`‘]?", re.UNICODE)
_DOUBLED = re.compile(r"([^aeiouy@])\1")
_APOSTROPHES = re.compile(r"['’ʼ`‘]")
# Letters with dots behind them: P.T. and S.A. are words, J.R.R. are initials.
_DOTTED = re.compile(r"\b(?:\w\.){2,}|\b(?:\w\.)+\w\b")
# Abd al-Rahman, Abdul Rahman, Abdurrahman: 'servant of' and one of the names of God are one name.
_SERVANT_LATIN = re.compile(r"\babd(?:[aeiou]?[lrsdnz])?[\s'’-]+(?:[aeu][lrsdnzh]{1,2}[\s'’-]+)?(?=[a-z]{3})")
_SERVANT_ARABIC = re.compile(r"\bعبد\s+(?=ال)")
_ARABIC_ARTICLE = re.compile(r"^ال(?=.{3})")
# As many words as are compared; what stands behind belongs to no person.
MOST_WORDS = 8


class Word(NamedTuple):
    """A word of a name.

    Attributes:
        form: As written, in its own script.
        latin: In ASCII letters, small.
        sounds: How it sounds (see sounds/sounds.txt).
        script: Its script; `pinyin` where Latin letters are taken for pinyin.
        kind: word, initial, particle, honorific, legal or patronymic.
    """

    form: str
    latin: str
    sounds: str
    script: str
    kind: str = "word"


class Variant(NamedTuple):
    """One way to read a name: its words in order, and by which reading."""

    reading: str
    words: tuple[Word, ...]


@cache
def _kinds() -> dict[str, str]:
    lines = (line.split("\t") for line in lexicon_lines("name_parts.txt"))
    return {line[1]: line[0] for line in lines if line[0] != "phrase"}


@cache
def legal_forms() -> dict[str, str]:
    """Words for kinds of companies, each with the one word for all that mean the same."""
    lines = (line.split("\t") for line in lexicon_lines("name_parts.txt"))
    return {line[1]: line[2] for line in lines if line[0] == "legal"}


@cache
def _phrases() -> tuple[re.Pattern[str], dict[str, str]]:
    lines = [line.split("\t") for line in lexicon_lines("name_parts.txt") if line.startswith("phrase\t")]
    words = {alias_form(line[1]): line[2] for line in lines}
    # Characters need no word boundary, letters do.
    branches = [
        re.escape(one) if has_han(one) else rf"\b{re.escape(one)}(?!\w)"
        for one in sorted(words, key=lambda one: -len(one))
    ]
    return re.compile("|".join(branches)), words


def _with_short_legal_forms(form: str) -> str:
    """A name with its kind of company in one word, where several words say it."""
    pattern, words = _phrases()
    if not any(phrase in form for phrase in words):
        return form
    return pattern.sub(lambda match: f" {words[match.group()]} ", form)


_PATRONYMIC = re.compile(r"(?<=..)(?:ovich|evich|yevich|ovych|evych|ovna|evna|yevna|ivna)$")


def _kind(latin: str, script: str, sounds: str) -> str:
    if sounds == "al" and script == "arabic":
        return "particle"
    if len(latin) == 1 and script not in ("han", "hangul", "arabic", "hebrew"):
        return "initial"
    known = _kinds().get(latin)
    if known:
        return known
    return "patronymic" if _PATRONYMIC.search(latin) else "word"


@lru_cache(maxsize=65_536)
def _word(part: str) -> Word:
    script = script_of(part)
    latin = re.sub(r"[^a-z0-9]", "", anyascii(part).casefold())
    sounds = sounds_of(part)
    return Word(_APOSTROPHES.sub("", part), latin, sounds, script, _kind(latin, script, sounds))


def _han_parts(run: str, is_whole_name: bool) -> list[str]:
    """A run of Chinese characters or Hangul as surname and given name where it can be one."""
    if not is_whole_name or not 2 <= len(run) <= 4:
        return [run]
    if run[:2] in lexicon("double_surnames.txt") and len(run) > 2:
        return [run[:2], run[2:]]
    is_surname = run[0] in lexicon("common_surnames.txt") or run[0] in lexicon("surnames_han.txt")
    return [run[0], run[1:]] if len(run) <= 3 and (is_surname or script_of(run) == "hangul") else [run]


def _mandarin(part: str, is_surname: bool) -> list[str]:
    if is_surname and part in lexicon_pairs("surname_readings.txt"):
        return [lexicon_pairs("surname_readings.txt")[part]]
    return [syllable.replace("ü", "v") for syllable in lazy_pinyin(part)]


def _read_word(part: str, syllables: Sequence[str], latin: str, table: str) -> Word:
    sounds = "".join(spelled_sounds(syllable, table) for syllable in syllables)
    # 安纳斯 spells one n by two signs.
    plain = re.sub(r"[^a-z0-9]", "", latin)
    return Word(part, plain, _DOUBLED.sub(r"\1", sounds), "han" if table == "pinyin" else "yue")


def _undotted(match: re.Match[str]) -> str:
    letters = match.group().replace(".", "")
    return letters if letters in legal_forms() else " ".join(letters)


def _parts(name: str) -> list[str]:
    undotted = _DOTTED.sub(_undotted, name) if "." in name else name
    found = _PARTS.findall(undotted)
    parts: list[str] = []
    for part in found:
        script = script_of(part)
        if script in ("han", "hangul"):
            parts += _han_parts(part, is_whole_name=len(found) == 1)
        elif script == "arabic" and _ARABIC_ARTICLE.match(part):
            parts += ["ال", _ARABIC_ARTICLE.sub("", part)]
        else:
            parts.append(part)
    return parts[:MOST_WORDS]


def variants(name: str, *, beside_syllables: bool = True) -> tuple[Variant, ...]:
    """All ways to read a name; none for a name that holds no letters. Deterministic; some 50 µs a name.

    Args:
        name: A name.
        beside_syllables: Whether it will be compared with a Chinese or Korean one, so that a Latin name also needs its
            given name of two words as one.
    """
    form = _with_short_legal_forms(alias_form(name))
    found = _of_parts(_parts(form), beside_syllables)
    if "abd" not in form and "عبد" not in form:
        return found
    joined = _SERVANT_ARABIC.sub("عبد", _SERVANT_LATIN.sub("abdul", form))
    # Both ways stay: a name often leaves the servant out.
    return found if joined == form else found + _of_parts(_parts(joined), beside_syllables)


def _of_parts(parts: list[str], beside_syllables: bool) -> tuple[Variant, ...]:
    if not parts:
        return ()
    if any(has_han(part) for part in parts):
        return _han_variants(parts)
    words = tuple(_word(part) for part in parts)
    found = [Variant("hangul" if words[0].script == "hangul" else "letters", words)]
    if words[0].script == "hangul":
        found += _korean_custom(words)
    elif all(word.script == "latin" for word in words):
        found += _as_chinese(words, with_merged=beside_syllables)
        if beside_syllables:
            found += _merged(words)
    return tuple(found)


def _han_variants(parts: list[str]) -> tuple[Variant, ...]:
    found = []
    for reading, table in (("mandarin", "pinyin"), ("cantonese", "jyutping")):
        words = []
        for place, part in enumerate(parts):
            if not has_han(part):
                words.append(_word(part))
                continue
            is_surname = place == 0 and len(parts) > 1
            if table == "pinyin":
                syllables = _mandarin(part, is_surname)
                words.append(_read_word(part, syllables, "".join(syllables), table))
            else:
                syllables = jyutping_of(part)
                words.append(_read_word(part, syllables, "".join(hong_kong(one)[0] for one in syllables), table))
        found.append(Variant(reading, tuple(words)))
    return tuple(found)


def _merged(words: tuple[Word, ...]) -> list[Variant]:
    """Three Latin words with a given name of two in one, the surname before or behind it (Park Ji-hoon)."""
    if len(words) != 3:
        return []
    first, second, third = words
    return [Variant("merged", (first, _one(second, third))), Variant("merged", (_one(first, second), third))]


def _one(left: Word, right: Word) -> Word:
    return Word(left.form + right.form, left.latin + right.latin, left.sounds + right.sounds, left.script)


def _korean_custom(words: tuple[Word, ...]) -> list[Variant]:
    custom = lexicon_pairs("korean_surname_sounds.txt").get(words[0].form)
    if custom is None:
        return []
    first = Word(words[0].form, words[0].latin, custom, "hangul")
    return [Variant("custom", (first, *words[1:]))]


def _as_chinese(words: tuple[Word, ...], with_merged: bool) -> list[Variant]:
    """Latin words as Wade-Giles, and as pinyin, where all of them can be that; with given names in one."""
    found: list[Variant] = []
    if all(is_wade_giles(word.latin) for word in words):
        spelled = tuple(Word(word.form, word.latin, spelled_sounds(word.form, "wade_giles"), "wade") for word in words)
        found.append(Variant("wade_giles", spelled))
    if all(pinyin_syllables(word.latin) for word in words):
        found.append(Variant("pinyin", tuple(_pinyin_word(word) for word in words)))
    if not with_merged:
        return found
    return found + [Variant(one.reading, two.words) for one in found for two in _merged(one.words)]


def _pinyin_word(word: Word) -> Word:
    sounds = "".join(spelled_sounds(syllable, "pinyin") for syllable in pinyin_syllables(word.latin))
    return Word(word.form, word.latin, _DOUBLED.sub(r"\1", sounds), "pinyin")
