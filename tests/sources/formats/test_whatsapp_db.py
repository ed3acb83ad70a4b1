"""The reader of WhatsApp's message store: both schemas, hidden numbers, notices, members, calls, damage."""

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import SourceError, UnreadableExhibit
from sources.formats.whatsapp_db import FORMAT
from sources.registry import detect, read_head

SAMPLE = Path(__file__).parents[2] / "data" / "whatsapp_db" / "msgstore.db"
NEW = """
create table jid (_id integer primary key, user text, server text, raw_string text);
create table chat (_id integer primary key, jid_row_id integer unique, subject text);
create table message (_id integer primary key, chat_row_id integer, from_me integer, key_id text,
  sender_jid_row_id integer, timestamp integer, message_type integer, text_data text);
create table message_system (message_row_id integer primary key, action_type integer);
create table message_system_group (message_row_id integer primary key, is_me_joined integer);
create table message_system_chat_participant (message_row_id integer, user_jid_row_id integer);
create table message_system_number_change (message_row_id integer primary key, old_jid_row_id integer,
  new_jid_row_id integer);
create table message_quoted (message_row_id integer primary key, key_id text, text_data text);
create table message_revoked (message_row_id integer primary key, revoked_key_id text);
create table message_vcard (_id integer primary key, message_row_id integer, vcard text);
create table jid_map (lid_row_id integer primary key, jid_row_id integer);
create table lid_display_name (lid_row_id integer primary key, display_name text, username text);
create table group_participant_user (_id integer primary key, group_jid_row_id integer, user_jid_row_id integer,
  rank integer, add_timestamp integer, label text);
create table call_log (_id integer primary key, jid_row_id integer, from_me integer, call_id text,
  timestamp integer, group_jid_row_id integer);
create table message_call_log (message_row_id integer, call_log_row_id integer);
insert into message values (1, -1, 0, '-1', -1, 0, -1, null);
"""
OLD = """
create table messages (_id integer primary key, key_remote_jid text, key_from_me integer, key_id text, status integer,
  data text, timestamp integer, media_wa_type text, media_size integer, media_caption text, remote_resource text,
  quoted_row_id integer);
create table chat_list (_id integer primary key, key_remote_jid text, subject text);
create table group_participants (_id integer primary key, gjid text, jid text, admin integer);
create table messages_quotes (_id integer primary key, key_id text);
insert into messages values (1, '-1', 0, '-1', -1, null, 0, null, 0, null, null, 0);
"""
CARD = "BEGIN:VCARD\nVERSION:3.0\nN:;Bun;;;\nFN:Bun\nTEL;type=CELL;waid=85512345699:+855 12 345 699\nEND:VCARD"
TIME = 1_677_636_000_000
JIDS = [
    (1, "85512345601", "s.whatsapp.net"),
    (2, "85512345602", "s.whatsapp.net"),
    (3, "120363000000000001", "g.us"),
    (4, "99000000000001", "lid"),
    (5, "99000000000002", "lid"),
    (6, "85512345606", "s.whatsapp.net"),
    (7, "status", "broadcast"),
]


