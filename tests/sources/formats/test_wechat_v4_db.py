"""The databases of version 4: tables named by a hash, numbered senders, packed bodies, companions, damage."""

import hashlib
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.errors import SourceError, UnreadableExhibit
from sources.formats.wechat_v4_db import FORMAT
from sources.record import Exhibit
from sources.registry import read_head

DATA = Path(__file__).parents[2] / "data" / "wechat_v4_db"
OWNER, HAMMER, CRAB, GROUP = "wxid_99owner", "wxid_99hammer", "crab_99", "9900000001@chatroom"
OWN_ACCOUNT, HAMMER_ACCOUNT, CRAB_ACCOUNT = "wechat:wxid_99owner", "wechat:wxid_99hammer", "wechat:crab_99"
GROUP_THREAD, DIRECT_THREAD = f"wechat:{GROUP}", "wechat:wxid_99hammer~wxid_99owner"
FOLDER = f"xwechat_files/{OWNER}_9f0a/db_storage"
PATH = f"{FOLDER}/message/message_0.db"
T0 = 1_690_000_000
MESSAGE_COLUMNS = (
    "local_id INTEGER PRIMARY KEY AUTOINCREMENT, server_id INTEGER, local_type INTEGER, sort_seq INTEGER, "
    "real_sender_id INTEGER, create_time INTEGER, status INTEGER, message_content TEXT, compress_content TEXT"
)
CONTACT_COLUMNS = "id INTEGER PRIMARY KEY, username TEXT, local_type INTEGER, alias TEXT, remark TEXT, nick_name TEXT, "
QUOTE = (
    "<msg><appmsg><title>好的</title><type>57</type><refermsg><type>1</type><svrid>7000000000000000002</svrid>"
    "<displayname>锤子</displayname><content>明天发货</content></refermsg></appmsg></msg>"
)
JOINED = (
    '<sysmsg type="sysmsgtemplate"><sysmsgtemplate><content_template><template><![CDATA["$adder$"通过扫描'
    '"$from$"分享的二维码加入群聊  $revoke$]]></template><link_list><link name="adder"><memberlist><member>'
    "<username>wxid_99bun</username><nickname>馒头</nickname></member></memberlist></link>"
    '<link name="from"><memberlist><member><username>crab_99</username><nickname>螃蟹</nickname></member></memberlist>'
    '</link><link name="revoke" hidden="1"><title>撤销</title></link></link_list>'
    "</content_template></sysmsgtemplate></sysmsg>"
)


def table_of(conversation):
    return "Msg_" + hashlib.md5(conversation.encode(), usedforsecurity=False).hexdigest()


def packed(text, **more):
    return zstandard.ZstdCompressor(**more).compress(text.encode())


def message(number, kind, sender, content, packed_content=None):
    server = 7_000_000_000_000_000_000 + number
    return (number, server, kind, T0 + number, sender, T0 + number, 2, content, packed_content)


NAMES = [OWNER, HAMMER, CRAB, GROUP]
TALKS = {
    GROUP: [
        message(1, 1, 2, f"{HAMMER}:\n收到:\n两件"),
        message(2, 1, 1, "我来安排"),
        message(3, 57 << 32 | 49, 3, packed(f"{CRAB}:\n{QUOTE}")),
        message(4, 10000, 3, f"{GROUP}:\n{JOINED}"),
        message(5, 3, 3, packed(f"{CRAB}:\n<msg><img/></msg>")),
        message(6, 1, 9, f"{HAMMER}:\nby prefix"),
        message(7, 49, 3, b"\x28\xb5\x2f\xfdbroken"),
        message(8, 10000, 0, '"老锤"撤回了一条消息'),
        message(9, 1, 1, "ok:\nstays whole"),
    ],
    HAMMER: [message(1, 1, 2, "在吗"), message(2, 1, 1, "在"), message(3, 49, 2, "", packed(QUOTE))],
}
CONTACTS = [
    (1, OWNER, 1, "own99", "", "老板", 0),
    (2, HAMMER, 1, "hammer99", "老锤", "锤子", 0),
    (3, CRAB, 3, "", "", "螃蟹", 0),
    (4, "wxid_99gone", 1, "", "旧人", "往事", 1),
    (5, GROUP, 2, "", "", "发货群", 0),
    (6, "", 1, "", "", "no id", 0),
]


def member(native, card=""):
    body = b"\x0a" + bytes([len(native)]) + native.encode()
    if card:
        body += b"\x12" + bytes([len(card.encode())]) + card.encode()
    return b"\x0a" + bytes([len(body)]) + body


