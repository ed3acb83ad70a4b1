"""Lines of a plain-text nickname list: `锤子 - 张三`, `hammer = Zhang San`, `锤子（张三）`, `外号：锤子 电话：138…`.

Which side is the nickname can't be told from such a line, so both are names of one row. A file counts as a list only
when nearly all of its lines have one and the same shape and something says that they are names: chats, notes and
settings files look alike line by line. Where a heading or the file's name says that it is a list of names, its lines
may also have different shapes, stand in columns parted by blanks, or be one name each.

**Source:** formats.md 9 (TXT lists).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from sources import identifiers
from sources.tables import headers
from sources.tables.headers import Heading

Cells = list[tuple[Heading, str]]

_HAN = "㐀-鿿"
# Separators by class, strongest first; a line has a class when it can be parted there exactly once.
_SEPARATORS = {
    "tab": re.compile(r"\s*\t\s*"),
    "arrow": re.compile(r"\s*(?:→|⇒|[-=]+[>＞])\s*"),
    "equals": re.compile(r"\s*(?:[=＝]{1,2})\s*"),
    "dash": re.compile(rf"\s*[—–－]{{1,2}}\s*|\s+-{{1,2}}\s+|(?<=[{_HAN}])\s*-{{1,2}}\s*(?=[{_HAN}\d])"),
    "colon": re.compile(r"\s*[:：]\s*"),
}
_BRACKETS = re.compile(r"(?P<left>[^()（）]+?)\s*[(（](?P<right>[^()（）]+)[)）]")
SHAPES = ("fields", *_SEPARATORS, "brackets")
_LOOSE = "loose"
# Columns of a typed list: two blanks, or one between words of Han and before or behind a number.
_COLUMN_BLANKS = re.compile(
    r"\t+|[ \u3000]{2,}|"
    rf"(?<=[{_HAN}]{{2}})[ \u3000]+(?=[{_HAN}]{{2}}|[+\d])|(?<=\d)[ \u3000]+(?=[{_HAN}])|"
    r"[ \u3000]+(?=\+?\d{7})"
)
_SERIAL = re.compile(r"\d{1,3}")
_SHORT_NAME = re.compile(rf"[{_HAN}A-Za-z0-9]{{1,5}}|[\w'-]{{1,20}}(?: [\w'-]{{1,20}})?")
_ENUMERATION = re.compile(r"[、,，;；]")
# 一、管理层: numbered so, a line without a second side is more often a section than a name.
_SECTION = re.compile(r"\s*[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]")
_KEY = re.compile(r"(?:^|(?<=[\s,，;；、|]))(?P<key>[^\s:：=,，;；、|]{1,16}(?: [A-Za-z]{1,10})?)\s*[:：=]\s*")
# Signs of sentences, markup and programs; names have none of them.
_NO_NAME = re.compile(r"[。！？!?…<>{}\[\]\\$%^*\"“”=|]|https?:|\d{1,2}:\d\d|\.\.")
_BULLET = re.compile(
    r"^\s*(?:[-*•·●]\s+|[(（]?\d{1,3}[.、)）．]\s*|[①-⑳]\s*|[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]\s*)"
)
_DECORATION = re.compile(r"[\s=\-—_*#~.·]+")
_DECORATED = re.compile(r"\s*(?:[【\[「『《].*[】\]」』》]|[=\-*#~]{2,}.*|#\s.*)\s*")
_CLUE = re.compile(
    r"外号|外號|绰号|綽號|诨名|花名|代号|代號|化名|昵称|暱稱|网名|称呼|真名|真实姓名|名单|名單|名册|花名册|人员表|人员情况|对照|成员|嫌疑人|"
    r"nick|alias|moniker|aka\b|real ?name|roster|who ?is ?who|members?\b|codename|кличк|прозвищ|псевдоним|apodo",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"名单|名單|名册|名冊|对照表|對照表|对应表|一览表|清单|情况表|登记表|人员表|"
    r"\broster\b|\b(?:nick)?names? ?list\b|\blist of\b",
    re.IGNORECASE,
)
_NAMES_CALLED = re.compile(
    r"外号|外號|绰号|綽號|诨名|花名|代号|代號|化名|昵称|暱稱|网名|对照|nick|alias|moniker|codename|кличк|прозвищ|apodo",
    re.IGNORECASE,
)
_TEAM = re.compile(r".{0,8}(?:组|組|队|隊|部|团队|公司|园区|盘口|team|group|crew)(?:[A-Z\d])?", re.IGNORECASE)
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "張劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈葉閻鍾譚廖鄒陸顧龍萬錢湯賀賴龔"
)
_FULL_NAME = re.compile(rf"[{_HAN}]{{2,3}}")
_LONGEST_SIDE = 30
# Two sides and the blanks that may set them apart; looking for separators in longer lines costs their square.
_LONGEST_PAIR = 300
_LONGEST_TITLE = 40
_MOST_WORDS = 4
_SAME_SHAPE = 0.9
_LOOSE_SHAPE = 0.8
_DISTINCT = 0.8
_QQ = re.compile(r"(?<![A-Za-z])(?:QQ|扣扣)\s*号?\s*[:：]?\s*(?P<id>[1-9]\d{4,10})(?!\d)", re.IGNORECASE)
_WECHAT = re.compile(
    r"(?<![A-Za-z])(?:微信|VX|WX(?!ID_)|V信)\s*号?\s*[:：]?\s*(?P<id>[A-Za-z][-_A-Za-z0-9]{5,19})(?![\w-])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ListShape:
    """How the lines of a list are parted.

    Attributes:
        shape: One of SHAPES, or `loose` where each line has its own.
        left: What the left sides hold, where a heading line says so.
        right: The same for the right sides.
        sureness: How sure it is that the text is a list at all, 0 to 1.
        has_title: Whether a first line that isn't parted is a title and no entry.
        columns: What the columns of a loose list hold, where a heading line says so.
    """

    shape: str
    left: Heading | None
    right: Heading | None
    sureness: float
    has_title: bool = True
    columns: tuple[Heading, ...] = ()


def list_shape(lines: Iterable[str], path: str) -> ListShape | None:
    """The shape that nearly all lines have, or None when the text isn't a nickname list.

    Args:
        lines: The first lines of the text.
        path: Path of the file, in which a word may say that it is a list of names.
    """
    content = [line for line in lines if not _DECORATION.fullmatch(line) and line.strip()]
    body = [line for number, line in enumerate(content) if not is_heading(line, is_first=number == 0)]
    if len(content) < 2:
        return None
    return (_one_shape(content, body, path) if len(body) > 1 else None) or _loose_shape(content, path)


def _one_shape(content: list[str], body: list[str], path: str) -> ListShape | None:
    """The shape of a list whose lines are all parted one way."""
    shape = max(SHAPES, key=lambda name: sum(_fits(line, name) for line in body))
    fitting = [line for line in body if _fits(line, shape)]
    if len(fitting) < 2 or len(fitting) < _SAME_SHAPE * len(body):
        return None
    if shape == "fields":
        return ListShape(shape, None, None, 0.6)
    pairs = [pair for line in fitting if (pair := _pair(line, shape)) is not None]
    left, right = next((kinds for line in content if (kinds := _heading_pair(line)) is not None), (None, None))
    if left is None:
        left, right = (_side_kind([pair[place] for pair in pairs]) for place in (0, 1))
    # Names hardly repeat, while the speakers of a chat do.
    named = 1 if left is not None and left.target in ("role", "group") else 0
    if len({pair[named] for pair in pairs}) < _DISTINCT * len(pairs) or (left is not None and left == right):
        return None
    clue = (
        left is not None
        or right is not None
        or any(_CLUE.search(line) for line in content[:3] if line not in body)
        or _CLUE.search(path)
    )
    if left is None and any(headers.heading(side) is not None or headers.is_foreign(side) for side, _ in pairs):
        # 时间：周三, name: foo: a form or a settings file.
        return None
    sureness = _sureness(pairs, shape, has_clue=bool(clue))
    return ListShape(shape, left, right, sureness) if sureness else None


def _loose_shape(content: list[str], path: str) -> ListShape | None:
    """The shape of a list that is called one, whose lines are parted in different ways or hold one name each."""
    body = [line for line in content if not is_heading(line)]
    called = [PurePosixPath(path).name, *(line for line in content[:3] if line not in body)]
    if not any(_NAMES_CALLED.search(text) or _TITLE.search(text) for text in called):
        return None
    columns = next((kinds for line in content[:3] if (kinds := _heading_columns(line))), ())
    read = [_loose_cells(line, columns) for line in body]
    # A title over lines of several columns is no entry.
    has_title = (
        len(read) > 2 and len(read[0] or "x") == 1 and sum(len(cells or ()) > 1 for cells in read) > len(read) // 2
    )
    entries = [
        cells for line, cells in list(zip(body, read, strict=True))[has_title:] if cells or not _SECTION.match(line)
    ]
    found = [cells for cells in entries if cells is not None]
    if len(found) < 2 or len(found) < _LOOSE_SHAPE * len(entries):
        return None
    if len({cells[0][1] for cells in found}) < _DISTINCT * len(found):
        return None
    alone = [cells[0][1] for cells in found if len(cells) == 1]
    if 2 * len(alone) > len(found):
        # Short lines are also what notes and poems are made of.
        is_titled = any(_TITLE.search(text) for text in called)
        if not is_titled or not all(_SHORT_NAME.fullmatch(name) for name in alone):
            return None
    return ListShape(_LOOSE, None, None, 0.15, has_title, columns)


def is_heading(line: str, *, is_first: bool = False) -> bool:
    """Whether the line is a heading, a rule or a closing line, so that it is no record."""
    text = line.strip()
    if not text or _DECORATION.fullmatch(text) or _DECORATED.fullmatch(text) or _heading_pair(text) is not None:
        return True
    if headers.is_total(text) or (headers.is_remark(text) and headers.opens_with_colon(text) and not fields(text)):
        return True
    if text.endswith((":", "：")) or (_TITLE.search(text) and len(text) <= _LONGEST_TITLE and not fields(text)):
        return True
    is_parted = any(_pair(text, shape) is not None for shape in SHAPES[1:])
    return not is_parted and not fields(text) and (is_first or (_CLUE.search(text) is not None and len(text) <= 30))


def line_cells(line: str, shape: ListShape) -> Cells | None:
    """What a line of the list holds, side by side; None when it doesn't have the shape."""
    if shape.shape == _LOOSE:
        return _loose_cells(line, shape.columns)
    found = fields(line)
    if found:
        return found
    pair = None if shape.shape == "fields" else _pair(line, shape.shape)
    if pair is None:
        return None
    left, right = pair
    return [*_side(left, shape.left), *_side(right, shape.right, in_brackets=shape.shape == "brackets")]


