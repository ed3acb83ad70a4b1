"""Rows of QQ messages to records: the part that does not depend on what wrote the file.

A reader brings its messages as frames and a directory that says who a sender is; here they become messages, accounts,
names, titles and membership events.

**Row columns** (one row per message, in file order): place (whole number that sorts by file order), locator, position,
conversation (the directory's own key of it), thread_id, the columns of the directory's `key`, text, sent_at,
sent_at_raw, time_basis; optional: kind (null: told from the words), sender_name (else as the directory shows it),
native_message_id, reply_to_native_message_id, is_recalled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import polars as pl

from sources import identifiers
from sources.qq.people import PLATFORM
from sources.record import BatchBuilder
from sources.sightings import AccountSeen, NameSeen, Sightings
from sources.system_lines.phrases import system_lines
from warehouse.schema import ids

_OWNER_TITLES = frozenset({"群主", "Owner", "owner"})
_MARKER = r"^\[系统(?:消息|提示)\][:：]?\s*"


@dataclass(frozen=True)
class Sender:
    """Who a message is logged under.

    Attributes:
        account: The account, None for the service itself and for nobody.
        shown: Name shown beside the message.
        names: Names that this sighting shows.
        titles: Titles in the group, as written.
        mail: Mail address the account logs in by.
        uid: The newer client's opaque id of an account whose number is known.
        is_service: Whether the service itself speaks.
    """

    account: AccountSeen | None
    shown: str | None
    names: tuple[NameSeen, ...] = ()
    titles: tuple[str, ...] = ()
    mail: str | None = None
    uid: str | None = None
    is_service: bool = False


class Directory(Protocol):
    """What a reader knows of the people in its file."""

    @property
    def key(self) -> Sequence[str]:
        """Columns that together tell senders apart."""

    @property
    def owner(self) -> str | None:
        """Native id of the seized device's own account, where known."""

    def sender(self, row: Mapping[str, Any]) -> Sender:
        """Who the columns of the key (and `thread_id`) stand for."""

    def named(self, name: str, row: Mapping[str, Any]) -> AccountSeen:
        """Account of a name in a service line; the row has place, conversation and thread_id."""

    def names_in(self, row: Mapping[str, Any]) -> frozenset[str]:
        """Names seen in the conversation of a service line, which are not split as enumerations."""


