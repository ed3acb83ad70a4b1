"""Devices: IMEI where a word names it, MAC addresses by their shape.

Source: 3GPP TS 23.003 (IMEI, Luhn); IEEE 802 (MAC).
"""

import re
from collections.abc import Iterator

from sources.identifiers import device
from sources.text_identifiers.context import is_near
from sources.text_identifiers.normal_text import NormalText
from sources.text_identifiers.rule import Candidate, Setting, TextRule

_IMEI = re.compile(r"(?<![0-9A-Za-z])\d{2}[ \-]?\d{6}[ \-]?\d{6}[ \-]?\d(?![0-9A-Za-z])")
_MAC = re.compile(
    r"(?<![0-9A-Za-z:\-])(?:[0-9A-F]{2}([:\-]))(?:[0-9A-F]{2}\1){4}[0-9A-F]{2}(?![0-9A-Za-z:\-])", re.IGNORECASE
)


def find(normal: NormalText, setting: Setting) -> Iterator[Candidate]:
    """Device ids."""
    text = normal.text
    for found in _IMEI.finditer(text):
        if is_near("device", text, *found.span()):
            held = device(found[0])
            why = (
                "called a device number, and passes its check"
                if held.is_usable
                else "called a device number, but fails its check"
            )
            yield Candidate(*found.span(), "device", held.value, held.is_usable, why)
    for found in _MAC.finditer(text):
        held = device(found[0])
        yield Candidate(
            *found.span(), "device", held.value, held.is_usable, "shaped like the address of a network card"
        )


RULE = TextRule("devices", 24, r"\d{6}[ \-]?\d{6}|(?i:[0-9a-f]{2}[:\-][0-9a-f]{2}[:\-][0-9a-f]{2}[:\-])", find)
