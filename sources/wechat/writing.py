"""Rows of WeChat tool exports to records: the part that does not depend on the tool.

**Entry columns** (one row per message, in file order): row, position, conversation, thread_id, sender (id or name, null
for own rows without a known owner), sender_name, is_own, type_text, subtype, text, sent_at, sent_at_raw, time_basis,
native_message_id, remark, nickname (null where the tool doesn't write them).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from sources.record import BatchBuilder, Exhibit
from sources.sightings import NameSeen, Sightings
from sources.system_lines.phrases import SystemEvent, system_lines
from sources.wechat.kinds import kind_of
from sources.wechat.people import PLATFORM, account_of, is_account_id, is_group_id
from warehouse.schema import ids

_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)


@dataclass
class Talks:
    """What is known of people and conversations while one export is written.

    Attributes:
        exhibit: The export.
        known_ids: By thread, display names that the file ties to exactly one id.
        kinds: Kinds of conversations, where the tool tells them.
        titles: Conversations that are known by a title only; the same text stands for their other end.
        sightings: Accounts and names so far.
        threads: Thread to its first row, title and kind.
    """

    exhibit: Exhibit
    known_ids: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    titles: frozenset[str] = frozenset()
    sightings: Sightings = field(default_factory=lambda: Sightings("row"))
    threads: dict[str, tuple[int, str | None, str]] = field(default_factory=dict)

    @property
    def owner(self) -> str | None:
        """Id of the seized device's own account, where given."""
        return self.exhibit.owners.get(PLATFORM)

    def finish(self, builder: BatchBuilder) -> None:
        """Add the thread, account and name rows."""
        for thread, (row, title, kind) in self.threads.items():
            builder.add("thread", locator=f"row:{row}", platform=PLATFORM, thread_id=thread, title=title, kind=kind)
        self.sightings.write(builder)


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
    judged = entries.with_columns(kind=kind_of(pl.col("type_text"), pl.col("subtype")))
    judged = judged.join(_senders(judged, talks), on=_SENDER_KEY, how="left", nulls_equal=True, maintain_order="left")
    actors = _events(judged.filter(pl.col("kind") == "system"), talks, builder)
    judged = judged.join(actors, on="row", how="left", maintain_order="left")
    builder.extend(
        "message",
        judged.select(
            "position",
            "thread_id",
            "sender_name",
            "sent_at",
            "sent_at_raw",
            "time_basis",
            "kind",
            "text",
            "native_message_id",
            locator=pl.format("row:{}", "row"),
            platform=pl.lit(PLATFORM),
            sender_account_id=pl.when(pl.col("kind") == "system").then("actor_id").otherwise("account_id"),
            is_deleted=pl.col("is_recall").fill_null(False),
        ),
    )
    builder.record_count += judged.height


_SENDER_KEY = ["thread_id", "sender", "is_own", "remark", "nickname"]


def _title_and_kind(conversation: str, talks: Talks) -> tuple[str | None, str]:
    if conversation not in talks.titles and is_group_id(conversation):
        return None, "group"
    if conversation not in talks.titles and is_account_id(conversation):
        return None, "direct"
    return conversation, talks.kinds.get(conversation, "unknown")


def _senders(entries: pl.DataFrame, talks: Talks) -> pl.DataFrame:
    """Note accounts and names of a stretch; one row per sender key with `account_id`."""
    senders = (
        entries.filter(pl.col("sender").is_not_null() & (pl.col("kind") != "system"))
        .group_by(_SENDER_KEY, maintain_order=True)
        .agg(
            pl.col("row").first(),
            pl.len().alias("count"),
            pl.col("sent_at").min().alias("first_at"),
            pl.col("sent_at").max().alias("last_at"),
        )
    )
    accounts: list[str] = []
    observer = None if talks.owner is None else ids.account_id(PLATFORM, talks.owner)
    for row in senders.iter_rows(named=True):
        known = talks.known_ids.get(row["thread_id"], {})
        owner = row["sender"] if row["is_own"] else talks.owner
        account = account_of(
            row["sender"], row["thread_id"], owner, known, is_id_column=row["sender"] not in talks.titles
        )
        accounts.append(account.account_id)
        talks.sightings.account(account, row["row"])
        remark, nickname = row["remark"], row["nickname"]
        names = [] if not nickname else [NameSeen(account.account_id, nickname, "account_nickname")]
        # Tools write the nickname where there is no remark.
        if remark and remark != nickname and not row["is_own"]:
            names.append(NameSeen(account.account_id, remark, "remark", observer))
        for name in names:
            talks.sightings.name(name, row["row"], (row["first_at"], row["last_at"]), row["count"])
    return senders.select(_SENDER_KEY).with_columns(pl.Series("account_id", accounts, dtype=pl.String))


def _events(entries: pl.DataFrame, talks: Talks, builder: BatchBuilder) -> pl.DataFrame:
    """Add the membership events of system rows; one row per row with `actor_id` and `is_recall`."""
    told: list[tuple[int, str | None, bool]] = []
    for row in entries.select("row", "thread_id", "text", "sent_at").iter_rows(named=True):
        thread = row["thread_id"]
        said = _said(row["text"], frozenset(talks.known_ids.get(thread, {})))
        if said is None:
            continue
        locator = f"row:{row['row']}"
        actor = _named(said.actor, thread, talks, (row["row"], row["sent_at"]))
        about = [_named(target, thread, talks, (row["row"], row["sent_at"])) for target in said.targets] or [actor]
        told.append((row["row"], actor, said.event == "recall"))
        if said.event == "recall":
            continue
        for account in about:
            builder.add(
                "membership_event",
                locator=locator,
                thread_id=thread,
                event=said.event,
                account_id=account,
                actor_account_id=actor,
                name=said.name,
                happened_at=row["sent_at"],
            )
    return pl.DataFrame(told, schema={"row": pl.Int64, "actor_id": pl.String, "is_recall": pl.Boolean}, orient="row")


def _said(text: str, known_names: frozenset[str]) -> SystemEvent | None:
    """What a system row says; newer rows wrap the sentence in XML."""
    sentences = _CDATA.findall(text) if text.lstrip().startswith("<") else [text]
    for sentence in sentences:
        said = system_lines(PLATFORM).parse(sentence.strip(), known_names)
        if said is not None:
            return said
    return None


def _named(name: str | None, thread: str, talks: Talks, place: tuple[int, datetime | None]) -> str | None:
    """Account of a name in a system row; "you" is the owner where he is known."""
    row, happened_at = place
    if name is None or (name in system_lines(PLATFORM).self_words and talks.owner is None):
        return None
    if name in system_lines(PLATFORM).self_words:
        name = talks.owner
    account = account_of(name or "", thread, talks.owner, talks.known_ids.get(thread, {}))
    talks.sightings.account(account, row)
    if account.is_display_name_only and name:
        # The app shows whatever the phone's owner sees, remark or nickname; the weaker claim is made.
        seen = NameSeen(account.account_id, name, "account_nickname", None, thread)
        talks.sightings.name(seen, row, (happened_at, happened_at), 1)
    return account.account_id
