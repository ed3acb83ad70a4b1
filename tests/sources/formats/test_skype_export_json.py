"""The reader of Microsoft's Skype export: conversations with their messages, the owner by the export's own word."""

from datetime import datetime
from pathlib import Path

from sources.formats.skype_export_json import FORMAT
from sources.record import Head

SAMPLE = Path(__file__).parents[2] / "data" / "skype_export_json" / "messages.json"


def test_sample_is_wholly_accounted_for(everything_of, exhibit_of):
    """Three messages are kept, an empty one is rejected."""
    exhibit = exhibit_of(SAMPLE)
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count, everything.end.status) == (3, 1, "read")
    assert everything.total == FORMAT.count(exhibit)


def test_messages_and_owner(everything_of, exhibit_of):
    """Times are UTC, words without tags; the exporting account is the owner."""
    tables = everything_of(FORMAT, exhibit_of(SAMPLE)).tables
    rows = tables["message"].to_dicts()
    assert (rows[0]["text"], rows[0]["sent_at"]) == ("钢钉 & 馒头", datetime(2021, 3, 4, 9, 30, 0, 123000))
    assert (rows[1]["kind"], rows[1]["sent_at"]) == ("call", datetime(2021, 3, 4, 9, 31))
    assert {row["time_basis"] for row in rows} == {"utc"}
    assert tables["account"].filter("is_owner")["account_id"].to_list() == ["skype:live%3Acrane"]
    assert tables["thread"].select("title", "kind").rows() == [(None, "direct"), ("Yard", "group")]


def test_look_alikes_are_let_alone():
    """Conversations of other programs are no Skype export."""
    content = SAMPLE.read_bytes()
    assert FORMAT.sniff(Head("messages.json", len(content), content)) == 0.95
    for other in (b'{"conversations": [{"MessageList": [1]}]}', b'{"userId": 1, "conversations": []}', b""):
        assert FORMAT.sniff(Head("messages.json", len(other), other)) == 0
