"""Decrypted databases of the newer QQ client (NT, since 2023): messages, profiles, friends, groups.

One reader for `nt_msg.db`, `profile_info.db` and `group_info.db`, which share their numbered columns; each is an
exhibit of its own and is read for the tables it has. Columns are taken by name, and one that a version lacks is null.

Whose device it is says the database itself (who sent from this device, or whose list of friend categories it keeps),
else the client's folder (`NUMBER/nt_qq/…`), else the owner given with the seizure.

**Source:** formats.md 5.3; community documentation of tables, columns and body fields (several independent parsers,
2024 to 2026).

Limits: a database that is still encrypted, or still has the client's 1,024 bytes before its first page, is no SQLite
file; decrypt a copy. `40001` is this device's number of a message: the other end's device has another.
"""

from collections.abc import Mapping
from typing import Any

from sources.errors import UnreadableExhibit
from sources.qq.identified import IdentifiedPeople
from sources.qq.nt_contacts import NEEDED as CONTACT_NEEDS
from sources.qq.nt_contacts import Contacts, contact_frames, contact_tables, owner_of_contacts
from sources.qq.nt_messages import MESSAGE_TABLES, Talk, mapped_numbers, message_frames, survey_messages
from sources.qq.nt_messages import NEEDED as MESSAGE_NEEDS
from sources.qq.people import PLATFORM, owner_in_path
from sources.qq.writing import Sender, Writing
from sources.record import BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.sightings import AccountSeen, NameSeen, Sightings
from sources.sqlite_file import SqliteFile, opened, tables_in


def sniff(head: Head) -> float:
    """Sure by the client's tables with their numbered columns."""
    tables = tables_in(head)
    needs = {**dict.fromkeys(MESSAGE_TABLES, MESSAGE_NEEDS), **CONTACT_NEEDS}
    return 0.95 if any(set(needed) <= set(tables.get(table, ())) for table, needed in needs.items()) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Look over ids and names first, then read messages, people and groups.

    Raises:
        UnreadableExhibit: When the database can't be opened, or has no table of the client.
    """
    with opened(exhibit.file) as database:
        tables = _message_tables(database)
        if not tables and not contact_tables(database):
            raise UnreadableExhibit("the database has no table of QQ's newer client; add it as what it is")
        people = _People(None, numbers=mapped_numbers(database))
        people.owner = _owner(database, people, exhibit)
        builder, talks = BatchBuilder(exhibit.exhibit_id), dict[str, Talk]()
        writing = Writing(people, Sightings("table", people.locator))
        for rows, rejected in message_frames(database, people, talks):
            for place, reason in rejected:
                builder.reject(place, reason)
            writing.add(rows, builder)
            yield builder.take()
        for talk in talks.values():
            builder.add("thread", locator=talk.locator, platform=PLATFORM, thread_id=talk.thread_id, kind=talk.kind)
        total = writing.position
        contacts = Contacts(people, people.noting(writing.sightings), builder)
        for table, frame in contact_frames(database):
            total += frame.height
            contacts.add(table, frame)
            yield builder.take()
        writing.sightings.write(builder)
        yield builder.take()
        problem = database.damage.sentence()
    if problem is not None:
        yield EndOfExhibit("partial", problem)
    elif not total:
        yield EndOfExhibit("empty", "the tables hold no row; ask for the database of the account in question")
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Rows of the tables that are read, by SQLite's own count."""
    with opened(exhibit.file) as database:
        return sum(database.count(table) for table in (*_message_tables(database), *contact_tables(database)))


FORMAT = SourceFormat(
    name="qq_nt_db",
    version=1,
    meaning="Decrypted database of the newer QQ client (NT): nt_msg.db, profile_info.db, group_info.db.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="QQ",
        made_by="QQ NT for Windows, Linux, macOS and phones since 2023; databases decrypted by another tool",
        gives="messages of groups and talks of two with numbers, nicknames and group cards, answers, grey lines; "
        "profiles with nickname, remark, QID and birthday; friends; groups with members, join times, titles and "
        "administrators",
        certainty="third-party reader",
        omits="encrypted databases; forwarded records (40900), pictures and files themselves, the -wal beside the "
        "database, channels, talk with one's own other devices, names of friend categories, signatures",
    ),
)


class _People(IdentifiedPeople):
    """Remembers the locators of the places at which somebody was met first."""

    def __init__(self, owner: str | None, numbers: dict[str, str]) -> None:
        super().__init__(owner, numbers)
        self._locators: dict[int, str] = {}

    def sender(self, row: Mapping[str, Any]) -> Sender:
        """The account of a sender."""
        self._locators.setdefault(row["place"], row["locator"])
        return super().sender(row)

    def named(self, name: str, row: Mapping[str, Any]) -> AccountSeen:
        """The account of a name in a grey line."""
        self._locators.setdefault(row["place"], row["locator"])
        return super().named(name, row)

    def locator(self, place: int) -> str:
        """The locator of a place."""
        return self._locators[place]

    def noting(self, sightings: Sightings) -> "_Noting":
        """Notes people of tables without messages, behind all messages."""
        return _Noting(sightings, self._locators)


class _Noting:
    def __init__(self, sightings: Sightings, locators: dict[int, str]) -> None:
        self._sightings, self._locators = sightings, locators
        self._place = max(locators, default=0)

    def __call__(self, locator: str, account: AccountSeen, names: tuple[NameSeen, ...]) -> None:
        """Note an account with its names."""
        self._place += 1
        self._locators[self._place] = locator
        self._sightings.account(account, self._place)
        for name in names:
            self._sightings.name(name, self._place, (None, None), 1)


def _message_tables(database: SqliteFile) -> list[str]:
    return [table for table in MESSAGE_TABLES if database.has(table, *MESSAGE_NEEDS)]


def _owner(database: SqliteFile, people: IdentifiedPeople, exhibit: Exhibit) -> str | None:
    """Whose device it is; nobody's where nothing says it, or two say different things."""
    senders = survey_messages(database, people)
    if len(senders) == 1:
        return next(iter(senders))
    own = owner_of_contacts(database, people.numbers) or owner_in_path(exhibit.path)
    return own or exhibit.owners.get(PLATFORM)
