"""The QQ message-manager reader: torn lines, ids, several conversations, service lines, bad input, no record lost."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import UnreadableExhibit
from sources.formats.qq_text import FORMAT
from sources.registry import read_head

SAMPLE = Path(__file__).parents[2] / "data" / "qq_text" / "消息记录.txt"
TITLE = "\ufeff消息记录（此消息记录为文本格式，不支持重新导入）\r\n\r\n"


def heading(category, title):
    rule = "=" * 64
    return f"{rule}\r\n消息分组:{category}\r\n{rule}\r\n消息对象:{title}\r\n{rule}\r\n\r\n"


def record(header, body="x"):
    return f"{header}\r\n{body}\r\n\r\n"


@pytest.fixture
def reading(tmp_path, exhibit_of, everything_of):
    """Reads a text (or bytes) as an export; checks that no record is lost."""

    def read(text, **more):
        file = tmp_path / "export.txt"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        exhibit = exhibit_of(file, **more)
        found = everything_of(FORMAT, exhibit)
        assert found.total == FORMAT.count(exhibit)
        return found

    return read


@pytest.fixture
def sample(exhibit_of, everything_of):
    """The sample: a group and a talk of two in one file."""
    exhibit = exhibit_of(SAMPLE)
    found = everything_of(FORMAT, exhibit)
    assert found.total == FORMAT.count(exhibit)
    return found


def test_export_is_known_by_its_content():
    """The export's own title is enough, whatever the file is called."""
    assert FORMAT.sniff(read_head(SAMPLE, "x.bin")) > 0.9


def test_lone_line_breaks_stay_inside_a_message(sample):
    """LF and CR alone are breaks inside a message; only CRLF ends a line."""
    assert sample.tables["message"]["text"][0] == "兄弟们\n今晚开工\r十点"


def test_unpadded_hours_start_a_record(sample):
    """A header with a one-digit hour isn't glued to the message before it."""
    message = sample.tables["message"].row(1, named=True)
    assert message["sent_at"] == datetime(2019, 7, 16, 1, 5, 12)
    assert (message["text"], message["time_basis"]) == ("收到", "local_assumed")


def test_header_counts_only_after_an_empty_line(sample):
    """A line that looks like a header inside a body stays there."""
    assert "a\tb\n2019-01-01 1:01:01 假头(12345)\n真身" in sample.tables["message"]["text"].to_list()


def test_last_bracket_is_the_id(sample):
    """Number, mail, the number inside a QQ mail address, and brackets in nicknames."""
    rows = sample.tables["message"].select("sender_name", "sender_account_id").rows()
    assert rows[:5] == [
        ("【群主】钢钉", "qq:123456789"),
        ("小螃蟹", "qq:crab88@example.org"),
        ("螃(蟹)2号", "qq:223344556"),
        (None, "qq:5566778"),
        ("5566778", "qq:5566778"),
    ]


def test_titles_are_no_part_of_the_name(sample):
    """The observed name is without the level title, and a repeated number is no name."""
    names = sample.tables["name_observation"]
    assert names.filter(names["account_id"] == "qq:123456789")["name"].to_list() == ["钢钉"]
    assert "qq:5566778" not in names["account_id"].to_list()


def test_titles_are_kept_as_evidence(reading):
    """An owner's title says whose the group is, other titles are kept as written; each once, without a date."""
    lines = [("【群主】钢钉(123456789)", 2), ("【管理员】小螃蟹(223344556)", 1), ("【夜班】(3344556)", 1)]
    text = "".join(record(f"2019-07-16 9:05:1{n} {sender}") * times for n, (sender, times) in enumerate(lines))
    found = reading(TITLE + heading("我的QQ群", "钢厂") + text)
    events = found.tables["membership_event"].select("event", "account_id", "name", "happened_at").rows()
    assert events == [("own", "qq:123456789", "群主", None), ("other", "qq:223344556", "管理员", None)]
    names = found.tables["name_observation"]["name"].to_list()
    assert names == ["钢钉", "小螃蟹", "【夜班】"]  # a nickname of nothing but brackets is a nickname


