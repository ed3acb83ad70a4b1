"""What a column heading means: synonyms in several languages, held as data in headers.toml.

**Source:** formats.md 8.4 (no standard exists; the synonyms were collected from what offices write).
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

_DATA = Path(__file__).with_name("headers.toml")
_DROPPED = re.compile(r"[\s_\-.·'’`*]+")
_BRACKETED = re.compile(r"^(?P<head>[^()\[\]【】]+)[(\[【](?P<inside>[^()\[\]【】]*)[)\]】]$")
_WORDS = re.compile(r"[^\W_]+(?:[\s/.-]+[^\W_]+)*[*.]?")
# 手机1, phone 2, 银行卡二: a series of the same thing, not two columns that contradict each other.
_SERIES = re.compile(r"^(?P<base>.*\D)(?P<number>[1-9]|[一二三四五六七八九])$")
_LONGEST_HEADING = 40
# Platforms whose words are everyday words too.
_NOT_IN_TITLES = frozenset({"phone", "email", "line", "signal", "matrix"})
# People who held an account beside its registrant: their documents and phones are never the registrant's.
OTHER_HOLDERS = ("seller", "earlier_holder")
_THEIR_FACTS = {"real_name": "", "document": "_document", "phone": "_phone"}
_HAN = re.compile(r"[㐀-鿿豈-﫿]")


@dataclass(frozen=True, order=True)
class Heading:
    """What a column holds.

    Attributes:
        target: One of the targets of headers.toml.
        platform: Platform of an account or nickname column, '' where it says none.
        series: Number of the column in a series such as 手机1, 手机2; '' outside one.
    """

    target: str
    platform: str = ""
    series: str = ""


@dataclass(frozen=True)
class _Words:
    headings: Mapping[str, Heading]
    foreign: frozenset[str]
    platforms: Mapping[str, str]
    totals: tuple[str, ...]
    remarks: tuple[str, ...]
    roles: frozenset[str]


def fold(text: str) -> str:
    """A heading made comparable: NFKC, lower case, no spaces, dashes, dots or underscores, no closing colon."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text).casefold()).rstrip(":")


@lru_cache(maxsize=4_096)
def heading(text: str) -> Heading | None:
    """What the heading means, or None when it isn't known.

    A heading in two languages (`姓名/Name`, `昵称 Nickname`) is known when all its known parts agree; a bracketed tail
    (`手机号码（绑定）`, `姓名(必填)`) is tried as a whole and then left out.
    """
    if not text.strip() or len(text) > _LONGEST_HEADING:
        return None
    normal = unicodedata.normalize("NFKC", text).strip()
    known = _words().headings
    folded = fold(normal)
    if folded in known:
        return known[folded]
    if (of_holder := _of_other_holder(folded)) is not None:
        return of_holder
    if (series := _SERIES.match(folded)) and series["base"] in known:
        found = known[series["base"]]
        return Heading(found.target, found.platform, series["number"])
    if bracketed := _BRACKETED.match(normal):
        # 姓名(必填), Имя (name); but not f(name), which is no heading at all.
        if _WORDS.fullmatch(bracketed["head"].strip()) is None:
            return None
        return _agreed([bracketed["head"], bracketed["inside"]]) or heading(bracketed["head"])
    parts = [part for part in re.split(r"[/|\\\n]", normal) if part.strip()]
    if len(parts) == 1:
        parts = [part for part in re.split(r"(?<=[㐀-鿿])\s*(?=[A-Za-z])", normal, maxsplit=1) if part.strip()]
    return _agreed(parts) if len(parts) > 1 else None


def _of_other_holder(folded: str) -> Heading | None:
    """卖家身份证号, previous owner phone: a fact of somebody who isn't the registrant."""
    known = _words().headings
    for size in range(len(folded) - 1, 1, -1):
        holder, fact = known.get(folded[:size]), known.get(folded[size:].removeprefix("的"))
        if holder is not None and fact is not None and holder.target in OTHER_HOLDERS and fact.target in _THEIR_FACTS:
            return Heading(holder.target + _THEIR_FACTS[fact.target])
    return None


def _agreed(parts: list[str]) -> Heading | None:
    found = {known for part in parts if (known := heading(part)) is not None}
    return found.pop() if len(found) == 1 else None


