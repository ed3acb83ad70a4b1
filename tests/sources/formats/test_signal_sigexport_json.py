"""The reader of signal-export's JSON lines: the owner is "Me", others are names of their chat."""

from datetime import datetime
from pathlib import Path

from sources.formats.signal_sigexport_json import FORMAT

SAMPLE = Path(__file__).parents[2] / "data" / "signal_sigexport_json" / "data.json"


def test_sample_is_wholly_accounted_for(everything_of, exhibit_of):
    """Four messages are kept, a line without date is rejected."""
    exhibit = exhibit_of(SAMPLE, "export/Yard/data.json")
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count, everything.end.status) == (4, 1, "read")
    assert everything.total == FORMAT.count(exhibit)
    assert everything.tables["thread"]["title"].to_list() == ["Yard"]


def test_messages_and_people(everything_of, exhibit_of):
    """Quoted words stand before the answer; "Me" is an account only where the owner is given."""
    tables = everything_of(FORMAT, exhibit_of(SAMPLE)).tables
    rows = tables["message"].to_dicts()
    assert rows[1]["text"] == "> hammer?\n在"
    assert (rows[1]["sent_at"], rows[1]["time_basis"]) == (datetime(2024, 5, 13, 21, 0, 5, 250000), "local_assumed")
    assert [row["kind"] for row in rows] == ["text", "text", "media", "text"]
    assert rows[0]["sender_account_id"] is None and rows[3]["sender_account_id"] is None
    assert tables["name_observation"]["name"].to_list() == ["锤子"]
    given = everything_of(
        FORMAT, exhibit_of(SAMPLE, owners={"signal": "+12025550177"}, timezone="Asia/Shanghai")
    ).tables
    assert given["message"]["sender_account_id"][0] == "signal:+12025550177"
    assert given["message"]["sent_at"][0] == datetime(2024, 5, 13, 13)


def test_a_line_without_the_key_of_its_sender_is_kept(everything_of, exhibit_with):
    """Whoever wrote it isn't told; the words are kept and the lines behind it, too."""
    text = '{"date":"2024-05-13T21:00:05","body":"a"}\n{"date":"2024-05-13T21:00:06","sender":"Ann","body":"b"}\n'
    found = everything_of(FORMAT, exhibit_with(text, "export/Yard/data.json"))
    assert found.tables["message"].select("sender_name", "text").rows() == [(None, "a"), ("Ann", "b")]
