"""What stands beside the chats of a report: calls, mails, posts, cards, passwords, SIM and device.

Kept is what identifies people: accounts, names, selectors of the phone's owner, who was called. Secrets (passwords,
card verification numbers) are never read.

**Source:** formats.md 7.1; the model fields in UFEDLib and ufedlib-py 1.0.0; names of device items in public reports.
"""

import re
from dataclasses import dataclass, field

from stdnum import iban

from sources import identifiers
from sources.cellebrite.chats import Chat, Chats, thread_id_of
from sources.cellebrite.contacts import ContactBook, Selector
from sources.cellebrite.identifiers import Service, phone, read_identifier, service_of, sim_number
from sources.cellebrite.messages import Written, party_of
from sources.cellebrite.models import Element, fields_of, models_of, named_children, text_of
from sources.cellebrite.people import People, shown_name
from sources.record import BatchBuilder
from warehouse.schema import ids

# What an item of the device or the SIM is, by its name.
_ITEMS = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"imei|meid", "device"),
        (r"imsi|iccid", "other"),
        (r"msisdn|phone ?number|line ?number", "phone"),
        (r"mac ?address|(?:bluetooth(?: ?device)?|wi-?fi) ?address|serial|udid|unique ?device|android ?id", "device"),
        (r"apple ?id|e-?mail|google ?account|icloud ?account", "email"),
    )
)
_NAMES_OF_OWNER = re.compile(r"owner ?name|device ?owner", re.IGNORECASE)
# Calls wait for the chats, since only then their thread is known; beyond this many they are only counted.
_MOST_CALLS = 200_000


@dataclass(slots=True)
class _Call:
    locator: str
    service: Service
    sender: tuple[str | None, str | None]
    others: list[str]
    time: tuple[str | None, str | None]
    is_outgoing: bool
    is_deleted: bool


