"""The reader of Tenpay registrations: present and earlier holders stay apart, cards belong to the present one only."""

from pathlib import Path

import pytest

from sources.formats.tencent_tenpay_registration import FORMAT

SAMPLES = Path(__file__).parents[2] / "data" / "tencent_tenpay_registration"
FULL, ABSENT = sorted(SAMPLES.rglob("TenpayRegInfo*.txt"))
ACCOUNT = "wechat:wxid_hammer9900000"


def test_holders_are_kept_apart(everything_of, exhibit_of):
    """Who held the account before is an earlier holder; nothing of his is a selector of the account."""
    exhibit = exhibit_of(FULL)
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count, everything.end.status) == (3, 0, "read")
    assert everything.total == FORMAT.count(exhibit)
    rows = everything.tables["registration"].select("account_id", "holder", "real_name", "document_number").rows()
    assert rows == [
        (ACCOUNT, "registrant", "甲某", "99010519900101001X"),
        (ACCOUNT, "earlier_holder", "乙某", "990105198001010011"),
    ]
    values = everything.tables["selector"]["value"].to_list()
    assert "4111111111111111" in values and "6222021234567890128" in values
    assert "5500005555555559" not in values and "990105198001010011" not in values


def test_an_unknown_account_is_said(everything_of, exhibit_of):
    """The platform's word that there is no such account is one rejected record."""
    exhibit = exhibit_of(ABSENT)
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count) == (0, 1) and FORMAT.count(exhibit) == 1


def test_columns_are_found_by_their_words(everything_of, exhibit_with):
    """Another order of columns gives the same registration."""
    text = "注册身份证号\t注册姓名\t账号\t账户状态\t银行账号\n99010519900101001X\t甲某\t9912345678\t正常\t\n"
    (row,) = everything_of(FORMAT, exhibit_with(text)).tables["registration"].to_dicts()
    assert (row["account_id"], row["real_name"], row["document_number"]) == (
        "qq:9912345678",
        "甲某",
        "99010519900101001X",
    )


@pytest.mark.parametrize(
    ("written", "account"),
    [
        ("990000011", "qq:990000011"),
        ("8613800138000", "wechat:8613800138000"),
        ("990000011@wx.tenpay.com", "app:tenpay/990000011@wx.tenpay.com"),
    ],
)
def test_the_shape_of_an_account_tells_its_platform(everything_of, exhibit_with, written, account):
    """A number too long for QQ is no QQ number; ids of Tenpay carry its name."""
    content = f"账户状态\t账号\t注册姓名\t注册时间\t注册身份证号\n正常\t{written}\t甲某\t\t\n"
    everything = everything_of(FORMAT, exhibit_with(content, "TenpayRegInfo1.txt"))
    assert everything.tables["account"]["account_id"].to_list() == [account]
