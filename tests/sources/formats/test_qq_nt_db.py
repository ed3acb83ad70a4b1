"""Databases of QQ's newer client: bodies, people by number or opaque id, owner, contacts, damage, no row lost."""

import sqlite3
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import SourceError, UnreadableExhibit
from sources.formats.qq_nt_db import FORMAT
from sources.qq.nt_body import Body, NoBody, body_of, plain_texts
from sources.registry import read_head

SAMPLE = Path(__file__).parents[2] / "data" / "qq_nt_db" / "nt_msg.db"
T = 1_717_200_000
NAIL_UID, BUN_UID = "u_nailAAAAAAAAAAAA", "u_bunAAAAAAAAAAAAA"
OWNER, NAIL, CRAB, GROUP = 990100001, 990100002, 990100003, 99010001
MESSAGE_COLUMNS = (
    "40001",
    "40011",
    "40013",
    "40020",
    "40021",
    "40027",
    "40030",
    "40033",
    "40050",
    "40090",
    "40093",
    "40800",
)


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def element(kind, *fields):
    parts = [(45001, 7_300_000_000_000_000_001), (45002, kind), *fields, (49155, 0)]
    return field(40800, b"".join(field(number, value) for number, value in parts))


def text(words):
    return element(1, (45101, words), (45102, 0))


def row(number, body, **more):
    cells = {
        "40001": 7_300_000_000_000_000_000 + number,
        "40011": 2,
        "40013": 0,
        "40020": "u_nailAAAAAAAAAAAA",
        "40021": str(GROUP),
        "40027": GROUP,
        "40030": GROUP,
        "40033": NAIL,
        "40050": T + number,
        "40090": "夜班",
        "40093": "钢钉",
        "40800": body,
    }
    return cells | more


def database(file, tables):
    """Make a database: table name to (columns, rows as mappings)."""
    connection = sqlite3.connect(file)
    connection.execute("pragma page_size = 1024")
    for name, (columns, rows) in tables.items():
        quoted = ", ".join(f'"{column}"' + (" integer primary key" if column == "40001" else "") for column in columns)
        connection.execute(f'create table "{name}" ({quoted})')
        marks = ", ".join("?" * len(columns))
        values = [[cells.get(column) for column in columns] for cells in rows]
        connection.executemany(f'insert into "{name}" values ({marks})', values)
    connection.commit()
    connection.close()
    return file


def own(number, body, **more):
    return row(
        number, body, **({"40013": 1, "40033": OWNER, "40020": "u_ownerAAAAAAAAAAA", "40090": "", "40093": "我"} | more)
    )


def direct(number, body, **more):
    peer = {"40021": "u_crabAAAAAAAAAAAA", "40027": 3, "40030": CRAB, "40090": None}
    return row(number, body, **(peer | {"40020": "u_crabAAAAAAAAAAAA", "40033": CRAB, "40093": "小螃蟹"} | more))


def sample_tables():
    people = [f'<qq uin="{uid}" nm="{name}"/>' for uid, name in ((NAIL_UID, "钢钉"), (BUN_UID, "馒头"))]
    tip = f'<gtip>{people[0]}<nor txt="邀请"/>{people[1]}<nor txt="加入了群聊。"/></gtip>'
    quote = element(7, (47401, 7_300_000_000_000_000_000), (47413, "今晚开工"))
    card = '{"app":"com.tencent.contact.lua","prompt":"推荐联系人: 螃蟹"}'
    groups = [
        row(0, text("今晚开工")),
        own(1, quote + text("收到") + element(2, (45402, "A.jpg"))),
        row(2, element(8, (48214, tip)), **{"40011": 5, "40020": "", "40033": 0, "40090": "", "40093": ""}),
        row(3, element(8, (47705, "钢钉")), **{"40011": 5}),
        row(4, element(3, (45402, "名单.xlsx"))),
        row(5, element(10, (47901, card))),
        row(6, element(99, (45001, 1))),
        row(7, text("老的"), **{"40020": "", "40090": "钢钉老号(990100002)", "40093": ""}),
        row(8, b"\xff\xff\xff"),
        row(9, None, **{"40011": 6}),
    ]
    talks = [
        direct(10, text("在吗")),
        direct(
            11, element(21, (48153, "通话时长 00:10")), **{"40033": OWNER, "40020": "u_ownerAAAAAAAAAAA", "40013": 2}
        ),
        direct(
            12, text("x"), **{"40030": 0, "40021": "u_strangerAAAAAAAA", "40020": "u_strangerAAAAAAAA", "40033": None}
        ),
    ]
    mapping = [{"48902": "u_bunAAAAAAAAAAAAA", "1002": 990100004}]
    return {
        "group_msg_table": (MESSAGE_COLUMNS, groups),
        "c2c_msg_table": (MESSAGE_COLUMNS, talks),
        "nt_uid_mapping_table": (("48901", "48902", "1002"), mapping),
    }


