"""Blocks by columns give exactly what row by row gives, only faster."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.formats.registration_table import FORMAT
from sources.record import EndOfExhibit, Exhibit
from sources.tables import plain_cells, table_reader, text_columns
from sources.tables.column_blocks import column_blocks
from sources.tables.delimited import read_rows, row_of
from sources.tables.row_values import identify

NUMBERS = [
    "13800138000",
    "１３８００１３８０００",
    "19900001234",
    "138 0013 8000",
    "+85512345678",
    "12345",
    "13800138000.0",
    "1.38E+10",
    "",
]
DOCUMENTS = [
    "11010519491231002X",
    "１１０１０５１９４９１２３１００２Ｘ",
    "110105194912310021",
    "990000199001010008",
    "E99345678",
    "110105194913310021",
    "无",
]
CARDS = [
    "6222021234567894",
    "６２２２０２１２３４５６７８９４",
    "4111111111111111",
    "0000000000000000",
    "6222021234500000",
    "1234",
    "62220212345678901",
]
ADDRESSES = [
    "8.8.8.8",
    "８.8.8.8",
    "192.0.2.7",
    "10.0.0.1",
    "172.20.1.1",
    "256.1.1.1",
    "01.2.3.4",
    "2001:db8::1",
    "127.0.0.1",
    "-",
]
TIMES = ["2024-10-04 11:42:05", "2024-10-04 00:00:00", "2024-10-05", "2024-02-30 11:00:00", "1991-04-14 00:30:00", ""]
MAIL = ["a@mail.example", "A@mail.example", "a@b", "a@mail.example;b@mail.example", "n/a"]
WXIDS = ["wxid_sample00000001", "WXID_sample00000001", "wxid_a", "hammer_01", "合计", "note", ""]
HANDLES = ["hammer_01", "nickname", "@crab_sample", "9912345", "wxid_sample00000002", "seller_phone", "a b", "'x", ""]
NAMES = ["锤子", "甲样", " 甲 样 ", "='x'", '="y"', "无", "姓名", "共3人", "备注：完", "Total", ""]


# Digits of another width are the careful way's.
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
for values in (NUMBERS, DOCUMENTS, CARDS, ADDRESSES):
    values.append(values[0].translate(WIDE))


@pytest.mark.parametrize(
    ("kind", "values", "check"),
    [
        ("phone", NUMBERS, lambda cells: plain_cells.sure_phones(cells, "CN")),
        ("document", DOCUMENTS, plain_cells.sure_documents),
        ("bank_card", CARDS, plain_cells.sure_cards),
        ("ip", ADDRESSES, plain_cells.sure_addresses),
        ("email", MAIL, plain_cells.sure_mail),
    ],
)
def test_what_is_sure_is_right(kind, values, check):
    """A sure cell gets the value that the careful way gives; some of each kind are sure."""
    cells = pl.Series([*values, None], dtype=pl.String)
    value, sure, *usable = check(cells)
    assert sure.any() and not sure[-1]
    for place, written in enumerate(values):
        if sure[place]:
            expected = identify(kind, written, "CN")
            assert (value[place], usable[0][place] if usable else True) == (expected.value, expected.is_usable)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("0123456789X", min_size=13, max_size=19), min_size=1, max_size=30))
def test_random_digits(cells):
    """The same for digits of any kind."""
    for kind, check in (("document", plain_cells.sure_documents), ("bank_card", plain_cells.sure_cards)):
        value, sure = check(pl.Series(cells))
        for place, written in enumerate(cells):
            assert not sure[place] or identify(kind, written, "CN") == (value[place], True)


def read(exhibit):
    """All rows by relation, in an order that doesn't depend on the way they were read."""
    tables, records, end = {}, 0, None
    for part in FORMAT.read(exhibit):
        if isinstance(part, EndOfExhibit):
            end = part
        else:
            records += part.record_count
            for name, table in part.tables.items():
                tables.setdefault(name, []).extend(table.to_pylist())
    # An account is told of once, at the row that happened to be first.
    accounts = {row["account_id"] for row in tables.pop("account", [])}
    return {name: sorted(rows, key=repr) for name, rows in tables.items()}, accounts, records, end


ROWS = st.lists(
    st.tuples(*map(st.sampled_from, (WXIDS, HANDLES, NAMES, NAMES, DOCUMENTS, NUMBERS, CARDS, ADDRESSES, TIMES, MAIL))),
    min_size=1,
    max_size=12,
)
HEADINGS = st.sampled_from(
    [
        "微信ID,微信号,昵称,姓名,身份证号,绑定手机号,银行卡,注册IP,注册时间,邮箱",
        "QQ号,TG,昵称,姓名,身份证号,绑定手机号,银行卡,登录IP,注册时间,邮箱",
        "备用,账号,微信昵称,姓名,身份证号,手机号,银行卡,注册IP,注册时间,邮箱",
        "wechat id,telegram,nickname,name,id no,phone,card,ip,registered at,email",
    ]
)


