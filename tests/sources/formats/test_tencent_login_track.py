"""The reader of login tracks: each login with time and address, of the account that the path names."""

from datetime import datetime
from pathlib import Path

from sources.formats.tencent_login_track import FORMAT

SAMPLES = Path(__file__).parents[2] / "data" / "tencent_login_track"
TRACK = next(SAMPLES.rglob("*.txt"))


def test_logins_of_the_account_in_the_path(everything_of, exhibit_of):
    """Three logins are kept, nonsense is rejected; an address becomes a selector once."""
    exhibit = exhibit_of(TRACK, str(TRACK.relative_to(SAMPLES)))
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count, everything.end.status) == (3, 1, "read")
    assert everything.total == FORMAT.count(exhibit)
    rows = everything.tables["login"].to_dicts()
    assert rows[0]["account_id"] == "wechat:wxid_hammer9900000" and rows[0]["device"] == "iPhone 13"
    assert (rows[0]["happened_at"], rows[0]["time_basis"]) == (datetime(2026, 1, 27, 3, 53, 50), "offset")
    assert [row["ip"] for row in rows] == ["198.51.100.7", "2001:db8::1", "198.51.100.7"]
    assert everything.tables["selector"]["value"].to_list() == ["198.51.100.7", "2001:db8::1"]
    assert set(everything.tables["selector"]["basis"]) == {"session"}


def test_without_its_folders_nobody_is_guessed(everything_of, exhibit_of):
    """Rows whose account stood in a lost path are rejected and say so."""
    exhibit = exhibit_of(TRACK, "登录轨迹.txt")
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count) == (0, 4)
    assert everything.total == FORMAT.count(exhibit)