def _loose_cells(line: str, columns: tuple[Heading, ...]) -> Cells | None:
    """What a line of a loose list holds: fields, columns, a pair or one name; None for an enumeration or a sentence."""
    if found := fields(line):
        return found
    parts = _columns(line)
    if columns and len(parts) == len(columns):
        return [(meaning, part) for meaning, part in zip(columns, parts, strict=True) if part]
    for shape in SHAPES[1:]:
        if (pair := _pair(line, shape)) is not None:
            return [*_side(pair[0], None), *_side(pair[1], None, in_brackets=shape == "brackets")]
    # Who stands beside whom in 锤子、螃蟹、钢钉 is one person or three: that is for people to say.
    if _SECTION.match(line) or any(_ENUMERATION.search(part) or not _is_side(part) for part in parts):
        return None
    cells = [cell for part in parts for cell in _side(part, None)]
    return cells if any(meaning.target == "moniker" for meaning, _ in cells) else None


def _columns(line: str) -> list[str]:
    """The columns of a line, without the number in front of it."""
    text = line.strip("\ufeff \r\n")[:_LONGEST_PAIR]
    parts = [part.strip() for part in _COLUMN_BLANKS.split(_BULLET.sub("", text)) if part.strip()]
    return parts[1:] if len(parts) > 1 and _SERIAL.fullmatch(parts[0]) else parts


