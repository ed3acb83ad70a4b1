"""Links: to the signs that can't stand in one; a link that invites into a group is also an invite code.

Source: RFC 3986; link forms of Telegram, WhatsApp, Discord, LINE and WeChat as their clients make them.
"""

import re
from collections.abc import Iterator

from sources.identifiers import NativeAccount
from sources.text_identifiers.domain_names import registered_domain
from sources.text_identifiers.normal_text import NormalText
from sources.text_identifiers.rule import Candidate, Setting, TextRule
from warehouse.schema import ids

_URL = re.compile(
    r"(?:(?:https?|tg|weixin|alipays?)://|www\.)[A-Za-z0-9\-._~:/?#\[\]@!$&'*+,;=%]{3,2000}", re.IGNORECASE
)
_BARE = re.compile(
    r"(?<![\w@./])(?:t\.me|telegram\.me|chat\.whatsapp\.com|wa\.me|discord\.gg|line\.me)/[\w+/~%\-?=]{2,200}",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?'*)]"
_INVITES = re.compile(
    r"(?:t(?:elegram)?\.me/(?:joinchat/|\+)|chat\.whatsapp\.com/|discord(?:app)?\.(?:gg|com/invite)/|line\.me/R?/?ti/g2?/|join\.skype\.com/)"
    r"([A-Za-z0-9_\-]{5,})",
    re.IGNORECASE,
)
_TELEGRAM = re.compile(r"(?:^|//)t(?:elegram)?\.me/([A-Za-z]\w{3,31})(?:$|[/?])", re.IGNORECASE)
_WHATSAPP = re.compile(r"(?:wa\.me/|api\.whatsapp\.com/send\?phone=)\+?(\d{8,15})", re.IGNORECASE)
_NO_NAMES = {"joinchat", "addstickers", "share", "socks", "proxy", "iv", "addemoji", "setlanguage", "boost"}


def find(normal: NormalText, setting: Setting) -> Iterator[Candidate]:
    """The link, its registered domain, and the account or invitation it leads to."""
    for found in [*_URL.finditer(normal.text), *_BARE.finditer(normal.text)]:
        written = found[0].rstrip(_TRAILING)
        start, end = found.start(), found.start() + len(written)
        scheme, _, rest = written.rpartition("://")
        host = re.split(r"[/?#]", rest, maxsplit=1)[0]
        value = f"{scheme.lower()}://{host.lower()}{rest[len(host) :]}" if scheme else host.lower() + rest[len(host) :]
        domain = registered_domain(host.rpartition("@")[2].split(":")[0])
        is_web = scheme.lower() in ("", "http", "https")
        yield Candidate(
            start,
            end,
            "url",
            value,
            not is_web or domain is not None,
            "a link" if domain or not is_web else "a link whose host is under no public suffix",
        )
        if domain is not None and is_web:
            yield Candidate(start, end, "domain", domain, True, "the registered domain of a link")
        yield from _leads_to(written, start, end)


def _leads_to(written: str, start: int, end: int) -> Iterator[Candidate]:
    if invite := _INVITES.search(written):
        yield Candidate(start, end, "invite_code", invite[1], True, "a link that invites into a group")
    elif (name := _TELEGRAM.search(written)) and name[1].lower() not in _NO_NAMES:
        account = ids.account_id(*NativeAccount("telegram", name[1].lower()))
        yield Candidate(start, end, "account", account, True, "a link to a Telegram name; names are sold on")
    elif number := _WHATSAPP.search(written):
        yield Candidate(
            start, end, "account", ids.account_id("whatsapp", f"+{number[1]}"), True, "a link to a WhatsApp number"
        )


RULE = TextRule("urls", 10, r"://|(?i:www\.)|(?i:\b(?:t|telegram|wa|line)\.me/|whatsapp\.com/|discord\.gg/)", find)
