"""QQ accounts, names and conversations: what all QQ readers agree on.

A number is the id. Who logs in by mail is known by the mail, unless it is NUMBER@qq.com, which is the number. The newer
client also has an opaque id (`u_…`), which stands for an account only where its number isn't known.

Source: formats.md 5 (numbers of 5 to 11 digits, first not 0; 10000 and 1000000 speak for the service).
"""

import re
from typing import NamedTuple

from sources.sightings import AccountSeen
from warehouse.schema import ids

PLATFORM = "qq"
# Numbers under which the service itself speaks.
SERVICE_NUMBERS = frozenset({"10000", "1000000"})
_NUMBER = re.compile(r"[1-9][0-9]{4,10}")
_UID = re.compile(r"u_[A-Za-z0-9_-]{4,64}")
_QQ_MAIL = re.compile(r"([1-9][0-9]{4,10})@(?:vip\.)?qq\.com", re.IGNORECASE)
# The last bracket group at the end is the id: nicknames hold brackets too.
_PRINTED = re.compile(r"(.*?)(?:\(([1-9][0-9]{4,10})\)|<([^<>@\s]+@[^<>\s]+)>)? *", re.DOTALL)
_TITLES = re.compile(r"(?:【[^】]{1,20}】\s*)+")
# Where the client keeps an account's files its number names the folder.
_OWN_FOLDER = re.compile(r"(?:^|/)([1-9][0-9]{4,10})/nt_qq(?:_[0-9a-f]+)?/")


class Printed(NamedTuple):
    """A sender as clients print one: nickname (may be empty) with number or mail behind it."""

    nick: str
    number: str | None
    mail: str | None


def printed_sender(text: str) -> Printed:
    """Take a printed sender apart."""
    found = _PRINTED.fullmatch(text)
    if found is None:  # the pattern takes any text; this is for the type checker
        return Printed(text.strip(), None, None)
    return Printed(found[1].strip(), found[2], found[3])


def native_id(number: str | None, mail: str | None) -> str | None:
    """QQ number, or mail address where the user logs in by mail; NUMBER@qq.com is the number."""
    if number is not None or mail is None:
        return number
    own = _QQ_MAIL.fullmatch(mail)
    return own[1] if own else mail.lower()


def number_of(value: object) -> str | None:
    """A QQ number as text, from a number or text; None for 0 and whatever is none."""
    text = str(value).strip() if isinstance(value, int | str) else ""
    return text if _NUMBER.fullmatch(text) else None


def uid_of(value: object) -> str | None:
    """The newer client's opaque id, None for whatever is none."""
    return value if isinstance(value, str) and _UID.fullmatch(value) else None


def titled_nick(nick: str) -> tuple[tuple[str, ...], str]:
    """Titles that groups put before a nickname (【群主】, 【潜水】), and the nickname without them."""
    found = _TITLES.match(nick)
    bare = nick[found.end() :].strip() if found else nick.strip()
    if found is None or not bare:
        return (), nick.strip()
    return tuple(title.strip() for title in re.findall("【([^】]+)】", found[0]) if title.strip()), bare


def account_of(native: str, owner: str | None) -> AccountSeen:
    """Account of a number, a mail address or an opaque id."""
    return AccountSeen(ids.account_id(PLATFORM, native), PLATFORM, native, is_owner=native == owner)


def scoped_account(name: str, thread: str) -> AccountSeen:
    """Account of which only the name in one conversation is known."""
    native = ids.scoped_native_id(name, thread)
    return AccountSeen(ids.account_id(PLATFORM, native), PLATFORM, native, is_display_name_only=True, thread_id=thread)


def group_thread_id(number: str) -> str:
    """Conversation of a group."""
    return ids.thread_id(PLATFORM, number)


def direct_thread_id(peer: str, owner: str | None) -> str:
    """A talk of two is named after both ends where known, so that it is one talk when both devices are seized."""
    return ids.thread_id(PLATFORM, "~".join(sorted((owner, peer))) if owner else peer)


def owner_in_path(path: str) -> str | None:
    """Number of the account whose files these are, where the client's own folders are kept (`NUMBER/nt_qq/…`)."""
    found = _OWN_FOLDER.search(path.replace("\\", "/"))
    return found[1] if found else None