def _heading_columns(line: str) -> tuple[Heading, ...]:
    """What each column holds, where the line is a row of headings parted by blanks."""
    found = [headers.heading(part) for part in _columns(line)]
    known = tuple(meaning for meaning in found if meaning is not None)
    if len(known) != len(found) or len(known) < 2:
        return ()
    return known[1:] if known[0].target == "serial" else known


def fields(line: str) -> Cells:
    """The `key: value` fields of a line with two of them or more, of which one names somebody; else nothing."""
    text = _BULLET.sub("", line.strip())
    keys = [
        (match, meaning)
        for match in _KEY.finditer(text)
        if (meaning := headers.heading(match["key"])) is not None and not headers.is_foreign(match["key"])
    ]
    if len(keys) < 2 or keys[0][0].start() > 0:
        return []
    ends = [match.start() for match, _ in keys[1:]] + [len(text)]
    found = [
        (meaning, text[match.end() : end].strip(" \t,，;；、|。"))
        for (match, meaning), end in zip(keys, ends, strict=True)
    ]
    targets = {meaning.target for meaning, _ in found}
    return found if targets & {"moniker", "nickname", "real_name", "account", "wxid"} else []


def _fits(line: str, shape: str) -> bool:
    return bool(fields(line)) if shape == "fields" else not fields(line) and _pair(line, shape) is not None


def _pair(line: str, shape: str) -> tuple[str, str] | None:
    """The two sides of a line of that shape; None when it isn't parted exactly once or a side is no name or number."""
    text = _BULLET.sub("", line.strip("\ufeff \r\n"))
    if len(text) > _LONGEST_PAIR:
        return None
    if shape == "brackets":
        found = _BRACKETS.fullmatch(text.strip())
        sides = [found["left"], found["right"]] if found else []
    else:
        sides = _SEPARATORS[shape].split(text)
    if len(sides) != 2 or not all(_is_side(side) for side in sides):
        return None
    if all(_is_identifier(side) for side in sides):
        return None
    return sides[0].strip(), sides[1].strip()


