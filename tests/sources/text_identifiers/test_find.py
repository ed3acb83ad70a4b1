"""Identifiers in words: what each check accepts, what stays a candidate, and what is no identifier at all."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.text_identifiers.find import identifiers_in, text_identifiers, text_rules
from sources.text_identifiers.rule import Setting
from warehouse.schema.records import IDENTIFIER_KINDS, TEXT_IDENTIFIER


def found(text, platform="wechat", region="CN"):
    """Kind, value and usability of all identifiers of a text."""
    return {
        (kind, value, usable) for _, _, kind, value, _, usable, _ in identifiers_in(text, Setting(platform, region))
    }


# The numbers are the documentation's own examples (ISO, EIP, BIP, GB 11643, 3GPP) or reserved.
RIGHT = [
    ("我的新微信号是：hammer_2020 加我", "account", "wechat:hammer_2020"),
    ("加V：abc12345", "account", "wechat:abc12345"),
    ("wxid_a1b2c3d4e5f6g7", "account", "wechat:wxid_a1b2c3d4e5f6g7"),
    ("QQ 9912345678", "account", "qq:9912345678"),
    ("扣扣：9912345678", "account", "qq:9912345678"),
    ("Q群：99887766", "invite_code", "qq-group:99887766"),
    ("9912345678@qq.com", "account", "qq:9912345678"),
    ("write to Foo.Bar@quay.example.com, please", "email", "foo.bar@quay.example.com"),
    ("１３８００１３８０００", "phone", "+8613800138000"),
    ("+855 12 345 678", "phone", "+85512345678"),
    ("身份证 11010519491231002X", "document", "11010519491231002X"),
    ("4111 1111 1111 1111", "bank_card", "4111111111111111"),
    ("DE89370400440532013000", "iban", "DE89370400440532013000"),
    ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "wallet", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
    ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "wallet", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
    (
        "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr",
        "wallet",
        "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr",
    ),
    ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "wallet", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"),
    ("IMEI 490154203237518", "device", "490154203237518"),
    ("server 8.8.8.8", "ip", "8.8.8.8"),
    ("https://pay.hammer-nail.com/x?y=1。", "domain", "hammer-nail.com"),
    ("see hammer-nail.cc", "domain", "hammer-nail.cc"),
    ("t.me/steel_nail99", "account", "telegram:steel_nail99"),
    ("飞机 @steel_nail99", "account", "telegram:steel_nail99"),
    ("飞机@steel_nail99", "account", "telegram:steel_nail99"),
    ("飞机号steel_nail99", "account", "telegram:steel_nail99"),
    ("飞机 steel_nail99", "account", "telegram:steel_nail99"),
    # One word begins before another: 加Q in 加QQ, 加微 in 加微信, 加V in 加V信.
    ("加QQ 9912345678", "account", "qq:9912345678"),
    ("加QQ9912345678", "account", "qq:9912345678"),
    ("加微信：hammer_2020", "account", "wechat:hammer_2020"),
    ("加V信 hammer_2020", "account", "wechat:hammer_2020"),
    ("薇❤️信 hammer_2020", "account", "wechat:hammer_2020"),
    ("➕V：hammer_2020", "account", "wechat:hammer_2020"),
    ("加微信13800138000", "phone", "+8613800138000"),
    ("vx13800138000", "account", "wechat:+8613800138000"),
    ("https://t.me/+AbCdEfGh1234", "invite_code", "AbCdEfGh1234"),
    ("邀请码：A8K9Z2", "invite_code", "A8K9Z2"),
]


@pytest.mark.parametrize(("text", "kind", "value"), RIGHT, ids=[f"{kind} {text[:12]}" for text, kind, _ in RIGHT])
def test_sound_identifiers_are_found(text, kind, value):
    """What passes its check, or stands behind a word that names it, is usable as a key."""
    assert (kind, value, True) in found(text)


FAILED = [
    ("身份证 110105194912310021", "document"),
    ("卡号 6222021234567890123", "bank_card"),
    ("IBAN DE89370400440532013001", "iban"),
    ("钱包地址 TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6x", "wallet"),
    ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed", "wallet"),
    ("IMEI 490154203237519", "device"),
    ("10.0.0.1", "ip"),
    ("1 3 8 零零 一三 8000", "phone"),
    ("1🔨3🔨8🔨0🔨0🔨1🔨3🔨8🔨0🔨0🔨0", "phone"),
    ("bob (at) quay (dot) com", "email"),
]


@pytest.mark.parametrize(("text", "kind"), FAILED, ids=[f"{kind} {text[:12]}" for text, kind in FAILED])
def test_what_fails_its_check_is_no_key(text, kind):
    """A failed check or a disguise leaves a candidate with its reason, never a key."""
    rows = [row for row in identifiers_in(text, Setting("wechat", "CN")) if row[2] == kind]
    assert rows and not any(row[5] for row in rows)
    assert all(row[6] for row in rows)


@pytest.mark.parametrize(
    "text",
    [
        "转了 12345678 元",
        "2021-03-04 12:30:00 单号 20210304123000123456",
        "report.zip main.py",
        "v1.2.3.4",
        "vx hammer please",
        "@hammer 你好",
        "that's what she said, 100% sure",
        "13.800 eur, 138.001.380 units",
        "9912345678",
    ],
)
def test_other_numbers_are_no_identifiers(text):
    """Amounts, dates, order numbers, files and calls by @ are let alone."""
    assert found(text) == set()


def test_local_numbers_need_a_country():
    """Without a country only the international form is a phone."""
    assert found("0912345678", "line", "TW") == {("phone", "+886912345678", True)}
    assert found("0912345678", "line", None) == set()
    assert ("phone", "+79261234567", True) in found("тел 8 926 123-45-67", "telegram", "RU")


def test_at_names_are_telegrams_own_only_there():
    """On Telegram an @ names an account, elsewhere it calls somebody in the chat."""
    assert found("@steelnail hi", "telegram") == {("account", "telegram:steelnail", True)}
    assert found("@steelnail hi", "wechat") == set()


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from([text for text, *_ in RIGHT + FAILED])
        | st.text("零1３ab@.:-🔨①ﬁ ", max_size=12)
        | st.text(max_size=6),
        max_size=4,
    )
)
def test_offsets_are_of_the_raw_text(pieces):
    """Whatever forms the signs have, the span in the message is what was written."""
    text = " ".join(pieces)
    for start, end, kind, value, raw, _, reason in identifiers_in(text, Setting("telegram", "CN")):
        assert 0 <= start < end <= len(text) and text[start:end] == raw
        assert kind in IDENTIFIER_KINDS and value and reason


@settings(max_examples=60)
@given(st.sampled_from([text for text, *_ in RIGHT + FAILED]), st.text(max_size=5))
def test_triggers_let_nothing_slip(text, around):
    """The cheap trigger of a rule never hides what the rule itself would find."""
    message = f"{around} {text} {around}"
    rows = pl.DataFrame({"locator": ["line:1"], "platform": ["wechat"], "text": [message]})
    by_column = text_identifiers(rows, "CN").drop("locator").rows()
    assert by_column == identifiers_in(message, Setting("wechat", "CN"))


def test_rows_have_the_declared_columns():
    """The frame is what the warehouse stores, also when nothing is found."""
    rows = pl.DataFrame({"locator": ["line:1"], "platform": ["wechat"], "text": ["ok"]})
    expected = [name for name in TEXT_IDENTIFIER.column_names if name != "exhibit_id"]
    assert text_identifiers(rows, None).columns == expected


def test_a_huge_message_is_searched_in_bounded_time():
    """A pasted file of digits and signs neither hangs the search nor breaks it."""
    rows = pl.DataFrame({"locator": ["a", "b"], "platform": ["wechat"] * 2, "text": ["1 " * 400_000, "a.b@" * 100_000]})
    assert text_identifiers(rows, "CN").height >= 0


def test_every_rule_says_where_its_shape_is_from():
    """Each rule names its source."""
    assert text_rules()
    for rule in text_rules():
        module = __import__(rule.find.__module__, fromlist=["_"])
        assert "Source:" in (module.__doc__ or "")


@pytest.mark.parametrize("text", ["飞机 CZ3101", "490154203237518", "C++v 2.0.11 release_1", "IQ12345"])
def test_what_only_looks_like_an_identifier_is_none(text):
    """A flight behind the word for plane and Telegram, an IMEI that nobody calls a card, letters before a number."""
    assert not found(text)


def test_a_wxid_behind_a_word_for_wechat_is_told_once():
    """Two rules that know the same account make one row of it."""
    rows = identifiers_in("备用微信：wxid_a1b2c3d4e5f6g7", Setting("wechat", "CN"))
    assert [(row[0], row[3]) for row in rows] == [(5, "wechat:wxid_a1b2c3d4e5f6g7")]


@pytest.mark.parametrize("text", ["1 3 8 0 0 1 3 8 0 0 0", "1-3-8-0-0-1-3-8-0-0-0"])
def test_digits_that_stand_one_by_one_are_a_disguise(text):
    """They are put together as a candidate, never as a key."""
    assert found(text) == {("phone", "+8613800138000", False)}
