"""First look at a whole QQ export: which conversations stand in it, and who talks in each.

Whether a conversation is a group, and whose account a bare nickname in a system line belongs to, shows only in the
whole; the file is streamed once for it. Memory grows with the accounts and names of each conversation.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sources.qq.people import (
    PLATFORM,
    SERVICE_NUMBERS,
    account_of,
    direct_thread_id,
    group_thread_id,
    native_id,
    printed_sender,
    scoped_account,
    titled_nick,
)
from sources.record import BatchBuilder, Exhibit
from sources.sightings import AccountSeen
from warehouse.schema import ids

_NUMBER_IN_TITLE = re.compile(r"(.*?) ?[(（]([1-9][0-9]{4,10})[)）]")
_DIRECT_CATEGORIES = frozenset({"我的好友", "陌生人", "黑名单", "临时会话", "特别关心", "My Friends", "私聊"})


@dataclass(frozen=True)
class Section:
    """The heading of a conversation inside an export.

    Attributes:
        line: Line of the conversation's name.
        category: Group of friends or groups it is filed under, or what kind of talk the heading says it is.
        title: The conversation's name, None where the file has no heading.
    """

    line: int
    category: str | None
    title: str | None


@dataclass(frozen=True)
class Conversation:
    """One conversation of an export.

    Attributes:
        section: Its heading.
        thread_id: Id of the conversation.
        title: Title without the number.
        kind: direct, group or unknown.
        native_ids: Nickname (without titles) to the ids it was seen with; one id means that it names an account.
    """

    section: Section
    thread_id: str
    title: str | None
    kind: str
    native_ids: dict[str, frozenset[str]] = field(default_factory=dict)

    def account(self, nick: str, number: str | None, mail: str | None, owner: str | None) -> AccountSeen:
        """The account of a printed sender: by number, mail, or the nickname scoped by the conversation."""
        native = native_id(number, mail)
        return scoped_account(nick, self.thread_id) if native is None else account_of(native, owner)

    def account_of_name(self, name: str, owner: str | None) -> AccountSeen:
        """The account of a name in a system line: known by the talk, or `NAME(NUMBER)`, or scoped."""
        numbered = _NUMBER_IN_TITLE.fullmatch(name)
        if numbered is not None:
            return account_of(numbered[2], owner)
        known = self.native_ids.get(name, frozenset())
        if len(known) == 1:
            return account_of(next(iter(known)), owner)
        return scoped_account(name, self.thread_id)


def conversations_of(
    sections: Iterable[Section], printed: Mapping[int, Iterable[str]], exhibit: Exhibit
) -> list[Conversation]:
    """The conversations of an export, by index of their section.

    Args:
        sections: The headings; the first may stand for a file without headings.
        printed: Index of a section to the senders as printed in it.
        exhibit: The export.
    """
    owner = exhibit.owners.get(PLATFORM)
    found = []
    for index, section in enumerate(sections):
        nicks: dict[str, set[str]] = defaultdict(set)
        for text in printed.get(index, ()):
            nick, number, mail = printed_sender(text)
            _, bare = titled_nick(nick)
            nicks[bare].add(native_id(number, mail) or f"~{bare}")
        found.append(_conversation(section, nicks, owner, exhibit))
    return found


def add_threads(conversations: list[Conversation], seen: set[int], builder: BatchBuilder) -> None:
    """One thread row per conversation; a conversation that was exported twice into one file is one thread."""
    added: set[str] = set()
    for index, talk in enumerate(conversations):
        if talk.thread_id in added or (index not in seen and talk.section.title is None):
            continue
        added.add(talk.thread_id)
        builder.add(
            "thread",
            locator=f"line:{talk.section.line}",
            platform=PLATFORM,
            thread_id=talk.thread_id,
            title=talk.title,
            kind=talk.kind,
        )


def _conversation(section: Section, nicks: dict[str, set[str]], owner: str | None, exhibit: Exhibit) -> Conversation:
    numbered = _NUMBER_IN_TITLE.fullmatch(section.title or "")
    title = numbered[1] if numbered else section.title
    speakers = {native for natives in nicks.values() for native in natives} - SERVICE_NUMBERS - {"~"}
    known = {
        nick: frozenset(native for native in natives if not native.startswith("~")) for nick, natives in nicks.items()
    }
    named_after = known.get(title or "", frozenset())
    kind = _kind(section, len(speakers), is_named_after_speaker=title in nicks)
    peer = numbered[2] if numbered else None
    if kind == "direct" and peer is None:
        others = named_after or (speakers - {owner} if owner else frozenset())
        peer = next(iter(others)) if len(others) == 1 else None
    if peer is not None and not peer.startswith("~"):
        thread = direct_thread_id(peer, owner) if kind == "direct" else group_thread_id(peer)
    elif kind == "group" and title:
        thread = ids.named_thread_id(PLATFORM, title)
    else:
        thread = ids.named_thread_id(PLATFORM, f"{title or exhibit.path} ({owner or exhibit.exhibit_id[:16]})")
    return Conversation(section, thread, title, kind, known)


def _kind(section: Section, speaker_count: int, *, is_named_after_speaker: bool) -> str:
    category = section.category or ""
    if category in _DIRECT_CATEGORIES:
        return "direct"
    if "群" in category or "讨论组" in category or speaker_count > 2:
        return "group"
    if is_named_after_speaker:
        return "direct"
    return "unknown"
