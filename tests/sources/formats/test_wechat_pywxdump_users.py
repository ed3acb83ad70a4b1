"""The reader of PyWxDump's users.json: names by kind, contacts, phones, groups, damage, no record lost."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import UnreadableExhibit
from sources.formats.wechat_pywxdump_users import FORMAT
from sources.registry import detect, read_head

SAMPLE = Path(__file__).parents[2] / "data" / "wechat_pywxdump_users" / "users.json"
ANNA, BEN, ME = "wxid_aaaaaaaaaaaa11", "wxid_bbbbbbbbbbbb22", "wxid_me000000000000"


@pytest.fixture
def reading(exhibit_with, everything_of):
    """Reads bytes or a list of people; what claims to be whole is accounted for."""

    def read(content, **more):
        exhibit = exhibit_with(
            content if isinstance(content, str | bytes) else json.dumps(content), "users.json", **more
        )
        found = everything_of(FORMAT, exhibit)
        if found.end.status == "read":
            assert found.total == FORMAT.count(exhibit)
        return found

    return read


def test_list_is_known_by_its_keys(tmp_path):
    """People under their own id; other objects of objects aren't taken."""
    assert detect(read_head(SAMPLE, "x.bin")) is FORMAT
    twin = tmp_path / "twin.json"
    for text in ('{"a":{"wxid":"b","nickname":"","remark":"","account":""}}', '{"a":{"wxid":"a"}}', "{}", "[]", ""):
        twin.write_text(text)
        assert FORMAT.sniff(read_head(twin, "users.json")) == 0


def test_names_have_their_kind(reading):
    """Nickname, remark of the owner, and visible id are three observations; the app's own accounts are none."""
    found = reading(SAMPLE.read_bytes(), owners={"wechat": ME})
    names = found.tables["name_observation"].select("account_id", "name", "kind", "observer_account_id").rows()
    assert names == [
        (f"wechat:{ANNA}", "crab_77", "handle", None),
        (f"wechat:{ANNA}", "老螃蟹", "account_nickname", None),
        (f"wechat:{ANNA}", "螃蟹 水房", "remark", f"wechat:{ME}"),
        (f"wechat:{BEN}", "小虾", "account_nickname", None),
        (f"wechat:{ME}", "我是谁", "account_nickname", None),
    ]
    assert found.tables["account"].filter(found.tables["account"]["is_owner"])["native_id"].to_list() == [ME]
    assert (found.record_count, found.rejected_count) == (5, 1)


def test_whom_the_owner_marked_is_his_contact(reading):
    """A remark or a label makes a contact; a mere member of the chat is none."""
    contacts = reading(SAMPLE.read_bytes()).tables["contact"]
    assert contacts.select("account_id", "other_account_id", "locator").rows() == [
        (None, f"wechat:{ANNA}", f"json:/{ANNA}"),
        (None, f"wechat:{BEN}", f"json:/{BEN}"),
    ]


def test_noted_phones_are_selectors(reading):
    """Each number of a note stands for itself; one that fails its check is no key."""
    selectors = reading(SAMPLE.read_bytes()).tables["selector"]
    assert selectors.select("account_id", "value", "is_usable", "basis").rows() == [
        (f"wechat:{BEN}", "+8613800138000", True, "address_book"),
        (f"wechat:{BEN}", "+862055501234", True, "address_book"),
    ]


def test_groups_are_threads(reading):
    """A group in the list is a conversation with its title, not an account."""
    threads = reading(SAMPLE.read_bytes()).tables["thread"]
    assert threads.select("thread_id", "title", "kind").rows() == [("wechat:45678901234@chatroom", "钢厂", "group")]


def test_cut_files_are_partial(reading):
    """What stands before the cut is kept; a file that breaks at once is refused; an empty list is empty."""
    text = SAMPLE.read_text(encoding="utf-8")
    found = reading(text[: text.index("小虾")])
    assert (found.end.status, found.record_count) == ("partial", 1)
    with pytest.raises(UnreadableExhibit):
        reading(text[:30])
    assert reading({}).end.status == "empty"


VALUES = st.none() | st.integers(0, 2) | st.text("a锤@", max_size=4) | st.lists(st.integers(), max_size=2)


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.text("ab@锤/~", max_size=4),
        st.dictionaries(st.sampled_from(["wxid", "nickname", "remark", "account", "ExtraBuf", "LabelIDList"]), VALUES)
        | VALUES,
        max_size=5,
    )
)
def test_every_member_is_accounted_for(tmp_path_factory, exhibit_of, everything_of, people):
    """Whatever stands in the list, it is read or rejected."""
    file = tmp_path_factory.mktemp("json") / "users.json"
    file.write_text(json.dumps(people))
    exhibit = exhibit_of(file)
    assert everything_of(FORMAT, exhibit).total == FORMAT.count(exhibit) == len(people)
