"""A synthetic `message_0.db` of WeChat 4.x: a table per conversation, numbered senders, XML packed by zstandard."""

import hashlib
import sqlite3
from itertools import islice
from pathlib import Path

import zstandard

from benchmarks.ingest_sample import IngestSample
from benchmarks.wechat_rows import GROUPS, OWNER, PEOPLE, Row, rows

_BATCH = 20_000
_NAMES = [OWNER, *PEOPLE, *GROUPS]
_PACKER = zstandard.ZstdCompressor(level=3)
_COLUMNS = (
    "local_id INTEGER PRIMARY KEY AUTOINCREMENT, server_id INTEGER, local_type INTEGER, sort_seq INTEGER, "
    "real_sender_id INTEGER, create_time INTEGER, status INTEGER, message_content TEXT, compress_content TEXT, "
    "WCDB_CT_message_content INTEGER"
)


def write(file: Path, megabytes: int) -> None:
    """Write messages until the file has its size."""
    with sqlite3.connect(file) as connection:
        connection.execute("pragma journal_mode = off")
        connection.execute("create table Name2Id(user_name TEXT PRIMARY KEY)")
        connection.executemany("insert into Name2Id values(?)", ((name,) for name in _NAMES))
        source = rows()
        tables: set[str] = set()
        while file.stat().st_size < megabytes << 20:
            by_talk: dict[str, list[tuple[object, ...]]] = {}
            for row in islice(source, _BATCH):
                by_talk.setdefault(_table(row.conversation), []).append(_stored(row))
            for table, stored in by_talk.items():
                if table not in tables:
                    connection.execute(f"create table {table}({_COLUMNS})")
                    tables.add(table)
                connection.executemany(f"insert into {table} values({', '.join('?' * 10)})", stored)
            connection.commit()


def plain(file: Path) -> None:
    """Fetch the rows of all tables."""
    connection = sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)
    tables = connection.execute("select name from sqlite_master where name like 'Msg_%' and type = 'table'").fetchall()
    for (table,) in tables:
        cursor = connection.execute(
            "select local_id, server_id, local_type, real_sender_id, create_time, message_content, compress_content "
            f"from {table}"
        )
        while cursor.fetchmany(50_000):
            pass
    connection.close()


SAMPLE = IngestSample(
    format="wechat_v4_db",
    path=f"xwechat_files/{OWNER}_99ab/db_storage/message/message_0.db",
    write=write,
    plain=plain,
    plain_name="sqlite3 fetchmany",
    is_big=True,
)


def _table(conversation: str) -> str:
    return "Msg_" + hashlib.md5(conversation.encode(), usedforsecurity=False).hexdigest()


def _stored(row: Row) -> tuple[object, ...]:
    is_own = row.sender == OWNER
    words = row.content
    if row.conversation in GROUPS and not is_own and row.base != 10000:
        words = f"{row.sender}:\n{words}"
    content = _PACKER.compress(words.encode()) if row.base in (3, 34, 49) else words
    number = row.subtype << 32 | row.base
    identity = (
        row.number,
        7_000_000_000_000_000_000 + row.number,
        number,
        row.sent * 1000,
        _NAMES.index(row.sender) + 1,
    )
    return (*identity, row.sent, 2, content, None, 4 if isinstance(content, bytes) else 0)