def build(file, talks=None, names=tuple(NAMES)):
    """Make a message database of these conversations."""
    file.unlink(missing_ok=True)
    connection = sqlite3.connect(file)
    connection.execute("create table Name2Id(user_name TEXT PRIMARY KEY)")
    connection.executemany("insert into Name2Id values(?)", ((name,) for name in names))
    connection.execute("create table TimeStamp(timestamp INTEGER)")
    for talk, rows in (TALKS if talks is None else talks).items():
        connection.execute(f"create table {table_of(talk)}({MESSAGE_COLUMNS})")
        connection.executemany(f"insert into {table_of(talk)} values(?,?,?,?,?,?,?,?,?)", rows)
    connection.commit()
    connection.close()
    return file


def build_contacts(file):
    """Make a contact database."""
    file.unlink(missing_ok=True)
    connection = sqlite3.connect(file)
    connection.execute(f"create table contact({CONTACT_COLUMNS} delete_flag INTEGER)")
    connection.execute(f"create table stranger({CONTACT_COLUMNS} delete_flag INTEGER)")
    connection.executemany("insert into contact values(?,?,?,?,?,?,?)", CONTACTS)
    connection.execute("insert into stranger values(1, 'wxid_99far', 3, '', '', '远人', 0)")
    connection.execute("create table chat_room(id INTEGER PRIMARY KEY, username TEXT, owner TEXT, ext_buffer BLOB)")
    connection.execute(
        "insert into chat_room values(5, ?, ?, ?)", (GROUP, CRAB, member(HAMMER) + member(CRAB, "大螃蟹"))
    )
    connection.execute("insert into chat_room values(7, '9900000002@chatroom', '', null)")
    connection.execute("create table chatroom_member(room_id INTEGER, member_id INTEGER)")
    connection.execute("insert into chatroom_member values(7, 3), (7, 99)")
    connection.execute(
        "create table chat_room_info_detail(room_id_ INTEGER PRIMARY KEY, announcement_ TEXT, "
        "announcement_editor_ TEXT, announcement_publish_time_ INTEGER)"
    )
    connection.execute("insert into chat_room_info_detail values(5, '每天九点报数', ?, ?)", (CRAB, T0))
    connection.execute("insert into chat_room_info_detail values(99, '无主', '', 0)")
    connection.commit()
    connection.close()
    return file


def build_sessions(file):
    """Make a session database."""
    file.unlink(missing_ok=True)
    connection = sqlite3.connect(file)
    connection.execute(
        "create table SessionTable(username TEXT PRIMARY KEY, summary TEXT, last_timestamp INTEGER, "
        "last_msg_sender TEXT, last_sender_display_name TEXT)"
    )
    rows = [(GROUP, "两件", T0, CRAB, "大螃蟹"), (HAMMER, "在", T0, OWNER, ""), ("wxid_99late", "", T0, "", "")]
    connection.executemany("insert into SessionTable values(?,?,?,?,?)", rows)
    connection.commit()
    connection.close()
    return file


@pytest.fixture
def reading(tmp_path, exhibit_of, everything_of):
    """Reads a database; checks that no record is lost."""

    def read(file=None, path=PATH, owners=None, companions=None, **talks):
        file = file or build(tmp_path / "message_0.db", **talks)
        exhibit = exhibit_of(file, path, owners=owners or {}, companions=companions or {})
        found = everything_of(FORMAT, exhibit)
        assert found.total == FORMAT.count(exhibit)
        return found

    return read


def by_place(found, talk, row, table="message"):
    return (
        found.tables[table].filter(found.tables[table]["locator"] == f"table:{table_of(talk)}/{row}").row(0, named=True)
    )


def test_databases_are_known_by_their_tables(tmp_path):
    """Tables named by a hash, contacts with groups, and sessions are known; look-alikes aren't."""
    for name in ("message_0.db", "contact.db", "session.db"):
        assert FORMAT.sniff(read_head(DATA / name, "x.bin")) >= 0.9
    for name, layout in {
        "contact.db": "contact(username TEXT, nick_name TEXT, alias TEXT)",
        "message_fts.db": f"{table_of('x')}_fts(local_id INTEGER)",
        "message_0.db": f"{table_of('x')}(id INTEGER, message_content TEXT)",
        "MM.sqlite": "Chat_d41d8cd98f00b204e9800998ecf8427e(MesLocalID INTEGER, Message TEXT)",
        "session.db": "SessionTable(ID INTEGER, username TEXT)",
    }.items():
        other = tmp_path / name
        other.unlink(missing_ok=True)
        with sqlite3.connect(other) as connection:
            connection.execute(f"create table {layout}")
        assert FORMAT.sniff(read_head(other, name)) == 0, name


def test_samples_are_read(everything_of, exhibit_of):
    """The small committed databases give every record."""
    for name in ("message_0.db", "contact.db", "session.db"):
        exhibit = exhibit_of(DATA / name)
        found = everything_of(FORMAT, exhibit)
        assert found.end.status == "read" and found.total == FORMAT.count(exhibit) > 0


