"""The reader of Telegram Desktop exports: both layouts, lists of people, damage, independent count."""

import json
import os
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import UndecodableText, UnreadableExhibit
from sources.formats.telegram_json import FORMAT
from sources.record import EndOfExhibit, Head

SAMPLES = Path(__file__).parents[2] / "data" / "telegram_json"
ACCOUNT = SAMPLES / "account.json"
OLD = SAMPLES / "chat_old.json"


def message(number=1, **more):
    return {"id": number, "type": "message", "date_unixtime": "1612144800", "from": "A", "from_id": "user1"} | more


def chat(*messages, **more):
    return {"name": "C", "type": "private_group", "id": 9, "messages": list(messages)} | more


def sniffed(content, path="result.json"):
    return FORMAT.sniff(Head(path, len(content), content[: 64 * 1024]))


def test_account_is_wholly_accounted_for(everything_of, exhibit_of):
    """Messages, contacts and sessions are read, rejected or duplicate, and nothing else."""
    exhibit = exhibit_of(ACCOUNT)
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count, everything.duplicate_count) == (17, 2, 2)
    assert everything.total == FORMAT.count(exhibit)
    assert everything.end == EndOfExhibit("read")
    assert everything.tables["rejected_record"]["locator"].to_list() == [
        "json:/contacts/list/2",
        "json:/chats/list/1/messages/8",
    ]


def test_messages_of_the_new_layout(everything_of, exhibit_of):
    """Sender number, UTC time, flat text, reply, forward and kind come out as the file says."""
    messages = everything_of(FORMAT, exhibit_of(ACCOUNT)).tables["message"]
    by_locator = {row["locator"]: row for row in messages.to_dicts()}
    second = by_locator["json:/chats/list/0/messages/1"]
    assert (second["sender_account_id"], second["text"]) == ("telegram:7001", "which one?")
    assert (second["sent_at"], second["time_basis"]) == (datetime(2021, 2, 1, 2, 1), "epoch_s")
    assert second["reply_to_native_message_id"] == "1"
    photo = by_locator["json:/chats/list/1/messages/2"]
    assert (photo["kind"], photo["forwarded_from"], photo["thread_id"]) == ("media", "Far Away", "telegram:5001")
    kinds = messages["kind"].value_counts().sort("kind").rows()
    assert dict(kinds) == {"call": 1, "contact_card": 1, "media": 1, "system": 5, "text": 4}


def test_people_and_channels_have_numbers_of_their_own(everything_of, exhibit_of):
    """User 7003 and channel 7003 are two accounts; deleted people keep their number without a name."""
    everything = everything_of(FORMAT, exhibit_of(ACCOUNT))
    accounts = everything.tables["account"]
    assert {"telegram:7003", "telegram:channel7003", "telegram:7009"} <= set(accounts["account_id"])
    assert "telegram:7009" not in set(everything.tables["name_observation"]["account_id"])
    assert accounts.select("account_id", "thread_id").is_unique().all()


def test_the_owner_is_the_one_the_file_names(everything_of, exhibit_of):
    """personal_information gives the owner with handle and phone; sessions are the owner's."""
    everything = everything_of(FORMAT, exhibit_of(ACCOUNT, owners={"telegram": "1"}))
    assert everything.tables["account"].filter("is_owner")["account_id"].to_list() == ["telegram:7001"]
    names = everything.tables["name_observation"].filter(account_id="telegram:7001")
    assert ("crane_driver", "handle") in names.select("name", "kind").rows()
    selectors = everything.tables["selector"].filter(account_id="telegram:7001")
    assert sorted(selectors.select("kind", "value", "basis", "is_usable").rows()) == [
        ("device", "Moon 4 5.0", "session", False),
        ("ip", "9.9.9.9", "session", True),
        ("phone", "+12025550101", "profile", True),
    ]


def test_the_owner_is_given_or_unknown(everything_of, exhibit_with):
    """A single chat names no owner: only a given one is marked."""
    content = json.dumps(chat(message()))
    assert not everything_of(FORMAT, exhibit_with(content)).tables["account"]["is_owner"].any()
    given = exhibit_with(content, owners={"telegram": "1"})
    assert everything_of(FORMAT, given).tables["account"].filter("is_owner")["native_id"].to_list() == ["1"]


