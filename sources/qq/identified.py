"""Who senders are where the file names them by number or opaque id and tells nickname, card and remark apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sources.qq.people import PLATFORM, SERVICE_NUMBERS, account_of, number_of, scoped_account
from sources.qq.writing import Sender
from sources.sightings import AccountSeen, NameSeen
from warehouse.schema import ids

# What a sender is told apart by; `shown` is a name of which the file doesn't say what it is.
SENDER_COLUMNS = ("number", "uid", "nickname", "card", "remark", "title", "shown")


@dataclass
class IdentifiedPeople:
    """Directory of a file that has ids.

    Attributes:
        owner: Number (or, where none is known, opaque id) of the device's own account.
        numbers: Opaque id to number.
        natives: By conversation, names to the ids that they were seen with.
        kinds: Conversation to direct, group or unknown.
        named_in_line: By place of a service line, names in it whose id it gives.
    """

    owner: str | None
    numbers: dict[str, str] = field(default_factory=dict)
    natives: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    named_in_line: dict[int, dict[str, str]] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, ...]:
        """Columns that tell senders apart."""
        return SENDER_COLUMNS

    def native(self, number: str | None, uid: str | None) -> str | None:
        """The number; the opaque id where no number is known."""
        return number or self.numbers.get(uid or "") or uid

    def note(self, conversation: str, native: str | None, *names: str | None) -> None:
        """Note that names were seen for an account, before the messages are read."""
        if native is not None:
            known = self.natives.setdefault(conversation, {})
            for name in names:
                if name:
                    known.setdefault(name, set()).add(native)

    def sender(self, row: Mapping[str, Any]) -> Sender:
        """The account of a sender with the names that the file shows for it."""
        native = self.native(row["number"], row["uid"])
        shown = row["card"] or row["remark"] or row["shown"] or row["nickname"]
        if native in SERVICE_NUMBERS:
            return Sender(None, shown, is_service=True)
        if native is None:
            if not shown:
                return Sender(None, None)
            account = scoped_account(shown, row["thread_id"])
        else:
            account = account_of(native, self.owner)
        titles = () if row["title"] is None else (row["title"],)
        has_number = native is not None and native != row["uid"]
        return Sender(
            account, shown, self._names(account, row), titles, uid=row["uid"] if has_number and row["uid"] else None
        )

    def named(self, name: str, row: Mapping[str, Any]) -> AccountSeen:
        """The account of a name in a service line: by the line itself, by the talk, or scoped."""
        native = self.named_in_line.get(row["place"], {}).get(name) or number_of(name)
        if native is None:
            known = self.natives.get(row["thread_id"], {}).get(name, set())
            native = next(iter(known)) if len(known) == 1 else None
        return scoped_account(name, row["thread_id"]) if native is None else account_of(native, self.owner)

    def names_in(self, row: Mapping[str, Any]) -> frozenset[str]:
        """The names of a conversation."""
        return frozenset(self.natives.get(row["thread_id"], {}))

    def _names(self, account: AccountSeen, row: Mapping[str, Any]) -> tuple[NameSeen, ...]:
        thread, account_id = row["thread_id"], account.account_id
        found = []
        if row["nickname"]:
            found.append(NameSeen(account_id, row["nickname"], "account_nickname"))
        if row["card"]:
            found.append(NameSeen(account_id, row["card"], "group_card", None, thread))
        # Clients repeat the nickname where no remark was given.
        if row["remark"] and row["remark"] != row["nickname"] and not account.is_owner:
            observer = None if self.owner is None else ids.account_id(PLATFORM, self.owner)
            found.append(NameSeen(account_id, row["remark"], "remark", observer))
        if not found and row["shown"]:
            is_card = self.kinds.get(thread) == "group"
            kind = "group_card" if is_card else "account_nickname"
            found.append(NameSeen(account_id, row["shown"], kind, None, thread if is_card else None))
        own = {row["number"], row["uid"], account.native_id}
        return tuple(name for name in found if name.name not in own)
