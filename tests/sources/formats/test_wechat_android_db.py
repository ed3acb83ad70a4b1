"""The Android database: owner, contacts, groups, messages with all that their XML says, damage, no record lost."""

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.errors import SourceError, UnreadableExhibit
from sources.formats.wechat_android_db import FORMAT
from sources.record import Exhibit
from sources.registry import read_head

SAMPLE = Path(__file__).parents[2] / "data" / "wechat_android_db" / "EnMicroMsg.db"
OWNER, HAMMER, CRAB, GROUP = "wxid_99owner", "wxid_99hammer", "crab_99", "9900000001@chatroom"
OWN_ACCOUNT, HAMMER_ACCOUNT, CRAB_ACCOUNT = "wechat:wxid_99owner", "wechat:wxid_99hammer", "wechat:crab_99"
GROUP_THREAD, DIRECT_THREAD = f"wechat:{GROUP}", "wechat:wxid_99hammer~wxid_99owner"
T0 = 1_690_000_000_000
TABLES = {
    "message": "msgId INTEGER PRIMARY KEY, msgSvrId INTEGER, type INT, status INT, isSend INT, isShowTimer INTEGER, "
    "createTime INTEGER, talker TEXT, content TEXT, imgPath TEXT",
    "rcontact": "username TEXT default '' PRIMARY KEY, alias TEXT, conRemark TEXT, domainList TEXT, nickname TEXT, "
    "type INTEGER, verifyFlag INTEGER, deleteFlag INTEGER default 0",
    "chatroom": "chatroomname TEXT PRIMARY KEY, addtime LONG, memberlist TEXT, displayname TEXT, roomowner TEXT, "
    "roomdata BLOB, selfDisplayName TEXT, chatroomnotice TEXT, chatroomnoticeEditor TEXT, "
    "chatroomnoticePublishTime LONG",
    "userinfo": "id INTEGER PRIMARY KEY, type INT, value TEXT",
    "fmessage_msginfo": "msgContent TEXT, isSend INTEGER, talker TEXT, encryptTalker TEXT, svrId LONG, type INTEGER, "
    "createTime LONG, chatroomName TEXT",
    "LBSVerifyMessage": "svrid LONG PRIMARY KEY, status INTEGER, createtime LONG, talker TEXT, sayhiuser TEXT, "
    "sayhicontent TEXT, isSend INTEGER",
}
QUOTE = (
    "<msg><appmsg><title>好的</title><type>57</type><refermsg><type>1</type><svrid>7000000000000000002</svrid>"
    "<chatusr>wxid_99hammer</chatusr><displayname>锤子</displayname><content>明天发货</content></refermsg></appmsg></msg>"
)
TRANSFER = (
    "<msg><appmsg><title>微信转账</title><type>2000</type><wcpayinfo><paysubtype>1</paysubtype><feedesc>￥99.00</feedesc>"
    "<pay_memo>工资</pay_memo></wcpayinfo></appmsg></msg>"
)
FORWARD = (
    "<msg><appmsg><title>群聊的聊天记录</title><type>19</type><recorditem><![CDATA[<recordinfo><datalist count='2'>"
    "<dataitem datatype='1'><sourcename>螃蟹</sourcename><datadesc>到货了</datadesc></dataitem>"
    "<dataitem datatype='8'><sourcename>馒头</sourcename><datatitle>表.xlsx</datatitle></dataitem>"
    "</datalist></recordinfo>]]></recorditem></appmsg></msg>"
)
CARD = '<?xml version="1.0"?><msg username="wxid_99bun" nickname="馒头" alias="bun99" scene="17"/>'
INVITED = (
    '<sysmsg type="sysmsgtemplate"><sysmsgtemplate><content_template>'
    '<template><![CDATA["$username$"邀请"$names$"加入了群聊]]></template><link_list>'
    '<link name="username"><memberlist><member><username>wxid_99hammer</username>'
    "<nickname>锤子</nickname></member></memberlist></link>"
    '<link name="names"><memberlist><member><username>wxid_99bun</username>'
    "<nickname>馒头</nickname></member></memberlist></link></link_list></content_template></sysmsgtemplate></sysmsg>"
)
REQUEST = '<msg fromusername="wxid_99nail" fromnickname="钢钉" content="我是老钢钉" alias="nail99" scene="14"/>'


