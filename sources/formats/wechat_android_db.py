"""WeChat for Android: the decrypted `EnMicroMsg.db`, or a part of its tables.

**Source:** formats.md 4.1 (schema dump of a recent version); bits of `rcontact.type` and the tables of friend requests
from public code about the app; member list and XML as in sources/wechat/protobuf.py and app_message.py.

Names are observations: `alias` is a handle, `nickname` the account's own, `conRemark` what the phone's owner calls it.
Quoted and forwarded words are rows of their own (`table:message/ROW#quote`, `#1`, `#2`…) with their author's name.

Limits: phone and region in `lvbuff`, labels, moments and pictures aren't read. `chatroom.displayname` is a preview that
the server cuts short, so it is used only where it has a name for every member.
"""

from collections.abc import Iterator

import polars as pl

from sources.identifiers import phone
from sources.record import BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.sightings import NameSeen
from sources.sqlite_file import Kind, SqliteFile, opened, tables_in
from sources.wechat.database_messages import ENTRY_SCHEMA, add_messages, add_notice, split_prefix
from sources.wechat.database_people import ContactRow, RoomRow, Roster
from sources.wechat.people import PLATFORM, is_group_id
from sources.wechat.protobuf import Member, members

_MESSAGE_COLUMNS: dict[str, Kind] = {
    "msgSvrId": "integer",
    "type": "integer",
    "isSend": "integer",
    "createTime": "integer",
    "talker": "text",
    "content": "text",
}
_CONTACT_COLUMNS: dict[str, Kind] = {
    "username": "text",
    "alias": "text",
    "conRemark": "text",
    "nickname": "text",
    "type": "integer",
    "deleteFlag": "integer",
}
_ROOM_COLUMNS: dict[str, Kind] = {
    "chatroomname": "text",
    "memberlist": "text",
    "displayname": "text",
    "roomowner": "text",
    "roomdata": "blob",
    "selfDisplayName": "text",
    "chatroomnotice": "text",
    "chatroomnoticeEditor": "text",
    "chatroomnoticePublishTime": "integer",
}
_REQUEST_COLUMNS: dict[str, Kind] = {
    "msgContent": "text",
    "isSend": "integer",
    "talker": "text",
    "svrId": "integer",
    "createTime": "integer",
}
_HELLO_COLUMNS: dict[str, Kind] = {
    "svrid": "integer",
    "createtime": "integer",
    "sayhiuser": "text",
    "sayhicontent": "text",
    "isSend": "integer",
}
_NEEDED = {
    "message": ("msgId", "msgSvrId", "type", "isSend", "createTime", "talker", "content"),
    "rcontact": ("username", "alias", "conRemark", "nickname"),
    "chatroom": ("chatroomname", "memberlist", "displayname"),
    "fmessage_msginfo": ("msgContent", "isSend", "talker", "createTime"),
    "LBSVerifyMessage": ("sayhiuser", "sayhicontent", "createtime"),
}
_OWNER_ID, _OWNER_NICKNAME, _OWNER_PHONE, _OWNER_ALIAS = 2, 4, 6, 42
_FRIEND_BIT = 1
_REQUEST_TYPE, _TEXT_TYPE, _SYSTEM_TYPES = 37, 1, (10000, 10002)


def sniff(head: Head) -> float:
    """Certain by the tables of messages and contacts together, nearly so by one of them."""
    tables = tables_in(head)
    found = [name for name in ("message", "rcontact") if set(_NEEDED[name]) <= set(tables.get(name, ()))]
    return (0.0, 0.9, 0.95)[len(found)]


def read(exhibit: Exhibit) -> Reading:
    """Read owner, contacts and groups first, then stream the messages."""
    with opened(exhibit.file) as database:
        profile = _profile(database)
        roster = Roster(profile.get(_OWNER_ID, ("", 0))[0] or exhibit.owners.get(PLATFORM))
        builder = BatchBuilder(exhibit.exhibit_id)
        total = 0
        for _ in _filled(database, profile, roster, builder):
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
        return sum(database.count(table) for table in _present(database))


