"""Invite codes of apps and platforms: four to twelve letters and digits behind a word that calls them so.

Source: study of fraud apps (requirements S07, S14): victims register with a code that names the agent who led them.
"""

import re
from collections.abc import Iterator

from sources.text_identifiers.context import is_introduced, words_pattern
from sources.text_identifiers.normal_text import NormalText
from sources.text_identifiers.rule import Candidate, Setting, TextRule

_CODE = re.compile(r"(?<![\w@./])(?=[A-Za-z]*\d)[A-Za-z0-9]{4,12}(?![\w@]|\.\w)")


def find(normal: NormalText, setting: Setting) -> Iterator[Candidate]:
    """Codes with at least one digit."""
    for found in _CODE.finditer(normal.text):
        if is_introduced("invite_code", normal.text, found.start()):
            yield Candidate(*found.span(), "invite_code", found[0].upper(), True, "behind a word for an invite code")


RULE = TextRule("invite_codes", 23, words_pattern("invite_code"), find)
