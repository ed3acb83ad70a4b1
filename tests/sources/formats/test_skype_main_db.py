"""The reader of Skype's older database: owner, labels of contacts, words without tags, joins."""

from datetime import datetime
from pathlib import Path

from sources.formats.skype_main_db import FORMAT
from sources.registry import read_head

SAMPLE = Path(__file__).parents[2] / "data" / "skype_main_db" / "main.db"
OWNER, HAMMER = "skype:crane.77", "skype:live%3Ahammer99"


def test_sample_is_wholly_accounted_for(everything_of, exhibit_of):
    """Every row of the five tables is a record; a contact without name is rejected."""
    exhibit = exhibit_of(SAMPLE)
    assert FORMAT.sniff(read_head(SAMPLE, "main.db")) == 0.95
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count, everything.end.status) == (12, 1, "read")
    assert everything.total == FORMAT.count(exhibit)


def test_words_times_and_kinds(everything_of, exhibit_of):
    """Tags are taken out, entities put right; a quote keeps the quoted words only."""
    rows = everything_of(FORMAT, exhibit_of(SAMPLE)).tables["message"].to_dicts()
    assert [row["text"] for row in rows[:2]] == ["钢钉 & 馒头 :)", "钢钉where?"]
    assert (rows[0]["sent_at"], rows[0]["time_basis"]) == (datetime(2021, 3, 4, 9, 30), "epoch_s")
    assert [row["kind"] for row in rows] == ["text", "text", "system", "media", "system", "call"]
    assert rows[0]["thread_id"] == rows[1]["thread_id"] == "skype:crane.77~live%3Ahammer99"
    assert rows[0]["sender_account_id"] == HAMMER and rows[0]["native_message_id"] == "0102"


def test_labels_are_signed_by_the_owner(everything_of, exhibit_of):
    """What the owner calls a contact is a remark; the account's own names are its own."""
    tables = everything_of(FORMAT, exhibit_of(SAMPLE)).tables
    names = set(tables["name_observation"].select("account_id", "name", "kind", "observer_account_id").rows())
    assert (HAMMER, "Old Hammer", "remark", OWNER) in names
    assert (HAMMER, "锤子", "account_nickname", None) in names
    assert tables["account"].filter("is_owner")["account_id"].to_list() == [OWNER]
    assert ("phone", "+12025550103") in tables["selector"].select("kind", "value").rows()


def test_joins_and_titles_are_events(everything_of, exhibit_of):
    """Who was added by whom, the new title, and who made the group."""
    events = everything_of(FORMAT, exhibit_of(SAMPLE)).tables["membership_event"]
    told = events.select("event", "account_id", "name").rows()
    assert ("create", OWNER, None) in told
    assert ("invite", "skype:live%3Anail", None) in told and ("invite", "skype:live%3Abun", None) in told
    assert ("title", OWNER, "Yard 2") in told
