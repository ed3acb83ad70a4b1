"""Readable ids made from content, so that the same evidence always gets the same id.

Parts are joined by ':' and '@'; inside a part ':', '@' and '%' are percent-encoded, except the '@' of a JID or
an e-mail address inside an account (contract.md, "References are readable strings").
"""

import hashlib
import re
from datetime import datetime

_ESCAPES = {"%": "%25", ":": "%3A", "@": "%40", "\n": "%0A", "\r": "%0D", "\t": "%09"}
_MAIL_SHAPED = re.compile(r"[^@\s:]+@[^@\s:]+\.[^@\s:]+")


def encode_part(part: str, *, keep_at: bool = False) -> str:
    """Percent-encode the separators inside one part of an id."""
    if not any(sign in part for sign in _ESCAPES):
        return part
    kept = {"@"} if keep_at else set()
    return "".join(_ESCAPES[sign] if sign in _ESCAPES and sign not in kept else sign for sign in part)


def account_id(platform: str, native_id: str) -> str:
    """`PLATFORM:NATIVE_ID`, e.g. `wechat:wxid_ab12`, `jabber:bramble@example.org`."""
    mail_shaped = platform == "jabber" or _MAIL_SHAPED.fullmatch(native_id) is not None
    return f"{platform}:{encode_part(native_id, keep_at=mail_shaped)}"


def thread_id(platform: str, native_id: str) -> str:
    """`PLATFORM:THREAD`, e.g. `telegram:4021`, for a conversation the platform itself identifies."""
    return f"{platform}:{encode_part(native_id, keep_at=True)}"


def talk_of_two_id(platform: str, one: str, other: str) -> str:
    """Id of a talk of two, named after both ends: it is one on both phones, and no third phone's talk bears it."""
    return thread_id(platform, "~".join(sorted((one, other))))


def named_thread_id(platform: str, title: str) -> str:
    """Id of a conversation known only by title: readable title and eight hex digits of its hash."""
    return f"{platform}:{encode_part(title.strip())[:40]}~{content_hash(platform, title.strip(), length=8)}"


# What tells a native id made of a display name (scoped_native_id) from a platform's own.
SCOPED_MARK = r"~[0-9a-f]{8}$"


def scoped_native_id(name: str, thread: str) -> str:
    """Native id of somebody known only by display name: the name, scoped by its thread (`NAME~8HEX`)."""
    return f"{name}~{content_hash(thread, length=8)}"


def account_reference(account: str) -> str:
    """Reference to an account over all of its time: `account:PLATFORM:NATIVE_ID`."""
    return f"account:{account}"


def period_reference(account: str, from_at: datetime | None, until_at: datetime | None, scope: str) -> str:
    """Reference to an account in one operator period: `account:PLATFORM:NATIVE_ID@FROM/UNTIL`.

    Where no time is known the period is named by a hash of its scope, so that two undated logs stay apart.
    """
    if from_at is None or until_at is None:
        return f"account:{account}@undated-{content_hash(scope, length=8)}"
    return f"account:{account}@{from_at:%Y%m%dT%H%M%SZ}/{until_at:%Y%m%dT%H%M%SZ}"


def open_period_reference(account: str, from_at: datetime | None, until_at: datetime | None) -> str:
    """Reference to an account before or after it changed hands: `account:PLATFORM:NATIVE_ID@/UNTIL` or `…@FROM/`.

    The outer end stays open, so that the reference keeps its name when the account is seen earlier or later.
    """
    bounds = ("" if bound is None else f"{bound:%Y%m%dT%H%M%SZ}" for bound in (from_at, until_at))
    return f"account:{account}@{'/'.join(bounds)}"


def listed_reference(exhibit_id: str, row: str, name: str) -> str:
    """Reference to a name on a list: `listed:EXHIBIT:ROW:NAME` (the exhibit shortened to 16 digits)."""
    return f"listed:{exhibit_id[:16]}:{encode_part(row)}:{encode_part(name)}"


def called_reference(scope: str, name: str) -> str:
    """Reference to a name used in talk inside one scope (a thread or a gang's threads): `called:SCOPE:NAME`."""
    return f"called:{encode_part(scope)}:{encode_part(name)}"


def content_hash(*parts: str, length: int = 20) -> str:
    """Lower-case hex SHA-256 over the parts, shortened; the unit separator keeps parts apart."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:length]


def link_id(case: str, left: str, right: str) -> str:
    """Id of a link as views/link.sql makes it: `L-` and sixteen hex digits of case and both references."""
    digest = hashlib.md5("|".join((case, left, right)).encode(), usedforsecurity=False)
    return f"L-{digest.hexdigest()[:16]}"