def test_senders_and_words(reading):
    """Senders come by number, else by prefix; a prefix is taken off only where it is the sender's id."""
    found = reading()
    rows = {row: by_place(found, GROUP, row) for row in (1, 2, 6, 9)}
    assert [rows[row]["sender_account_id"] for row in rows] == [
        HAMMER_ACCOUNT,
        OWN_ACCOUNT,
        HAMMER_ACCOUNT,
        OWN_ACCOUNT,
    ]
    assert [rows[row]["text"] for row in rows] == ["收到:\n两件", "我来安排", "by prefix", "ok:\nstays whole"]
    assert rows[1]["thread_id"] == GROUP_THREAD and rows[1]["native_message_id"] == "7000000000000000001"
    assert (rows[1]["sent_at"], rows[1]["time_basis"]) == (datetime(2023, 7, 22, 4, 26, 41), "epoch_s")
    assert by_place(found, HAMMER, 1)["thread_id"] == DIRECT_THREAD


def test_packed_bodies_are_read(reading):
    """Packed bodies are unpacked from either column; the sub-type in the high bits doesn't hide the type."""
    found = reading()
    for talk in (GROUP, HAMMER):
        answer = by_place(found, talk, 3)
        assert (answer["text"], answer["kind"], answer["reply_to_native_message_id"]) == (
            "好的",
            "text",
            "7000000000000000002",
        )
        assert by_place(found, talk, "3#quote")["text"] == "明天发货"
    assert (by_place(found, GROUP, 5)["kind"], by_place(found, GROUP, 5)["text"]) == ("media", "")


def test_broken_bodies_and_bombs_are_rejected(reading):
    """A body that can't be unpacked, or would be longer than any message, is rejected with its place."""
    bombs = [
        message(1, 49, 2, packed("<" * (9 << 20))),
        message(2, 49, 2, packed("<" * (9 << 20), write_content_size=False)),
        message(3, 1, 2, "hi"),
    ]
    found = reading(talks={HAMMER: bombs})
    assert found.tables["rejected_record"]["locator"].to_list() == [f"table:{table_of(HAMMER)}/{n}" for n in (1, 2)]
    assert reading().tables["rejected_record"]["locator"].to_list() == [f"table:{table_of(GROUP)}/7"]


def test_system_lines_know_people_by_id(reading):
    """A line with ids names its people for certain."""
    event = by_place(reading(), GROUP, 4, "membership_event")
    assert (event["event"], event["account_id"], event["actor_account_id"]) == (
        "join",
        "wechat:wxid_99bun",
        CRAB_ACCOUNT,
    )


def test_contacts_beside_explain_names(reading, tmp_path):
    """The contact list of the same folder tells whose remark stands in a line."""
    companions = {f"{FOLDER}/contact/contact.db": build_contacts(tmp_path / "contact.db")}
    recalled = by_place(reading(companions=companions), GROUP, 8)
    assert (recalled["sender_account_id"], recalled["is_deleted"]) == (HAMMER_ACCOUNT, True)
    assert by_place(reading(), GROUP, 8)["sender_account_id"].startswith("wechat:老锤~")


def test_hashes_are_mapped_back_by_companions(reading, tmp_path):
    """An id that isn't among the senders is found in contacts or sessions; else the thread is named by its hash."""
    talks = {"wxid_99late": [message(1, 1, 1, "hi")], "wxid_99far": [message(1, 1, 1, "hi")]}
    alone = reading(talks=talks)
    hashes = {table_of(talk).removeprefix("Msg_") for talk in talks}
    assert set(alone.tables["thread"]["thread_id"]) == {f"wechat:md5~{digest}" for digest in hashes}
    assert set(alone.tables["thread"]["kind"]) == {"unknown"}
    assert all("id unknown" in title for title in alone.tables["thread"]["title"])
    companions = {
        f"{FOLDER}/contact/contact.db": build_contacts(tmp_path / "contact.db"),
        f"{FOLDER}/session/session.db": build_sessions(tmp_path / "session.db"),
    }
    named = reading(talks=talks, companions=companions)
    assert set(named.tables["thread"]["thread_id"]) == {
        "wechat:wxid_99late~wxid_99owner",
        "wechat:wxid_99far~wxid_99owner",
    }


def test_two_equally_near_companions_are_none(reading, tmp_path):
    """Whose contacts they are can't be told when two lie equally near."""
    beside = build_contacts(tmp_path / "contact.db")
    companions = {"a/one/contact.db": beside, "a/two/contact.db": beside}
    found = reading(path="a/message/message_0.db", companions=companions)
    assert by_place(found, GROUP, 8)["sender_account_id"].startswith("wechat:老锤~")


