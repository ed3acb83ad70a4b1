"""Messages of one exhibit on their way into records: whole frames in, accounts and names folded to one row each.

For formats whose records name their sender by an id or a display name and little else; memory grows with the number of
accounts and names, not with the number of messages.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from sources.iso_clock import iso_instants
from sources.record import BatchBuilder, Exhibit
from warehouse.schema import ids

_OPTIONAL: Mapping[str, tuple[pl.DataType, object]] = {
    "sender_name": (pl.String(), None),
    "kind": (pl.String(), "text"),
    "native_message_id": (pl.String(), None),
    "reply_to_native_message_id": (pl.String(), None),
    "forwarded_from": (pl.String(), None),
    "is_deleted": (pl.Boolean(), False),
}
_COLUMNS = (
    "locator", "position", "platform", "thread_id", "sender_account_id", "sender_name", "sent_at", "sent_at_raw",
    "time_basis", "kind", "text", "native_message_id", "reply_to_native_message_id", "forwarded_from", "is_deleted",
)  # fmt: skip


@dataclass
class _Name:
    locator: str
    count: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass
class ChatRows:
    """The rows of one exhibit.

    Attributes:
        exhibit: The exhibit.
        platform: Platform of all its accounts, one of contract.md's.
        builder: Where the rows go.
    """

    exhibit: Exhibit
    platform: str
    builder: BatchBuilder = field(init=False)
    _position: int = 0
    _accounts: dict[tuple[str, str | None], dict[str, object]] = field(default_factory=dict)
    _names: dict[tuple[str, str, str, str | None, str | None], _Name] = field(default_factory=dict)
    _threads: dict[str, dict[str, object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with an empty builder."""
        self.builder = BatchBuilder(self.exhibit.exhibit_id)

    @property
    def owner_account_id(self) -> str | None:
        """Account of the seized device as given with the seizure, or None."""
        owner = self.exhibit.owners.get(self.platform)
        return None if owner is None else ids.account_id(self.platform, owner)

    def thread(self, thread_id: str, locator: str, *, title: str | None = None, kind: str = "unknown") -> None:
        """Note a conversation; a later title or kind fills in what an earlier sighting left open."""
        known = self._threads.setdefault(thread_id, {"locator": locator, "title": title, "kind": kind})
        known["title"] = known["title"] or title
        known["kind"] = kind if known["kind"] == "unknown" else known["kind"]

    def account(self, native_id: str, locator: str, *, is_owner: bool = False) -> str:
        """Note an account with an id of the platform; returns its account_id."""
        account_id = ids.account_id(self.platform, native_id)
        self._account(account_id, native_id, locator, None, is_owner=is_owner or account_id == self.owner_account_id)
        return account_id

    def named_account(self, name: str, thread_id: str, locator: str, *, is_owner: bool = False) -> str:
        """Note somebody known only by a display name, which holds in its conversation; returns the account_id."""
        native_id = ids.scoped_native_id(name, thread_id)
        account_id = ids.account_id(self.platform, native_id)
        self._account(account_id, native_id, locator, thread_id, is_owner=is_owner)
        return account_id

    def name(  # noqa: PLR0913 - a name observation has these parts
        self,
        account_id: str,
        name: str | None,
        kind: str,
        locator: str,
        *,
        observer: str | None = None,
        thread_id: str | None = None,
        span: tuple[datetime | None, datetime | None] = (None, None),
        count: int = 1,
    ) -> None:
        """Note sightings of a name; an empty name is none."""
        if name is None or not name.strip():
            return
        known = self._names.setdefault((account_id, name, kind, observer, thread_id), _Name(locator, 0, *span))
        known.count += count
        known.first_at = min(filter(None, (known.first_at, span[0])), default=None)
        known.last_at = max(filter(None, (known.last_at, span[1])), default=None)

    def messages(
        self, rows: pl.DataFrame, *, name_kind: str | None = "account_nickname", by_thread: bool = False
    ) -> None:
        """Add messages.

        Args:
            rows: Columns locator, thread_id, sender_account_id, sent_at (UTC, Datetime us), sent_at_raw, time_basis,
                text; optional: sender_name, kind, native_message_id, reply_to_native_message_id, forwarded_from,
                is_deleted. In file order.
            name_kind: What a sender_name is an observation of; None when names are noted otherwise.
            by_thread: Whether a name is a matter of its conversation (a group card, a label).
        """
        if not rows.height:
            return
        rows = rows.with_columns(
            pl.lit(default, dtype=dtype).alias(name) if name not in rows.columns else pl.col(name).cast(dtype)
            for name, (dtype, default) in _OPTIONAL.items()
        ).with_columns(platform=pl.lit(self.platform), position=pl.int_range(pl.len(), dtype=pl.Int64) + self._position)
        self.builder.extend("message", rows.select(_COLUMNS))
        self.builder.record_count += rows.height
        self._position += rows.height
        if name_kind is not None:
            self.names_of(rows, name_kind, by_thread=by_thread)

    def finish(self) -> None:
        """Add the thread, account and name rows; the exhibit is over."""
        for thread_id, told in self._threads.items():
            self.builder.add("thread", platform=self.platform, thread_id=thread_id, **told)
        for (account_id, scope), told in self._accounts.items():
            self.builder.add("account", account_id=account_id, platform=self.platform, thread_id=scope, **told)
        for (account_id, name, kind, observer, shown_in), seen in self._names.items():
            self.builder.add(
                "name_observation",
                locator=seen.locator,
                account_id=account_id,
                name=name,
                kind=kind,
                observer_account_id=observer,
                thread_id=shown_in,
                first_seen_at=seen.first_at,
                last_seen_at=seen.last_at,
                observation_count=seen.count,
            )

    def _account(self, account_id: str, native_id: str, locator: str, thread_id: str | None, *, is_owner: bool) -> None:
        known = self._accounts.setdefault(
            (account_id, thread_id),
            {
                "locator": locator,
                "native_id": native_id,
                "is_display_name_only": thread_id is not None,
                "is_owner": is_owner,
            },
        )
        known["is_owner"] = bool(known["is_owner"]) or is_owner

    def names_of(self, rows: pl.DataFrame, kind: str, *, by_thread: bool) -> None:
        """Note the sender names of messages, folded; columns as `messages` takes them."""
        key = ["sender_account_id", "sender_name", *(["thread_id"] if by_thread else [])]
        seen = (
            rows.filter(pl.col("sender_account_id").is_not_null() & pl.col("sender_name").is_not_null())
            .group_by(key, maintain_order=True)
            .agg(
                pl.col("locator").first(),
                pl.len(),
                pl.col("sent_at").min().alias("first"),
                pl.col("sent_at").max().alias("last"),
            )
        )
        for row in seen.iter_rows(named=True):
            self.name(
                row["sender_account_id"],
                row["sender_name"],
                kind,
                row["locator"],
                thread_id=row.get("thread_id"),
                span=(row["first"], row["last"]),
                count=row["len"],
            )