@pytest.fixture
def reading(tmp_path, exhibit_of, everything_of):
    """Reads a database made of tables; checks that no row is lost."""

    def read(tables, path="nt_msg.db", **more):
        exhibit = exhibit_of(database(tmp_path / "made.db", tables), path, **more)
        found = everything_of(FORMAT, exhibit)
        assert found.total == FORMAT.count(exhibit)
        return found

    return read


@pytest.fixture
def messages(reading):
    """The messages of the sample, made anew."""
    return reading(sample_tables())


def test_committed_sample_is_known_and_read(exhibit_of, everything_of, messages):
    """Tables and columns tell the format, and the sample is what the tables here make."""
    assert FORMAT.sniff(read_head(SAMPLE, "x.bin")) > 0.9
    found = everything_of(FORMAT, exhibit_of(SAMPLE))
    assert found.total == FORMAT.count(exhibit_of(SAMPLE)) == 13
    assert found.tables["message"].drop("exhibit_id").equals(messages.tables["message"].drop("exhibit_id"))


def test_bodies_become_words_and_kinds(messages):
    """Elements without words stand as QQ prints them; quoted words aren't said again."""
    rows = messages.tables["message"].filter(pl.col("thread_id") == f"qq:{GROUP}").select("kind", "text").rows()
    assert rows == [
        ("text", "今晚开工"),
        ("text", "收到[图片]"),
        ("system", "钢钉邀请馒头加入了群聊。"),
        ("system", "钢钉撤回了一条消息"),
        ("media", "名单.xlsx"),
        ("contact_card", "推荐联系人: 螃蟹"),
        ("media", ""),
        ("text", "老的"),
        ("media", ""),
    ]
    assert messages.tables["message"]["reply_to_native_message_id"].drop_nulls().to_list() == ["7300000000000000000"]


def test_places_and_times(messages):
    """A message is found by table and row; seconds since 1970 are its time."""
    first = messages.tables["message"].row(by_predicate=pl.col("text") == "今晚开工", named=True)
    assert first["locator"] == "table:group_msg_table/7300000000000000000"
    assert (first["sent_at"], first["time_basis"]) == (datetime(2024, 6, 1), "epoch_s")
    assert messages.tables["rejected_record"]["locator"].to_list() == ["table:group_msg_table/7300000000000000008"]


def test_who_sends_from_this_device_is_the_owner(messages):
    """The database says whose device it is, and both ends name a talk of two."""
    assert messages.tables["account"].filter("is_owner")["native_id"].to_list() == [str(OWNER)]
    assert set(messages.tables["thread"].select("thread_id", "kind").rows()) == {
        (f"qq:{GROUP}", "group"),
        (f"qq:{OWNER}~{CRAB}", "direct"),
        (f"qq:{OWNER}~u_strangerAAAAAAAA", "direct"),
    }


def test_opaque_ids_stand_only_where_no_number_is_known(messages):
    """The table of ids and other rows give numbers; what has none stays opaque; both together make a selector."""
    natives = set(messages.tables["account"]["native_id"])
    assert natives == {str(OWNER), str(NAIL), str(CRAB), "990100004", "u_strangerAAAAAAAA"}
    tied = messages.tables["selector"].select("account_id", "value").rows()
    assert (f"qq:{NAIL}", "qq:u_nailAAAAAAAAAAAA") in tied


def test_names_keep_their_kind(messages):
    """Card and nickname are told apart; a card carried over from the older client loses its number."""
    names = (
        messages.tables["name_observation"].filter(pl.col("account_id") == f"qq:{NAIL}").select("name", "kind").rows()
    )
    assert set(names) == {("夜班", "group_card"), ("钢钉", "account_nickname"), ("钢钉老号", "group_card")}


def test_grey_lines_become_events(messages):
    """A grey line names its people by opaque id; a recall marks its row."""
    event = messages.tables["membership_event"].row(0, named=True)
    assert (event["event"], event["actor_account_id"], event["account_id"]) == ("invite", f"qq:{NAIL}", "qq:990100004")
    deleted = messages.tables["message"].filter("is_deleted")
    assert deleted["sender_account_id"].to_list() == [f"qq:{NAIL}"]


