"""The reader of LINE's exported texts: titles, headings, clock times, quotes, the PC variant, system lines, damage."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import UnreadableExhibit
from sources.formats.line_text import FORMAT
from sources.registry import detect, read_head

SAMPLES = Path(__file__).parents[2] / "data" / "line_text"
GROUP = SAMPLES / "[LINE] 港.txt"
SPACED = SAMPLES / "[LINE]Chat with Anna.txt"


@pytest.fixture
def reading(tmp_path, exhibit_of, everything_of):
    """Reads a text (or bytes) as an export; checks that no record is lost."""

    def read(text, path="x.txt", **more):
        file = tmp_path / "export.txt"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        exhibit = exhibit_of(file, path, **more)
        found = everything_of(FORMAT, exhibit)
        assert found.total == FORMAT.count(exhibit)
        return found

    return read


def talk(*lines, heading="2024/01/15(Mon)", title="[LINE] Chat history with Quay"):
    return "\n".join([title, "Saved on: 2024/02/01 10:00", "", heading, *lines, ""])


def test_samples_are_found_by_content():
    """Both variants are known whatever their name is."""
    for sample in (GROUP, SPACED):
        assert detect(read_head(sample, "x.bin")) is FORMAT


def test_group_is_read_whole(exhibit_of, everything_of):
    """Quoted texts are one message each, a lone quote is none; tabs and times inside a text stay there."""
    exhibit = exhibit_of(GROUP)
    found = everything_of(FORMAT, exhibit)
    assert found.total == FORMAT.count(exhibit) == found.record_count == 12
    messages = found.tables["message"]
    assert messages["position"].to_list() == list(range(12))
    assert messages["text"][1] == '一行目\n二行目 "引用" です\n10:00\t古い人\t貼り付け\n終わり'
    assert messages["text"].to_list()[7:9] == ['"引用で始まる', '"はい"']
    assert messages["text"][10] == "時刻:10:30\tタブ入り"
    assert messages["kind"].to_list() == [
        "text", "text", "media", "call", "system", "system", "system", "text", "text", "system", "text", "system",
    ]  # fmt: skip
    assert messages["locator"].to_list()[:3] == ["line:5", "line:6", "line:10"]
    assert messages["is_deleted"].arg_true().to_list() == [6]
    thread = found.tables["thread"].row(0, named=True)
    assert (thread["title"], thread["kind"]) == ("港", "group")


def test_group_events_name_their_people(exhibit_of, everything_of):
    """Invitations, joins, titles and leaves are events of the accounts that write."""
    tables = everything_of(FORMAT, exhibit_of(GROUP)).tables
    events = tables["membership_event"]
    assert events["event"].to_list() == ["invite", "join", "title", "leave"]
    assert events["name"].to_list() == [None, None, "埠頭", None]
    writers = set(tables["message"]["sender_account_id"].drop_nulls())
    assert {events["account_id"][0], events["actor_account_id"][0]} <= writers
    assert tables["account"]["is_display_name_only"].all()


def test_names_and_texts_of_the_pc_variant(exhibit_of, everything_of):
    """A name of two words is known by a placeholder; text goes on until the next clock time."""
    exhibit = exhibit_of(SPACED)
    found = everything_of(FORMAT, exhibit)
    assert found.total == FORMAT.count(exhibit)
    assert found.tables["message"].select("sender_name", "text", "kind").rows() == [
        ("Anna Lee", "[Sticker]", "media"),
        ("Anna Lee", "send me the table\nand the keys", "text"),
        ("Bob", "ok, where?", "text"),
        ("Bob", "☎ Call time 5:32", "call"),
        (None, "Bob unsent a message", "system"),
    ]


@pytest.mark.parametrize(
    ("title", "expected", "kind"),
    [
        ("[LINE] Chat history with Quay", "Quay", "unknown"),
        ("[LINE] Chat history in Quay", "Quay", "group"),
        ("[LINE] 鋼釘とのトーク履歴", "鋼釘", "unknown"),
        ("[LINE] 港のトーク履歴", "港", "group"),
        ("[LINE] 與鋼釘的聊天記錄", "鋼釘", "unknown"),
        ("[LINE] 码头的聊天记录", "码头", "group"),
        ("[LINE] ประวัติการแชทกับ Quay", "Quay", "unknown"),
        ("[LINE] การสนทนากับ Quay", "Quay", "unknown"),
        ("\ufeff[LINE] Quay", "Quay", "unknown"),
    ],
)
def test_titles_of_many_languages(reading, title, expected, kind):
    """The first line gives the title; wordings of groups make a group."""
    thread = reading(talk("10:30\tA\thi", title=title)).tables["thread"].row(0, named=True)
    assert (thread["title"], thread["kind"]) == (expected, kind)


DAY = datetime(2025, 12, 30)


@pytest.mark.parametrize(
    "heading",
    [
        "2025/12/30 Tue", "2025/12/30(Tue)", "2025/12/30(火)", "2025/12/30（二）", "2025/12/30（週二）",
        "2025/12/30周二", "2025.12.30 火曜日", "2025.12.30 Tuesday", "Tue, 12/30/2025", "Tue, 30/12/2025",
        "2025-12-30 Tue", "อังคาร, 30/12/2568", "2025/12/30 อังคาร", "2025. 12. 30. 화요일",
    ],
)  # fmt: skip
def test_headings_of_many_phones_are_read(reading, heading):
    """Year first or last, brackets of any kind, names of days in any language, the Buddhist era."""
    found = reading(talk("09:15\tA\thi", heading=heading))
    message = found.tables["message"].row(0, named=True)
    assert (message["sent_at"], message["time_basis"]) == (DAY.replace(hour=9, minute=15), "local_assumed")
    assert message["sent_at_raw"] == f"{heading} 09:15"


@pytest.mark.parametrize(
    ("clock", "hour", "minute"),
    [
        ("09:15", 9, 15), ("9:30AM", 9, 30), ("04:35PM", 16, 35), ("10:00 PM", 22, 0), ("上午09:15", 9, 15),
        ("下午03:05", 15, 5), ("午後3:05", 15, 5), ("午前0:05", 0, 5), ("오후 3:05", 15, 5), ("12:05 AM", 0, 5),
    ],
)  # fmt: skip
def test_clock_times_of_many_phones_are_read(reading, clock, hour, minute):
    """24 or 12 hours, marks before or after the time."""
    found = reading(talk(f"{clock}\tA\thi", "00:01\tB\tho", heading="2025/12/30 Tue"))
    assert found.tables["message"]["sent_at"][0] == DAY.replace(hour=hour, minute=minute)


def test_day_and_month_are_settled_by_the_names_of_days(reading):
    """Where no part is above 12, the printed day of the week tells; where it can't, no time is made up."""
    told = reading(talk("09:15\tA\thi", heading="Sun, 05/04/2026"))
    assert told.tables["message"]["sent_at"].to_list() == [datetime(2026, 4, 5, 9, 15)]
    open_ = reading(talk("09:15\tA\thi", heading="Xyz, 05/04/2026"))
    message = open_.tables["message"].row(0, named=True)
    assert (message["sent_at"], message["time_basis"]) == (None, "ambiguous")
    assert open_.end.status == "read" and "month" in open_.end.problem


