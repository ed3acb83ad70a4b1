"""The reader of Snapchat's returns: headings below prose, four kinds of tables, the account in the path."""

from datetime import datetime
from pathlib import Path

import pytest

from sources.formats.snapchat_return_csv import FORMAT
from sources.record import Head

SAMPLES = Path(__file__).parents[2] / "data" / "snapchat_return_csv"
HAMMER = "app:snapchat/hammer99"


def read(everything_of, exhibit_of, name):
    file = next(SAMPLES.rglob(name))
    return everything_of(FORMAT, exhibit_of(file, str(file.relative_to(SAMPLES))))


def test_registration(everything_of, exhibit_of):
    """The subscriber's row is a registration with its names and bound identifiers."""
    tables = read(everything_of, exhibit_of, "subscriber_info.csv").tables
    (row,) = tables["registration"].to_dicts()
    assert (row["account_id"], row["phone"], row["registered_at"]) == (
        HAMMER,
        "+12025550103",
        datetime(2020, 1, 2, 3, 4, 5),
    )
    assert set(tables["name_observation"]["name"]) == {"锤子", "hammer99"}


def test_logins_belong_to_the_account_in_the_path(everything_of, exhibit_of):
    """Both forms of times are read; nonsense is no time."""
    logins = (
        read(everything_of, exhibit_of, "ip_data.csv").tables["login"].select("account_id", "happened_at", "action")
    )
    assert logins.rows() == [(HAMMER, datetime(2021, 3, 4, 9, 15), "Login"), (HAMMER, None, "Logout")]


def test_friends_and_messages(everything_of, exhibit_of):
    """A friend without name is rejected; messages have sender, conversation and time."""
    friends = read(everything_of, exhibit_of, "friends_list.csv")
    assert (friends.record_count, friends.rejected_count) == (1, 1)
    rows = read(everything_of, exhibit_of, "conversations.csv").tables["message"].to_dicts()
    assert [(row["sender_name"], row["text"], row["kind"]) for row in rows] == [
        ("hammer99", "nail, where?", "text"),
        ("nail_99", "", "media"),
    ]


def test_other_tables_are_let_alone():
    """Addresses with times are no Snapchat table unless it says so."""
    for text in (b"ip,type,timestamp\n1,2,3\n", b"username,display_name\n", b""):
        assert FORMAT.sniff(Head("x.csv", len(text), text)) == 0


_LOGINS = b"ip,type,timestamp\n198.51.100.7,Login,2021-03-04 09:15:00 UTC\n"


@pytest.mark.parametrize(
    ("path", "prose", "owner"),
    [
        ("phone/evidence/ip_data.csv", b"Snap Inc.\n", None),
        ("nail_99-20240101/unpacked/ip_data.csv", b"Snap Inc.\n", None),
        ("nail_99-20240101.zip!/ip_data.csv", b"Snap Inc.\n", "app:snapchat/nail_99"),
        ("nail_99-20240101/ip_data.csv", b"Snap Inc. Target username: Hammer99\n", HAMMER),
    ],
)
def test_a_folder_of_the_office_is_no_account(everything_of, exhibit_with, path, prose, owner):
    """The account is who the prose or the return's own folder names; without either a login is rejected."""
    everything = everything_of(FORMAT, exhibit_with(prose + _LOGINS, path))
    assert (everything.record_count, everything.rejected_count) == ((1, 0) if owner else (0, 1))
    if owner:
        assert everything.tables["login"]["account_id"].to_list() == [owner]


@pytest.mark.parametrize("count", [3, 500_000])
def test_a_quote_that_never_closes_is_said(everything_of, exhibit_with, count):
    """Rows behind it are lost, whether the rest fits a cell or not: the file is partial."""
    heading = b"sender_username,recipient_username,timestamp,content_type,text\n"
    row = b"hammer99,nail_99,2021-03-04 09:15:00 UTC,TEXT,"
    content = heading + row + b"one\n" + row + b'"two\n' + (row + b"three\n") * count
    everything = everything_of(FORMAT, exhibit_with(content, "x-20240101/conversations.csv"))
    assert everything.end.status == "partial"
    assert everything.tables["message"]["text"][0] == "one"
