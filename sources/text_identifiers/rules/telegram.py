"""Telegram names: `@name` on Telegram itself or behind a word for it; elsewhere an @ calls somebody in the chat.

Source: formats.md 13: five to 32 signs, beginning with a letter. Names are sold on: time-bound.
"""

import re
from collections.abc import Iterator

from sources.text_identifiers.context import is_introduced, words_pattern
from sources.text_identifiers.normal_text import NormalText
from sources.text_identifiers.rule import Candidate, Setting, TextRule
from warehouse.schema import ids

_HANDLE = re.compile(r"(?<![A-Za-z0-9_@./])@([A-Za-z][A-Za-z0-9_]{4,31})(?![\w@]|\.\w)")
_FLIGHT = re.compile(r"[A-Za-z]{2}\d{3,4}")
_BARE = re.compile(r"(?<![A-Za-z0-9_@./])([A-Za-z][A-Za-z0-9_]{4,31})(?![\w@]|\.\w)")


def find(normal: NormalText, setting: Setting) -> Iterator[Candidate]:
    """Telegram accounts by name."""
    text = normal.text
    for found in _HANDLE.finditer(text):
        if setting.platform == "telegram" or is_introduced("telegram", text, found.start()):
            why = "a name with @" + ("" if setting.platform == "telegram" else " behind a word for Telegram")
            yield Candidate(
                *found.span(),
                "account",
                ids.account_id("telegram", found[1].lower()),
                True,
                why + "; names are sold on",
            )
    for found in _BARE.finditer(text):
        # 飞机 is a plane as well: right behind it CZ3101 is a flight.
        is_name = re.search(r"[0-9_]", found[1]) and not _FLIGHT.fullmatch(found[1])
        if is_name and is_introduced("telegram", text, found.start()):
            value = ids.account_id("telegram", found[1].lower())
            yield Candidate(*found.span(), "account", value, True, "behind a word for Telegram; names are sold on")


RULE = TextRule("telegram", 29, r"@[A-Za-z]\w{4}|" + words_pattern("telegram"), find)