@dataclass
class Writing:
    """One export on its way into rows; memory grows with its accounts, names and titles.

    Attributes:
        directory: Who its senders are.
        sightings: Accounts and names so far.
        position: How many messages were written.
    """

    directory: Directory
    sightings: Sightings
    position: int = 0
    _titles: set[tuple[str, str, str]] = field(default_factory=set)
    _selectors: set[tuple[str, str]] = field(default_factory=set)

    def add(self, rows: pl.DataFrame, builder: BatchBuilder) -> None:
        """Add the messages of one stretch; `position` is filled in."""
        if not rows.height:
            return
        optional = ("kind", "sender_name", "native_message_id", "reply_to_native_message_id")
        rows = rows.with_columns(
            *(pl.lit(None, pl.String).alias(name) for name in optional if name not in rows.columns),
            *([] if "is_recalled" in rows.columns else [pl.lit(False).alias("is_recalled")]),
            position=pl.int_range(pl.len()) + self.position,
        )
        key = ["thread_id", *self.directory.key]
        senders = self._senders(rows, key, builder)
        rows = rows.join(senders, on=key, nulls_equal=True, how="left", maintain_order="left")
        is_system = pl.col("is_service") | (pl.col("kind") == "system").fill_null(False)
        rows = rows.with_columns(is_system=is_system)
        actors = self._events(rows.filter("is_system"), builder)
        if actors.height:
            rows = rows.join(actors, on="position", how="left", maintain_order="left")
        else:
            rows = rows.with_columns(actor_id=pl.lit(None, pl.String), said_recall=pl.lit(False))
        builder.extend(
            "message",
            rows.select(
                "locator",
                "position",
                "thread_id",
                "sent_at",
                "sent_at_raw",
                "time_basis",
                "text",
                "native_message_id",
                "reply_to_native_message_id",
                platform=pl.lit(PLATFORM),
                sender_account_id=pl.when("is_system").then("actor_id").otherwise("account_id"),
                sender_name=pl.coalesce("sender_name", "displayed"),
                kind=_kind(),
                is_deleted=pl.col("is_recalled") | pl.col("said_recall").fill_null(False),
            ),
        )
        self.position += rows.height
        builder.record_count += rows.height

    def add_selectors(self, sender: Sender, locator: str, builder: BatchBuilder) -> None:
        """Mail address and opaque id of an account, once each."""
        account = sender.account.account_id if sender.account else ""
        found = []
        if sender.mail is not None:
            mail = identifiers.email(sender.mail)
            found.append(("email", mail.value, sender.mail, mail.is_usable))
        if sender.uid is not None:
            found.append(("account", ids.account_id(PLATFORM, sender.uid), sender.uid, True))
        for kind, value, raw, is_usable in found:
            if (account, value) in self._selectors:
                continue
            self._selectors.add((account, value))
            builder.add(
                "selector",
                locator=locator,
                account_id=account,
                kind=kind,
                value=value,
                raw=raw,
                basis="profile",
                is_usable=is_usable,
            )

    def _senders(self, rows: pl.DataFrame, key: list[str], builder: BatchBuilder) -> pl.DataFrame:
        """Note who speaks in a stretch; one row per sender with `account_id`, `displayed` and `is_service`."""
        senders = rows.group_by(key, maintain_order=True).agg(
            pl.col("place", "locator").first(),
            ((pl.col("kind") == "system").fill_null(False)).all().alias("is_system"),
            pl.len().alias("count"),
            pl.col("sent_at").min().alias("first_at"),
            pl.col("sent_at").max().alias("last_at"),
        )
        told: list[tuple[str | None, str | None, bool]] = []
        for row in senders.iter_rows(named=True):
            sender = self.directory.sender(row)
            account = sender.account
            told.append((None if account is None else account.account_id, sender.shown, sender.is_service))
            # A service line names its people in its words; the account that it is filed under may be anybody's.
            if account is None or row["is_system"]:
                continue
            self.sightings.account(account, row["place"])
            for name in sender.names:
                self.sightings.name(name, row["place"], (row["first_at"], row["last_at"]), row["count"])
            self._add_titles(sender, row, builder)
            self.add_selectors(sender, row["locator"], builder)
        found = pl.DataFrame(
            told, schema={"account_id": pl.String, "displayed": pl.String, "is_service": pl.Boolean}, orient="row"
        )
        return pl.concat([senders.select(key), found], how="horizontal")

    def _add_titles(self, sender: Sender, row: Mapping[str, Any], builder: BatchBuilder) -> None:
        """A title in the group is an event at an unknown time: an owner owns it, other titles are kept as written."""
        account = sender.account.account_id if sender.account else ""
        for title in sender.titles:
            if (row["thread_id"], account, title) in self._titles:
                continue
            self._titles.add((row["thread_id"], account, title))
            builder.add(
                "membership_event",
                locator=row["locator"],
                thread_id=row["thread_id"],
                event="own" if title in _OWNER_TITLES else "other",
                account_id=account,
                name=title,
            )

    def _events(self, rows: pl.DataFrame, builder: BatchBuilder) -> pl.DataFrame:
        """Add the membership events of service lines; one row per line with `actor_id` and `said_recall`."""
        phrases = system_lines(PLATFORM)
        told: list[tuple[int, str | None, bool]] = []
        picked = ["position", "place", "locator", "conversation", "thread_id", "text", "sent_at"]
        words = rows.select(*picked, words=pl.col("text").str.replace(_MARKER, "").str.strip_chars())
        for row in words.iter_rows(named=True):
            said = phrases.parse(row["words"], self.directory.names_in(row))
            if said is None:
                continue
            found: dict[str, str | None] = {}
            for name in (*said.targets, *([] if said.actor is None else [said.actor])):
                if name not in found:
                    found[name] = self._named(name, row)
            actor = None if said.actor is None else found[said.actor]
            told.append((row["position"], actor, said.event == "recall"))
            if said.event == "recall":
                continue
            for account in [found[target] for target in said.targets] or [actor]:
                builder.add(
                    "membership_event",
                    locator=row["locator"],
                    thread_id=row["thread_id"],
                    event=said.event,
                    account_id=account,
                    actor_account_id=actor,
                    name=said.name,
                    happened_at=row["sent_at"],
                )
        schema = {"position": pl.Int64, "actor_id": pl.String, "said_recall": pl.Boolean}
        return pl.DataFrame(told, schema=schema, orient="row")

    def _named(self, name: str, row: Mapping[str, Any]) -> str | None:
        """Account of a name in a service line; "you" is the owner where he is known."""
        if name in system_lines(PLATFORM).self_words:
            if self.directory.owner is None:
                return None
            account = AccountSeen(
                ids.account_id(PLATFORM, self.directory.owner), PLATFORM, self.directory.owner, is_owner=True
            )
        else:
            account = self.directory.named(name, row)
        self.sightings.account(account, row["place"])
        if account.is_display_name_only:
            happened_at: datetime | None = row["sent_at"]
            seen = NameSeen(account.account_id, name, "group_card", None, row["thread_id"])
            self.sightings.name(seen, row["place"], (happened_at, happened_at), 1)
        return account.account_id


def _kind() -> pl.Expr:
    """Kind of a message: as the file says, else by the placeholders that clients print for what is no text."""
    phrases, bare = system_lines(PLATFORM), pl.col("text").str.strip_chars()
    return (
        pl.when("is_system")
        .then(pl.lit("system"))
        .when(pl.col("kind").is_not_null())
        .then("kind")
        .when(phrases.is_one_of(bare, "media"))
        .then(pl.lit("media"))
        .when(phrases.is_one_of(bare, "call"))
        .then(pl.lit("call"))
        .otherwise(pl.lit("text"))
    )
