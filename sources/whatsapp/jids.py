"""Addresses of WhatsApp's servers: whose account or which conversation they name.

`NUMBER@s.whatsapp.net` is an account by its number, `NUMBER@lid` one whose number is hidden, `…@g.us` a group,
`…@broadcast` and `…@newsletter` are lists and channels.

**Source:** formats.md 3.2; servers `hosted`, `hosted.lid` and `c.us` by public readers of msgstore.db.
"""

import re
from dataclasses import dataclass

from sources.record import Exhibit
from warehouse.schema import ids

PLATFORM = "whatsapp"
_PERSON_SERVERS = frozenset({"s.whatsapp.net", "c.us", "hosted"})
_HIDDEN_SERVERS = frozenset({"lid", "hosted.lid"})
_CHANNEL_SERVERS = frozenset({"broadcast", "newsletter"})
# A number may carry the device it is linked on: 85512345678:3 or 85512345678.0:3.
_NUMBER = re.compile(r"([0-9]{5,20})(?:\.[0-9]+)?(?::[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Jid:
    """An address.

    Attributes:
        native_id: Number in E.164, hidden number with its server, or the address of a conversation.
        kind: `person`, `hidden`, `group` or `channel`.
    """

    native_id: str
    kind: str

    @property
    def is_account(self) -> bool:
        """Whether it names somebody rather than a conversation."""
        return self.kind in ("person", "hidden")


def jid(address: str | None) -> Jid | None:
    """What an address names; None for the service itself, placeholders and what is no address."""
    user, _, server = (address or "").strip().lower().partition("@")
    if server == "g.us" and user:
        return Jid(f"{user}@{server}", "group")
    if server in _CHANNEL_SERVERS and user:
        return Jid(f"{user}@{server}", "channel")
    number = _NUMBER.fullmatch(user)
    if number is None:
        return None
    if server in _PERSON_SERVERS:
        return Jid(f"+{number[1]}", "person")
    return Jid(f"{number[1]}@lid", "hidden") if server in _HIDDEN_SERVERS else None


def owner_number(exhibit: Exhibit) -> str | None:
    """Number of the phone's owner as given with the seizure, in E.164; None where none was given."""
    written = exhibit.owners.get(PLATFORM)
    if written is None:
        return None
    digits = re.sub(r"[\s()\-]", "", written)
    return f"+{digits}" if digits.isdigit() else digits


def direct_thread(peer: str, owner: str | None, exhibit_id: str) -> str:
    """Thread of a talk of two, equal on both phones where both owners are known.

    Without the owner the talk is kept apart by its exhibit: two phones may both write to the same account.
    """
    if owner is not None:
        return ids.thread_id(PLATFORM, "~".join(sorted((owner, peer))))
    return ids.thread_id(PLATFORM, f"{peer}~{exhibit_id[:16]}")
