"""The Windows databases of version 3: group senders, packed bodies, contacts, the contact list beside, damage."""

import sqlite3
from datetime import datetime
from pathlib import Path

import lz4.block
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.errors import SourceError, UnreadableExhibit
from sources.formats.wechat_windows_v3_db import FORMAT
from sources.record import Exhibit
from sources.registry import read_head
from sources.wechat.protobuf import LARGEST_MESSAGE, fields, members, senders

SAMPLE = Path(__file__).parents[2] / "data" / "wechat_windows_v3_db" / "MSG0.db"
OWNER, HAMMER, CRAB, GROUP = "wxid_99owner", "wxid_99hammer", "crab_99", "9900000001@chatroom"
OWN_ACCOUNT, HAMMER_ACCOUNT, CRAB_ACCOUNT = "wechat:wxid_99owner", "wechat:wxid_99hammer", "wechat:crab_99"
GROUP_THREAD, DIRECT_THREAD = f"wechat:{GROUP}", "wechat:wxid_99hammer~wxid_99owner"
PATH = f"Documents/WeChat Files/{OWNER}/Msg/Multi/MSG0.db"
T0 = 1_690_000_000
TABLES = {
    "MSG": "localId INTEGER PRIMARY KEY, TalkerId INT, MsgSvrID INT, Type INT, SubType INT, IsSender INT, "
    "CreateTime INT, StrTalker TEXT, StrContent TEXT, CompressContent BLOB, BytesExtra BLOB",
    "Name2ID": "UsrName TEXT PRIMARY KEY",
    "Contact": "UserName TEXT PRIMARY KEY, Alias TEXT, EncryptUserName TEXT, DelFlag INTEGER, Type INTEGER, "
    "Reserved1 INTEGER, Remark TEXT, NickName TEXT",
    "ChatRoom": "ChatRoomName TEXT PRIMARY KEY, UserNameList TEXT, DisplayNameList TEXT, SelfDisplayName TEXT, "
    "Reserved2 TEXT, RoomData BLOB",
    "ChatRoomInfo": "ChatRoomName TEXT PRIMARY KEY, Announcement TEXT, AnnouncementEditor TEXT, "
    "AnnouncementPublishTime INTEGER",
}
QUOTE = (
    "<msg><appmsg><title>好的</title><type>57</type><refermsg><type>1</type><svrid>7000000000000000002</svrid>"
    "<displayname>锤子</displayname><content>明天发货</content></refermsg></appmsg></msg>"
)


def field(number, value):
    if isinstance(value, int):
        return bytes([number << 3]) + varint(value)
    octets = value if isinstance(value, bytes) else value.encode()
    return bytes([number << 3 | 2]) + varint(len(octets)) + octets


def varint(number):
    octets = b""
    while number > 0x7F:
        octets += bytes([number & 0x7F | 0x80])
        number >>= 7
    return octets + bytes([number])


def extra(native):
    header = field(1, field(1, 16) + field(2, 0))
    items = field(3, field(1, 7) + field(2, "<msgsource/>")) + field(3, field(1, 1) + field(2, native))
    return header + items


def packed(xml):
    return lz4.block.compress(xml.encode() + b"\0", store_size=False)


def message(number, kind, talker, words, own=0, body=None, speaker=None, number_of_talker=1):
    said_by = extra(speaker) if speaker else None
    server = 7_000_000_000_000_000_000 + number
    return (number, number_of_talker, server, kind, 0, own, T0 + number, talker, words, body, said_by)


