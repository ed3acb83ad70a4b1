"""Invented identifiers: sound in form, never a real one."""

import phonenumbers
from stdnum import luhn
from stdnum.cn import ric

from sources.synthetic.invented import InventedIds
from sources.synthetic.randomness import stream


def _ids() -> InventedIds:
    return InventedIds(stream(3, "test"))


def test_check_digits_hold():
    """Cards and devices pass the Luhn check, document numbers their own."""
    ids = _ids()
    assert all(luhn.is_valid(ids.bank_card()) and luhn.is_valid(ids.imei()) for _ in range(50))
    for number in (ids.document(1990) for _ in range(50)):
        assert ric.calc_check_digit(number) == number[-1]
        assert number.startswith("99")


def test_phones_are_valid_and_reserved():
    """Foreign phones are valid in form and lie in the range kept for drama."""
    ids = _ids()
    for number in (ids.foreign_phone() for _ in range(200)):
        assert phonenumbers.is_valid_number(phonenumbers.parse(number))
        assert number[5:10] == "55501"


def test_nothing_is_handed_out_twice():
    """Two accounts never get one id."""
    ids = _ids()
    drawn = [ids.wxid() for _ in range(500)] + [ids.number(11) for _ in range(500)]
    drawn += [ids.foreign_phone() for _ in range(500)] + [ids.chinese_phone() for _ in range(2000)]
    assert len(drawn) == len(set(drawn))
