"""Nickname lists in tables: every name of a row, what the row claims, and nothing lost."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from sources.errors import UnreadableExhibit
from sources.formats.nickname_table import FORMAT
from sources.formats.registration_table import FORMAT as REGISTRATION_TABLE
from sources.registry import detect, read_head

SAMPLES = Path(__file__).parents[2] / "data" / "nickname_table"


@pytest.fixture
def roster(tmp_path):
    """A workbook as offices make them: title, two-row heading, merged superiors, a section, totals, hidden things."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "话务组"
    sheet.append(["某某专案涉案人员花名册"])
    sheet.append(["序号", "基本信息", None, "联系方式", None, "上级", None, "备注"])
    sheet.append([None, "姓名", "外号", "手机", "微信", "外号", "电话", None])
    sheet.append([1, "甲样", "锤子", 13800138000.0, "wxid_sample00000001", "钢钉", 13900139000, "在押"])
    sheet.append([2, "乙样", "螃蟹"])
    sheet.append([3, "丙样", "馒头", None, "crab_2020"])
    sheet.append(["第二组"])
    sheet.append([4, "丁样", "包子", None, None, "锤子"])
    sheet.append(["合计", None, "4人"])
    sheet.append(["填表人：某某"])
    for merged in ("A1:H1", "A2:A3", "B2:C2", "D2:E2", "F2:G2", "H2:H3", "F4:F6", "A7:H7"):
        sheet.merge_cells(merged)
    sheet.row_dimensions[5].hidden = True
    hidden = book.create_sheet("旧名单")
    hidden.sheet_state = "hidden"
    hidden.append(["外号", "姓名"])
    hidden.append(["茶壶", "戊样"])
    book.create_sheet("空表")
    file = tmp_path / "roster.xlsx"
    book.save(file)
    return file


def test_chinese_sample(everything_of, exhibit_of):
    """Names of a cell share the row; brackets, labels, footers and numbered blanks are understood."""
    exhibit = exhibit_of(SAMPLES / "roster_zh.csv")
    result = everything_of(FORMAT, exhibit)
    entries = result.tables["list_entry"]
    assert entries.select("row", "name", "name_kind").rows() == [
        ("3", "甲样", "real_name"),
        ("3", "锤子", "nickname"),
        ("3", "铁锤", "nickname"),
        ("3", "榔头", "nickname"),
        ("4", "乙样", "real_name"),
        ("4", "钢钉", "nickname"),
        ("5", "丙样", "real_name"),
        ("5", "螃蟹", "nickname"),
    ]
    assert entries.row(1, named=True)["superior_text"] == "钢钉"
    assert entries.row(1, named=True)["role_text"] == "话务组长"
    assert entries.row(5, named=True)["note"] == "老大"
    assert (result.record_count, result.rejected_count, FORMAT.count(exhibit)) == (3, 1, 4)
    selectors = result.tables["selector"].filter("is_usable")
    assert ("3", "account", "wechat:wxid_sample00000001") in selectors.select("list_row", "kind", "value").rows()
    assert set(result.tables["selector"]["basis"]) == {"list"}


def test_english_sample(everything_of, exhibit_of):
    """Names with blanks and turned-round names stay whole; the role and superior are as written."""
    exhibit = exhibit_of(SAMPLES / "crew_en.tsv")
    result = everything_of(FORMAT, exhibit)
    names = result.tables["list_entry"].select("name", "name_kind", "role_text", "superior_text", "group_text").rows()
    assert ("Sample, Person", "real_name", "boss", None, "A") in names
    assert ("mallet", "nickname", "caller", "steel nail", "A") in names
    assert result.total == FORMAT.count(exhibit) == 2


def test_office_workbook(everything_of, exhibit_of, roster):
    """Two-row headings, merged superiors, sections, hidden rows: all names, all claims, all rows accounted for."""
    exhibit = exhibit_of(roster)
    result = everything_of(FORMAT, exhibit)
    assert detect(read_head(roster, roster.name)) is FORMAT
    by_name = {row["name"]: row for row in result.tables["list_entry"].to_dicts()}
    assert [by_name[name]["superior_text"] for name in ("锤子", "螃蟹", "馒头", "包子")] == [
        "钢钉",
        "钢钉",
        "钢钉",
        "锤子",
    ]
    assert by_name["锤子"]["locator"] == "row:话务组!4"
    assert by_name["锤子"]["note"] == "上级电话: 13900139000; 备注: 在押"
    assert by_name["螃蟹"]["note"] == by_name["茶壶"]["note"] == "hidden: row or sheet"
    # The superior's phone is nobody's selector.
    phones = result.tables["selector"].filter(kind="phone").select("list_row", "value").rows()
    assert phones == [("话务组!4", "+8613800138000")]
    assert (result.total, FORMAT.count(exhibit), result.end.status) == (5, 5, "read")


