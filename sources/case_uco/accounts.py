"""Accounts of a CASE/UCO document: which platform, which id, which names and numbers.

The platform is told by the application, else by the issuer, else by the kind of account. An account without any id in
the document (only pointed at, or only said to exist) is known by its @id, which holds in this document.

**Source:** AccountFacet, DigitalAccountFacet, ApplicationAccountFacet, PhoneAccountFacet, MobileAccountFacet and
EmailAccountFacet of UCO 1.3; Account and its property bundles of UCO 0.4.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sources import identifiers
from sources.case_uco.vocabulary import Node
from sources.cellebrite.identifiers import Service, phone, read_identifier, service_of, sim_number
from sources.record import BatchBuilder
from warehouse.schema import ids

_IDS = ("accountidentifier", "accountid", "applicationidentifier", "instantmessagingaddress", "sipaddress")
_NUMBERS = ("phonenumber", "msisdn")
_SLASHES = re.compile(r"[/;,]")
UNKNOWN = Service("unknown")


@dataclass(slots=True)
class Account:
    """An account as the document shows it.

    Attributes:
        account_id: Its id.
        platform: Its platform.
        native_id: The platform's id, or the @id scoped by the document.
        is_by_reference: Whether only its @id is known.
        locator: Where it was seen first.
    """

    account_id: str
    platform: str
    native_id: str
    is_by_reference: bool
    locator: str


@dataclass
class Accounts:
    """All accounts of a document, by @id; grows with their number.

    Attributes:
        exhibit_id: The document.
        region: Country of phone numbers without country code.
        owners: Platform to native id of the seized device's own accounts, as told with the seizure.
        nodes: Account nodes by @id, with their places.
        services: Application nodes and issuers by @id.
        addresses: E-mail addresses by @id.
    """

    exhibit_id: str
    region: str | None
    owners: Mapping[str, str]
    nodes: dict[str, tuple[Node, str]] = field(default_factory=dict)
    services: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    _by_reference: dict[tuple[str, Service], Account] = field(default_factory=dict)
    _by_id: dict[str, Account] = field(default_factory=dict)

    def service_of(self, node: Node) -> Service:
        """The service that a node's application or issuer names; UNKNOWN when none does."""
        for name in ("application", "accountissuer", "sourceapplication"):
            for reference in node.references(name):
                told = self.services.get(reference) or (reference if name != "accountissuer" else None)
                if told and told.lower() in ("native", "native application"):
                    return Service("phone")
                service = service_of(told) if told and (reference in self.services or "-" not in told) else UNKNOWN
                if service != UNKNOWN and (service.platform != "app" or name != "accountissuer"):
                    return service
        return UNKNOWN

    def of(self, reference: str, service: Service, locator: str) -> Account:
        """The account that a node points at.

        Args:
            reference: The @id, or a literal id where a document writes one.
            service: Service of what points, for accounts that name none.
            locator: Where it was pointed at.
        """
        known = self.nodes.get(reference)
        key = (reference, UNKNOWN if known is not None else service)
        if key not in self._by_reference:
            if known is not None:
                self._by_reference[key] = self._of_node(*known)
            else:
                self._by_reference[key] = self._of_literal(reference, service, locator)
        return self._by_reference[key]

    def of_id(self, platform: str, native_id: str, locator: str) -> Account:
        """The account with this id."""
        account_id = ids.account_id(platform, native_id)
        return self._by_id.setdefault(account_id, Account(account_id, platform, native_id, False, locator))

    def _of_node(self, node: Node, locator: str) -> Account:
        service = self.service_of(node)
        for wanted, written in self._candidates(node, service):
            read = read_identifier(written, wanted, self.region) if wanted != UNKNOWN else None
            if read is not None and read.native_id is not None:
                return self.of_id(read.platform, read.native_id, locator)
            if wanted == UNKNOWN and not re.search(r"\s", written):
                return self.of_id("unknown", written, locator)
        return self._scoped(node.node_id, service if service != UNKNOWN else _by_kind(node), locator)

    def _candidates(self, node: Node, service: Service) -> Iterator[tuple[Service, str]]:
        """Ids that an account may have, the best first, each with the service in which it is one."""
        numbers = self.numbers_of(node)
        kind = _by_kind(node)
        if service in (UNKNOWN, Service("phone")) and (numbers or kind.platform == "phone"):
            yield from ((Service("phone"), number) for number in numbers)
        for written in node.texts(*_IDS):
            yield (service if service != UNKNOWN else kind), written
        for mail in self.mails_of(node):
            if service in (UNKNOWN, Service("email")):
                yield Service("email"), mail
        for login in node.texts("accountlogin"):
            yield (service if service != UNKNOWN else kind), login
        yield from ((service, number) for number in numbers if service != UNKNOWN)

    def _of_literal(self, reference: str, service: Service, locator: str) -> Account:
        """An account that has no node: a mail address or number written in place of an @id, or a dangling @id."""
        if identifiers.email(reference).is_usable:
            return self.of_id("email", reference.lower(), locator)
        if phone(reference, None).is_usable:
            wanted = service if service.platform in ("whatsapp", "signal", "phone") else Service("phone")
            read = read_identifier(reference, wanted, self.region)
            if read.native_id is not None:
                return self.of_id(read.platform, read.native_id, locator)
        return self._scoped(reference, service, locator)

    def _scoped(self, reference: str, service: Service, locator: str) -> Account:
        native_id = ids.scoped_native_id(reference, self.exhibit_id)
        account_id = ids.account_id(service.platform, native_id)
        return self._by_id.setdefault(account_id, Account(account_id, service.platform, native_id, True, locator))

    def mails_of(self, node: Node) -> list[str]:
        """Mail addresses of an account: written out, or as nodes of their own."""
        return [
            self.addresses.get(reference, reference)
            for reference in node.references("emailaddress")
            if reference in self.addresses or "@" in reference
        ]

    def numbers_of(self, node: Node) -> list[str]:
        """Phone numbers of an account as written."""
        parts = (part.strip() for text in node.texts(*_NUMBERS) for part in _SLASHES.split(text))
        return [part for part in dict.fromkeys(parts) if part]

    def owner_of(self, platform: str) -> str | None:
        """The owner's account on a platform, as told with the seizure."""
        native_id = self.owners.get(platform)
        return None if native_id is None else ids.account_id(platform, native_id)

    def write(self, builder: BatchBuilder) -> None:
        """One row for each account."""
        for account in self._by_id.values():
            builder.add(
                "account",
                locator=account.locator,
                account_id=account.account_id,
                platform=account.platform,
                native_id=account.native_id,
                is_owner=self.owners.get(account.platform) == account.native_id,
                is_display_name_only=account.is_by_reference,
            )


