"""WeChat 3.x on Windows: decrypted `MSG0.db`… (messages), `MicroMsg.db` (contacts, groups), or both in one file.

**Source:** formats.md 4.2 (schemas of the app); meaning of BytesExtra, CompressContent and Reserved1 as public readers
of these files have it (chatlog, PyWxDump, 2025); group notices from the table's own column names.

The owner isn't in these files: he is who the folder is named after (`WeChat Files/WXID/Msg/…`), else who was named with
the seizure, else nobody. Names in system lines are looked up in the `MicroMsg.db` beside a `MSGn.db`.

Limits: the many sibling databases (OpenIMContact, PublicMsg, FTS…, Media…) are none of this format and stay unread.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

import lz4.block
import polars as pl

from sources.record import BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.sqlite_file import Kind, SqliteFile, opened, tables_in
from sources.wechat.app_message import LONGEST_XML
from sources.wechat.companions import nearest
from sources.wechat.database_messages import ENTRY_SCHEMA, add_messages, add_notice
from sources.wechat.database_people import ContactRow, RoomRow, Roster
from sources.wechat.people import PLATFORM, is_group_id
from sources.wechat.protobuf import Member, members, senders

_MESSAGE_COLUMNS: dict[str, Kind] = {
    "TalkerId": "integer",
    "MsgSvrID": "integer",
    "Type": "integer",
    "IsSender": "integer",
    "CreateTime": "integer",
    "StrTalker": "text",
    "StrContent": "text",
    "CompressContent": "blob",
    "BytesExtra": "blob",
}
_CONTACT_COLUMNS: dict[str, Kind] = {
    "UserName": "text",
    "Alias": "text",
    "Remark": "text",
    "NickName": "text",
    "Reserved1": "integer",
    "DelFlag": "integer",
}
_ROOM_COLUMNS: dict[str, Kind] = {
    "ChatRoomName": "text",
    "UserNameList": "text",
    "Reserved2": "text",
    "SelfDisplayName": "text",
    "RoomData": "blob",
}
_NOTICE_COLUMNS: dict[str, Kind] = {
    "ChatRoomName": "text",
    "Announcement": "text",
    "AnnouncementEditor": "text",
    "AnnouncementPublishTime": "integer",
}
_NEEDED = {
    "Contact": ("UserName", "Alias", "EncryptUserName", "Remark", "NickName", "Reserved1"),
    "ChatRoom": ("ChatRoomName", "UserNameList", "RoomData"),
    "ChatRoomInfo": ("ChatRoomName", "Announcement", "AnnouncementEditor"),
    "MSG": ("localId", "MsgSvrID", "Type", "IsSender", "CreateTime", "StrTalker", "StrContent"),
}
_APP_TYPE, _TEXT_TYPE = 49, 1
# LZ4 can't pack tighter than 1 to 255.
_TIGHTEST = 255


def sniff(head: Head) -> float:
    """Certain by the columns of the message table, or of contacts and groups."""
    tables = tables_in(head)
    found = {name for name, columns in _NEEDED.items() if set(columns) <= set(tables.get(name, ()))}
    if "MSG" in found or {"Contact", "ChatRoom"} <= found:
        return 0.95
    return 0.9 if "Contact" in found else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read contacts and groups where they are, then stream the messages."""
    with opened(exhibit.file) as database:
        roster = Roster(_owner_in(exhibit.path) or exhibit.owners.get(PLATFORM))
        if "Contact" not in _present(database):
            with nearest(exhibit, "MicroMsg.db", lambda other: "Contact" in _present(other)) as beside:
                if beside is not None:
                    _learn(beside, roster)
        builder = BatchBuilder(exhibit.exhibit_id)
        total = 0
        for _ in _filled(database, roster, builder):
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
    name="wechat_windows_v3_db",
    version=1,
    meaning="WeChat's databases on Windows, version 3: MSGn.db and MicroMsg.db, decrypted.",
    sniff=sniff,
    read=read,
    count=count,
    reads_companions=True,
    coverage=Coverage(
        family="WeChat",
        made_by="WeChat for Windows 3.x (`MSG0.db`…, `MicroMsg.db` after decryption; merged files of tools)",
        gives="messages, quotes, forwards, transfers, calls, recalls, contacts with remarks and deletions, groups with "
        "members, cards, owners and notices",
        certainty="third-party reader",
        omits="sibling databases (WeCom contacts, official accounts, search index, media), labels, `ExtraBuf`",
    ),
)


