"""Bodies of messages of the newer QQ client (NT): protobuf elements to words.

A body repeats field 40800; each is one element, flat: 45002 says its type, other fields hold what the type has. Only
the few fields that hold words are taken, all others are stepped over; what is broken ends the reading of one body.
Elements without words stand as QQ's own text exports print them ([图片], [语音]).

**Source:** formats.md 5.3; community documentation of the body's fields (several independent parsers, 2024 to 2026):
1 text, 2 picture, 3 file, 4 voice, 5 video, 6 face, 7 quote, 8 grey line, 9 red packet, 10 card, 11 bought sticker,
14 markdown, 21 call; protobuf encoding documentation for the wire format.
"""

import html
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import orjson

from sources.qq.people import uid_of

# A message is far smaller; bigger bodies are not decoded.
LARGEST_BODY = 4 << 20
_MOST_ELEMENTS = 2_000
_BODY, _TYPE = 40800, 45002
_TEXT, _FILE_NAME, _HEARD, _FACE, _MARKDOWN = 45101, 45402, 45923, 47602, 48701
_ANSWERED, _ANSWERED_TOO = 47401, 47416
_CARD, _STICKER, _CALL, _CALL_SUMMARY = 47901, 80900, 48153, 48157
_RECALLER, _TIP_XML, _TIP_JSON, _TIP_TEXT = 47705, 48214, 48271, 48274
_WANTED = frozenset(
    (
        _TYPE, _TEXT, _FILE_NAME, _HEARD, _FACE, _MARKDOWN, _ANSWERED, _ANSWERED_TOO, _CARD, _STICKER, _CALL,
        _CALL_SUMMARY, _RECALLER, _TIP_XML, _TIP_JSON, _TIP_TEXT,
    )
)  # fmt: skip
_PLACEHOLDERS = {2: "[图片]", 4: "[语音]", 5: "[视频]", 9: "[QQ红包]", 11: "[表情]", 28: "[位置]"}
_CONTACT_CARD = "com.tencent.contact.lua"
# Nearly all bodies are one text element of numbers, the text, and more numbers: told by its shape, in C.
_LENGTH = rb"([\x80-\xff]?[\x00-\x7f])"
_NUMBER_TAG = rb"[\x80\x88\x90\x98\xa0\xa8\xb0\xb8\xc0\xc8\xd0\xd8\xe0\xe8\xf0\xf8][\x80-\xff][\x00-\x7f]"
_BYTES_TAG = rb"[\x82\x8a\x92\x9a\xa2\xaa\xb2\xba\xc2\xca\xd2\xda\xe2\xea\xf2\xfa][\x80-\xff][\x00-\x7f]"
_NUMBER = rb"(?:" + _NUMBER_TAG + rb"[\x80-\xff]*+[\x00-\x7f])"
_TYPE_TAG = rb"\xd0\xfc\x15"
_PLAIN_START = re.compile(
    rb"\x82\xf6\x13" + _LENGTH + rb"(?:(?!" + _TYPE_TAG + rb")" + _NUMBER + rb")*+"
    + _TYPE_TAG + rb"\x01" + _NUMBER + rb"*+\xea\x82\x16" + _LENGTH
)  # fmt: skip
_PLAIN_END = re.compile(rb"(?:" + _NUMBER + rb"|" + _BYTES_TAG + rb"\x00)*+\Z")
_XML_PART = re.compile(r"<(nor|qq|url)\b([^<>]*)>")
_XML_VALUE = re.compile(r'([\w-]+)="([^"]*)"')


class Body(NamedTuple):
    """What a body says.

    Attributes:
        kind: Kind of the message, None when the body has no element.
        text: Its words.
        answered: Id of the message it answers, None when it answers none.
        named: Names in a grey line to the opaque ids that the line gives for them.
    """

    kind: str | None
    text: str
    answered: str | None = None
    named: dict[str, str] | None = None


class NoBody(ValueError):
    """The bytes are no body of a message."""


def body_of(written: bytes) -> Body:
    """Decode a body; `plain_texts` is the short way for most.

    Raises:
        NoBody: When the bytes break before the first element.
    """
    if len(written) > LARGEST_BODY:
        raise NoBody
    texts: list[str] = []
    kinds: set[str] = set()
    answered: str | None = None
    named: dict[str, str] = {}
    for element in _elements(written):
        kind, text = _said(element, named)
        if kind == "":
            number = element.get(_ANSWERED) or element.get(_ANSWERED_TOO)
            answered = str(number) if isinstance(number, int) and number else answered
            continue
        kinds.add(kind)
        texts.append(text)
    for kind in ("system", "text", "call", "contact_card", "media"):
        if kind in kinds:
            return Body(kind, "".join(texts), answered, named or None)
    return Body(None, "", answered)


def _said(element: dict[int, Any], named: dict[str, str]) -> tuple[str, str]:
    """Kind and words of an element; an empty kind for a quote, whose words are somebody else's."""
    match element.get(_TYPE, 1 if _TEXT in element else 0):
        case 1:
            return "text", _words(element, _TEXT)
        case 3:
            return "media", _words(element, _FILE_NAME) or "[文件]"
        case 4:
            return "media", _words(element, _HEARD) or "[语音]"
        case 6:
            face = _words(element, _FACE).strip("/[]")
            return "media", f"[{face}]" if face else "[表情]"
        case 7:
            return "", ""
        case 8:
            return "system", _tip(element, named)
        case 10:
            return _card(_words(element, _CARD))
        case 11:
            return "media", _words(element, _STICKER) or "[表情]"
        case 14:
            return "text", _words(element, _MARKDOWN)
        case 21:
            return "call", _words(element, _CALL) or _words(element, _CALL_SUMMARY)
        case other:
            return "media", _PLACEHOLDERS.get(other, "")