def test_owner_comes_from_the_folder(reading):
    """The account folder names the owner; elsewhere he must be given and is never invented."""
    accounts = reading().tables["account"]
    assert accounts.filter(accounts["is_owner"])["native_id"].to_list() == [OWNER]
    loose = reading(path="loose/message_0.db")
    assert not loose.tables["account"]["is_owner"].any()
    assert by_place(loose, HAMMER, 1)["thread_id"] == f"wechat:{HAMMER}"
    given_owner = reading(path="loose/message_0.db", owners={"wechat": OWNER})
    assert by_place(given_owner, HAMMER, 1)["thread_id"] == DIRECT_THREAD


def test_contacts_and_groups(reading, tmp_path):
    """Contacts by kind of name, deletion, groups with cards, owner, members and notice."""
    found = reading(build_contacts(tmp_path / "contact.db"), path=f"{FOLDER}/contact/contact.db")
    names = set(found.tables["name_observation"].select("account_id", "name", "kind", "observer_account_id").rows())
    assert names >= {
        (HAMMER_ACCOUNT, "锤子", "account_nickname", None),
        (HAMMER_ACCOUNT, "hammer99", "handle", None),
        (HAMMER_ACCOUNT, "老锤", "remark", OWN_ACCOUNT),
        (CRAB_ACCOUNT, "大螃蟹", "group_card", None),
        ("wechat:wxid_99far", "远人", "account_nickname", None),
    }
    assert found.tables["contact"]["other_account_id"].to_list() == [HAMMER_ACCOUNT, "wechat:wxid_99gone"]
    assert found.tables["record_state"]["locator"].to_list() == ["table:contact/4"]
    assert set(found.tables["rejected_record"]["locator"]) == {"table:contact/6", "table:chat_room_info_detail/99"}
    events = found.tables["membership_event"].select("locator", "event", "account_id").rows()
    assert events == [
        ("table:chat_room/5", "join", HAMMER_ACCOUNT),
        ("table:chat_room/5", "join", CRAB_ACCOUNT),
        ("table:chat_room/5", "own", CRAB_ACCOUNT),
        ("table:chat_room/7", "join", CRAB_ACCOUNT),
    ]
    notice = found.tables["message"].row(0, named=True)
    assert (notice["text"], notice["sender_account_id"], notice["thread_id"]) == (
        "每天九点报数",
        CRAB_ACCOUNT,
        GROUP_THREAD,
    )


def test_sessions_give_threads_and_a_name(reading, tmp_path):
    """Every session is a thread; the name shown for the last speaker of a group is observed there."""
    found = reading(build_sessions(tmp_path / "session.db"), path=f"{FOLDER}/session/session.db")
    assert set(found.tables["thread"].select("thread_id", "kind").rows()) == {
        (GROUP_THREAD, "group"),
        (DIRECT_THREAD, "direct"),
        ("wechat:wxid_99late~wxid_99owner", "direct"),
    }
    assert found.tables["name_observation"].select("account_id", "name", "thread_id").rows() == [
        (CRAB_ACCOUNT, "大螃蟹", GROUP_THREAD)
    ]


def test_strange_values_cost_no_row(reading):
    """Nulls, stray bytes, numbers as text and a huge text are kept."""
    rows = [
        message(1, None, None, None),
        message(2, 1, 2, b"\xe9\x94\xff"),
        message(3, 1, 2, 12345),
        message(4, 1, 2, "x" * 300_000),
    ]
    found = reading(talks={HAMMER: rows})
    assert found.tables["message"]["text"].str.len_chars().to_list() == [0, 12, 5, 300_000]


def test_empty_and_cut_databases(reading, tmp_path, exhibit_of, everything_of):
    """No rows are empty; a cut file gives what its pages hold, or is refused in a sentence."""
    assert reading(talks={HAMMER: []}).end.status == "empty"
    many = {HAMMER: [message(n, 1, 2, "好" * 200) for n in range(1, 400)]}
    content = build(tmp_path / "big.db", many).read_bytes()
    cut = tmp_path / "cut.db"
    cut.write_bytes(content[: len(content) // 2])
    found = everything_of(FORMAT, exhibit_of(cut))
    assert found.end.status == "partial" and 0 < found.record_count < 400
    cut.write_bytes(content[:50])
    with pytest.raises(UnreadableExhibit):
        everything_of(FORMAT, exhibit_of(cut))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["message_0.db", "contact.db"]), at=st.floats(0, 1), junk=st.binary(min_size=1, max_size=60)
)
def test_damage_never_crashes(tmp_path, name, at, junk):
    """Overwritten bytes cost rows at most; what claims to be whole has all of them."""
    content = (DATA / name).read_bytes()
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
