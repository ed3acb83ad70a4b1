"""Identifiers as tables and chats write them: each is normalised and checked, or said to be no key.

A value that fails its check stays visible but must never be compared as a key: spreadsheets damage long numbers, people
mask them, and one wrong digit would tie two strangers together.

**Source:** formats.md 1.4 and 13; GB 11643 (resident numbers), ISO/IEC 7812 (cards), BIP 173 and BIP 350
(bech32); EIP-55.
"""

import ipaddress
import re
import unicodedata
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from typing import NamedTuple

import phonenumbers
from Crypto.Hash import keccak
from stdnum import bitcoin, imei, luhn, meid
from stdnum.exceptions import ValidationError


class Identifier(NamedTuple):
    """A normalised value and whether it may be compared as a key.

    Attributes:
        value: The normalised value; the value as written (spaces trimmed) when it failed its check.
        is_usable: False when it is damaged, masked, or failed its check.
    """

    value: str
    is_usable: bool


class NativeAccount(NamedTuple):
    """An account as a table or list names it: platform and the platform's own id."""

    platform: str
    native_id: str


def app_native_id(app: str, native_id: str) -> str:
    """Native id on the platform `app`: the app's name before its own id, lest equal ids of two apps be one account."""
    return f"{app}/{native_id}"


_SPACES_AND_DASHES = re.compile(r"[\s\-‐-―−·.]+")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?1\d")
# Excel keeps 15 significant digits, so later ones come back as zeros when a number is written out in full. Two zeros
# and more are asked for: one final zero is common in sound numbers.
_ZEROED_TAIL = re.compile(r"\d{15}0{2,}")

_RESIDENT = re.compile(r"(\d{6})(\d{8})(\d{3})([\dX])")
_RESIDENT_OLD = re.compile(r"\d{6}(\d{6})\d{3}")
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"
# Passports and foreign cards carry no check digit outside the machine-readable zone: only the shape can be asked for.
_OTHER_DOCUMENT = re.compile(r"(?=(?:.*\d){5})[A-Z0-9]{7,12}")

_EMAIL = re.compile(r"[^@\s,;，；<>()（）]+@(?:[^@\s.,;，；<>()（）]+\.)+[^@\s.,;，；<>()（）]{2,}")
_QQ = re.compile(r"[1-9]\d{4,10}")
_WXID = re.compile(r"wxid_[0-9a-z]{6,30}", re.IGNORECASE)
_WECHAT_ALIAS = re.compile(r"[A-Za-z][-_A-Za-z0-9]{5,19}")
_TELEGRAM_NAME = re.compile(r"@?([A-Za-z][A-Za-z0-9_]{3,31})")
_TELEGRAM_LINK = re.compile(r"(?:https?://)?(?:t|telegram)\.me/(\w{4,32})/?", re.IGNORECASE)
_TELEGRAM_NUMBER = re.compile(r"-?\d{5,14}")
_EVM = re.compile(r"0x[0-9a-fA-F]{40}")
_BASE58 = re.compile(r"[1-9A-HJ-NP-Za-km-z]{25,36}")
_BECH32 = re.compile(r"bc1[02-9ac-hj-np-z]{8,87}")
_BECH32_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
# The constant that a bech32m checksum leaves (BIP 350); the older bech32 leaves 1.
_BECH32M_REST = 0x2BC830A3


def is_lossy_number(written: str) -> bool:
    """Whether the text shows a long number that a spreadsheet has already damaged."""
    return bool(_SCIENTIFIC.fullmatch(written) or _ZEROED_TAIL.fullmatch(written))


def plain(written: str) -> str:
    """The text NFKC-normalised and trimmed, so that full-width digits become plain ones."""
    return unicodedata.normalize("NFKC", written).strip()