def test_impossible_times_leave_the_message(reading):
    """A day or time that doesn't exist gives no instant, and the words stay."""
    found = reading(talk("25:99\tA\tx", "09:15\tA\ty", heading="2025/02/30 Tue"))
    assert found.tables["message"]["sent_at"].null_count() == 2
    assert found.tables["message"]["time_basis"].unique().to_list() == ["none"]


SENTENCES = [
    ("Anna joined the group.", "join"),
    ("Anna left the group", "leave"),
    ("Anna invited Bob to the group.", "invite"),
    ("Bob was invited to the group by Anna", "invite"),
    ("Anna removed Bob from the group.", "remove"),
    ('Anna changed the group name to "Quay".', "title"),
    ("螃蟹がグループに参加しました。", "join"),
    ("螃蟹がグループから退会しました。", "leave"),
    ("鋼釘が螃蟹をグループから退会させました。", "remove"),
    ("螃蟹加入聊天", "join"),
    ("螃蟹已加入群組", "join"),
    ("螃蟹離開聊天", "leave"),
    ("螃蟹已退出群組", "leave"),
    ("鋼釘邀請螃蟹加入群組", "invite"),
    ("鋼釘已將螃蟹強制退出社群。", "remove"),
    ("鋼釘將群組名稱更改為「港」", "title"),
    ("สมชาย เข้าร่วมกลุ่ม", "join"),
    ("สมชาย ออกจากกลุ่ม", "leave"),
    ("สมชาย เชิญ สมหญิง เข้าร่วมกลุ่ม", "invite"),
    ("สมชาย ลบ สมหญิง ออกจากกลุ่ม", "remove"),
    ("สมชาย เปลี่ยนชื่อกลุ่มเป็น ท่าเรือ", "title"),
    ("홍길동님이 김철수님을 초대했습니다.", "invite"),
]