def test_sheet_without_known_headings_is_rejected_row_by_row(everything_of, exhibit_of, roster):
    """Rows of a sheet that nobody can read are counted and rejected with the reason."""
    book = openpyxl.load_workbook(roster)
    book["空表"].append(["随便写的说明"])
    book.save(roster)
    exhibit = exhibit_of(roster)
    result = everything_of(FORMAT, exhibit)
    assert result.tables["rejected_record"]["locator"].to_list() == ["row:空表!1"]
    assert (result.end.status, result.total) == ("partial", FORMAT.count(exhibit))
    assert "空表" in result.end.problem


def test_two_real_names_in_one_row_are_nobodys(everything_of, exhibit_with):
    """Two people in one cell can't both be called the row's nickname; the cell goes to the note."""
    exhibit = exhibit_with("姓名,外号\n甲样、乙样,锤子\n", "x.csv")
    entries = everything_of(FORMAT, exhibit).tables["list_entry"]
    assert entries.select("name", "note").rows() == [("锤子", "several names: 甲样、乙样")]


def test_second_table_below_the_first(everything_of, exhibit_with):
    """A new heading further down changes what the columns mean; a repeated one doesn't count."""
    text = "姓名,外号,职务\n甲样,锤子,老板\n姓名,外号,职务\n乙样,钢钉,财务\n外号,上级,姓名\n螃蟹,锤子,丙样\n"
    exhibit = exhibit_with(text, "x.csv")
    result = everything_of(FORMAT, exhibit)
    real = result.tables["list_entry"].filter(name_kind="real_name")["name"].to_list()
    assert real == ["甲样", "乙样", "丙样"]
    assert result.total == FORMAT.count(exhibit) == 3


def test_row_with_an_account_only_keeps_its_selectors(everything_of, exhibit_with):
    """A row without a name ties its phone to its account."""
    exhibit = exhibit_with("外号,微信号,手机号\n,hammer_01,13800138000\n", "x.csv")
    selectors = everything_of(FORMAT, exhibit).tables["selector"]
    assert selectors.select("account_id", "list_row", "value").rows() == [("wechat:hammer_01", None, "+8613800138000")]


def test_single_column_of_nicknames(everything_of, exhibit_with):
    """A column headed 外号 is enough."""
    exhibit = exhibit_with("外号\n锤子，铁锤\n钢钉\n", "x.txt")
    result = everything_of(FORMAT, exhibit)
    assert FORMAT.sniff(read_head(exhibit.file, "x.txt")) > 0.5
    assert result.tables["list_entry"]["name"].to_list() == ["锤子", "铁锤", "钢钉"]


def test_damaged_workbook_is_claimed_and_refused(exhibit_with, roster):
    """A workbook cut short is recognised and refused in one sentence instead of being called unknown."""
    exhibit = exhibit_with(roster.read_bytes()[:-400], "roster.xlsx")
    assert detect(read_head(exhibit.file, "roster.xlsx")) is FORMAT
    with pytest.raises(UnreadableExhibit, match="damaged"):
        list(FORMAT.read(exhibit))


def test_heading_merged_into_the_rows_below_stays_a_heading(everything_of, exhibit_of, tmp_path):
    """Cells filled down from the heading make no second heading, and reader and count agree on the rows."""
    book = openpyxl.Workbook()
    book.active.append(["外号", "上级", "备注"])
    book.active.append([None, None, "锤子也在"])
    book.active.append(["钢钉", "锤子", ""])
    book.active.merge_cells("A1:A2")
    book.active.merge_cells("B1:B2")
    file = tmp_path / "book.xlsx"
    book.save(file)
    exhibit = exhibit_of(file)
    result = everything_of(FORMAT, exhibit)
    assert result.tables["list_entry"]["name"].to_list() == ["钢钉"]
    assert result.total == FORMAT.count(exhibit) == 2