@lru_cache(maxsize=65_536)
def phone(written: str, region: str | None = "CN") -> Identifier:
    """A phone number in E.164.

    Args:
        written: The number as written.
        region: Country of numbers without country code; None accepts only numbers that name theirs.
    """
    text = plain(written)
    if is_lossy_number(text):
        return Identifier(text, False)
    if region == "CN" and _chinese_mobile().fullmatch(text):
        # What the library would say after twenty times as long.
        return Identifier(f"+86{text}", True)
    if region is None and text.startswith("00"):
        text = "+" + text[2:]
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return Identifier(text, False)
    if not phonenumbers.is_valid_number(number):
        return Identifier(text, False)
    return Identifier(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), True)


@cache
def _chinese_mobile() -> re.Pattern[str]:
    """The library's own pattern of Chinese mobile numbers."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region("CN")
    pattern = metadata.mobile.national_number_pattern if metadata is not None and metadata.mobile is not None else None
    return re.compile(pattern if pattern is not None else r"(?!)")


def document(written: str) -> Identifier:
    """A resident number, passport or other document number in upper case without spaces.

    Resident numbers of 18 digits must pass ISO 7064 mod 11-2 and hold a real date of birth; the area code isn't asked,
    since tables of codes are never complete. Old ones of 15 digits have no check digit and stay as written.
    """
    text = _SPACES_AND_DASHES.sub("", plain(written)).upper()
    if is_lossy_number(plain(written)) or is_lossy_number(text):
        return Identifier(plain(written), False)
    if resident := _RESIDENT.fullmatch(text):
        rest = sum(int(digit) * weight for digit, weight in zip(text[:17], _RESIDENT_WEIGHTS, strict=True)) % 11
        return Identifier(text, _RESIDENT_CHECKS[rest] == text[17] and _is_day(resident[2]))
    if old := _RESIDENT_OLD.fullmatch(text):
        return Identifier(text, _is_day("19" + old[1]))
    return Identifier(text, _OTHER_DOCUMENT.fullmatch(text) is not None)


def bank_card(written: str) -> Identifier:
    """A card number: 13 to 19 digits that pass the Luhn check; digits only."""
    if is_lossy_number(plain(written)):
        return Identifier(plain(written), False)
    text = _SPACES_AND_DASHES.sub("", plain(written))
    is_card = text.isascii() and text.isdigit() and 13 <= len(text) <= 19 and not is_lossy_number(text)
    return Identifier(text, is_card and luhn.is_valid(text) and len(set(text)) > 1)


def device(written: str) -> Identifier:
    """A device id: IMEI (15 digits with check digit) or MEID, else the id as written in upper case.

    Other ids (IDFA, OAID, Android id, MAC) have no check; long mixed ones are usable, short ones and repeated signs
    (placeholders such as 000000000000000) aren't.
    """
    text = plain(written).upper()
    compact = re.sub(r"[\s:\-]+", "", text)
    if is_lossy_number(compact) or len(set(compact)) < 4:
        return Identifier(text, False)
    if compact.isdigit():
        return Identifier(compact, len(compact) == 15 and imei.is_valid(compact))
    if len(compact) == 14 and meid.is_valid(compact):
        return Identifier(compact, True)
    return Identifier(compact, re.fullmatch(r"[0-9A-F]{12,64}", compact) is not None)


def ip_address(written: str) -> Identifier:
    """An IP address in its shortest form; private and reserved ones point at nobody and are no key."""
    text = plain(written)
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return Identifier(text, False)
    return Identifier(str(address), address.is_global)


def email(written: str) -> Identifier:
    """An e-mail address in lower case."""
    text = plain(written).lower()
    return Identifier(text, _EMAIL.fullmatch(text) is not None)


def wallet(written: str) -> Identifier:
    """A Bitcoin, TRON or Ethereum-like wallet, each by its checksum; an Ethereum one in a single case has none."""
    text = plain(written)
    if _EVM.fullmatch(text):
        return Identifier(text.lower(), _is_evm(text[2:]))
    if _BECH32.fullmatch(text.lower()):
        return Identifier(text.lower(), _is_bech32(text.lower()))
    return Identifier(text, _BASE58.fullmatch(text) is not None and _is_base58check(text))


def account(written: str, platform: str | None = None, region: str | None = "CN") -> NativeAccount | None:
    """The account that a cell names, by the platform of its heading or else by its shape; None when it is none.

    A shape alone tells only wxids, Telegram names with @, and e-mail addresses; everything else needs a heading.

    Args:
        written: The cell.
        platform: Platform that the heading (or a platform column) says, one of contract.md's, or None.
        region: Default country of phone numbers that serve as accounts.
    """
    text = plain(written)
    if not text or is_lossy_number(text):
        return None
    if platform in (None, "wechat") and _WXID.fullmatch(text):
        return NativeAccount("wechat", text.lower())
    if platform is None:
        return _account_by_shape(text)
    if platform in ("whatsapp", "signal", "phone"):
        number = phone(text, region)
        return NativeAccount(platform, number.value) if number.is_usable else None
    if platform == "telegram":
        return _telegram_account(text, region)
    if platform == "qq":
        text = text.lower().removesuffix("@qq.com")
        return NativeAccount("qq", text) if _QQ.fullmatch(text) else None
    if platform in ("jabber", "email"):
        return NativeAccount(platform, text.lower().split("/")[0]) if _EMAIL.fullmatch(text.split("/")[0]) else None
    if platform == "wechat":
        return _wechat_account(text, region)
    return NativeAccount(platform, text)


def _account_by_shape(text: str) -> NativeAccount | None:
    if link := _TELEGRAM_LINK.fullmatch(text):
        return NativeAccount("telegram", link[1].lower())
    if text.startswith("@") and (name := _TELEGRAM_NAME.fullmatch(text)):
        return NativeAccount("telegram", name[1].lower())
    if _EMAIL.fullmatch(text):
        return NativeAccount("email", text.lower())
    return None


def _telegram_account(text: str, region: str | None) -> NativeAccount | None:
    """Numeric id or name; a phone number under a Telegram heading is a phone, so it is no Telegram id."""
    if link := _TELEGRAM_LINK.fullmatch(text):
        return NativeAccount("telegram", link[1].lower())
    if name := _TELEGRAM_NAME.fullmatch(text):
        return NativeAccount("telegram", name[1].lower())
    if _TELEGRAM_NUMBER.fullmatch(text) and not (len(text) == 11 and phone(text, region).is_usable):
        return NativeAccount("telegram", text)
    return None


def _wechat_account(text: str, region: str | None) -> NativeAccount | None:
    """A visible WeChat id; people also write the phone or QQ number that is bound to it, kept as they wrote it."""
    if _WECHAT_ALIAS.fullmatch(text) or _QQ.fullmatch(text):
        number = phone(text, region)
        return NativeAccount("wechat", number.value if number.is_usable and text.isdigit() else text)
    return None


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def _is_evm(digits: str) -> bool:
    """Whether the capitals of a mixed-case address are those that EIP-55 asks for; one case says nothing."""
    if digits in (digits.lower(), digits.upper()):
        return True
    checks = keccak.new(digest_bits=256, data=digits.lower().encode()).hexdigest()
    return all(
        not sign.isalpha() or sign.isupper() == (int(check, 16) >= 8)
        for sign, check in zip(digits, checks, strict=False)
    )


def _is_base58check(text: str) -> bool:
    """Whether it is a Bitcoin (versions 0 and 5) or TRON (version 0x41) address with a right checksum."""
    payload = bitcoin.b58decode(text)
    return (
        len(payload) == 25
        and payload[0] in (0x00, 0x05, 0x41)
        and sha256(sha256(payload[:-4]).digest()).digest()[:4] == payload[-4:]
    )


def _is_bech32(text: str) -> bool:
    """Whether it is a segwit address: version 0 by bech32, later ones (taproot) by bech32m, which stdnum lacks."""
    data = [_BECH32_ALPHABET.index(sign) for sign in text[3:]]
    if data[0] == 0:
        return bool(bitcoin.is_valid(text))
    expanded = [ord(sign) >> 5 for sign in "bc"] + [0] + [ord(sign) & 31 for sign in "bc"]
    try:
        program = bitcoin.b32decode(data[1:-6])
    except ValidationError:
        return False
    return data[0] <= 16 and 2 <= len(program) <= 40 and bitcoin.bech32_checksum(expanded + data) == _BECH32M_REST
