"""Takes Latin letters apart into pinyin syllables (chuizi -> chui zi).

**Source:** lexicons/pinyin_syllables.txt.
"""

import re
from functools import cache, lru_cache

from resolvers.names.lexicon import lexicon_pairs

# Longer words are no names.
_LONGEST = 24


@cache
def gb2312_characters() -> tuple[str, ...]:
    """The 6,763 Chinese characters of GB 2312, the 3,755 common ones first."""
    found = []
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            # Five cells at the end of the first level are empty.
            if row != 0xD7 or cell < 0xFA:
                found.append(bytes([row, cell]).decode("gb2312"))
    return tuple(found)


@cache
def all_syllables() -> frozenset[str]:
    """Every pinyin syllable without tone, ü as v."""
    return frozenset(lexicon_pairs("pinyin_syllables.txt"))


@cache
def _spelled() -> re.Pattern[str]:
    """Letters that are pinyin syllables, one behind the other; says no quickly."""
    return re.compile(
        "(?:" + "|".join(sorted(all_syllables(), key=lambda syllable: (-len(syllable), syllable))) + "){1,8}"
    )


@lru_cache(maxsize=65_536)
def pinyin_syllables(letters: str) -> tuple[str, ...]:
    """Letters as pinyin syllables, the longest first with going back; empty where they are no pinyin."""
    if len(letters) > _LONGEST or not _spelled().fullmatch(letters):
        return ()
    syllables = all_syllables()
    # best[i] holds the syllables of letters[i:], the first found with the longest syllable at i.
    best: dict[int, list[str] | None] = {len(letters): []}
    for start in range(len(letters) - 1, -1, -1):
        best[start] = None
        for length in range(6, 0, -1):
            rest = best.get(start + length)
            if rest is not None and letters[start : start + length] in syllables:
                best[start] = [letters[start : start + length], *rest]
                break
    return tuple(best[0] or ())


@cache
def wade_giles() -> dict[str, frozenset[str]]:
    """Wade-Giles syllables without tone, apostrophe and diaeresis, each with the pinyin syllables it stands for."""
    found: dict[str, set[str]] = {}
    for spoken, spelled in lexicon_pairs("pinyin_syllables.txt").items():
        found.setdefault(spelled, set()).add(spoken)
    return {spelled: frozenset(spoken) for spelled, spoken in found.items()}


@lru_cache(maxsize=65_536)
def is_wade_giles(letters: str) -> bool:
    """Whether letters are one or two Wade-Giles syllables, written together or not."""
    known = wade_giles()
    return letters in known or any(letters[:cut] in known and letters[cut:] in known for cut in range(1, len(letters)))