FORMAT = SourceFormat(
    name="wechat_android_db",
    version=1,
    meaning="WeChat's database on Android phones (EnMicroMsg.db), decrypted.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="WeChat",
        made_by="WeChat for Android 6 to 8 (`EnMicroMsg.db` after decryption)",
        gives="messages, quotes, forwards, transfers, calls, recalls, contacts with remarks and deletions, groups with "
        "members, cards, owners and notices, friend requests, the owner's account and phone",
        certainty="third-party reader",
        omits="pictures, voice, moments, labels, the binary contact details (`lvbuff`)",
    ),
)


def _present(database: SqliteFile) -> list[str]:
    return [table for table, columns in _NEEDED.items() if database.has(table, *columns)]


def _profile(database: SqliteFile) -> dict[int, tuple[str, int]]:
    """What `userinfo` says of the owner: value and row by key."""
    found: dict[int, tuple[str, int]] = {}
    if database.has("userinfo", "id", "value"):
        for rows in database.frames("userinfo", {"id": "integer", "value": "text"}):
            own = rows.filter(pl.col("id").is_in([_OWNER_ID, _OWNER_NICKNAME, _OWNER_PHONE, _OWNER_ALIAS]))
            found |= {key: (value.strip(), rowid) for rowid, key, value in own.iter_rows() if value and value.strip()}
    return found


def _filled(
    database: SqliteFile, profile: dict[int, tuple[str, int]], roster: Roster, builder: BatchBuilder
) -> Iterator[None]:
    """Fill the builder stretch by stretch."""
    present = _present(database)
    _add_owner(profile, roster, builder)
    if "rcontact" in present:
        for rows in database.frames("rcontact", _CONTACT_COLUMNS):
            _add_contacts(rows, roster, builder)
            yield
    if "chatroom" in present:
        for rows in database.frames("chatroom", _ROOM_COLUMNS, batch_rows=100):
            _add_rooms(rows, roster, builder)
            yield
    if "message" in present:
        for rows in database.frames("message", _MESSAGE_COLUMNS):
            add_messages(_entries(_named(rows, "message", "talker", builder), roster), roster, builder)
            yield
    if "fmessage_msginfo" in present:
        for rows in database.frames("fmessage_msginfo", _REQUEST_COLUMNS):
            add_messages(_requests(_named(rows, "fmessage_msginfo", "talker", builder), roster), roster, builder)
            yield
    if "LBSVerifyMessage" in present:
        for rows in database.frames("LBSVerifyMessage", _HELLO_COLUMNS):
            add_messages(_hellos(_named(rows, "LBSVerifyMessage", "sayhiuser", builder), roster), roster, builder)
            yield


def _add_owner(profile: dict[int, tuple[str, int]], roster: Roster, builder: BatchBuilder) -> None:
    """Account, names and phone of the owner; a profile that names another account than the given owner stays out."""
    written, row = profile.get(_OWNER_ID, ("", 0))
    if roster.owner is None or roster.owner != written:
        return
    place = roster.places.place("userinfo", row)
    account = roster.account(written, place)
    for key, kind in ((_OWNER_NICKNAME, "account_nickname"), (_OWNER_ALIAS, "handle")):
        if key in profile:
            name, row = profile[key]
            roster.name(NameSeen(account, name, kind), roster.places.place("userinfo", row))
    if _OWNER_PHONE in profile:
        raw, row = profile[_OWNER_PHONE]
        number = phone(raw)
        builder.add(
            "selector",
            locator=f"table:userinfo/{row}",
            account_id=account,
            kind="phone",
            value=number.value,
            raw=raw,
            basis="profile",
            is_usable=number.is_usable,
        )


def _add_contacts(rows: pl.DataFrame, roster: Roster, builder: BatchBuilder) -> None:
    for row in rows.iter_rows(named=True):
        if not row["username"]:
            builder.reject(f"table:rcontact/{row['rowid']}", "the contact has no id")
            continue
        contact = ContactRow(
            row["username"],
            row["alias"],
            row["conRemark"],
            row["nickname"],
            is_friend=bool((row["type"] or 0) & _FRIEND_BIT),
            is_deleted=bool(row["deleteFlag"]),
        )
        roster.add_contact(contact, roster.places.place("rcontact", row["rowid"]), builder)


