"""IP addresses. Private and reserved ones point at nobody and are no key; version numbers are told apart.

Source: RFC 791, RFC 4291; the registries in Python's ipaddress.
"""

import re
from collections.abc import Iterator

from sources.identifiers import ip_address
from sources.text_identifiers.context import is_near
from sources.text_identifiers.normal_text import NormalText
from sources.text_identifiers.rule import Candidate, Setting, TextRule

_V4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_V6 = re.compile(r"(?<![\w:.])(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{0,4}(?![\w:])")
# "v1.2.3.4", "version 10.0.1.2": a number of a program.
_VERSION = re.compile(r"(?:\bv|\bversion|版本|\bver\.?)\s?$", re.IGNORECASE)


def find(normal: NormalText, setting: Setting) -> Iterator[Candidate]:
    """Addresses of both kinds."""
    text = normal.text
    for found in [*_V4.finditer(text), *_V6.finditer(text)]:
        held = ip_address(found[0])
        is_address = held.is_usable or "." in found[0] or held.value != found[0]
        if not is_address or _VERSION.search(text[: found.start()]):
            continue
        octets = found[0].split(".")
        looks_small = len(octets) == 4 and all(len(octet) == 1 for octet in octets)
        if len(octets) == 4 and any(int(octet) > 255 for octet in octets):
            continue
        if looks_small and not is_near("ip", text, *found.span()):
            yield Candidate(
                *found.span(), "ip", held.value, False, "shaped like an address, or the number of a version"
            )
        else:
            yield Candidate(
                *found.span(),
                "ip",
                held.value,
                held.is_usable,
                "a public address" if held.is_usable else "a private or reserved address",
            )


RULE = TextRule("ips", 26, r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d|(?:[0-9a-fA-F]{0,4}:){3}", find)
