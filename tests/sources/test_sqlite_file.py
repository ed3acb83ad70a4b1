"""Seized databases: nothing executed, nothing written, damage costs only what it hit."""

import sqlite3

import polars as pl
import pytest

from sources.errors import UnreadableExhibit
from sources.record import Head
from sources.registry import read_head
from sources.sqlite_file import opened, tables_in

ROWS = 40_000


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A database of some megabytes."""
    file = tmp_path_factory.mktemp("sqlite") / "chat.db"
    connection = sqlite3.connect(file)
    connection.execute("create table message(id integer primary key, words text, amount, body blob)")
    connection.executemany(
        "insert into message values(?, ?, ?, ?)",
        ((number, "锤子" * 20, str(number), b"\xff\x00") for number in range(ROWS)),
    )
    connection.execute("create table pair(name text primary key, value) without rowid")
    connection.execute("insert into pair values('b', 2), ('a', 1)")
    connection.execute("create view trap as select load_extension('x') from message")
    connection.commit()
    connection.close()
    return file


def total(file, columns=None):
    with opened(file) as opened_file:
        read = sum(frame.height for frame in opened_file.frames("message", columns or {"words": "text"}))
        return read, opened_file.damage, opened_file.count("message")


def test_tables_are_read_as_columns(database):
    """Types are as asked for; a column that this version lacks is null; views are no tables."""
    with opened(database) as opened_file:
        assert opened_file.tables == {"message": ("id", "words", "amount", "body"), "pair": ("name", "value")}
        columns = {"words": "text", "amount": "integer", "body": "blob", "later": "text"}
        frames = list(opened_file.frames("message", columns, batch_rows=7_000))
        assert sum(frame.height for frame in frames) == ROWS
        assert max(frame.height for frame in frames) <= 7_000
        rows = pl.concat(frames)
        assert rows.row(7_000) == (7_000, "锤子" * 20, 7_000, b"\xff\x00", None)
        assert [frame.rows() for frame in opened_file.frames("pair", {"value": "integer"})] == [[(1, 1), (2, 2)]]


def test_stray_bytes_in_text_stay_visible(tmp_path):
    """A text that is no UTF-8 costs no row and no byte."""
    file = tmp_path / "stray.db"
    with sqlite3.connect(file) as connection:
        connection.execute("create table message(words text)")
        connection.execute("insert into message values(cast(x'E994A4FF41' as text)), ('ok')")
    with opened(file) as opened_file:
        (frame,) = opened_file.frames("message", {"words": "text"})
    assert frame["words"].to_list() == ["锤\\xffA", "ok"]


def test_damaged_pages_cost_only_themselves(database, tmp_path):
    """A table with a hole is read from both ends, and the hole is said."""
    content = bytearray(database.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 20_000] = b"\xaa" * 20_000
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(content)
    read, damage, counted = total(damaged)
    assert ROWS * 0.95 < read < ROWS and read == counted
    assert damage.tables == ["message"] and "message" in (damage.sentence() or "")


def test_a_cut_database_gives_what_it_still_holds(database, tmp_path):
    """The missing pages are completed in memory; the file is untouched."""
    cut = tmp_path / "cut.db"
    cut.write_bytes(database.read_bytes()[: database.stat().st_size // 2])
    before = cut.read_bytes()
    read, damage, counted = total(cut)
    assert 0 < read < ROWS and read == counted and damage.is_cut_off
    assert cut.read_bytes() == before


def test_what_is_encrypted_is_refused(tmp_path):
    """A database without its plain header is said to be encrypted."""
    file = tmp_path / "encrypted.db"
    file.write_bytes(bytes(range(256)) * 64)
    with pytest.raises(UnreadableExhibit, match="encrypted"), opened(file):
        pass


def test_nothing_is_written_beside_a_database(database):
    """No journal, no lock, no change."""
    before = sorted(database.parent.iterdir())
    total(database)
    assert sorted(database.parent.iterdir()) == before


def test_sniffers_see_tables_and_columns(database, tmp_path):
    """Of a sound database all tables, of one that can't be opened those of its first bytes, of other files none."""
    columns = {"message": ("id", "words", "amount", "body"), "pair": ("name", "value")}
    assert tables_in(read_head(database, "chat.db")) == columns
    headless = Head("chat.db", 9, database.read_bytes()[:4096], None)
    assert set(tables_in(headless)) == set(columns) and {"id", "words"} <= set(tables_in(headless)["message"])
    other = tmp_path / "other.db"
    other.write_bytes(b"create table message(id)")
    assert tables_in(read_head(other, "chat.db")) == {}


def test_a_damaged_table_name_is_refused(tmp_path):
    """A schema that is no text any more is told in a sentence, though SQLite's own message can't be."""
    file = tmp_path / "named.db"
    with sqlite3.connect(file) as connection:
        connection.execute("create table message(words text)")
    file.write_bytes(file.read_bytes().replace(b"tablemessagemessage", b"tablemessage\x80essage"))
    with pytest.raises(UnreadableExhibit, match="damaged"), opened(file):
        pass


def test_long_rows_come_in_smaller_frames(tmp_path):
    """A table of pictures is no reason to hold thousands of them at once."""
    file = tmp_path / "long.db"
    with sqlite3.connect(file) as connection:
        connection.execute("create table message(body blob)")
        connection.executemany("insert into message values(zeroblob(?))", ((100_000,) for _ in range(2_800)))
    with opened(file) as opened_file:
        heights = [frame.height for frame in opened_file.frames("message", {"body": "blob"})]
    assert sum(heights) == 2_800 and max(heights[1:]) < 1_000
