"""Invented identifiers: right in form and check digit, and marked so that nobody's real one can be hit.

Document numbers carry the area code 99…, which no place has; WhatsApp phones come from the North
American numbers kept for drama (555-01); Chinese phones all begin 199 0000; addresses lie in the three documentation
networks; QQ and Telegram numbers begin 99 and are longer than any issued; domains end in `.example`.
"""

import hashlib
import random

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE36 = "abcdefghijklmnopqrstuvwxyz0123456789"
_DOCUMENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# Codes of big towns; with each, 100 numbers are kept for drama.
_AMERICAN_AREAS = (
    202,
    206,
    212,
    213,
    214,
    305,
    312,
    313,
    404,
    412,
    415,
    503,
    504,
    512,
    602,
    612,
    615,
    617,
    702,
    713,
    808,
)
_NETWORKS = ("192.0.2", "198.51.100", "203.0.113")


class InventedIds:
    """Hands out identifiers, each once."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._used: set[str] = set()

    def _fresh(self, value: str) -> bool:
        is_fresh = value not in self._used
        self._used.add(value)
        return is_fresh

    def wxid(self) -> str:
        """A WeChat id: `wxid_` and 14 signs."""
        while not self._fresh(value := "wxid_" + "".join(self._rng.choices(_BASE36, k=14))):
            pass
        return value

    def number(self, digits: int) -> str:
        """A platform's number beginning 99."""
        while not self._fresh(value := "99" + "".join(self._rng.choices("0123456789", k=digits - 2))):
            pass
        return value

    def foreign_phone(self) -> str:
        """A phone in E.164 from the North American numbers kept for drama; about 2,000 exist."""
        while not self._fresh(value := f"+1{self._rng.choice(_AMERICAN_AREAS)}55501{self._rng.randrange(100):02d}"):
            pass
        return value

    def chinese_phone(self) -> str:
        """A Chinese mobile in E.164 beginning 199 0000; 10,000 exist."""
        while not self._fresh(value := f"+861990000{self._rng.randrange(10_000):04d}"):
            pass
        return value

    def document(self, birth_year: int) -> str:
        """An 18-digit document number with the right check digit and an area that does not exist."""
        while True:
            month, day = self._rng.randint(1, 12), self._rng.randint(1, 28)
            area, serial = 990000 + self._rng.randrange(10_000), self._rng.randrange(1000)
            body = f"{area:06d}{birth_year:04d}{month:02d}{day:02d}{serial:03d}"
            total = sum(int(digit) * weight for digit, weight in zip(body, _DOCUMENT_WEIGHTS, strict=True))
            value = body + "10X98765432"[total % 11]
            if self._fresh(value):
                return value

    def bank_card(self) -> str:
        """A 19-digit card number in an unissued range, with the right Luhn digit."""
        while not self._fresh(value := _with_luhn("629999" + "".join(self._rng.choices("0123456789", k=12)))):
            pass
        return value

    def imei(self) -> str:
        """A 15-digit device number with the right Luhn digit."""
        while not self._fresh(value := _with_luhn("990000" + "".join(self._rng.choices("0123456789", k=8)))):
            pass
        return value

    def ip(self) -> str:
        """An address of the documentation networks; these repeat, as shared exits do."""
        return f"{self._rng.choice(_NETWORKS)}.{self._rng.randint(1, 254)}"

    def wallet(self) -> str:
        """A TRON address with the right checksum, made from a random account hash."""
        payload = b"\x41" + self._rng.randbytes(20)
        checksum = hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
        value, signs = int.from_bytes(payload + checksum, "big"), ""
        while value:
            value, rest = divmod(value, 58)
            signs = _BASE58[rest] + signs
        return signs


def _with_luhn(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)
