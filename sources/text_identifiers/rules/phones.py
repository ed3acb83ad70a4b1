"""Phones: international form anywhere; local form where the country is known and the number is a mobile or called one.

Source: libphonenumber's data (phonenumbers). Plain runs of digits are mostly amounts and ids, so that a local number
needs a mobile prefix with the country's full length, or a word that calls it a phone.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType

from sources.identifiers import phone
from sources.text_identifiers.context import is_introduced
from sources.text_identifiers.normal_text import NormalText
from sources.text_identifiers.rule import Candidate, Setting, TextRule

_NUMBER = re.compile(r"(?<![0-9A-Za-z+.])(\+|00)?\(?\d{1,5}\)?(?:[ \-.]?\(?\d{1,5}\)?){1,6}(?![0-9A-Za-z])")
_FEWEST, _MOST = 8, 15
_MOBILES = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
# A local number by itself must be this long: shorter ones are amounts more often than phones.
_FEWEST_LOCAL = 10


def find(normal: NormalText, setting: Setting) -> Iterator[Candidate]:
    """Phone numbers in E.164."""
    text = normal.text
    for found in _NUMBER.finditer(text):
        written = found[0].strip(" -.")
        digits = re.sub(r"\D", "", written)
        if not _FEWEST <= len(digits) <= _MOST:
            continue
        start = found.start() + found[0].index(written)
        span = (start, start + len(written))
        named = is_introduced("phone", text, start)
        if found[1]:
            held = phone(written if found[1] == "+" else f"+{digits[2:]}", None)
            why = (
                "an international number"
                if held.is_usable
                else "written as an international number, but there is none such"
            )
            if held.is_usable or named:
                yield Candidate(*span, "phone", held.value, held.is_usable, why)
            continue
        held = phone(written, setting.region)
        if setting.region and held.is_usable and (named or _is_plain_mobile(written, setting.region)):
            why = "called a phone" if named else "a mobile number of full length"
            yield Candidate(*span, "phone", held.value, True, f"{why}, country {setting.region} by the seizure")
        elif (international := phone(f"+{digits}", None)).is_usable and len(digits) >= 11 and named:
            yield Candidate(*span, "phone", international.value, True, "called a phone, with its country code")
        elif named:
            yield Candidate(*span, "phone", digits, False, "called a phone, but no valid number of a known country")


@lru_cache(maxsize=65_536)
def _is_plain_mobile(written: str, region: str) -> bool:
    digits = re.sub(r"\D", "", written)
    if len(digits) < _FEWEST_LOCAL or (digits[0] != "0" and region not in ("CN", "US", "CA", "RU", "TR", "IN")):
        return False
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(number) in _MOBILES


RULE = TextRule("phones", 30, r"(?:\+|\b00)\d|\d{8}|\d{2,5}[ \-.]\d{2,5}", find)
