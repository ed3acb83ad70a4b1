"""Numbers written in disguise (`1 3 8 零零 一三 8000`): put together and checked, but candidates only, never keys.

Source: formats.md 13: digits spelt in characters, letters for digits, signs and emoji between them.
"""

from collections.abc import Iterator

from sources.identifiers import bank_card, document, phone
from sources.text_identifiers.normal_text import NormalText
from sources.text_identifiers.rule import Candidate, Setting, TextRule

_DIGIT_LIKE = "0-9０-９零〇洞幺一二三四五六七八九壹贰叁肆伍陆柒捌玖oOlI"


def find(normal: NormalText, setting: Setting) -> Iterator[Candidate]:
    """Runs whose digits are a valid document, card or phone; anything else is no identifier."""
    for start, end, digits in normal.disguised_numbers:
        if len(digits) == 18 and document(digits).is_usable:
            yield Candidate(
                start, end, "document", digits, False, "digits in disguise that make a valid resident number"
            )
        elif len(digits) >= 15 and bank_card(digits).is_usable:
            yield Candidate(start, end, "bank_card", digits, False, "digits in disguise that pass the check of cards")
        elif 10 <= len(digits) <= 13 and setting.region and (number := phone(digits, setting.region)).is_usable:
            yield Candidate(
                start, end, "phone", number.value, False, "digits in disguise that make a valid phone number"
            )


RULE = TextRule("disguised_numbers", 50, rf"[{_DIGIT_LIKE}](?:[^A-Za-z\p{{Han}}]{{0,3}}[{_DIGIT_LIKE}]){{9}}", find)
