"""Messages and calls of a CASE/UCO document to rows.

**Source:** MessageFacet, EmailMessageFacet and CallFacet of UCO 1.3; Message and PhoneCall of UCO 0.4.
"""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from sources.case_uco.accounts import UNKNOWN, Account, Accounts
from sources.case_uco.quick import QuickMessages
from sources.case_uco.threads import PEOPLE_SIGN, Threads
from sources.case_uco.vocabulary import Node, node_id, text_of, words_of
from sources.cellebrite.identifiers import Service
from sources.cellebrite.times import with_instants
from sources.record import BatchBuilder, Exhibit
from warehouse.schema.records import MESSAGE

_RECEIVERS = ("to", "cc", "bcc")
_ROW = {
    "locator": pl.String(),
    "position": pl.Int64(),
    "node": pl.String(),
    "platform": pl.String(),
    "sender_account_id": pl.String(),
    "sent_at_raw": pl.String(),
    "kind": pl.String(),
    "text": pl.String(),
    "native_message_id": pl.String(),
    "reply_to_native_message_id": pl.String(),
    "is_deleted": pl.Boolean(),
    "people": pl.String(),
}
_STATES = {"intact": "intact", "deleted": "deleted", "trash": "trash"}


@dataclass
class Talk:
    """Messages and calls on their way into rows."""

    exhibit: Exhibit
    accounts: Accounts
    threads: Threads
    builder: BatchBuilder
    _rows: list[tuple[object, ...]] = field(default_factory=list)
    _quick: QuickMessages = field(default_factory=QuickMessages)
    _services: dict[str, Service] = field(default_factory=dict)
    _known: dict[tuple[str, Service], Account] = field(default_factory=dict)
    _position: int = 0
    _called: dict[tuple[str | None, str], tuple[str, int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._rows)

    def message(self, node: Node, locator: str) -> None:
        """Add a message."""
        service = self._service(node)
        sender = self._first(node, "from", service, locator)
        people = [sender.account_id] if sender is not None else []
        for name in _RECEIVERS:
            if name in node.values:
                people += [self.accounts.of(to, service, locator).account_id for to in node.references(name)]
        platform = service.platform
        if platform == "unknown" and sender is not None:
            platform = sender.platform
        self._rows.append((
            locator, self._position, node.node_id, platform, sender.account_id if sender is not None else None,
            node.text("senttime", "receivedtime", "sentdatetime"), "text", _words(node),
            node.text("messageid", "messageidentifier"), node.text("inreplyto"),
            _state_of(node) in ("deleted", "trash"), PEOPLE_SIGN.join(sorted(set(people))),
        ))  # fmt: skip
        self._position += 1

    def quick_message(self, written: dict[str, Any], place: tuple[str, int]) -> bool:
        """Add a message that is written as nearly all are; False when it isn't and must be looked at in full."""
        said = self._quick.read(written)
        if said is None:
            return False
        service = self._services.get(said.application)
        if service is None:
            node = Node("", frozenset(), {"application": said.application or None})
            service = self._services[said.application] = self.accounts.service_of(node)
        accounts = []
        for reference in said.people:
            account = self._known.get((reference, service))
            if account is None:
                locator = f"{place[0]}{place[1]}"
                account = self._known[reference, service] = self.accounts.of(node_id(reference), service, locator)
            accounts.append(account)
        sender = accounts[0] if said.has_sender else None
        platform = service.platform
        if platform == "unknown" and sender is not None:
            platform = sender.platform
        people = {account.account_id for account in accounts}
        self._rows.append((
            f"{place[0]}{place[1]}", self._position, node_id(said.node_id), platform,
            sender.account_id if sender is not None else None, said.time, "text", said.text, said.message_id, None,
            False, PEOPLE_SIGN.join(sorted(people)),
        ))  # fmt: skip
        self._position += 1
        return True

    def call(self, node: Node, locator: str) -> str | None:
        """Add a call: who called whom; returns why it can't be, or None."""
        service = self._service(node)
        caller = self._first(node, "from", service, locator)
        called = [self.accounts.of(to, service, locator) for to in node.references("to", "participant", "participants")]
        others = list(dict.fromkeys(account.account_id for account in called))
        first = caller.account_id if caller is not None else others.pop(0) if len(others) > 1 else None
        for other in others:
            if other != first:
                place, count = self._called.get((first, other), (locator, 0))
                self._called[first, other] = (place, count + 1)
        return None if others else "the call names nobody who was called"

    def flush(self) -> None:
        """Hand the messages so far to the builder."""
        if not self._rows:
            return
        rows = pl.DataFrame(self._rows, schema=_ROW, orient="row").with_columns(
            time_format=pl.lit(None, dtype=pl.String), forwarded_from=pl.lit(None, dtype=pl.String),
            sender_name=pl.lit(None, dtype=pl.String),
        )  # fmt: skip
        self._rows = []
        columns = (
            self.threads.numbers_of(rows["node"]).to_list(),
            rows["platform"].to_list(),
            rows["people"].to_list(),
            rows["locator"].to_list(),
        )
        found = self.threads.found
        places = [
            found[number].thread_id(platform) if number is not None else self.threads.between(platform, people, locator)
            for number, platform, people, locator in zip(*columns, strict=True)
        ]
        frame = with_instants(rows.with_columns(pl.Series("thread_id", places, dtype=pl.String)), self.exhibit)
        self.builder.extend("message", frame.select(name for name in MESSAGE.column_names if name != "exhibit_id"))

    def write(self) -> None:
        """Add the calls, one row for each pair."""
        for (caller, other), (locator, count) in self._called.items():
            self.builder.add(
                "contact", locator=locator, account_id=caller, other_account_id=other, kind="call", contact_count=count
            )

    def _service(self, node: Node) -> Service:
        service = self.accounts.service_of(node)
        if service == UNKNOWN and "emailmessage" in node.kinds:
            return Service("email")
        return Service("phone") if service == UNKNOWN and "smsmessage" in node.kinds else service

    def _first(self, node: Node, name: str, service: Service, locator: str) -> Account | None:
        references = node.references(name)
        return self.accounts.of(references[0], service, locator) if references else None


def state_row(node: Node, locator: str, builder: BatchBuilder) -> None:
    """Add the state of a record that isn't plainly intact: UCO writes what the tool said as allocationStatus."""
    if (state := _state_of(node)) is not None and state != "intact":
        builder.add("record_state", locator=locator, deleted_state=state)


def _state_of(node: Node) -> str | None:
    written = text_of(node.values.get("allocationstatus"))
    return None if written is None else _STATES.get(written.strip().lower(), "unknown")


def _words(node: Node) -> str:
    """Subject and text, in this order."""
    subject = words_of(node.values.get("subject"))
    text = words_of(node.values.get("messagetext")) or words_of(node.values.get("body"))
    return "\n".join(filter(None, (subject, text)))
