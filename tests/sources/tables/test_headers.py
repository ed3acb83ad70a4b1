"""What headings mean."""

import pytest

from sources.tables import headers
from sources.tables.headers import Heading


@pytest.mark.parametrize(
    ("text", "target", "platform"),
    [
        ("姓 名", "real_name", ""),
        ("真實姓名", "real_name", ""),
        ("Real_Name", "real_name", ""),
        ("绰号", "moniker", ""),
        ("昵称 Nickname", "nickname", ""),
        ("外号（绰号）", "moniker", ""),
        ("ＱＱ号", "account", "qq"),
        ("微信号*", "account", "wechat"),
        ("手机号码（绑定）", "phone", ""),
        ("备注名", "moniker", ""),
        ("微信备注", "moniker", ""),
        ("备注", "note", ""),
        ("客户名称", "real_name", ""),
        ("证照号码", "document", ""),
        ("卡商", "seller", ""),
        ("E-Mail", "email", ""),
        ("Reports To", "superior", ""),
        ("ФИО", "real_name", ""),
        ("teléfono", "phone", ""),
    ],
)
def test_known_headings(text, target, platform):
    """Width, case, blanks, signs and brackets don't matter."""
    assert headers.heading(text) == Heading(target, platform)


def test_numbered_headings_are_a_series():
    """手机1 and 手机2 are two of a kind, not two that contradict each other."""
    assert headers.heading("手机1") != headers.heading("手机2")
    assert headers.heading("手机2").target == "phone"


@pytest.mark.parametrize("text", ["", "锤子", "姓名/手机号", "hello world", "x" * 200])
def test_unknown_headings(text):
    """What isn't known, or says two things at once, means nothing."""
    assert headers.heading(text) is None


def test_platform_in_titles():
    """A title names a platform only as a word of its own, and only one."""
    assert headers.platform_in("案件3/微信注册信息.xlsx") == "wechat"
    assert headers.platform_in("telegramming online") is None
    assert headers.platform_in("QQ和微信") is None


@pytest.mark.parametrize(
    ("text", "is_total"), [("合 计", True), ("总计：3人", True), ("Total", True), ("totally", False)]
)
def test_totals(text, is_total):
    """Rows of totals are told by their first word."""
    assert headers.is_total(text) is is_total
