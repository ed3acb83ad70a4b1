"""Pinyin readings of a name: all of a short one, since nicknames are no dictionary words, else the likeliest."""

from itertools import islice, product

from pypinyin import Style, lazy_pinyin, pinyin

from resolvers.names.alias_form import has_han

# Up to this many characters every reading of every character is tried: a nickname of one to three characters gives
# pypinyin's phrase table nothing to decide by.
_LONGEST_WITH_ALL_READINGS = 3
# More combinations than this are noise (three characters of three readings would make 27).
_MOST_READINGS = 8
# The dictionary gives the common readings of a character first; the fourth and on are bookish.
_MOST_READINGS_OF_ONE = 3


def readings(form: str) -> list[tuple[str, ...]]:
    """Syllable sequences of a form with Chinese characters, the likeliest first; Latin runs stay as they are."""
    if not has_han(form):
        return []
    likeliest = tuple(lazy_pinyin(form, v_to_u=False))
    if len(form) > _LONGEST_WITH_ALL_READINGS:
        return [likeliest]
    # Sign by sign: as a phrase 重子 would have one reading only.
    choices = [pinyin(sign, style=Style.NORMAL, heteronym=True)[0][:_MOST_READINGS_OF_ONE] for sign in form]
    others = islice(product(*choices), _MOST_READINGS)
    return list(dict.fromkeys([likeliest, *(tuple(other) for other in others)]))[:_MOST_READINGS]
