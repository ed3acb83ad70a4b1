"""Seized SQLite databases: opened read-only and immutable, tables read as columns, damage survived.

Nothing of the file is executed: only plain tables are read (no views, no virtual tables), functions in the schema are
not trusted, no extension can be loaded, and nothing is ever written, not even a journal. A table whose pages are
damaged is read from both ends, so that only the gap is lost, and the gap is said.

A `-wal` file beside a database holds its newest rows and is not applied: an immutable file has none.

Source: SQLite's file format and URI documentation (`mode=ro`, `immutable=1`); formats.md 1.3.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import polars as pl

from sources.errors import UnreadableExhibit
from sources.record import Head

MAGIC = b"SQLite format 3\0"
# Rows fetched at a time: some tens of megabytes of chat.
BATCH_ROWS = 50_000
_BATCH_BYTES = 64 << 20
# The first frame tells how long rows are.
_FIRST_ROWS = 2_000
_FETCHED_ROWS = 1_000
# A cut-off database is completed with empty pages in memory; a bigger one than this is refused instead.
LARGEST_CUT_FILE = 256 << 20

Kind = Literal["text", "integer", "real", "blob"]
_DTYPES = {"text": pl.Binary, "integer": pl.Int64, "real": pl.Float64, "blob": pl.Binary}
# SQLite quotes damaged names in its messages, and Python can't always make text of them.
_FAILURES = (sqlite3.DatabaseError, UnicodeDecodeError)
_TABLE_STATEMENT = re.compile(
    rb"CREATE TABLE (?:IF NOT EXISTS )?[\"'`\[]?(\w+)[\"'`\]]?\s*\((?=([^\x00-\x08\x0b\x0c\x0e-\x1f]+))", re.IGNORECASE
)
_CASTS = {"text": "blob", "integer": "integer", "real": "real", "blob": "blob"}


@dataclass
class TableDamage:
    """What could not be read of a database.

    Attributes:
        tables: Tables whose pages are damaged, in the order in which that was met.
        is_cut_off: Whether the file is shorter than its own header says.
    """

    tables: list[str] = field(default_factory=list)
    is_cut_off: bool = False

    def sentence(self) -> str | None:
        """What to tell people, None when all could be read."""
        if self.is_cut_off:
            return "the database is cut off; what its remaining pages hold was read, ask for the whole file"
        if self.tables:
            names = ", ".join(self.tables)
            return f"pages of {names} are damaged; what stands before and behind them was read, ask for a new copy"
        return None


class SqliteFile:
    """An open database.

    Attributes:
        tables: Columns of each plain table, by name.
        damage: Filled while tables are read.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.damage = TableDamage()
        self.tables: dict[str, tuple[str, ...]] = {}
        self._has_rowid: dict[str, bool] = {}
        connection.text_factory = _shown
        found = connection.execute(
            "select name, sql from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name"
        ).fetchall()
        for name, statement in found:
            written = str(statement or "").lower().lstrip()
            if not written.startswith("create table"):
                continue  # virtual tables run code of their modules
            self.tables[str(name)] = self._columns(str(name))
            self._has_rowid[str(name)] = "without rowid" not in written[-40:]

    def has(self, table: str, *columns: str) -> bool:
        """Whether there is such a table with at least these columns."""
        return table in self.tables and set(columns) <= set(self.tables[table])

    def count(self, table: str) -> int:
        """Rows of a table by SQLite's own count; of a damaged table the rows up to the damage from either end."""
        try:
            # An index that was damaged, or wasn't, would count something else than the table holds.
            counted = self._connection.execute(f"select count(*) from {_quoted(table)} not indexed")
            return int(counted.fetchone()[0])
        except _FAILURES:
            return sum(frame.height for frame in self.frames(table, {}))

    def frames(
        self, table: str, columns: Mapping[str, Kind], *, batch_rows: int = BATCH_ROWS
    ) -> Iterator[pl.DataFrame]:
        r"""The rows of a table in the order of their rowid, in frames of bounded size.

        Args:
            table: Its name.
            columns: What to read, as what. A column that this version of the app lacks comes out null. Text that is
                no UTF-8 comes out with its stray bytes as `\xNN`, so that nothing is lost.
            batch_rows: Rows a frame holds at most; fewer where rows are long, so that a frame stays near 64 MiB.

        Columns:
            rowid: SQLite's row id (the place of the row), ascending.
            ...: As asked for: String, Int64, Float64 or Binary.
        """
        present = [name for name in columns if name in self.tables[table]]
        picked = ", ".join(f"cast({_quoted(name)} as {_CASTS[columns[name]]})" for name in present)
        if not self._has_rowid[table]:
            yield from self._in_key_order(table, columns, present, picked, batch_rows)
            return
        select = f"select rowid{', ' if picked else ''}{picked} from {_quoted(table)}"
        forward = f"{select} where rowid > ? order by rowid limit ?"
        last, limit = -(2**63), min(batch_rows, _FIRST_ROWS)
        while True:
            cells, is_damaged = self._fetch(forward, (last, limit))
            row_count = len(cells[0]) if cells else 0
            asked = limit
            if row_count:
                frame = _framed(cells, columns, present)
                yield frame
                # Rows may hold whole files: as many at a time as keep a batch at its size, by those just seen.
                limit = max(1, min(batch_rows, int(_BATCH_BYTES * row_count // max(1, frame.estimated_size()))))
                is_damaged |= int(cells[0][-1]) <= last  # a page that leads back to an earlier one
                last = max(last, int(cells[0][-1]))
            if is_damaged:
                self._damaged(table)
                yield from self._behind_damage(table, select, last, (columns, present), batch_rows)
                return
            if row_count < asked:
                return

    def _behind_damage(
        self,
        table: str,
        select: str,
        last: int,
        wanted: tuple[Mapping[str, Kind], Sequence[str]],
        batch_rows: int,
    ) -> Iterator[pl.DataFrame]:
        """The rows behind damaged pages, read from the end; held until their order is right."""
        backward = f"{select} where rowid > ? and rowid < ? order by rowid desc limit {batch_rows}"
        held: list[pl.DataFrame] = []
        first = 2**63 - 1
        is_damaged = False
        while not is_damaged:
            cells, is_damaged = self._fetch(backward, (last, first))
            if not cells or int(cells[0][-1]) >= first:
                break
            first = int(cells[0][-1])
            held.append(_framed([column[::-1] for column in cells], *wanted))
        yield from reversed(held)

    def _in_key_order(
        self, table: str, columns: Mapping[str, Kind], present: Sequence[str], picked: str, batch_rows: int
    ) -> Iterator[pl.DataFrame]:
        """Rows of a table without rowid; numbered from 1 in the order of its key."""
        cursor = self._connection.cursor()
        number = 1
        try:
            cursor.execute(f"select 0{', ' if picked else ''}{picked} from {_quoted(table)}")
            while rows := cursor.fetchmany(batch_rows):
                frame = _framed(list(zip(*rows, strict=True)), columns, present)
                yield frame.with_columns(rowid=pl.int_range(number, number + frame.height, dtype=pl.Int64))
                number += frame.height
        except _FAILURES:
            self._damaged(table)

    def _damaged(self, table: str) -> None:
        if table not in self.damage.tables:
            self.damage.tables.append(table)

    def _fetch(self, statement: str, parameters: Sequence[object]) -> tuple[list[list[Any]], bool]:
        """Columns of the rows up to the first damaged page, and whether there was one."""
        cells: list[list[Any]] = []
        rows: list[tuple[Any, ...]] = []
        is_damaged = False
        try:
            cursor = self._connection.execute(statement, parameters)
            while True:
                # Rows become columns soon: as many tuples as a batch has would keep the garbage collector busy.
                rows.extend(islice(cursor, _FETCHED_ROWS))
                if not rows:
                    break
                _append(cells, rows)
                rows.clear()
        except _FAILURES:
            _append(cells, rows)
            is_damaged = True
        return cells, is_damaged

    def _columns(self, table: str) -> tuple[str, ...]:
        found = self._connection.execute(f"pragma table_info({_quoted(table)})").fetchall()
        return tuple(str(column[1]) for column in found)


def looks_like_sqlite(first_bytes: bytes) -> bool:
    """Whether a file begins as an unencrypted SQLite database does."""
    return first_bytes.startswith(MAGIC)


def tables_in(head: Head) -> Mapping[str, tuple[str, ...]]:
    """Columns of each plain table, for sniffers; none where the file is no SQLite database.

    Of a database that can't be opened any more, what its first bytes still say of tables: the format's reader then says
    what is wrong with it.
    """
    if not looks_like_sqlite(head.first_bytes):
        return {}
    if head.file is not None:
        state = head.file.stat()
        found = _tables_of(head.file, state.st_size, state.st_mtime_ns)
        if found is not None:
            return found
    return {
        name.decode("ascii"): tuple(word.decode("ascii") for word in re.findall(rb"\w+", columns))
        for name, columns in _TABLE_STATEMENT.findall(head.first_bytes)
    }


@lru_cache(maxsize=4)
def _tables_of(file: Path, _size_bytes: int, _changed_at: int) -> Mapping[str, tuple[str, ...]] | None:
    """Tables of a file; kept for the next sniffer, None when it can't be opened."""
    try:
        with opened(file) as database:
            return database.tables
    except UnreadableExhibit:
        return None


@contextmanager
def opened(file: Path) -> Iterator[SqliteFile]:
    """Open a seized database.

    Raises:
        UnreadableExhibit: When it is encrypted, cut before its schema, or no SQLite database at all.
    """
    connection, is_cut_off = _connected(file)
    try:
        try:
            for setting in ("query_only = on", "trusted_schema = off", "cell_size_check = on"):
                connection.execute(f"pragma {setting}")
            database = SqliteFile(connection)
        except _FAILURES as error:
            raise UnreadableExhibit(
                "the database is encrypted, or damaged before its list of tables; ask for it decrypted and whole"
            ) from error
        database.damage.is_cut_off = is_cut_off
        yield database
    finally:
        connection.close()


def _connected(file: Path) -> tuple[sqlite3.Connection, bool]:
    """A connection, and whether the file is cut off and was completed with empty pages in memory."""
    with file.open("rb") as stream:
        header = stream.read(100)
    size = file.stat().st_size
    page_bytes = int.from_bytes(header[16:18], "big")
    page_bytes = 65536 if page_bytes == 1 else page_bytes
    promised = page_bytes * int.from_bytes(header[28:32], "big")
    if header.startswith(MAGIC) and size < promised and len(header) == 100:
        if promised > LARGEST_CUT_FILE:
            raise UnreadableExhibit("the database is cut off; ask for the whole file")
        whole = bytearray(file.read_bytes().ljust(promised, b"\0"))
        whole[18:20] = b"\1\1"  # a database in memory can't be in write-ahead mode
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        connection.deserialize(bytes(whole))
        return connection, True
    try:
        uri = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
        return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False), False
    except sqlite3.Error as error:
        raise UnreadableExhibit("the database can't be opened; ask for it decrypted and whole") from error


def _append(cells: list[list[Any]], rows: Sequence[tuple[Any, ...]]) -> None:
    if rows and not cells:
        cells.extend([] for _ in rows[0])
    for column, values in zip(cells, zip(*rows, strict=True), strict=False):
        column.extend(values)


def _framed(found: Sequence[Sequence[Any]], columns: Mapping[str, Kind], present: Sequence[str]) -> pl.DataFrame:
    cells = dict(zip(("rowid", *present), found, strict=True))
    series = [pl.Series("rowid", cells["rowid"], dtype=pl.Int64)]
    for name, kind in columns.items():
        held = pl.Series(name, cells.get(name, [None] * len(found[0])), dtype=_DTYPES[kind])
        series.append(as_text(held) if kind == "text" else held)
    return pl.DataFrame(series)


def _shown(octets: bytes) -> str:
    return octets.decode("utf-8", "backslashreplace")


def as_text(octets: pl.Series) -> pl.Series:
    r"""Bytes as text, stray ones as `\xNN`, so that nothing is lost."""
    try:
        return octets.cast(pl.String)
    except pl.exceptions.ComputeError:
        pass
    shown = [None if value is None else _shown(value) for value in octets]
    return pl.Series(octets.name, shown, dtype=pl.String)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
