"""Contact databases of WeChat 4.x: address book, people met in groups only, groups with members, notices; sessions.

**Source:** formats.md 4.3; `stranger`, `chatroom_member`, `chat_room_info_detail` as public readers join them (2025).
"""

from collections.abc import Iterator

from sources.record import BatchBuilder
from sources.sightings import NameSeen
from sources.sqlite_file import Kind, SqliteFile
from sources.wechat.database_messages import add_notice
from sources.wechat.database_people import ContactRow, RoomRow, Roster
from sources.wechat.people import is_group_id
from sources.wechat.protobuf import Member, members

NEEDED = {
    "contact": ("username", "local_type", "alias", "remark", "nick_name"),
    "stranger": ("username", "local_type", "alias", "remark", "nick_name"),
    "chat_room": ("username", "owner", "ext_buffer"),
    "chat_room_info_detail": ("room_id_", "announcement_"),
    "SessionTable": ("username", "summary", "last_timestamp"),
}
_CONTACT_COLUMNS: dict[str, Kind] = {
    "id": "integer",
    "username": "text",
    "local_type": "integer",
    "alias": "text",
    "remark": "text",
    "nick_name": "text",
    "delete_flag": "integer",
}
_ROOM_COLUMNS: dict[str, Kind] = {"id": "integer", "username": "text", "owner": "text", "ext_buffer": "blob"}
_NOTICE_COLUMNS: dict[str, Kind] = {
    "room_id_": "integer",
    "announcement_": "text",
    "announcement_editor_": "text",
    "announcement_publish_time_": "integer",
}
_SESSION_COLUMNS: dict[str, Kind] = {
    "username": "text",
    "last_msg_sender": "text",
    "last_sender_display_name": "text",
}
# Types of contacts: 2 groups, 3 people who are met in groups only; 1, 5 and 6 stand in the address book.
_MET_ONLY = 3


def present(database: SqliteFile) -> list[str]:
    """The tables of contacts, groups and sessions that are there, in the order in which they are read."""
    return [table for table, columns in NEEDED.items() if database.has(table, *columns)]


def has_contacts(database: SqliteFile) -> bool:
    """Whether it is a contact database."""
    return "contact" in present(database)


def has_sessions(database: SqliteFile) -> bool:
    """Whether it is a session database."""
    return "SessionTable" in present(database)


def contact_rows(database: SqliteFile) -> Iterator[ContactRow]:
    """All contacts that have an id, for naming conversations and reading system lines."""
    for table in ("contact", "stranger"):
        if table in present(database):
            for rows in database.frames(table, _CONTACT_COLUMNS):
                yield from (_contact(row, table) for row in rows.iter_rows(named=True) if row["username"])


def room_rows(database: SqliteFile) -> Iterator[RoomRow]:
    """All groups that have an id, with their members."""
    if "chat_room" in present(database):
        for rows in database.frames("chat_room", _ROOM_COLUMNS, batch_rows=100):
            yield from (_room(row, {}) for row in rows.iter_rows(named=True) if row["username"])


def session_names(database: SqliteFile) -> Iterator[str]:
    """Ids of all conversations in the list of sessions."""
    if has_sessions(database):
        for rows in database.frames("SessionTable", {"username": "text"}):
            yield from rows["username"].drop_nulls().to_list()


def filled(database: SqliteFile, roster: Roster, builder: BatchBuilder) -> Iterator[None]:
    """Fill the builder with contacts, groups and sessions, stretch by stretch."""
    numbered: dict[int, str] = {}
    for table in present(database):
        if table in ("contact", "stranger"):
            for rows in database.frames(table, _CONTACT_COLUMNS):
                for row in rows.iter_rows(named=True):
                    if _is_named(row, "username", table, builder):
                        roster.add_contact(_contact(row, table), roster.places.place(table, row["rowid"]), builder)
                        if table == "contact" and row["id"] is not None:
                            numbered[row["id"]] = row["username"]
                yield
        elif table == "chat_room":
            yield from _fill_rooms(database, _listed_members(database, numbered), roster, builder)
        elif table == "SessionTable":
            yield from _fill_sessions(database, roster, builder)


