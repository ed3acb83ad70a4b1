"""Accounts of a Telegram export: numbers where the file gives them, names scoped by their chat where it doesn't.

The native id of a person is the bare number. Channels and groups count in number spaces of their own, so they keep
their prefix (`channel123`), lest a channel and a person with equal numbers become one account.
"""

from dataclasses import dataclass, field

import polars as pl

from sources.record import BatchBuilder
from warehouse.schema import ids


@dataclass(frozen=True, slots=True)
class _Account:
    native_id: str
    platform: str = "telegram"
    thread_id: str | None = None


@dataclass
class Accounts:
    """All accounts seen so far, each with the place it was seen first; grows with their number only.

    Attributes:
        owner_id: Account id of the exporting account, where the file or the seizure says it.
    """

    owner_id: str | None = None
    _seen: dict[str, _Account] = field(default_factory=dict)
    _first: dict[str, str] = field(default_factory=dict)
    _by_number: dict[str | int, str] = field(default_factory=dict)
    _by_name: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def owner_native_id(self) -> str | None:
        """Native id of the exporting account, where it is known."""
        return None if self.owner_id is None else self._seen[self.owner_id].native_id

    def of_id(self, number: str | int) -> str:
        """Account id for `user123`, `channel123`, `chat123` or a bare number."""
        account = self._by_number.get(number)
        if account is None:
            native = str(number).strip().removeprefix("user")
            account = self._by_number[number] = self._known(_Account(native))
        return account

    def of_name(self, name: str, thread: str) -> str:
        """Account id for somebody known by display name only, within one chat."""
        account = self._by_name.get((name, thread))
        if account is None:
            native = ids.scoped_native_id(name, thread)
            account = self._by_name[name, thread] = self._known(_Account(native, thread_id=thread))
        return account

    def of_phone(self, number: str) -> str:
        """Account id for a phone number in E.164 that no Telegram id goes with."""
        return self._known(_Account(number, "phone"))

    def see(self, account: str, locator: str) -> None:
        """Remember where an account was seen first."""
        self._first.setdefault(account, locator)

    def _known(self, account: _Account) -> str:
        account_id = ids.account_id(account.platform, account.native_id)
        self._seen.setdefault(account_id, account)
        return account_id

    def write(self, builder: BatchBuilder) -> None:
        """One row for each account that was seen, in the order in which they were."""
        for account_id, locator in self._first.items():
            account = self._seen[account_id]
            builder.add(
                "account",
                locator=locator,
                account_id=account_id,
                platform=account.platform,
                native_id=account.native_id,
                is_owner=account_id == self.owner_id,
                is_display_name_only=account.thread_id is not None,
                thread_id=account.thread_id,
            )


@dataclass
class Names:
    """Names shown for accounts, folded to one row per account, name, kind, observer and chat.

    A contact's name in a chat is what the owner saved, so a shown name equal to the owner's label of that account is
    the label again, not the account's own name.
    """

    labels: dict[str, str] = field(default_factory=dict)
    _labelled: dict[str, str | None] = field(default_factory=dict)
    _folded: pl.DataFrame | None = None
    _once: list[tuple[str, str, str, str]] = field(default_factory=list)

    def label(self, account: str, name: str) -> None:
        """Take in what the owner saved an account as."""
        self.labels[account] = name
        if self._labelled.setdefault(name, account) != account:
            self._labelled[name] = None

    def labelled(self, name: str) -> str | None:
        """The one account that the owner saved under a name; None where there is none or several."""
        return self._labelled.get(name)

    def see(self, messages: pl.DataFrame) -> None:
        """Take in the names of a batch of message rows."""
        shown = (
            messages.lazy()
            .filter(pl.col("sender_account_id").is_not_null() & pl.col("sender_name").is_not_null())
            .group_by("sender_account_id", "sender_name", "thread_id", maintain_order=True)
            .agg(
                pl.col("locator").first(),
                pl.col("sent_at").min().alias("first_seen_at"),
                pl.col("sent_at").max().alias("last_seen_at"),
                pl.len().cast(pl.Int64).alias("observation_count"),
            )
            .collect()
        )
        self._fold(shown)

    def see_once(self, account: str, name: str, thread: str, locator: str) -> None:
        """Take in a name that stands beside the messages, without a time."""
        self._once.append((account, name, thread, locator))

    def _fold(self, shown: pl.DataFrame) -> None:
        frames = [shown] if self._folded is None else [self._folded, shown]
        self._folded = (
            pl.concat(frames)
            .group_by("sender_account_id", "sender_name", "thread_id", maintain_order=True)
            .agg(
                pl.col("locator").first(),
                pl.col("first_seen_at").min(),
                pl.col("last_seen_at").max(),
                pl.col("observation_count").sum(),
            )
        )

    def write(self, builder: BatchBuilder, owner_id: str | None) -> None:
        """One row per name."""
        if self._once:
            columns = ("sender_account_id", "sender_name", "thread_id", "locator")
            once = pl.DataFrame(self._once, schema=dict.fromkeys(columns, pl.String), orient="row")
            self._fold(
                once.with_columns(
                    first_seen_at=pl.lit(None, pl.Datetime("us")),
                    last_seen_at=pl.lit(None, pl.Datetime("us")),
                    observation_count=pl.lit(1, pl.Int64),
                )
            )
        if self._folded is None:
            return
        label = pl.col("sender_account_id").replace_strict(self.labels, default=None, return_dtype=pl.String)
        is_label = (pl.col("sender_name") == label).fill_null(value=False)
        builder.extend(
            "name_observation",
            self._folded.with_columns(
                kind=pl.when(is_label).then(pl.lit("remark")).otherwise(pl.lit("account_nickname")),
                observer_account_id=pl.when(is_label).then(pl.lit(owner_id, dtype=pl.String)),
            ).rename({"sender_account_id": "account_id", "sender_name": "name"}),
        )
