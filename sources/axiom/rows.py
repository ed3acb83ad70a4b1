"""Hits of an AXIOM export on their way into rows: messages, contacts, accounts of the device.

The owner is who the export calls `Local User`, with an id in angle brackets or without one; then the account told with
the seizure, else nobody. A conversation is known by its own id, else by AXIOM's number for it, which holds in this
export only, else by both its ends; by the partner alone where the owner isn't known by then.

**Source:** formats.md 7.2; names of fragments in synonyms.toml.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl

from sources import identifiers
from sources.axiom.fragments import moment_in, service_of_artifact, synonyms, told
from sources.axiom.walk import Hit
from sources.cellebrite.chats import thread_id_of
from sources.cellebrite.identifiers import Service, is_group_id, phone, read_identifier
from sources.cellebrite.people import Party, People, shown_name
from sources.phone_region import region_of
from sources.record import BatchBuilder, Exhibit
from warehouse.schema import ids

_NAMED = re.compile(r"(.*?)\s*<([^<>]+)>")
_OWNER = "local user"
_SCHEMA = {
    "locator": pl.String(), "position": pl.Int64(), "platform": pl.String(), "thread_id": pl.String(),
    "sender_account_id": pl.String(), "sender_name": pl.String(), "sent_at": pl.Datetime("us"),
    "sent_at_raw": pl.String(), "time_basis": pl.String(), "kind": pl.String(), "text": pl.String(),
    "native_message_id": pl.String(),
}  # fmt: skip
_SPLIT = re.compile(r"[;,\r\n]+")
NO_MESSAGE = "no message: it has neither words nor a sender"
NO_ACCOUNT = "no account: it has no id, phone or mail address that is one"


@dataclass
class ExportRows:
    """The rows of one export; memory grows with accounts, names and conversations."""

    exhibit: Exhibit
    builder: BatchBuilder = field(init=False)
    people: People = field(init=False)
    _rows: list[tuple[object, ...]] = field(default_factory=list)
    _written: int = 0
    _threads: dict[str, dict[str, object]] = field(default_factory=dict)
    _thread_ids: dict[tuple[Service, str | None, str | None, str], str] = field(default_factory=dict)
    _contacts: list[tuple[str, Service, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin without rows."""
        self.builder = BatchBuilder(self.exhibit.exhibit_id)
        self.people = People(region_of(self.exhibit), self.exhibit.owners)

    @property
    def waiting(self) -> int:
        """Rows since the last batch."""
        return len(self._rows) + self.builder.row_count

    def take(self, hit: Hit, locator: str) -> None:
        """Take a hit in; one that says nothing is rejected."""
        take = {"message": self._message, "contact": self._contact, "account": self._account}[hit.kind]
        reason = take(hit, told(hit.kind, hit.fragments), service_of_artifact(hit.artifact), locator)
        if reason is None:
            self.builder.record_count += 1
        else:
            self.builder.reject(locator, reason)

    def flush(self) -> None:
        """Hand the messages so far to the builder and fold their names."""
        if not self._rows:
            return
        rows = pl.DataFrame(self._rows, schema=_SCHEMA, orient="row").with_columns(is_deleted=pl.lit(value=False))
        self._rows = []
        self.builder.extend("message", rows)
        self.people.shown(rows.with_columns(count=pl.lit(1, dtype=pl.Int64)))

    def finish(self) -> None:
        """The export is over: what waited for the owner is written."""
        self.flush()
        for thread_id, known in self._threads.items():
            self.builder.add("thread", thread_id=thread_id, **known)
        for locator, service, account in self._contacts:
            owner = self.people.observer_of(service)
            if owner != account:
                self.builder.add(
                    "contact",
                    locator=locator,
                    account_id=owner,
                    other_account_id=account,
                    kind="address_book",
                    contact_count=1,
                )
        self.people.write(self.builder)

    # ---- kinds of records ------------------------------------------------------------------------------------------

    def _message(self, hit: Hit, facts: dict[str, str], service: Service, locator: str) -> str | None:
        sender = _party(facts, "sender")
        partner = _party(facts, "partner")
        recipient = _party(facts, "recipient")
        words, direction = facts.get("text", ""), facts.get("direction", "").strip().lower()
        if not words and "media" not in facts and sender is None and partner is None:
            return NO_MESSAGE
        said = synonyms()["words"]
        if sender is None and direction in said["outgoing"]:
            sender = Party(None, None, is_owner=True)
        elif sender is None and direction in said["incoming"]:
            sender = partner
        ends = [end for end in (partner, sender, recipient) if end is not None]
        for own in ends:
            # The conversation may be named after both its ends, so the owner must be known before.
            if (
                own.is_owner
                and read_identifier(own.identifier or "", service, self.people.region).native_id is not None
            ):
                self.people.party(own, service, "", locator)
        thread = self._thread(facts, ends, service, locator)
        account, name = (None, None) if sender is None else self.people.party(sender, service, thread, locator)
        if sender is not None and sender.is_owner:
            account, name = account or self.people.owner_of(service), None
        zone, basis = self.exhibit.zone(service.platform)
        moment = moment_in(hit.fragments, zone, basis)
        kind = "media" if not words and "media" in facts else "text"
        self._rows.append((
            locator, self._written, service.platform, thread, account, name, moment.at, moment.raw, moment.basis, kind,
            words, facts.get("message_id"),
        ))  # fmt: skip
        self._written += 1
        for end in (partner, recipient):
            if end is not None and not is_group_id(end.identifier or ""):
                other, shown = self.people.party(end, service, thread, locator)
                if other is not None and not end.is_owner:
                    self.people.name(other, shown, "account_nickname", locator)
        return None

    def _contact(self, _: Hit, facts: dict[str, str], service: Service, locator: str) -> str | None:
        accounts = self._accounts(facts, service, locator)
        for account in accounts:
            self.people.remark(account, facts.get("name"), service, locator)
            self.people.remark(account, facts.get("nickname"), service, locator)
            self.people.name(account, facts.get("own_name"), "account_nickname", locator)
            self._selectors(account, facts, "address_book", locator)
            self._contacts.append((locator, service, account))
        return None if accounts else NO_ACCOUNT

    def _account(self, _: Hit, facts: dict[str, str], service: Service, locator: str) -> str | None:
        accounts = self._accounts(facts, service, locator)
        for account in accounts:
            self.people.set_owner(service, account)
            self.people.name(account, facts.get("own_name"), "account_nickname", locator)
            self._selectors(account, facts, "profile", locator)
        return None if accounts else NO_ACCOUNT

    # ---- parts -----------------------------------------------------------------------------------------------------

    def _thread(self, facts: dict[str, str], ends: list[Party], service: Service, locator: str) -> str:
        groups = [end.identifier for end in ends if is_group_id(end.identifier or "")]
        named = groups[0] if groups else facts.get("thread")
        others = [_written(end) for end in ends if not end.is_owner and (end.identifier or end.name)]
        key = (service, named, facts.get("tool_thread"), others[0] if others else "?")
        thread = self._thread_ids.get(key)
        if thread is None:
            thread = self._thread_ids[key] = self._thread_id(*key)
        kind = "group" if groups or is_group_id(named or "") or "title" in facts else "unknown"
        known = self._threads.setdefault(
            thread, {"locator": locator, "platform": service.platform, "title": None, "kind": kind}
        )
        known["title"] = known["title"] or shown_name(facts.get("title"))
        known["kind"] = kind if known["kind"] == "unknown" else known["kind"]
        return thread

    def _thread_id(self, service: Service, named: str | None, tool_thread: str | None, other: str) -> str:
        if named is not None:
            return thread_id_of(service, named)
        here = self.exhibit.exhibit_id[:16]
        if tool_thread is not None:
            return ids.named_thread_id(service.platform, f"thread {tool_thread} ({here})")
        peer = read_identifier(other, service, self.people.region)
        own = self.people.owner_of(service)
        if peer.native_id is not None and own is not None and service.platform != "app":
            # The id that other exhibits give the same talk; what `account_id` put before the owner's id goes again.
            return ids.talk_of_two_id(service.platform, own.removeprefix(f"{service.platform}:"), peer.native_id)
        return ids.named_thread_id(service.platform, f"{other} ({here})")

    def _accounts(self, facts: dict[str, str], service: Service, locator: str) -> list[str]:
        """Accounts that a contact or account names: by the id of the app, else by phone numbers, else by mail."""
        found: dict[str, None] = {}
        read = read_identifier(facts.get("id", ""), service, self.people.region)
        # The phone's own book numbers its entries; such a number is no account.
        if read.native_id is not None and service.platform != "phone":
            found[self.people.account(read.platform, read.native_id, locator)] = None
        within = service if service.platform in ("whatsapp", "signal") else Service("phone")
        for written in [] if found else _SPLIT.split(facts.get("phone", "")):
            number = read_identifier(written.strip(), within, self.people.region)
            if number.native_id is not None and identifiers.phone(number.native_id, None).is_usable:
                found[self.people.account(number.platform, number.native_id, locator)] = None
        for written in [] if found else _SPLIT.split(facts.get("email", "")):
            mail = identifiers.email(written)
            if mail.is_usable:
                found[self.people.account("email", mail.value, locator)] = None
        return list(found)

    def _selectors(self, account: str, facts: dict[str, str], basis: str, locator: str) -> None:
        for kind in ("phone", "email"):
            for written in filter(str.strip, _SPLIT.split(facts.get(kind, ""))):
                held = phone(written, self.people.region) if kind == "phone" else identifiers.email(written)
                self.builder.add(
                    "selector",
                    locator=locator,
                    account_id=account,
                    kind=kind,
                    value=held.value,
                    raw=written.strip(),
                    basis=basis,
                    is_usable=held.is_usable,
                )


def _party(facts: dict[str, str], end: str) -> Party | None:
    """One end of a message."""
    return _read_party(facts.get(f"{end}_id"), facts.get(end), facts.get(f"{end}_name"))


@lru_cache(maxsize=65_536)
def _read_party(identifier: str | None, shown: str | None, name: str | None) -> Party | None:
    """An end by its id, what is shown for it and its name, and whether it is the owner of the device."""
    written = identifier or shown
    if written is None and name is None:
        return None
    if written is not None and (named := _NAMED.fullmatch(written)) is not None:
        written, name = named[2].strip(), name or named[1].strip() or None
    is_owner = any(_is_owner(text) for text in (shown, written, name))
    if is_owner:
        return Party(None if _is_owner(written) else written, None, is_owner=True)
    return Party(written, name)


def _is_owner(text: str | None) -> bool:
    return (text or "").strip().lower().startswith(_OWNER)


def _written(party: Party) -> str:
    return (party.identifier or party.name or "").strip()
