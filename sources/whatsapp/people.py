"""Who the names in a WhatsApp text export are: a phone number, a label of the phone's owner, or the owner himself.

A number is printed in international form and becomes the account's id. A saved contact shows what the *owner of the
phone* calls him, so the name is a remark; `~ Name` is what an unsaved contact calls himself. "You" is the owner, and is
an account only where the seizure says whose phone it was.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import phonenumbers

from sources.clock_text import SPACES
from sources.sightings import AccountSeen, NameSeen
from sources.system_lines.phrases import system_lines
from warehouse.schema import ids

PLATFORM = "whatsapp"
_NUMBER = re.compile(r"\+[0-9 ().\-\u2010\u2011\u2012\u2013]{5,30}")
_PUSH_NAME = re.compile(rf"~[{SPACES}]?(.+)")


def phone_in(name: str) -> str | None:
    """E.164 form of a name that is a phone number in international form, else None."""
    bare = name.strip()
    if not _NUMBER.fullmatch(bare):
        return None
    try:
        number = phonenumbers.parse(re.sub(r"[^+0-9]", "", bare), None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@dataclass(frozen=True)
class Person:
    """A name as printed, with the account and the name observation that it stands for (None where it is neither)."""

    account: AccountSeen | None
    name: NameSeen | None


class People:
    """The people of one export, by printed name.

    Attributes:
        thread_id: The conversation.
        owner: Account of the phone's owner, where the seizure names it.
    """

    def __init__(self, thread_id: str, owner: str | None, owner_names: Iterable[str] = ()) -> None:
        """Prepare the look-up.

        Args:
            thread_id: The conversation; ids of display names hold only in it.
            owner: Number of the phone's owner as given with the seizure.
            owner_names: Names in this export that can only be the owner's own (see survey.Survey).
        """
        self.thread_id = thread_id
        self._self_words = system_lines(PLATFORM).self_words
        self._owner_names = frozenset(owner_names)
        self.owner: AccountSeen | None = None
        if owner is not None:
            native = phone_in(owner if owner.startswith("+") else f"+{owner}") or owner
            self.owner = AccountSeen(ids.account_id(PLATFORM, native), PLATFORM, native, is_owner=True)
        self._known: dict[str, Person] = {}

    def of(self, name: str) -> Person:
        """Who a printed name is."""
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    def account_id(self, name: str | None) -> str | None:
        """Account of a printed name, None where it has none."""
        account = None if name is None else self.of(name).account
        return None if account is None else account.account_id

    def _read(self, name: str) -> Person:
        if name in self._self_words:
            return Person(self.owner, None)
        number = phone_in(name)
        if number is not None:
            account = AccountSeen(
                ids.account_id(PLATFORM, number),
                PLATFORM,
                number,
                is_owner=self.owner is not None and self.owner.native_id == number,
            )
            return Person(account, None)
        if name in self._owner_names and self.owner is not None:
            return Person(self.owner, NameSeen(self.owner.account_id, name, "account_nickname", None, self.thread_id))
        push_name = _PUSH_NAME.fullmatch(name)
        is_label = push_name is None and name not in self._owner_names
        # Another phone's owner may call somebody else by the same label.
        scope = f"{self.thread_id} {self.owner.account_id}" if is_label and self.owner else self.thread_id
        native = ids.scoped_native_id(name, scope)
        account = AccountSeen(
            ids.account_id(PLATFORM, native), PLATFORM, native, is_display_name_only=True, thread_id=self.thread_id
        )
        if not is_label:
            shown = name if push_name is None else push_name[1]
            return Person(account, NameSeen(account.account_id, shown, "account_nickname", None, self.thread_id))
        observer = None if self.owner is None else self.owner.account_id
        return Person(account, NameSeen(account.account_id, name, "remark", observer, self.thread_id))
