"""A synthetic `EnMicroMsg.db`: thirty invented people, twelve groups, talks of two."""

import sqlite3
from itertools import islice
from pathlib import Path

from benchmarks.ingest_sample import IngestSample
from benchmarks.wechat_rows import GROUPS, NICKNAMES, OWNER, PEOPLE, Row, rows

_COLUMNS = (
    "msgId INTEGER PRIMARY KEY, msgSvrId INTEGER, type INT, status INT, isSend INT, isShowTimer INTEGER, "
    "createTime INTEGER, talker TEXT, content TEXT, imgPath TEXT, reserved TEXT, lvbuffer BLOB, transContent TEXT, "
    "talkerId INTEGER"
)
_BATCH = 20_000


def write(file: Path, megabytes: int) -> None:
    """Write messages until the file has its size."""
    with sqlite3.connect(file) as connection:
        connection.execute("pragma journal_mode = off")
        connection.execute(f"create table message({_COLUMNS})")
        connection.execute(
            "create table rcontact(username TEXT PRIMARY KEY, alias TEXT, conRemark TEXT, nickname TEXT, type INTEGER, "
            "deleteFlag INTEGER)"
        )
        connection.execute("create table chatroom(chatroomname TEXT PRIMARY KEY, memberlist TEXT, displayname TEXT)")
        connection.execute("create table userinfo(id INTEGER PRIMARY KEY, type INT, value TEXT)")
        connection.execute("insert into userinfo values(2, 3, ?)", (OWNER,))
        connection.executemany("insert into rcontact values(?, '', '', ?, 3, 0)", zip(PEOPLE, NICKNAMES, strict=True))
        connection.executemany("insert into chatroom values(?, ?, '')", ((group, ";".join(PEOPLE)) for group in GROUPS))
        source = rows()
        while file.stat().st_size < megabytes << 20:
            connection.executemany(
                f"insert into message values({', '.join('?' * 14)})", map(_stored, islice(source, _BATCH))
            )
            connection.commit()


def plain(file: Path) -> None:
    """Fetch the rows of all tables."""
    connection = sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)
    for table in ("rcontact", "chatroom"):
        connection.execute(f"select * from {table}").fetchall()
    cursor = connection.execute("select msgId, msgSvrId, type, isSend, createTime, talker, content from message")
    while cursor.fetchmany(50_000):
        pass
    connection.close()


SAMPLE = IngestSample(
    format="wechat_android_db",
    path="MicroMsg/EnMicroMsg.db",
    write=write,
    plain=plain,
    plain_name="sqlite3 fetchmany",
    is_big=True,
)


def _stored(row: Row) -> tuple[object, ...]:
    is_own = row.sender == OWNER
    content = row.content
    if row.conversation in GROUPS and not is_own and row.base != 10000:
        content = f"{row.sender}:\n{content}"
    packed = {57: 822083633, 2000: 419430449}.get(row.subtype, row.base)
    identity = (row.number, 7_000_000_000_000_000_000 + row.number, packed, 3, int(is_own), 1, row.sent * 1000)
    return (*identity, row.conversation, content, None, None, None, None, 1)
