"""Registrations: who a platform says opened which account, and what must never be a key."""

import time
from datetime import datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.errors import UnreadableExhibit
from sources.formats.nickname_table import FORMAT as NICKNAME_TABLE
from sources.formats.registration_table import FORMAT
from sources.registry import read_head

SAMPLES = Path(__file__).parents[2] / "data" / "registration_table"


def sniffed(file):
    return FORMAT.sniff(read_head(file, file.name))


def test_chinese_sample(everything_of, exhibit_of):
    """Registrations of three platforms, with what damaged or private values they hold."""
    exhibit = exhibit_of(SAMPLES / "platforms_zh.csv")
    result = everything_of(FORMAT, exhibit)
    assert sniffed(exhibit.file) > 0.5
    assert (result.total, result.record_count, result.end.status) == (FORMAT.count(exhibit), 3, "read")
    first, second, third = result.tables["registration"].to_dicts()
    assert first["account_id"] == "wechat:wxid_sample00000001"
    assert first["registered_at"] == datetime(2024, 10, 4, 3, 42, 5)
    assert (first["real_name"], first["phone"], first["locator"]) == ("甲样", "+8613800138000", "row:3")
    assert (second["document_number"], second["lossy_columns"]) == ("1.10105E+17", "document_number")
    assert (third["registered_at"], third["registered_at_raw"]) == (None, "2024-10-05")
    names = result.tables["name_observation"].select("account_id", "name", "kind").rows()
    assert ("qq:12345678", "钢钉", "account_nickname") in names
    assert ("telegram:crab_sample", "@crab_sample", "handle") in names


def test_english_sample_with_seller(everything_of, exhibit_of):
    """The seller of an account is told beside the registrant, never instead of him."""
    exhibit = exhibit_of(SAMPLES / "accounts_en.csv")
    result = everything_of(FORMAT, exhibit)
    assert result.total == FORMAT.count(exhibit) == 2
    holders = result.tables["registration"].select("holder", "real_name").rows()
    assert holders == [("registrant", "Sample Person"), ("seller", "Dealer One"), ("registrant", "Other Person")]
    usable = result.tables["selector"].filter("is_usable")["value"].to_list()
    assert usable == ["E12345678", "+85512345678", "hammer@example.org"]


def test_damaged_numbers_are_never_usable(everything_of, exhibit_of, tmp_path):
    """Cards and documents typed as numbers are marked and no key; phones typed as numbers are sound."""
    book = openpyxl.Workbook()
    book.active.append(["微信号", "姓名", "身份证号", "银行卡", "手机号", "注册时间"])
    book.active.append(
        ["hammer_01", "甲样", 110105194912310021, 6222021234567890, 13800138000.0, datetime(2024, 10, 4, 11, 42)]
    )
    file = tmp_path / "book.xlsx"
    book.save(file)
    exhibit = exhibit_of(file)
    result = everything_of(FORMAT, exhibit)
    (row,) = result.tables["registration"].to_dicts()
    assert sniffed(file) > 0.5
    assert row["lossy_columns"] == "document_number, bank_card"
    assert row["registered_at"] == datetime(2024, 10, 4, 3, 42)
    selectors = result.tables["selector"]
    assert selectors.filter("is_usable").select("kind", "value").rows() == [("phone", "+8613800138000")]
    assert set(selectors["locator"]) == {"row:Sheet!2"}
    assert result.total == FORMAT.count(exhibit) == 1


def test_one_row_with_two_accounts_makes_two_registrations(everything_of, exhibit_with):
    """A row ties its registrant to each account and the accounts to nothing of each other."""
    exhibit = exhibit_with("微信号,QQ号,姓名,注册时间\nhammer_01,12345678,甲样,\n", "x.csv")
    result = everything_of(FORMAT, exhibit)
    assert result.tables["registration"]["account_id"].to_list() == ["wechat:hammer_01", "qq:12345678"]
    assert result.record_count == 1
    assert result.tables["selector"].is_empty()


def test_given_zone_is_used(everything_of, exhibit_with):
    """Local times are taken in the zone of the seizure."""
    exhibit = exhibit_with(
        "微信号,姓名,注册时间\nhammer_01,甲样,2024-10-04 11:42:05\n", "x.csv", timezone="Asia/Phnom_Penh"
    )
    result = everything_of(FORMAT, exhibit)
    assert result.tables["registration"]["registered_at"].to_list() == [datetime(2024, 10, 4, 4, 42, 5)]


def test_platform_of_plain_accounts_comes_from_the_path(everything_of, exhibit_with):
    """账号 alone says no platform; a sheet name, title or path can."""
    text = "账号,姓名,注册时间\nhammer_01,甲样,\n"
    told = everything_of(FORMAT, exhibit_with(text, "微信注册信息/a.csv"))
    untold = everything_of(FORMAT, exhibit_with(text, "a.csv"))
    assert told.tables["account"]["account_id"].to_list() == ["wechat:hammer_01"]
    assert untold.tables["account"]["account_id"].to_list() == ["unknown:hammer_01"]


