"""QQ numbers and groups: five to eleven digits, only behind a word for QQ.

Source: formats.md 5 and 13 (no checksum; the word is mandatory).
"""

import re
from collections.abc import Iterator

from sources.text_identifiers.context import is_introduced, words_pattern
from sources.text_identifiers.normal_text import NormalText
from sources.text_identifiers.rule import Candidate, Setting, TextRule
from warehouse.schema import ids

# The word and the number are often written together: 加QQ9912345.
_NUMBER = re.compile(r"(?:(?<![0-9A-Za-z])|(?<=[Qq]))[1-9]\d{4,10}(?![0-9A-Za-z@])")


def find(normal: NormalText, setting: Setting) -> Iterator[Candidate]:
    """QQ accounts; a group's number is an invitation, no account."""
    for found in _NUMBER.finditer(normal.text):
        if is_introduced("qq_group", normal.text, found.start()):
            yield Candidate(*found.span(), "invite_code", f"qq-group:{found[0]}", True, "behind a word for a QQ group")
        elif is_introduced("qq", normal.text, found.start()):
            yield Candidate(*found.span(), "account", ids.account_id("qq", found[0]), True, "behind a word for QQ")


RULE = TextRule("qq", 28, words_pattern("qq") + "|" + words_pattern("qq_group"), find)