def talk_of(owner, peer, *, is_account):
    talk = chat(message(1, from_id=f"user{peer}"), message(2, from_id=f"user{owner}"), type="personal_chat", id=peer)
    export = {"personal_information": {"user_id": owner}, "chats": {"list": [talk]}} if is_account else talk
    return json.dumps(export).encode()


@pytest.mark.parametrize("is_account", [True, False])
def test_a_talk_of_two_is_named_after_both_ends(everything_of, exhibit_with, is_account):
    """It is one thread on both phones, and another one when a second phone talks to the same man."""
    pairs = ((9911, 9933), (9933, 9911), (9922, 9933))
    found = [everything_of(FORMAT, exhibit_with(talk_of(*pair, is_account=is_account))).tables for pair in pairs]
    expected = ["telegram:9911~9933", "telegram:9911~9933", "telegram:9922~9933"]
    assert [tables["thread"]["thread_id"].to_list() for tables in found] == [[thread] for thread in expected]
    assert [tables["message"]["thread_id"].unique().to_list() for tables in found] == [[thread] for thread in expected]


def test_contacts_are_remarks_by_the_owner(everything_of, exhibit_of):
    """The saved name is a remark with its observer, also where a chat shows it again; the phone is a selector."""
    tables = everything_of(FORMAT, exhibit_of(ACCOUNT)).tables
    remarks = tables["name_observation"].filter(kind="remark")
    rows = remarks.select("account_id", "name", "observer_account_id").rows()
    assert rows.count(("telegram:7002", "Hammer Boss", "telegram:7001")) == 2
    assert ("phone:+12025550103", "Bun", "telegram:7001") in rows
    shown = tables["name_observation"].filter(kind="account_nickname", account_id="telegram:7002")
    assert "Hammer H" in shown["name"].to_list()
    contacts = tables["contact"].select("other_account_id", "kind", "contact_count").rows()
    assert contacts == [
        ("telegram:7002", "address_book", 1),
        ("phone:+12025550103", "address_book", 1),
        ("telegram:7002", "frequent", 1),
        ("telegram:7002", "call", 1),
    ]


def test_a_shared_card_ties_phone_and_label_to_the_one_on_it(everything_of, exhibit_of):
    """A contact card is the sender's label for the phone on it, not for the sender."""
    tables = everything_of(FORMAT, exhibit_of(ACCOUNT)).tables
    assert tables["selector"].filter(basis="contact_card")["account_id"].to_list() == ["phone:+12025550104"]
    label = tables["name_observation"].row(by_predicate=pl.col("name") == "Little Nail", named=True)
    assert (label["account_id"], label["observer_account_id"]) == ("phone:+12025550104", "telegram:7002")


def test_service_lines_become_events(everything_of, exhibit_of):
    """Members named in a service line are the accounts that bear the name in the chat, else known by name only."""
    events = everything_of(FORMAT, exhibit_of(ACCOUNT)).tables["membership_event"]
    rows = events.select("event", "account_id", "actor_account_id", "name").rows()
    assert rows[0] == ("create", "telegram:7002", "telegram:7002", "Dock")
    assert rows[1] == ("invite", "telegram:7003", "telegram:7002", None)
    assert rows[2] == ("invite", None, "telegram:7002", None)
    assert rows[3][1].startswith("telegram:Silent~")
    assert rows[4] == ("leave", "telegram:7003", "telegram:7003", None)
    assert rows[5] == ("title", None, "telegram:7002", "Quay")


def test_silent_members_are_the_contacts_saved_under_their_names(everything_of, exhibit_with):
    """A member who never wrote is the one contact saved so, else he bears the name."""
    saved = [(21, "Rivet"), (22, "Nail"), (23, "Nail")]
    line = message(type="service", action="invite_members", members=["Rivet", "Nail", "Screw"], text="")
    content = {
        "personal_information": {"user_id": 1, "first_name": "A"},
        "contacts": {"list": [{"user_id": number, "first_name": name} for number, name in saved]},
        "chats": {"list": [chat(line | {"actor": "A", "actor_id": "user1"})]},
    }
    tables = everything_of(FORMAT, exhibit_with(json.dumps(content))).tables
    rivet, nail, screw = tables["membership_event"]["account_id"].to_list()
    assert rivet == "telegram:21"
    assert nail.startswith("telegram:Nail~")
    names = tables["name_observation"].filter(pl.col("account_id").is_in([nail, screw]))
    assert sorted(names["name"]) == ["Nail", "Screw"]


