"""A synthetic main.db of Skype."""

import sqlite3
from itertools import islice
from pathlib import Path

from benchmarks.chat_talk import talk
from benchmarks.ingest_sample import IngestSample

_BYTES_A_ROW = 190


def _write(file: Path, megabytes: int) -> None:
    rows = megabytes * 1_000_000 // _BYTES_A_ROW
    connection = sqlite3.connect(file)
    connection.execute(
        "create table Conversations(id integer primary key, identity text, displayname text, type integer)"
    )
    connection.execute(
        "create table Messages(id integer primary key, author text, from_dispname text, timestamp integer,"
        " body_xml text, type integer, identities text, convo_id integer, chatname text, dialog_partner text,"
        " guid blob)"
    )
    connection.execute("create table Accounts(id integer primary key, skypename text, fullname text, emails text)")
    connection.execute("insert into Accounts values (1, 'crane.77', 'Crane', '')")
    connection.executemany(
        "insert into Conversations values (?, ?, ?, 1)",
        [(number, f"live:user{number}", f"name {number}") for number in range(30)],
    )
    connection.executemany(
        "insert into Messages values (?, ?, ?, ?, ?, 61, null, ?, null, null, ?)",
        (
            (
                number,
                f"live:user{number % 30}",
                name,
                second,
                f"{words} &amp; <b>x</b>",
                number % 30,
                second.to_bytes(16, "big"),
            )
            for number, second, name, words in islice(talk(), rows)
        ),
    )
    connection.commit()
    connection.close()


def _plain(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(
            "select author, from_dispname, timestamp, body_xml, type, convo_id, guid from Messages"
        ).fetchall()
    connection.close()


SAMPLE = IngestSample("skype_main_db", "Skype/crane/main.db", _write, _plain, "sqlite3 fetchall", is_big=True)
