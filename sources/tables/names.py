"""The names in one cell or one side of a line: several nicknames at once, labels, brackets, remarks.

`锤子、铁锤`, `外号：锤子（又名榔头）`, `绰号"锤子"`, `锤子 / 钢钉等`: all give names. `锤子(钢钉的手下)` gives 锤子
and a remark: what stands in brackets is a name only where a label says so.

**Source:** formats.md 9.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from sources.tables import headers
from sources.tables.cells import is_nothing

# Words that say: what follows is a name of the same person. Longer ones first.
LABELS = (
    "内部称呼|内部代号|微信昵称|微信名|江湖人称|人送外号|绰号叫|外号叫|外号是|曾用名|自称|人称|绰号|綽號|外号|外號|花名|诨名|诨号|化名|代号|代號|别名|別名|昵称|暱稱|"
    "网名|網名|小名|又名|又叫|又称|也叫|亦称|也称|俗称|称呼|"
    "also known as|known as|nicknames?|nick|aliases|alias|moniker|a\\.k\\.a\\.?|aka|"
    "он же|она же|по кличке|кличка|прозвище|псевдоним|погоняло|"
    "biệt danh|bí danh|biệt hiệu|tên gọi khác|thường gọi là|thường gọi|"
    "conocido como|apodado|apodo|alias"
)
_LABEL = re.compile(rf"(?P<label>{LABELS})(?![A-Za-zА-Яа-я])\s*(?P<colon>[:：]?)\s*", re.IGNORECASE)
_BRACKETS = re.compile(r"[(（\[［【〔](?P<inside>[^()（）\[\]［］【】〔〕]*)[)）\]］】〕]")
_QUOTED = re.compile(r"[\"“”「『《‘'«„](?P<name>[^\"“”「」『』《》‘’'«»„]{1,30})[\"“”」』》’'»]")
_SEPARATORS = re.compile(r"[、，,;；/／|｜\r\n]+|(?<!\s)\s++(?=\d{1,2}[.、)）．]\D)")
_BLANKS = re.compile(" {2,}")
_LINES = re.compile(r"[\r\n]+")
# A blank between two pieces of at least two Chinese characters parts two names; 张 三 is one name, stretched.
_HAN_BLANK = re.compile(r"(?<=[㐀-鿿]{2})[ \u3000\t]+(?=[㐀-鿿]{2})")
_STRETCHED = re.compile(r"(?<=[㐀-鿿])[ \u3000\t]+(?=[㐀-鿿])")
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}\s*[.、)）．]|[①-⑳])\s*(?=\D)")
_AND_OTHERS = re.compile(r"(?<=.{2})(?<!等)等++(?:\d*+人)?$")
_LONGEST_NAME = 60
# Hundreds of names; what is longer is a text that nobody would call names.
_LONGEST_CELL = 20_000
# 微信号abc_99, 电话 13800138000: a heading with its value right behind it.
_LABELLED_VALUE = re.compile(
    r"(?P<label>[㐀-鿿]{1,6}|[A-Za-z]{1,10}|[A-Za-z]{1,4}[㐀-鿿]{1,4})\s*(?=[+\dA-Za-z][-+@._\dA-Za-z ]{3})"
)
_DATED = re.compile(r"\d{2,4}\s*年|\d{1,3}\s*岁|\d{4}[-/.]\d{1,2}(?!\d)")
_NAME_TARGETS = ("moniker", "nickname", "real_name")
# One name and nothing else; most cells are such.
_PLAIN = re.compile(r"[㐀-\u9fff]{2,4}(?<!等)|[A-Z][a-z]{1,20}")


@dataclass(frozen=True)
class NamesInCell:
    """What a cell of names holds.

    Attributes:
        names: The names as written, in order, each once.
        aliases: Names that a label marked as a second one of the same person (又名, aka); those of a cell of real names
            are nicknames.
        remarks: What stood in brackets without a label.
    """

    names: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def names_in_cell(text: str, *, are_real_names: bool = False) -> NamesInCell:
    """The names in a cell; a text too long for names is a remark.

    Args:
        text: The cell.
        are_real_names: Whether the column holds real names: then blanks and Latin commas part nothing.
    """
    if len(text) > _LONGEST_CELL:
        return NamesInCell((), (), (text,))
    return _names_in_cell(text, are_real_names=are_real_names)


@lru_cache(maxsize=65_536)
def _names_in_cell(text: str, *, are_real_names: bool) -> NamesInCell:
    if _PLAIN.fullmatch(text) and not _LABEL.search(text):
        return NamesInCell((text,))
    aliases: list[str] = []
    remarks: list[str] = []

    def take(brackets: re.Match[str]) -> str:
        inside = brackets["inside"].strip()
        label = _LABEL.match(inside)
        quoted = _QUOTED.fullmatch(inside)
        if label:
            aliases.extend(_parted(inside[label.end() :], are_real_names=False))
        elif quoted:
            aliases.append(quoted["name"])
        elif not is_nothing(inside):
            remarks.append(inside)
        return "\n"

    def take_quoted(quoted: re.Match[str]) -> str:
        aliases.append(quoted["name"].strip())
        return " "

    if are_real_names and _QUOTED.sub("", text).strip() and not _LABEL.search(text):
        # 张三"锤子", Иван «Молот»: beside a real name the quoted one is a nickname.
        text = _QUOTED.sub(take_quoted, text)
    bare = _BRACKETS.sub(take, text) if not _is_only_brackets(text) else text.strip()[1:-1]
    names: list[str] = []
    place = 0
    for label in _LABEL.finditer(bare):
        # 张三外号锤子: a label in the middle begins a second name; inside a Latin word it is no label.
        if not label["colon"] and not _stands_free(bare, label):
            continue
        names += _parted(bare[place : label.start()], are_real_names=are_real_names)
        rest = bare[label.end() :]
        following = next((other.start() for other in _LABEL.finditer(rest)), len(rest))
        labelled = _parted(rest[:following], are_real_names=False)
        # Behind the names of 外号：钉子，微信号 abc_99，2019年认识 come other facts of the person.
        (aliases if names else names).extend(name for name in labelled if not _is_other_fact(name))
        place = label.end() + following
    names += _parted(bare[place:], are_real_names=are_real_names)
    unique = list(dict.fromkeys(names))
    return NamesInCell(
        tuple(unique), tuple(alias for alias in dict.fromkeys(aliases) if alias not in unique), tuple(remarks)
    )


def _parted(text: str, *, are_real_names: bool) -> list[str]:
    found = []
    if quoted := [match["name"] for match in _QUOTED.finditer(text)]:
        text = "\n".join([_QUOTED.sub("\n", text), *quoted])
    for piece in (_LINES if are_real_names and _is_latin(text) else _SEPARATORS).split(text):
        pieces = [_BLANKS.sub(" ", _STRETCHED.sub("", piece))] if are_real_names else _HAN_BLANK.split(piece)
        for name in pieces:
            cleaned = _AND_OTHERS.sub("", _NUMBERED.sub("", name)).strip(" \t\u3000:：。.·")
            if not is_nothing(cleaned) and len(cleaned) <= _LONGEST_NAME and _says_something(cleaned):
                found.append(cleaned)
    return found


def _is_other_fact(piece: str) -> bool:
    """Whether a piece beside labelled names is a number, account or date: `微信号 abc_99`, `电话:138`, `2019年认识`."""
    if _DATED.search(piece):
        return True
    label, colon, _ = piece.replace("：", ":").partition(":")
    if not colon:
        found = _LABELLED_VALUE.match(piece)
        # Mobile Master is a name; a number or account has digits or such signs.
        label = found["label"] if found and re.search(r"[\d_@]", piece) else ""
    meaning = headers.heading(label) if label else None
    return meaning is not None and meaning.target not in _NAME_TARGETS


def _says_something(name: str) -> bool:
    """Whether there is more than punctuation; emoji alone are a name."""
    return any(sign.isalnum() or ord(sign) >= 0x2190 for sign in name)


def _is_latin(text: str) -> bool:
    return not any(ord(sign) >= 0x2E80 for sign in text)


def _is_only_brackets(text: str) -> bool:
    whole = _BRACKETS.fullmatch(text.strip())
    return whole is not None


def _stands_free(text: str, label: re.Match[str]) -> bool:
    """Whether a label without colon is a word of its own.

    Behind a name a Chinese label may stand without a blank (张三外号锤子); at the start it needs a blank or quotation
    mark behind it, or 花名册 would lose its first half. Latin ones stand between blanks.
    """
    behind = text[label.end() :]
    before = text[: label.start()].strip()
    if not behind.strip():
        return False
    if label["label"].isascii() or not before:
        glued_before = label.start() > 0 and text[label.start() - 1].isalnum()
        return not glued_before and (text[label.end() - 1].isspace() or _QUOTED.match(behind) is not None)
    return True
