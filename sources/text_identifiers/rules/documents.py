"""Resident numbers of 18 digits (residence permits included) by check digit; others only where a word names them.

Source: GB 11643-1999 (ISO 7064 mod 11-2); residence permits for Hong Kong, Macau and Taiwan (810000, 820000, 830000)
use the same layout; old numbers of 15 digits have no check digit.
"""

import re
from collections.abc import Iterator

from sources.identifiers import document
from sources.text_identifiers.context import is_introduced, is_near
from sources.text_identifiers.normal_text import NormalText
from sources.text_identifiers.rule import Candidate, Setting, TextRule

_RESIDENT = re.compile(r"(?<![0-9A-Za-z])([1-9]\d{5})[ \-]?((?:18|19|20)\d{6})[ \-]?(\d{3}[0-9Xx])(?![0-9A-Za-z])")
_OLD = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{14}(?![0-9A-Za-z])")
_OTHER = re.compile(r"(?<![0-9A-Za-z])(?=[A-Z0-9]*\d{5})[A-Z]{0,3}\d{5,9}[A-Z]?(?![0-9A-Za-z])")


def find(normal: NormalText, setting: Setting) -> Iterator[Candidate]:
    """Document numbers."""
    text = normal.text
    for found in _RESIDENT.finditer(text):
        held = document(found[0])
        if held.is_usable:
            yield Candidate(
                *found.span(), "document", held.value, True, "a resident number, check digit and birth date right"
            )
        elif is_near("document", text, *found.span()):
            yield Candidate(
                *found.span(),
                "document",
                held.value,
                False,
                "called a document, but check digit or birth date is wrong",
            )
    for found in _OLD.finditer(text):
        if is_near("document", text, *found.span()) and document(found[0]).is_usable:
            yield Candidate(
                *found.span(),
                "document",
                found[0],
                True,
                "called a document; an old resident number, which has no check digit",
            )
    for found in _OTHER.finditer(text):
        if len(found[0]) >= 7 and is_introduced("document", text, found.start()) and document(found[0]).is_usable:
            yield Candidate(
                *found.span(), "document", found[0], True, "called a document; by its shape, which has no check digit"
            )


RULE = TextRule("documents", 25, r"\d{15}|\d{3}[0-9Xx]\b|[A-Z]{0,3}\d{5,9}", find)