def _add_rooms(rows: pl.DataFrame, roster: Roster, builder: BatchBuilder) -> None:
    for row in rows.iter_rows(named=True):
        if not row["chatroomname"]:
            builder.reject(f"table:chatroom/{row['rowid']}", "the group has no id")
            continue
        room = RoomRow(
            row["chatroomname"],
            _members(row["memberlist"], row["roomdata"]),
            row["roomowner"],
            row["selfDisplayName"],
            row["chatroomnotice"],
            row["chatroomnoticeEditor"],
            row["chatroomnoticePublishTime"],
        )
        place = roster.places.place("chatroom", row["rowid"])
        roster.add_room(room, place, builder)
        roster.add_shown_names(room, (row["displayname"] or "").split("、"), place)
        add_notice(room, place, roster, builder)


def _members(listed: str | None, room: bytes | None) -> list[Member]:
    """Members by the list of ids, with the cards that the binary list has for them."""
    detailed = {member.native_id: member for member in members(room)}
    natives = [native for native in (listed or "").split(";") if native]
    return [detailed.get(native, Member(native, None)) for native in natives] or list(detailed.values())


def _named(rows: pl.DataFrame, table: str, column: str, builder: BatchBuilder) -> pl.DataFrame:
    """Rows that say whom the conversation is with; the others are rejected."""
    is_named = pl.col(column).fill_null("") != ""
    for rowid in rows.filter(~is_named)["rowid"].to_list():
        builder.reject(f"table:{table}/{rowid}", "the message names no conversation")
    return rows.filter(is_named)


def _entries(rows: pl.DataFrame, roster: Roster) -> pl.DataFrame:
    """Rows of `message` in the columns that sources.wechat.database_messages wants."""
    is_own = pl.col("isSend").fill_null(0) == 1
    talkers = rows["talker"].unique().to_list()
    is_group = pl.col("talker").is_in([talker for talker in talkers if is_group_id(talker)])
    entries = rows.select(
        "rowid",
        table=pl.lit("message"),
        conversation=pl.col("talker"),
        thread_id=pl.lit(None, pl.String),
        sender=pl.when(is_own).then(pl.lit(roster.owner, pl.String)).when(~is_group).then(pl.col("talker")),
        number=pl.col("type").fill_null(_TEXT_TYPE),
        text=pl.col("content").fill_null(""),
        sent=pl.col("createTime"),
        server_id=pl.col("msgSvrId"),
        is_prefixed=is_group & ~is_own & ~(pl.col("type") & 0xFFFF).is_in(_SYSTEM_TYPES).fill_null(False),
    )
    return split_prefix(entries, pl.col("is_prefixed")).select(list(ENTRY_SCHEMA))


def _requests(rows: pl.DataFrame, roster: Roster) -> pl.DataFrame:
    """Friend requests: XML of the other side, or words that the owner sent along."""
    is_own = pl.col("isSend").fill_null(0) == 1
    is_xml = pl.col("msgContent").fill_null("").str.starts_with("<")
    return rows.select(
        "rowid",
        table=pl.lit("fmessage_msginfo"),
        conversation=pl.col("talker"),
        thread_id=pl.lit(None, pl.String),
        sender=pl.when(is_own).then(pl.lit(roster.owner, pl.String)).otherwise("talker"),
        number=pl.when(is_xml & ~is_own).then(_REQUEST_TYPE).otherwise(_TEXT_TYPE).cast(pl.Int64),
        text=pl.col("msgContent").fill_null(""),
        sent=pl.col("createTime"),
        server_id=pl.col("svrId"),
    ).select(list(ENTRY_SCHEMA))


def _hellos(rows: pl.DataFrame, roster: Roster) -> pl.DataFrame:
    """Greetings of people nearby."""
    is_own = pl.col("isSend").fill_null(0) == 1
    return rows.select(
        "rowid",
        table=pl.lit("LBSVerifyMessage"),
        conversation=pl.col("sayhiuser"),
        thread_id=pl.lit(None, pl.String),
        sender=pl.when(is_own).then(pl.lit(roster.owner, pl.String)).otherwise("sayhiuser"),
        number=pl.lit(_TEXT_TYPE, pl.Int64),
        text=pl.col("sayhicontent").fill_null(""),
        sent=pl.col("createtime"),
        server_id=pl.col("svrid"),
    ).select(list(ENTRY_SCHEMA))