def test_mail_addresses_are_selectors(reading):
    """Who logs in by mail has the address as selector; a QQ mailbox is also the number."""
    lines = record("2019-07-16 9:05:12 螃(蟹)<Crab88@example.org>") + record("2019-07-16 9:05:13 a(b)<99223344@qq.com>")
    found = reading(TITLE + heading("我的QQ群", "钢厂") + lines)
    selectors = found.tables["selector"].select("account_id", "kind", "value", "is_usable").rows()
    assert selectors == [
        ("qq:crab88@example.org", "email", "crab88@example.org", True),
        ("qq:99223344", "email", "99223344@qq.com", True),
    ]
    assert found.tables["name_observation"]["name"].to_list() == ["螃(蟹)", "a(b)"]


def test_a_short_number_in_brackets_is_part_of_the_name(reading):
    """A QQ number has five digits or more and doesn't begin with 0; (2019) and (00123) belong to the nickname."""
    lines = record("2019-07-16 9:05:12 老王(2019)") + record("2019-07-16 9:05:13 老张(00123)")
    found = reading(TITLE + heading("讨论组", "临时") + lines)
    assert found.tables["name_observation"]["name"].to_list() == ["老王(2019)", "老张(00123)"]
    assert found.tables["account"]["is_display_name_only"].all()


def test_all_forms_of_clock_are_read_the_same(reading):
    """Padded and unpadded hours, slashes and 12-hour clocks give the same moment; a 60th second is no time."""
    forms = [
        "2019-07-06 09:05:12",
        "2019-7-6 9:05:12",
        "2019/07/06 9:05:12",
        "2019-07-06 9:05:12 AM",
        "2019/7/6 上午9:05:12",
    ]
    found = reading(TITLE + heading("我的QQ群", "钢厂") + "".join(record(f"{form} 钢钉(123456789)") for form in forms))
    assert found.tables["message"]["sent_at"].to_list() == [datetime(2019, 7, 6, 1, 5, 12)] * len(forms)
    assert found.tables["message"]["sent_at_raw"].to_list() == forms
    assert found.tables["message"]["sender_account_id"].unique().to_list() == ["qq:123456789"]
    wrong = reading(TITLE + record("2019-07-06 9:05:12 a(123456)") + record("2019-07-06 9:05:60 a(123456)"))
    assert (wrong.record_count, wrong.rejected_count) == (1, 1)


def test_service_lines_become_events(sample):
    """An invitation is an event between known accounts, a recall marks its row."""
    event = sample.tables["membership_event"].row(by_predicate=pl.col("event") == "invite", named=True)
    assert (event["event"], event["actor_account_id"], event["account_id"]) == ("invite", "qq:123456789", "qq:7788990")
    system = sample.tables["message"].filter(sample.tables["message"]["kind"] == "system")
    assert system["is_deleted"].to_list() == [False, True]
    assert "qq:10000" not in sample.tables["account"]["account_id"].to_list()


def test_conversations_of_one_file_stay_apart(sample):
    """Each heading opens a conversation of its own kind; headings are in no message."""
    assert sample.tables["thread"].select("title", "kind").rows() == [("钢厂一部", "group"), ("铁锤", "direct")]
    assert not sample.tables["message"]["text"].str.contains("消息对象|====").any()


def test_twelve_hour_times_are_read(sample):
    """English Windows prints AM and PM."""
    direct = sample.tables["message"].filter(sample.tables["message"]["sender_account_id"] == "qq:9988776")
    assert direct["sent_at"].to_list() == [datetime(2019, 9, 23, 12, 43, 38)]


def test_sender_without_id_is_a_name_in_its_thread(sample):
    """A bare nickname is an account of that conversation only."""
    accounts = sample.tables["account"]
    (bare,) = accounts.filter(accounts["is_display_name_only"]).rows(named=True)
    assert bare["native_id"].startswith("无号~")
    assert bare["thread_id"] in sample.tables["thread"]["thread_id"].to_list()


def test_both_ends_of_a_talk_are_one_thread(reading):
    """With owners given, the same talk seized from both phones is one conversation, and the label is a remark."""
    lines = record("2020-01-01 1:00:00 铁锤(9988776)") + record("2020-01-01 1:00:01 钢钉(1112223)")
    one = reading(TITLE + heading("我的好友", "铁锤") + lines, owners={"qq": "1112223"})
    two = reading(TITLE + heading("我的好友", "钢钉") + lines, owners={"qq": "9988776"})
    assert one.tables["thread"]["thread_id"].to_list() == two.tables["thread"]["thread_id"].to_list()
    names = one.tables["name_observation"].select("name", "kind", "observer_account_id").rows()
    assert names == [("铁锤", "remark", "qq:1112223"), ("钢钉", "account_nickname", None)]
    assert one.tables["account"].filter(one.tables["account"]["is_owner"])["native_id"].to_list() == ["1112223"]


