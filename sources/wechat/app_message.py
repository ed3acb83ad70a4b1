"""What stands in the XML of WeChat messages: quotes, forwards, money, files, links, cards, places, calls, system lines.

One reader for all places where the app's XML comes up: databases of phones and computers, and exports of tools that
hand it on. Nothing outside the text is ever loaded; a document type declaration is refused.

**Source:** XML of the app as public readers of it parse it (chatlog, 2025; fixtures of others); message
types from formats.md 4. `~SEMI_XML~` (Android, official accounts): the app's own class as decompiled publicly.

Limits: who paid whom in a transfer stays in the file, the words say the sum and the note. Names in forwards are display
names; the app doesn't write the ids of their authors.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from lxml import etree

from sources.wechat.system_xml import template_words

# App messages of some kilobytes are usual, forwards of some hundred; beyond this it is no message.
LONGEST_XML = 8 << 20
_MOST_FORWARDED = 2_000
_DEEPEST_FORWARD = 4
_SEMI_XML = "~SEMI_XML~"
# No `huge_tree`: its absence bounds depth and entity growth, and messages never need more. Broken parts are skipped
# (`recover`), since the app itself writes unescaped ampersands in addresses.
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, recover=True, encoding="utf-8", remove_comments=True
)
_DECLARATION = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ID_IN_TEMPLATE = re.compile(r"\$\{([^{}]+)\}")

CARD_TYPES, REQUEST_TYPES, SYSTEM_TYPES = (42, 66, 67), (37, 40, 65), (10000, 10002)
PLACE_TYPE, APP_TYPE, CALL_TYPE = 48, 49, 50
_QUOTE, _FORWARD, _PAT, _NOTICE, _TRANSFER, _RED_PACKET = 57, 19, 62, 87, 2000, 2001
_WORDS_SUBTYPES = (1, _QUOTE, _NOTICE, _TRANSFER, _RED_PACKET)
_LINKS = (3, 4, 5, 51, 63, 92)
# `paysubtype` of a transfer, as the app shows it: 3 and 5 receipts, 4 sent back; 1 and 7 are the transfer itself.
_PAY_STATES = {"3": "已收款", "4": "已退还", "5": "已收款"}


class Passed(NamedTuple):
    """Somebody else's words inside a message.

    Attributes:
        place: Where inside the message: `quote`, or the number of the forwarded record.
        author: Name of who said it, as the message shows it; the id where it shows only that.
        words: The words.
    """

    place: str
    author: str | None
    words: str


class Card(NamedTuple):
    """An account that a message shows: a shared contact card, or who asks to become a contact.

    Attributes:
        native_id: Its id (the visible WeChat id where the card hides the other); None when it shows neither.
        nickname: Its nickname.
        alias: Its visible WeChat id.
    """

    native_id: str | None
    nickname: str | None
    alias: str | None


class Body(NamedTuple):
    """What the XML of one message says.

    Attributes:
        kind: text, media, call, contact_card or system.
        text: The sender's own words, or the app's in a system line; empty when there are none.
        reply_to: The platform's id of the message it answers.
        passed: Other people's words in it, apart from the sender's.
        card: The account it shows.
        is_request: Whether it is a request to become a contact, spoken by the account of the card.
        ids: Names in a system line with their ids.
        is_recall: Whether it says that a message was recalled.
    """

    kind: str
    text: str
    reply_to: str | None = None
    passed: tuple[Passed, ...] = ()
    card: Card | None = None
    is_request: bool = False
    ids: Mapping[str, str] = MappingProxyType({})
    is_recall: bool = False


def read_body(base_type: int, xml: str) -> Body | None:
    """What the XML of a message of this base type says; None when it is no sound XML of that kind.

    Args:
        base_type: The message type, its low 16 bits.
        xml: The content without the sender's prefix.
    """
    if xml.startswith(_SEMI_XML):
        return _semi_xml(xml)
    root = _root(xml)
    if root is None:
        return None
    if base_type == APP_TYPE:
        return _app(root)
    if base_type in CARD_TYPES:
        card = _card(root.attrib, "username", "nickname")
        return Body("contact_card", card.nickname or "", card=card)
    if base_type in REQUEST_TYPES:
        card = _card(root.attrib, "fromusername", "fromnickname")
        return Body("text", root.get("content") or "", card=card, is_request=True)
    if base_type in SYSTEM_TYPES:
        if root.tag != "sysmsg":
            return None  # a plain sentence that begins with a picture
        words, ids, is_recall = template_words(root)
        return Body("system", words, ids=ids, is_recall=is_recall)
    if base_type == CALL_TYPE:
        return Body("call", next((element.text for element in root.iter("msg") if _filled(element.text)), "").strip())
    if base_type == PLACE_TYPE:
        place = next(root.iter("location"), root)
        named = (place.get(name) for name in ("poiname", "label"))
        return Body("media", _joined(*(name for name in named if name and name != "[位置]")))
    return None


def _root(xml: str) -> etree._Element | None:
    """The root element, None when there is none, it is too long, or it declares a document type."""
    text = xml.strip("\ufeff\0 \t\r\n")
    if not text.startswith("<") or len(text) > LONGEST_XML or _DECLARATION.search(text):
        return None
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _app(root: etree._Element) -> Body | None:
    app = root if root.tag == "appmsg" else next(root.iter("appmsg"), None)
    if app is None:
        return None
    subtype = _number(_words(app, "type"))
    title = _words(app, "title")
    if subtype == _QUOTE:
        return _quote(_child(app, "refermsg"), title)
    if subtype == _FORWARD:
        passed = tuple(_numbered(_forwarded(_child(app, "recorditem"))))
        return Body("media", title, passed=passed)
    if subtype in (_TRANSFER, _RED_PACKET):
        return Body("text", _joined(title, *_money(_child(app, "wcpayinfo"))))
    if subtype == _PAT and (pat := _child(app, "patMsg")) is not None:
        template = next((element.text for element in pat.iter("templete", "template")), None)
        native_ids = _ID_IN_TEMPLATE.findall(template or "")
        return Body(
            "system", _ID_IN_TEMPLATE.sub(r"\1", template or title), ids={native: native for native in native_ids}
        )
    if subtype == _NOTICE:
        return Body("text", _words(app, "textannouncement") or title)
    if subtype in _LINKS:
        return Body("media", "\n".join(filter(None, (title, _words(app, "url")))))
    return Body("text" if subtype in _WORDS_SUBTYPES else "media", title)


def _quote(quoted: etree._Element | None, title: str) -> Body:
    """An answer: its words are the title; what it answers is told by id and, where it was text, in words."""
    if quoted is None:
        return Body("text", title)
    told = _texts(quoted)
    words = told.get("content", "")
    if words.startswith("<") or told.get("type") == str(APP_TYPE):
        inner = _root(words)
        body = _app(inner) if inner is not None and inner.tag in ("msg", "appmsg") else None
        words = body.text if body is not None else ""
    author = told.get("displayname") or told.get("chatusr") or told.get("fromusr") or None
    answered = told.get("svrid", "")
    return Body(
        "text",
        title,
        reply_to=answered if answered.strip("0") else None,
        passed=(Passed("quote", author, words),) if words else (),
    )


def _money(paid: etree._Element | None) -> tuple[str, ...]:
    """State, sum and note of a transfer; the greeting of a red packet."""
    if paid is None:
        return ()
    told = _texts(paid)
    state = _PAY_STATES.get(told.get("paysubtype", ""), "")
    return (state, *(told.get(name, "") for name in ("feedesc", "pay_memo", "sendertitle")))


def _forwarded(item: etree._Element | None, depth: int = 1) -> Iterator[tuple[str | None, str]]:
    """Author and words of each forwarded record, nested forwards included."""
    if item is None or depth > _DEEPEST_FORWARD:
        return
    record = item if len(item) else _root(item.text or "")
    if record is None:
        return
    for listed in record.iter("datalist"):
        for single in listed:
            nested = _child(single, "recordxml")
            if nested is not None:
                yield from _forwarded(nested, depth + 1)
                continue
            words = _words(single, "datadesc") if single.get("datatype") == "1" else ""
            words = words or _words(single, "datatitle") or _words(single, "datadesc")
            if words:
                yield _words(single, "sourcename") or None, words
        return  # lists further down belong to nested forwards


def _numbered(found: Iterator[tuple[str | None, str]]) -> Iterator[Passed]:
    for number, (author, words) in enumerate(found, 1):
        if number > _MOST_FORWARDED:
            return
        yield Passed(str(number), author, words)


def _card(shown: Mapping[str, str], id_name: str, nickname_name: str) -> Card:
    """The account of a card; strangers' ids are encrypted there and say nothing."""
    native, alias = shown.get(id_name) or "", shown.get("alias") or None
    if native.endswith("@stranger") or native.startswith(("v1_", "v2_", "v3_", "v4_")):
        native = ""
    return Card(native or alias, shown.get(nickname_name) or None, alias)


