"""Contacts, shared contact cards and user accounts of a report.

The name of a contact is what the phone's owner calls him (`remark`), unless the report says that the entry is only a
participant of a chat. A user account is one that is set up on the phone, so it is the owner's. Passwords are not read.

**Source:** formats.md 7.1 (Contact, typed entries, UserAccount, KeyValueModel).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sources import identifiers
from sources.cellebrite.chats import Chats, thread_id_of
from sources.cellebrite.identifiers import Service, is_group_id, phone, read_identifier, service_of
from sources.cellebrite.models import Element, fields_of, models_of
from sources.cellebrite.people import People, shown_name
from sources.record import BatchBuilder
from warehouse.schema import ids

_NICKNAMES = ("additional name", "nickname", "nick name", "push name", "pushname", "display name", "alias", "real name")
_HANDLES = ("username", "user name", "handle", "screen name", "login")
_STRANGERS = ("participant", "member", "suggest", "recommend", "stranger", "blocked")
_MOST_ENTRIES = 500
# No name, number or address is longer; what is, is a picture or worse.
_LONGEST_VALUE = 2_000
_NO_PASSWORD = "password"  # noqa: S105 - a word to look for, not a secret


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a contact or account.

    Attributes:
        kind: PhoneNumber, EmailAddress, UserID, WebAddress…
        category: Its category in lower case.
        value: As written.
    """

    kind: str
    category: str
    value: str


@dataclass(frozen=True, slots=True)
class Selector:
    """An identifier tied to an account, or to the owner where the account isn't known yet."""

    locator: str
    account_id: str | None
    kind: str
    found: identifiers.Identifier
    raw: str
    basis: str


