"""A ChatLab chat on its way into records: platform, conversation, members, messages.

The format says which app a chat is from; ids are that app's. A member whose id is only a name (exporters of apps
without ids, authors of forwarded records) holds in his conversation.

**Source:** formats.md 4.4; ChatLab's format specification 0.0.2 of January 2026 and its type definitions.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
import polars as pl

from sources import identifiers
from sources.chat_rows import epoch_times
from sources.json_columns import text_of
from sources.record import BatchBuilder, Exhibit
from sources.sightings import AccountSeen
from sources.wechat.people import is_account_id, thread_with
from sources.wechat.seen import SeenNumbers
from sources.wechat.writing import Talks, add_entries, note_names, owned_by
from warehouse.schema import ids

_PLATFORMS = {
    "weixin": "wechat", "微信": "wechat", "tg": "telegram", "wa": "whatsapp", "facebook": "messenger",
    "xmpp": "jabber", "mixed": "unknown", "": "unknown",
}  # fmt: skip
_KNOWN = frozenset(
    {
        "wechat", "qq", "telegram", "whatsapp", "line", "signal", "discord", "messenger", "skype", "jabber",
        "rocketchat", "matrix", "irc", "unknown",
    }
)  # fmt: skip
# Message types of the specification; all others are words, or unknown and kept with their words.
_KINDS = {
    **dict.fromkeys(("1", "2", "3", "4", "5", "7", "8", "24", "26"), "media"),
    **dict.fromkeys(("22", "80", "81"), "system"),
    "23": "call",
    "27": "contact_card",
}
_RECALL = "81"
_NAMES_ONLY = frozenset({"line", "signal", "irc"})
_MEMBER_KEYS = ("platformId", "accountName", "groupNickname", "aliases", "roles")
_MESSAGE_KEYS = (
    "sender", "accountName", "groupNickname", "timestamp", "type", "content", "platformMessageId", "replyToMessageId",
)  # fmt: skip
SCHEMA = dict.fromkeys((*_MEMBER_KEYS, *_MESSAGE_KEYS), pl.String())
# Later numbers are milliseconds: as seconds they'd be in the year 5138.
_FIRST_MILLISECONDS = 100_000_000_000


@dataclass(frozen=True)
class Meta:
    """What a chat says of itself.

    Attributes:
        platform: One of contract.md's.
        app: Name of the app where the platform is `app`, else "".
        title: Name of the group or talk.
        kind: direct, group or unknown.
        group_id: The app's id of the group.
        owner: Whose export it is, as the app's id.
    """

    platform: str
    app: str
    title: str
    kind: str
    group_id: str | None
    owner: str | None


def meta_of(value: Any) -> Meta:  # noqa: ANN401 - JSON is any
    """The `meta` object; what it lacks is unknown."""
    told = value if isinstance(value, dict) else {}
    written = (text_of(told.get("platform")) or "").strip().lower()
    platform = _PLATFORMS.get(written, written if written in _KNOWN else "app")
    kind = {"group": "group", "private": "direct"}.get(text_of(told.get("type")) or "", "unknown")
    group = (text_of(told.get("groupId")) or "").strip() or None
    if platform == "wechat" and group is not None and group.isdecimal():
        group += "@chatroom"
    app = re.sub(r"\s+", "-", written) if platform == "app" else ""
    title = (text_of(told.get("name")) or "").strip()
    return Meta(platform, app, title, kind, group, text_of(told.get("ownerId")) or None)


@dataclass
class Chat:
    """One chat.

    Attributes:
        exhibit: The file.
        meta: What it says of itself.
        people: Ids of its members, or of its first speakers where it lists none.
        prefixes: How locators of messages and of members begin; the same where they share their numbers.
    """

    exhibit: Exhibit
    meta: Meta
    people: Sequence[str]
    prefixes: tuple[str, str]
    builder: BatchBuilder = field(init=False)
    talks: Talks = field(init=False)
    thread: str = field(init=False)
    position: int = 0
    _known_ids: SeenNumbers = field(default_factory=SeenNumbers)
    _natives: dict[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Name the conversation."""
        platform = self.meta.platform
        owner = None if self.meta.owner is None else native_id(self.meta.owner, None, self.meta)
        owned = owned_by(self.exhibit, owner, platform)
        self.builder = BatchBuilder(owned.exhibit_id)
        self.thread = _thread(self.meta, self.people, owned)
        title = self.meta.title or "chat"
        self.talks = Talks(
            owned,
            kinds={title: self.meta.kind},
            titles=frozenset({title}),
            prefixes=tuple(dict.fromkeys(self.prefixes)),
            platform=platform,
            account_rule=self._account,
        )

    def add_members(self, rows: pl.DataFrame) -> None:
        """Add members. Columns: row, and those of the schema; at least platformId isn't null."""
        for row in rows.iter_rows(named=True):
            written = row["platformId"].strip()
            self._decide(written, row["accountName"])
            account = self._account(written, self.thread, self.talks.owner, {}, is_id_column=True)
            place = self.talks.place(self.prefixes[1], row["row"])
            self.talks.sightings.account(account, place)
            names = {"nickname": row["accountName"], "group_card": row["groupNickname"]}
            names |= {"is_own": account.is_owner}
            found = note_names(account, names, self.talks, self.thread)
            for alias in _list(row["aliases"]):
                found += note_names(account, {"remark": text_of(alias)}, self.talks, self.thread)
            for name in found:
                if name.name != written or account.is_display_name_only:
                    self.talks.sightings.name(name, place, (None, None), 1)
            if self.meta.kind == "group":
                self._add_membership(account.account_id, place, _list(row["roles"]))
        self.builder.record_count += rows.height

    def add_messages(self, rows: pl.DataFrame) -> None:
        """Add messages. Columns: row, and those of the schema."""
        sender = pl.col("sender").str.strip_chars().replace("", None)
        number = pl.col("platformMessageId").str.strip_chars()
        numbered = rows.with_columns(server_id=number.cast(pl.UInt64, strict=False))
        fresh = numbered.filter(self._known_ids.fresh(numbered["server_id"]))
        self.builder.duplicate_count += rows.height - fresh.height
        for written, name in fresh.select(sender, "accountName").unique(maintain_order=True).iter_rows():
            if written is not None:
                self._decide(written, name)
        seconds, milliseconds = (epoch_times(pl.col("timestamp"), unit=unit) for unit in ("s", "ms"))
        is_long = pl.col("timestamp").cast(pl.Int64, strict=False).fill_null(0) >= _FIRST_MILLISECONDS
        nothing = pl.lit(None, pl.String)
        entries = fresh.with_columns(
            *(pl.when(is_long).then(long).otherwise(short) for short, long in zip(seconds, milliseconds, strict=True)),
            position=pl.int_range(pl.len()) + self.position,
            conversation=pl.lit(self.meta.title or "chat"),
            thread_id=pl.lit(self.thread),
            is_own=(sender == pl.lit(self.talks.owner, pl.String)).fill_null(False),
            sender=sender,
            sender_name=pl.col("accountName"),
            kind=pl.col("type").replace_strict(_KINDS, default="text", return_dtype=pl.String),
            text=pl.col("content").fill_null(""),
            native_message_id=number.replace("", None),
            reply_to=pl.col("replyToMessageId").replace("", None),
            remark=nothing,
            nickname=nothing,
            group_card=pl.col("groupNickname").replace("", None),
            shown_name=pl.col("accountName").replace("", None),
            is_deleted=(pl.col("type") == _RECALL).fill_null(False),
        )
        add_entries(entries, self.talks, self.builder)
        self.position += fresh.height

    def finish(self) -> None:
        """The chat is over."""
        self.talks.finish(self.builder)

    def _add_membership(self, account_id: str, place: int, roles: list[Any]) -> None:
        held = {text_of(role.get("id")) for role in roles if isinstance(role, dict)}
        events = ["join", *(["own"] if "owner" in held else []), *(["other"] if "admin" in held else [])]
        for event in events:
            self.builder.add(
                "membership_event",
                locator=self.talks.locator(place),
                thread_id=self.thread,
                event=event,
                account_id=account_id,
            )

    def _decide(self, written: str, name: str | None) -> None:
        """Whether what stands as id is one; the first sighting decides, members before messages."""
        if written not in self._natives:
            self._natives[written] = native_id(written, name, self.meta)

    def _account(
        self, written: str, thread: str, owner: str | None, known: Mapping[str, str], *, is_id_column: bool = False
    ) -> AccountSeen:
        """The account of a member, a sender, or a name in a line of the app; called as `account_of` is."""
        platform = self.meta.platform
        native = known.get(written)
        if is_id_column:
            native = self._natives.get(written)
        elif written == self.talks.owner:
            native = written
        if native is None:
            scoped = ids.scoped_native_id(written, thread)
            account_id = ids.account_id(platform, scoped)
            return AccountSeen(account_id, platform, scoped, is_display_name_only=True, thread_id=thread)
        is_owner = native == owner or native == self.talks.owner
        return AccountSeen(ids.account_id(platform, native), platform, native, is_owner=is_owner)


