"""Who the numbers of a Signal export stand for: contacts, groups, the phone's owner.

A contact is known by phone number (E.164), else by its account id (ACI, a UUID that the export writes in base64).
What the owner wrote (nickname, note, name in the phone book) are remarks signed by the owner; profile names are the
account's own.

Source: Signal's Backup.proto (recipient, contact, group) as its "takeout" export prints it in JSON.
"""

import base64
import binascii
import uuid
from dataclasses import dataclass, field
from typing import Any

from sources.chat_rows import ChatRows
from warehouse.schema import ids

PLATFORM = "signal"


@dataclass
class Recipients:
    """Recipients of one export by their number in it.

    Attributes:
        rows: Where accounts and names go.
        accounts: Account of each contact and of the owner.
        natives: Their native ids.
        groups: Thread of each group.
        owner: Account of the owner, None until (or unless) it is known.
    """

    rows: ChatRows
    accounts: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    natives: dict[str, str] = field(default_factory=dict)
    owner: str | None = None
    owner_native: str | None = None
    _by_aci: dict[str, str] = field(default_factory=dict)

    def take_owner(self, told: dict[str, Any], locator: str) -> None:
        """The export's own account: it names itself and its username, but never its number."""
        username = _text(told.get("username"))
        self.owner_native = self.rows.exhibit.owners.get(PLATFORM) or username or None
        if self.owner_native is None:
            return
        self.owner = self.rows.account(self.owner_native, locator, is_owner=True)
        self.rows.name(self.owner, full_name(told, "givenName", "familyName"), "account_nickname", locator)
        self.rows.name(self.owner, username, "handle", locator)

    def take(self, told: dict[str, Any], locator: str) -> bool:
        """Take a recipient in; False when it has no number or is of no known kind."""
        number = _text(told.get("id")) or (str(told["id"]) if isinstance(told.get("id"), int) else "")
        if not number:
            return False
        if isinstance(told.get("contact"), dict):
            self._take_contact(number, told["contact"], locator)
        elif isinstance(told.get("group"), dict):
            self._take_group(number, told["group"], locator)
        elif isinstance(told.get("self"), dict):
            if self.owner is not None and self.owner_native is not None:
                self.accounts[number], self.natives[number] = self.owner, self.owner_native
        elif not {"releaseNotes", "distributionList", "callLink"} & told.keys():
            return False
        return True

    def account_of_aci(self, written: object, locator: str) -> str | None:
        """Account of an account id, noted if it is new; None when it is none."""
        aci = aci_text(written)
        if aci is None:
            return None
        if aci not in self._by_aci:
            self._by_aci[aci] = self.rows.account(aci, locator)
        return self._by_aci[aci]

    def _take_contact(self, number: str, told: dict[str, Any], locator: str) -> None:
        phone, aci = phone_text(told.get("e164")), aci_text(told.get("aci"))
        username = _text(told.get("username"))
        native = phone or aci or username
        if not native:
            name = full_name(told, "profileGivenName", "profileFamilyName") or f"recipient {number}"
            # Two contacts of one name are two: the number in the export is part of what scopes the name.
            native = ids.scoped_native_id(name, f"{self.rows.exhibit.exhibit_id}/{number}")
        account = self.rows.account(native, locator)
        self.accounts[number], self.natives[number] = account, native
        if aci is not None:
            self._by_aci[aci] = account
        self.rows.name(account, full_name(told, "profileGivenName", "profileFamilyName"), "account_nickname", locator)
        self.rows.name(account, username, "handle", locator)
        given = _object(told.get("nickname"))
        labels = (
            full_name(given, "given", "family"),
            full_name(told, "systemGivenName", "systemFamilyName"),
            _text(told.get("systemNickname")),
            _text(told.get("note")),
        )
        for label in dict.fromkeys(filter(None, labels)):
            self.rows.name(account, label, "remark", locator, observer=self.owner)
        self.rows.builder.add(
            "contact",
            locator=locator,
            account_id=self.owner,
            other_account_id=account,
            kind="address_book",
            contact_count=1,
        )
        if phone:
            self.rows.builder.add(
                "selector",
                locator=locator,
                account_id=account,
                kind="phone",
                value=phone,
                raw=str(told.get("e164")),
                basis="address_book",
                is_usable=True,
            )

    def _take_group(self, number: str, told: dict[str, Any], locator: str) -> None:
        key = _text(told.get("masterKey"))
        thread = (
            ids.thread_id(PLATFORM, key)
            if key
            else ids.named_thread_id(PLATFORM, f"group {number} of {self.rows.exhibit.exhibit_id[:16]}")
        )
        snapshot = _object(told.get("snapshot"))
        title = snapshot.get("title")
        title = title.get("title") if isinstance(title, dict) else title
        self.groups[number] = thread
        self.rows.thread(thread, locator, title=_text(title) or None, kind="group")
        members = snapshot.get("members")
        for member in filter(lambda one: isinstance(one, dict), members if isinstance(members, list) else []):
            account = self.account_of_aci(member.get("userId") or member.get("user_id"), locator)
            label = _text(member.get("labelString") or member.get("label_string"))
            if account is not None:
                self.rows.name(account, label, "group_card", locator, thread_id=thread)
                self.rows.builder.add(
                    "membership_event",
                    locator=locator,
                    thread_id=thread,
                    event="own" if member.get("role") == "ADMINISTRATOR" else "other",
                    account_id=account,
                )


def aci_text(written: object) -> str | None:
    """An account id as a UUID, from base64 of its 16 bytes or from a UUID already."""
    if not isinstance(written, str) or not written:
        return None
    try:
        return str(uuid.UUID(bytes=base64.b64decode(written, validate=True)))
    except (binascii.Error, ValueError):
        pass
    try:
        return str(uuid.UUID(written))
    except ValueError:
        return None


def phone_text(written: object) -> str | None:
    """A number in E.164 from the digits that the export writes without their plus; None for no number."""
    digits = str(written) if isinstance(written, str | int) and not isinstance(written, bool) else ""
    digits = digits.removeprefix("+")
    return f"+{digits}" if digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 15 else None


def full_name(told: dict[str, Any], given: str, family: str) -> str:
    """Given and family name as one, empty when there is neither."""
    return " ".join(filter(None, (_text(told.get(given)), _text(told.get(family)))))


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