def test_phone_subscribers_open_phones(everything_of, exhibit_with):
    """Where only phones are listed with their holders, the phone is the account."""
    exhibit = exhibit_with(
        "手机号,机主,证件号码,入网时间\n13800138000,甲样,11010519491231002X,2020-01-02 03:04\n", "x.csv"
    )
    result = everything_of(FORMAT, exhibit)
    assert result.tables["registration"]["account_id"].to_list() == ["phone:+8613800138000"]


def test_two_columns_that_fight_are_told_and_unused(everything_of, exhibit_with):
    """Neither of two phone columns becomes a key, and the end says which two they are."""
    exhibit = exhibit_with("微信号,姓名,手机号,联系电话,注册时间\nhammer_01,甲样,13800138000,13900139000,\n", "x.csv")
    result = everything_of(FORMAT, exhibit)
    assert result.end.status == "partial"
    assert "手机号 and 联系电话" in result.end.problem
    assert result.tables["selector"].is_empty()
    assert result.tables["registration"]["phone"].to_list() == [None]
    assert result.total == FORMAT.count(exhibit) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(everything_of, exhibit_with, encoding):
    """The usual encodings give the same registrations."""
    text = "微信号\t真实姓名\t注册时间\nhammer_01\t甲样\t2024-10-04 11:42:05\nnail_02\t乙样\t2024-10-04 11:42:06\n"
    exhibit = exhibit_with(text.encode(encoding), "x.txt")
    result = everything_of(FORMAT, exhibit)
    assert sniffed(exhibit.file) > 0.5
    assert result.tables["registration"]["real_name"].to_list() == ["甲样", "乙样"]


def test_wrong_encoding_is_refused_in_one_sentence(exhibit_with):
    """Bytes of no known encoding behind a sound head are refused, not replaced."""
    text = "微信号,真实姓名,注册时间\n" + "hammer_01,甲样,\n" * 6000
    exhibit = exhibit_with(text.encode() + b"\xff\xff\xff\n", "x.csv")
    with pytest.raises(UnreadableExhibit, match="neither UTF-8"):
        list(FORMAT.read(exhibit))


def test_headings_alone_are_empty(everything_of, exhibit_with):
    """A table without rows is empty and says so."""
    exhibit = exhibit_with("微信号,真实姓名,注册时间\n,,\n", "x.csv")
    result = everything_of(FORMAT, exhibit)
    assert (result.end.status, result.total, FORMAT.count(exhibit)) == ("empty", 0, 0)


def test_ragged_rows(everything_of, exhibit_with):
    """Short rows are read as far as they go; a row with too many cells is rejected, since its columns have shifted."""
    exhibit = exhibit_with("微信号,真实姓名,手机号\nhammer_01,甲样\nnail_02,乙,样,13800138000\n\ncrab_03\n", "x.csv")
    result = everything_of(FORMAT, exhibit)
    assert (result.record_count, result.rejected_count) == (2, 1)
    assert result.tables["rejected_record"]["locator"].to_list() == ["row:3"]
    assert result.total == FORMAT.count(exhibit)


def test_forgotten_quotation_mark_loses_no_row(everything_of, exhibit_with):
    """A mark that is never closed is read as a sign, the rows behind it survive, and the end says it."""
    exhibit = exhibit_with('微信号,真实姓名,手机号\nhammer_01,"甲样,13800138000\nnail_02,乙样,13800138001\n', "x.csv")
    result = everything_of(FORMAT, exhibit)
    assert (result.record_count, result.end.status) == (2, "partial")
    assert result.total == FORMAT.count(exhibit)


@pytest.mark.parametrize(
    "text",
    ["", "hello\nworld\n", "a,b,c\n1,2,3\n", "昵称,发送时间,消息内容\n锤子,10:00,在吗\n", "姓名,外号\n甲样,锤子\n"],
)
def test_other_texts_are_left_alone(exhibit_with, text):
    """Prose, foreign tables, chats and nickname lists are not claimed."""
    assert sniffed(exhibit_with(text, "x.csv").file) == 0


CELLS = st.sampled_from(
    [
        "",
        " ",
        "甲样",
        "锤子",
        "hammer_01",
        "13800138000",
        "1.1E+17",
        "无",
        "合计",
        "备注：完",
        "姓名",
        "微信号",
        'x"y',
        "a,b",
        "两\n行",
    ]
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=12))
def test_every_row_is_accounted_for(tmp_path_factory, everything_of, exhibit_of, rows):
    """Whatever rows stand below the heading, records and rejected ones add up to the count, in CSV and XLSX."""
    heading = ["序号", "微信号", "姓名", "手机号", "注册时间"]
    folder = tmp_path_factory.mktemp("tables")
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [heading, *rows]]
    (folder / "x.csv").write_text("\n".join(quoted) + "\n", encoding="utf-8")
    book = openpyxl.Workbook()
    for row in [heading, *rows]:
        book.active.append(row)
    book.save(folder / "x.xlsx")
    for file in (folder / "x.csv", folder / "x.xlsx"):
        exhibit = exhibit_of(file)
        result = everything_of(FORMAT, exhibit)
        assert result.total == FORMAT.count(exhibit)
        keys = result.tables["selector"].filter(pl.col("is_usable"), pl.col("raw").str.contains("E+", literal=True))
        assert keys.is_empty()