def test_people_named_in_the_words_are_bound_to_their_number(everything_of, exhibit_with):
    """A name that carries a number is what the sender calls that account."""
    words = ["ask ", {"type": "mention_name", "text": "Nail", "user_id": 990002}, {"type": "mention_name", "text": ""}]
    tables = everything_of(FORMAT, exhibit_with(json.dumps(chat(message(text=words))))).tables
    called = tables["name_observation"].filter(kind="called").row(0, named=True)
    assert (called["account_id"], called["name"]) == ("telegram:990002", "Nail")
    assert (called["observer_account_id"], called["thread_id"]) == ("telegram:1", "telegram:9")
    assert "telegram:990002" in set(tables["account"]["account_id"])
    assert tables["message"]["text"].to_list() == ["ask Nail"]


@pytest.mark.parametrize("kind", ["replies", "verification_codes", "saved_messages"])
def test_chats_of_the_service_are_known(everything_of, exhibit_with, kind):
    """Chats without a name that Telegram keeps for the owner are direct ones."""
    content = {**chat(message(from_id="user99")), "type": kind}
    del content["name"]
    exhibit = exhibit_with(json.dumps(content))
    assert sniffed(exhibit.file.read_bytes()) >= 0.9
    thread = everything_of(FORMAT, exhibit).tables["thread"].row(0, named=True)
    assert (thread["kind"], thread["title"]) == ("direct", None)


def test_numbers_that_do_not_rise_are_still_told_twice(everything_of, exhibit_with):
    """A message number seen before is a duplicate, in whatever order numbers come."""
    numbers = [5, 6, 7, 3, 6, 2**63, 2**63, 8, -1, "7"]
    everything = everything_of(FORMAT, exhibit_with(json.dumps(chat(*map(message, numbers)))))
    assert everything.duplicate_count == 2
    assert everything.tables["message"]["native_message_id"].to_list() == [
        "5", "6", "7", "3", str(2**63), "8", "-1", "7",
    ]  # fmt: skip


def test_two_exports_in_one_file_are_not_read_as_one(everything_of, exhibit_with):
    """What stands behind the first export is not read, and the end says so."""
    everything = everything_of(FORMAT, exhibit_with(json.dumps(chat(message(1))) + json.dumps(chat(message(2)))))
    assert (everything.record_count, everything.end.status) == (1, "partial")


def test_old_layout_and_broken_escapes(everything_of, exhibit_of):
    r"""Bare sender numbers, local times and `\xNN` escapes are read; an escaped backslash stays one."""
    exhibit = exhibit_of(OLD, timezone="Asia/Shanghai")
    everything = everything_of(FORMAT, exhibit)
    first, _, third = everything.tables["message"].to_dicts()
    assert first["text"] == "bell \x07 and \\x41 and half \ufffd"
    assert first["sender_account_id"] == "telegram:7100"
    assert (first["sent_at"], first["time_basis"]) == (datetime(2020, 5, 1, 0, 0), "local_given")
    assert (third["sender_account_id"], third["time_basis"]) == ("telegram:7101", "epoch_s")
    assert everything.total == FORMAT.count(exhibit) == 3


def test_without_numbers_names_hold_within_their_chat(everything_of, exhibit_with):
    """The same name in two chats without ids is two accounts, marked as names only."""
    one = chat(message(from_id=None))
    del one["id"]
    content = json.dumps({"chats": {"list": [one, {**one, "name": "D"}]}})
    accounts = everything_of(FORMAT, exhibit_with(content)).tables["account"]
    assert accounts["is_display_name_only"].to_list() == [True, True]
    assert accounts["account_id"].n_unique() == accounts["thread_id"].n_unique() == 2


def test_an_impossible_time_is_no_time(everything_of, exhibit_with):
    """Seconds beyond all sense and dates that don't exist give null, not a guess."""
    content = json.dumps(chat(message(date_unixtime="99999999999999", date="2021-02-30T00:00:00")))
    row = everything_of(FORMAT, exhibit_with(content)).tables["message"].row(0, named=True)
    assert (row["sent_at"], row["time_basis"], row["sent_at_raw"]) == (None, "none", "2021-02-30T00:00:00")


