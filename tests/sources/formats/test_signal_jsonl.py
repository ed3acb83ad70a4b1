"""The reader of Signal's own export: contacts with the owner's labels, edits, group changes, replies."""

from datetime import datetime
from pathlib import Path

from sources.formats.signal_jsonl import FORMAT
from sources.record import EndOfExhibit, Head

SAMPLE = Path(__file__).parents[2] / "data" / "signal_jsonl" / "main.jsonl"
HAMMER, NAIL = "signal:+12025550103", "signal:00000000-0000-0000-0000-000000000004"


def test_sample_is_wholly_accounted_for(everything_of, exhibit_of):
    """Every line is a record but the one that is of no known kind."""
    exhibit = exhibit_of(SAMPLE)
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count, everything.end.status) == (17, 1, "read")
    assert everything.total == FORMAT.count(exhibit) == 18


def test_messages_with_earlier_wordings(everything_of, exhibit_of):
    """An edited message gives both wordings, one record; replies name what they answer."""
    rows = everything_of(FORMAT, exhibit_of(SAMPLE)).tables["message"].to_dicts()
    said = {row["locator"]: row for row in rows}
    assert said["line:12"]["text"] == "second wording" and said["line:12#1"]["text"] == "first wording"
    assert said["line:10"]["sender_account_id"] == HAMMER
    assert said["line:10"]["sent_at"] == datetime(2024, 5, 13, 21, 33, 20)
    assert said["line:11"]["reply_to_native_message_id"] == said["line:10"]["native_message_id"]
    assert said["line:15"]["is_deleted"]
    assert [said[f"line:{number}"]["kind"] for number in (13, 14, 16, 17)] == [
        "system",
        "system",
        "contact_card",
        "call",
    ]


def test_labels_are_signed_by_the_owner(everything_of, exhibit_of):
    """Nickname, note and name in the phone book are the owner's remarks; the profile's name is the contact's own."""
    names = everything_of(FORMAT, exhibit_of(SAMPLE)).tables["name_observation"]
    rows = set(names.select("account_id", "name", "kind", "observer_account_id").rows())
    for remark in ("Hammer (old)", "boss of nail", "老锤"):
        assert (HAMMER, remark, "remark", "signal:crane.77") in rows
    assert (HAMMER, "锤子", "account_nickname", None) in rows
    assert (NAIL, "nail.11", "handle", None) in rows
    assert (HAMMER, "foreman", "group_card", None) in rows


def test_the_owner_is_the_files_own_account(everything_of, exhibit_of):
    """The given number stands for the owner; without it his username does."""
    tables = everything_of(FORMAT, exhibit_of(SAMPLE)).tables
    assert tables["account"].filter("is_owner")["account_id"].to_list() == ["signal:crane.77"]
    given = everything_of(FORMAT, exhibit_of(SAMPLE, owners={"signal": "+12025550177"})).tables
    assert given["account"].filter("is_owner")["account_id"].to_list() == ["signal:+12025550177"]
    assert "signal:+12025550103~+12025550177" in given["thread"]["thread_id"].to_list()


def test_group_changes_are_events(everything_of, exhibit_of):
    """Who added whom, new titles, and new names of people."""
    events = everything_of(FORMAT, exhibit_of(SAMPLE)).tables["membership_event"]
    told = events.filter(events["locator"].is_in(["line:13", "line:14"])).select(
        "event", "account_id", "actor_account_id", "name"
    )
    assert told.rows() == [
        ("invite", "signal:00000000-0000-0000-0000-000000000009", HAMMER, None),
        ("title", HAMMER, HAMMER, "Yard 2"),
        ("rename", HAMMER, HAMMER, "铁锤"),
    ]


def test_a_cut_export_is_partial(everything_of, exhibit_with):
    """The last, torn line is rejected and the end says so."""
    everything = everything_of(FORMAT, exhibit_with(SAMPLE.read_bytes()[:-30]))
    assert everything.rejected_count == 1
    assert everything.end == EndOfExhibit("partial", "the last line is cut off; ask for the complete export")


def test_look_alikes_are_let_alone():
    """Other JSON lines are no Signal export."""
    content = SAMPLE.read_bytes()
    assert FORMAT.sniff(Head("main.jsonl", len(content), content)) == 0.95
    for other in (b'{"account": {}}', b'{"a": 1}\n{"b": 2}\n', b'{"account": {}}\n{"message": {}}\n', b""):
        assert FORMAT.sniff(Head("main.jsonl", len(other), other)) == 0


def test_two_contacts_of_one_name_stay_two(everything_of, exhibit_with):
    """Contacts that the export knows by a profile name alone are told apart by their numbers in it."""
    lines = [
        '{"version":"1","backupTimeMs":"1"}',
        '{"recipient":{"id":"1","contact":{"profileGivenName":"老王"}}}',
        '{"recipient":{"id":"2","contact":{"profileGivenName":"老王"}}}',
    ]
    tables = everything_of(FORMAT, exhibit_with("\n".join(lines))).tables
    assert tables["account"]["account_id"].n_unique() == 2