def test_both_formats_read_a_mixed_workbook_alike(everything_of, exhibit_of, tmp_path):
    """A workbook with registrations on one sheet and a list on the next is read whole, whichever format claims it."""
    book = openpyxl.Workbook()
    book.active.append(["微信号", "真实姓名", "注册时间"])
    book.active.append(["hammer_01", "甲样", "2024-10-04 11:42:05"])
    second = book.create_sheet("花名册")
    second.append(["姓名", "外号"])
    second.append(["甲样", "锤子"])
    file = tmp_path / "book.xlsx"
    book.save(file)
    results = [everything_of(source_format, exhibit_of(file)) for source_format in (FORMAT, NICKNAME_TABLE)]
    assert [result.tables["registration"].height for result in results] == [1, 1]
    assert [result.tables["list_entry"].height for result in results] == [2, 2]


@pytest.mark.parametrize(
    ("headings", "holder"),
    [
        (("卖家", "卖家身份证号", "卖家手机号"), "seller"),
        (("出售人姓名", "出售人证件号码", "出售人电话"), "seller"),
        (("原持有人", "原持有人身份证", "原持有人电话"), "earlier_holder"),
        (("曾用实名", "曾用实名身份证号", "曾用实名手机"), "earlier_holder"),
        (("Seller", "Seller ID no", "Seller phone"), "seller"),
        (("Previous owner", "Previous owner passport", "Previous owner phone"), "earlier_holder"),
        (("Vendedor", "Vendedor DNI", "Vendedor teléfono"), "seller"),
        (("Прежний владелец", "Прежний владелец паспорт", "Прежний владелец телефон"), "earlier_holder"),
        (("Người bán", "Người bán CCCD", "Người bán SĐT"), "seller"),
        (("Chủ cũ", "Chủ cũ CCCD", "Chủ cũ số điện thoại"), "earlier_holder"),
    ],
)
def test_sellers_and_earlier_holders_are_kept_apart(everything_of, exhibit_with, headings, holder):
    """Their name, document and phone make a row of their own, and no selector of the account."""
    text = f"微信号,姓名,注册时间,{','.join(headings)}\nhammer_01,甲样,2024-10-04,乙样,E99345678,+8613900139000\n"
    result = everything_of(FORMAT, exhibit_with(text, "x.csv"))
    rows = result.tables["registration"].select("holder", "real_name", "document_number", "phone").rows()
    assert rows == [("registrant", "甲样", None, None), (holder, "乙样", "E99345678", "+8613900139000")]
    assert result.tables["selector"].is_empty()
    assert set(result.tables["registration"]["account_id"]) == {"wechat:hammer_01"}


def test_two_sellers_share_no_document(everything_of, exhibit_with):
    """With two names nobody can say whose the document is; without a name it still is a seller's."""
    text = "微信号,姓名,卖家,卖家,卖家证件号\nhammer_01,甲样,,,E99345678\n"
    result = everything_of(FORMAT, exhibit_with(text.replace("卖家,卖家,", "卖家,").replace(",,,", ",,"), "x.csv"))
    rows = result.tables["registration"].select("holder", "real_name", "document_number").rows()
    assert rows == [("registrant", "甲样", None), ("seller", None, "E99345678")]


def test_numbers_kept_from_the_spreadsheet(everything_of, exhibit_with):
    """Tabs, apostrophes and ="…" around numbers are taken off; a phone written as a float is one."""
    row = '\'hammer_01\t甲样\t13800138000.0\t="11010519491231002X"\t2024-10-04'
    text = f"微信号\t姓名\t手机号\t身份证号\t注册时间\n{row}\n"
    result = everything_of(FORMAT, exhibit_with(text, "x.csv"))
    (row,) = result.tables["registration"].to_dicts()
    assert (row["native_id"], row["phone"], row["document_number"]) == (
        "hammer_01",
        "+8613800138000",
        "11010519491231002X",
    )
    assert row["lossy_columns"] is None


def test_blanks_without_end_cost_their_length_only(everything_of, exhibit_with):
    """A cell of numbers is parted at its slashes once, whatever stands between them."""
    text = f"wxid,real name,phone\nwxid_sample0001,Ann,13800138000{' ' * 60_000}x / 13800138001\n"
    start = time.process_time()
    written = everything_of(FORMAT, exhibit_with(text, "registrations.csv")).tables["selector"]["raw"]
    assert "13800138001" in written.to_list()
    assert time.process_time() - start < 3