def _side_kind(sides: list[str]) -> Heading | None:
    """What a column of a list without headings holds, where that is plain: roles or teams; None for names."""
    roles = sum(headers.is_role(side) for side in sides)
    teams = sum(_TEAM.fullmatch(side) is not None for side in sides)
    if 2 * roles > len(sides):
        return Heading("role")
    return Heading("group") if 2 * teams > len(sides) else None


def _is_side(side: str) -> bool:
    text = side.strip(" \t,，;；、")
    if not text or len(text) > _LONGEST_SIDE or _NO_NAME.search(text):
        return False
    if _is_identifier(text):
        return True
    latin = re.findall(r"[A-Za-zА-Яа-я]+", text)
    return len(latin) <= _MOST_WORDS and not text.isdigit() and not re.search(r"[_/\\]\w*[_/\\.]", text)


def _is_identifier(text: str) -> bool:
    return _identified(text.strip()) is not None


def _identified(token: str) -> Heading | None:
    """What kind of identifier the whole token is; None for a name."""
    if token.isascii() and sum(sign.isdigit() for sign in token) >= 7:
        if identifiers.phone(token).is_usable:
            return Heading("phone")
        if len(token) in (15, 18) and identifiers.document(token).is_usable:
            return Heading("document")
        if identifiers.bank_card(token).is_usable:
            return Heading("bank_card")
    if identifiers.wallet(token).is_usable:
        return Heading("wallet")
    if identifiers.email(token).is_usable:
        return Heading("email")
    return Heading("account") if identifiers.account(token) is not None else None


def _side(text: str, meaning: Heading | None, *, in_brackets: bool = False) -> Cells:
    """The names and identifiers of one side; a side whose heading is known is taken whole."""
    if meaning is not None:
        return [(meaning, text)]
    found: Cells = []
    for pattern, platform in ((_QQ, "qq"), (_WECHAT, "wechat")):
        found += [(Heading("account", platform), match["id"]) for match in pattern.finditer(text)]
        text = pattern.sub(" ", text)
    if (whole := _identified(text.strip())) is not None:
        return [*found, (whole, text.strip())]
    names = []
    for token in re.split(r"([\s,，;；、]+)", text):
        identified = _identified(token) if len(token) >= 5 else None
        if identified is None:
            names.append(token)
        else:
            found.append((identified, token))
    name = "".join(names).strip(" \t,，;；、")
    if name:
        found.insert(0, (_name_or_remark(name, in_brackets=in_brackets), name))
    return found


def _name_or_remark(text: str, *, in_brackets: bool) -> Heading:
    """A name, unless it stands in brackets and describes: 钢钉的手下, 组长."""
    if headers.is_role(text):
        return Heading("role")
    if in_brackets and re.search(r"的|已|在逃|到案|'s\b|\bof\b", text):
        return Heading("note")
    return Heading("moniker")


def _heading_pair(line: str) -> tuple[Heading, Heading] | None:
    """What the two sides hold, where the line is a heading such as `外号 - 姓名`."""
    text = line.strip("\ufeff \r\n")
    if len(text) > _LONGEST_PAIR:
        return None
    for shape in SHAPES[1:]:
        found = _BRACKETS.fullmatch(text) if shape == "brackets" else None
        sides = list(found.groups()) if found else _SEPARATORS[shape].split(text) if shape != "brackets" else []
        if len(sides) == 2:
            left, right = headers.heading(sides[0]), headers.heading(sides[1])
            if left is not None and right is not None and left != right:
                return left, right
    return None


def _sureness(pairs: list[tuple[str, str]], shape: str, *, has_clue: bool) -> float:
    """How sure it is that the pairs are names: by a word that says so, or by full names and numbers on one side."""
    if has_clue:
        return 0.5
    telling = sum(_is_full_name(left) or _is_full_name(right) or _is_identifier(right) for left, right in pairs)
    if len(pairs) >= 3 and telling >= 0.6 * len(pairs):
        return 0.3
    is_short_han = all(
        headers.is_han(left) and headers.is_han(right) and len(left + right) <= 10 for left, right in pairs
    )
    return 0.2 if len(pairs) >= 3 and is_short_han and shape != "colon" else 0.0


def _is_full_name(text: str) -> bool:
    return _FULL_NAME.fullmatch(text) is not None and text[0] in _SURNAMES


def numbered(lines: Iterable[str]) -> Iterator[tuple[int, str, bool]]:
    """Lines with their number from 1 and whether they are the first with content; blank ones are left out."""
    is_first = True
    for number, line in enumerate(lines, start=1):
        if line.strip("\ufeff \t\r\n"):
            yield number, line, is_first
            is_first = False
