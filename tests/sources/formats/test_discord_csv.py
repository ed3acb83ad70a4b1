"""The reader of Discord tables: the exporter's and those of legal returns."""

from datetime import datetime
from pathlib import Path

from sources.formats.discord_csv import FORMAT
from sources.record import Head

SAMPLES = Path(__file__).parents[2] / "data" / "discord_csv"
EXPORT = SAMPLES / "Steelworks - yard [9902].csv"


def test_sample_is_wholly_accounted_for(everything_of, exhibit_of):
    """Three messages are kept; a short row and one without author are rejected."""
    exhibit = exhibit_of(EXPORT)
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count, everything.end.status) == (3, 2, "read")
    assert everything.total == FORMAT.count(exhibit)
    assert everything.tables["rejected_record"]["locator"].to_list() == ["row:5", "row:6"]


def test_messages_of_the_exporter(everything_of, exhibit_of):
    """Times have their offset, the channel stands in the file's name, a name is a handle."""
    tables = everything_of(FORMAT, exhibit_of(EXPORT)).tables
    rows = tables["message"].to_dicts()
    assert (rows[0]["sent_at"], rows[0]["time_basis"]) == (datetime(2024, 1, 1, 2, 0, 0, 123000), "offset")
    assert [row["kind"] for row in rows] == ["text", "text", "media"]
    assert rows[1]["text"] == "在\n仓库" and {row["thread_id"] for row in rows} == {"discord:9902"}
    names = tables["name_observation"].select("account_id", "name", "kind", "observation_count").rows()
    assert names == [("discord:9911", "crane77", "handle", 1), ("discord:9922", "hammer_h", "handle", 2)]


def test_messages_of_a_return(everything_of, exhibit_of):
    """Channels are told by the rows, times are UTC by the return's own word."""
    everything = everything_of(FORMAT, exhibit_of(SAMPLES / "return.csv"))
    rows = everything.tables["message"].to_dicts()
    assert [row["thread_id"] for row in rows] == ["discord:9905", "discord:9906"]
    assert (rows[0]["sent_at"], rows[0]["time_basis"]) == (datetime(2024, 1, 1, 2), "utc")
    assert rows[0]["native_message_id"] == "99001"


def test_other_tables_are_let_alone():
    """A table that only resembles it is no Discord table."""
    for line in (b"Author,Date,Content\n", b"ID,Timestamp,Contents\n", b""):
        assert FORMAT.sniff(Head("x.csv", len(line), line)) == 0
