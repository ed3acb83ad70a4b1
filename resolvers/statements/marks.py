"""Takes the marks off letters, for languages that people type with and without them ('là' and 'la', 'número', 'ё')."""

import re
import unicodedata

# Letters with a stroke have no decomposition.
_PLEASE = re.compile(r"(?<!\w)ạ(?!\w)")
_KEPT = "\x00"
_STROKES = str.maketrans("đĐ", "dD")


def without_marks(text: str) -> str:
    """A text with 'đ' as 'd' and 'ế' as 'e', sign for sign; other scripts than Latin and Cyrillic stay as they are.

    The Vietnamese word 'ạ' (please) keeps its mark: it must not be read as 'à' (a question).
    """
    if text.isascii():
        return text
    if "ạ" in text:
        return without_marks(_PLEASE.sub(_KEPT, text).replace("ạ", "a")).replace(_KEPT, "ạ")
    return "".join(_bare(sign) for sign in text).translate(_STROKES)


def _bare(sign: str) -> str:
    is_letter = "À" <= sign <= "ɏ" or "Ѐ" <= sign <= "ӿ" or "Ḁ" <= sign <= "ỿ"
    return unicodedata.normalize("NFD", sign)[0] if is_letter else sign