def test_grey_lines_in_json_name_their_people():
    """The other form of grey line gives the same."""
    tip = (
        '{"items":[{"type":"qq","uid":"u_aaaaaa","nm":"甲"},{"type":"nor","txt":"将"},{"type":"qq","jp":"u_bbbbbb"},5]}'
    )
    body = body_of(element(8, (48271, tip)))
    assert body == Body("system", "甲将u_bbbbbb", None, {"甲": "u_aaaaaa", "u_bbbbbb": "u_bbbbbb"})


@pytest.mark.parametrize("words", ["", "x", "锤" * 100, "a" * 20_000, "\x82\xf6\x13"])
def test_plain_bodies_are_read_alike_by_shape_and_by_field(words):
    """The short way for bodies of one text gives what the long way gives."""
    assert body_of(text(words)) == Body("text", words)
    assert plain_texts([text(words), text(words)[:-1], None, element(2)]) == [
        words if len(words) < 5_000 else None,
        None,
        None,
        None,
    ]
    assert body_of(text(words) + element(1, (45101, "!"), (45402, "x"))).text == f"{words}!"


def test_absent_columns_and_tables_are_tolerated(reading):
    """An older version lacks columns: what is there is read."""
    columns = ("40001", "40020", "40021", "40050", "40800")
    found = reading({"c2c_msg_table": (columns, [direct(1, text("在"))])})
    message = found.tables["message"].row(0, named=True)
    assert (message["sender_account_id"], message["thread_id"]) == ("qq:u_crabAAAAAAAAAAAA", "qq:u_crabAAAAAAAAAAAA")


def test_the_folder_names_the_owner_where_the_database_doesnt(reading):
    """The client keeps an account's files under its number; a given owner comes last, and nobody is made up."""
    tables = {"c2c_msg_table": (MESSAGE_COLUMNS, [direct(1, text("在"))])}
    path = "Tencent Files/990100009/nt_qq/nt_db/nt_msg.db"
    assert reading(tables, path).tables["thread"]["thread_id"].to_list() == [f"qq:{CRAB}~990100009"]


def test_a_given_owner_comes_last(reading):
    """Where neither database nor folder says it, the owner is who was given; else nobody."""
    tables = {"c2c_msg_table": (MESSAGE_COLUMNS, [direct(1, text("在"))])}
    found = reading(tables, owners={"qq": "990100008"})
    assert found.tables["thread"]["thread_id"].to_list() == [f"qq:{CRAB}~990100008"]


def test_profiles_and_friends(reading):
    """A profile has nickname, remark by the owner, QID and birthday; only friends are contacts."""
    profile = ("1000", "1001", "1002", "20002", "20006", "20007", "20008", "20009")
    rows = [
        {
            "1000": "u_crabAAAAAAAAAAAA",
            "1001": "crab88",
            "1002": CRAB,
            "20002": "小螃蟹",
            "20006": 1990,
            "20007": 2,
            "20008": 3,
            "20009": "水房老六",
        },
        {"1000": "u_ownerAAAAAAAAAAA", "1002": OWNER, "20002": "我", "20006": 0, "20009": "我"},
        {"20002": "nobody"},
    ]
    friends = [{"1000": "u_crabAAAAAAAAAAAA", "1001": "crab88", "1002": CRAB, "25007": 0}]
    found = reading(
        {
            "profile_info_v6": (profile, rows),
            "buddy_list": (("1000", "1001", "1002", "25007"), friends),
            "category_list_v2": (("1000", "25011"), [{"1000": "u_ownerAAAAAAAAAAA"}]),
        }
    )
    assert (found.record_count, found.rejected_count) == (3, 1)
    names = found.tables["name_observation"].select("account_id", "name", "kind", "observer_account_id").rows()
    assert set(names) == {
        (f"qq:{CRAB}", "小螃蟹", "account_nickname", None),
        (f"qq:{CRAB}", "crab88", "handle", None),
        (f"qq:{CRAB}", "水房老六", "remark", f"qq:{OWNER}"),
        (f"qq:{OWNER}", "我", "account_nickname", None),
    }
    assert found.tables["contact"].select("account_id", "other_account_id").rows() == [(f"qq:{OWNER}", f"qq:{CRAB}")]
    born = found.tables["selector"].filter(pl.col("kind") == "other").select("value", "is_usable").rows()
    assert born == [("birth_date:1990-02-03", False)]
    assert found.tables["account"].filter("is_owner")["native_id"].to_list() == [str(OWNER)]


