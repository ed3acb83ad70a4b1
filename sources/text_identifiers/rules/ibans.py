"""Bank accounts by IBAN.

Source: ISO 13616 by python-stdnum (length by country, mod 97).
"""

import re
from collections.abc import Iterator

from stdnum import iban

from sources.text_identifiers.normal_text import NormalText
from sources.text_identifiers.rule import Candidate, Setting, TextRule

_IBAN = re.compile(r"(?<![0-9A-Za-z])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![0-9A-Za-z])")


def find(normal: NormalText, setting: Setting) -> Iterator[Candidate]:
    """Account numbers whose check digits are right; a failed one that names itself IBAN is a candidate."""
    for found in _IBAN.finditer(normal.text):
        written = found[0]
        # Words in capitals behind the number are taken in by the pattern: the country's length settles the end.
        for end in range(len(written), 14, -1):
            value = written[:end].replace(" ", "")
            if written[end - 1] != " " and iban.is_valid(value):
                yield Candidate(found.start(), found.start() + end, "iban", value, True, "an IBAN, check digits right")
                break
        else:
            if re.search(r"(?i:iban)\W{0,3}$", normal.text[: found.start()]):
                value = written.replace(" ", "")
                yield Candidate(*found.span(), "iban", value, False, "called an IBAN, but its check digits fail")


RULE = TextRule("ibans", 22, r"[A-Z]{2}\d{2} ?[A-Z0-9]{4} ?[A-Z0-9]{4}", find)
