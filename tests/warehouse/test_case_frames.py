"""References and frames are made from records alone: scoped ids stay in their thread, cases stay apart."""

from datetime import datetime

import polars as pl
import pytest

from sources.record import BatchBuilder
from warehouse.case_frames import fill_references, read_case_frames, read_part
from warehouse.schema.ids import listed_reference, period_reference
from warehouse.schema.records import RECORD_RELATIONS

EXHIBIT = "e" * 64
RELATIONS = {relation.name: relation for relation in RECORD_RELATIONS}


def store(warehouse, case_id, fill, exhibit=EXHIBIT):
    batch = BatchBuilder(exhibit)
    fill(batch)
    for name, rows in batch.take().tables.items():
        warehouse.append_case_rows(RELATIONS[name], case_id, rows, schema="record")


def irc_log(thread, day, exhibit_line=1):
    def fill(batch):
        for nick in ("root", "crab"):
            batch.add(
                "account",
                locator=f"line:{exhibit_line}",
                account_id=f"irc:{nick}",
                platform="irc",
                native_id=nick,
                is_owner=False,
                is_display_name_only=False,
                thread_id=thread,
            )
        for position, nick in enumerate(("root", "crab", "root")):
            batch.add(
                "message",
                locator=f"line:{position + 1}",
                position=position,
                platform="irc",
                thread_id=thread,
                sender_account_id=f"irc:{nick}",
                sent_at=datetime(2024, 1, day, 10, position),
                time_basis="utc",
                kind="text",
                text="hello",
                is_deleted=False,
            )

    return fill


def test_a_nick_is_one_reference_per_log(warehouse):
    """The same nick in two logs is two references of one account; their periods name them."""
    store(warehouse, "c", irc_log("irc:log1", 1))
    store(warehouse, "c", irc_log("irc:log2", 2), "f" * 64)
    assert fill_references(warehouse, "c") == 4
    references = read_part(warehouse, "c", "references")
    roots = references.filter(pl.col("account_id") == "irc:root")
    expected = period_reference("irc:root", datetime(2024, 1, 1, 10), datetime(2024, 1, 1, 10, 2), "irc:log1")
    assert roots["reference"].to_list()[0] == expected
    assert roots["thread_id"].to_list() == ["irc:log1", "irc:log2"]
    utterances = read_part(warehouse, "c", "utterances")
    assert utterances.filter(pl.col("thread_id") == "irc:log1")["sender"][0] == expected


def test_two_logs_of_the_same_minutes_stay_apart(warehouse):
    """Periods that read the same are told apart by their thread."""
    store(warehouse, "c", irc_log("irc:log1", 1))
    store(warehouse, "c", irc_log("irc:log2", 1), "f" * 64)
    fill_references(warehouse, "c")
    references = read_part(warehouse, "c", "references")["reference"]
    assert references.n_unique() == 4


def test_platform_accounts_are_one_reference_over_all_threads(warehouse):
    """An account whose id the platform guarantees is one reference whatever the thread."""

    def fill(batch):
        batch.add(
            "account",
            locator="line:1",
            account_id="wechat:wxid_a",
            platform="wechat",
            native_id="wxid_a",
            is_owner=True,
            is_display_name_only=False,
        )
        for position, thread in enumerate(("wechat:t1", "wechat:t2")):
            batch.add(
                "message",
                locator=f"line:{position}",
                position=position,
                platform="wechat",
                thread_id=thread,
                sender_account_id="wechat:wxid_a",
                time_basis="none",
                kind="text",
                text="在",
                is_deleted=False,
            )

    store(warehouse, "c", fill)
    assert fill_references(warehouse, "c") == 1
    (row,) = read_part(warehouse, "c", "references").iter_rows(named=True)
    assert (row["reference"], row["message_count"], row["is_owner"]) == ("account:wechat:wxid_a", 2, True)


def test_cases_never_mix(warehouse):
    """The frames of one case hold nothing of another, though the same bytes were seized in both."""
    store(warehouse, "c1", irc_log("irc:log1", 1))
    store(warehouse, "c2", irc_log("irc:log1", 1))
    fill_references(warehouse, "c1")
    assert read_part(warehouse, "c2", "references").height == 0
    assert read_part(warehouse, "c1", "utterances").height == 3


@pytest.mark.parametrize("name", ["锤子", "a:b", "100%", "x@y"])
def test_list_entries_get_the_declared_reference(warehouse, name):
    """SQL and ids.py encode the parts of a reference alike."""

    def fill(batch):
        batch.add("list_entry", locator="row:2", row="Sheet1!2", name=name, name_kind="nickname")

    store(warehouse, "c", fill)
    fill_references(warehouse, "c")
    references = read_part(warehouse, "c", "references")["reference"].to_list()
    assert references == [listed_reference(EXHIBIT, "Sheet1!2", name)]


def test_a_real_name_beside_a_nickname_is_no_reference(warehouse):
    """The real name of a row is a claim about identity; it gets a reference only where it stands alone."""

    def fill(batch):
        batch.add("list_entry", locator="row:2", row="2", name="锤子", name_kind="nickname")
        batch.add("list_entry", locator="row:2", row="2", name="王某", name_kind="real_name")
        batch.add("list_entry", locator="row:3", row="3", name="李某", name_kind="real_name")

    store(warehouse, "c", fill)
    fill_references(warehouse, "c")
    names = read_part(warehouse, "c", "names")["name"].to_list()
    assert sorted(names) == ["李某", "锤子"]


def test_all_frames_are_read_with_their_columns(warehouse):
    """Every frame of a case comes with its declared columns, also when it is empty."""
    frames = read_case_frames(warehouse, "nothing")
    assert all(frame.height == 0 and frame.width > 0 for frame in frames.values())


def test_an_account_that_is_named_by_its_number_holds_that_number(warehouse):
    """A WhatsApp account bears its number; other ids don't."""
    ids = {"whatsapp:+8613800138000": "+8613800138000", "whatsapp:crab~1": "crab~1", "qq:13800138000": "13800138000"}

    def fill(batch):
        for account, native in ids.items():
            batch.add(
                "account",
                locator="line:1",
                account_id=account,
                platform=account.partition(":")[0],
                native_id=native,
                is_owner=False,
                is_display_name_only=False,
            )

    store(warehouse, "c", fill)
    fill_references(warehouse, "c")
    selectors = read_part(warehouse, "c", "selectors")
    assert selectors.select("reference", "kind", "value", "basis").rows() == [
        ("account:whatsapp:+8613800138000", "phone", "+8613800138000", "account_id")
    ]


def test_logins_of_one_place_are_kept_apart_and_counted_once(warehouse):
    """Two logins told in one row stay two; the login of a nick with two periods belongs to the one it falls in."""

    def fill(batch):
        for hour, ip in ((10, "8.8.8.8"), (11, "8.8.4.4")):
            batch.add(
                "login",
                locator="row:1",
                account_id="irc:root",
                happened_at=datetime(2024, 1, 2, 10, hour - 10),
                time_basis="utc",
                ip=ip,
            )

    store(warehouse, "c", irc_log("irc:log1", 1))
    store(warehouse, "c", irc_log("irc:log2", 2), "f" * 64)
    store(warehouse, "c", fill, "d" * 64)
    fill_references(warehouse, "c")
    logins = read_part(warehouse, "c", "logins")
    assert logins["ip"].to_list() == ["8.8.8.8", "8.8.4.4"]
    assert all("@20240102" in reference for reference in logins["reference"])