@pytest.mark.parametrize(("sentence", "event"), SENTENCES)
@pytest.mark.parametrize("tabs", ["\t", "\t\t"])
def test_system_lines_become_events(reading, sentence, event, tabs):
    """Sentences of the program in many languages are events, with one tab before them or two."""
    found = reading(talk(f"10:30{tabs}{sentence}", "10:31\tAnna\thi"))
    assert found.tables["membership_event"]["event"].to_list() == [event]
    assert found.tables["message"]["kind"].to_list() == ["system", "text"]


@pytest.mark.parametrize(
    "sentence",
    ["Anna unsent a message.", "You unsent a message.", "鋼釘已收回訊息", "鋼釘がメッセージの送信を取り消しました",
     "สมชาย ยกเลิกข้อความ"],
)  # fmt: skip
def test_unsent_messages_are_deleted(reading, sentence):
    """A message that was unsent is a deleted one, and no membership event."""
    found = reading(talk(f"10:30\t{sentence}"))
    assert found.tables["message"]["is_deleted"].to_list() == [True]
    assert found.tables["membership_event"].is_empty()


@pytest.mark.parametrize(
    ("text", "kind"),
    [("[Photo]", "media"), ("[スタンプ]", "media"), ("[貼圖]", "media"), ("[รูป]", "media"), ("☎ 不在着信", "call"),
     ("☎ Missed call", "call"), ("[Contact]", "contact_card"), ("he sent [Photo] to me", "text"),
     ("Anna joined the group", "text")],
)  # fmt: skip
def test_kinds_of_messages(reading, text, kind):
    """Placeholders are media, calls or contacts; talk about them stays talk."""
    assert reading(talk(f"10:30\tAnna\t{text}")).tables["message"]["kind"].to_list() == [kind]


def test_owner_speaks_in_a_talk_of_two(reading):
    """With a given owner, who isn't the title is the owner; without one nobody is."""
    text = talk("10:30\tQuay\thi", "10:31\tMe\tho", "10:32\tYou unsent a message")
    found = reading(text, owners={"line": "u990001"})
    assert found.tables["message"]["sender_account_id"].to_list()[1:] == ["line:u990001"] * 2
    assert found.tables["account"].filter("is_owner")["account_id"].to_list() == ["line:u990001"]
    alone = reading(text)
    assert not alone.tables["account"]["is_owner"].any()
    assert alone.tables["message"]["sender_account_id"][2] is None


def test_a_date_inside_a_message_is_no_heading(reading):
    """A line like a heading with text behind it belongs to the message."""
    found = reading(talk("10:30 Anna we meet on", "2024/01/20(Sat)", "at ten", "10:31 Bob ok"))
    rows = found.tables["message"].select("text", "sent_at").rows()
    assert rows[0][0] == "we meet on\n2024/01/20(Sat)\nat ten"
    assert rows[1][1] == datetime(2024, 1, 15, 10, 31)


