"""Accounts and names seen while one exhibit is read, folded to one row each and written at its end.

Memory grows with the number of accounts and names, not with the number of messages.
"""

from collections.abc import Callable
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
    place: int
    count: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass
class Sightings:
    """Collects accounts and names of one exhibit; the result doesn't depend on the order in which they are noted.

    Attributes:
        unit: What places are numbers of: `line` or `row`.
        located: Writes a place as locator where `UNIT:PLACE` isn't the form; places still sort by file order.
    """

    unit: str
    located: Callable[[int], str] | None = None
    _accounts: dict[tuple[str, str | None], tuple[AccountSeen, int]] = field(default_factory=dict)
    _names: dict[NameSeen, _Span] = field(default_factory=dict)

    def account(self, seen: AccountSeen, place: int) -> None:
        """Note an account; its earliest place stays, and once an owner is always one."""
        key = (seen.account_id, seen.thread_id)
        known, first = self._accounts.get(key, (seen, place))
        self._accounts[key] = (seen if seen.is_owner else known, min(place, first))

    def name(self, seen: NameSeen, place: int, span: tuple[datetime | None, datetime | None], count: int) -> None:
        """Note sightings of a name: `span` is the earliest and the latest time, where known."""
        known = self._names.setdefault(seen, _Span(place, 0, *span))
        known.place = min(known.place, place)
        known.count += count
        known.first_at = min(filter(None, (known.first_at, span[0])), default=None)
        known.last_at = max(filter(None, (known.last_at, span[1])), default=None)

    def write(self, builder: BatchBuilder) -> None:
        """Add the account and name_observation rows, by place."""
        for seen, place in sorted(self._accounts.values(), key=lambda noted: (noted[1], noted[0].account_id)):
            builder.add("account", locator=self._locator(place), **vars(seen))
        by_place = sorted(self._names.items(), key=lambda noted: (noted[1].place, noted[0].account_id, noted[0].name))
        for name, span in by_place:
            builder.add(
                "name_observation",
                locator=self._locator(span.place),
                **vars(name),
                first_seen_at=span.first_at,
                last_seen_at=span.last_at,
                observation_count=span.count,
            )

    def _locator(self, place: int) -> str:
        return f"{self.unit}:{place}" if self.located is None else self.located(place)