ROWS = {
    "MSG": [
        message(1, 1, GROUP, "收到:\n两件", speaker=HAMMER),
        message(2, 1, GROUP, "我来安排", own=1),
        message(3, 49, GROUP, "", body=packed(QUOTE), speaker=CRAB),
        message(4, 1, HAMMER, "在吗"),
        message(
            5, 50, HAMMER, "<voipmsg><VoIPBubbleMsg><msg><![CDATA[通话时长 00:12]]></msg></VoIPBubbleMsg></voipmsg>"
        ),
        message(6, 10000, GROUP, '"老锤"邀请"大螃蟹"加入了群聊'),
        message(7, 49, GROUP, "", body=b"\xff\xff\xff", speaker=CRAB),
        message(8, 1, "", "by number", number_of_talker=2),
        message(9, 1, "", "by nothing", number_of_talker=9),
        message(10, 1, GROUP, "nobody"),
    ],
    "Name2ID": [(GROUP,), (HAMMER,)],
    "Contact": [
        (OWNER, "own99", "", 0, 1, 1, "", "老板"),
        (HAMMER, "hammer99", "", 0, 3, 1, "老锤", "锤子"),
        (CRAB, "", "", 0, 4, 0, "", "螃蟹"),
        ("wxid_99gone", "", "", 1, 3, 1, "旧人", "往事"),
        (GROUP, "", "", 0, 2, 1, "", "发货群"),
        ("", "", "", 0, 2, 1, "", "no id"),
    ],
    "ChatRoom": [
        (
            GROUP,
            f"{HAMMER}^G{CRAB}",
            "",
            "群主小号",
            CRAB,
            field(1, field(1, HAMMER) + field(3, 1)) + field(1, field(1, CRAB) + field(2, "大螃蟹") + field(3, 2049)),
        ),
        ("9900000002@chatroom", f"{HAMMER}^G{CRAB}", "", "", "", None),
    ],
    "ChatRoomInfo": [(GROUP, "每天九点报数", CRAB, T0), ("9900000002@chatroom", "", "", 0)],
}
CONTACT_TABLES, MESSAGE_TABLES = ("Contact", "ChatRoom", "ChatRoomInfo"), ("MSG", "Name2ID")


def build(file, tables=tuple(TABLES), **rows):
    """Make a database with these tables; rows by table replace the usual ones."""
    file.unlink(missing_ok=True)
    connection = sqlite3.connect(file)
    for table in tables:
        connection.execute(f"create table {table}({TABLES[table]})")
        values = rows.get(table, ROWS[table])
        if values:
            connection.executemany(f"insert into {table} values({','.join('?' * len(values[0]))})", values)
    connection.commit()
    connection.close()
    return file


@pytest.fixture
def reading(tmp_path, exhibit_of, everything_of):
    """Reads a database with these tables; checks that no record is lost."""

    def read(tables, path=PATH, owners=None, companions=None, **rows):
        exhibit = exhibit_of(
            build(tmp_path / "made.db", tables, **rows), path, owners=owners or {}, companions=companions or {}
        )
        found = everything_of(FORMAT, exhibit)
        assert found.total == FORMAT.count(exhibit)
        return found

    return read


def by_locator(found, table="message"):
    return {row["locator"]: row for row in found.tables[table].iter_rows(named=True)}


def test_databases_are_known_by_their_tables(tmp_path):
    """Messages or contacts of the app decide; its sibling databases aren't misread."""
    assert FORMAT.sniff(read_head(SAMPLE, "x.bin")) > 0.9
    assert FORMAT.sniff(read_head(build(tmp_path / "c.db", CONTACT_TABLES), "MicroMsg.db")) > 0.9
    for name, layout in {
        "OpenIMContact.db": "OpenIMContact(UserName TEXT, NickName TEXT, Remark TEXT)",
        "MediaMSG0.db": "Media(Key INT, Reserved0 INT, Buf BLOB)",
        "PublicMsg.db": "PublicMsg(localId INTEGER PRIMARY KEY, StrTalker TEXT, StrContent TEXT)",
        "MSG0.db": "MSG(id integer, body text)",
    }.items():
        with sqlite3.connect(tmp_path / name) as connection:
            connection.execute(f"create table {layout}")
        assert FORMAT.sniff(read_head(tmp_path / name, name)) == 0


