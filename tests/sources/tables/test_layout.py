"""Where the heading is, what the table is, which rows are records."""

import pytest

from sources.tables.cells import Row
from sources.tables.layout import find_layout, row_kind


def rows(*texts):
    return [Row(number, tuple(text.split("|"))) for number, text in enumerate(texts, start=1)]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("微信号|真实姓名|身份证号", "registration"),
        ("账号|注册时间", "registration"),
        ("username|full name|registered at|ip", "registration"),
        ("手机号|机主|证件号|入网时间", "registration"),
        ("户名|银行卡号|证件号码|开户时间", "registration"),
        ("微信号|昵称|注册时间|介绍人", "registration"),
        ("姓名|外号", "list"),
        ("昵称|微信号", "list"),
        ("name|role|reports to", "list"),
        ("姓名|组别|微信号", "list"),
        ("姓名|身份证号|手机号|职务|微信号", "list"),
        ("姓名|手机号", "list"),
        ("外号", "list"),
        ("姓名|年龄", None),
        ("localId|TalkerId|Type|IsSender|CreateTime|StrContent|Remark|NickName|Sender", None),
        ("户名|卡号|交易金额|交易时间", None),
        ("昵称|发送时间|消息内容", None),
        ("given_name|surname|street_number|suburb|postcode|state|soc_sec_id", None),
    ],
)
def test_kind_by_headings(heading, kind):
    """Registrations, lists, and what is neither: chats, money flows and foreign tables."""
    layout = find_layout(rows(heading))
    assert (layout.kind if layout else None) == kind


def test_titles_above_the_heading_are_passed():
    """The heading is the row that says most, wherever titles stand."""
    layout = find_layout(rows("某某专案人员名单", "", "序号|姓名|外号|手机号", "1|甲样|锤子|13800138000"))
    assert layout.last_heading_row == 3
    assert layout.targets == {"real_name", "moniker", "phone"}


def test_heading_of_two_rows():
    """A lower heading is read inside its group: the superior's phone isn't the person's."""
    layout = find_layout(rows("序号|基本信息||上级||联系方式", "|姓名|外号|外号|电话|手机"))
    assert layout.last_heading_row == 2
    assert {layout.columns[column].target for column in (1, 2, 3, 5)} == {"real_name", "moniker", "superior", "phone"}
    assert 4 not in layout.columns


def test_first_row_of_data_is_no_second_heading():
    """A row of data below the heading stays data."""
    assert find_layout(rows("姓名|外号|职务", "甲样|锤子|组长")).last_heading_row == 1


def test_two_columns_for_the_same_thing_fight():
    """Neither of two rivals is used; a series and repeated nicknames are no fight."""
    layout = find_layout(rows("外号|网名|手机号|联系电话|手机1|手机2|微信|微信号"))
    assert layout.conflicts == (("手机号", "联系电话"), ("微信", "微信号"))
    assert [layout.labels[column] for column in layout.columns] == ["外号", "网名", "手机1", "手机2"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1|甲样|锤子|", "record"),
        ("||||", "blank"),
        ("5|||", "blank"),
        ("第二组|||", "heading"),
        ("序号|姓名|外号|备注", "heading"),
        ("合计|3人||", "footer"),
        ("合计：3|||", "footer"),
        ("备注：以上均在押|||", "footer"),
        ("1|合计|锤子|在逃", "record"),
        ("|备注|锤子|在逃", "record"),
    ],
)
def test_kinds_of_rows(text, kind):
    """Numbered blanks, sections, repeated headings, totals and remarks are no records."""
    layout = find_layout(rows("序号|姓名|外号|备注"))
    assert row_kind(rows(text)[0], layout) == kind