def member(native, card="", flags=0):
    body = b"\x0a" + bytes([len(native)]) + native.encode()
    if card:
        body += b"\x12" + bytes([len(card.encode())]) + card.encode()
    if flags:
        body += b"\x18" + bytes([flags & 0x7F | 0x80, flags >> 7])
    return b"\x0a" + bytes([len(body)]) + body


def message(number, number_type, talker, content, own=0, at=None):
    at = T0 + number * 1000 if at is None else at
    return (number, 7_000_000_000_000_000_000 + number, number_type, 3, own, 1, at, talker, content, None)


MESSAGES = [
    message(1, 1, GROUP, f"{HAMMER}:\n收到:\n两件"),
    message(2, 1, GROUP, "我来安排", own=1),
    message(3, 822083633, GROUP, f"{CRAB}:\n{QUOTE}"),
    message(4, 1, HAMMER, "在吗"),
    message(5, 419430449, HAMMER, TRANSFER, own=1),
    message(6, 49, GROUP, f"{HAMMER}:\n{FORWARD}"),
    message(7, 42, HAMMER, CARD),
    message(8, 10000, GROUP, INVITED),
    message(9, 10000, GROUP, '你将"大螃蟹"移出了群聊'),
    message(10, 10000, HAMMER, '"老锤" 撤回了一条消息'),
    message(11, 34, GROUP, f"{CRAB}:4200:1\n"),
    message(12, 50, HAMMER, "voip_content_voice"),
    message(13, 3, HAMMER, '<msg><img aeskey="99"/></msg>'),
    message(14, 37, "fmessage", REQUEST),
    message(15, 49, HAMMER, "<msg><appmsg><title>表.xlsx</title><type>6</type></appmsg></msg>"),
    message(16, 1, HAMMER, "没有时间", at=0),
    message(
        17,
        10000,
        HAMMER,
        '<img src="x.png"/>  你领取了老锤的<_wc_custom_link_ href="weixin://x">红包</_wc_custom_link_>',
    ),
    message(18, 49, HAMMER, "<msg><appmsg><title>cut"),
    message(19, 1, "", "words without a talk"),
]
CONTACTS = [
    (OWNER, "own99", "", "", "老板", 1, 0, 0),
    (HAMMER, "hammer99", "老锤", "", "锤子", 3, 0, 0),
    (CRAB, "", "", "", "螃蟹", 4, 0, 0),
    ("wxid_99gone", "", "旧人", "", "往事", 3, 0, 1),
    (GROUP, "", "", "", "发货群", 2, 0, 0),
    ("filehelper", "", "", "", "文件传输助手", 1, 0, 0),
]
ROOM = (
    GROUP,
    0,
    f"{HAMMER};{CRAB};wxid_99silent",
    "锤子、螃蟹、静静",
    CRAB,
    member(HAMMER) + member(CRAB, "大螃蟹", 2048),
    "群主小号",
    "每天九点报数",
    CRAB,
    T0 // 1000,
)
PROFILE = [(2, 3, OWNER), (4, 3, "老板"), (6, 3, "13800005550"), (42, 3, "own99"), (99, 1, "0")]


