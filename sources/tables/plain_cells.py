"""Identifiers in whole columns at once: what is plainly right is told apart from what must be looked at one by one.

Each function says for a column of cells which are *sure*: those that `sources.identifiers` would certainly take, with
the same value. Everything else (other writing, failed checks, several values in a cell) is left to it. So a wrong
"sure" is an error and a missing one only costs time.

**Source:** formats.md 13; GB 11643, ISO/IEC 7812; libphonenumber's pattern of Chinese mobile numbers.
"""

from functools import cache

import numpy as np
import phonenumbers
import polars as pl

from sources.tables import headers
from sources.tables.names import LABELS

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_ADDRESS = rf"^{_OCTET}(?:\.{_OCTET}){{3}}$"
# Networks for documentation and private use; other special ones lie behind the same first numbers and aren't sure.
_SPECIAL = r"^(?:192\.0\.2|198\.51\.100|203\.0\.113|192\.168\.[0-9]+|10\.[0-9]+\.[0-9]+|127\.[0-9]+\.[0-9]+)\.[0-9]+$"
_MAYBE_SPECIAL = r"^(?:0|10|100|127|169|172|192|198|203|22[4-9]|2[345][0-9])\."
_MAIL = r"^[a-z0-9._%+\-]+@(?:[a-z0-9\-]+\.)+[a-z]{2,}$"
_LAST_DAYS = np.array((0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0), dtype=np.uint8)
_WXID = r"^wxid_[0-9a-z]{6,30}$"
_WEIGHTS = np.array((7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), dtype=np.float32)
_CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
_ZERO = np.uint8(48)
_LUHN_DOUBLED = np.array((0, 2, 4, 6, 8, 1, 3, 5, 7, 9), dtype=np.uint8)
_CARD_LENGTH = 19


def sure_phones(cells: pl.Series, region: str | None) -> tuple[pl.Series, pl.Series]:
    """Values and sureness: Chinese mobile numbers of 11 digits in a Chinese table."""
    if region != "CN":
        return cells, pl.repeat(value=False, n=len(cells), eager=True, dtype=pl.Boolean)
    sure = cells.str.contains(_mobile_pattern())
    return "+86" + cells, sure.fill_null(value=False)


