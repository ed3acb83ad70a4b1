"""Conversations of a CASE/UCO document, and which message stands in which.

A document names the members of a thread by their ids; 12 bytes a message are kept of that, so that messages can pass
without being held.

**Source:** MessageThreadFacet with co:element and co:item (UCO 1.x), `message` with olo:slot and `messages` (UCO 0.4).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from sources.case_uco.accounts import UNKNOWN, Accounts
from sources.case_uco.vocabulary import Node, node_id
from sources.record import BatchBuilder
from warehouse.schema import ids

_MEMBERS = ("messagethread", "message", "messages")
_DEEPEST = 6
# Stands in no id: it parts the accounts of a conversation.
PEOPLE_SIGN = "\x1f"


@dataclass(slots=True)
class Thread:
    """A conversation.

    Attributes:
        native_id: Its id, without platform.
        locator: Where it stands.
        title: Its title.
        participants: Ids of the nodes of who is in it.
        platform: Its platform, once known.
    """

    native_id: str
    locator: str
    title: str | None
    participants: list[str]
    platform: str | None = None

    def thread_id(self, platform: str) -> str:
        """Its id; the platform of the first message settles it where the participants don't."""
        self.platform = self.platform or platform
        return ids.thread_id(self.platform, self.native_id)


@dataclass
class Threads:
    """All conversations, by the order in which they stand in the document."""

    exhibit_id: str
    found: list[Thread] = field(default_factory=list)
    _members: list[pl.DataFrame] = field(default_factory=list)
    _table: pl.DataFrame | None = None
    _between: dict[tuple[str, str], tuple[str, str, str]] = field(default_factory=dict)

    def add(self, node: Node, locator: str) -> None:
        """Take a thread in."""
        native_id = node.text("identifier", "threadid", "chatid")
        scoped = ids.scoped_native_id(node.node_id or locator, self.exhibit_id)
        title = node.text("displayname", "name")
        participants = node.references("participant", "participants")
        self.found.append(Thread(native_id or scoped, locator, title, participants))
        members = list(dict.fromkeys(found for name in _MEMBERS for found in _ids_in(node.values.get(name), 0)))
        if members:
            hashes = pl.Series("member", members).hash()
            number = pl.lit(len(self.found) - 1, dtype=pl.UInt32)
            self._members.append(pl.DataFrame({"member": hashes}).with_columns(thread=number))

    def numbers_of(self, message_ids: pl.Series) -> pl.Series:
        """For each message the number of its thread, or null."""
        if self._table is None:
            empty = pl.DataFrame(schema={"member": pl.UInt64, "thread": pl.UInt32})
            # A message that two threads name stands in the first.
            self._table = pl.concat([empty, *self._members]).unique("member", keep="first", maintain_order=True)
            self._members = []
        wanted = pl.DataFrame({"member": message_ids.hash()})
        return wanted.join(self._table, on="member", how="left", maintain_order="left")["thread"]

    def settle(self, accounts: Accounts) -> None:
        """Learn the platform of each thread from its participants."""
        for thread in self.found:
            platforms = {
                accounts.of(reference, UNKNOWN, thread.locator).platform
                for reference in thread.participants
                if reference in accounts.nodes
            } - {"unknown"}
            if len(platforms) == 1:
                thread.platform = platforms.pop()

    def between(self, platform: str, people: str, locator: str) -> str:
        """The conversation of some accounts, for messages that stand in no thread.

        Args:
            platform: Its platform.
            people: Their ids, sorted, with `PEOPLE_SIGN` between them.
            locator: Where it was seen.
        """
        known = self._between.get((platform, people))
        if known is None:
            parts = people.split(PEOPLE_SIGN) if people else []
            # Messages of nobody to nobody stand together only within their document.
            name = ids.content_hash(*parts, length=16) if parts else ids.scoped_native_id("nobody", self.exhibit_id)
            kind = {0: "unknown", 1: "unknown", 2: "direct"}.get(len(parts), "group")
            known = self._between[platform, people] = ids.thread_id(platform, f"between-{name}"), locator, kind
        return known[0]

    def write(self, builder: BatchBuilder) -> None:
        """One row for each conversation."""
        seen = set()
        for thread in self.found:
            thread_id = thread.thread_id("unknown")
            if thread_id in seen:
                continue
            seen.add(thread_id)
            count = len(set(thread.participants))
            builder.add(
                "thread",
                locator=thread.locator,
                platform=thread.platform,
                thread_id=thread_id,
                title=thread.title,
                kind={0: "unknown", 1: "unknown", 2: "direct"}.get(count, "group"),
            )
        for (platform, _), (thread_id, locator, kind) in self._between.items():
            builder.add("thread", locator=locator, platform=platform, thread_id=thread_id, kind=kind)


def _ids_in(value: object, depth: int) -> Iterator[str]:
    """Ids of members, however deep the list is wrapped; the ids of the wrappers lead nowhere and do no harm."""
    if isinstance(value, str):
        yield node_id(value)
    elif depth < _DEEPEST and isinstance(value, list):
        for part in value:
            yield from _ids_in(part, depth + 1)
    elif depth < _DEEPEST and isinstance(value, dict) and "@value" not in value:
        if set(value) == {"@id"}:
            yield from _ids_in(value["@id"], depth)
        for key, part in value.items():
            if not key.startswith("@"):
                yield from _ids_in(part, depth + 1)
