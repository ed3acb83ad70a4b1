"""WeChat 4.x on Windows and macOS: decrypted `message_0.db`… (also `biz_message_…`), `contact.db`, `session.db`.

**Source:** formats.md 4.3 (schemas of the app); senders, packed bodies and group members as in chatlog (2025).

A conversation's table is named by the MD5 of its id. The id is found among the senders of the same file, else in the
`contact.db` and `session.db` beside it; else the thread stays named by the hash, is of unknown kind, and says so.
The owner is who the folder of the app is named after (`xwechat_files/WXID_ab12/db_storage/…`), else the given one.

Limits: media, favourites, moments, labels and the binary contact details stay unread; the summary in `session.db`
repeats the last message and is left out.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePosixPath

from sources.record import BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.sqlite_file import SqliteFile, opened, tables_in
from sources.wechat import v4_contacts, v4_messages
from sources.wechat.companions import nearest
from sources.wechat.database_people import Roster
from sources.wechat.people import PLATFORM

_ACCOUNT_FOLDER = re.compile(r"(.+)_[0-9a-f]{4}")


def sniff(head: Head) -> float:
    """Certain by tables of messages named by a hash, or contacts and groups, or sessions, in the app's columns."""
    tables = tables_in(head)
    found = {name for name, columns in v4_contacts.NEEDED.items() if set(columns) <= set(tables.get(name, ()))}
    if v4_messages.message_tables(tables) or {"contact", "chat_room"} <= found:
        return 0.95
    has_senders = "last_msg_sender" in tables.get("SessionTable", ())
    return 0.9 if "SessionTable" in found and has_senders else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read contacts, groups and sessions, or the messages, whichever the file has."""
    with opened(exhibit.file) as database:
        roster = Roster(_owner_in(exhibit.path) or exhibit.owners.get(PLATFORM))
        builder = BatchBuilder(exhibit.exhibit_id)
        total = 0
        for _ in _filled(database, exhibit, roster, builder):
            batch = builder.take()
            total += batch.record_count + batch.rejected_count
            yield batch
        roster.write(builder)
        yield builder.take()
        problem = database.damage.sentence()
    if problem is not None:
        yield EndOfExhibit("partial", problem)
    elif not total:
        yield EndOfExhibit("empty", "the database holds no message and no contact; ask for the one in use")
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Count the rows of the tables by SQLite itself."""
    with opened(exhibit.file) as database:
        tables = [*v4_contacts.present(database), *v4_messages.message_tables(database.tables)]
        if "chat_room" not in tables and "chat_room_info_detail" in tables:
            tables.remove("chat_room_info_detail")
        return sum(database.count(table) for table in tables)


FORMAT = SourceFormat(
    name="wechat_v4_db",
    version=1,
    meaning="WeChat's databases on Windows and macOS, version 4: message_N.db, contact.db and session.db, decrypted.",
    sniff=sniff,
    read=read,
    count=count,
    reads_companions=True,
    coverage=Coverage(
        family="WeChat",
        made_by="WeChat 4.x for Windows and macOS (`message_0.db`…, `contact.db`, `session.db` after decryption)",
        gives="messages, quotes, forwards, transfers, calls, recalls, contacts with remarks and deletions, groups with "
        "members, cards, owners and notices, the list of sessions",
        certainty="third-party reader",
        omits="media, favourites, moments, labels, `extra_buffer` of contacts, summaries in `session.db`",
    ),
)


def _owner_in(path: str) -> str | None:
    """The account that the app's own folder is named after, less the four digits that the app adds."""
    parts = PurePosixPath(path).parts
    for account, below in pairwise(parts):
        named = _ACCOUNT_FOLDER.fullmatch(account)
        if below == "db_storage" and named is not None:
            return named[1]
    return None


def _filled(database: SqliteFile, exhibit: Exhibit, roster: Roster, builder: BatchBuilder) -> Iterator[None]:
    """Fill the builder stretch by stretch."""
    yield from v4_contacts.filled(database, roster, builder)
    tables = v4_messages.message_tables(database.tables)
    if not tables:
        return
    known = v4_messages.hashes(v4_messages.numbered_names(database)["sender"].unique(maintain_order=True).to_list())
    if not v4_contacts.has_contacts(database):
        with nearest(exhibit, "contact.db", v4_contacts.has_contacts) as beside:
            if beside is not None:
                contacts, rooms = list(v4_contacts.contact_rows(beside)), list(v4_contacts.room_rows(beside))
                roster.learn(contacts, rooms)
                known |= v4_messages.hashes(contact.native_id for contact in contacts)
                known |= v4_messages.hashes(room.native_id for room in rooms)
    if any(table.removeprefix("Msg_") not in known for table in tables):
        with nearest(exhibit, "session.db", v4_contacts.has_sessions) as beside:
            if beside is not None:
                known |= v4_messages.hashes(v4_contacts.session_names(beside))
    yield from v4_messages.filled(database, known, roster, builder)
