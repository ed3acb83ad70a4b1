"""Contacts of an address book as records: what the phone's owner calls whom, and how they can be reached.

A phone book says two things: that its owner knows a number, and what he calls whoever answers there. So its names are
remarks on accounts, observed by the owner where he is known; only a contact without any number or account becomes an
entry of a list. A phone book is no roster: two of its cards may be one person with an old and a new number.

**Source:** formats.md 1.6, 1.7 and 9.
"""

from dataclasses import dataclass, field

from sources import identifiers
from sources.identifiers import Identifier, NativeAccount
from sources.record import BatchBuilder, Exhibit
from sources.sightings import AccountSeen, NameSeen, Sightings
from sources.tables import headers
from warehouse.schema.ids import account_id


@dataclass(frozen=True)
class ContactCard:
    """One contact as an address book writes it.

    Attributes:
        names: Its names, the shown one first.
        phones: Numbers as written.
        whatsapp_numbers: Numbers that the card says have WhatsApp, international.
        emails: Addresses as written.
        accounts: Accounts on other platforms.
        role: What the owner noted as title or role.
        superior: Whom he noted as manager.
        group: Company or organisation.
        note: His other notes.
    """

    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    whatsapp_numbers: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    accounts: tuple[NativeAccount, ...] = ()
    role: str | None = None
    superior: str | None = None
    group: str | None = None
    note: str | None = None


def assembled_name(family: str, given: str, middle: str = "", prefix: str = "", suffix: str = "") -> str:
    """One name from its parts; Chinese ones with the family first and no blank."""
    if headers.is_han(family) and headers.is_han(given):
        return family + given
    return " ".join(filter(None, (prefix, given, middle, family, suffix)))


@dataclass
class AddressBook:
    """Turns the contacts of one exhibit into records.

    Attributes:
        exhibit: The exhibit.
        builder: Where rows go.
        region: Country of local numbers, None where nothing says it: such numbers are kept and never keys.
        unit: What places count: `line` or `row`.
    """

    exhibit: Exhibit
    builder: BatchBuilder
    region: str | None
    unit: str
    _sightings: Sightings = field(init=False)
    _owner: str | None = field(init=False)

    def __post_init__(self) -> None:
        self._sightings = Sightings(self.unit)
        number = identifiers.phone(self.exhibit.owners.get("phone", ""), self.region)
        self._owner = account_id("phone", number.value) if number.is_usable else None

    def add(self, card: ContactCard, place: int) -> None:
        """Add a contact, or reject one that gives nothing to know anybody by."""
        locator = f"{self.unit}:{place}"
        numbers = [(written, identifiers.phone(written, self.region)) for written in card.phones]
        usable = dict.fromkeys(number.value for _, number in numbers if number.is_usable)
        accounts = [*(NativeAccount("phone", value) for value in usable), *card.accounts]
        accounts += [NativeAccount("whatsapp", number) for number in card.whatsapp_numbers]
        emails = [(written, identifiers.email(written)) for written in card.emails]
        if not accounts and not card.names:
            # An address without a name is how some phones keep people they once wrote to.
            accounts = [NativeAccount("email", email.value) for _, email in emails if email.is_usable][:1]
        if not accounts and not card.names:
            self.builder.reject(locator, "the contact has no name and no number, address or account that can be used")
            return
        self.builder.record_count += 1
        account_ids = list(dict.fromkeys(account_id(account.platform, account.native_id) for account in accounts))
        for account, identifier in zip(accounts, (account_id(*account) for account in accounts), strict=True):
            self._sightings.account(AccountSeen(identifier, account.platform, account.native_id), place)
        self._add_contacts(account_ids, card, place)
        is_listed = not usable and bool(card.names)
        if is_listed:
            self._add_entries(card, account_ids, place)
        self._add_selectors(
            [*(("phone", *each) for each in numbers), *(("email", *each) for each in emails)],
            account_ids,
            place,
            is_listed=is_listed,
        )

    def finish(self) -> None:
        """Add what was seen over the whole exhibit: accounts and remarks, each once."""
        self._sightings.write(self.builder)

    def _add_contacts(self, account_ids: list[str], card: ContactCard, place: int) -> None:
        for identifier in account_ids:
            if identifier == self._owner:
                self._sightings.account(
                    AccountSeen(identifier, "phone", identifier.removeprefix("phone:"), is_owner=True), place
                )
            else:
                self.builder.add(
                    "contact",
                    locator=f"{self.unit}:{place}",
                    account_id=self._owner,
                    other_account_id=identifier,
                    kind="address_book",
                    contact_count=1,
                )
            for name in card.names:
                self._sightings.name(NameSeen(identifier, name, "remark", self._owner), place, (None, None), 1)

    def _add_entries(self, card: ContactCard, account_ids: list[str], place: int) -> None:
        for name in card.names:
            self.builder.add(
                "list_entry",
                locator=f"{self.unit}:{place}",
                row=str(place),
                name=name,
                name_kind="nickname",
                role_text=card.role,
                superior_text=card.superior,
                group_text=card.group if card.group != name else None,
                account_id=account_ids[0] if account_ids else None,
                note=card.note,
            )

    def _add_selectors(
        self, found: list[tuple[str, str, Identifier]], account_ids: list[str], place: int, *, is_listed: bool
    ) -> None:
        """Numbers and addresses, tied to the list row or else to each account but the number's own."""
        ties: list[tuple[str | None, str | None]] = (
            [(None, str(place))] if is_listed else [(identifier, None) for identifier in account_ids]
        )
        written = [(kind, number.value, raw, number.is_usable) for kind, raw, number in found]
        if is_listed:
            written += [("account", identifier, identifier, True) for identifier in account_ids]
        for kind, value, raw, is_usable in dict.fromkeys(written):
            for account, row in ties:
                if account == f"{kind}:{value}":
                    continue
                self.builder.add(
                    "selector",
                    locator=f"{self.unit}:{place}",
                    account_id=account,
                    list_row=row,
                    kind=kind,
                    value=value,
                    raw=raw,
                    basis="address_book",
                    is_usable=is_usable,
                )