def _owner_in(path: str) -> str | None:
    """The account that the app's own folder is named after."""
    parts = PurePosixPath(path).parts
    for above, account, below in zip(("", *parts), parts, parts[1:], strict=False):
        if below == "Msg" and (above == "WeChat Files" or account.startswith("wxid_")):
            return account
    return None


def _present(database: SqliteFile) -> list[str]:
    return [table for table, columns in _NEEDED.items() if database.has(table, *columns)]


def _learn(beside: SqliteFile, roster: Roster) -> None:
    """Take in the names that the contact list beside the messages has."""
    contacts = (
        _contact(row) for rows in beside.frames("Contact", _CONTACT_COLUMNS) for row in rows.iter_rows(named=True)
    )
    rooms: Iterator[RoomRow] = iter(())
    if "ChatRoom" in _present(beside):
        frames = beside.frames("ChatRoom", _ROOM_COLUMNS, batch_rows=100)
        rooms = (_room(row) for rows in frames for row in rows.iter_rows(named=True))
    roster.learn(contacts, rooms)


def _filled(database: SqliteFile, roster: Roster, builder: BatchBuilder) -> Iterator[None]:
    """Fill the builder stretch by stretch."""
    present = _present(database)
    if "Contact" in present:
        for rows in database.frames("Contact", _CONTACT_COLUMNS):
            for row in _identified(rows, "Contact", "UserName", builder).iter_rows(named=True):
                roster.add_contact(_contact(row), roster.places.place("Contact", row["rowid"]), builder)
            yield
    if "ChatRoom" in present:
        for rows in database.frames("ChatRoom", _ROOM_COLUMNS, batch_rows=100):
            for row in _identified(rows, "ChatRoom", "ChatRoomName", builder).iter_rows(named=True):
                roster.add_room(_room(row), roster.places.place("ChatRoom", row["rowid"]), builder)
            yield
    if "ChatRoomInfo" in present:
        for rows in database.frames("ChatRoomInfo", _NOTICE_COLUMNS):
            for row in _identified(rows, "ChatRoomInfo", "ChatRoomName", builder).iter_rows(named=True):
                _add_notice(row, roster, builder)
            yield
    if "MSG" in present:
        talkers = _talkers(database)
        for rows in database.frames("MSG", _MESSAGE_COLUMNS):
            add_messages(_entries(rows, talkers, roster, builder), roster, builder)
            yield


def _identified(rows: pl.DataFrame, table: str, column: str, builder: BatchBuilder) -> pl.DataFrame:
    """Rows that have an id; the others are rejected."""
    has_id = pl.col(column).fill_null("") != ""
    for rowid in rows.filter(~has_id)["rowid"].to_list():
        builder.reject(f"table:{table}/{rowid}", "the row names no account or group")
    return rows.filter(has_id)


def _contact(row: dict[str, object]) -> ContactRow:
    native, alias, remark, nickname = (row[name] for name in ("UserName", "Alias", "Remark", "NickName"))
    return ContactRow(
        str(native or ""),
        str(alias or "") or None,
        str(remark or "") or None,
        str(nickname or "") or None,
        is_friend=row["Reserved1"] == 1,
        is_deleted=bool(row["DelFlag"]),
    )


def _room(row: dict[str, object]) -> RoomRow:
    """A group; its list of ids alone stands in where the binary list is missing, since names there can't be parted."""
    details, listed = row["RoomData"], row["UserNameList"]
    known = members(details) if isinstance(details, bytes) else []
    natives = str(listed or "").replace(";", "^G").split("^G")
    return RoomRow(
        str(row["ChatRoomName"] or ""),
        known or [Member(native, None) for native in natives if native],
        owner=str(row["Reserved2"] or "") or None,
        own_card=str(row["SelfDisplayName"] or "") or None,
    )