def test_cut_start_and_cut_end_are_partial(reading):
    """Text before the first message and a torn character at the end are said."""
    cut = reading("rest of a message\n" + talk("10:30\tA\thi", title="x").split("\n", 2)[2])
    assert (cut.rejected_count, cut.end.status) == (1, "partial")
    torn = reading(talk("10:30\tA\t锤").strip().encode()[:-1])
    assert torn.end.status == "partial"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_other_encodings_and_line_ends_are_read(reading, encoding):
    """Marked UTF-8, UTF-16 and GB18030, CRLF and LF give the same words."""
    lines = [f"10:3{minute}\t锤子\t今晚开工,十点" for minute in range(5)]
    found = reading(talk(*lines).replace("\n", "\r\n").encode(encoding))
    assert found.tables["message"]["text"].to_list() == ["今晚开工,十点"] * 5


def test_empty_files_and_other_texts(reading):
    """No message gives the status empty; text that is no export is refused."""
    for text in ("", "\n", talk()):
        assert reading(text).end.status == "empty"
    with pytest.raises(UnreadableExhibit):
        reading("just a letter\nto somebody\n")


@pytest.mark.parametrize(
    "twin",
    [
        "[2023-03-14, 15:09] Anna: a Signal export\n",
        "[14/03/23, 15:09:26] Anna: a WhatsApp export\n",
        "14/03/2023, 15:09 - Anna: WhatsApp\n",
        "10:30\ta\tb\n10:31\ta\tb\n",
        "time\tname\ttext\n2024/01/15\t10:30\tx\n",
        "2023-03-14 15:09:26 Anna(123456)\nQQ\n",
        "[15:09] <anna> irc\n",
        "2023-03-14 INFO started\n10:30:01 worker up\n10:30:02 worker down\n10:30:03 x\n",
        "",
    ],
)
def test_look_alikes_are_left_to_others(tmp_path, twin):
    """Formats that look alike aren't taken."""
    file = tmp_path / "twin.txt"
    file.write_text(twin)
    assert FORMAT.sniff(read_head(file, "[LINE] x.txt")) == 0


def test_small_blocks_change_nothing(monkeypatch, exhibit_of, everything_of):
    """Records that straddle blocks are read and counted as if the file were one block."""
    exhibit = exhibit_of(GROUP)
    whole = everything_of(FORMAT, exhibit)
    monkeypatch.setattr("sources.text_blocks.BLOCK_CHARACTERS", 20)
    parts = everything_of(FORMAT, exhibit)
    assert FORMAT.count(exhibit) == whole.total
    for name, rows in whole.tables.items():
        assert rows.equals(parts.tables[name]), name


_TEXTS = st.text(st.sampled_from('ab"\t: 1锤'), max_size=8)
_LINES = st.one_of(
    st.tuples(
        st.sampled_from(["10:30\t", "9:05PM\t", "上午09:15\t"]), st.sampled_from(["A\t", "阿 龙\t", "\t", ""]), _TEXTS
    ),
    st.tuples(_TEXTS),
    st.just(("2024/01/16(Tue)",)),
    st.just(("",)),
)


@settings(max_examples=40)
@given(lines=st.lists(_LINES, max_size=12), is_quoted=st.booleans())
def test_every_record_is_accounted_for(tmp_path_factory, exhibit_of, everything_of, lines, is_quoted):
    """Read and rejected records add up to the second count, whatever people write."""
    first = '10:29\tA\t"' if is_quoted else "10:29\tA\tx"
    file = tmp_path_factory.mktemp("line") / "chat.txt"
    file.write_text(talk(first, *("".join(parts) for parts in lines)), encoding="utf-8", newline="\n")
    exhibit = exhibit_of(file)
    assert everything_of(FORMAT, exhibit).total == FORMAT.count(exhibit)