@pytest.mark.parametrize(
    "odd",
    [
        None,
        7,
        "text",
        [],
        {},
        {"id": 1, "type": "riddle"},
        {"id": [1], "type": "message", "from": 5, "from_id": {"a": 1}, "text": {"a": 1}, "date": 7},
        {"id": True, "type": "service", "actor_id": True, "members": 5, "action": "invite_members"},
        {"id": 1, "type": "service", "action": "create_group", "members": [None, 7, ""], "title": 7},
        {"id": 1, "type": "message", "contact_information": {"phone_number": "none"}, "forwarded_from": None},
    ],
)
def test_odd_records_are_counted_and_do_not_stop_the_rest(everything_of, exhibit_with, odd):
    """A record of an unexpected shape is kept or rejected; the ones beside it are read."""
    exhibit = exhibit_with(json.dumps(chat(message(50), odd, message(51))))
    everything = everything_of(FORMAT, exhibit)
    assert everything.total == FORMAT.count(exhibit) == 3
    assert everything.record_count >= 2


_SMALL = (
    b'{"id":9,"messages":[{"id":1,"type":"message","from":"\xe8\x9f\xb9\\x07",'
    b'"text":["a",{"text":"b"}]},{"id":-2,"type":"unsupported"}]}'
)


@pytest.mark.parametrize(
    ("content", "step"), [(_SMALL, 1), (ACCOUNT.read_bytes(), 97), (OLD.read_bytes(), 23)], ids=["small", "new", "old"]
)
def test_conservation_holds_wherever_the_file_is_cut(everything_of, exhibit_with, content, step):
    """An export cut at any byte gives all that parsed and says that it is partial, or is refused as a whole."""
    last = 0
    for cut in range(1, len(content.rstrip()), step):
        exhibit = exhibit_with(content[:cut])
        try:
            everything = everything_of(FORMAT, exhibit)
        except UnreadableExhibit:
            assert last == 0
            continue
        assert everything.total == FORMAT.count(exhibit), cut
        assert everything.end.status == "partial"
        assert everything.record_count >= last
        last = everything.record_count


def test_damage_in_the_middle_costs_one_record(everything_of, exhibit_with):
    """Zeroed bytes cost the record they stand in; the ones behind it are read, and the end names the place."""
    content = json.dumps(chat(*(message(number) for number in range(20))), indent=1).encode()
    at = content.index(b'"id": 11')
    exhibit = exhibit_with(content[:at] + b"\0" * 50 + content[at + 50 :])
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count) == (19, 1)
    assert everything.end.status == "partial"
    assert "json:/messages/11" in everything.end.problem
    assert "no JSON" in everything.end.problem
    assert everything.tables["rejected_record"]["locator"].to_list() == ["json:/messages/11"]


@settings(max_examples=40)
@given(
    at=st.integers(min_value=0, max_value=len(ACCOUNT.read_bytes()) - 1),
    junk=st.binary(max_size=4) | st.sampled_from([b"{", b"}", b'"', b"[", b"\\", b"]", b",", b'"a":', b"\xff"]),
    width=st.integers(min_value=0, max_value=200),
)
def test_damage_is_said(everything_of, exhibit_of, tmp_path_factory, at, junk, width):
    """Whatever is written over an export, the second count is met or the end says that something is broken."""
    content = ACCOUNT.read_bytes()
    file = tmp_path_factory.mktemp("damaged") / "result.json"
    file.write_bytes(content[:at] + junk + content[at + width :])
    exhibit = exhibit_of(file)
    try:
        everything = everything_of(FORMAT, exhibit)
    except UnreadableExhibit:
        return
    if everything.end.status == "read":
        assert everything.total == FORMAT.count(exhibit)
    else:
        assert everything.end.problem