def native_id(written: str, name: str | None, meta: Meta) -> str | None:
    """The app's own id as other readers write it, None where it is only a name.

    Args:
        written: `platformId` or `sender`.
        name: The account name beside it; an id that repeats it is a name unless its shape says otherwise.
        meta: What the chat says of its app.
    """
    text, platform = written.strip(), meta.platform
    if platform == "whatsapp":
        number = identifiers.phone(text.removesuffix("@s.whatsapp.net").removesuffix("@c.us"), None)
        bare = identifiers.phone(f"+{text.split('@')[0]}", None)
        return next((each.value for each in (number, bare) if each.is_usable), None)
    if platform in _NAMES_ONLY or (not text):
        return None
    if platform == "qq":
        return text if re.fullmatch(r"[1-9]\d{4,11}|u_[-\w]{6,}", text) else None
    if platform == "telegram" and re.fullmatch(r"(?:user)?\d+", text):
        return text.removeprefix("user")
    if platform == "wechat" and not is_account_id(text):
        return None
    if platform == "wechat" and (text.startswith("wxid_") or "@" in text):
        return text
    if text == name or re.search(r"\s", text):
        return None
    return identifiers.app_native_id(meta.app, text) if meta.app else text


def _thread(meta: Meta, people: Sequence[str], exhibit: Exhibit) -> str:
    """Id of the conversation, the same as readers of the app's own files give where it has one."""
    platform, owner = meta.platform, exhibit.owners.get(meta.platform)
    if meta.group_id is not None and meta.kind != "direct":
        group = identifiers.app_native_id(meta.app, meta.group_id) if meta.app else meta.group_id
        return ids.thread_id(platform, group)
    natives = list(dict.fromkeys(native for person in people if (native := native_id(person, None, meta))))
    if meta.kind == "direct" and platform in ("wechat", "qq", "telegram") and 0 < len(natives) <= 2:
        others = [native for native in natives if native != owner]
        if len(natives) == 2:
            return ids.talk_of_two_id(platform, *natives)
        if platform == "telegram" and owner is not None and len(others) == 1:
            return ids.talk_of_two_id(platform, owner, others[0])
        return thread_with(others[0], owner) if others and platform == "wechat" else ids.thread_id(platform, natives[0])
    if meta.kind == "group" and platform in ("qq", "whatsapp") and meta.title:
        return ids.named_thread_id(platform, meta.title)
    named = f"{meta.title or exhibit.path} ({owner or exhibit.exhibit_id[:16]})"
    return ids.named_thread_id(platform, identifiers.app_native_id(meta.app, named) if meta.app else named)


def _list(written: str | None) -> list[Any]:
    """A list that came out as its JSON."""
    try:
        value = orjson.loads(written) if written else []
    except orjson.JSONDecodeError:
        return []
    return value if isinstance(value, list) else []
