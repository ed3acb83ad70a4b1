"""Bank cards: 13 to 19 digits that pass the Luhn check and begin like a card, or are called one.

Source: ISO/IEC 7812. Luhn passes a tenth of all numbers, so that a known beginning or a word must say the rest.
"""

import re
from collections.abc import Iterator

from sources.identifiers import bank_card
from sources.text_identifiers.context import is_near
from sources.text_identifiers.normal_text import NormalText
from sources.text_identifiers.rule import Candidate, Setting, TextRule

_CARD = re.compile(r"(?<![0-9A-Za-z.])\d{4}(?:[ \-]?\d{3,4}){2,3}(?:[ \-]?\d{1,4})?(?![0-9A-Za-z])")
# UnionPay 62 (and 60, 81 for some), Visa 4, Mastercard 51-55 and 2221-2720, Amex 34/37, JCB 35, Mir 2200-2204,
# Maestro 50, 56-58, 63, 67; banks of mainland China also gave 9-cards before UnionPay.
_BEGINNINGS = re.compile(r"62|60|81|4|5[0-8]|22[0-9]|2[3-7]|34|37|35|63|67|9[0-9]")

_AMEX_LENGTH = 15


def find(normal: NormalText, setting: Setting) -> Iterator[Candidate]:
    """Card numbers."""
    text = normal.text
    for found in _CARD.finditer(text):
        held = bank_card(found[0])
        digits = len(re.sub(r"\D", "", found[0]))
        if not 13 <= digits <= 19:
            continue
        is_named = is_near("bank_card", text, *found.span())
        if held.is_usable and (is_named or _begins_like_a_card(held.value)):
            why = "called a card, and passes its check" if is_named else "begins like a card, and passes its check"
            yield Candidate(*found.span(), "bank_card", held.value, True, why)
        elif is_named and digits >= 15:
            yield Candidate(
                *found.span(), "bank_card", held.value, False, "called a card or account, but fails the check of cards"
            )


def _begins_like_a_card(digits: str) -> bool:
    """Whether a number that nobody calls a card begins like one; of 15 digits only Amex has cards, IMEIs have 15."""
    if len(digits) == _AMEX_LENGTH:
        return digits.startswith(("34", "37"))
    return len(digits) > _AMEX_LENGTH and _BEGINNINGS.match(digits) is not None


RULE = TextRule("bank_cards", 27, r"\d{4}[ \-]?\d{3,4}[ \-]?\d{3,4}", find)