def describe(node: Node, locator: str, accounts: Accounts, builder: BatchBuilder) -> None:
    """Add names and selectors of an account node."""
    account = accounts.of(node.node_id, UNKNOWN, locator) if node.node_id else None
    if account is None:
        return
    names = dict.fromkeys((name, "account_nickname") for name in node.texts("displayname", "name", "nickname"))
    person = " ".join(node.texts("givenname", "familyname"))
    names |= dict.fromkeys((name, "account_nickname") for name in [person] if name)
    names |= dict.fromkeys((name, "handle") for name in node.texts("accountlogin", "username"))
    # What stands as an identifier and is none, such as a person's name, is a name.
    names |= dict.fromkeys((name, "account_nickname") for name in node.texts(*_IDS) if re.search(r"\s", name))
    for name, kind in names:
        if name.strip() and name.strip().lower() != account.native_id.lower():
            builder.add(
                "name_observation",
                locator=locator,
                account_id=account.account_id,
                name=name.strip(),
                kind=kind,
                observation_count=1,
            )
    told: list[tuple[str, str, Callable[[str], identifiers.Identifier]]] = [
        *(("phone", number, lambda text: phone(text, accounts.region)) for number in accounts.numbers_of(node)),
        *(("email", mail, identifiers.email) for mail in accounts.mails_of(node)),
        *(("email", login, identifiers.email) for login in node.texts("accountlogin") if "@" in login),
        *(("other", imsi, sim_number) for imsi in node.texts("imsi")),
    ]
    for kind, raw, check in told:
        add_selector(builder, locator, account.account_id, (kind, raw), check(raw))


def add_selector(
    builder: BatchBuilder,
    locator: str,
    account_id: str | None,
    written: tuple[str, str],
    found: identifiers.Identifier,
    basis: str = "profile",
) -> None:
    """Add a selector; `written` is its kind and the text."""
    builder.add(
        "selector",
        locator=locator,
        account_id=account_id,
        kind=written[0],
        value=found.value,
        raw=written[1],
        basis=basis,
        is_usable=found.is_usable,
    )


def _by_kind(node: Node) -> Service:
    if not node.kinds.isdisjoint({"phoneaccount", "mobileaccount"}):
        return Service("phone")
    return Service("email") if "emailaccount" in node.kinds else UNKNOWN
