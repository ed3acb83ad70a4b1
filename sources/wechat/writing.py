"""Rows of WeChat tool exports to records: the part that does not depend on the tool.

**Entry columns** (one row per message, in file order): row, position, conversation, thread_id, sender (id or name, null
for own rows without a known owner), sender_name, is_own, type_text, subtype, text, sent_at, sent_at_raw, time_basis,
native_message_id, remark, nickname (null where the tool doesn't write them). Optional: kind (where the tool's types are
not the app's), group_card, shown_name (a name of which the tool doesn't say whether it is remark, card or nickname),
reply_to, is_deleted.

An interchange of many apps is written the same way, with the platform and the rule that makes accounts of its ids.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

import polars as pl

from sources.record import BatchBuilder, Exhibit
from sources.sightings import AccountSeen, NameSeen, Sightings
from sources.system_lines.phrases import SystemEvent, SystemLines, system_lines
from sources.wechat.kinds import kind_of
from sources.wechat.people import PLATFORM, account_of, is_account_id, is_group_id
from warehouse.schema import ids

_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
# Places are numbers, so that they sort: the list they stand in, then the index in it.
_LIST_BITS = 40
# System lines wait until the file is over, since only then is known whom their names mean; more of them than this are
# a chat of nothing else, and are read with what is known so far.
_MOST_WAITING = 100_000


@dataclass
class Talks:
    """What is known of people and conversations while one export is written.

    Attributes:
        exhibit: The export.
        known_ids: By thread, display names that the file ties to exactly one id; "" stands for one that it ties to
            several. Grows while rows are added.
        kinds: Kinds of conversations, where the tool tells them.
        titles: Conversations that are known by a title only; the same text stands for their other end.
        senders_are_names: Whether senders are display names, so that one shaped like an id isn't taken for one.
        prefixes: How locators of each list in the file begin; the first is that of the messages. One that ends with
            `:`, `/` or `!` is followed by a number, another stands for itself.
        platform: Platform of the chats.
        account_rule: What makes accounts of senders and names on another platform, called like `account_of`.
        located: How a place is written where lists and prefixes don't say it.
        sightings: Accounts and names so far.
        threads: Thread to its first place, title and kind.
        named: Titles of conversations, by thread, where the tool tells them beside their id.
    """

    exhibit: Exhibit
    known_ids: dict[str, dict[str, str]] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    titles: frozenset[str] = frozenset()
    senders_are_names: bool = False
    prefixes: tuple[str, ...] = ("row:",)
    platform: str = PLATFORM
    account_rule: Callable[..., AccountSeen] = account_of
    located: Callable[[int], str] | None = None
    sightings: Sightings = field(init=False)
    threads: dict[str, tuple[int, str | None, str]] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    _waiting: list[pl.DataFrame] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Let accounts and names be noted at the places of this export."""
        self.sightings = Sightings("row", self.locator)

    @property
    def owner(self) -> str | None:
        """Id of the seized device's own account, where given."""
        return self.exhibit.owners.get(self.platform)

    @property
    def owner_account_id(self) -> str | None:
        """The same as an account."""
        return None if self.owner is None else ids.account_id(self.platform, self.owner)

    def locator(self, place: int) -> str:
        """A place as locator."""
        if self.located is not None:
            return self.located(place)
        prefix = self.prefixes[place >> _LIST_BITS]
        return f"{prefix}{place & ((1 << _LIST_BITS) - 1)}" if prefix[-1] in ":/!" else prefix

    def place(self, prefix: str, index: int = 0) -> int:
        """The place of an item of one of the lists."""
        return (self.prefixes.index(prefix) << _LIST_BITS) + index

    def tie(self, thread: str, name: str | None, native_id: str) -> None:
        """Note that somebody bears a name in a thread; a name of two people means neither."""
        if name:
            known = self.known_ids.setdefault(thread, {})
            known[name] = native_id if known.get(name, native_id) == native_id else ""

    def wait(self, entries: pl.DataFrame, builder: BatchBuilder) -> None:
        """Keep system lines back."""
        if entries.height:
            self._waiting.append(entries)
        if sum(frame.height for frame in self._waiting) > _MOST_WAITING:
            self.flush(builder)

    def flush(self, builder: BatchBuilder) -> None:
        """Write the system lines that were kept back."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            _add_system_lines(pl.concat(waiting), self, builder)

    def finish(self, builder: BatchBuilder) -> None:
        """Add the system lines, then the thread, account and name rows."""
        self.flush(builder)
        for thread, (place, title, kind) in self.threads.items():
            builder.add(
                "thread",
                locator=self.locator(place),
                platform=self.platform,
                thread_id=thread,
                title=self.named.get(thread) or title,
                kind=kind,
            )
        self.sightings.write(builder)


def owned_by(exhibit: Exhibit, owner: str | None, platform: str = PLATFORM) -> Exhibit:
    """The exhibit with the owner that its own rows show, who goes before the one given with the seizure."""
    return exhibit if owner is None else replace(exhibit, owners={**exhibit.owners, platform: owner})


def add_entries(entries: pl.DataFrame, talks: Talks, builder: BatchBuilder) -> None:
    """Add the messages of one stretch with their accounts, names and membership events."""
    for row, conversation, thread in (
        entries.group_by("conversation", "thread_id", maintain_order=True)
        .agg(pl.col("row").first())
        .select("row", "conversation", "thread_id")
        .iter_rows()
    ):
        if thread not in talks.threads:
            talks.threads[thread] = (row, *_title_and_kind(conversation, talks))
    missing = [name for name in ("group_card", "shown_name", "reply_to") if name not in entries.columns]
    judged = entries.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)
    if "is_deleted" not in entries.columns:
        judged = judged.with_columns(is_deleted=pl.lit(value=False))
    if "kind" not in entries.columns:
        judged = _with_kinds(judged)
    is_system = judged["kind"] == "system"
    if is_system.any():
        talks.wait(judged.filter(is_system), builder)
        judged = judged.filter(~is_system)
    judged = judged.join(_senders(judged, talks), on=_SENDER_KEY, how="left", nulls_equal=True, maintain_order="left")
    _add_messages(judged, talks, builder)
    builder.record_count += entries.height


_SENDER_KEY = ["thread_id", "sender", "is_own", "remark", "nickname", "group_card", "shown_name"]


def _with_kinds(entries: pl.DataFrame) -> pl.DataFrame:
    """Kinds, worked out once per type."""
    types = ["type_text", "subtype"]
    kinds = (
        entries.select(types).unique(maintain_order=True).with_columns(kind=kind_of(*(pl.col(name) for name in types)))
    )
    return entries.join(kinds, on=types, how="left", nulls_equal=True, maintain_order="left")


def _locators(rows: pl.DataFrame, talks: Talks) -> pl.Expr | pl.Series:
    """Places of messages; all of them in the first list, but for books of several sheets."""
    if len(talks.prefixes) > 1 and rows.height and rows.select(pl.col("row").max() >= (1 << _LIST_BITS)).item():
        return pl.Series([talks.locator(place) for place in rows["row"]], dtype=pl.String)
    return pl.lit(talks.prefixes[0]) + pl.col("row").cast(pl.String)


def _add_messages(rows: pl.DataFrame, talks: Talks, builder: BatchBuilder) -> None:
    builder.extend(
        "message",
        rows.select(
            "position",
            "thread_id",
            "sender_name",
            "sent_at",
            "sent_at_raw",
            "time_basis",
            "kind",
            "text",
            "native_message_id",
            "is_deleted",
            locator=_locators(rows, talks),
            platform=pl.lit(talks.platform),
            sender_account_id="account_id",
            reply_to_native_message_id="reply_to",
        ),
    )


def _title_and_kind(conversation: str, talks: Talks) -> tuple[str | None, str]:
    if conversation not in talks.titles and is_group_id(conversation):
        return None, "group"
    if conversation not in talks.titles and is_account_id(conversation):
        return None, "direct"
    return conversation, talks.kinds.get(conversation, "unknown")


def _senders(entries: pl.DataFrame, talks: Talks) -> pl.DataFrame:
    """Note accounts and names of a stretch; one row per sender key with `account_id`."""
    senders = (
        entries.filter(pl.col("sender").is_not_null())
        .group_by(_SENDER_KEY, maintain_order=True)
        .agg(
            pl.col("row").first(),
            pl.len().alias("count"),
            pl.col("sent_at").min().alias("first_at"),
            pl.col("sent_at").max().alias("last_at"),
        )
    )
    accounts: list[str] = []
    for row in senders.iter_rows(named=True):
        owner = row["sender"] if row["is_own"] else talks.owner
        known = {name: native for name, native in talks.known_ids.get(row["thread_id"], {}).items() if native}
        is_id = not talks.senders_are_names and row["sender"] not in talks.titles
        account = talks.account_rule(row["sender"], row["thread_id"], owner, known, is_id_column=is_id)
        accounts.append(account.account_id)
        talks.sightings.account(account, row["row"])
        for name in note_names(account, row, talks, row["thread_id"]):
            talks.sightings.name(name, row["row"], (row["first_at"], row["last_at"]), row["count"])
    return senders.select(_SENDER_KEY).with_columns(pl.Series("account_id", accounts, dtype=pl.String))


def note_names(account: AccountSeen, names: Mapping[str, Any], talks: Talks, thread: str) -> list[NameSeen]:
    """The observations that the names of somebody stand for, and what they tie to him.

    Args:
        account: Who bears them.
        names: remark, nickname, group_card, shown_name, as the tool writes them; `is_own` for the owner himself.
        talks: What is known.
        thread: The conversation they are shown in.
    """
    remark, nickname, card, shown = (names.get(key) for key in ("remark", "nickname", "group_card", "shown_name"))
    found = [] if not nickname else [NameSeen(account.account_id, nickname, "account_nickname")]
    # Tools write the nickname where there is no remark.
    if remark and remark != nickname and not names.get("is_own"):
        found.append(NameSeen(account.account_id, remark, "remark", talks.owner_account_id))
    if card:
        found.append(NameSeen(account.account_id, card, "group_card", None, thread))
    if shown and shown not in (remark, nickname, card, account.native_id):
        # It may be a remark; the weaker claim is made.
        found.append(NameSeen(account.account_id, shown, "account_nickname", None, thread))
    if not account.is_display_name_only:
        for name in (remark, nickname, card, shown):
            talks.tie(thread, name, account.native_id)
    return found


def _add_system_lines(entries: pl.DataFrame, talks: Talks, builder: BatchBuilder) -> None:
    """Add system rows and the membership events they tell of."""
    actors: list[str | None] = []
    recalls: list[bool] = []
    known = {
        thread: {name: native for name, native in names.items() if native} for thread, names in talks.known_ids.items()
    }
    for row in entries.select("row", "thread_id", "text", "sent_at").iter_rows(named=True):
        thread = row["thread_id"]
        told = known.get(thread, {})
        said = _said(row["text"], frozenset(told), talks.platform)
        place = (row["row"], row["sent_at"])
        actor = None if said is None else _named(said.actor, thread, talks, told, place)
        actors.append(actor)
        recalls.append(said is not None and said.event == "recall")
        if said is None or said.event == "recall":
            continue
        for account in [_named(target, thread, talks, told, place) for target in said.targets] or [actor]:
            builder.add(
                "membership_event",
                locator=talks.locator(row["row"]),
                thread_id=thread,
                event=said.event,
                account_id=account,
                actor_account_id=actor,
                name=said.name,
                happened_at=row["sent_at"],
            )
    judged = entries.with_columns(
        account_id=pl.Series(actors, dtype=pl.String),
        is_deleted=pl.col("is_deleted") | pl.Series(recalls, dtype=pl.Boolean),
    )
    _add_messages(judged, talks, builder)


@cache
def _lines(platform: str) -> SystemLines:
    """The sentences of a platform, none where they were never collected."""
    is_known = resources.files("sources.system_lines").joinpath(f"{platform}.toml").is_file()
    return system_lines(platform) if is_known else SystemLines({}, {})


def _said(text: str, known_names: frozenset[str], platform: str) -> SystemEvent | None:
    """What a system row says; newer rows wrap the sentence in XML."""
    sentences = _CDATA.findall(text) if text.lstrip().startswith("<") else [text]
    for sentence in sentences:
        said = _lines(platform).parse(sentence.strip(), known_names)
        if said is not None:
            return said
    return None


def _named(
    name: str | None, thread: str, talks: Talks, known: Mapping[str, str], place: tuple[int, datetime | None]
) -> str | None:
    """Account of a name in a system row; "you" is the owner where he is known."""
    row, happened_at = place
    if name is None or (name in _lines(talks.platform).self_words and talks.owner is None):
        return None
    if name in _lines(talks.platform).self_words:
        name = talks.owner
    account = talks.account_rule(name or "", thread, talks.owner, known)
    talks.sightings.account(account, row)
    if account.is_display_name_only and name:
        # The app shows whatever the phone's owner sees, remark or nickname; the weaker claim is made.
        seen = NameSeen(account.account_id, name, "account_nickname", None, thread)
        talks.sightings.name(seen, row, (happened_at, happened_at), 1)
    return account.account_id
