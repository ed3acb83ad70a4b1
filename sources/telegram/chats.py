"""The chats of a Telegram export: threads, messages, events, calls, contact cards, duplicates.

Source: formats.md section 2.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from sources.record import BatchBuilder, Exhibit
from sources.telegram.accounts import Accounts, Names
from sources.telegram.membership import ChatNames, Membership
from sources.telegram.messages import KINDS, MessageRows, sender_of
from sources.telegram.people import add_contact_card
from warehouse.schema import ids

_THREAD_KINDS = {
    "saved_messages": "direct",
    "personal_chat": "direct",
    "bot_chat": "direct",
    "private_group": "group",
    "private_supergroup": "group",
    "public_supergroup": "group",
    "private_channel": "channel",
    "public_channel": "channel",
}
CHAT_TYPES = frozenset(_THREAD_KINDS)


@dataclass
class _Chat:
    """The chat that is being read."""

    pointer: str
    keys: dict[str, Any] = field(default_factory=dict)
    thread: str | None = None
    numbers: set[int] = field(default_factory=set)
    names: ChatNames = field(default_factory=ChatNames)
    membership: Membership = field(default_factory=Membership)
    call_count: int = 0
    first_call: str | None = None


class Chats:
    """Reads chat after chat; memory grows with one batch, the accounts, and eight bytes a message for its number."""

    def __init__(self, exhibit: Exhibit, accounts: Accounts, names: Names, builder: BatchBuilder) -> None:
        self._exhibit = exhibit
        self._accounts, self._names, self._builder = accounts, names, builder
        self._times = exhibit.zone("telegram")
        self._messages = MessageRows(*self._times)
        self._chat: _Chat | None = None
        self._numbers: dict[str, npt.NDArray[np.int64]] = {}

    def __len__(self) -> int:
        return len(self._messages)

    def open(self, pointer: str) -> None:
        """A chat begins."""
        self._chat = _Chat(pointer)

    def see_key(self, key: str, value: object) -> None:
        """A chat says its name, type or id."""
        if self._chat is not None:
            self._chat.keys[key] = value

    def add(self, message: object, pointer: str) -> None:
        """A message or service line."""
        chat, locator = self._chat, f"json:{pointer}"
        if chat is None or not isinstance(message, dict) or message.get("type") not in KINDS:
            self._builder.reject(locator, "no message of a type that is known")
            return
        thread = self._thread(chat)
        number = message.get("id")
        if isinstance(number, int):
            if number in chat.numbers:
                self._builder.duplicate_count += 1
                return
            chat.numbers.add(number)
        account, name = sender = sender_of(message, self._accounts, thread)
        if account is not None:
            self._accounts.see(account, locator)
            if name is not None:
                chat.names.see(name, account)
        self._messages.add(message, locator, thread, sender)
        self._builder.record_count += 1
        if message["type"] == "service":
            chat.membership.add(message, locator, account)
            if message.get("action") == "phone_call":
                chat.call_count += 1
                chat.first_call = chat.first_call or locator
        card = message.get("contact_information")
        if isinstance(card, dict):
            add_contact_card(card, locator, account, self._accounts, self._builder)

    def close(self) -> None:
        """The chat ends, or the file does."""
        chat, self._chat = self._chat, None
        if chat is None:
            return
        thread = self._thread(chat)
        kind = chat.keys.get("type")
        if thread not in self._numbers:
            self._add_thread(chat, thread)
        self._numbers[thread] = np.fromiter(chat.numbers, np.int64, len(chat.numbers))
        events = chat.membership.rows(thread, chat.names, self._accounts, self._times)
        self._builder.extend("membership_event", events)
        if kind in ("personal_chat", "bot_chat"):
            self._add_peer(chat, thread)

    def flush(self) -> None:
        """Turn the messages so far into rows."""
        if len(self._messages):
            rows = self._messages.take()
            self._builder.extend("message", rows)
            self._names.see(rows)

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
            self._names.see(_shown_once(peer, name, thread, locator))
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
        """Thread id: the chat's number; without one the title within this exhibit, since titles repeat."""
        if chat.thread is None:
            number, name = chat.keys.get("id"), chat.keys.get("name")
            if isinstance(number, int | str) and not isinstance(number, bool):
                chat.thread = ids.thread_id("telegram", str(number))
            else:
                title = ids.encode_part(name.strip())[:40] if isinstance(name, str) else "chat"
                scope = ids.content_hash(self._exhibit.exhibit_id, chat.pointer, length=8)
                chat.thread = f"telegram:{title}~{scope}"
            # The same chat may stand among the chats and among those that were left.
            chat.numbers.update(self._numbers.get(chat.thread, np.empty(0, np.int64)).tolist())
        return chat.thread


def _shown_once(account: str, name: str, thread: str, locator: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "sender_account_id": [account],
            "sender_name": [name],
            "thread_id": [thread],
            "locator": [locator],
            "sent_at": pl.Series([None], dtype=pl.Datetime("us")),
        }
    )