def test_small_blocks_and_batches_do_not_show(everything_of, exhibit_of, monkeypatch):
    """The rows are the same when bytes come in crumbs and batches hold two messages."""
    whole = everything_of(FORMAT, exhibit_of(ACCOUNT)).tables
    monkeypatch.setattr("sources.formats.telegram_json.BATCH_ROWS", 2)
    monkeypatch.setattr("sources.formats.telegram_json.BLOCK_BYTES", 23)
    monkeypatch.setattr("sources.telegram.chats._STRETCH_ROWS", 3)
    monkeypatch.setattr("sources.telegram.scan._BLOCK", 37)
    assert FORMAT.count(exhibit_of(ACCOUNT)) == 21
    parts = everything_of(FORMAT, exhibit_of(ACCOUNT)).tables
    for name, table in whole.items():
        assert parts[name].sort(table.columns).equals(table.sort(table.columns)), name


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_other_encodings_are_read(everything_of, exhibit_with, encoding):
    """A file that was saved again in another encoding says the same."""
    exhibit = exhibit_with(json.dumps(chat(message(text="码头见 " * 9)), ensure_ascii=False).encode(encoding))
    everything = everything_of(FORMAT, exhibit)
    assert everything.tables["message"]["text"].to_list() == ["码头见 " * 9]
    assert FORMAT.count(exhibit) == 1


def test_wrong_encoding_is_undecodable(exhibit_with):
    """Bytes in no known encoding are refused with that reason."""
    with pytest.raises(UndecodableText):
        list(FORMAT.read(exhibit_with(b'{"name": "caf\xe9", "messages": []}')))


def test_an_empty_file_says_so(exhibit_with):
    """No bytes are an empty exhibit."""
    assert [part.status for part in FORMAT.read(exhibit_with(b""))] == ["empty"]
    assert FORMAT.count(exhibit_with(b"")) == 0


def test_a_file_that_breaks_at_once_is_refused(exhibit_with):
    """Where nothing could be read, the error says so; the file's path stands beside it in the exhibit."""
    with pytest.raises(UnreadableExhibit, match="before any record; ask for a new export"):
        list(FORMAT.read(exhibit_with(b'{"chats": {', "result.json")))


def test_deep_nesting_is_damage(everything_of, exhibit_with):
    """A record that nests without end is rejected, not a crash."""
    content = json.dumps(chat(message(1))).replace('"from": "A"', '"from": ' + "[" * 5000 + "]" * 5000)
    assert everything_of(FORMAT, exhibit_with(content)).rejected_count == 1


@pytest.mark.parametrize("sample", [ACCOUNT, OLD])
def test_samples_are_recognised_by_content(sample):
    """Both layouts are recognised whatever the file's name."""
    assert sniffed(sample.read_bytes(), "x.bin") >= 0.9


def test_an_empty_chat_is_recognised():
    """A chat without messages is told by its type."""
    assert sniffed(json.dumps(chat()).encode()) >= 0.9


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b'{"messages": []}',
        b'{"participants": [], "messages": [{"sender_name": "A", "timestamp_ms": 1, "type": "Generic"}]}',
        b'{"guild": {}, "channel": {"type": "x"}, "messages": [{"id": "1", "type": "Default", "timestamp": "2020"}]}',
        b'{"ts": "2020-01-01T00:00:00.000000", "from": "a@b.c", "to": "d@e.f", "body": "x"}',
        b'{"@context": {}, "@graph": [{"@id": "x", "type": "message"}]}',
        b'[{"type": "message", "user": "U1", "text": "x", "ts": "1.2"}]',
        b'{"messages": [{"type": "message", "user": "U1", "text": "x", "ts": "1.2"}]}',
        b"id,type,date\n1,message,2020\n",
        b"\x00\x01",
    ],
)
def test_other_json_is_not_taken_for_telegram(content):
    """Exports of other services with messages in them are not Telegram's."""
    assert sniffed(content) == 0


def test_real_exports_are_read(everything_of, exhibit_of):
    """Exports from the wild are wholly read."""
    if "STEELNAIL_DATA" not in os.environ:
        pytest.skip("STEELNAIL_DATA names no folder of real data")
    files = sorted((Path(os.environ["STEELNAIL_DATA"]) / "formats" / "telegram").glob("*.json"))
    assert files
    for file in files:
        exhibit = exhibit_of(file)
        assert sniffed(file.read_bytes()) >= 0.9
        everything = everything_of(FORMAT, exhibit)
        assert everything.record_count == FORMAT.count(exhibit) > 0
