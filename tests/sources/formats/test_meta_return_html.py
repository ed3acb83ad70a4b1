"""The reader of Meta's returns: the account, its logins and devices, messages by numbered people."""

from datetime import datetime
from pathlib import Path

import pytest

from sources.formats.meta_return_html import FORMAT
from sources.record import Head

SAMPLES = Path(__file__).parents[2] / "data" / "meta_return_html"
OWNER, HAMMER = "messenger:990000000011111", "messenger:990000000022222"


def test_the_account_and_what_is_bound_to_it(everything_of, exhibit_of):
    """Registration, names, mail and phone belong to the account that was asked for."""
    everything = everything_of(FORMAT, exhibit_of(SAMPLES / "records.html"))
    assert everything.end.status == "read"
    (row,) = everything.tables["registration"].to_dicts()
    assert (row["account_id"], row["real_name"], row["ip"]) == (OWNER, "Crane Operator", "198.51.100.9")
    assert (row["registered_at"], row["phone"]) == (datetime(2019, 3, 4, 9, 15), "+12025550103")
    names = set(everything.tables["name_observation"].select("account_id", "name", "kind").rows())
    assert {(OWNER, "Crane Operator", "account_nickname"), (OWNER, "crane.77", "handle")} <= names
    selectors = set(everything.tables["selector"].select("account_id", "kind", "value").rows())
    assert {(OWNER, "email", "crane@quay.example"), (OWNER, "device", "490154203237518")} <= selectors


def test_logins_and_messages(everything_of, exhibit_of):
    """Times are UTC by the return's word; authors are known by number."""
    tables = everything_of(FORMAT, exhibit_of(SAMPLES / "records.html")).tables
    logins = tables["login"].select("account_id", "happened_at", "ip", "action").rows()
    assert logins == [
        (OWNER, datetime(2021, 3, 4, 9, 15), "198.51.100.7", "Login"),
        (OWNER, datetime(2021, 3, 4, 9, 35), "2001:db8::1", None),
    ]
    rows = tables["message"].to_dicts()
    assert [(row["sender_account_id"], row["text"], row["kind"]) for row in rows] == [
        (HAMMER, "钢钉在仓库 & 馒头", "text"),
        (OWNER, "", "media"),
        (HAMMER, "", "call"),
    ]
    assert {row["thread_id"] for row in rows} == {"messenger:9900000000777"}
    assert (rows[0]["sent_at"], rows[0]["time_basis"]) == (datetime(2021, 3, 4, 9, 15), "utc")


def test_unread_sections_are_said(everything_of, exhibit_of):
    """What the reader doesn't know is rejected with the name of its section."""
    everything = everything_of(FORMAT, exhibit_of(SAMPLES / "records.html"))
    assert everything.tables["rejected_record"]["reason"].to_list() == ["the section photos is not read"] * 2


def test_the_older_layout_with_tables(everything_of, exhibit_of):
    """Labels in th and values in td are the same records."""
    rows = everything_of(FORMAT, exhibit_of(SAMPLES / "index.html")).tables["message"].to_dicts()
    assert [(row["sender_account_id"], row["text"]) for row in rows] == [("app:instagram/990000000044444", "hello")]


def test_a_cut_return_is_partial(everything_of, exhibit_with):
    """What stands before the cut is read."""
    content = (SAMPLES / "records.html").read_bytes()
    everything = everything_of(FORMAT, exhibit_with(content[: len(content) - 400]))
    assert everything.end.status == "partial" and everything.record_count > 20


def test_other_pages_are_let_alone():
    """A web page is no return."""
    for page in (b"<html><body><div id='x'>property</div></body></html>", b"", b"property-name"):
        assert FORMAT.sniff(Head("records.html", len(page), page)) == 0


def section(name, *pairs):
    inner = '<div class="div_table inner">{}<div class="most_inner">{}</div></div>'
    return f'<div id="property-{name}">' + "".join(inner.format(*pair) for pair in pairs) + "</div>"


def page(*sections):
    return "<html><body>" + "".join(sections) + "</body></html>"


def test_instagram_is_another_service(everything_of, exhibit_with):
    """Its numbers are no Facebook numbers: accounts and threads carry the app's name, as in forensic reports."""
    asked = section("request_parameters", ("Service", "Instagram"), ("Target", "990000000011111"))
    said = section(
        "unified_messages",
        ("Thread", "(9900000000777)"),
        ("Author", "crane.77 (Instagram: 990000000022222)"),
        ("Body", "hi"),
        ("Author", "Crane (Facebook: 990000000022222)"),
        ("Body", "ho"),
    )
    tables = everything_of(FORMAT, exhibit_with(page(asked, section("vanity", ("Vanity", "x")), said))).tables
    assert tables["registration"]["account_id"].to_list() == ["app:instagram/990000000011111"]
    assert tables["message"].select("platform", "thread_id", "sender_account_id").rows() == [
        ("app", "app:instagram/9900000000777", "app:instagram/990000000022222"),
        ("app", "app:instagram/9900000000777", "messenger:990000000022222"),
    ]


@pytest.mark.parametrize("target", ["https://www.instagram.com/hammer9900123", "hammer", "+12025550103"])
def test_without_a_number_nothing_is_lost_in_silence(everything_of, exhibit_with, target):
    """Digits of a user name or phone are no account; what can be tied to none is rejected."""
    asked = section("request_parameters", ("Service", "Instagram"), ("Account Identifier", target))
    facts = section("emails", ("Mail", "crane@quay.example")) + section("ip_addresses", ("Time", "x"), ("IP", "y"))
    everything = everything_of(FORMAT, exhibit_with(page(asked, facts)))
    assert (everything.record_count, everything.rejected_count) == (2, 3)
    assert not everything.tables["account"].height


def test_a_long_name_costs_its_length_only(everything_of, exhibit_with):
    """Blanks without end in the place of an author are parted once, not in all ways."""
    said = section("unified_messages", ("Author", f"x{' ' * 200_000}y (Facebook: 990000000022222)"), ("Body", "hi"))
    tables = everything_of(FORMAT, exhibit_with(page(said))).tables
    assert tables["message"]["sender_account_id"].to_list() == ["messenger:990000000022222"]
