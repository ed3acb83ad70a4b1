"""A synthetic WhatsApp message store in the new schema: a few groups, thirty people."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from benchmarks.ingest_sample import IngestSample

_WORDS = (
    "ok",
    "send me the table before ten, the other side waits",
    "明天下午三点在老地方见,记得把东西带上",
    "who has the new account? the old one is frozen: nobody answers there",
    "收到",
)
_TABLES = """
create table jid (_id integer primary key, user text, server text, raw_string text);
create table chat (_id integer primary key, jid_row_id integer unique, subject text);
create table message (_id integer primary key, chat_row_id integer, from_me integer, key_id text,
  sender_jid_row_id integer, status integer, timestamp integer, received_timestamp integer, message_type integer,
  text_data text, sort_id integer);
create table message_quoted (message_row_id integer primary key, key_id text, text_data text);
"""
# Bytes that a row takes in the file, roughly.
_ROW_BYTES = 150


def _rows(count: int) -> Iterator[tuple[object, ...]]:
    for number in range(1, count + 1):
        words = " ".join(_WORDS[(number + more) % len(_WORDS)] for more in range(number % 3 + 1))
        kind, time = (1 if number % 15 == 0 else 0), 1_677_636_000_000 + number * 37_000
        is_mine = int(number % 9 == 0)
        sender = 0 if is_mine else number * 7 % 30 + 1
        key = f"{number:032X}"
        yield number, number % 10 + 1, is_mine, key, sender, 0, time, time + 900, kind, words, number


def _write(file: Path, megabytes: int) -> None:
    connection = sqlite3.connect(file)
    connection.execute("pragma journal_mode = off")
    connection.executescript(_TABLES)
    people = (
        (row, f"855990000{row:02}", "s.whatsapp.net", f"855990000{row:02}@s.whatsapp.net") for row in range(1, 31)
    )
    connection.executemany("insert into jid values (?, ?, ?, ?)", people)
    groups = ((row, f"1203630000000{row}", "g.us", f"1203630000000{row}@g.us") for row in range(31, 41))
    connection.executemany("insert into jid values (?, ?, ?, ?)", groups)
    connection.executemany(
        "insert into chat values (?, ?, ?)", ((row, row + 30, f"Quay {row}") for row in range(1, 11))
    )
    count = megabytes * 1_000_000 // _ROW_BYTES
    connection.executemany("insert into message values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _rows(count))
    quotes = ((number, f"{number - 1:032X}", "ok") for number in range(20, count, 20))
    connection.executemany("insert into message_quoted values (?, ?, ?)", quotes)
    connection.commit()
    connection.close()


def _plain(file: Path) -> None:
    connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    for table in ("jid", "chat", "message", "message_quoted"):
        connection.execute(f"select * from {table}").fetchall()
    connection.close()


SAMPLE = IngestSample("whatsapp_db", "databases/msgstore.db", _write, _plain, "sqlite3 fetchall", is_big=True)
