"""Conversations of a report: chats with their direct messages, and messages that stand alone.

A chat's fields stand before its messages in every known report, but nothing promises it: the thread's id is settled at
the first message with what is known by then, and what comes later (a title, participants) is added.

**Source:** formats.md 7.1 (Chat, Party; the count of direct and nested messages); ChatType in IPED's UFED parsers.
"""

from dataclasses import dataclass, field

import polars as pl

from sources.cellebrite.activities import ChatNames, Event, account_of, events_of
from sources.cellebrite.identifiers import Service, is_group_id, read_identifier, service_of
from sources.cellebrite.messages import MessageRows, Written, is_system, kind_of, party_of, written_message
from sources.cellebrite.models import Element, fields_of, is_true, models_of
from sources.cellebrite.people import Party, People, shown_name
from sources.cellebrite.times import with_instants
from sources.record import BatchBuilder, Exhibit
from warehouse.schema import ids

_KINDS = {"oneonone": "direct", "group": "group", "broadcast": "channel", "channel": "channel"}
_EVENT = {
    name: pl.String()
    for name in (
        "locator", "thread_id", "event", "account_id", "actor_account_id", "name", "sent_at_raw", "time_format",
        "platform",
    )
}  # fmt: skip
# What the readers of Jabber's own logs put between the two ends of a talk; all others put "~".
_JABBER_JOIN = ","
# A chat has few events; what waits for its names is bounded all the same.
_MOST_EVENTS = 100_000


@dataclass
class Chat:
    """One conversation while its messages pass.

    Attributes:
        service: Where its identifiers are valid.
        thread_id: Its id.
        locator: Place of its model.
        names: Which account bears which name in it.
        senders: Account and shown name by party, so that each is looked up once.
        events: Events that wait until all names are known.
    """

    service: Service
    thread_id: str
    locator: str
    names: ChatNames = field(default_factory=ChatNames)
    senders: dict[tuple[str | None, str | None, bool], tuple[str | None, str | None]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)