def targets() -> frozenset[str]:
    """All that a column can hold."""
    known = {meaning.target for meaning in _words().headings.values()}
    return frozenset(known | {f"{holder}_{fact}" for holder in OTHER_HOLDERS for fact in ("document", "phone")})


@cache
def folded_headings() -> frozenset[str]:
    """All headings that are known, as `fold` makes them, without digits."""
    return frozenset(re.sub(r"\d", "", name) for name in _words().headings)


@cache
def other_holder_pattern() -> str:
    """Pattern of folded texts that begin with the heading of a seller or earlier holder."""
    names = sorted(name for name, meaning in _words().headings.items() if meaning.target in OTHER_HOLDERS)
    return "^(?:" + "|".join(map(re.escape, names)) + ")"


@cache
def closing_pattern() -> str:
    """Pattern of texts that may open a row of totals or a closing remark; some more than do, so that none is missed."""
    starts = {word[:1] if is_han(word) else re.escape(word[:3]) for word in (*_words().totals, *_words().remarks)}
    return r"^[ *※]*(?:共|[\x{FF00}-\x{FFEF}]|(?i:" + "|".join(sorted(starts)) + "))"


def is_foreign(text: str) -> bool:
    """Whether the heading belongs to a message log or money flow."""
    return fold(text) in _words().foreign


def is_role(text: str) -> bool:
    """Whether the whole text is a word for what somebody does."""
    return fold(text) in _words().roles


def is_han(text: str) -> bool:
    """Whether the text holds a Chinese character: such tables write phones in the Chinese way."""
    return _HAN.search(text) is not None


def platform_of(word: str) -> str | None:
    """The platform that a cell of a platform column names; None for one that isn't known."""
    return _words().platforms.get(fold(word))


@lru_cache(maxsize=4_096)
def platform_in(text: str) -> str | None:
    """The one platform spoken of in a sheet name, title or path; None for none or several.

    Latin words must stand free, so that `line` in `online` isn't one; words that mean other things in titles and paths
    (line, signal, wa) aren't asked.
    """
    lowered = unicodedata.normalize("NFKC", text).casefold().replace("_", " ")
    found = set()
    for word, platform in _words().platforms.items():
        if platform in _NOT_IN_TITLES or (word.isascii() and len(word) < 4 and word != "qq"):
            continue
        pattern = rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)
        if re.search(pattern, lowered):
            found.add(platform)
    return found.pop() if len(found) == 1 else None


def is_total(text: str) -> bool:
    """Whether the cell opens a row of totals (合计, 总计 3 人, Total:)."""
    return bool(_opening(text, _words().totals)) or re.fullmatch(r"共\d+[人名个条]", fold(text)) is not None


def is_remark(text: str) -> bool:
    """Whether the cell opens a closing remark (备注：…, 填表人 …)."""
    return bool(_opening(text, _words().remarks))


def opens_with_colon(text: str) -> bool:
    """Whether a closing remark's word is followed by a colon, so that it can't be somebody's name."""
    return re.match(r"\s*[^\s:：]{1,12}\s*[:：]", text) is not None


def _opening(text: str, words: tuple[str, ...]) -> str | None:
    """The first of the words that the text starts with, free-standing."""
    if text[:1].isdigit():
        return None
    lowered = unicodedata.normalize("NFKC", text).casefold().lstrip(" *※")
    # Offices write 合 计 with spaces to fill the cell.
    squeezed = re.sub(r"(?<=[㐀-鿿])\s+(?=[㐀-鿿])", "", lowered)
    for word in words:
        if squeezed.startswith(word) and re.match(r"$|[\s:：,，。.(（\d]", squeezed[len(word) :]):
            return word
    return None


@cache
def _words() -> _Words:
    with _DATA.open("rb") as stream:
        written = tomllib.load(stream)
    headings: dict[str, Heading] = {}
    for column in written["column"]:
        meaning = Heading(column["target"], column.get("platform", ""))
        for name in column["names"]:
            if headings.setdefault(fold(name), meaning) != meaning:
                raise ValueError(f"headers.toml gives the heading {name!r} two meanings")
    platforms = {fold(word): platform for platform, words in written["platforms"].items() for word in words}
    footers = written["footers"]
    return _Words(
        headings,
        frozenset(map(fold, written["foreign"]["names"])),
        platforms,
        tuple(footers["totals"]),
        tuple(footers["remarks"]),
        frozenset(map(fold, written["roles"]["names"])),
    )