def sure_documents(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Values and sureness: resident numbers of 18 signs with a real day and the right check sign."""
    candidates = cells.str.contains(r"^[0-9]{17}[0-9X]$").fill_null(value=False)
    sure = np.zeros(len(cells), dtype=bool)
    signs = _signs(cells.filter(candidates), 18)
    digits = signs[:, :17] - _ZERO
    year = digits[:, 6:10] @ np.array((1000, 100, 10, 1), dtype=np.uint16)
    month = digits[:, 10] * np.uint8(10) + digits[:, 11]
    day = digits[:, 12] * np.uint8(10) + digits[:, 13]
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last_day = _LAST_DAYS[np.minimum(month, 13)] + (is_leap & (month == 2))
    is_day = (year >= 1900) & (year < 2100) & (day >= 1) & (day <= last_day)
    # Three zeros behind the fifteenth digit may be a spreadsheet's.
    is_whole = (signs[:, 15:] != _ZERO).any(axis=1)
    # Sums of at most 17 * 9 * 10 are exact in 32 bits of floating point, which is many times as fast as whole numbers.
    rest = (digits.astype(np.float32) @ _WEIGHTS).astype(np.uint16) % 11
    sure[candidates.to_numpy()] = is_day & is_whole & (_CHECKS[rest] == signs[:, 17])
    return cells, pl.Series(sure)


def sure_cards(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Values and sureness: 13 to 19 digits that pass the Luhn check."""
    candidates = cells.str.contains(r"^[0-9]{13,19}$").fill_null(value=False)
    sure = np.zeros(len(cells), dtype=bool)
    written = cells.filter(candidates)
    lengths = written.str.len_bytes().to_numpy()
    digits = _signs(written.str.zfill(_CARD_LENGTH), _CARD_LENGTH) - _ZERO
    # At most 19 * 9, so a byte holds the sum.
    total = digits[:, ::-2].sum(axis=1, dtype=np.uint8)
    total += _LUHN_DOUBLED[digits[:, _CARD_LENGTH - 2 :: -2]].sum(axis=1, dtype=np.uint8)
    passes = total % 10 == 0
    # Nothing but zeros behind the fifteenth digit may be a spreadsheet's.
    for length in (17, 18, 19):
        zeroed = np.flatnonzero((digits[:, -2:] == 0).all(axis=1) & (lengths == length))
        passes[zeroed] &= (digits[zeroed, 15 - length :] != 0).any(axis=1)
    # Placeholders of one digit pass too; their last three digits are equal.
    alike = np.flatnonzero((digits[:, -1] == digits[:, -2]) & (digits[:, -1] == digits[:, -3]))
    passes[alike] &= (digits[alike, -13:] != digits[alike, -1:]).any(axis=1)
    sure[candidates.to_numpy()] = passes
    return cells, pl.Series(sure)


def sure_addresses(cells: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Values, sureness and usability: IPv4 addresses that are plainly global, private or for documentation."""
    special = cells.str.contains(_SPECIAL)
    sure = cells.str.contains(_ADDRESS) & (special | ~cells.str.contains(_MAYBE_SPECIAL))
    return cells, sure.fill_null(value=False), ~special.fill_null(value=True)


def sure_mail(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Values and sureness: addresses in plain lower case."""
    return cells, cells.str.contains(_MAIL).fill_null(value=False)


def sure_accounts(cells: pl.Series, platform: str, headings: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Native ids and sureness of accounts.

    Args:
        cells: The cells.
        platform: Their platform.
        headings: Folded headings: words that look like an account and may be a heading that is repeated.
    """
    if platform == "qq":
        return cells, cells.str.contains(r"^[1-9][0-9]{4,10}$").fill_null(value=False)
    is_wxid = cells.str.contains(_WXID).fill_null(value=False)
    if platform == "wechat" and is_wxid.all():
        return cells, is_wxid
    unsure = _may_be_heading(cells, headings) | cells.str.contains("^(?i:wxid)")
    if platform == "wechat":
        sure, value = cells.str.contains(r"^[A-Za-z][-_A-Za-z0-9]{5,19}$"), cells
    elif platform == "telegram":
        sure = cells.str.contains(r"^@?[A-Za-z][A-Za-z0-9_]{3,31}$")
        value = cells.str.strip_prefix("@").str.to_lowercase()
    else:
        return cells, pl.repeat(value=False, n=len(cells), eager=True, dtype=pl.Boolean)
    sure &= ~unsure
    return value, (sure | is_wxid if platform == "wechat" else sure).fill_null(value=False)


def sure_names(cells: pl.Series, headings: pl.Series) -> pl.Series:
    """Which cells are one name and nothing else: two to four Chinese characters or one capitalised word."""
    names = cells.drop_nulls().unique()
    shaped = names.str.contains(r"^(?:[\x{3400}-\x{9FFF}]{2,4}|[A-Z][a-z]{1,20})$") & ~names.str.ends_with("等")
    plain = names.filter(shaped & ~names.str.contains(f"(?i:{LABELS})"))
    plain = plain.filter(~_may_be_heading(plain, headings))
    return cells.is_in(plain.implode()).fill_null(value=False)


def _may_be_heading(cells: pl.Series, headings: pl.Series) -> pl.Series:
    """Which cells may be a heading that stands again in the middle of the table."""
    # No heading has three digits in a row.
    suspects = ~cells.str.contains("[0-9]{3}").fill_null(value=True)
    folded = cells.filter(suspects).str.to_lowercase().str.replace_all(r"[_\-0-9]", "")
    found = folded.is_in(headings.implode()) | folded.str.contains(headers.other_holder_pattern())
    return suspects.scatter(suspects.arg_true(), found.fill_null(value=False)) if len(folded) else suspects


@cache
def _mobile_pattern() -> str:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region("CN")
    pattern = metadata.mobile.national_number_pattern if metadata is not None and metadata.mobile is not None else None
    # Never matches where the library lost the pattern.
    if pattern is None:
        return r"^\b\B"
    # Digits of other scripts are for the careful way.
    return "^(?:" + pattern.replace(r"\d", "[0-9]") + ")$"


def _signs(cells: pl.Series, width: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """The bytes of equally long texts, one row each."""
    texts = cells.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, content = texts.buffers()
    if not len(cells):
        return np.empty((0, width), dtype=np.uint8)
    first, last = (int(np.frombuffer(offsets, dtype=np.int64)[place + texts.offset]) for place in (0, len(cells)))
    return np.frombuffer(content, dtype=np.uint8)[first:last].reshape(-1, width)
