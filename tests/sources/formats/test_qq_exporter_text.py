"""qq-chat-exporter text: records, roles, what stands behind the words, damage, no record lost."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import SourceError, UnreadableExhibit
from sources.formats.qq_exporter_text import FORMAT
from sources.registry import read_head

SAMPLE = Path(__file__).parents[2] / "data" / "qq_exporter_text" / "group_v5.txt"
HEAD = "[QQChatExporter V5 / https://exporter.example]\n\n聊天名称: 铁锤\n聊天类型: 私聊\n\n\n"
FOOT = "\n{0}\n              导出完成\n{0}\n总计导出 2 条消息\n导出时间: 2024-06-01 20:00:00".format("=" * 47)


def record(name, words, clock="08:00:00", more=""):
    return f"{name}:\n时间: 2024-06-01 {clock}\n内容: {words}\n{more}\n\n"


@pytest.fixture
def reading(exhibit_with, everything_of):
    """Reads a text; checks that no record is lost."""

    def read(content, **more):
        exhibit = exhibit_with(content, **{"path": "QQ/friend.txt", **more})
        found = everything_of(FORMAT, exhibit)
        assert found.total == FORMAT.count(exhibit)
        return found

    return read


@pytest.fixture
def sample(exhibit_of, everything_of):
    """The sample: a group."""
    found = everything_of(FORMAT, exhibit_of(SAMPLE))
    assert found.total == FORMAT.count(exhibit_of(SAMPLE)) == 7
    return found


def test_export_is_known_by_its_banner():
    """The banner is enough, whatever the file is called."""
    assert FORMAT.sniff(read_head(SAMPLE, "x.bin")) > 0.9


def test_records_are_parted(sample):
    """Words of several lines stay whole; what the exporter says of pictures and quotes isn't said by anybody."""
    rows = sample.tables["message"]
    assert rows["text"].to_list() == [
        "今晚开工\n十点\n内容: 不是新的",
        "收到",
        "[图片: A.jpg]",
        "小螃蟹邀请馒头加入了群聊。",
        "",
        "时间: 没有\n散了",
    ]
    assert rows["kind"].to_list() == ["text", "text", "media", "system", "text", "text"]
    assert rows["locator"].to_list() == [f"line:{n}" for n in (15, 22, 29, 36, 41, 50)]
    assert sample.end.status == "read"


def test_times_are_local(sample):
    """Times carry no zone; one that doesn't exist is a rejected record."""
    assert sample.tables["message"]["sent_at"][0] == datetime(2024, 6, 1)
    assert sample.tables["message"]["time_basis"].unique().to_list() == ["local_assumed"]
    assert sample.tables["rejected_record"]["locator"].to_list() == ["line:45"]


def test_people_are_names_in_the_chat(sample):
    """Nobody has a number; an opaque id shown in place of a name is one; roles are no part of names."""
    accounts = sample.tables["account"]
    assert accounts.filter(~accounts["is_display_name_only"])["native_id"].to_list() == ["u_mantDDDDDDDDDDDDDDDDDD"]
    assert sample.tables["name_observation"]["name"].to_list() == ["钢钉", "小螃蟹", "铁锤: 夜班", "馒头"]
    assert not accounts["is_owner"].any()


def test_roles_and_service_lines_become_events(sample):
    """Roles are kept as events without a date; an invitation ties its two people."""
    events = sample.tables["membership_event"].select("event", "name").rows()
    assert events == [("own", "群主"), ("invite", None), ("other", "管理员")]
    assert sample.tables["thread"].select("title", "kind").rows() == [("钢厂一部", "group")]


def test_numbered_and_typed_records_are_read(reading):
    """The exporter can number records and name their types."""
    first = "[1]\n铁锤:\n时间: 2024-06-01 08:00:00\n类型: text\n内容: 在吗\n\n\n"
    second = "[2]\n我:\n时间: 2024-06-01 9:00:00\n内容: 在\n"
    found = reading(HEAD + first + second + FOOT)
    assert found.tables["message"]["text"].to_list() == ["在吗", "在"]
    assert found.tables["thread"].select("title", "kind").rows() == [("铁锤", "direct")]
    assert found.end.status == "read"


def test_a_number_in_brackets_is_a_word(reading):
    """Where records aren't numbered, a last line such as [17] was typed."""
    found = reading(HEAD + record("铁锤", "看\n[17]") + record("我", "好") + FOOT)
    assert found.tables["message"]["text"].to_list() == ["看\n[17]", "好"]


def test_cut_texts_are_partial(reading):
    """Without the closing lines the text isn't whole."""
    whole = HEAD + record("a", "x") + record("b", "y") + FOOT
    assert reading(whole).end.status == "read"
    assert reading(whole[:-60]).end.status == "partial"
    assert reading(whole.encode()[: len(HEAD.encode()) + 40]).record_count == 1


def test_texts_without_records(reading):
    """An export of nothing is empty, a letter refused."""
    assert reading(HEAD + FOOT).end.status == "empty"
    assert reading("").end.status == "empty"
    with pytest.raises(UnreadableExhibit):
        reading("just a letter\n")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_other_encodings_and_line_ends_are_read(reading, encoding):
    """Converted copies give the same words."""
    text = (HEAD + record("铁锤", "今晚开工\n十点") + FOOT).replace("\n", "\r\n")
    assert reading(text.encode(encoding)).tables["message"]["text"].to_list() == ["今晚开工\n十点"]


@pytest.mark.parametrize(
    "twin", ["铁锤:\n时间: 2024-06-01 08:00:00\n内容: x\n", "聊天名称: x\n", "消息记录（此消息记录"]
)
def test_look_alikes_are_left_to_others(tmp_path, twin):
    """Without the exporter's heading a text isn't its."""
    file = tmp_path / "twin.txt"
    file.write_text(twin)
    assert FORMAT.sniff(read_head(file, "group.txt")) == 0


_PIECES = st.sampled_from(
    [
        record("a", "x"),
        record("b:", "y", "99:00:00"),
        "时间: x\n",
        ":\n",
        "内容: z\n",
        FOOT,
        "\n",
        "[3]\n",
        "锤\r\n",
        "资源: 1 个文件\n",
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_PIECES, max_size=10), st.booleans())
def test_every_record_is_accounted_for(tmp_path_factory, exhibit_of, everything_of, pieces, has_head):
    """Whatever pieces a text is made of, read and rejected records add up to the count."""
    file = tmp_path_factory.mktemp("qce") / "export.txt"
    file.write_bytes(((HEAD if has_head else "") + "".join(pieces)).encode())
    exhibit = exhibit_of(file)
    try:
        found = everything_of(FORMAT, exhibit)
    except SourceError:
        return
    assert found.total == FORMAT.count(exhibit)


def test_small_blocks_change_nothing(monkeypatch, exhibit_of, everything_of):
    """Records that straddle blocks are read as if the file were one block."""
    whole = everything_of(FORMAT, exhibit_of(SAMPLE))
    monkeypatch.setattr("sources.text_blocks.BLOCK_CHARACTERS", 30)
    parts = everything_of(FORMAT, exhibit_of(SAMPLE))
    assert parts.total == FORMAT.count(exhibit_of(SAMPLE))
    for name, rows in whole.tables.items():
        assert rows.equals(parts.tables[name]), name