@dataclass
class ContactBook:
    """Contacts and accounts on their way into rows; those that hang on the owner wait until he is known.

    Attributes:
        people: Accounts and names.
        chats: Conversations, for groups that stand among the contacts.
        builder: Where rows go.
        selectors_of_owner: Selectors of the phone's owner.
    """

    people: People
    chats: Chats
    builder: BatchBuilder
    selectors_of_owner: list[Selector] = field(default_factory=list)
    _contacts: list[tuple[str, Service, str | None, str]] = field(default_factory=list)

    # ---- records ---------------------------------------------------------------------------------------------------

    def contact(self, model: Element, locator: str) -> str | None:
        """Add a contact; returns why it can't be, or None."""
        fields, entries = fields_of(model), list(entries_of(model))
        service = service_of(fields.get("Source"))
        name = shown_name(fields.get("Name"))
        accounts = self._accounts(entries, service, locator) or self._accounts(entries, Service("phone"), locator)
        if not accounts:
            groups = [entry.value for entry in entries if entry.kind == "UserID" and is_group_id(entry.value)]
            for group in groups:
                thread = thread_id_of(service, group)
                self.chats.thread(thread, service.platform, locator, title=name, kind="group")
            return None if groups else self._list(name, entries, fields, locator)
        is_stranger = any(word in fields.get("Type", "").lower() for word in _STRANGERS)
        for account in accounts:
            if is_stranger:
                self.people.name(account, name, "account_nickname", locator)
            else:
                self.people.remark(account, name, service, locator)
                own = read_identifier(fields.get("Account", ""), service, self.people.region)
                own_account = own.native_id and ids.account_id(own.platform, own.native_id)
                self._contacts.append((locator, service, own_account, account))
            self._tell_entries(account, entries, locator, "address_book")
        return None

    def card(self, model: Element, sender: str | None, locator: str) -> None:
        """Add a contact shared in a message: the name is the sender's label for whoever is on the card."""
        fields, entries = fields_of(model), list(entries_of(model))
        accounts = self._accounts(entries, service_of(fields.get("Source")), locator)
        for account in accounts or self._accounts(entries, Service("phone"), locator):
            self.people.remark(account, fields.get("Name"), sender, locator)
            self._tell_entries(account, entries, locator, "contact_card")

    def user_account(self, model: Element, locator: str) -> str | None:
        """Add an account that is set up on the phone; returns why it can't be, or None."""
        fields, entries = fields_of(model), [*entries_of(model), *additional_entries(model)]
        service = service_of(fields.get("Source") or fields.get("ServiceType"))
        if service.platform in ("phone", "app") and fields.get("ServiceType"):
            told = service_of(fields["ServiceType"])
            service = told if told.platform not in ("phone", "app") else service
        accounts = self._accounts(entries, service, locator, is_own=True)
        username = fields.get("Username")
        if username is not None:
            read = read_identifier(username, service, self.people.region)
            if not accounts and read.native_id is not None:
                accounts = [self.people.account(read.platform, read.native_id, locator)]
        if not accounts:
            return self._list(shown_name(fields.get("Name") or username), entries, fields, locator)
        for account in accounts:
            self.people.set_owner(service, account)
            self.people.name(account, fields.get("Name"), "account_nickname", locator)
            if username is not None and not _is_in(username, account):
                self.people.name(account, username, "handle", locator)
            self._tell_entries(account, entries, locator, "profile")
            if username is not None and (mail := identifiers.email(username)).is_usable and service.platform != "email":
                self.add_selector(Selector(locator, account, "email", mail, username, "profile"))
        return None

    def add_selector(self, selector: Selector) -> None:
        """Add a selector."""
        self.builder.add(
            "selector",
            locator=selector.locator,
            account_id=selector.account_id,
            kind=selector.kind,
            value=selector.found.value,
            raw=selector.raw,
            basis=selector.basis,
            is_usable=selector.found.is_usable,
        )

    def write(self) -> None:
        """The owner is known now, as far as the report tells: add what waited for him."""
        for locator, service, own, account in self._contacts:
            owner = own or self.people.observer_of(service)
            if owner == account:
                continue
            self.builder.add(
                "contact",
                locator=locator,
                account_id=owner,
                other_account_id=account,
                kind="address_book",
                contact_count=1,
            )
        owner = self.people.observer_of(Service("phone"))
        for waiting in self.selectors_of_owner:
            self.add_selector(Selector(waiting.locator, owner, waiting.kind, waiting.found, waiting.raw, waiting.basis))

    # ---- entries ---------------------------------------------------------------------------------------------------

    def _accounts(self, entries: list[Entry], service: Service, locator: str, *, is_own: bool = False) -> list[str]:
        """Accounts that the entries name: by ids of the app, else by phone numbers, else by mail addresses."""
        found: dict[str, None] = {}
        for entry in entries:
            if entry.kind != "UserID" or _is_name(entry.category) or is_group_id(entry.value):
                continue
            told = service_of(entry.category)
            read = read_identifier(
                entry.value, told if told.platform not in ("phone", "app") else service, self.people.region
            )
            if read.native_id is not None:
                found[self.people.account(read.platform, read.native_id, locator, is_owner=is_own)] = None
        numbers = service.platform in ("phone", "whatsapp", "signal") or (service.app == "viber")
        for entry in entries:
            if entry.kind != "PhoneNumber" or not numbers or (found and service.platform != "phone"):
                continue
            number = phone(entry.value, self.people.region, is_international=service.platform != "phone")
            if number.is_usable:
                native_id = f"{service.app}/{number.value}" if service.app else number.value
                found[self.people.account(service.platform, native_id, locator, is_owner=is_own)] = None
        for entry in entries:
            if entry.kind == "EmailAddress" and not found and service.platform in ("phone", "email"):
                mail = identifiers.email(entry.value)
                if mail.is_usable:
                    found[self.people.account("email", mail.value, locator, is_owner=is_own)] = None
        return list(found)

    def _tell_entries(self, account: str, entries: list[Entry], locator: str, basis: str) -> None:
        """Names, phones, addresses and pages of an account."""
        for entry in entries:
            if entry.kind == "PhoneNumber":
                number = phone(entry.value, self.people.region)
                number = number if number.is_usable else phone(entry.value, self.people.region, is_international=True)
                self._add(locator, account, "phone", number, entry.value, basis)
            elif entry.kind == "EmailAddress":
                self._add(locator, account, "email", identifiers.email(entry.value), entry.value, basis)
            elif entry.kind == "WebAddress":
                found = identifiers.Identifier(entry.value.strip(), is_usable=False)
                self._add(locator, account, "other", found, entry.value, basis)
            elif any(word in entry.category for word in _HANDLES):
                self.people.name(account, entry.value.removeprefix("@"), "handle", locator)
            elif any(word in entry.category for word in _NICKNAMES):
                self.people.name(account, entry.value, "account_nickname", locator)

    def _add(self, locator: str, account: str, kind: str, found: identifiers.Identifier, raw: str, basis: str) -> None:
        self.add_selector(Selector(locator, account, kind, found, raw, basis))

    def _list(self, name: str | None, entries: list[Entry], fields: dict[str, str], locator: str) -> str | None:
        """A person without any id is an entry of a list."""
        if name is None:
            return "the entry names neither a person nor an id"
        note = "; ".join(f"{entry.category or entry.kind}: {entry.value}" for entry in entries if not _secret(entry))
        self.builder.add(
            "list_entry",
            locator=locator,
            row=locator,
            name=name,
            name_kind="nickname",
            group_text=fields.get("Group"),
            note=note or None,
        )
        return None


def entries_of(model: Element) -> Iterator[Entry]:
    """The typed entries of a contact or account."""
    for number, entry in enumerate(models_of(model, "Entries")):
        fields = fields_of(entry)
        if number < _MOST_ENTRIES and (value := fields.get("Value")) and len(value) <= _LONGEST_VALUE:
            found = Entry(entry.get("type") or "", fields.get("Category", "").strip().lower(), value)
            if not _secret(found):
                yield found


def additional_entries(model: Element) -> Iterator[Entry]:
    """What stands as key and value under AdditionalInfo, where the key says what it is."""
    for pair in models_of(model, "AdditionalInfo"):
        fields = fields_of(pair)
        key, value = fields.get("Key", "").strip().lower(), fields.get("Value")
        if value is None or _NO_PASSWORD in key or "token" in key:
            continue
        if "phone" in key or "msisdn" in key:
            yield Entry("PhoneNumber", key, value)
        elif "mail" in key:
            yield Entry("EmailAddress", key, value)
        elif _is_name(key):
            yield Entry("UserID", key, value)


def _is_name(category: str) -> bool:
    return any(word in category for word in (*_HANDLES, *_NICKNAMES))


def _secret(entry: Entry) -> bool:
    return _NO_PASSWORD in entry.category or "token" in entry.category


def _is_in(username: str, account_id: str) -> bool:
    """Whether a user name is the account's own id."""
    return username.strip().lower().removeprefix("@") in account_id.lower()