def new_store(connection):
    connection.executescript(NEW)
    connection.executemany("insert into jid values (?, ?, ?, ?)", [(*jid, f"{jid[1]}@{jid[2]}") for jid in JIDS])
    connection.executemany("insert into chat values (?, ?, ?)", [(1, 1, None), (2, 3, "Quay"), (3, 7, None)])
    messages = [
        (2, 1, 0, "K2", 0, 0, "bring the nail"),
        (3, 1, 1, "K3", 0, 0, "which one?"),
        (4, 1, 0, "K4", 0, 15, None),
        (5, 2, 1, "K5", 2, 7, "Quay"),
        (6, 2, 1, "K6", 2, 7, None),
        (7, 2, 0, "K7", 4, 0, "from a hidden number"),
        (8, 2, 0, "K8", 5, 1, "a picture"),
        (9, 2, 0, "K9", 2, 4, None),
        (10, 2, 0, "K10", 1, 7, None),
        (11, 2, 0, "K11", 0, 7, None),
        (12, 2, 0, "K12", 2, 7, None),
        (13, 99, 0, "K13", 2, 0, "nowhere"),
        (14, 1, 0, "K14", 0, 90, None),
        (15, 2, 0, "K15", 2, 7, None),
    ]
    connection.executemany(
        "insert into message values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (row, chat, me, key, sender, TIME + row * 1000, kind, text)
            for row, chat, me, key, sender, kind, text in messages
        ],
    )
    connection.executemany(
        "insert into message_system values (?, ?)", [(5, 11), (6, 12), (10, 5), (11, 28), (12, 14), (15, 18)]
    )
    connection.execute("insert into message_system_group values (6, 1)")
    connection.executemany("insert into message_system_chat_participant values (?, ?)", [(6, 6), (12, 1)])
    connection.execute("insert into message_system_number_change values (11, 1, 2)")
    connection.execute("insert into message_quoted values (3, 'K2', 'bring the nail')")
    connection.execute("insert into message_revoked values (4, 'K4-before')")
    connection.execute("insert into message_vcard values (1, 9, ?)", (CARD,))
    connection.execute("insert into jid_map values (4, 2)")
    connection.execute("insert into lid_display_name values (5, 'Silent', 'silent.one')")
    connection.executemany(
        "insert into group_participant_user values (?, 3, ?, ?, ?, ?)",
        [(1, 2, 2, TIME // 1000, "foreman"), (2, 6, 0, TIME, None), (3, 99, 0, None, None)],
    )
    connection.executemany(
        "insert into call_log values (?, ?, ?, ?, ?, ?)", [(1, 1, 0, "C1", TIME, 0), (2, 1, 1, "C2", TIME + 5000, 0)]
    )
    connection.execute("insert into message_call_log values (14, 1)")


def old_store(connection):
    connection.executescript(OLD)
    group = "85512345601-1400000000@g.us"
    connection.execute("insert into chat_list values (1, ?, 'Dock')", (group,))
    rows = [
        (2, "85512345601@s.whatsapp.net", 0, "K2", 0, "bring the nail", 0, 0, None, None, 0),
        (3, "85512345601@s.whatsapp.net", 1, "O3", 0, "only in the old table", 0, 0, None, None, 1),
        (4, group, 0, "O4", 0, None, 1, 0, "a caption", "85512345602@s.whatsapp.net", 0),
        (5, group, 0, "O5", 6, "Dock two", None, 1, None, "85512345602@s.whatsapp.net", 0),
        (6, group, 0, "O6", 6, None, None, 5, None, "85512345602@s.whatsapp.net", 0),
        (7, group, 0, "O7", 0, CARD, 4, 0, None, "85512345602@s.whatsapp.net", 0),
    ]
    connection.executemany(
        "insert into messages values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(*row[:6], TIME + row[0] * 1000, *row[6:]) for row in rows],
    )
    connection.execute("insert into messages_quotes values (1, 'K2')")
    connection.executemany(
        "insert into group_participants values (?, ?, ?, ?)",
        [(1, group, "85512345602@s.whatsapp.net", 1), (2, group, "", 0), (3, group, "85512345602@s.whatsapp.net", 1)],
    )


def built(file, *parts):
    connection = sqlite3.connect(file)
    connection.execute("pragma page_size = 512")
    for part in parts:
        part(connection)
    connection.commit()
    connection.close()
    return file


@pytest.fixture(scope="module")
def both(tmp_path_factory, exhibit_of, everything_of):
    """A store in mid-migration, read."""
    exhibit = exhibit_of(built(tmp_path_factory.mktemp("store") / "msgstore.db", new_store, old_store))
    found = everything_of(FORMAT, exhibit)
    assert found.total == FORMAT.count(exhibit)
    return found


def by_key(found):
    return {row["native_message_id"]: row for row in found.tables["message"].to_dicts()}


def test_both_schemas_are_read_and_joined(both):
    """Messages of the old table that the new one holds too are duplicates; the placeholder row is none."""
    keys = both.tables["message"]["native_message_id"].to_list()
    assert keys.count("K2") == 1
    assert {"O3", "O4", "O5", "O6", "O7"} <= set(keys)
    assert (both.record_count, both.rejected_count, both.duplicate_count) == (24, 2, 3)
    assert both.tables["rejected_record"]["locator"].to_list() == [
        "table:message/13",
        "table:group_participant_user/3",
    ]


def test_senders_and_times(both):
    """The other side of a talk of two, the named sender of a group, the owner; milliseconds."""
    rows = by_key(both)
    assert rows["K2"]["sender_account_id"] == "whatsapp:+85512345601"
    assert rows["K3"]["sender_account_id"] == "whatsapp:+85512345606"
    assert (rows["K2"]["sent_at"], rows["K2"]["time_basis"]) == (datetime(2023, 3, 1, 2, 0, 2), "epoch_ms")
    assert rows["K3"]["reply_to_native_message_id"] == "K2"
    assert rows["O3"]["reply_to_native_message_id"] == "K2"
    assert rows["O4"]["text"] == "a caption"
    kinds = {key: row["kind"] for key, row in rows.items()}
    assert [kinds[key] for key in ("K2", "K5", "K8", "K9", "K14", "O4", "O7")] == [
        "text", "system", "media", "contact_card", "call", "media", "contact_card",
    ]  # fmt: skip


def test_hidden_numbers_are_resolved_where_the_store_can(both):
    """A hidden id becomes the number behind it, or stays an account of its own with the names it shows."""
    rows = by_key(both)
    assert rows["K7"]["sender_account_id"] == "whatsapp:+85512345602"
    assert rows["K8"]["sender_account_id"] == "whatsapp:99000000000002%40lid"
    names = both.tables["name_observation"].filter(account_id="whatsapp:99000000000002%40lid")
    assert sorted(names.select("name", "kind").rows()) == [("Silent", "account_nickname"), ("silent.one", "handle")]


def test_deleted_messages_keep_their_key(both):
    """A deleted message bears the key it had before, by which others quote it."""
    row = by_key(both)["K4-before"]
    assert (row["is_deleted"], row["text"], row["sender_account_id"]) == (True, "", "whatsapp:+85512345601")


def test_notices_are_events(both):
    """Creation, additions, removals, leaves, titles and changed numbers, by the app's numbers."""
    events = both.tables["membership_event"]
    rows = events.filter(events["locator"].str.contains("table:message")).select(
        "event", "account_id", "actor_account_id", "name"
    )
    one, two, owner = (f"whatsapp:+8551234560{last}" for last in (1, 2, 6))
    assert rows.rows() == [
        ("create", two, two, "Quay"),
        ("invite", owner, two, None),
        ("leave", one, one, None),
        ("rename", one, None, "+85512345602"),
        ("remove", one, two, None),
        ("title", None, two, "Dock two"),
        ("leave", two, two, None),
    ]


def test_members_have_rank_and_tag(both):
    """Administrators own the group; a tag is a name in the group; an empty address is the owner."""
    events = both.tables["membership_event"]
    of_lists = events.filter(events["locator"].str.contains("participant"))
    assert of_lists.select("event", "account_id").rows() == [
        ("join", "whatsapp:+85512345602"),
        ("own", "whatsapp:+85512345602"),
        ("join", "whatsapp:+85512345606"),
        ("join", "whatsapp:+85512345602"),
        ("own", "whatsapp:+85512345602"),
        ("join", "whatsapp:+85512345606"),
    ]
    assert of_lists["happened_at"].to_list()[:3] == [datetime(2023, 3, 1, 2), None, datetime(2023, 3, 1, 2)]
    tag = both.tables["name_observation"].filter(kind="group_card").row(0, named=True)
    assert (tag["name"], tag["account_id"]) == ("foreman", "whatsapp:+85512345602")


def test_cards_and_calls(both):
    """A shared card gives number and label; calls are counted by contact and said once."""
    card = both.tables["selector"].row(0, named=True)
    assert (card["account_id"], card["basis"]) == ("whatsapp:+85512345699", "contact_card")
    label = both.tables["name_observation"].filter(name="Bun").row(0, named=True)
    assert (label["kind"], label["observer_account_id"]) == ("remark", "whatsapp:+85512345602")
    call = both.tables["contact"].row(0, named=True)
    assert (call["other_account_id"], call["kind"], call["contact_count"]) == ("whatsapp:+85512345601", "call", 2)
    assert by_key(both)["C2"]["sender_account_id"] == "whatsapp:+85512345606"


def test_owner_is_told_or_given_or_unknown(tmp_path, exhibit_of, everything_of):
    """The owner is whom the store says was added, a given one goes first, and nobody is made up."""
    file = built(tmp_path / "new.db", new_store)
    owners = everything_of(FORMAT, exhibit_of(file)).tables["account"].filter("is_owner")["native_id"]
    assert owners.to_list() == ["+85512345606"]
    given = exhibit_of(file, owners={"whatsapp": "+85512345655"})
    assert everything_of(FORMAT, given).tables["account"].filter("is_owner")["native_id"].to_list() == ["+85512345655"]
    alone = everything_of(FORMAT, exhibit_of(built(tmp_path / "old.db", old_store)))
    assert not alone.tables["account"]["is_owner"].any()
    assert by_key(alone)["O3"]["sender_account_id"] is None


def test_talks_of_two_meet_where_both_owners_are_known(tmp_path, exhibit_of, everything_of):
    """The two phones of a talk give it one id; without owners the talks stay apart by exhibit."""
    mine = exhibit_of(built(tmp_path / "mine.db", old_store), owners={"whatsapp": "+85512345606"})
    threads = everything_of(FORMAT, mine).tables["thread"]
    assert "whatsapp:+85512345601~+85512345606" in threads["thread_id"].to_list()
    assert ("whatsapp:85512345601-1400000000@g.us", "Dock", "group") in threads.select(
        "thread_id", "title", "kind"
    ).rows()


def test_sample_is_found_and_read(exhibit_of, everything_of):
    """The committed sample is known by its tables, whatever its name is."""
    assert detect(read_head(SAMPLE, "x.bin")) is FORMAT
    exhibit = exhibit_of(SAMPLE)
    found = everything_of(FORMAT, exhibit)
    assert (found.end.status, found.total) == ("read", FORMAT.count(exhibit))


@pytest.mark.parametrize(
    "statement",
    [
        "create table message (id integer, text text)",
        "create table messages (_id integer, address text, body text)",
        "create table message (key_id text, chat_row_id integer, from_me integer)",
    ],
)
def test_look_alikes_are_left_to_others(tmp_path, statement):
    """Tables of other apps with the same name are none of WhatsApp's."""
    file = built(tmp_path / "other.db", lambda connection: connection.executescript(statement))
    assert FORMAT.sniff(read_head(file, "msgstore.db")) == 0


def test_an_empty_store_says_so(tmp_path, exhibit_of, everything_of):
    """Tables without rows are an empty exhibit."""
    file = built(tmp_path / "empty.db", lambda connection: connection.executescript(NEW))
    assert everything_of(FORMAT, exhibit_of(file)).end.status == "empty"


def test_encrypted_store_is_refused(exhibit_with):
    """Bytes that are no database are refused with what to do."""
    with pytest.raises(UnreadableExhibit, match="decrypted"):
        list(FORMAT.read(exhibit_with(b"\x13\x37" * 4000)))


def test_odd_values_cost_no_crash(tmp_path, exhibit_of, everything_of):
    """Blobs, texts and huge numbers where others are due are read or rejected, and counted."""

    def odd(connection):
        new_store(connection)
        connection.execute("insert into message values (50, 1, 'x', x'ff00', 'y', 9e30, 'z', x'ff')")
        connection.execute("insert into message values (51, 1, null, null, null, -5, null, ?)", ("鉄" * 200_000,))
        connection.execute("insert into jid values (60, null, null, null)")
        connection.execute("insert into chat values (60, 60, null)")
        connection.execute("insert into message values (52, 60, 0, 'K52', 60, 0, 0, 'to nobody')")
        connection.execute("insert into message_system values (51, 12)")

    exhibit = exhibit_of(built(tmp_path / "odd.db", odd))
    found = everything_of(FORMAT, exhibit)
    assert found.total == FORMAT.count(exhibit)
    assert "table:message/52" in found.tables["rejected_record"]["locator"].to_list()


@settings(max_examples=25)
@given(
    at=st.floats(min_value=0, max_value=1),
    junk=st.binary(min_size=1, max_size=200),
    is_cut=st.booleans(),
)
def test_damage_never_crashes(tmp_path_factory, exhibit_of, everything_of, at, junk, is_cut):
    """Whatever is written over a store, it is read, partly read or refused."""
    content = SAMPLE.read_bytes()
    place = int(len(content) * at)
    file = tmp_path_factory.mktemp("damaged") / "msgstore.db"
    file.write_bytes(content[:place] if is_cut else content[:place] + junk + content[place + len(junk) :])
    exhibit = exhibit_of(file)
    try:
        found = everything_of(FORMAT, exhibit)
    except SourceError:
        return
    if found.end.status == "read":
        assert found.total == FORMAT.count(exhibit)
