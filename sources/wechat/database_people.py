"""People and conversations of a WeChat database: contact lists, groups with their members, and who is met in messages.

Rows become accounts, names by kind and observer, contacts of the owner, titles and owners of groups. What was read here
also tells which account a name in a system line means.

**Source:** formats.md 4.1 to 4.3.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sources.record import BatchBuilder
from sources.sightings import AccountSeen, NameSeen, Sightings
from sources.wechat.people import APP_ACCOUNTS, PLATFORM, account_of, is_group_id, thread_with
from sources.wechat.protobuf import Member
from warehouse.schema import ids

_ROWID_SPAN = 1 << 64


@dataclass
class Places:
    """Rows of several tables as numbers that sort by table and row, and as locators.

    Attributes:
        tables: Tables by number, in the order in which they were met.
    """

    tables: list[str] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def place(self, table: str, rowid: int) -> int:
        """Number of a row."""
        number = self._numbers.setdefault(table, len(self.tables))
        if number == len(self.tables):
            self.tables.append(table)
        return number * _ROWID_SPAN + rowid + (_ROWID_SPAN >> 1)

    def locator(self, place: int) -> str:
        """`table:TABLE/ROWID` of a number."""
        number, offset = divmod(place, _ROWID_SPAN)
        return f"table:{self.tables[number]}/{offset - (_ROWID_SPAN >> 1)}"


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A row of a contact list.

    Attributes:
        native_id: Id of the account or group.
        alias: Its visible WeChat id.
        remark: What the phone's owner calls it.
        nickname: What it calls itself; the title of a group.
        is_friend: Whether it stands in the owner's address book, not only as a member of a common group.
        is_deleted: Whether the owner deleted it.
    """

    native_id: str
    alias: str | None
    remark: str | None
    nickname: str | None
    is_friend: bool
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A row of the list of groups.

    Attributes:
        native_id: Id of the group.
        members: Its members.
        owner: Id of the member who owns it.
        own_card: The name that the phone's owner shows in it.
        notice: Words of its notice.
        notice_by: Id of who wrote the notice.
        noticed_at: When, seconds (or milliseconds) since 1970.
    """

    native_id: str
    members: Sequence[Member] = ()
    owner: str | None = None
    own_card: str | None = None
    notice: str | None = None
    notice_by: str | None = None
    noticed_at: int | None = None


class Roster:
    """What is known of people and conversations while one database is read.

    Attributes:
        owner: Id of the seized device's own account, None where nothing tells it.
        places: Numbers of rows.
        position: Position of the next message in the exhibit.
    """

    def __init__(self, owner: str | None) -> None:
        self.owner = owner
        self.places = Places()
        self.position = 0
        self._sightings = Sightings("table", self.places.locator)
        self._accounts: dict[str, str] = {}
        self._named: dict[tuple[str, str], AccountSeen] = {}
        self._threads: dict[str, tuple[int, str | None, str]] = {}
        self._labels: dict[str, tuple[str, ...]] = {}
        self._cards: dict[str, dict[str, str | None]] = {}
        self._known: dict[str, dict[str, str]] = {}
        self._owner_account = None if owner is None else ids.account_id(PLATFORM, owner)

    def account(self, native_id: str, place: int) -> str:
        """Note an account by its id; gives its account_id."""
        account_id = self._accounts.get(native_id)
        if account_id is None:
            account_id = self._accounts[native_id] = ids.account_id(PLATFORM, native_id)
            is_owner = native_id == self.owner
            self._sightings.account(AccountSeen(account_id, PLATFORM, native_id, is_owner=is_owner), place)
        return account_id

    def named(self, name: str, thread: str, place: int) -> AccountSeen:
        """Note an account that is known only by what a conversation calls it."""
        known = self._named.get((name, thread))
        if known is None:
            known = self._named[name, thread] = account_of(name, thread, self.owner, {})
            self._sightings.account(known, place)
        return known

    def name(self, seen: NameSeen, place: int, at: datetime | None = None) -> None:
        """Note a name once."""
        self._sightings.name(seen, place, (at, at), 1)

    def thread(self, conversation: str, place: int, *, title: str | None = None) -> str:
        """Note a conversation; gives its thread_id."""
        thread = thread_with(conversation, self.owner)
        self.titled_thread(thread, place, title, "group" if is_group_id(conversation) else "direct")
        return thread

    def titled_thread(self, thread: str, place: int, title: str | None, kind: str) -> None:
        """Note a conversation whose id is made elsewhere; its first place stays, a title is kept once known."""
        first, known_title, known_kind = self._threads.get(thread, (place, title, kind))
        self._threads[thread] = (first, known_title or title, known_kind)

    def learn(self, contacts: Iterable[ContactRow], rooms: Iterable[RoomRow]) -> None:
        """Take in what a database beside this one says of names, for reading system lines; writes nothing."""
        for contact in contacts:
            self._labels[contact.native_id] = tuple(filter(None, (contact.remark, contact.nickname)))
        for room in rooms:
            self._cards[room.native_id] = {member.native_id: member.card for member in room.members}

    def names_in(self, conversation: str) -> Mapping[str, str]:
        """Names that mean exactly one account in a conversation, with its id."""
        if conversation not in self._known:
            bearers: dict[str, set[str]] = {}
            cards = self._cards.get(conversation, {})
            for native_id in cards or {conversation: None}:
                for name in {*self._labels.get(native_id, ()), cards.get(native_id)} - {None}:
                    bearers.setdefault(str(name), set()).add(native_id)
            self._known[conversation] = {name: next(iter(who)) for name, who in bearers.items() if len(who) == 1}
        return self._known[conversation]

    def add_contact(self, contact: ContactRow, place: int, builder: BatchBuilder) -> None:
        """Write a row of a contact list: account, names, and that the owner knows it."""
        builder.record_count += 1
        if contact.is_deleted:
            builder.add("record_state", locator=self.places.locator(place), deleted_state="deleted")
        self._labels[contact.native_id] = tuple(filter(None, (contact.remark, contact.nickname)))
        if is_group_id(contact.native_id):
            self.thread(contact.native_id, place, title=contact.nickname or contact.remark)
            return
        account = self.account(contact.native_id, place)
        if contact.native_id in APP_ACCOUNTS:
            return
        if contact.nickname:
            self.name(NameSeen(account, contact.nickname, "account_nickname"), place)
        if contact.alias:
            self.name(NameSeen(account, contact.alias, "handle"), place)
        if contact.remark and contact.native_id != self.owner:
            self.name(NameSeen(account, contact.remark, "remark", self._owner_account), place)
        if contact.is_friend and contact.native_id != self.owner and not contact.native_id.startswith("gh_"):
            builder.add(
                "contact",
                locator=self.places.locator(place),
                account_id=self._owner_account,
                other_account_id=account,
                kind="address_book",
                contact_count=1,
            )

    def add_room(self, room: RoomRow, place: int, builder: BatchBuilder) -> None:
        """Write a row of the list of groups: its members, their names in it, who owns it."""
        builder.record_count += 1
        thread = self.thread(room.native_id, place)
        self._cards[room.native_id] = {member.native_id: member.card for member in room.members}
        locator = self.places.locator(place)
        for member in room.members:
            account = self.account(member.native_id, place)
            if member.card:
                self.name(NameSeen(account, member.card, "group_card", None, thread), place)
            # That somebody stands in the list is all that is known of most silent members.
            builder.add("membership_event", locator=locator, thread_id=thread, event="join", account_id=account)
        if room.owner:
            account = self.account(room.owner, place)
            builder.add("membership_event", locator=locator, thread_id=thread, event="own", account_id=account)
        if room.own_card and self.owner:
            account = self.account(self.owner, place)
            self.name(NameSeen(account, room.own_card, "group_card", None, thread), place)

    def add_shown_names(self, room: RoomRow, shown: Sequence[str], place: int) -> None:
        """Note names that the app shows for members, in their order; used only where there is one for each.

        What is the owner's own remark, the nickname or the card is known already; of the rest the weaker claim is made.
        """
        if len(shown) != len(room.members):
            return
        thread = thread_with(room.native_id, self.owner)
        for member, name in zip(room.members, shown, strict=True):
            if name and not member.card and name not in self._labels.get(member.native_id, ()):
                account = self.account(member.native_id, place)
                self.name(NameSeen(account, name, "account_nickname", None, thread), place)

    def write(self, builder: BatchBuilder) -> None:
        """Add the thread, account and name rows."""
        for thread, (place, title, kind) in self._threads.items():
            builder.add(
                "thread",
                locator=self.places.locator(place),
                platform=PLATFORM,
                thread_id=thread,
                title=title,
                kind=kind,
            )
        self._sightings.write(builder)
