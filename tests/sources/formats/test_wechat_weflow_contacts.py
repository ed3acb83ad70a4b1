"""The reader of WeFlow's contact lists: CSV and JSON alike, names by kind, friends, phones, damage, no record lost."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import UnreadableExhibit
from sources.formats.wechat_weflow_contacts import FORMAT
from sources.registry import detect, read_head

FOLDER = Path(__file__).parents[2] / "data" / "wechat_weflow_contacts"
TABLE, JSON = FOLDER / "contacts_2026-05-01T01-00-00.csv", FOLDER / "contacts_2026-05-01T01-00-00.json"
GROUP, ANNA, BEN = "45678901234@chatroom", "wxid_aaaaaaaaaaaa11", "wxid_bbbbbbbbbbbb22"
HEADING = "用户名,显示名称,备注,昵称,微信号,标签,描述,个性签名,地区,类型\n"


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


def test_lists_are_known_by_their_heading(tmp_path):
    """The heading and the keys decide; other tables of contacts aren't taken."""
    assert detect(read_head(TABLE, "x.bin")) is FORMAT
    assert detect(read_head(JSON, "x.bin")) is FORMAT
    twin = tmp_path / "twin.csv"
    for text in ("昵称,备注,类型\n", '{"contacts":[{"username":"a","displayName":"b","type":"c"}]}', "{}", ""):
        twin.write_text(text)
        assert FORMAT.sniff(read_head(twin, "contacts.csv")) == 0


@pytest.mark.parametrize("file", [TABLE, JSON], ids=["csv", "json"])
def test_lists_are_read_as_written(reading, file):
    """Names by kind with the owner as observer, friends as contacts, groups as threads, noted phones as selectors."""
    found = reading(file.read_bytes(), owners={"wechat": "wxid_me"})
    assert found.tables["name_observation"].select("account_id", "name", "kind", "observer_account_id").rows() == [
        (f"wechat:{ANNA}", "crab_77", "handle", None),
        (f"wechat:{ANNA}", "老螃蟹", "account_nickname", None),
        (f"wechat:{ANNA}", "螃蟹 水房", "remark", "wechat:wxid_me"),
        (f"wechat:{BEN}", "小虾", "account_nickname", None),
    ]
    assert found.tables["contact"]["other_account_id"].to_list() == [f"wechat:{ANNA}"]
    assert found.tables["thread"].select("thread_id", "title", "kind").rows() == [(f"wechat:{GROUP}", "钢厂", "group")]
    assert found.tables["selector"].select("value", "is_usable").rows() == [("+8613800138000", True)]
    assert (found.record_count, found.rejected_count) == (3, 0)


def test_cut_empty_and_foreign_lists(reading):
    """A torn row makes it partial, a heading alone is empty, another heading is refused."""
    assert reading(TABLE.read_bytes()[:-5]).end.status == "partial"
    assert reading(JSON.read_bytes()[:-50]).end.status == "partial"
    assert reading(HEADING).end.status == "empty"
    with pytest.raises(UnreadableExhibit):
        reading("a,b\n")


_CELLS = st.text(st.sampled_from('ab,"\n 锤'), max_size=5)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(_CELLS, min_size=1, max_size=12), max_size=6))
def test_every_row_is_accounted_for(tmp_path_factory, exhibit_of, everything_of, rows):
    """Whatever stands in a row, it is read or rejected."""
    file = tmp_path_factory.mktemp("list") / "contacts.csv"
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    file.write_text("\ufeff" + HEADING + "\n".join(quoted), newline="", encoding="utf-8")
    exhibit = exhibit_of(file)
    assert everything_of(FORMAT, exhibit).total == FORMAT.count(exhibit) == len(rows)