def test_sample_is_read(everything_of, exhibit_of):
    """The small committed database gives every record."""
    exhibit = exhibit_of(SAMPLE)
    found = everything_of(FORMAT, exhibit)
    assert found.end.status == "read" and found.total == FORMAT.count(exhibit)


def test_messages_and_their_senders(reading):
    """Group senders come from the protobuf beside the words; the words keep their colons."""
    found = reading(MESSAGE_TABLES)
    said = by_locator(found)
    assert [said[f"table:MSG/{row}"]["sender_account_id"] for row in (1, 2, 3, 4, 10)] == [
        HAMMER_ACCOUNT,
        OWN_ACCOUNT,
        CRAB_ACCOUNT,
        HAMMER_ACCOUNT,
        None,
    ]
    first = said["table:MSG/1"]
    assert (first["text"], first["thread_id"], first["time_basis"]) == ("收到:\n两件", GROUP_THREAD, "epoch_s")
    assert first["sent_at"] == datetime(2023, 7, 22, 4, 26, 41)
    assert first["native_message_id"] == "7000000000000000001"


def test_packed_bodies_are_read(reading):
    """App messages are unpacked: the answer, what it answers, and the quoted words apart."""
    said = by_locator(reading(MESSAGE_TABLES))
    assert said["table:MSG/3"]["text"] == "好的"
    assert said["table:MSG/3"]["reply_to_native_message_id"] == "7000000000000000002"
    assert said["table:MSG/3#quote"]["forwarded_from"] == "锤子"
    assert (said["table:MSG/5"]["kind"], said["table:MSG/5"]["text"]) == ("call", "通话时长 00:12")


def test_what_cannot_be_read_is_rejected(reading):
    """A body that can't be unpacked and a row without a talk are rejected; a talk known by number isn't."""
    found = reading(MESSAGE_TABLES)
    assert set(found.tables["rejected_record"]["locator"]) == {"table:MSG/7", "table:MSG/9"}
    assert by_locator(found)["table:MSG/8"]["thread_id"] == DIRECT_THREAD


def test_a_bomb_is_bounded(reading):
    """A packed body that would fill the memory is refused, not unpacked."""
    bomb = lz4.block.compress(b"<" * (9 << 20), store_size=False)
    found = reading(MESSAGE_TABLES, MSG=[message(1, 49, HAMMER, "", body=bomb)])
    assert found.tables["rejected_record"]["locator"].to_list() == ["table:MSG/1"]


def test_owner_comes_from_the_folder(reading):
    """The app's folder is named after the owner; elsewhere he must have been given, and is never invented."""
    own = {}
    for path, owners in ((PATH, {}), ("loose/MSG0.db", {}), ("loose/MSG0.db", {"wechat": OWNER})):
        found = reading(MESSAGE_TABLES, path=path, owners=owners)
        own[path, bool(owners)] = by_locator(found)["table:MSG/2"]["sender_account_id"]
    assert list(own.values()) == [OWN_ACCOUNT, None, OWN_ACCOUNT]


def test_contacts_and_groups(reading):
    """Contacts by kind of name, deletion, groups with cards, owner and notice."""
    found = reading(CONTACT_TABLES, path=f"WeChat Files/{OWNER}/Msg/MicroMsg.db")
    names = found.tables["name_observation"]
    assert set(names.select("account_id", "name", "kind", "observer_account_id").rows()) >= {
        (HAMMER_ACCOUNT, "锤子", "account_nickname", None),
        (HAMMER_ACCOUNT, "hammer99", "handle", None),
        (HAMMER_ACCOUNT, "老锤", "remark", OWN_ACCOUNT),
        (CRAB_ACCOUNT, "大螃蟹", "group_card", None),
        (OWN_ACCOUNT, "群主小号", "group_card", None),
    }
    assert found.tables["contact"]["other_account_id"].to_list() == [HAMMER_ACCOUNT, "wechat:wxid_99gone"]
    assert found.tables["record_state"]["locator"].to_list() == ["table:Contact/4"]
    assert found.tables["rejected_record"]["locator"].to_list() == ["table:Contact/6"]
    events = found.tables["membership_event"].filter(found.tables["membership_event"]["thread_id"] == GROUP_THREAD)
    assert events.select("event", "account_id").rows() == [
        ("join", HAMMER_ACCOUNT),
        ("join", CRAB_ACCOUNT),
        ("own", CRAB_ACCOUNT),
    ]
    assert dict(found.tables["thread"].select("thread_id", "title").rows())[GROUP_THREAD] == "发货群"
    notice = by_locator(found)["table:ChatRoomInfo/1#notice"]
    assert (notice["text"], notice["sender_account_id"]) == ("每天九点报数", CRAB_ACCOUNT)