def test_groups_and_members(reading):
    """A member has a card, a time of joining, titles and a flag for having left; a group has title and owner."""
    member = ("60001", "1000", "1002", "20002", "64003", "64007", "64010", "64016", "64023")
    rows = [
        {
            "60001": GROUP,
            "1000": "u_nailAAAAAAAAAAAA",
            "1002": NAIL,
            "20002": "钢钉",
            "64003": "夜班主管",
            "64007": T,
            "64010": 1,
            "64023": "总管",
        },
        {"60001": GROUP, "1000": "u_crabAAAAAAAAAAAA", "1002": CRAB, "20002": "小螃蟹", "64007": 0, "64016": 1},
        {"60001": 0, "1002": CRAB},
    ]
    found = reading(
        {
            "group_member3": (member, rows),
            "group_detail_info_ver1": (
                ("60001", "60002", "60007"),
                [{"60001": GROUP, "60002": "u_nailAAAAAAAAAAAA", "60007": "钢厂一部"}],
            ),
        }
    )
    assert found.tables["thread"].select("thread_id", "title", "kind").rows() == [(f"qq:{GROUP}", "钢厂一部", "group")]
    events = found.tables["membership_event"].select("event", "account_id", "name", "happened_at").rows()
    assert events == [
        ("own", f"qq:{NAIL}", None, None),
        ("join", f"qq:{NAIL}", None, datetime(2024, 6, 1)),
        ("other", f"qq:{NAIL}", "管理员", None),
        ("other", f"qq:{NAIL}", "总管", None),
        ("leave", f"qq:{CRAB}", None, None),
    ]
    cards = found.tables["name_observation"].filter(pl.col("kind") == "group_card")
    assert cards.select("name", "thread_id", "locator").rows() == [("夜班主管", f"qq:{GROUP}", "table:group_member3/1")]
    assert (found.record_count, found.rejected_count) == (3, 1)


def test_empty_tables_are_empty(reading):
    """A database of the client without any row says so."""
    assert reading({"c2c_msg_table": (MESSAGE_COLUMNS, [])}).end.status == "empty"


def test_damaged_databases(tmp_path, exhibit_of, everything_of):
    """A cut database is partial, an encrypted one refused."""
    file = database(tmp_path / "made.db", sample_tables())
    content = file.read_bytes()
    file.write_bytes(content[: len(content) * 3 // 4])
    assert everything_of(FORMAT, exhibit_of(file)).end.status == "partial"
    file.write_bytes(bytes(range(256)) * 40)
    with pytest.raises(UnreadableExhibit):
        everything_of(FORMAT, exhibit_of(file))


@pytest.mark.parametrize(
    "tables",
    [
        {"message": (("id", "text"), [])},
        {"group_msg_table": (("id", "40050"), [])},
        {"buddy_list": (("id", "name"), [])},
        {"MSG": (("localId", "StrTalker"), [])},
    ],
)
def test_look_alikes_are_left_to_others(tmp_path, exhibit_of, tables):
    """Databases of other apps, and tables of the same name without the numbered columns, aren't taken."""
    file = database(tmp_path / "twin.db", tables)
    assert FORMAT.sniff(read_head(file, "nt_msg.db")) == 0
    with pytest.raises(UnreadableExhibit):
        list(FORMAT.read(exhibit_of(file)))


@settings(max_examples=40, deadline=None)
@given(
    st.binary(max_size=60)
    | st.lists(st.sampled_from([text("锤"), element(8), b"\x82", b"\xf6\x13"]), max_size=4).map(b"".join)
)
def test_bodies_of_any_bytes_crash_nothing(written):
    """Any bytes are a body or none."""
    try:
        assert isinstance(body_of(written), Body)
    except NoBody:
        assert written


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 1), st.binary(min_size=1, max_size=40))
def test_damage_loses_nothing_in_silence(tmp_path_factory, exhibit_of, everything_of, at, junk):
    """Overwritten bytes cost rows that are told, or the database as a whole."""
    content = SAMPLE.read_bytes()
    place = int(len(content) * at)
    file = tmp_path_factory.mktemp("nt") / "made.db"
    file.write_bytes(content[:place] + junk + content[place + len(junk) :])
    exhibit = exhibit_of(file)
    try:
        found = everything_of(FORMAT, exhibit)
    except SourceError:
        return
    if found.end.status == "read":
        assert found.total == FORMAT.count(exhibit)
