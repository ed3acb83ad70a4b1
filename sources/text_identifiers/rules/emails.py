"""E-mail addresses; `NUMBER@qq.com` is also a QQ number. Addresses spelt out with (at) and dot are candidates.

Source: RFC 5321 by email-validator, without asking any server; formats.md 13.
"""

import re
from collections.abc import Iterator

from email_validator import EmailNotValidError, validate_email

from sources.text_identifiers.normal_text import NormalText
from sources.text_identifiers.rule import Candidate, Setting, TextRule
from warehouse.schema import ids

_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}@(?:[A-Za-z0-9\-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![\w\-])")
_SPELT = re.compile(
    r"([A-Za-z0-9._%+\-]{2,64})\s?[(\[{<]\s?(?:at|@|艾特)\s?[)\]}>]\s?([A-Za-z0-9\-]{2,63})"
    r"\s?(?:[(\[{<]\s?(?:dot|\.|点)\s?[)\]}>]|\.|\sdot\s)\s?([A-Za-z]{2,24})",
    re.IGNORECASE,
)
_QQ_MAIL = re.compile(r"([1-9]\d{4,10})@qq\.com")


def find(normal: NormalText, setting: Setting) -> Iterator[Candidate]:
    """Valid addresses in lower case."""
    for found in _EMAIL.finditer(normal.text):
        written = found[0].lstrip(".-+%")
        value = _valid(written)
        start = found.end() - len(written)
        if value is None:
            yield Candidate(
                start, found.end(), "email", written.lower(), False, "shaped like an address, but not a valid one"
            )
            continue
        yield Candidate(start, found.end(), "email", value, True, "a valid address")
        if qq := _QQ_MAIL.fullmatch(value):
            yield Candidate(
                start, found.end(), "account", ids.account_id("qq", qq[1]), True, "the mailbox of a QQ number"
            )
    for found in _SPELT.finditer(normal.text):
        value = _valid(f"{found[1]}@{found[2]}.{found[3]}")
        if value is not None:
            yield Candidate(found.start(), found.end(), "email", value, False, "an address spelt out to hide it")


def _valid(written: str) -> str | None:
    try:
        # Reserved names (example, test) are no mailboxes, but somebody wrote them: shape alone is asked for.
        return validate_email(written, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        return None


RULE = TextRule("emails", 15, r"@[A-Za-z0-9\-]+\.|(?i:[(\[{<]\s?(?:at|@|艾特)\s?[)\]}>])", find)
