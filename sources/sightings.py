"""Accounts and names seen while one exhibit is read, folded to one row each and written at its end.

Memory grows with the number of accounts and names, not with the number of messages.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sources.record import BatchBuilder


@dataclass(frozen=True)
class AccountSeen:
    """An account as an exhibit shows it.

    Attributes:
        account_id: Id of the account.
        platform: Its platform.
        native_id: The platform's own id, or the scoped display name.
        is_display_name_only: Whether the native id is only a name scoped by its thread.
        is_owner: Whether the exhibit shows it as the account of the seized device.
        thread_id: The one thread in which the id holds, else None.
    """

    account_id: str
    platform: str
    native_id: str
    is_display_name_only: bool = False
    is_owner: bool = False
    thread_id: str | None = None


@dataclass(frozen=True, order=True)
class NameSeen:
    """A name of an account: what folds to one name observation.

    Attributes:
        account_id: Who bears the name.
        name: As written.
        kind: Kind of the observation.
        observer_account_id: Whose label it is, where known.
        thread_id: Where it was shown.
    """

    account_id: str
    name: str
    kind: str
    observer_account_id: str | None = None
    thread_id: str | None = None


@dataclass
class _Span:
    locator: str
    count: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass
class Sightings:
    """Collects accounts and names of one exhibit."""

    _accounts: dict[tuple[str, str | None], tuple[AccountSeen, str]] = field(default_factory=dict)
    _names: dict[NameSeen, _Span] = field(default_factory=dict)

    def account(self, seen: AccountSeen, locator: str) -> None:
        """Note an account; its first place stays."""
        key = (seen.account_id, seen.thread_id)
        known = self._accounts.get(key)
        if known is None:
            self._accounts[key] = (seen, locator)
        elif seen.is_owner and not known[0].is_owner:
            self._accounts[key] = (seen, known[1])

    def name(self, seen: NameSeen, locator: str, span: tuple[datetime | None, datetime | None], count: int) -> None:
        """Note sightings of a name: `span` is the earliest and the latest time, where known."""
        known = self._names.get(seen)
        if known is None:
            self._names[seen] = _Span(locator, count, *span)
            return
        known.count += count
        known.first_at = min(filter(None, (known.first_at, span[0])), default=None)
        known.last_at = max(filter(None, (known.last_at, span[1])), default=None)

    def write(self, builder: BatchBuilder) -> None:
        """Add the account and name_observation rows."""
        for seen, locator in self._accounts.values():
            builder.add("account", locator=locator, **vars(seen))
        for name, span in self._names.items():
            builder.add(
                "name_observation",
                locator=span.locator,
                **vars(name),
                first_seen_at=span.first_at,
                last_seen_at=span.last_at,
                observation_count=span.count,
            )