@pytest.fixture(autouse=True, scope="module")
def by_columns_at_any_size():
    """Small tables too are read in columns here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_columns, "_WORTH_BYTES", 0)
        yield


@settings(max_examples=40, deadline=None)
@given(HEADINGS, ROWS, st.sampled_from(["微信.csv", "x.csv", "telegram.csv"]), st.booleans())
def test_both_ways_give_the_same(tmp_path_factory, exhibit_of_table, heading, rows, path, has_second_heading):
    """Whatever stands in the cells, the two ways differ in nothing."""
    lines = [",".join(cell.replace('"', '""') for cell in row) for row in rows]
    if has_second_heading:
        lines.insert(len(lines) // 2, "姓名,微信号,昵称,备注,身份证号,绑定手机号,银行卡,注册IP,注册时间,邮箱")
    file = tmp_path_factory.mktemp("table") / "x"
    file.write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
    exhibit = exhibit_of_table(file, path)
    by_columns = read(exhibit)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_reader, "batches_in_columns", lambda *_: None)
        by_rows = read(exhibit)
    assert by_columns == by_rows
    if by_rows[3].status == "read":
        assert by_rows[2] + len(by_rows[0].get("rejected_record", [])) == FORMAT.count(exhibit)


@pytest.fixture(scope="module")
def exhibit_of_table():
    """Makes an exhibit of a table."""
    return lambda file, path: Exhibit("0" * 64, path, file)


LIST_NAMES = [
    "锤子",
    "钢钉",
    "锤子、铁锤",
    "Lucky",
    "Lucky cat",
    "外号：锤子",
    "等等",
    "锤子等",
    "小明",
    "卖家",
    "",
    "无",
    "Name",
    "昵称",
]
LIST_TEXTS = ["组长", "财务 ", "='x'", "一组", "n/a", "-", ""]
LIST_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "合计", ""]),
        *map(
            st.sampled_from, (LIST_NAMES, LIST_NAMES, LIST_NAMES, LIST_TEXTS, LIST_TEXTS, HANDLES, NUMBERS, DOCUMENTS)
        ),
        st.sampled_from(["在逃", "无", "+1.1E+17", "1.1E+17", ""]),
    ),
    min_size=1,
    max_size=10,
)
LIST_HEADINGS = st.sampled_from(
    [
        "序号,姓名,外号,昵称,职务,上级,微信号,手机,身份证号,近况",
        "序号,姓名,外号,微信昵称,职务,组别,QQ号,手机,身份证号,卖家",
        "no,name,alias,nickname,role,reports to,telegram,phone,id no,备注",
        "近况,外号,昵称,姓名,职务,上级,wxid,手机,身份证号,近况2",
    ]
)


@settings(max_examples=40, deadline=None)
@given(LIST_HEADINGS, LIST_ROWS)
def test_both_ways_give_the_same_lists(tmp_path_factory, exhibit_of_table, heading, rows):
    """The same for nickname lists."""
    file = tmp_path_factory.mktemp("list") / "x"
    file.write_text("\n".join([heading, *map(",".join, rows)]) + "\n", encoding="utf-8")
    exhibit = exhibit_of_table(file, "x.csv")
    by_columns = read(exhibit)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_reader, "batches_in_columns", lambda *_: None)
        by_rows = read(exhibit)
    assert by_columns == by_rows


def test_plain_lists_do_go_by_columns(tmp_path, exhibit_of_table):
    """A plain roster is taken by columns, all of it."""
    file = tmp_path / "x"
    rows = [f"{n},甲样,锤子,组长,钢钉,sample_{n:03},19900001234,在逃" for n in range(9)]
    file.write_text("序号,姓名,外号,职务,上级,微信号,手机,近况\n" + "\n".join(rows) + "\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_columns, "add_record", None)
        tables, accounts, records, end = read(exhibit_of_table(file, "x.csv"))
    assert (records, len(accounts), end.status) == (9, 9, "read")
    assert {row["note"] for row in tables["list_entry"]} == {"近况: 在逃"}


def test_plain_rows_do_go_by_columns(tmp_path, exhibit_of_table):
    """An answer as platforms give it is taken by columns, all of it."""
    rows = [
        f"wxid_sample{n:08},锤{n},甲样,11010519491231002X,19900001234,,192.0.2.7,2024-10-04 11:42:05" for n in range(9)
    ]
    file = tmp_path / "x"
    file.write_text(
        "微信ID,昵称,姓名,身份证号,手机号,银行卡,注册IP,注册时间\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sources.tables.text_columns.add_record", None)
        tables, accounts, records, end = read(exhibit_of_table(file, "x.csv"))
    assert (records, len(accounts), end.status) == (9, 9, "read")
    assert len(tables["selector"]) == 27


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(["", "a", "锤", '"', '"b,c"', " ", "\r"]), min_size=1, max_size=4), max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    st.booleans(),
)
def test_blocks_hold_the_same_cells(tmp_path_factory, rows, end, encoding, has_sep):
    """Blocks of columns have the rows, numbers and cells that row by row has."""
    text = ("sep=,\n" if has_sep else "") + end.join(",".join(row) for row in rows) + end
    file = tmp_path_factory.mktemp("blocks") / "x"
    file.write_bytes(text.encode(encoding))
    found = []
    for block in column_blocks(file, encoding, ","):
        names = [name for name in block.columns if name.startswith("c")]
        for number, width, *cells in block.select("row", "width", *names).iter_rows():
            found.append(row_of(number, [cell or "" for cell in cells[:width]]))
    assert found == list(read_rows(file, encoding, ","))