@dataclass
class Beside:
    """All records but chats, messages and contacts."""

    people: People
    chats: Chats
    book: ContactBook
    builder: BatchBuilder
    _calls: list[_Call] = field(default_factory=list)
    _called: dict[tuple[Service, str], tuple[str, int]] = field(default_factory=dict)

    # ---- calls -----------------------------------------------------------------------------------------------------

    def call(self, model: Element, locator: str, *, is_deleted: bool) -> str | None:
        """Add a call: who was in touch with the owner; returns why it can't be, or None."""
        fields = fields_of(model)
        service = service_of(fields.get("Source"))
        scope = thread_id_of(service, "calls")
        sender: tuple[str | None, str | None] = (None, None)
        others = []
        for party in (party_of(inner) for inner in models_of(model, "Parties")):
            if party.is_program:
                continue
            account, name = self.people.party(party, service, scope, locator)
            if account is not None and name is not None:
                self.people.name(account, name, "account_nickname", locator)
            if (party.role or "").lower() == "from":
                sender = account, name
            if account is not None and not party.is_owner:
                others.append(account)
        is_outgoing = fields.get("Direction", "").lower() == "outgoing"
        for other in dict.fromkeys(others):
            first, count = self._called.get((service, other), (locator, 0))
            self._called[service, other] = (first, count + 1)
        if len(self._calls) < _MOST_CALLS:
            time = _time(model, "TimeStamp")
            self._calls.append(_Call(locator, service, sender, others, time, is_outgoing, is_deleted))
        return None if others else "the call names no other party"

    # ---- mails and posts -------------------------------------------------------------------------------------------

    def email(self, model: Element, locator: str, *, is_deleted: bool) -> None:
        """Add a mail: a message in the conversation of its correspondents."""
        fields = fields_of(model)
        service = Service("email")
        written = Written({"Body": fields.get("Body", fields.get("Snippet", ""))})
        if subject := fields.get("Subject"):
            written.fields["Subject"] = subject
        written.time, written.time_format = _time(model, "TimeStamp")
        written.sender = next((party_of(party) for party in models_of(model, "From")), None)
        written.receivers = [party_of(party) for party in models_of(model, "To", "Cc", "Bcc")]
        written.has_attachment = next(models_of(model, "Attachments"), None) is not None
        ends = {
            read_identifier(party.identifier or party.name or "", service, None).native_id
            for party in [*filter(None, [written.sender]), *written.receivers]
        }
        known = sorted(end for end in ends if end is not None)
        native_id = " ".join(known) if 0 < len(known) < 3 else f"between-{ids.content_hash(*known, length=16)}"
        kind = "direct" if len(known) == 2 else "group" if len(known) > 2 else "unknown"
        self._say(Chat(service, thread_id_of(service, native_id), locator), written, kind, is_deleted=is_deleted)

    def post(self, model: Element, locator: str, *, is_deleted: bool) -> None:
        """Add a post or comment: a message in its channel, or else on its author's page."""
        fields = fields_of(model)
        service = service_of(fields.get("Source"))
        words = [fields.get("Title", ""), fields.get("Body", "")]
        written = Written({"Body": "\n".join(filter(None, words))})
        written.time, written.time_format = _time(model, "TimeStamp")
        written.sender = next((party_of(party) for party in models_of(model, "Author")), None)
        written.receivers = [party_of(party) for party in models_of(model, "TaggedParties")]
        author = written.sender
        page = fields.get("ChannelName") or (author and (author.identifier or author.name)) or "unknown"
        self._say(
            Chat(service, thread_id_of(service, f"page/{page}"), locator), written, "channel", is_deleted=is_deleted
        )

    # ---- what is the owner's ---------------------------------------------------------------------------------------

    def device_item(self, name: str, value: str | None, locator: str) -> None:
        """Take an item of the device or SIM that identifies it or its owner."""
        if value is None:
            return
        for pattern, kind in _ITEMS:
            if pattern.search(name):
                for part in re.split(r"[;,\s]+" if kind != "phone" else r"[;,]+", value.strip()):
                    self._own_selector(kind, part, locator)
                return
        if _NAMES_OF_OWNER.search(name) and (shown := shown_name(value)):
            self._name_on_list(shown, "nickname", name.lower(), locator)

    def sim(self, model: Element, locator: str) -> None:
        """Add an item of the SIM card."""
        fields = fields_of(model)
        self.device_item(fields.get("Name", fields.get("Category", "")), fields.get("Value"), locator)

    def device_entry(self, model: Element, locator: str) -> None:
        """Add an entry about the device."""
        fields = fields_of(model)
        self.device_item(fields.get("EntryName", ""), fields.get("EntryValue"), locator)

    def recognized_device(self, model: Element, locator: str) -> None:
        """Add a device that the phone or its account knows."""
        fields = fields_of(model)
        if serial := fields.get("SerialNumber"):
            service = service_of(fields.get("Source"))
            read = read_identifier(fields.get("Account", ""), service, self.people.region)
            account = None
            if read.native_id is not None:
                account = self.people.account(read.platform, read.native_id, locator)
            self.book.add_selector(Selector(locator, account, "device", identifiers.device(serial), serial, "session"))

    def device_user(self, model: Element, locator: str) -> None:
        """Add a user of the device itself."""
        fields = fields_of(model)
        if name := shown_name(fields.get("Name")):
            self._name_on_list(
                name, "nickname", f"user of the device ({fields.get('UserType', 'unknown type')})", locator
            )
        identifier = fields.get("Identifier", "")
        if identifiers.email(identifier).is_usable:
            self._own_selector("email", identifier, locator)

    def password(self, model: Element, locator: str) -> None:
        """Add the account that a stored password is for; the password itself is not read."""
        fields = {
            name: text_of(child)
            for name, child in named_children(model)
            if name in ("Account", "Service", "Source", "Server")
        }
        account = fields.get("Account")
        if account is None:
            return
        told = (service_of(fields.get(name)) for name in ("Service", "Source", "Server"))
        service = next((found for found in told if found.platform not in ("phone", "app")), None)
        read = None if service is None else read_identifier(account, service, self.people.region)
        if service is not None and read is not None and read.native_id is not None:
            self.people.set_owner(service, self.people.account(read.platform, read.native_id, locator))
        elif identifiers.email(account).is_usable:
            self._own_selector("email", account, locator, "session")
        elif phone(account, self.people.region).is_usable:
            self._own_selector("phone", account, locator, "session")

    def credit_card(self, model: Element, locator: str) -> str | None:
        """Add a stored card: its number and the name on it, no verification number."""
        wanted = ("CreditCardNumber", "NameOnCard")
        fields = {name: text_of(child) for name, child in named_children(model) if name in wanted}
        number, name = fields.get("CreditCardNumber"), shown_name(fields.get("NameOnCard"))
        if number is not None:
            self._own_selector("bank_card", number, locator)
        if name is not None:
            self._name_on_list(name, "real_name", "name on a stored bank card", locator)
        return None if number or name else "the card has neither a number nor a name"

    def financial_account(self, model: Element, locator: str) -> str | None:
        """Add a bank account, card or wallet; returns why it can't be, or None."""
        number = fields_of(model).get("AccountID")
        if number is None:
            return "the account has no number"
        bare = identifiers.plain(number)
        for kind, found in (("wallet", identifiers.wallet(bare)), ("bank_card", identifiers.bank_card(bare))):
            if found.is_usable:
                self._own_selector(kind, number, locator)
                return None
        compact = iban.compact(bare)
        sound = identifiers.Identifier(compact, bool(iban.is_valid(compact)))
        self.book.selectors_of_owner.append(Selector(locator, None, "other", sound, number, "profile"))
        return None

    def transfer(self, model: Element, locator: str) -> None:
        """Add the people of a transfer of money; amounts are not kept."""
        service = service_of(fields_of(model).get("Source"))
        for party in (party_of(inner) for inner in models_of(model, "Participants", "Parties")):
            account, name = self.people.party(party, service, thread_id_of(service, "transfers"), locator)
            if account is not None:
                self.people.name(account, name, "account_nickname", locator)

    # ---- the end ---------------------------------------------------------------------------------------------------

    def write(self) -> None:
        """The chats are known now: add the calls."""
        for (service, other), (locator, count) in self._called.items():
            self.builder.add(
                "contact",
                locator=locator,
                account_id=self.people.observer_of(service),
                other_account_id=other,
                kind="call",
                contact_count=count,
            )
        for call in self._calls:
            threads = {self.chats.direct_threads.get(other) for other in call.others}
            thread = next(iter(threads)) if len(threads) == 1 else None
            if thread is not None:
                written = Written(time=call.time[0], time_format=call.time[1])
                place = (call.service.platform, thread)
                sender = call.sender
                if sender[0] is None and call.is_outgoing:
                    sender = self.people.owner_of(call.service), None
                self.chats.rows.add(call.locator, place, sender, written, "call", is_deleted=call.is_deleted)
        self._calls = []

    # ---- parts -----------------------------------------------------------------------------------------------------

    def _say(self, chat: Chat, written: Written, kind: str, *, is_deleted: bool) -> None:
        sender = self.chats.sender(chat, written.sender, chat.locator)
        for party in written.receivers:
            account, name = self.people.party(party, chat.service, chat.thread_id, chat.locator)
            if account is not None:
                self.people.name(account, name, "account_nickname", chat.locator)
        self.chats.thread(chat.thread_id, chat.service.platform, chat.locator, kind=kind)
        place = (chat.service.platform, chat.thread_id)
        message_kind = "media" if written.has_attachment and not written.fields.get("Body") else "text"
        self.chats.rows.add(chat.locator, place, sender, written, message_kind, is_deleted=is_deleted)

    def _own_selector(self, kind: str, raw: str, locator: str, basis: str = "profile") -> None:
        checks = {
            "phone": lambda text: phone(text, self.people.region),
            "email": identifiers.email,
            "device": identifiers.device,
            "bank_card": identifiers.bank_card,
            "wallet": identifiers.wallet,
            "other": sim_number,
        }
        if not raw.strip():
            return
        found = checks[kind](raw)
        if kind == "phone" and not found.is_usable:
            found = phone(raw, self.people.region, is_international=True)
        if kind == "phone" and found.is_usable and basis == "profile":
            account = self.people.account("phone", found.value, locator)
            self.people.set_owner(Service("phone"), account)
        self.book.selectors_of_owner.append(Selector(locator, None, kind, found, raw, basis))

    def _name_on_list(self, name: str, name_kind: str, note: str, locator: str) -> None:
        self.builder.add("list_entry", locator=locator, row=locator, name=name, name_kind=name_kind, note=note)


def _time(model: Element, name: str) -> tuple[str | None, str | None]:
    for field_name, child in named_children(model):
        if field_name == name and (text := text_of(child)) is not None:
            return text.strip(), child[0].get("format")
    return None, None
