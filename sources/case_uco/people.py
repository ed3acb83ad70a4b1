"""People, contacts and devices of a CASE/UCO document, and what relationships say of them.

A person that the document ties to an account is an entry of a list that names the account: it is the statement of who
wrote the document, no registration. Those who only investigate (performers of actions, makers of records) are left out.

**Source:** SimpleNameFacet, ContactFacet, DeviceFacet, MobileDeviceFacet and SIMCardFacet of UCO 1.3; the relationships
of the examples accounts, Oresteia and mobile_device_and_sim_card.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from sources import identifiers
from sources.case_uco.accounts import UNKNOWN, Accounts, add_selector
from sources.case_uco.vocabulary import Node, listed, node_of
from sources.cellebrite.identifiers import Service, phone, sim_number
from sources.record import BatchBuilder

_INVESTIGATING = ("investigator", "examiner", "analyst", "officer")
_DEVICE_IDS = (
    ("imei", "device"), ("esn", "device"), ("serialnumber", "device"), ("imsi", "other"), ("iccid", "other"),
)  # fmt: skip
_OWNS_ACCOUNT = frozenset({"has_account", "account_of", "owns", "owner_of", "owned_by", "used_by", "uses"})


@dataclass
class People:
    """What the first pass learned of people, and their rows in the second.

    Attributes:
        names: Name of a person or role by @id.
        investigators: Ids of those who only investigate.
        links: For each node the nodes that a relationship ties to it, with the kind, both ways.
    """

    accounts: Accounts
    names: dict[str, str] = field(default_factory=dict)
    investigators: set[str] = field(default_factory=set)
    links: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def learn(self, node: Node, role: str) -> None:
        """First pass: names, investigators, relationships."""
        self.investigators.update(node.references("performer", "createdby", "creator"))
        if role == "relationship":
            kind = (node.text("kindofrelationship") or "").lower().replace("-", "_")
            for source in node.references("source"):
                for target in node.references("target"):
                    self.links[source].append((kind, target))
                    self.links[target].append((kind, source))
        elif name := person_name(node):
            self.names[node.node_id] = name

    def person(self, node: Node, locator: str, builder: BatchBuilder) -> None:
        """A person of the case, once for each account that the document says is his."""
        name = person_name(node)
        ties = self.links.get(node.node_id, [])
        roles = [self.names[other] for kind, other in ties if kind == "has_role" and other in self.names]
        is_investigator = node.node_id in self.investigators or any(
            other in self.investigators for kind, other in ties if kind == "has_role"
        )
        if name is None or is_investigator or any(word in role.lower() for role in roles for word in _INVESTIGATING):
            return
        owned = [other for kind, other in ties if kind in _OWNS_ACCOUNT and other in self.accounts.nodes]
        accounts = dict.fromkeys(self.accounts.of(other, UNKNOWN, locator).account_id for other in owned)
        born = node.text("birthdate")
        for account in accounts or [None]:
            builder.add(
                "list_entry",
                locator=locator,
                row=node.node_id or locator,
                name=name,
                name_kind="real_name",
                role_text="; ".join(dict.fromkeys(roles)) or None,
                account_id=account,
                note=None if born is None else f"born: {born}",
            )

    def contact(self, node: Node, locator: str, builder: BatchBuilder) -> str | None:
        """An entry of an address book; returns why it can't be, or None."""
        numbers = _inner_texts(node, ("contactphone", "contactphones"), ("contactphonenumber", "phonenumber"))
        mails = _inner_texts(node, ("contactemail", "contactemails"), ("contactemailaddress", "emailaddress"))
        name = " ".join(node.texts("firstname", "middlename", "lastname")) or node.text("displayname", "name")
        owner = self.accounts.owner_of("phone")
        found: dict[str, None] = {}
        for written in numbers:
            number = phone(self._number(written), self.accounts.region)
            if number.is_usable:
                found[self.accounts.of_id("phone", number.value, locator).account_id] = None
        if not found:
            for written in mails:
                mail = identifiers.email(self.accounts.addresses.get(written, written))
                if mail.is_usable:
                    found[self.accounts.of_id("email", mail.value, locator).account_id] = None
        for account in found:
            for label, kind in ((name, "remark"), (node.text("nickname"), "account_nickname")):
                if label is not None:
                    builder.add(
                        "name_observation", locator=locator, account_id=account, name=label, kind=kind,
                        observer_account_id=owner if kind == "remark" else None, observation_count=1,
                    )  # fmt: skip
            builder.add(
                "contact", locator=locator, account_id=owner, other_account_id=account, kind="address_book",
                contact_count=1,
            )  # fmt: skip
            for written in numbers:
                raw = self._number(written)
                add_selector(
                    builder, locator, account, ("phone", raw), phone(raw, self.accounts.region), "address_book"
                )
            for written in mails:
                mail_text = self.accounts.addresses.get(written, written)
                add_selector(
                    builder, locator, account, ("email", mail_text), identifiers.email(mail_text), "address_book"
                )
        if not found and name is None:
            return "the contact names neither a person nor an id"
        if not found:
            builder.add("list_entry", locator=locator, row=locator, name=name, name_kind="nickname")
        return None

    def device(self, node: Node, locator: str, builder: BatchBuilder) -> None:
        """Ids of a device or SIM card, tied to the account of its number where the document says one."""
        account = None
        for number in node.texts("msisdn", "phonenumber"):
            read = phone(number, self.accounts.region)
            if read.is_usable:
                account = self.accounts.of_id("phone", read.value, locator).account_id
                add_selector(builder, locator, account, ("phone", number), read)
        if account is None:
            account = self._account_near(node.node_id, locator)
        for name, kind in _DEVICE_IDS:
            for raw in node.texts(name):
                found = identifiers.device(raw) if kind == "device" else sim_number(raw)
                add_selector(builder, locator, account, (kind, raw), found)
        if not node.kinds.isdisjoint({"bluetoothaddress", "wifiaddress", "macaddress"}):
            for raw in node.texts("addressvalue"):
                add_selector(builder, locator, account, ("device", raw), identifiers.device(raw))

    def tie(self, node: Node, locator: str, builder: BatchBuilder) -> None:
        """Two accounts that the document says belong together."""
        sources, targets = (
            [r for r in node.references(end) if r in self.accounts.nodes] for end in ("source", "target")
        )
        for source in sources:
            for target in targets:
                one, other = (self.accounts.of(end, UNKNOWN, locator) for end in (source, target))
                if one.account_id != other.account_id:
                    found = identifiers.Identifier(other.account_id, is_usable=not other.is_by_reference)
                    add_selector(builder, locator, one.account_id, ("account", target), found)

    def _account_near(self, node_id: str, locator: str) -> str | None:
        """The one account that a relationship ties to a device; None when there are several."""
        near = {other for _, other in self.links.get(node_id, []) if other in self.accounts.nodes}
        accounts = {self.accounts.of(other, Service("phone"), locator).account_id for other in near}
        return accounts.pop() if len(accounts) == 1 else None

    def _number(self, written: str) -> str:
        """A number that is written out or stands in an account node."""
        known = self.accounts.nodes.get(written)
        return written if known is None else next(iter(self.accounts.numbers_of(known[0])), "")


def person_name(node: Node) -> str | None:
    """Given and family name, else the name of the object."""
    return " ".join(node.texts("givenname", "familyname")) or node.text("fullname", "name")


def _inner_texts(node: Node, outer: tuple[str, ...], inner: tuple[str, ...]) -> list[str]:
    """Values that stand in objects inside a property: written out, or as the id of a node."""
    found = []
    for name in outer:
        for part in listed(node.values.get(name)):
            if isinstance(part, dict) and "@value" not in part:
                wrapped = node_of(part)
                found += wrapped.texts(*inner) or wrapped.references(*inner) or wrapped.references("@id")
            elif isinstance(part, str):
                found.append(part)
    return found