def epoch_times(raw: pl.Expr, *, unit: str) -> list[pl.Expr]:
    """`sent_at`, `sent_at_raw` and `time_basis` of numbers since 1970; what is no believable time is null and `none`.

    Evaluate it lazily (`frame.lazy().with_columns(…).collect()`): the three share their work then.

    Args:
        raw: Integer column, or text of digits.
        unit: `s` or `ms`.
    """
    number = raw.cast(pl.Int64, strict=False)
    micro = number * (1_000_000 if unit == "s" else 1_000)
    bound = 7_258_118_400_000_000  # the year 2200
    instant = pl.when((number > 0) & (number < bound // (1_000_000 if unit == "s" else 1_000))).then(
        micro.cast(pl.Datetime("us"))
    )
    return [
        instant.alias("sent_at"),
        raw.cast(pl.String, strict=False).alias("sent_at_raw"),
        pl.when(instant.is_not_null()).then(pl.lit(f"epoch_{unit}")).otherwise(pl.lit("none")).alias("time_basis"),
    ]


def iso_times(raw: pl.Expr) -> list[pl.Expr]:
    """`sent_at`, `sent_at_raw` and `time_basis` of ISO 8601 texts that carry their offset (`Z` or `+08:00`).

    Evaluate it lazily (`frame.lazy().with_columns(…).collect()`): the three share their work then.
    """
    instant = raw.map_batches(iso_instants, return_dtype=pl.Datetime("us"), is_elementwise=True)
    return [
        instant.alias("sent_at"),
        raw.cast(pl.String, strict=False).alias("sent_at_raw"),
        pl.when(instant.is_not_null()).then(pl.lit("offset")).otherwise(pl.lit("none")).alias("time_basis"),
    ]
