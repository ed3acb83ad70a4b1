"""The reader of chatlog's lists: names with commas, groups, friends by flag, damage, no record lost."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import UnreadableExhibit
from sources.formats.wechat_chatlog_contacts import FORMAT
from sources.registry import detect, read_head

FOLDER = Path(__file__).parents[2] / "data" / "wechat_chatlog_contacts"
GROUP, ANNA, BEN = "45678901234@chatroom", "wxid_aaaaaaaaaaaa11", "wxid_bbbbbbbbbbbb22"
HEADING = "UserName,Alias,Remark,NickName\n"


@pytest.fixture
def reading(exhibit_with, everything_of):
    """Reads a text (or bytes) as a list; what claims to be whole is accounted for."""

    def read(content, **more):
        exhibit = exhibit_with(content, "contacts.csv", **more)
        found = everything_of(FORMAT, exhibit)
        if found.end.status == "read":
            assert found.total == FORMAT.count(exhibit)
        return found

    return read


def names_of(found):
    return found.tables["name_observation"].select("account_id", "name", "kind").rows()


def test_lists_are_known_by_their_heading(tmp_path):
    """The headings and keys decide; other tables of contacts aren't taken."""
    for file in FOLDER.glob("*.*"):
        if file.name != "ORIGIN.md":
            assert detect(read_head(file, "x.bin")) is FORMAT
    twin = tmp_path / "twin.csv"
    for text in (
        "UserName,Alias,Remark,NickName,Type\n",
        "Name,Remark\n",
        '{"items":[{"name":"a"}]}',
        '{"items":[]}',
        "",
    ):
        twin.write_text(text)
        assert FORMAT.sniff(read_head(twin, "contacts.csv")) == 0


def test_commas_in_names_are_told_where_they_can_be(reading):
    """A comma beside an empty name leaves no doubt; between two names it does, and the row is rejected."""
    found = reading((FOLDER / "contacts.csv").read_bytes(), owners={"wechat": "wxid_me"})
    assert names_of(found) == [
        (f"wechat:{ANNA}", "crab_77", "handle"),
        (f"wechat:{ANNA}", "老螃蟹", "account_nickname"),
        (f"wechat:{ANNA}", "螃蟹 水房", "remark"),
        (f"wechat:{BEN}", "虾, 小虾", "account_nickname"),
    ]
    assert found.tables["rejected_record"]["locator"].to_list() == ["line:4"]
    assert found.tables["thread"].select("thread_id", "title").rows() == [(f"wechat:{GROUP}", "钢厂")]
    assert found.tables["contact"].select("account_id", "other_account_id").rows() == [
        ("wechat:wxid_me", f"wechat:{ANNA}")
    ]


def test_groups_are_parted_from_both_ends(reading):
    """Owner and count stand at the end, so a comma in the only name does no harm."""
    found = reading((FOLDER / "groups.csv").read_bytes())
    assert found.tables["thread"].select("thread_id", "title").rows() == [(f"wechat:{GROUP}", "钢厂, 二群")]
    assert found.tables["membership_event"].select("event", "account_id").rows() == [("own", f"wechat:{ANNA}")]


def test_json_says_who_is_a_friend(reading):
    """The flag makes a contact, members of a group have their cards, an entry without id is rejected."""
    found = reading((FOLDER / "contacts.json").read_bytes())
    assert found.tables["contact"]["other_account_id"].to_list() == [f"wechat:{ANNA}"]
    assert (f"wechat:{ANNA}", "掌柜", "group_card") in names_of(found)
    assert found.tables["membership_event"]["event"].to_list() == ["join", "join", "own"]
    assert (found.record_count, found.rejected_count) == (3, 1)


def test_cut_empty_and_foreign_lists(reading):
    """A torn character makes it partial, a heading alone is empty, another heading is refused."""
    assert reading((HEADING + f"{ANNA},,,锤").encode()[:-1]).end.status == "partial"
    assert reading(HEADING).end.status == "empty"
    with pytest.raises(UnreadableExhibit):
        reading("a,b\n")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.sampled_from("a1_,锤 \t\x1c\r"), max_size=12), max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_every_line_is_accounted_for(tmp_path_factory, exhibit_of, everything_of, rows, end):
    """Whatever stands in a line, it is read or rejected."""
    file = tmp_path_factory.mktemp("list") / "contacts.csv"
    file.write_text(HEADING + "".join(f"{row}{end}" for row in rows), newline="", encoding="utf-8")
    exhibit = exhibit_of(file)
    assert everything_of(FORMAT, exhibit).total == FORMAT.count(exhibit)
