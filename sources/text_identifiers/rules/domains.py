"""Domains written without a link: `pay-hammer.example.com`. Names of files are told apart by their endings.

Source: formats.md 13; suffixes that are also endings of files (zip, mov, py, sh …) count only in links.
"""

import re
from collections.abc import Iterator

from sources.text_identifiers.domain_names import registered_domain
from sources.text_identifiers.normal_text import NormalText
from sources.text_identifiers.rule import Candidate, Setting, TextRule

_DOMAIN = re.compile(
    r"(?<![\w@./\-])(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.){1,5}[a-z]{2,24}(?![\w@])(?!\.\w)", re.IGNORECASE
)
_FILE_ENDINGS = frozenset({"zip", "mov", "py", "sh", "pl", "rs", "md", "ps"})


def find(normal: NormalText, setting: Setting) -> Iterator[Candidate]:
    """Names of at least two labels under a public suffix."""
    for found in _DOMAIN.finditer(normal.text):
        host = found[0].lower()
        if host.rpartition(".")[2] in _FILE_ENDINGS:
            continue
        if (domain := registered_domain(host)) is not None:
            yield Candidate(found.start(), found.end(), "domain", domain, True, "a name under a public suffix")


RULE = TextRule("domains", 40, r"[A-Za-z0-9]\.[A-Za-z]{2,24}", find)