def build(file, messages=tuple(MESSAGES), contacts=tuple(CONTACTS), profile=tuple(PROFILE), tables=tuple(TABLES)):
    """Make a database with these rows."""
    rows = {
        "message": messages,
        "rcontact": contacts,
        "chatroom": [ROOM],
        "userinfo": profile,
        "fmessage_msginfo": [
            (REQUEST, 0, "wxid_99nail", "v1_9@stranger", 9, 1, T0, ""),
            ("加我", 1, CRAB, "", 0, 1, T0, ""),
        ],
        "LBSVerifyMessage": [(99, 3, T0 // 1000, "lbs", "wxid_99near", "你好", 0)],
    }
    connection = sqlite3.connect(file)
    for table in tables:
        connection.execute(f"create table {table}({TABLES[table]})")
        values = list(rows[table])
        if values:
            connection.executemany(f"insert into {table} values({','.join('?' * len(values[0]))})", values)
    connection.commit()
    connection.close()
    return file


@pytest.fixture
def reading(tmp_path, exhibit_of, everything_of):
    """Reads a database with these rows; checks that no record is lost."""

    def read(path="MicroMsg/EnMicroMsg.db", owners=None, **rows):
        exhibit = exhibit_of(build(tmp_path / "made.db", **rows), path, owners=owners or {})
        found = everything_of(FORMAT, exhibit)
        assert found.total == FORMAT.count(exhibit)
        return found

    return read


@pytest.fixture(scope="module")
def whole(tmp_path_factory, exhibit_of, everything_of):
    """The full database, read once."""
    exhibit = exhibit_of(build(tmp_path_factory.mktemp("android") / "EnMicroMsg.db"), "MicroMsg/EnMicroMsg.db")
    found = everything_of(FORMAT, exhibit)
    assert found.total == FORMAT.count(exhibit)
    return found


@pytest.fixture(scope="module")
def said(whole):
    """Messages by locator."""
    return {row["locator"]: row for row in whole.tables["message"].iter_rows(named=True)}


def test_database_is_known_by_its_tables(tmp_path):
    """Messages and contacts of the app decide, not the name; other databases and texts aren't taken."""
    assert FORMAT.sniff(read_head(SAMPLE, "x.bin")) > 0.9
    assert FORMAT.sniff(read_head(build(tmp_path / "part.db", tables=("rcontact",)), "x")) >= 0.9
    other = tmp_path / "EnMicroMsg.db"
    with sqlite3.connect(other) as connection:
        connection.execute("create table message(_id integer, data text, key_remote_jid text)")
        connection.execute("create table contact(username text, nick_name text)")
    assert FORMAT.sniff(read_head(other, "EnMicroMsg.db")) == 0
    other.write_bytes(b"\x17encrypted" * 999)
    assert FORMAT.sniff(read_head(other, "EnMicroMsg.db")) == 0


def test_sample_is_read(everything_of, exhibit_of):
    """The small committed database gives every record."""
    exhibit = exhibit_of(SAMPLE)
    found = everything_of(FORMAT, exhibit)
    assert found.end.status == "read"
    assert (found.record_count, found.rejected_count) == (FORMAT.count(exhibit) - 1, 1)


def test_group_words_lose_their_prefix_only(said):
    """The sender's id before the words is taken off once; colons in the words stay."""
    first = said["table:message/1"]
    assert (first["sender_account_id"], first["text"]) == (HAMMER_ACCOUNT, "收到:\n两件")
    assert (first["thread_id"], first["native_message_id"]) == (GROUP_THREAD, "7000000000000000001")
    assert said["table:message/2"]["sender_account_id"] == OWN_ACCOUNT
    assert said["table:message/11"]["sender_account_id"] == CRAB_ACCOUNT
    assert (said["table:message/11"]["kind"], said["table:message/11"]["text"]) == ("media", "")


def test_times_are_milliseconds(said):
    """Times come from milliseconds; a zero is no time."""
    assert said["table:message/1"]["sent_at"] == datetime(2023, 7, 22, 4, 26, 41)
    assert said["table:message/1"]["time_basis"] == "epoch_ms"
    assert (said["table:message/16"]["sent_at"], said["table:message/16"]["time_basis"]) == (None, "none")


def test_talk_of_two_is_named_after_both_ends(said):
    """The thread is the same as the one a tool's export of either phone would give."""
    assert said["table:message/4"]["thread_id"] == DIRECT_THREAD
    assert said["table:message/4"]["sender_account_id"] == HAMMER_ACCOUNT


def test_quotes_answer_and_stand_apart(said):
    """An answer has its own words and the id of what it answers; the quoted words are a row of their own."""
    answer, quoted = said["table:message/3"], said["table:message/3#quote"]
    assert (answer["text"], answer["reply_to_native_message_id"]) == ("好的", "7000000000000000002")
    assert answer["sender_account_id"] == CRAB_ACCOUNT and answer["kind"] == "text"
    assert (quoted["text"], quoted["forwarded_from"]) == ("明天发货", "锤子")
    assert quoted["position"] == answer["position"] + 1


def test_forwards_are_opened(said):
    """Each forwarded record is a row with its author's name."""
    assert said["table:message/6"]["text"] == "群聊的聊天记录"
    assert [said[f"table:message/6#{n}"]["forwarded_from"] for n in (1, 2)] == ["螃蟹", "馒头"]
    assert [said[f"table:message/6#{n}"]["text"] for n in (1, 2)] == ["到货了", "表.xlsx"]


def test_money_calls_files_and_pictures(said):
    """Transfers say sum and note, files their name; calls and pictures have no words; broken XML is kept as it is."""
    shown = {
        row: (said[f"table:message/{row}"]["kind"], said[f"table:message/{row}"]["text"]) for row in (5, 12, 13, 15, 18)
    }
    assert shown == {
        5: ("text", "微信转账 ￥99.00 工资"),
        12: ("call", ""),
        13: ("media", ""),
        15: ("media", "表.xlsx"),
        18: ("media", "cut"),
    }


def test_cards_give_account_and_names(whole, said):
    """A contact card names an account, its nickname and its visible id."""
    assert (said["table:message/7"]["kind"], said["table:message/7"]["text"]) == ("contact_card", "馒头")
    names = whole.tables["name_observation"].filter(
        whole.tables["name_observation"]["account_id"] == "wechat:wxid_99bun"
    )
    assert set(names.select("name", "kind").rows()) == {("馒头", "account_nickname"), ("bun99", "handle")}


def test_system_lines_find_people_by_id_or_known_name(whole, said):
    """Ids in a line are believed; a name is looked up among cards, remarks and nicknames of that talk."""
    events = {row["locator"]: row for row in whole.tables["membership_event"].iter_rows(named=True)}
    invited, removed = events["table:message/8"], events["table:message/9"]
    assert (invited["event"], invited["actor_account_id"], invited["account_id"]) == (
        "invite",
        HAMMER_ACCOUNT,
        "wechat:wxid_99bun",
    )
    assert (removed["event"], removed["actor_account_id"], removed["account_id"]) == (
        "remove",
        OWN_ACCOUNT,
        CRAB_ACCOUNT,
    )
    recalled = said["table:message/10"]
    assert (recalled["sender_account_id"], recalled["is_deleted"], recalled["kind"]) == (HAMMER_ACCOUNT, True, "system")
    assert said["table:message/17"]["text"] == "你领取了老锤的红包"


def test_contacts_have_names_by_kind(whole):
    """Nickname, visible id and the owner's remark are three observations; the remark has its observer."""
    names = whole.tables["name_observation"].filter(whole.tables["name_observation"]["account_id"] == HAMMER_ACCOUNT)
    assert set(names.select("name", "kind", "observer_account_id").rows()) == {
        ("锤子", "account_nickname", None),
        ("hammer99", "handle", None),
        ("老锤", "remark", OWN_ACCOUNT),
    }


def test_address_book_is_friends_only(whole):
    """Group members, the owner and the app's own accounts are no contacts; deleted friends are, and say so."""
    contacts = whole.tables["contact"]
    assert contacts["other_account_id"].to_list() == [HAMMER_ACCOUNT, "wechat:wxid_99gone"]
    assert set(contacts["account_id"]) == {OWN_ACCOUNT}
    states = whole.tables["record_state"]
    assert states.select("locator", "deleted_state").rows() == [("table:rcontact/4", "deleted")]


def test_groups_have_members_cards_and_an_owner(whole, said):
    """Members stand in the list, with their card where they have one; the notice is words of who wrote it."""
    events = whole.tables["membership_event"].filter(whole.tables["membership_event"]["locator"] == "table:chatroom/1")
    assert events.select("event", "account_id").rows() == [
        ("join", HAMMER_ACCOUNT),
        ("join", CRAB_ACCOUNT),
        ("join", "wechat:wxid_99silent"),
        ("own", CRAB_ACCOUNT),
    ]
    scoped = whole.tables["name_observation"].filter(whole.tables["name_observation"]["thread_id"] == GROUP_THREAD)
    assert set(scoped.select("account_id", "name", "kind").rows()) == {
        (CRAB_ACCOUNT, "大螃蟹", "group_card"),
        (OWN_ACCOUNT, "群主小号", "group_card"),
        ("wechat:wxid_99silent", "静静", "account_nickname"),
    }
    notice = said["table:chatroom/1#notice"]
    assert (notice["sender_account_id"], notice["text"], notice["time_basis"]) == (
        CRAB_ACCOUNT,
        "每天九点报数",
        "epoch_s",
    )
    threads = dict(whole.tables["thread"].select("thread_id", "title").rows())
    assert threads[GROUP_THREAD] == "发货群"


def test_owner_comes_from_the_profile(whole):
    """The profile gives account, nickname, visible id and phone; an invalid number is no key."""
    owners = whole.tables["account"].filter(whole.tables["account"]["is_owner"])
    assert owners["native_id"].to_list() == [OWNER]
    selector = whole.tables["selector"].row(0, named=True)
    assert (selector["account_id"], selector["value"], selector["basis"]) == (OWN_ACCOUNT, "+8613800005550", "profile")


def test_owner_is_never_invented(reading):
    """Without a profile own messages have no account, unless the owner was given with the seizure."""
    found = reading(profile=())
    own = found.tables["message"].filter(found.tables["message"]["locator"] == "table:message/2")
    assert own["sender_account_id"].to_list() == [None]
    assert not found.tables["account"]["is_owner"].any() and found.tables["selector"].is_empty()


def test_owner_may_be_given(reading):
    """The owner named with the seizure stands in for a missing profile."""
    found = reading(profile=(), owners={"wechat": OWNER})
    own = found.tables["message"].filter(found.tables["message"]["locator"] == "table:message/2")
    assert own["sender_account_id"].to_list() == [OWN_ACCOUNT]


def test_requests_are_words_of_who_asks(said):
    """A friend request stands in the talk of the two, wherever the app keeps it."""
    for locator in ("table:message/14", "table:fmessage_msginfo/1"):
        assert said[locator]["text"] == "我是老钢钉"
        assert said[locator]["thread_id"] == "wechat:wxid_99nail~wxid_99owner"
        assert said[locator]["sender_account_id"] == "wechat:wxid_99nail"
    assert said["table:fmessage_msginfo/2"]["sender_account_id"] == OWN_ACCOUNT
    assert said["table:LBSVerifyMessage/1"]["sender_account_id"] == "wechat:wxid_99near"


def test_message_without_a_talk_is_rejected(whole):
    """A row that names no conversation is kept as rejected, with its place."""
    assert whole.tables["rejected_record"]["locator"].to_list() == ["table:message/19"]


def test_hostile_xml_is_left_alone(reading):
    """A document type, entities and deep nesting are not followed; the record stays."""
    bomb = '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z SYSTEM "file:///etc/hostname">]><msg><appmsg><title>&z;</title></appmsg></msg>'
    found = reading(messages=[message(1, 49, HAMMER, bomb), message(2, 49, HAMMER, "<a>" * 100_000)])
    assert found.tables["message"].filter(found.tables["message"]["locator"] == "table:message/1")[
        "text"
    ].to_list() == [bomb]
    assert found.end.status == "read"


def test_strange_values_cost_no_row(reading):
    """Nulls, stray bytes, huge numbers and a huge text are kept."""
    rows = [
        message(1, None, HAMMER, None),
        message(2, 1, HAMMER, b"\xe9\x94\xff"),
        (3, -5, -1879048185, 3, None, 1, 2**62, HAMMER, "x" * 300_000, None),
        message(4, 1, HAMMER, 12345),
    ]
    found = reading(messages=rows)
    kept = found.tables["message"].filter(found.tables["message"]["locator"].str.starts_with("table:message/"))
    assert kept["text"].str.len_chars().to_list() == [0, 12, 300_000, 5]
    assert kept["sent_at"].null_count() == 1
    assert kept["native_message_id"].to_list()[2] == str(2**64 - 5)


def test_empty_and_cut_databases(reading, tmp_path, exhibit_of, everything_of):
    """Tables without rows are empty; a cut file gives what its pages hold, or is refused in a sentence."""
    assert reading(messages=(), contacts=(), profile=(), tables=("message", "rcontact")).end.status == "empty"
    content = build(
        tmp_path / "big.db", messages=[message(n, 1, HAMMER, "好" * 200) for n in range(1, 400)]
    ).read_bytes()
    cut = tmp_path / "cut.db"
    cut.write_bytes(content[: len(content) // 2])
    found = everything_of(FORMAT, exhibit_of(cut))
    assert found.end.status == "partial" and 0 < found.record_count < 410
    cut.write_bytes(content[:50])
    with pytest.raises(UnreadableExhibit):
        everything_of(FORMAT, exhibit_of(cut))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1), junk=st.binary(min_size=1, max_size=60))
def test_damage_never_crashes(tmp_path, at, junk):
    """Overwritten bytes cost rows at most; what claims to be whole has all of them."""
    content = SAMPLE.read_bytes()
    place = int(len(content) * at)
    file = tmp_path / "damaged.db"
    file.write_bytes(content[:place] + junk + content[place + len(junk) :])
    exhibit = Exhibit("0" * 64, "x.db", file)
    try:
        *batches, end = FORMAT.read(exhibit)
        total = sum(batch.record_count + batch.rejected_count for batch in batches)
        assert end.status != "read" or total == FORMAT.count(exhibit)
    except SourceError as refusal:
        assert str(refusal)
