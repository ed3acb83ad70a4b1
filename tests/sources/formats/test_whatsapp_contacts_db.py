"""The reader of WhatsApp's contacts: labels, own names, groups, numbers without WhatsApp, damage."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import SourceError, UnreadableExhibit
from sources.formats.whatsapp_contacts_db import FORMAT
from sources.registry import read_head

SAMPLE = Path(__file__).parents[2] / "data" / "whatsapp_contacts_db" / "wa.db"
TABLE = """create table wa_contacts (_id integer primary key autoincrement, jid text not null, number text,
  display_name text, given_name text, family_name text, wa_name text, nickname text, status text, company text,
  title text);"""
ROWS = [
    (
        "85512345601@s.whatsapp.net",
        "+855 12 345 601",
        "Hammer",
        "Ham",
        "Mer",
        "H.",
        "Boss",
        "up high",
        "Quay Ltd",
        "head",
    ),
    ("85512345602@s.whatsapp.net", None, None, None, None, "Nail", None, None, None, None),
    ("120363000000000001@g.us", None, "Quay", None, None, None, None, None, None, None),
    ("99000000000001@lid", "+1 202-555-0103", "Silent", None, None, "s", None, None, None, None),
    ("", "+12025550104", "Bun", None, None, None, None, None, None, None),
    ("", "not a number", "Nobody", None, None, None, None, None, None, None),
    ("85512345606@s.whatsapp.net", None, "Me", None, None, None, None, None, None, None),
]
OWNER = "whatsapp:+85512345606"


def built(file, rows=ROWS, table=TABLE):
    connection = sqlite3.connect(file)
    connection.execute("pragma page_size = 512")
    connection.executescript(table)
    if rows:
        connection.executemany(f"insert into wa_contacts values (null, {', '.join('?' * 10)})", rows)
    connection.commit()
    connection.close()
    return file


@pytest.fixture
def contacts(exhibit_of, everything_of):
    """The sample, read for a known owner."""
    exhibit = exhibit_of(SAMPLE, owners={"whatsapp": "+85512345606"})
    found = everything_of(FORMAT, exhibit)
    assert found.total == FORMAT.count(exhibit) == 7
    return found.tables


def test_sample_is_wholly_accounted_for(exhibit_of, everything_of):
    """Rows are read or rejected; one without address and number is rejected."""
    assert FORMAT.sniff(read_head(SAMPLE, "x.bin")) > 0.9
    found = everything_of(FORMAT, exhibit_of(SAMPLE))
    assert (found.record_count, found.rejected_count, found.end.status) == (6, 1, "read")
    assert found.tables["rejected_record"]["locator"].to_list() == ["table:wa_contacts/6"]
    assert not found.tables["account"]["is_owner"].any()


def test_labels_and_own_names_are_told_apart(contacts):
    """What the phone's owner saved is his remark; what the account shows is its nickname."""
    names = contacts["name_observation"]
    rows = names.filter(account_id="whatsapp:+85512345601").select("name", "kind", "observer_account_id").rows()
    assert sorted(rows) == [
        ("Boss", "remark", OWNER),
        ("H.", "account_nickname", None),
        ("Hammer", "remark", OWNER),
    ]
    assert names.filter(account_id="whatsapp:+85512345602")["kind"].to_list() == ["account_nickname"]


def test_only_saved_people_are_contacts(contacts):
    """People met in groups are accounts and no contacts; the owner is not in touch with himself."""
    rows = contacts["contact"].select("account_id", "other_account_id").rows()
    assert rows == [
        (OWNER, "whatsapp:+85512345601"),
        (OWNER, "whatsapp:99000000000001%40lid"),
        (OWNER, "phone:+12025550104"),
    ]
    assert contacts["account"].filter("is_owner")["account_id"].to_list() == [OWNER]


def test_groups_titles_and_numbers_are_kept(contacts):
    """A group gives its title, a title in the phone book a role, a hidden id the number saved with it."""
    thread = contacts["thread"].row(0, named=True)
    assert (thread["thread_id"], thread["title"]) == ("whatsapp:120363000000000001@g.us", "Quay")
    entry = contacts["list_entry"].row(0, named=True)
    assert (entry["name"], entry["role_text"], entry["group_text"]) == ("Hammer", "head", "Quay Ltd")
    assert contacts["selector"].select("account_id", "value", "is_usable").rows() == [
        ("whatsapp:99000000000001%40lid", "+12025550103", True)
    ]


def test_old_files_lack_columns(tmp_path, exhibit_of, everything_of):
    """A file of an older app with fewer columns is read."""
    table = "create table wa_contacts (_id integer primary key, jid text, display_name text, wa_name text);"
    file = built(tmp_path / "wa.db", [], table)
    connection = sqlite3.connect(file)
    connection.execute("insert into wa_contacts values (1, '85512345601@s.whatsapp.net', 'Hammer', null)")
    connection.commit()
    connection.close()
    assert everything_of(FORMAT, exhibit_of(file)).record_count == 1


def test_empty_encrypted_and_other_files(tmp_path, exhibit_of, exhibit_with, everything_of):
    """No rows are an empty exhibit, no database is refused, other tables are not taken."""
    empty = built(tmp_path / "wa.db", [])
    assert everything_of(FORMAT, exhibit_of(empty)).end.status == "empty"
    with pytest.raises(UnreadableExhibit):
        list(FORMAT.read(exhibit_with(b"\x13\x37" * 4000)))
    other = built(tmp_path / "x.db", [], "create table wa_contacts (jid text); create table contacts (wa_name text);")
    assert FORMAT.sniff(read_head(other, "wa.db")) == 0


@settings(max_examples=20)
@given(at=st.floats(min_value=0, max_value=1), junk=st.binary(min_size=1, max_size=200), is_cut=st.booleans())
def test_damage_never_crashes(tmp_path_factory, exhibit_of, everything_of, at, junk, is_cut):
    """Whatever is written over the file, it is read, partly read or refused."""
    content = SAMPLE.read_bytes()
    place = int(len(content) * at)
    file = tmp_path_factory.mktemp("damaged") / "wa.db"
    file.write_bytes(content[:place] if is_cut else content[:place] + junk + content[place + len(junk) :])
    exhibit = exhibit_of(file)
    try:
        found = everything_of(FORMAT, exhibit)
    except SourceError:
        return
    if found.end.status == "read":
        assert found.total == FORMAT.count(exhibit)
