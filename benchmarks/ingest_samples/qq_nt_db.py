"""A synthetic message database of QQ's newer client: groups for the most part, bodies in protobuf."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from benchmarks.ingest_sample import IngestSample
from benchmarks.qq_words import PEOPLE, moment, words

_COLUMNS = (
    "40001", "40002", "40003", "40010", "40011", "40012", "40013", "40020", "40026", "40021", "40027", "40040", "40041",
    "40050", "40052", "40090", "40093", "40800", "40900", "40058", "40100", "40060", "40030", "40033",
)  # fmt: skip
_FIRST = 7_300_000_000_000_000_000


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def _field(number: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _body(number: int) -> bytes:
    said = words(number).encode()
    parts = [(45001, _FIRST + number), (45002, 1), (45003, 0), (45101, said), (45102, 0), (45103, 0), (49155, 0)]
    if number % 9 == 0:
        parts = [(45001, _FIRST + number), (45002, 2), (45402, b"0123456789ABCDEF.jpg"), (45405, 5_120), (45411, 640)]
        parts += [(45802, b"/download?appid=1407&fileid=" + b"x" * 80), (45424, b"0" * 32)]
    return _field(40800, b"".join(_field(field, value) for field, value in parts))


def _rows(count: int) -> Iterator[tuple[object, ...]]:
    for number in range(count):
        name, native = PEOPLE[number * 7 % len(PEOPLE)]
        at = int(moment(number).timestamp())
        group = 99_010_001 + number % 5
        yield (
            _FIRST + number, number * 77_777 % 2**31, number, 2, 2, 1, int(number % 30 == 0), f"u_{native}AAAAAAAAAAAA",
            0, str(group), group, 0, 2, at, 0, f"{name} 组", name, _body(number), None, at // 86_400 * 86_400, 0, 0,
            group, int(native),
        )  # fmt: skip


def _write(file: Path, megabytes: int) -> None:
    file.unlink(missing_ok=True)
    connection = sqlite3.connect(file)
    columns = ", ".join(f'"{name}"' + (" integer primary key" if name == "40001" else "") for name in _COLUMNS)
    connection.execute(f"create table group_msg_table ({columns})")
    marks = ", ".join("?" * len(_COLUMNS))
    # A row takes about 320 bytes.
    connection.executemany(f"insert into group_msg_table values ({marks})", _rows(megabytes * 1_000_000 // 320))
    connection.commit()
    connection.close()


def _plain(file: Path) -> None:
    connection = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
    cursor = connection.execute("select * from group_msg_table")
    while cursor.fetchmany(50_000):
        pass
    connection.close()


SAMPLE = IngestSample("qq_nt_db", "QQ/nt_db/nt_msg.db", _write, _plain, "sqlite3 fetchmany", is_big=True)
