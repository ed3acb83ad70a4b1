"""Nickname lists in plain text: pairs and fields, and the texts that only look like them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.formats.nickname_text import FORMAT
from sources.record import Head

SAMPLES = Path(__file__).parents[2] / "data" / "nickname_text"


def sniffed(text, path="x.txt"):
    content = text.encode()
    return FORMAT.sniff(Head(path, len(content), content[: 64 * 1024]))


def test_pairs_sample(everything_of, exhibit_of):
    """Both names of a line are entries of one row, since nobody says which is the nickname."""
    exhibit = exhibit_of(SAMPLES / "pairs_zh.txt")
    result = everything_of(FORMAT, exhibit)
    assert FORMAT.sniff(Head("x.txt", exhibit.file.stat().st_size, exhibit.file.read_bytes())) > 0
    entries = result.tables["list_entry"]
    assert entries.filter(row="5")["name"].to_list() == ["螃蟹", "蟹哥", "丙样"]
    assert set(entries["name_kind"]) == {"nickname"}
    assert result.tables["rejected_record"]["locator"].to_list() == ["line:6"]
    assert result.total == FORMAT.count(exhibit) == 11
    selectors = result.tables["selector"].select("list_row", "kind", "value").rows()
    assert selectors == [("4", "phone", "+8613800138000"), ("7", "account", "wechat:wxid_sample00000001")]


def test_fields_sample(everything_of, exhibit_of):
    """Fields side by side are read by their keys."""
    exhibit = exhibit_of(SAMPLES / "fields_zh.txt")
    result = everything_of(FORMAT, exhibit)
    rows = result.tables["list_entry"].select("row", "name", "name_kind", "superior_text", "role_text").rows()
    assert rows == [
        ("1", "锤子", "nickname", "钢钉", None),
        ("2", "钢钉", "nickname", None, "老板"),
        ("2", "钉子", "nickname", None, "老板"),
        ("3", "丙样", "real_name", None, None),
        ("3", "螃蟹", "nickname", None, None),
    ]
    assert result.tables["account"]["account_id"].to_list() == ["qq:12345678"]
    assert result.total == FORMAT.count(exhibit) == 3


@pytest.mark.parametrize("separator", [" - ", "-", "—", " = ", "=", "：", ":", "\t", "→", " -> "])
def test_separators(everything_of, exhibit_with, separator):
    """The usual separators all part a line."""
    text = "外号名单\n" + "".join(f"{left}{separator}{right}\n" for left, right in PAIRS)
    exhibit = exhibit_with(text)
    result = everything_of(FORMAT, exhibit)
    assert sniffed(text) > 0
    assert result.tables["list_entry"]["name"].to_list() == [name for pair in PAIRS for name in pair]
    assert result.total == FORMAT.count(exhibit) == len(PAIRS)


PAIRS = [("锤子", "王样"), ("钢钉", "李样"), ("螃蟹", "张样"), ("包子", "刘样")]


def test_brackets_hold_names_or_remarks(everything_of, exhibit_with):
    """锤子（王样） is a pair; what describes stays a remark."""
    exhibit = exhibit_with("锤子（王样）\n螃蟹(钢钉的手下)\n钢钉（李样）\n包子(组长)\n馒头（张样）\n", "绰号.txt")
    entries = everything_of(FORMAT, exhibit).tables["list_entry"]
    assert entries["name"].to_list() == ["锤子", "王样", "螃蟹", "钢钉", "李样", "包子", "馒头", "张样"]
    assert entries.filter(name="包子")["role_text"].to_list() == ["组长"]
    assert "钢钉的手下" in entries.filter(name="螃蟹")["note"].item()


@pytest.mark.parametrize(
    ("text", "column", "values"),
    [
        ("锤子 - 组长\n钢钉 - 老板\n螃蟹 - 一线\n包子 - 一线\n", "role_text", ["组长", "老板", "一线", "一线"]),
        ("组长：锤子\n老板：钢钉\n组员：螃蟹\n组员：包子\n", "role_text", ["组长", "老板", "组员", "组员"]),
        ("锤子 - 一组\n钢钉 - 二组\n螃蟹 - 一组\n包子 - 一组\n", "group_text", ["一组", "二组", "一组", "一组"]),
        (
            "hammer = caller\nsteel nail = boss\ncrab = caller\nbun = cook\n",
            "role_text",
            ["caller", "boss", "caller", "cook"],
        ),
    ],
)
def test_roles_and_teams_are_no_names(everything_of, exhibit_with, text, column, values):
    """A side that says what people do, or where they belong, never becomes a name."""
    exhibit = exhibit_with(text)
    entries = everything_of(FORMAT, exhibit).tables["list_entry"]
    assert sniffed(text) > 0
    assert entries[column].to_list() == values
    assert entries["name"].n_unique() == entries.height == 4


def test_heading_line_says_the_sides(everything_of, exhibit_with):
    """A heading such as nickname = real name tells which side is which, in English as well."""
    exhibit = exhibit_with("nickname = real name\nhammer = Sample Person\nsteel nail = Other Person\n")
    entries = everything_of(FORMAT, exhibit).tables["list_entry"]
    assert entries.filter(name_kind="real_name")["name"].to_list() == ["Sample Person", "Other Person"]


@pytest.mark.parametrize(
    "text",
    [
        "锤子：明天几点\n钢钉：八点\n锤子：好\n钢钉：别迟到\n",
        "[10:00] <hammer> hello\n[10:01] <nail> hi\n[10:02] <crab> yes\n",
        "2024-10-04 10:00 - 锤子: 在吗\n2024-10-04 10:01 - 钢钉: 在\n",
        "时间：周三\n地点：老地方\n人数：三个\n",
        "debug=1\nhost=localhost\nport=80\n",
        "Dear all,\nplease come tomorrow - we meet at nine.\nRegards\n",
        "今天天气很好。\n我们去公园吧！\n明天再说。\n",
        "name: foo\nversion: 2\nauthor: bar\n",
        "锤子 - 王样\n",
        "",
    ],
)
def test_other_texts_are_left_alone(text):
    """Chats, forms, settings and prose are not lists of nicknames."""
    assert sniffed(text) == 0


@given(
    st.lists(
        st.sampled_from(
            ["锤子 - 王样", "", "  ", "【二组】", "名单：", "外号：甲 电话：1", "乱写", "合计：3", "a b", "钉-"]
        ),
        max_size=15,
    )
)
def test_every_line_is_accounted_for(tmp_path_factory, everything_of, exhibit_of, lines):
    """Records and rejected lines add up to the lines that are no headings, even where no shape is found."""
    file = tmp_path_factory.mktemp("list") / "x.txt"
    file.write_text("\r\n".join(lines), encoding="utf-8", newline="")
    exhibit = exhibit_of(file)
    assert everything_of(FORMAT, exhibit).total == FORMAT.count(exhibit)


LOOSE = [
    (
        "绰号对照\n1.锤子——张某\n2.螃蟹：李某\n3.钢钉 = 王某\n4.馒头\n5.老鬼——赵某\n合计5人\n",
        "a.txt",
        [["锤子", "张某"], ["螃蟹", "李某"], ["钢钉", "王某"], ["馒头"], ["老鬼", "赵某"]],
    ),
    ("序号  外号  真名\n1  锤子  甲某\n2  螃蟹  乙某\n", "x.txt", [["锤子", "甲某"], ["螃蟹", "乙某"]]),
    ("锤子 甲某某 13800138000\n螃蟹 乙某 13800138001\n", "人员名单.txt", [["锤子", "甲某某"], ["螃蟹", "乙某"]]),
    ("锤子\n螃蟹\n钢钉\n", "外号名单.txt", [["锤子"], ["螃蟹"], ["钢钉"]]),
    ("Hammer - Zhang San\nCrab - Li Si\nBun\n", "nicknames.txt", [["Hammer", "Zhang San"], ["Crab", "Li Si"], ["Bun"]]),
    ("一、锤子：甲某\n二、螃蟹：乙某\n", "名单.txt", [["锤子", "甲某"], ["螃蟹", "乙某"]]),
]


@pytest.mark.parametrize(("text", "path", "rows"), LOOSE, ids=[path for _, path, _ in LOOSE])
def test_lists_that_are_called_so_may_be_parted_in_several_ways(everything_of, exhibit_of, tmp_path, text, path, rows):
    """People change signs within a list, leave out a side, or use blanks: the first line is no title by itself."""
    (tmp_path / path).write_text(text)
    exhibit = exhibit_of(tmp_path / path, path)
    result = everything_of(FORMAT, exhibit)
    assert sniffed(text, path) > 0
    entries = result.tables["list_entry"]
    assert [group["name"].to_list() for _, group in entries.group_by("row", maintain_order=True)] == rows
    assert result.total == result.record_count == FORMAT.count(exhibit)


def test_headings_of_columns_say_which_name_is_real(everything_of, exhibit_with):
    """A row of headings parted by blanks tells what stands below."""
    entries = everything_of(FORMAT, exhibit_with("外号  真名\n锤子  甲某\n螃蟹  乙某\n")).tables["list_entry"]
    assert entries["name_kind"].to_list() == ["nickname", "real_name"] * 2


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("今天去了银行\n明天再说吧\n钱到了\n", "嫌疑人笔记.txt"),
        ("hello there\nhow are you\nfine thanks\n", "alias.txt"),
        ("锤子、螃蟹、钢钉\n馒头、老鬼\n", "外号名单.txt"),
        ("锤子\n螃蟹\n钢钉\n", "x.txt"),
    ],
)
def test_short_lines_that_nobody_calls_names_are_no_list(text, path):
    """Notes and poems have short lines, too; an enumeration doesn't say whether it is one person or several."""
    assert sniffed(text, path) == 0
