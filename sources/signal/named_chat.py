"""A Signal chat whose people are names only, as exports for reading show them; `Me` is the owner of the phone.

A name is what the owner's Signal shows: his nickname for a contact where he gave one, else the profile's name. The
weaker claim is made: the account's own name.
"""

import polars as pl

from sources.chat_rows import ChatRows
from sources.record import Exhibit
from sources.signal.recipients import PLATFORM
from warehouse.schema import ids

_OWNER = {"Me", "You"}
_NOBODY = {"No-Sender", "None"}


class NamedChat:
    """One chat on its way into rows.

    Attributes:
        rows: Where they go.
        thread_id: The chat, scoped by the owner of the phone or by the file.
    """

    def __init__(self, exhibit: Exhibit, title: str) -> None:
        self.rows = ChatRows(exhibit, PLATFORM)
        scope = exhibit.owners.get(PLATFORM) or exhibit.exhibit_id[:16]
        self.thread_id = ids.named_thread_id(PLATFORM, f"{title or 'chat'} ({scope})")
        self._title = title or None
        self._accounts: dict[str, str | None] = {}

    def take(self, messages: pl.DataFrame) -> None:
        """Add messages; columns as ChatRows.messages wants them, but for the sender's account."""
        if not messages.height:
            return
        first = messages.group_by("sender_name", maintain_order=True).agg(pl.col("locator").first())
        for name, locator in first.iter_rows():
            if name is not None and name not in self._accounts:
                self._accounts[name] = self._account(name, locator)
        named = messages.with_columns(
            thread_id=pl.lit(self.thread_id),
            sender_account_id=pl.col("sender_name").replace_strict(
                list(self._accounts), list(self._accounts.values()), default=None, return_dtype=pl.String
            ),
        )
        is_name = ~pl.col("sender_name").is_in(list(_OWNER | _NOBODY))
        self.rows.messages(named, name_kind=None)
        self.rows.names_of(named.filter(is_name), "account_nickname", by_thread=True)

    def finish(self) -> None:
        """The chat is over."""
        others = [name for name in self._accounts if name not in _OWNER | _NOBODY]
        self.rows.thread(self.thread_id, "line:1", title=self._title, kind="group" if len(others) > 1 else "unknown")
        self.rows.finish()

    def _account(self, name: str, locator: str) -> str | None:
        if name in _NOBODY:
            return None
        if name in _OWNER:
            owner = self.rows.exhibit.owners.get(PLATFORM)
            return None if owner is None else self.rows.account(owner, locator, is_owner=True)
        return self.rows.named_account(name, self.thread_id, locator)