def test_impossible_times_are_rejected_with_their_place(sample):
    """A thirteenth month is one rejected record."""
    assert sample.rejected_count == 1
    assert sample.tables["rejected_record"]["locator"].to_list() == ["line:32"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_other_encodings_and_line_ends_are_read(reading, encoding):
    """Older clients' encodings, and copies that were converted to LF, give the same words."""
    text = TITLE[1:] + heading("我的QQ群", "钢厂") + record("2019-07-16 9:05:12 钢钉(123456789)", "今晚开工")
    for copy in (text, text.replace("\r\n", "\n")):
        found = reading(copy.encode(encoding))
        assert found.tables["message"]["text"].to_list() == ["今晚开工"]
        assert found.tables["thread"]["title"].to_list() == ["钢厂"]


def test_cut_files_are_partial(reading):
    """A file cut at either end is read as far as it goes, and says so."""
    lines = record("2019-07-16 9:05:12 钢钉(123456789)", "今晚") * 2
    assert reading("的后半\r\n\r\n" + lines).end.status == "partial"
    assert reading((lines + "2019-07-16 9:05:13 钢").encode()[:-1]).end.status == "partial"


def test_empty_exports_are_empty(reading):
    """Nothing, and nothing but headings, hold no record."""
    assert reading("").end.status == "empty"
    assert reading(TITLE + heading("我的好友", "铁锤")).end.status == "empty"


def test_text_without_headers_is_refused(reading):
    """A text without any header can't be read as QQ."""
    with pytest.raises(UnreadableExhibit):
        reading("just a letter\r\nto somebody\r\n")


@pytest.mark.parametrize(
    "twin",
    [
        "2019-07-16 18:15:05 小螃蟹\n收到\n\n",
        "2019-07-16 18:15:05 - 小螃蟹: 收到\n",
        "[2019/7/16 18:15:05] 小螃蟹: 收到\n",
        "时间,昵称\n2019-07-16 18:15:05,小螃蟹(123456)\n",
        "",
    ],
)
def test_look_alikes_are_left_to_others(tmp_path, twin):
    """Texts of other tools with the same kind of time aren't taken."""
    file = tmp_path / "twin.txt"
    file.write_text(twin)
    assert FORMAT.sniff(read_head(file, "消息记录.txt")) == 0


_BODIES = st.text(st.sampled_from("ab\n\r=:(5)锤2"), max_size=10).filter(lambda body: "\r\n" not in body)
_HEADS = st.sampled_from(
    [
        "2019-07-16 9:05:12 钢钉(123456789)",
        "2019-07-16 19:05:12 a(b)(1234567)",
        "2019-07-16 9:05:12 PM x<y@example.org>",
        "2019-07-16 9:05:12 无号",
        "2019-02-31 9:05:12 坏(1234567)",
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(_HEADS, _BODIES, st.booleans()), min_size=1, max_size=12))
def test_every_record_is_accounted_for(tmp_path_factory, exhibit_of, everything_of, records):
    """Read, rejected and duplicate records add up to the independent count, whatever people write."""
    parts = [
        (heading("我的QQ群", "钢厂") if is_new else "") + record(head, body.strip("\r\n"))
        for head, body, is_new in records
    ]
    file = tmp_path_factory.mktemp("qq") / "export.txt"
    file.write_bytes((TITLE + "".join(parts)).encode())
    exhibit = exhibit_of(file)
    if all(head.startswith("2019-02-31") for head, *_ in records):
        return
    found = everything_of(FORMAT, exhibit)
    assert found.total == FORMAT.count(exhibit) == len(records)


def test_small_blocks_change_nothing(monkeypatch, exhibit_of, everything_of):
    """Records and headings that straddle blocks are read as if the file were one block."""
    whole = everything_of(FORMAT, exhibit_of(SAMPLE))
    monkeypatch.setattr("sources.text_blocks.BLOCK_CHARACTERS", 30)
    exhibit = exhibit_of(SAMPLE)
    parts = everything_of(FORMAT, exhibit)
    assert parts.total == FORMAT.count(exhibit)
    for name, rows in whole.tables.items():
        assert rows.equals(parts.tables[name]), name
