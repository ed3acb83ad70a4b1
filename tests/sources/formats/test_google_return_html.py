"""The reader of Google's subscriber information: one account with what is bound to it, and its logins."""

from datetime import datetime
from pathlib import Path

import pytest

from sources.errors import UnreadableExhibit
from sources.formats.google_return_html import FORMAT
from sources.record import Head

SAMPLE = Path(__file__).parents[2] / "data" / "google_return_html" / "crane.SubscriberInfo.html"
ACCOUNT = "email:crane@quay.example"


def test_the_account_and_its_logins(everything_of, exhibit_of):
    """Mails, phone and number are the account's; a row without address is rejected."""
    everything = everything_of(FORMAT, exhibit_of(SAMPLE))
    assert (everything.record_count, everything.rejected_count, everything.end.status) == (8, 1, "read")
    (row,) = everything.tables["registration"].to_dicts()
    assert (row["account_id"], row["real_name"], row["phone"]) == (ACCOUNT, "Crane Operator", "+12025550103")
    assert (row["registered_at"], row["ip"]) == (datetime(2019, 3, 4, 9, 15), "198.51.100.9")
    assert everything.tables["login"].select("ip", "happened_at").rows() == [
        ("198.51.100.7", datetime(2021, 3, 4, 9, 15))
    ]
    kinds = everything.tables["selector"]["kind"].to_list()
    assert kinds.count("email") == 3 and "other" in kinds


def test_a_page_without_account_is_refused(everything_of, exhibit_with):
    """A page that only resembles it is rejected with a sentence."""
    with pytest.raises(UnreadableExhibit, match="names no account"):
        everything_of(FORMAT, exhibit_with("<html><li>Google Account ID: </li><li>e-Mail: </li></html>"))


def test_look_alikes_are_let_alone():
    """A page about something else is no return."""
    for page in (b"<html>Google Account</html>", b"Google Account ID e-Mail", b""):
        assert FORMAT.sniff(Head("x.html", len(page), page)) == 0