def _add_notice(row: dict[str, object], roster: Roster, builder: BatchBuilder) -> None:
    at = row["AnnouncementPublishTime"]
    room = RoomRow(
        str(row["ChatRoomName"]),
        notice=str(row["Announcement"] or "") or None,
        notice_by=str(row["AnnouncementEditor"] or "") or None,
        noticed_at=at if isinstance(at, int) else None,
    )
    place = roster.places.place("ChatRoomInfo", int(str(row["rowid"])))
    roster.thread(room.native_id, place)
    add_notice(room, place, roster, builder)
    builder.record_count += 1


def _talkers(database: SqliteFile) -> pl.DataFrame:
    """Names of conversations by number, for rows that don't write the name."""
    found = pl.DataFrame(schema={"TalkerId": pl.Int64, "numbered": pl.String})
    if database.has("Name2ID", "UsrName"):
        frames = database.frames("Name2ID", {"UsrName": "text"})
        found = pl.concat([found, *(rows.select(TalkerId="rowid", numbered="UsrName") for rows in frames)])
    return found


def _entries(rows: pl.DataFrame, talkers: pl.DataFrame, roster: Roster, builder: BatchBuilder) -> pl.DataFrame:
    """Rows of `MSG` in the columns that sources.wechat.database_messages wants."""
    rows = rows.join(talkers, on="TalkerId", how="left", maintain_order="left").with_columns(
        conversation=pl.coalesce(pl.col("StrTalker").replace("", None), "numbered")
    )
    rows = _identified(rows, "MSG", "conversation", builder)
    names = rows["conversation"].unique().to_list()
    is_group = pl.col("conversation").is_in([name for name in names if is_group_id(name)])
    is_own = pl.col("IsSender").fill_null(0) == 1
    rows = _unpacked(rows, builder).with_columns(is_group=is_group, is_own=is_own)
    spoken = rows.select(pl.when(pl.col("is_group") & ~pl.col("is_own")).then("BytesExtra"))["BytesExtra"]
    return (
        rows.with_columns(pl.Series("speaker", senders(spoken.to_list()), dtype=pl.String))
        .select(
            pl.lit("MSG").alias("table"),
            "rowid",
            "conversation",
            pl.lit(None, pl.String).alias("thread_id"),
            pl.when("is_own")
            .then(pl.lit(roster.owner, pl.String))
            .when("is_group")
            .then("speaker")
            .otherwise("conversation")
            .alias("sender"),
            pl.col("Type").fill_null(_TEXT_TYPE).alias("number"),
            pl.coalesce("unpacked", "StrContent", pl.lit("")).alias("text"),
            pl.col("CreateTime").alias("sent"),
            pl.col("MsgSvrID").alias("server_id"),
        )
        .select(list(ENTRY_SCHEMA))
    )


def _unpacked(rows: pl.DataFrame, builder: BatchBuilder) -> pl.DataFrame:
    """Add the unpacked body of app messages; rows whose body can't be unpacked are rejected."""
    packed = rows.select("rowid", "Type", "CompressContent").filter(
        pl.col("Type") == _APP_TYPE, pl.col("CompressContent").is_not_null()
    )
    told: list[tuple[int, str]] = []
    broken: list[int] = []
    for rowid, body in packed.select("rowid", "CompressContent").iter_rows():
        if not body:
            continue
        room = min(len(body) * _TIGHTEST + 64, LONGEST_XML)
        try:
            octets = lz4.block.decompress(body, uncompressed_size=room)
        except lz4.block.LZ4BlockError:
            builder.reject(f"table:MSG/{rowid}", "the packed body of the message can't be unpacked")
            broken.append(rowid)
            continue
        told.append((rowid, octets.rstrip(b"\0").decode("utf-8", "backslashreplace")))
    unpacked = pl.DataFrame(told, schema={"rowid": pl.Int64, "unpacked": pl.String}, orient="row")
    return rows.filter(~pl.col("rowid").is_in(broken)).join(unpacked, on="rowid", how="left", maintain_order="left")
