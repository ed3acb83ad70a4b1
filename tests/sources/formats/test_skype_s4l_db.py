"""The reader of Skype 8's database: JSON documents, the owner in the file's name."""

from pathlib import Path

from sources.formats.skype_s4l_db import FORMAT
from sources.registry import read_head

SAMPLE = Path(__file__).parents[2] / "data" / "skype_s4l_db" / "s4l-live#3acrane.db"
OWNER, HAMMER = "skype:live%3Acrane", "skype:live%3Ahammer99"


def test_sample_is_wholly_accounted_for(everything_of, exhibit_of):
    """Documents without what they need, or that are no JSON, are rejected at their row."""
    exhibit = exhibit_of(SAMPLE)
    assert FORMAT.sniff(read_head(SAMPLE, SAMPLE.name)) == 0.95
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count, everything.end.status) == (6, 3, "read")
    assert everything.total == FORMAT.count(exhibit)


def test_messages_and_people(everything_of, exhibit_of):
    """Groups go by their id, direct talks by both ends; the owner's label is his remark."""
    tables = everything_of(FORMAT, exhibit_of(SAMPLE)).tables
    rows = tables["message"].to_dicts()
    assert [row["kind"] for row in rows] == ["text", "call", "media"]
    assert rows[0]["text"] == "钢钉 <3 x" and rows[0]["sender_account_id"] == HAMMER
    assert all(row["time_basis"] == "epoch_ms" for row in rows)
    assert rows[0]["thread_id"] == "skype:live%3Acrane~live%3Ahammer99"
    names = tables["name_observation"].select("account_id", "name", "kind", "observer_account_id").rows()
    assert (HAMMER, "Old Hammer", "remark", OWNER) in names
    assert tables["account"].filter("is_owner")["account_id"].to_list() == [OWNER]
    assert "Yard" in tables["thread"]["title"].to_list()
