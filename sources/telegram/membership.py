"""Service lines of a Telegram export as events: who came, went, invited, removed, founded or renamed a group.

Members stand there by name only, as the owner saved them. A name that one account of the chat bears is taken for that
account, else one that a single contact is saved under for the contact, else the member becomes an account of that name
within the chat; so events wait until their chat has been read.

Source: formats.md section 2, relation-bearing actions.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from sources.telegram.accounts import Accounts, Names
from sources.telegram.messages import with_instants

_OF_ACTOR = {
    "create_group": "create",
    "create_channel": "create",
    "join_group_by_link": "join",
    "join_group_by_request": "join",
    "edit_group_title": "title",
    "migrate_to_supergroup": "other",
    "migrate_from_group": "other",
    "joined_telegram": "other",
}
_OF_MEMBERS = {"create_group": "invite", "invite_members": "invite", "remove_members": "remove"}
_COLUMNS = ("locator", "thread_id", "event", "account_id", "actor_account_id", "name", "unixtime", "date")
_SCHEMA = {name: pl.String() for name in _COLUMNS}
# One event, by these columns.
EventRow = tuple[str | None, ...]


@dataclass
class ChatNames:
    """Which account bears a name in one chat; None where two do."""

    accounts: dict[str, str | None] = field(default_factory=dict)

    def see(self, name: str, account: str) -> None:
        """Take in that an account is shown under a name."""
        if self.accounts.setdefault(name, account) != account:
            self.accounts[name] = None


@dataclass
class Membership:
    """The service lines of one chat that tell an event."""

    _lines: list[tuple[str, str | None, dict[str, Any]]] = field(default_factory=list)

    def add(self, message: dict[str, Any], locator: str, actor: str | None) -> None:
        """Keep a service line, if it tells an event."""
        action = message.get("action")
        if isinstance(action, str) and (action in _OF_ACTOR or action in _OF_MEMBERS):
            self._lines.append((locator, actor, message))

    def events(self, thread: str, here: ChatNames, names: Names, accounts: Accounts) -> Iterator[EventRow]:
        """The events of the chat, in file order; names of members who are known by them alone are taken in."""
        heard = set(here.accounts.values())
        for locator, actor, message in self._lines:
            when = (_text(message.get("date_unixtime")), _text(message.get("date")))
            action = str(message["action"])
            if action in _OF_ACTOR:
                about = None if _OF_ACTOR[action] == "title" else actor
                yield (locator, thread, _OF_ACTOR[action], about, actor, _text(message.get("title")), *when)
            members = message.get("members") if action in _OF_MEMBERS else None
            for name in members if isinstance(members, list) else ():
                member = _member(name, thread, here, names, accounts)
                event = _OF_MEMBERS[action]
                if event == "remove" and member is not None and member == actor:
                    event = "leave"
                elif member is not None:
                    accounts.see(member, locator)
                    if member not in heard and member not in names.labels:
                        names.see_once(member, str(name), thread, locator)
                yield (locator, thread, event, member, actor, None, *when)


def event_rows(events: list[EventRow], times: tuple[ZoneInfo, str]) -> pl.DataFrame:
    """Rows of the relation membership_event.

    Args:
        events: The events.
        times: Zone of times that the file writes without one, and their time basis.
    """
    frame = pl.DataFrame(events, schema=_SCHEMA, orient="row")
    return with_instants(frame, *times).select(
        "locator", "thread_id", "event", "account_id", "actor_account_id", "name", happened_at="sent_at"
    )


def _member(name: object, thread: str, here: ChatNames, names: Names, accounts: Accounts) -> str | None:
    if not isinstance(name, str) or not name.strip():
        return None
    return here.accounts.get(name) or names.labelled(name) or accounts.of_name(name, thread)


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