def _fill_rooms(
    database: SqliteFile, listed: dict[int, list[str]], roster: Roster, builder: BatchBuilder
) -> Iterator[None]:
    """Groups, then their notices, which name them by number."""
    rooms: dict[int, str] = {}
    for rows in database.frames("chat_room", _ROOM_COLUMNS, batch_rows=100):
        for row in rows.iter_rows(named=True):
            if _is_named(row, "username", "chat_room", builder):
                roster.add_room(_room(row, listed), roster.places.place("chat_room", row["rowid"]), builder)
                rooms[row["id"]] = row["username"]
        yield
    if "chat_room_info_detail" not in present(database):
        return
    for rows in database.frames("chat_room_info_detail", _NOTICE_COLUMNS):
        for row in rows.iter_rows(named=True):
            group = rooms.get(row["room_id_"])
            if group is None and row["announcement_"]:
                builder.reject(f"table:chat_room_info_detail/{row['rowid']}", "the notice belongs to no known group")
                continue
            builder.record_count += 1
            if group is not None:
                place = roster.places.place("chat_room_info_detail", row["rowid"])
                notice = row["announcement_"], row["announcement_editor_"], row["announcement_publish_time_"]
                add_notice(RoomRow(group, (), None, None, *notice), place, roster, builder)
        yield


def _fill_sessions(database: SqliteFile, roster: Roster, builder: BatchBuilder) -> Iterator[None]:
    """Conversations of the list of sessions, and the name that it shows for who spoke last in a group."""
    for rows in database.frames("SessionTable", _SESSION_COLUMNS):
        for row in rows.iter_rows(named=True):
            if not _is_named(row, "username", "SessionTable", builder):
                continue
            builder.record_count += 1
            place = roster.places.place("SessionTable", row["rowid"])
            thread = roster.thread(row["username"], place)
            speaker, shown = row["last_msg_sender"], row["last_sender_display_name"]
            if speaker and is_group_id(row["username"]):
                account = roster.account(speaker, place)
                if shown:
                    # It may be card, remark or nickname; the weaker claim is made.
                    roster.name(NameSeen(account, shown, "account_nickname", None, thread), place)
        yield


def _listed_members(database: SqliteFile, numbered: dict[int, str]) -> dict[int, list[str]]:
    """Ids of members by number of the group, where the database has a table of them."""
    found: dict[int, list[str]] = {}
    if database.has("chatroom_member", "room_id", "member_id"):
        for rows in database.frames("chatroom_member", {"room_id": "integer", "member_id": "integer"}):
            for room, member in rows.select("room_id", "member_id").iter_rows():
                if member in numbered:
                    found.setdefault(room, []).append(numbered[member])
    return found


def _is_named(row: dict[str, object], column: str, table: str, builder: BatchBuilder) -> bool:
    if not row[column]:
        builder.reject(f"table:{table}/{row['rowid']}", "the row names no account or group")
    return bool(row[column])


def _contact(row: dict[str, object], table: str) -> ContactRow:
    alias, remark, nickname = (str(row[name] or "") or None for name in ("alias", "remark", "nick_name"))
    is_friend = table == "contact" and row["local_type"] != _MET_ONLY
    return ContactRow(str(row["username"]), alias, remark, nickname, is_friend, bool(row["delete_flag"]))


def _room(row: dict[str, object], listed: dict[int, list[str]]) -> RoomRow:
    """A group; the table of members stands in where the group's own list is missing."""
    details, number = row["ext_buffer"], row["id"]
    known = members(details) if isinstance(details, bytes) else []
    others = listed.get(number, []) if isinstance(number, int) else []
    return RoomRow(str(row["username"]), known or [Member(native, None) for native in others], str(row["owner"] or ""))