def _semi_xml(text: str) -> Body | None:
    """Pairs of path and value, each with its length in two UTF-16 units before it."""
    units = text[len(_SEMI_XML) :].encode("utf-16-le", "surrogatepass")
    values: list[str] = []
    place = 0
    while place + 4 <= len(units):
        length = (int.from_bytes(units[place : place + 2], "little") << 16) + int.from_bytes(
            units[place + 2 : place + 4], "little"
        )
        place += 4
        if place + 2 * length > len(units):
            break
        values.append(units[place : place + 2 * length].decode("utf-16-le", "replace"))
        place += 2 * length
    pairs = dict(zip(values[::2], values[1::2], strict=False))
    title = pairs.get(".msg.appmsg.title") or next((v for k, v in pairs.items() if k.endswith(".title")), "")
    return Body("media", "\n".join(filter(None, (title, pairs.get(".msg.appmsg.url", "")))))


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of a name; messages have dozens of empty ones, so they are not all looked at."""
    return None if element is None else next(element.iterchildren(name), None)


def _words(element: etree._Element | None, name: str) -> str:
    child = _child(element, name)
    return (child.text or "").strip() if child is not None else ""


def _texts(element: etree._Element) -> dict[str, str]:
    """Texts of all children by name."""
    return {child.tag: (child.text or "").strip() for child in element}


def _joined(*words: str) -> str:
    return " ".join(word for word in words if word)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _filled(text: str | None) -> bool:
    return bool(text and text.strip())