def _card(written: str) -> tuple[str, str]:
    """A card is JSON; its prompt is what the chat list shows of it."""
    try:
        card = orjson.loads(written)
    except orjson.JSONDecodeError:
        return "media", ""
    if not isinstance(card, dict):
        return "media", ""
    prompt = card.get("prompt")
    kind = "contact_card" if card.get("app") == _CONTACT_CARD else "media"
    return kind, prompt if isinstance(prompt, str) else ""


def _tip(element: dict[int, Any], named: dict[str, str]) -> str:
    """The sentence of a grey line, put together as the client shows it."""
    if _RECALLER in element:
        return f"{_words(element, _RECALLER)}撤回了一条消息"
    if _TIP_XML in element:
        return _tip_of_xml(_words(element, _TIP_XML), named)
    if _TIP_JSON in element:
        return _tip_of_json(_words(element, _TIP_JSON), named)
    return _words(element, _TIP_TEXT)


def _tip_of_xml(written: str, named: dict[str, str]) -> str:
    parts = []
    for tag, attributes in _XML_PART.findall(written):
        values = {name: html.unescape(value) for name, value in _XML_VALUE.findall(attributes)}
        if tag == "qq":
            parts.append(_person(values.get("nm") or values.get("name"), values.get("uin") or values.get("jp"), named))
        else:
            parts.append(values.get("txt", ""))
    return "".join(parts)


def _tip_of_json(written: str, named: dict[str, str]) -> str:
    try:
        tip = orjson.loads(written)
    except orjson.JSONDecodeError:
        return ""
    items = tip.get("items") if isinstance(tip, dict) else None
    parts = []
    for item in items if isinstance(items, list) else []:
        if not isinstance(item, dict):
            continue
        if item.get("type") == "qq":
            parts.append(_person(item.get("nm"), item.get("uid") or item.get("jp"), named))
        elif isinstance(item.get("txt"), str):
            parts.append(item["txt"])
    return "".join(parts)


def _person(name: object, uid: object, named: dict[str, str]) -> str:
    """How a person stands in a grey line: by name, else by the opaque id."""
    known = uid_of(uid)
    shown = name if isinstance(name, str) and name else known or ""
    if known is not None and shown:
        named[shown] = known
    return shown


def _words(element: dict[int, Any], number: int) -> str:
    value = element.get(number)
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else ""


def _elements(written: bytes) -> list[dict[int, Any]]:
    """The elements of a body with their wanted fields."""
    found: list[dict[int, Any]] = []
    place, end = 0, len(written)
    while place < end and len(found) < _MOST_ELEMENTS:
        tag, place = _varint(written, place)
        if tag >> 3 != _BODY or tag & 7 != 2:
            break
        length, place = _varint(written, place)
        if place < 0 or place + length > end:
            break
        found.append(_fields(written, place, place + length))
        place += length
    if end and not found:
        raise NoBody
    return found


def plain_texts(bodies: Iterable[bytes | None]) -> list[str | None]:
    """The words of bodies that are one text element and hold nothing else but numbers; None for any other."""
    found: list[str | None] = []
    match_start, match_end = _PLAIN_START.match, _PLAIN_END.match
    for body in bodies:
        start = match_start(body) if body else None
        if body is None or start is None:
            found.append(None)
            continue
        whole, length = start.group(1, 2)
        place = start.end()
        end = place + (length[0] if len(length) == 1 else length[0] & 0x7F | length[1] << 7)
        size = whole[0] if len(whole) == 1 else whole[0] & 0x7F | whole[1] << 7
        if size != len(body) - 3 - len(whole) or end > len(body) or match_end(body, end) is None:
            found.append(None)
        else:
            found.append(body[place:end].decode("utf-8", "backslashreplace"))
    return found


def _fields(data: bytes, place: int, end: int) -> dict[int, Any]:
    """Wanted fields of one element, by number; the first of each counts."""
    found: dict[int, Any] = {}
    while place < end:
        tag, place = _varint(data, place)
        number, wire = tag >> 3, tag & 7
        if place < 0 or not number:
            break
        if wire == 0:
            value, place = _varint(data, place)
            if place < 0:
                break
            if number in _WANTED:
                found.setdefault(number, value)
            continue
        if wire == 2:
            length, place = _varint(data, place)
        elif wire in (1, 5):
            length = 8 if wire == 1 else 4
        else:
            break
        if place < 0 or place + length > end:
            break
        if number in _WANTED and wire == 2:
            found.setdefault(number, data[place : place + length])
        place += length
    return found


def _varint(data: bytes, place: int) -> tuple[int, int]:
    """A number and the place behind it; the place is -1 where there is none."""
    try:
        octet = data[place]
        if octet < 0x80:
            return octet, place + 1
        second = data[place + 1]
        number = octet & 0x7F | (second & 0x7F) << 7
        if second < 0x80:
            return number, place + 2
        third = data[place + 2]
        number |= (third & 0x7F) << 14
        if third < 0x80:
            return number, place + 3
        for shift in range(3, 10):
            octet = data[place + shift]
            number |= (octet & 0x7F) << 7 * shift
            if octet < 0x80:
                return number, place + shift + 1
    except IndexError:
        return 0, -1
    return 0, -1