def test_other_zip_files_are_left_alone(tmp_path):
    """Archives that hold no workbook are not claimed."""
    file = tmp_path / "x.zip"
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("[Content_Types].xml", "<x/>")
        package.writestr("word/document.xml", "姓名,外号")
    head = read_head(file, "x.xlsx")
    assert FORMAT.sniff(head) == REGISTRATION_TABLE.sniff(head) == 0


def test_rows_in_another_order_give_the_same_entries(everything_of, exhibit_with):
    """What a row gives doesn't depend on the rows around it."""
    rows = ["甲样,锤子、铁锤,钢钉", "乙样,钢钉,", "丙样,螃蟹,锤子"]
    taken = []
    for order in (rows, rows[::-1]):
        exhibit = exhibit_with("\n".join(["姓名,外号,上级", *order]) + "\n", "x.csv")
        entries = everything_of(FORMAT, exhibit).tables["list_entry"]
        taken.append(sorted(entries.select("name", "name_kind", "superior_text").rows(), key=str))
    assert taken[0] == taken[1]


def test_comments_of_a_workbook_are_in_the_note(everything_of, exhibit_of, tmp_path):
    """What somebody noted on a cell stands in the note of the row."""
    book = openpyxl.Workbook()
    book.active.append(["外号", "上级"])
    book.active.append(["锤子", "钢钉"])
    book.active["A2"].comment = Comment("换号了\n别打", "x")
    book.save(tmp_path / "x.xlsx")
    entries = everything_of(FORMAT, exhibit_of(tmp_path / "x.xlsx")).tables["list_entry"]
    assert entries["note"].to_list() == ["comment: 换号了 别打"]


def test_columns_that_a_list_does_not_claim_stay_in_the_note(everything_of, exhibit_with):
    """A seller or a time of registration in a roster isn't lost."""
    exhibit = exhibit_with("外号,上级,卖家,注册时间\n锤子,钢钉,号商甲,2024-10-04\n", "x.csv")
    entries = everything_of(FORMAT, exhibit).tables["list_entry"]
    assert entries["note"].to_list() == ["卖家: 号商甲; 注册时间: 2024-10-04"]


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("STT,Họ và tên,Biệt danh,Số điện thoại,Vai trò", "1,Mẫu Người,Búa,+84912345678,kế toán"),
        ("Nombre completo,Apodo,Teléfono,Rol", "Mẫu Người,Búa,+84912345678,kế toán"),
        ("ФИО,Кличка,Телефон,Роль", "Mẫu Người,Búa,+84912345678,kế toán"),
    ],
)
def test_other_languages(everything_of, exhibit_with, heading, row):
    """Vietnamese, Spanish and Russian headings are known."""
    exhibit = exhibit_with(f"{heading}\n{row}\n", "x.csv")
    entries = everything_of(FORMAT, exhibit).tables["list_entry"]
    assert FORMAT.sniff(read_head(exhibit.file, "x.csv")) > 0.5
    assert entries.select("name", "name_kind", "role_text").rows() == [
        ("Mẫu Người", "real_name", "kế toán"),
        ("Búa", "nickname", "kế toán"),
    ]


def test_excel_that_is_a_web_page(everything_of, exhibit_with):
    """A page under the ending .xls is detected and read, and both counts agree."""
    page = "<html><table><tr><td>姓名<td>外号<td>组别</tr><tr><td>甲样<td>锤子<td rowspan=2>一组</tr>"
    exhibit = exhibit_with(page + "<tr><td>乙样<td>螃蟹</tr><tr><td>合计<td>2</tr></table></html>", "名单.xls")
    result = everything_of(FORMAT, exhibit)
    assert detect(read_head(exhibit.file, "名单.xls")) is FORMAT
    assert result.tables["list_entry"].select("name", "group_text", "locator").rows() == [
        ("甲样", "一组", "row:table1!2"),
        ("锤子", "一组", "row:table1!2"),
        ("乙样", "一组", "row:table1!3"),
        ("螃蟹", "一组", "row:table1!3"),
    ]
    assert (result.end.status, result.total) == ("read", FORMAT.count(exhibit))


def test_text_cut_inside_a_character(everything_of, exhibit_with):
    """A file that lacks its last bytes isn't taken for another encoding."""
    exhibit = exhibit_with("姓名,外号\n甲样,锤子\n乙样,螃蟹".encode()[:-1], "x.csv")
    result = everything_of(FORMAT, exhibit)
    assert result.end.status == "partial"
    assert result.tables["list_entry"]["name"].to_list() == ["甲样", "锤子", "乙样", "螃"]
