"""Identifiers: what is a key and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import identifiers
from sources.identifiers import NativeAccount

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@pytest.mark.parametrize(
    ("written", "region", "value"),
    [
        ("138 0013 8000", "CN", "+8613800138000"),
        ("１３８００１３８０００", "CN", "+8613800138000"),
        ("008613800138000", "CN", "+8613800138000"),
        ("8613800138000", "CN", "+8613800138000"),
        ("+855 12 345 678", "CN", "+85512345678"),
        ("0085512345678", None, "+85512345678"),
    ],
)
def test_phones_become_e164(written, region, value):
    """However a phone is spaced or prefixed, it becomes the same number."""
    assert identifiers.phone(written, region) == (value, True)


@pytest.mark.parametrize("written", ["1.38001E+10", "12345", "无", "138****8000", ""])
def test_damaged_or_masked_phones_are_no_keys(written):
    """What isn't a valid number stays visible and is never a key."""
    assert identifiers.phone(written) == (written, False)


def test_local_phone_without_country_is_no_key():
    """A local number in a table of unknown country isn't guessed."""
    assert not identifiers.phone("13800138000", None).is_usable


@given(st.integers(100000, 659999), st.dates(), st.integers(0, 999))
def test_resident_number_holds_with_its_check_digit_only(area, born, order):
    """Of the eleven possible check digits exactly one makes a resident number usable."""
    if born.year < 1000:
        return
    stem = f"{area}{born:%Y%m%d}{order:03d}"
    usable = [sign for sign in "0123456789X" if identifiers.document(stem + sign).is_usable]
    rest = sum(int(digit) * weight for digit, weight in zip(stem, WEIGHTS, strict=True)) % 11
    expected = "10X98765432"[rest]
    # A number that ends in zeros can't be told from one that a spreadsheet has cut.
    assert usable == ([] if stem.endswith("00") and expected == "0" else [expected])


@pytest.mark.parametrize(
    ("written", "value", "is_usable"),
    [
        ("11010519491231002x", "11010519491231002X", True),
        ("110105 19491231 002X", "11010519491231002X", True),
        ("110105194902310021", "110105194902310021", False),
        ("110105194912310000", "110105194912310000", False),
        ("1.10105E+17", "1.10105E+17", False),
        ("110105******002X", "110105******002X", False),
        ("110105491231002", "110105491231002", True),
        ("E12345678", "E12345678", True),
        ("X", "X", False),
    ],
)
def test_documents(written, value, is_usable):
    """Documents are usable when their check, date or shape holds."""
    assert identifiers.document(written) == (value, is_usable)


@pytest.mark.parametrize(
    ("written", "is_usable"),
    [
        ("4111 1111 1111 1111", True),
        ("4111111111111112", False),
        ("4.11111E+15", False),
        ("0000000000000000", False),
        ("411111111111", False),
    ],
)
def test_cards_need_the_luhn_check(written, is_usable):
    """A card is usable with 13 to 19 digits that pass Luhn."""
    assert identifiers.bank_card(written).is_usable is is_usable


@pytest.mark.parametrize(
    ("written", "is_usable"),
    [
        ("490154203237518", True),
        ("490154203237519", False),
        ("000000000000000", False),
        ("AA:BB:CC:DD:EE:01", True),
        ("iPhone 12", False),
    ],
)
def test_devices(written, is_usable):
    """IMEIs need their check digit; placeholders and model names are no device."""
    assert identifiers.device(written).is_usable is is_usable


@pytest.mark.parametrize(
    ("written", "is_usable"),
    [
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", True),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", False),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", True),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u", False),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", True),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", True),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj1", False),
        ("0x000000000000000000000000000000000000dEaD", True),
        ("hammer", False),
    ],
)
def test_wallets_need_their_checksum(written, is_usable):
    """One changed letter makes a wallet unusable."""
    assert identifiers.wallet(written).is_usable is is_usable


def test_private_addresses_are_no_keys():
    """Addresses inside a home network point at nobody."""
    assert identifiers.ip_address("8.8.8.8") == ("8.8.8.8", True)
    assert not identifiers.ip_address("192.168.1.5").is_usable
    assert not identifiers.ip_address("8.8.8").is_usable


@pytest.mark.parametrize(
    ("written", "platform", "account"),
    [
        ("wxid_sample00000001", None, NativeAccount("wechat", "wxid_sample00000001")),
        ("@Hammer_1", None, NativeAccount("telegram", "hammer_1")),
        ("https://t.me/Hammer_1", "telegram", NativeAccount("telegram", "hammer_1")),
        ("12345678", "qq", NativeAccount("qq", "12345678")),
        ("12345678@qq.com", "qq", NativeAccount("qq", "12345678")),
        ("12345678", None, None),
        ("锤子", "qq", None),
        ("138 0013 8000", "whatsapp", NativeAccount("whatsapp", "+8613800138000")),
        ("Nail@Example.org/home", "jabber", NativeAccount("jabber", "nail@example.org")),
        ("1.23457E+11", "qq", None),
    ],
)
def test_accounts_by_heading_or_shape(written, platform, account):
    """A heading says the platform, a shape alone only where it can't be anything else."""
    assert identifiers.account(written, platform) == account


@given(st.text(max_size=30))
def test_any_text_is_survived(text):
    """No text makes a check fail with an error, and a usable value is usable again when read once more."""
    for check in (identifiers.phone, identifiers.document, identifiers.bank_card, identifiers.device,
                  identifiers.ip_address, identifiers.email, identifiers.wallet):  # fmt: skip
        found = check(text)
        assert not found.is_usable or check(found.value) == found
    identifiers.account(text)
