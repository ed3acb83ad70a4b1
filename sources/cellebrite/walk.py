"""The records of a report in file order, as elements, with memory that doesn't grow with the file.

Elements are cleared as soon as they were read, and so is everything that stands before them: messages inside a chat of
any length, the list of tagged files, the notes on where each row came from.

**Source:** formats.md 7.1; lxml's documentation of `iterparse`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from sources.cellebrite.models import CHAT, MESSAGE_TYPES, RECORD_TYPES, Element, local_name
from sources.errors import UnreadableExhibit

# No other element is waited for: each event costs time. Files and notes are waited for only to be cleared.
_TAGS = ("{*}model", "{*}modelType", "{*}file", "{*}extraInfo", "{*}metadata")
_ROOT = "project"


@dataclass(frozen=True, slots=True)
class Message:
    """A message that stands directly in a chat; `chat` is the chat's element, which may not be complete yet."""

    model: Element
    chat: Element


@dataclass(frozen=True, slots=True)
class Record:
    """A record at the top of its list. A chat comes behind its messages."""

    model: Element
    type: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list of named values of the report's head."""

    element: Element


class XmlDamage(Exception):
    """The report breaks here.

    Attributes:
        line: Line of the damage.
    """

    def __init__(self, line: int) -> None:
        super().__init__(f"the XML breaks at line {line}")
        self.line = line


def records(file: Path) -> Iterator[Message | Record | Items]:
    """All records of a report.

    Raises:
        UnreadableExhibit: When it is no report, or declares a document type.
        XmlDamage: Where it breaks.
    """
    events = etree.iterparse(
        str(file),
        events=("end",),
        tag=_TAGS,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    is_checked = False
    chat_messages: Element | None = None  # the field that holds the messages of the chat that is open
    try:
        for _, element in events:
            if not is_checked:
                _check_root(element.getroottree().getroot())
                is_checked = True
            parent = element.getparent()
            if parent is chat_messages and chat_messages is not None:
                if element.get("type") in MESSAGE_TYPES:
                    yield Message(element, chat_messages.getparent())
                _forget(element)
                continue
            found, chat_messages = _found(element, parent, chat_messages)
            if found is not None:
                yield found
            if isinstance(found, Message) or _is_top(element, parent):
                _forget(element)
    except etree.XMLSyntaxError as error:
        raise XmlDamage(error.lineno or 0) from error
    if not is_checked:
        _check_root(events.root)


def _found(
    element: Element, parent: Element | None, chat_messages: Element | None
) -> tuple[Message | Record | Items | None, Element | None]:
    """What an element is, and the field of messages that is open now."""
    name = local_name(element.tag)
    if name == "metadata":
        is_head = parent is not None and local_name(parent.tag) == _ROOT
        return Items(element) if is_head else None, chat_messages
    if name != "model" or parent is None:
        return None, chat_messages
    kind = element.get("type")
    if local_name(parent.tag) == "modelType":
        return Record(element, kind) if kind in RECORD_TYPES else None, None
    if kind in MESSAGE_TYPES and local_name(parent.tag) == "multiModelField" and parent.get("name") == "Messages":
        chat = parent.getparent()
        list_of_chats = None if chat is None else chat.getparent()
        is_top = list_of_chats is not None and local_name(list_of_chats.tag) == "modelType"
        if is_top and local_name(chat.tag) == "model" and chat.get("type") == CHAT:
            return Message(element, chat), parent
    return None, chat_messages


def _is_top(element: Element, parent: Element | None) -> bool:
    """Whether an element is one of a long list, so that it goes once it was read."""
    name = local_name(element.tag)
    if name == "model":
        return parent is not None and local_name(parent.tag) == "modelType"
    # Items of the head and of a file are small, and a file's go with the file.
    return name != "metadata"


def _forget(element: Element) -> None:
    """Free an element and everything that stands before it under the same parent."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        parent.remove(before)


def _check_root(root: Element | None) -> None:
    if root is None or local_name(root.tag) != _ROOT:
        raise UnreadableExhibit("the XML has no project at its root, so it is no Cellebrite report; look what wrote it")
    if root.getroottree().docinfo.doctype:
        raise UnreadableExhibit(
            "the XML declares a document type, which no report does and which can hide harm; look where it comes from"
        )
