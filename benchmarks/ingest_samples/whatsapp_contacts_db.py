"""A synthetic `wa.db`: contacts of a phone and people met in groups."""

import sqlite3
from pathlib import Path

from benchmarks.ingest_sample import IngestSample

_TABLE = """create table wa_contacts (_id integer primary key, jid text, number text, display_name text,
  given_name text, family_name text, wa_name text, nickname text, status text, company text, title text)"""
# Bytes that a row takes in the file, roughly.
_ROW_BYTES = 150


def _row(number: int) -> tuple[object, ...]:
    person = f"Person {number} 钉子"
    label = person if number % 3 else None
    phone = f"855{990_000_000 + number}"
    words = "Hey there! I am using WhatsApp." if number % 2 else "码头见,有事打电话"
    return number, f"{phone}@s.whatsapp.net", f"+{phone}", label, label, None, f"p{number}", None, words, None, None


def _write(file: Path, megabytes: int) -> None:
    connection = sqlite3.connect(file)
    connection.execute("pragma journal_mode = off")
    connection.execute(_TABLE)
    rows = map(_row, range(1, megabytes * 1_000_000 // _ROW_BYTES))
    connection.executemany("insert into wa_contacts values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.commit()
    connection.close()


def _plain(file: Path) -> None:
    connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("select * from wa_contacts").fetchall()
    connection.close()


SAMPLE = IngestSample("whatsapp_contacts_db", "databases/wa.db", _write, _plain, "sqlite3 fetchall")
