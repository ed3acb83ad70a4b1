"""The chats of a Telegram export: threads, messages, events, calls, contact cards, duplicates.

Source: formats.md section 2.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sources.json_blocks import Broken
from sources.record import BatchBuilder, Exhibit
from sources.telegram.accounts import Accounts, Names
from sources.telegram.membership import ChatNames, EventRow, Membership, event_rows
from sources.telegram.messages import KINDS, Message, MessageRows, Sender, senders_of
from sources.telegram.people import add_contact_card, add_named_people
from warehouse.schema import ids

_THREAD_KINDS = {
    "saved_messages": "direct",
    "replies": "direct",
    "verification_codes": "direct",
    "personal_chat": "direct",
    "bot_chat": "direct",
    "private_group": "group",
    "private_supergroup": "group",
    "public_supergroup": "group",
    "private_channel": "channel",
    "public_channel": "channel",
}
CHAT_TYPES = frozenset(_THREAD_KINDS)
_TALKS_OF_TWO = ("personal_chat", "bot_chat")
_UNKNOWN = "no message of a type that is known"
# Messages turned into rows at a time: parsed JSON takes ten times the room of its rows.
_STRETCH_ROWS = 16_384


@dataclass
class _Chat:
    """The chat that is being read."""

    pointer: str
    keys: dict[str, Any] = field(default_factory=dict)
    thread: str | None = None
    writer: str | None = None
    names: ChatNames = field(default_factory=ChatNames)
    membership: Membership = field(default_factory=Membership)
    call_count: int = 0
    first_call: str | None = None


class _Numbers:
    """The message numbers met in one chat, to know a message that comes twice; eight bytes each while they rise."""

    def __init__(self) -> None:
        self._rising: list[npt.NDArray[np.int64]] = []
        self._last = -(1 << 63)
        self._all: set[int] | None = None

    def fresh(self, numbers: Sequence[object]) -> list[bool] | None:
        """Which numbers are new; None when all are."""
        if not numbers:
            return None
        if self._all is None and set(map(type, numbers)) == {int}:
            block = _integers(numbers)
            if block is not None and block[0] > self._last and bool((np.diff(block) > 0).all()):
                self._rising.append(block)
                self._last = int(block[-1])
                return None
        if self._all is None:
            self._all = {int(number) for block in self._rising for number in block}
            self._rising = []
        is_new = []
        for number in numbers:
            is_new.append(not isinstance(number, int) or number not in self._all)
            if isinstance(number, int):
                self._all.add(number)
        return None if all(is_new) else is_new


class Chats:
    """Reads chat after chat; memory grows with one batch, the accounts, and eight bytes a message for its number."""

    def __init__(self, exhibit: Exhibit, accounts: Accounts, names: Names, builder: BatchBuilder) -> None:
        self._exhibit = exhibit
        self._accounts, self._names, self._builder = accounts, names, builder
        self._times = exhibit.zone("telegram")
        self._messages = MessageRows(*self._times)
        self._events: list[EventRow] = []
        self._chat: _Chat | None = None
        self._numbers: dict[str, _Numbers] = {}
        self._threads: set[str] = set()

    def open(self, pointer: str) -> None:
        """A chat begins."""
        self.close()
        self._chat = _Chat(pointer)

    def see_key(self, key: str, value: object) -> None:
        """A chat says its name, type or id."""
        if self._chat is not None:
            self._chat.keys[key] = value

    def add(self, values: list[Any], array: str, first: int) -> None:
        """A stretch of messages and service lines of the open chat."""
        chat = self._chat
        if chat is None:
            return
        messages, indexes = self._known(values, array, first)
        if chat.writer is None:
            chat.writer = _other_writer(messages, chat.keys.get("id"))
        thread = self._thread(chat)
        is_new = self._numbers.setdefault(thread, _Numbers()).fresh([message.get("id") for message in messages])
        if is_new is not None:
            self._builder.duplicate_count += is_new.count(False)
            indexes = [index for index, new in zip(indexes, is_new, strict=True) if new]
            messages = [message for message, new in zip(messages, is_new, strict=True) if new]
        senders, firsts = senders_of(messages, self._accounts, thread)
        for (account, name), at in firsts.items():
            if account is not None:
                self._accounts.see(account, f"json:{array}/{indexes[at]}")
                if name is not None:
                    chat.names.see(name, account)
        self._messages.add(messages, indexes, senders, (array, thread))
        self._builder.record_count += len(messages)
        for message, index, sender in zip(messages, indexes, senders, strict=True):
            if message["type"] == "service" or "contact_information" in message or type(message.get("text")) is list:
                self._add_beside(message, f"json:{array}/{index}", sender, chat)
        if len(self._messages) >= _STRETCH_ROWS:
            self.flush()

    def _known(self, values: list[Any], array: str, first: int) -> tuple[list[Message], Sequence[int]]:
        """The messages of a known type with their indexes; the others are rejected."""
        try:
            if {value["type"] for value in values} <= KINDS:
                return values, range(first, first + len(values))
        except (TypeError, KeyError):
            pass  # something else than messages of a known type stands among them
        messages, indexes = [], []
        for index, value in enumerate(values, first):
            kind = value.get("type") if isinstance(value, dict) else None
            if isinstance(kind, str) and kind in KINDS:
                messages.append(value)
                indexes.append(index)
            else:
                reason = value.reason if isinstance(value, Broken) else _UNKNOWN
                self._builder.reject(f"json:{array}/{index}", reason)
        return messages, indexes

    def _add_beside(self, message: Message, locator: str, sender: Sender, chat: _Chat) -> None:
        """What a message tells beside its words: an event, a call, a contact card, people named by their number."""
        if message["type"] == "service":
            chat.membership.add(message, locator, sender[0])
            if message.get("action") == "phone_call":
                chat.call_count += 1
                chat.first_call = chat.first_call or locator
        card, text = message.get("contact_information"), message.get("text")
        if isinstance(card, dict):
            add_contact_card(card, locator, sender[0], self._accounts, self._builder)
        if isinstance(text, list):
            add_named_people(text, locator, (sender[0], self._thread(chat)), self._accounts, self._builder)

    def close(self) -> None:
        """The chat ends, or the file does."""
        chat, self._chat = self._chat, None
        if chat is None:
            return
        thread = self._thread(chat)
        if thread not in self._threads:
            self._threads.add(thread)
            self._add_thread(chat, thread)
        self._events += chat.membership.events(thread, chat.names, self._names, self._accounts)
        if chat.keys.get("type") in _TALKS_OF_TWO:
            self._add_peer(chat, thread)

    def flush(self) -> None:
        """Turn the messages and events so far into rows."""
        if len(self._messages):
            rows = self._messages.take()
            self._builder.extend("message", rows)
            self._names.see(rows)
        if self._events:
            self._builder.extend("membership_event", event_rows(self._events, self._times))
            self._events = []

    def _add_thread(self, chat: _Chat, thread: str) -> None:
        kind, name = chat.keys.get("type"), chat.keys.get("name")
        self._builder.add(
            "thread",
            locator=f"json:{chat.pointer}",
            platform="telegram",
            thread_id=thread,
            title=name if isinstance(name, str) else None,
            kind=_THREAD_KINDS.get(kind, "unknown") if isinstance(kind, str) else "unknown",
        )

    def _add_peer(self, chat: _Chat, thread: str) -> None:
        """The other side of a direct chat, also where it never writes."""
        number, name = chat.keys.get("id"), chat.keys.get("name")
        if not isinstance(number, int):
            return
        locator = f"json:{chat.pointer}"
        peer = self._accounts.of_id(number)
        self._accounts.see(peer, locator)
        if isinstance(name, str) and name.strip() and chat.names.accounts.get(name) != peer:
            self._names.see_once(peer, name, thread, locator)
        if chat.first_call is not None:
            self._builder.add(
                "contact",
                locator=chat.first_call,
                account_id=self._accounts.owner_id,
                other_account_id=peer,
                kind="call",
                contact_count=chat.call_count,
            )

    def _thread(self, chat: _Chat) -> str:
        """Thread id: the chat's number; without one the title within this exhibit, since titles repeat.

        The number of a talk of two is the other end's, who may talk to a second phone as well: there both ends make
        the name, where the owner is known or at least wrote.
        """
        if chat.thread is None:
            number, name = chat.keys.get("id"), chat.keys.get("name")
            owner = self._accounts.owner_native_id or chat.writer
            is_number = isinstance(number, int | str) and not isinstance(number, bool)
            if is_number and owner not in (None, str(number)) and chat.keys.get("type") in _TALKS_OF_TWO:
                chat.thread = ids.talk_of_two_id("telegram", str(owner), str(number))
            elif is_number:
                chat.thread = ids.thread_id("telegram", str(number))
            else:
                title = ids.encode_part(name.strip())[:40] if isinstance(name, str) else "chat"
                scope = ids.content_hash(self._exhibit.exhibit_id, chat.pointer, length=8)
                chat.thread = f"telegram:{title}~{scope}"
        return chat.thread


def _other_writer(messages: Sequence[Message], peer: object) -> str | None:
    """The native id of who first wrote in a talk of two and isn't the other end: the owner, however he is called."""
    told = (message.get("from_id", message.get("actor_id")) for message in messages)
    bare = (str(number).removeprefix("user") for number in told if isinstance(number, int | str))
    return next((number for number in bare if number.isdecimal() and number != str(peer)), None)


def _integers(numbers: Sequence[object]) -> npt.NDArray[np.int64] | None:
    try:
        return np.array(numbers, dtype=np.int64)
    except OverflowError:
        return None
