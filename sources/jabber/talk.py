"""One Jabber conversation as a text log shows it: whose it is, who its nicknames are, and its system lines.

A full address names an account; a nickname is somebody only in its conversation, unless the file or its path says which
two accounts talk: then a nickname that is the address or its local part is that account, and of two nicknames in a
direct talk the other one is the other account. In a room the part behind '/' is the nickname, not a device.

**Source:** RFC 7622 (addresses), XEP-0045 (rooms); libpurple's log writer for `.chat` folders.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import polars as pl

from sources.chat_rows import ChatRows
from sources.record import Exhibit
from sources.system_lines.phrases import system_lines
from warehouse.schema import ids

PLATFORM = "jabber"
_ADDRESS = re.compile(r"[^\s@/<>\"':,;()\[\]]+@[^\s@/<>\"':,;()\[\]]+\.[^\s@/<>\"':,;()\[\].]{2,}(?:/[^\n]*)?")
_ROOM_HOST = re.compile(r"(?:conference|conf|muc|chat|rooms?|groupchat|talk)[-\d]*\.", re.IGNORECASE)
_LOG_ENDINGS = (".txt", ".log", ".history", ".chat", ".html")
_HOST = re.compile(r" \[([^\]\s]+@[^\]]+)\] ")
# An event of the TOML file to one of membership_event.
_EVENTS = {"nick": "rename"}


def address_in(written: str) -> tuple[str, str] | None:
    """Bare address in lower case and resource of a written address; None when it is none."""
    text = written.strip()
    if _ADDRESS.fullmatch(text) is None:
        return None
    bare, _, resource = text.partition("/")
    return bare.lower(), resource.strip()


def is_room(bare: str) -> bool:
    """Whether a host is one that serves rooms, by its name."""
    return _ROOM_HOST.match(bare.partition("@")[2]) is not None


def address_of_path(path: str) -> tuple[str | None, bool]:
    """The address that names a log file or its folder, and whether a `.chat` ending says that it is a room."""
    for part in reversed(PurePosixPath(path).parts[-2:]):
        name, is_chat = part, False
        while name.lower().endswith(_LOG_ENDINGS):
            is_chat = is_chat or name.lower().endswith(".chat")
            name = name.rpartition(".")[0]
        found = address_in(name.replace("%40", "@").replace("_at_", "@"))
        if found is not None and not found[1]:
            return found[0], is_chat
    return None, False


@dataclass
class Talk:
    """One conversation on its way into rows.

    Attributes:
        exhibit: The log.
        peer: Bare address of the other side or of the room, where known.
        owner: Bare address of the account whose log it is, where known.
        is_room: Whether `peer` is a room.
        title: Title where there is no address.
        is_owner_told: Whether the file itself says whose log it is.
        rows: Where the rows go.
        thread_id: The conversation.
    """

    exhibit: Exhibit
    peer: str | None
    owner: str | None
    is_room: bool
    title: str
    is_owner_told: bool = False
    rows: ChatRows = field(init=False)
    thread_id: str = field(init=False)
    _others: dict[str, str] = field(default_factory=dict)
    _accounts: dict[str, str | None] = field(default_factory=dict)
    _has_events: bool = False

    def __post_init__(self) -> None:
        """Begin without rows; the id is the one other exports of the same talk get, where both sides are known."""
        self.rows = ChatRows(self.exhibit, PLATFORM)
        if self.is_room and self.peer is not None:
            self.thread_id = ids.thread_id(PLATFORM, self.peer)
        elif self.peer is not None and self.owner is not None:
            self.thread_id = ids.thread_id(PLATFORM, ",".join(sorted((self.peer, self.owner))))
        else:
            scope = self.owner or self.exhibit.exhibit_id[:16]
            self.thread_id = ids.named_thread_id(PLATFORM, f"{self.peer or self.title} ({scope})")

    @property
    def needs_names(self) -> bool:
        """Whether all nicknames must be known before the first message is read."""
        return not self.is_room and self.peer is not None and self.owner is not None

    def know_names(self, names: Iterable[str]) -> None:
        """Settle who the nicknames of a direct talk are."""
        if not self.needs_names or self.peer is None or self.owner is None:
            return
        sides = {name: self._side(name) for name in sorted(set(names))}
        rest = [name for name, side in sides.items() if side is None]
        seen = set(sides.values()) - {None}
        if len(rest) == 1 and address_in(rest[0]) is None and len(seen) == 1:
            sides[rest[0]] = self.owner if seen == {self.peer} else self.peer
        self._others.update({name: side for name, side in sides.items() if side is not None})

    def account(self, name: str, locator: str) -> str | None:
        """The account of a written sender; None for the room itself."""
        if name not in self._accounts:
            self._accounts[name] = self._made(name, locator)
        return self._accounts[name]

    def add(self, messages: pl.DataFrame) -> None:
        """Add messages, and the events that their system lines tell.

        Args:
            messages: Columns as ChatRows.messages wants them, but for thread and account.
        """
        if not messages.height:
            return
        first = messages.drop_nulls("sender_name").group_by("sender_name", maintain_order=True)
        for name, locator in first.agg(pl.col("locator").first()).iter_rows():
            self.account(name, locator)
        named = messages.with_columns(
            thread_id=pl.lit(self.thread_id),
            sender_account_id=pl.col("sender_name").replace_strict(
                list(self._accounts), list(self._accounts.values()), default=None, return_dtype=pl.String
            ),
        )
        self.rows.messages(named, name_kind=None)
        shown = {name: self._shown(name) for name in self._accounts}
        for kind in ("handle", "account_nickname"):
            names = {name: said for name, (said, of_kind) in shown.items() if of_kind == kind}
            borne = named.filter(pl.col("sender_name").is_in(list(names))).with_columns(
                sender_name=pl.col("sender_name").replace_strict(names, default=None, return_dtype=pl.String)
            )
            self.rows.names_of(borne, kind, by_thread=kind == "account_nickname")
        for row in named.filter(pl.col("kind") == "system").select("locator", "text", "sent_at").iter_rows(named=True):
            self._tell(row)

    def finish(self) -> None:
        """The log is over."""
        kind = "unknown"
        if self.is_room or self._has_events:
            kind = "group"
        elif self.peer is not None:
            kind = "direct"
        self.rows.thread(self.thread_id, "line:1", title=self.peer or self.title or None, kind=kind)
        if not self.is_room and self.peer is not None:
            self._own(self.peer, "line:1")
        if self.owner is not None and (self.is_owner_told or self.needs_names):
            self._own(self.owner, "line:1")
        self.rows.finish()

    def _made(self, name: str, locator: str) -> str | None:
        found = address_in(name)
        if found is not None:
            bare, resource = found
            if self.is_room and bare == self.peer:
                return self.rows.named_account(resource, self.thread_id, locator) if resource else None
            if is_room(bare):
                return self.rows.named_account(resource, ids.thread_id(PLATFORM, bare), locator) if resource else None
            return self._own(bare, locator)
        if name in self._others:
            return self._own(self._others[name], locator)
        return self.rows.named_account(name, self.thread_id, locator)

    def _side(self, name: str) -> str | None:
        """Which of the two sides a name is by itself: the address, or its local part."""
        found = address_in(name)
        written = name.strip().lower() if found is None else found[0]
        return next((side for side in (self.peer, self.owner) if side and _is_called(side, written)), None)

    def _own(self, bare: str, locator: str) -> str:
        return self.rows.account(bare, locator, is_owner=bare == self.owner)

    def _shown(self, name: str) -> tuple[str, str]:
        """The name that a written sender shows, and of what kind it is."""
        found = address_in(name)
        if found is None:
            return name, "account_nickname"
        if (self.is_room and found[0] == self.peer) or is_room(found[0]):
            return found[1], "account_nickname"
        return name.strip().partition("@")[0], "handle"

    def _tell(self, row: dict[str, object]) -> None:
        """The membership events of a system line."""
        phrases = system_lines(PLATFORM)
        said = str(row["text"]).strip().lstrip("*").strip()
        told = phrases.parse(said)
        if told is None:
            return
        locator = str(row["locator"])
        host = _HOST.search(said)

        def account(name: str | None) -> str | None:
            if name is None or (name in phrases.self_words and self.owner is None):
                return None
            if name in phrases.self_words and self.owner is not None and not self.is_room:
                return self._own(self.owner, locator)
            return None if name in phrases.self_words else self.account(name, locator)

        event = _EVENTS.get(told.event, told.event)
        is_rename = event == "rename"
        self._has_events = self._has_events or event != "other"
        actor = account(told.actor)
        for target in told.targets or (None,):
            about = account(target) if target is not None else actor
            self.rows.builder.add(
                "membership_event",
                locator=locator,
                thread_id=self.thread_id,
                event=event,
                account_id=None if event == "title" else about,
                actor_account_id=None if is_rename else actor,
                other_account_id=self.account(told.name, locator) if is_rename and told.name else None,
                name=told.name,
                host=None if host is None else host[1],
                happened_at=row["sent_at"],
            )
            if host is not None and about is not None and told.event in ("join", "leave"):
                self._add_address(about, host[1], locator)
        if is_rename and told.name:
            other = self.account(told.name, locator)
            if other is not None:
                self.rows.name(other, told.name, "account_nickname", locator, thread_id=self.thread_id)

    def _add_address(self, account_id: str, written: str, locator: str) -> None:
        """The address behind a nickname of a room, as its server tells it."""
        found = address_in(written)
        if found is not None and not is_room(found[0]):
            self.rows.builder.add(
                "selector",
                locator=locator,
                account_id=account_id,
                kind="account",
                value=ids.account_id(PLATFORM, found[0]),
                raw=written,
                basis="session",
                is_usable=True,
            )


def _is_called(side: str, name: str) -> bool:
    """Whether a nickname is an address or its local part."""
    return name in (side, side.partition("@")[0])
