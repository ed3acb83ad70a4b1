"""The reader of Tencent's WeChat registrations: the path is data, and what is told is of an account, not a person."""

from datetime import datetime
from pathlib import Path

from sources.formats.tencent_wechat_registration import FORMAT
from sources.record import Head
from sources.tencent.query_path import QueryPath, query_path

SAMPLES = Path(__file__).parents[2] / "data" / "tencent_wechat_registration"
ONE = next(SAMPLES.rglob("regInfobasicInfo1.txt"))


def test_one_account_with_all_that_is_bound_to_it(everything_of, exhibit_of):
    """Numbers are checked, names kept by kind, the time has its offset."""
    everything = everything_of(FORMAT, exhibit_of(ONE, str(ONE.relative_to(SAMPLES))))
    assert (everything.record_count, everything.rejected_count, everything.end.status) == (1, 0, "read")
    (row,) = everything.tables["registration"].to_dicts()
    assert (row["account_id"], row["holder"], row["phone"]) == (
        "wechat:wxid_hammer9900000",
        "registrant",
        "+8613800138000",
    )
    assert row["registered_at"] == datetime(2020, 1, 27, 3, 53, 50)
    names = set(everything.tables["name_observation"].select("name", "kind").rows())
    assert names == {("hammer_99", "handle"), ("锤子", "account_nickname")}
    selectors = set(everything.tables["selector"].select("kind", "value", "is_usable").rows())
    assert selectors == {
        ("phone", "+8613800138000", True),
        ("email", "hammer@quay.example", True),
        ("account", "qq:9912345678", True),
    }


def test_several_accounts_in_one_file(everything_of, exhibit_of):
    """Each account begins with its id; an impossible time and a short phone stay as written."""
    exhibit = exhibit_of(SAMPLES / "regInfobasicInfo_two.txt")
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count) == (2, 1)
    assert everything.total == FORMAT.count(exhibit)
    first, second = everything.tables["registration"].to_dicts()
    assert (first["registered_at"], first["registered_at_raw"], first["phone"]) == (None, "2020-13-27 11:53:50", None)
    assert (second["phone"], second["registered_at"]) == ("123", datetime(2021, 2, 2, 20, 5, 6))
    assert not everything.tables["selector"].filter(kind="phone")["is_usable"].any()


def test_the_query_key_is_taken_from_the_path(everything_of, exhibit_of):
    """A document that was asked by is bound to the account by the answer itself."""
    path = "case/L-1769500000000-1-office/WX99aa/IDCARD/99010519900101001X/wxid_hammer9900000/regInfobasicInfo1.txt"
    tables = everything_of(FORMAT, exhibit_of(ONE, path)).tables
    assert tables["registration"]["document_number"].to_list() == ["99010519900101001X"]
    assert query_path(path) == QueryPath("WX", "document", "99010519900101001X", "wxid_hammer9900000")
    assert query_path("return.zip!/L-1/TP00aa/WXID/wxid_x/TenpayRegInfo.txt").account == "wxid_x"
    assert query_path("any/folder/file.txt") == QueryPath()


def test_look_alikes_are_let_alone():
    """A chat that speaks of a WeChat number is no registration."""
    for text in ("微信号: hammer\n", "昵称: a\n注册时间: b\n", "锤子: 微信号: 昵称\n", ""):
        assert FORMAT.sniff(Head("x.txt", len(text.encode()), text.encode())) == 0


def test_a_second_bound_phone_is_kept(everything_of, exhibit_with):
    """A key that stands twice gives both values."""
    text = "微信号: wxid_hammer9900000\n昵称: a\n绑定手机号: 13800138000\n绑定手机号: 13800138001\n"
    text += "注册时间: 2020-01-01 00:00:00\n"
    selectors = everything_of(FORMAT, exhibit_with(text)).tables["selector"]
    assert selectors.filter(kind="phone")["value"].to_list() == ["+8613800138000", "+8613800138001"]
