"""First look at a whole QQ export: which conversations stand in it, and who talks in each.

Whether a conversation is a group, and whose account a bare nickname in a system line belongs to, shows only in the
whole; the file is streamed once for it. Memory grows with the accounts and names of each conversation.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from sources.qq.lines import Section, conversation_lines, header_parts, is_header, line_end
from sources.record import Exhibit
from sources.sightings import AccountSeen
from warehouse.schema import ids

PLATFORM = "qq"
# Numbers under which the service itself speaks (formats.md 5).
SERVICE_NUMBERS = frozenset({"10000", "1000000"})
_QQ_MAIL = re.compile(r"([1-9][0-9]{4,10})@(?:vip\.)?qq\.com", re.IGNORECASE)
_NUMBER_IN_TITLE = re.compile(r"(.*?) ?[(（]([1-9][0-9]{4,11})[)）]")
_DIRECT_CATEGORIES = frozenset({"我的好友", "陌生人", "黑名单", "临时会话", "特别关心", "My Friends"})


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
        if native is None:
            return scoped_account(nick, self.thread_id)
        return AccountSeen(ids.account_id(PLATFORM, native), PLATFORM, native, is_owner=native == owner)

    def account_of_name(self, name: str, owner: str | None) -> AccountSeen:
        """The account of a name in a system line: known by the talk, or `NAME(NUMBER)`, or scoped."""
        numbered = _NUMBER_IN_TITLE.fullmatch(name)
        if numbered is not None:
            return self.account(numbered[1], numbered[2], None, owner)
        known = self.native_ids.get(name, frozenset())
        if len(known) == 1:
            (native,) = known
            return AccountSeen(ids.account_id(PLATFORM, native), PLATFORM, native, is_owner=native == owner)
        return scoped_account(name, self.thread_id)


def native_id(number: str | None, mail: str | None) -> str | None:
    """QQ number, or mail address where the user logs in by mail; NUMBER@qq.com is the number."""
    if number is not None or mail is None:
        return number
    own = _QQ_MAIL.fullmatch(mail)
    return own[1] if own else mail.lower()


def bare_nick(nick: str) -> str:
    """A nickname without the titles that groups put before it (【群主】, 【潜水】)."""
    return re.sub(r"^(?:【[^】]{0,20}】\s*)+", "", nick).strip()


def scoped_account(name: str, thread: str) -> AccountSeen:
    """Account of which only the name in one conversation is known."""
    native = ids.scoped_native_id(name, thread)
    return AccountSeen(ids.account_id(PLATFORM, native), PLATFORM, native, is_display_name_only=True, thread_id=thread)


def survey(exhibit: Exhibit, encoding: str) -> list[Conversation]:
    """The conversations of an export, by section index (the first stands for a file without headings)."""
    sections: list[Section] = []
    nicks: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for lines in conversation_lines(exhibit.file, encoding, line_end(exhibit.file, encoding), sections):
        heads = header_parts(lines.filter(is_header("text", "previous")).rename({"text": "head"}))
        for section, nick, number, mail in heads.select("section", "nick", "number", "mail").unique().iter_rows():
            bare = bare_nick(nick)
            nicks[section][bare].add(native_id(number, mail) or f"~{bare}")
    owner = exhibit.owners.get(PLATFORM)
    return [_conversation(section, nicks[index], owner, exhibit) for index, section in enumerate(sections)]


def _conversation(section: Section, nicks: dict[str, set[str]], owner: str | None, exhibit: Exhibit) -> Conversation:
    numbered = _NUMBER_IN_TITLE.fullmatch(section.title or "")
    title = numbered[1] if numbered else section.title
    speakers = {native for natives in nicks.values() for native in natives} - SERVICE_NUMBERS
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
        talk = f"{'~'.join(sorted((owner, peer)))}" if kind == "direct" and owner else peer
        thread = ids.thread_id(PLATFORM, talk)
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
