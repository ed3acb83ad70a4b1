"""Cantonese spellings of Chinese characters: Jyutping, a plain Yale, and how Hong Kong's government spells names.

**Source:** lexicons/cantonese_readings.txt; Yale after Huang and Kok, Speak Cantonese (1970), without tones; the
Hong Kong spelling follows no published rule, its usual finals are those of the Chinese Government Romanisation tables.
"""

import re
from functools import cache

from resolvers.names.lexicon import lexicon_pairs

_JYUTPING = re.compile(r"^(gw|kw|ng|[bpmfdtnlgkhwzcsj])?(.*)$")
_YALE_INITIALS = {"z": "j", "c": "ch", "j": "y"}
_YALE_FINALS = {"oeng": "eung", "oek": "euk", "oe": "eu", "eoi": "eui", "eon": "eun", "eot": "eut", "aa": "a"}
_HK_INITIALS = {"z": "ch", "c": "ch", "j": "y", "g": "k", "gw": "kw", "b": "p", "d": "t"}
_HK_FINALS = {
    "aa": "a",
    "aai": "ai",
    "aau": "au",
    "aam": "am",
    "aan": "an",
    "aang": "ang",
    "aap": "ap",
    "aat": "at",
    "aak": "ak",
    "oeng": "eung",
    "oek": "euk",
    "eoi": "ui",
    "eon": "un",
    "eot": "ut",
    "yun": "uen",
    "yut": "uet",
    "yu": "u",
    "ou": "o",
}
# Before these the affricate is spelled ts: Tse, Tsang, Tsui.
_HK_TS = {"e": "tse", "ang": "tsang", "eoi": "tsui", "i": "tsz", "oi": "tsoi"}


@cache
def _readings() -> dict[str, str]:
    by_syllable = lexicon_pairs("cantonese_readings.txt")
    return {sign: syllable for syllable, signs in by_syllable.items() for sign in signs}


def jyutping_of(text: str) -> list[str]:
    """Jyutping syllables of the characters of a text; characters without a reading are left out."""
    known = _readings()
    return [known[sign] for sign in text if sign in known]


def yale(syllable: str) -> str:
    """A Jyutping syllable in Yale spelling without tones."""
    initial, final = _split(syllable)
    final = _YALE_FINALS.get(final, final)
    # Yale writes y once before yu.
    start = "" if initial == "j" and final.startswith("yu") else _YALE_INITIALS.get(initial, initial)
    return start + final


def hong_kong(syllable: str) -> list[str]:
    """A Jyutping syllable as Hong Kong spells it in names, the usual spelling first."""
    initial, final = _split(syllable)
    if not final:
        return [syllable]
    if initial == "j" and final.startswith("yu"):
        return ["y" + _HK_FINALS.get(final, final)]
    if initial == "j" and final in ("i", "in", "im", "ip", "it", "ing", "ik"):
        return ["y" + final, final] if final != "i" else ["yee", "yi"]
    spelled = [_HK_INITIALS.get(initial, initial) + _HK_FINALS.get(final, final)]
    if initial in ("z", "c") and final in _HK_TS:
        spelled.insert(0, _HK_TS[final])
    if initial == "s" and final in ("ek", "eon", "eoi", "ing", "am", "an", "ang", "i", "yu"):
        spelled.append("sh" + _HK_FINALS.get(final, final))
    if final == "ei":
        spelled.append(_HK_INITIALS.get(initial, initial) + "ee")
    if final == "au":
        spelled.append(_HK_INITIALS.get(initial, initial) + "ow")
    return spelled


def _split(syllable: str) -> tuple[str, str]:
    match = _JYUTPING.match(syllable)
    if match is None or not match.group(2):
        return "", syllable
    return match.group(1) or "", match.group(2)