@dataclass
class Chats:
    """All conversations of a report on their way into rows.

    Attributes:
        exhibit: The exhibit.
        people: Its accounts and names.
        builder: Where rows go.
        direct_threads: Thread of the conversation of two with an account.
    """

    exhibit: Exhibit
    people: People
    builder: BatchBuilder
    direct_threads: dict[str, str] = field(default_factory=dict)
    rows: MessageRows = field(init=False)
    _threads: dict[str, dict[str, str | None]] = field(default_factory=dict)
    _alone: dict[str, Chat] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with no rows."""
        self.rows = MessageRows(self.exhibit)

    # ---- chats -----------------------------------------------------------------------------------------------------

    def open(self, model: Element, locator: str, messages: Element | None = None) -> Chat:
        """Begin a chat with what its model says before its `messages` (the parser may have read on already)."""
        fields = fields_of(model, messages)
        parties = [party_of(party) for party in models_of(model, "Participants", until=messages)]
        service = service_of(fields.get("Source"))
        if account := fields.get("Account"):
            self._own(account, service, locator)
        thread = self._talk_of_two(parties, service, fields.get("Id"))
        if thread is None:
            native_id = fields.get("Id") or self._other_end(parties, service)
            thread = thread_id_of(service, native_id or f"chat-{locator.partition(':')[2]}")
        return Chat(service, thread, locator)

    def close(self, chat: Chat, model: Element | None) -> None:
        """A chat is over: note thread, participants and events; `model` is None when the file broke inside it."""
        fields = {} if model is None else fields_of(model)
        parties = [] if model is None else [party_of(party) for party in models_of(model, "Participants")]
        others = []
        for party in parties:
            account, name = self.people.party(party, chat.service, chat.thread_id, chat.locator)
            chat.names.see(name, account)
            if account is not None and not party.is_owner:
                others.append(account)
        kind = self._kind(fields, parties)
        if kind == "direct" and len(set(others)) == 1:
            self.direct_threads.setdefault(others[0], chat.thread_id)
        self.thread(chat.thread_id, chat.service.platform, chat.locator, title=fields.get("Name"), kind=kind)
        self._show_participants(chat, parties)
        self._add_events(chat)

    def message(self, chat: Chat, model: Element, locator: str, *, is_deleted: bool) -> Written:
        """Add a message of a chat."""
        written = written_message(model)
        kind = kind_of(written)
        sender: tuple[str | None, str | None] = (None, None)
        if kind == "system":
            if len(chat.events) < _MOST_EVENTS:
                chat.events += events_of(written, locator, chat.service)
            if not is_system(written):
                sender = self.sender(chat, written.sender, locator)
        elif written.sender is not None:
            sender = self.sender(chat, written.sender, locator)
        elif is_true(written.fields.get("FromIsOwner")):
            sender = self.people.owner_of(chat.service), None
        place = (chat.service.platform, chat.thread_id)
        self.rows.add(locator, place, sender, written, kind, is_deleted=is_deleted)
        return written

    def sender(self, chat: Chat, party: Party | None, locator: str) -> tuple[str | None, str | None]:
        """Account and shown name of a party of a chat."""
        if party is None:
            return None, None
        key = (party.identifier, party.name, party.is_owner)
        known = chat.senders.get(key)
        if known is None or known[0] is None:  # an owner without an id may become known later
            known = self.people.party(party, chat.service, chat.thread_id, locator)
            chat.senders[key] = known
            chat.names.see(known[1], known[0])
        return known

    # ---- messages that stand alone ---------------------------------------------------------------------------------

    def lone_message(self, model: Element, locator: str, *, is_deleted: bool) -> Written:
        """Add a message outside of any chat; its thread is the chat it names, else its correspondents."""
        written = written_message(model)
        service = service_of(written.fields.get("Source") or written.fields.get("SourceApplication"))
        parties = [*filter(None, [written.sender]), *written.receivers]
        native_id = written.fields.get("ChatId") or self._other_end(parties, service) or f"alone-{locator[4:]}"
        thread = self._talk_of_two(parties, service, written.fields.get("ChatId")) or thread_id_of(service, native_id)
        chat = self._alone.get(thread)
        if chat is None:
            chat = Chat(service, thread, locator)
            self._alone[chat.thread_id] = chat
        people = [party for party in parties if not party.is_program]
        accounts = {self.sender(chat, party, locator)[0]: party.is_owner for party in people}
        others = [account for account, is_owner in accounts.items() if account is not None and not is_owner]
        kind = "direct" if len(people) == 2 else "unknown"
        kind = "group" if is_group_id(native_id) or len(people) > 2 else kind
        if kind == "direct" and len(others) == 1:
            self.direct_threads.setdefault(others[0], chat.thread_id)
        self.thread(chat.thread_id, service.platform, locator, kind=kind)
        self._add_lone(chat, written, locator, is_deleted=is_deleted)
        return written

    def _add_lone(self, chat: Chat, written: Written, locator: str, *, is_deleted: bool) -> None:
        kind = kind_of(written)
        sender: tuple[str | None, str | None] = (None, None)
        if not is_system(written) and written.sender is not None:
            sender = self.sender(chat, written.sender, locator)
        elif is_true(written.fields.get("FromIsOwner")):
            sender = self.people.owner_of(chat.service), None
        if kind == "system":
            chat.events += events_of(written, locator, chat.service)
            self._add_events(chat)
        self.rows.add(locator, (chat.service.platform, chat.thread_id), sender, written, kind, is_deleted=is_deleted)

    # ---- threads and batches ---------------------------------------------------------------------------------------

    def thread(
        self, thread_id: str, platform: str, locator: str, *, title: str | None = None, kind: str = "unknown"
    ) -> None:
        """Note a conversation; a later sighting fills in what an earlier one left open."""
        known = self._threads.setdefault(
            thread_id, {"locator": locator, "platform": platform, "title": None, "kind": "unknown"}
        )
        known["title"] = known["title"] or shown_name(title)
        known["kind"] = kind if known["kind"] == "unknown" else known["kind"]

    def flush(self) -> None:
        """Hand the messages so far to the builder and fold their names."""
        if len(self.rows):
            rows = self.rows.take()
            self.builder.extend("message", rows)
            self.people.shown(rows.with_columns(count=pl.lit(1, dtype=pl.Int64)))

    def write(self) -> None:
        """Add the thread rows."""
        for thread_id, told in self._threads.items():
            self.builder.add("thread", thread_id=thread_id, **told)

    # ---- parts -----------------------------------------------------------------------------------------------------

    def _talk_of_two(self, parties: list[Party], service: Service, chat_id: str | None) -> str | None:
        """The conversation of the owner with one other, named after both ends as the apps' own readers name it.

        Messengers give such a chat the id of the other end; two phones may both talk to him. None where the chat has an
        id of its own, has more people in it, or one of the ends is not known by an id.
        """
        found = {True: set[str | None](), False: set[str | None]()}
        for party in parties:
            if not party.is_program:
                found[party.is_owner].add(self._native_id(party.identifier, service))
        own = found[True] - {None} or {self.people.own_native_id(service)}
        ends = own | found[False]
        if len(own) != 1 or len(found[False]) != 1 or len(ends) != 2 or None in ends:
            return None
        if chat_id and self._native_id(chat_id, service) not in ends:
            return None
        # An app's name goes before the ids again when the thread's id is made.
        bare = sorted(str(end).removeprefix(f"{service.app}/") for end in ends)
        return thread_id_of(service, (_JABBER_JOIN if service.platform == "jabber" else "~").join(bare))

    def _native_id(self, written: str | None, service: Service) -> str | None:
        return read_identifier(written or "", service, self.people.region).native_id

    def _other_end(self, parties: list[Party], service: Service) -> str | None:
        """What tells a conversation without an id: the one other correspondent, or all of them."""
        others = {
            read.native_id or party.name or party.identifier or ""
            for party in parties
            if not party.is_owner and not party.is_program
            for read in [read_identifier(party.identifier or "", service, self.people.region)]
        }
        # An app's name goes before the id again when the thread's id is made.
        known = sorted(other.removeprefix(f"{service.app}/") for other in others - {""})
        if len(known) > 1:
            return f"between-{ids.content_hash(*known, length=16)}"
        return known[0] if known else None

    def _own(self, written: str, service: Service, locator: str) -> None:
        """The `Account` of a chat is the owner's in its app."""
        read = read_identifier(written, service, self.people.region)
        if read.native_id is not None:
            account = self.people.account(read.platform, read.native_id, locator)
            self.people.set_owner(service, account)

    @staticmethod
    def _kind(fields: dict[str, str], parties: list[Party]) -> str:
        people = [party for party in parties if not party.is_program]
        if known := _KINDS.get(fields.get("ChatType", "").replace(" ", "").lower()):
            return known
        if is_group_id(fields.get("Id", "")) or len(people) > 2:
            return "group"
        return "direct" if len(people) == 2 else "unknown"

    def _show_participants(self, chat: Chat, parties: list[Party]) -> None:
        """A participant's name is shown in the chat also where he never writes."""
        silent = [
            (*self.people.party(party, chat.service, chat.thread_id, chat.locator), chat.thread_id, chat.locator, 1)
            for party in parties
            if (party.identifier, party.name, party.is_owner) not in chat.senders
        ]
        if silent:
            columns = {
                "sender_account_id": pl.String(), "sender_name": pl.String(), "thread_id": pl.String(),
                "locator": pl.String(), "count": pl.Int64(),
            }  # fmt: skip
            frame = pl.DataFrame(silent, schema=columns, orient="row")
            self.people.shown(frame.with_columns(sent_at=pl.lit(None, dtype=pl.Datetime("us"))))

    def _add_events(self, chat: Chat) -> None:
        if not chat.events:
            return
        rows = []
        for event in chat.events:
            place = (chat.thread_id, event.locator)
            about, actor = (
                account_of(party, chat.names, self.people, chat.service, place) for party in (event.about, event.actor)
            )
            word = "leave" if event.event == "remove" and about is not None and about == actor else event.event
            rows.append((
                event.locator, chat.thread_id, word, about, actor, event.name, *event.time, chat.service.platform,
            ))  # fmt: skip
        chat.events = []
        frame = with_instants(pl.DataFrame(rows, schema=_EVENT, orient="row"), self.exhibit)
        self.builder.extend(
            "membership_event",
            frame.select(
                "locator", "thread_id", "event", "account_id", "actor_account_id", "name", happened_at="sent_at"
            ),
        )


def thread_id_of(service: Service, native_id: str) -> str:
    """Id of a conversation of a service."""
    return ids.thread_id(service.platform, f"{service.app}/{native_id}" if service.app else native_id.strip())