def test_names_in_system_lines_come_from_the_contacts_beside(reading, tmp_path):
    """With MicroMsg.db in the folder above, a remark and a card in a line mean their accounts."""
    beside = build(tmp_path / "beside.db", CONTACT_TABLES)
    companions = {f"Documents/WeChat Files/{OWNER}/Msg/MicroMsg.db": beside}
    event = by_locator(reading(MESSAGE_TABLES, companions=companions), "membership_event")["table:MSG/6"]
    assert (event["event"], event["actor_account_id"], event["account_id"]) == ("invite", HAMMER_ACCOUNT, CRAB_ACCOUNT)


def test_without_contacts_names_stay_names(reading, tmp_path):
    """A damaged companion is no companion, and a name in a line is then only a name in its talk."""
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"SQLite format 3\0" + b"\xff" * 500)
    found = reading(MESSAGE_TABLES, companions={f"Documents/WeChat Files/{OWNER}/Msg/MicroMsg.db": broken})
    event = by_locator(found, "membership_event")["table:MSG/6"]
    assert event["actor_account_id"].startswith("wechat:老锤~")


def test_one_merged_file_is_read_whole(reading):
    """Tools merge all into one file: contacts first, so that lines in it are understood."""
    found = reading(tuple(TABLES))
    assert by_locator(found, "membership_event")["table:MSG/6"]["actor_account_id"] == HAMMER_ACCOUNT


def test_protobuf_is_bounded():
    """Members, senders and flags are found; junk gives nothing and never crashes."""
    room = ROWS["ChatRoom"][0][5]
    assert [(member.native_id, member.card, member.is_admin) for member in members(room)] == [
        (HAMMER, None, False),
        (CRAB, "大螃蟹", True),
    ]
    long_id = "x" * 200
    assert senders([extra(HAMMER), None, b"", b"\xff" * 50, extra(long_id)]) == [HAMMER, None, None, None, long_id]
    assert list(fields(b"\x08" * (LARGEST_MESSAGE + 1))) == []
    assert members(None) == [] and members(room[:-3]) == members(room)[:1]


@given(st.binary(max_size=80))
@settings(max_examples=40, deadline=None)
def test_protobuf_survives_junk(junk):
    """Any bytes end the reading quietly."""
    assert all(number > 0 for number, _ in fields(junk))
    assert len(senders([junk])) == 1 and isinstance(members(junk), list)


def test_empty_and_cut_databases(reading, tmp_path, exhibit_of, everything_of):
    """No rows are empty; a cut file gives what its pages hold, or is refused in a sentence."""
    assert reading(("MSG",), MSG=[]).end.status == "empty"
    many = [message(n, 1, HAMMER, "好" * 200) for n in range(1, 400)]
    content = build(tmp_path / "big.db", ("MSG",), MSG=many).read_bytes()
    cut = tmp_path / "cut.db"
    cut.write_bytes(content[: len(content) // 2])
    found = everything_of(FORMAT, exhibit_of(cut))
    assert found.end.status == "partial" and 0 < found.record_count < 400
    cut.write_bytes(content[:50])
    with pytest.raises(UnreadableExhibit):
        everything_of(FORMAT, exhibit_of(cut))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
