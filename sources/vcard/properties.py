"""The properties of one card: by vobject where it can read the whole card, else by a plain scan of its lines.

vobject is strict, so that nothing is lost without a word: a card that it refuses, or whose quoted-printable values it
leaves alone, is scanned line by line. The scan puts characters together that were split over two lines, and keeps the
sound beginning of a value that breaks inside a character.

**Source:** vCard 2.1, RFC 2426, RFC 6350; vobject 0.9.9, of which one real Android file of six cards showed the limits
(formats.md 9).
"""

import quopri
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO

from vobject.base import ContentLine, VObjectError, getLogicalLines, textLineToContentLine

# vobject looks at a folded value anew for each of its lines, so its time grows with their square.
_LARGEST_FOR_VOBJECT = 32 * 1024
# What its regular expressions and tables raise on odd lines, beside its own errors.
_VOBJECT_TROUBLE = (VObjectError, ValueError, LookupError, AttributeError, TypeError, AssertionError)
_LINE = re.compile(
    r"(?:(?P<group>[\w-]+)\.)?(?P<name>[\w-]+)(?P<params>(?:;(?:[^\":;]|\"[^\"]*\")*)*):(?P<value>.*)", re.DOTALL
)
_PARAM = re.compile(r";((?:[^\";]|\"[^\"]*\")*)")
_QP = re.compile(r"QUOTED-PRINTABLE", re.IGNORECASE)
_QP_TAIL = re.compile(r"=[0-9A-Fa-f]{2}")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_UNESCAPED_SEMICOLON = re.compile(r"(?<!\\);")
_UNESCAPED_COMMA = re.compile(r"(?<!\\),")
_CHARSETS = {"GB2312": "gb18030", "GBK": "gb18030", "CP936": "gb18030", "X-GBK": "gb18030", "BIG5": "big5hkscs"}


@dataclass(frozen=True)
class Property:
    """One property of a card.

    Attributes:
        name: Name in upper case, without group; '' for a line that is no property.
        group: Group (`item1`) in upper case, '' for none.
        params: Parameters by name in upper case; those without a name (vCard 2.1) under TYPE.
        value: Value as written, folds and encodings undone, escapes not.
        is_damaged: Whether the value breaks inside a character; then it is what stands before.
    """

    name: str
    group: str
    params: Mapping[str, tuple[str, ...]]
    value: str
    is_damaged: bool = False

    @property
    def text(self) -> str:
        """The value as one text."""
        return unescaped(self.value)

    @property
    def parts(self) -> list[str]:
        """The value parted at semicolons (N, ORG)."""
        return [unescaped(part) for part in _UNESCAPED_SEMICOLON.split(self.value)]

    @property
    def items(self) -> list[str]:
        """The value parted at commas (NICKNAME)."""
        return [unescaped(item) for item in _UNESCAPED_COMMA.split(self.value)]


def unescaped(text: str) -> str:
    """The text with its backslash escapes resolved and blanks at its ends taken off."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text).strip()


def card_properties(text: str) -> list[Property]:
    """The properties of a card, in order.

    Args:
        text: The lines between BEGIN and END.
    """
    return _by_vobject(text) or list(scanned_properties(text))


def _by_vobject(text: str) -> list[Property] | None:
    if len(text) > _LARGEST_FOR_VOBJECT:
        return None
    try:
        # Line by line and not as a component: for those vobject cuts values of vCard 2.1 at their first comma.
        lines = getLogicalLines(StringIO(text), allowQP=True)
        found = [_of_content_line(textLineToContentLine(line, number)) for line, number in lines]
    except _VOBJECT_TROUBLE:
        return None
    is_left_encoded = any(_QP.search(value) for each in found for values in each.params.values() for value in values)
    return None if is_left_encoded else found


def _of_content_line(line: ContentLine) -> Property:
    params = {name.upper(): tuple(values) for name, values in line.params.items()}
    if line.singletonparams:
        params["TYPE"] = (*params.get("TYPE", ()), *line.singletonparams)
    return Property(line.name.upper(), (line.group or "").upper(), params, line.value)


def scanned_properties(text: str) -> Iterator[Property]:
    """The properties of a card whose lines are looked at one by one; a line that is none comes without name."""
    for line in _unfolded(text.split("\n")):
        found = _LINE.fullmatch(line)
        if found is None:
            yield Property("", "", {}, line, is_damaged=True)
            continue
        params: dict[str, tuple[str, ...]] = {}
        for written in _PARAM.findall(found["params"]):
            name, sign, value = written.partition("=")
            values = tuple(part.strip('" ') for part in value.split(",")) if sign else (name.strip(),)
            key = name.strip().upper() if sign else "TYPE"
            params[key] = (*params.get(key, ()), *values)
        value, is_damaged = found["value"], False
        if _QP.search(found["params"]):
            value, is_damaged = _quoted_printable(value, next(iter(params.get("CHARSET", ())), ""))
            params = {key: left for key, values in params.items() if (left := _without_printable(values))}
        yield Property(found["name"].upper(), (found["group"] or "").upper(), params, value, is_damaged)


def _without_printable(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value for value in values if not _QP.fullmatch(value))


def _unfolded(lines: Iterable[str]) -> Iterator[str]:
    """Logical lines: folds (a blank in front) and soft breaks of quoted-printable (`=` at the end) undone."""
    parts: list[str] = []
    is_printable = False
    for line in lines:
        ends_softly = is_printable and parts and parts[-1].endswith("=")
        if ends_softly:
            parts[-1] = parts[-1][:-1]
            # A blank before the next escape is a fold on top of the soft break; other blanks belong to the text.
            parts.append(line[1:] if line[:1] in " \t" and _QP_TAIL.match(line, 1) else line)
        elif parts and (line[:1] in (" ", "\t") or (is_printable and _QP_TAIL.match(line))):
            parts.append(line.lstrip(" \t") if is_printable and not line.startswith("=") else line[line[:1] in " \t" :])
        else:
            if parts:
                yield "".join(parts)
            parts = [line] if line.strip() else []
            is_printable = _QP.search(line.partition(":")[0]) is not None
    if parts:
        yield "".join(parts)


def _quoted_printable(value: str, charset: str) -> tuple[str, bool]:
    """The decoded value, and whether it breaks inside a character (then what stands before the break)."""
    content = quopri.decodestring(value.encode())
    encoding = _CHARSETS.get(charset.upper(), charset or "utf-8")
    failure: UnicodeDecodeError | None = None
    for candidate in dict.fromkeys((encoding, "utf-8", "gb18030")):
        try:
            return content.decode(candidate), False
        except LookupError:
            continue
        except UnicodeDecodeError as error:
            failure = failure or error
            # A sound beginning speaks for the encoding that was declared, more than chance for another one.
            if error.start > 1 and candidate == encoding:
                break
    return (content[: failure.start].decode(failure.encoding), True) if failure else ("", True)
