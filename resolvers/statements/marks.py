"""Takes the marks off letters, for languages that people type with and without them ('là' and 'la', 'número', 'ё')."""

import unicodedata

# Letters with a stroke have no decomposition.
_STROKES = str.maketrans("đĐ", "dD")


def without_marks(text: str) -> str:
    """A text with 'đ' as 'd' and 'ế' as 'e', sign for sign; other scripts than Latin and Cyrillic stay as they are."""
    if text.isascii():
        return text
    return "".join(_bare(sign) for sign in text).translate(_STROKES)


def _bare(sign: str) -> str:
    is_letter = "À" <= sign <= "ɏ" or "Ѐ" <= sign <= "ӿ" or "Ḁ" <= sign <= "ỿ"
    return unicodedata.normalize("NFD", sign)[0] if is_letter else sign
