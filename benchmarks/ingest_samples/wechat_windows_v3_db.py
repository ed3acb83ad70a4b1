"""A synthetic `MSG0.db` of WeChat 3.x for Windows: group senders in protobuf, app messages packed by LZ4."""

import sqlite3
from itertools import islice
from pathlib import Path

import lz4.block

from benchmarks.ingest_sample import IngestSample
from benchmarks.wechat_rows import GROUPS, OWNER, Row, rows

_BATCH = 20_000


def write(file: Path, megabytes: int) -> None:
    """Write messages until the file has its size."""
    with sqlite3.connect(file) as connection:
        connection.execute("pragma journal_mode = off")
        connection.execute(
            "create table MSG(localId INTEGER PRIMARY KEY AUTOINCREMENT, TalkerId INT, MsgSvrID INT, Type INT, "
            "SubType INT, IsSender INT, CreateTime INT, Sequence INT, StrTalker TEXT, StrContent TEXT, "
            "CompressContent BLOB, BytesExtra BLOB)"
        )
        source = rows()
        while file.stat().st_size < megabytes << 20:
            connection.executemany(
                f"insert into MSG values({', '.join('?' * 12)})", map(_stored, islice(source, _BATCH))
            )
            connection.commit()


def plain(file: Path) -> None:
    """Fetch the rows."""
    connection = sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)
    cursor = connection.execute(
        "select localId, TalkerId, MsgSvrID, Type, IsSender, CreateTime, StrTalker, StrContent, CompressContent, "
        "BytesExtra from MSG"
    )
    while cursor.fetchmany(50_000):
        pass
    connection.close()


SAMPLE = IngestSample(
    format="wechat_windows_v3_db",
    path=f"WeChat Files/{OWNER}/Msg/Multi/MSG0.db",
    write=write,
    plain=plain,
    plain_name="sqlite3 fetchmany",
    is_big=True,
)


def _stored(row: Row) -> tuple[object, ...]:
    is_own = row.sender == OWNER
    packed = lz4.block.compress(row.content.encode() + b"\0", store_size=False) if row.base == 49 else None
    identity = (row.number, 1, 7_000_000_000_000_000_000 + row.number, row.base, row.subtype, int(is_own), row.sent)
    words = "" if packed else row.content
    return (*identity, row.sent * 1000, row.conversation, words, packed, _extra(row, is_own=is_own))


def _extra(row: Row, *, is_own: bool) -> bytes:
    items = b"\x0a\x04\x08\x10\x10\x00"
    if row.conversation in GROUPS and not is_own:
        items += _item(1, row.sender)
    return items + _item(7, f"<msgsource><silence>0</silence><signature>V1_{row.number:08}</signature></msgsource>")


def _item(kind: int, value: str) -> bytes:
    body = bytes([0x08, kind, 0x12, len(value)]) + value.encode()
    return bytes([0x1A, len(body)]) + body
