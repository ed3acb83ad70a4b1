"""The accounts and names of one report: noted as they come, one row each at the end.

A party's name is whatever the phone showed. Where the address book of the report gives the account the same name, it is
the owner's label (`remark`), else it counts as the account's own nickname; so names wait for the contacts, which stand
behind the chats. Memory grows with accounts and names, not with messages.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from sources.cellebrite.identifiers import Service, read_identifier
from sources.record import BatchBuilder
from warehouse.schema import ids

# What tools write for somebody whose name they don't know; no name of anybody.
_NO_NAMES = frozenset({"", "unknown", "n/a", "none", "null", "(unknown)", "system message"})
_KEY = ["sender_account_id", "sender_name", "thread_id"]


@dataclass(slots=True)
class _Account:
    locator: str
    platform: str
    native_id: str
    is_owner: bool
    thread_id: str | None


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody as a model names him.

    Attributes:
        identifier: Identifier as written.
        name: Shown name as written.
        is_owner: Whether the report says that it is the phone's owner.
        role: `From`, `To`, `General`…
    """

    identifier: str | None
    name: str | None
    is_owner: bool = False
    role: str | None = None

    @property
    def is_program(self) -> bool:
        """Whether it is the pseudo-party under which the program itself writes."""
        return "system message" in ((self.identifier or "").strip().lower(), (self.name or "").strip().lower())


@dataclass
class People:
    """All accounts and names of a report.

    Attributes:
        region: Country of phone numbers without country code.
        given: Platform to native id of the owner, as told with the seizure.
    """

    region: str | None
    given: Mapping[str, str]
    _accounts: dict[str, _Account] = field(default_factory=dict)
    _owners: dict[Service, str] = field(default_factory=dict)
    _labels: dict[str, dict[str, Service]] = field(default_factory=dict)
    _names: dict[tuple[str, str, str, Service | str | None], str] = field(default_factory=dict)
    _shown: pl.DataFrame | None = None

    # ---- accounts --------------------------------------------------------------------------------------------------

    def account(self, platform: str, native_id: str, locator: str, *, is_owner: bool = False) -> str:
        """Note an account that has an id."""
        account_id = ids.account_id(platform, native_id)
        known = self._accounts.get(account_id)
        if known is None:
            is_given = self.given.get(platform) == native_id
            self._accounts[account_id] = _Account(locator, platform, native_id, is_owner or is_given, None)
        elif is_owner:
            known.is_owner = True
        return account_id

    def named_account(self, platform: str, name: str, scope: str, locator: str, *, is_owner: bool = False) -> str:
        """Note somebody known by a shown name only, which holds in its conversation."""
        native_id = ids.scoped_native_id(name, scope)
        account_id = ids.account_id(platform, native_id)
        self._accounts.setdefault(account_id, _Account(locator, platform, native_id, is_owner, scope))
        return account_id

    def party(self, party: Party, service: Service, scope: str, locator: str) -> tuple[str | None, str | None]:
        """The account of a party and the name shown; None where the report tells neither id nor name.

        Args:
            party: The party.
            service: Where its identifier is valid.
            scope: Conversation in which a bare name holds.
            locator: Where it was seen.
        """
        read = None if party.identifier is None else read_identifier(party.identifier, service, self.region)
        name = shown_name(party.name) or (read.name if read is not None else None)
        if read is not None and read.native_id is not None:
            account_id = self.account(read.platform, read.native_id, locator, is_owner=party.is_owner)
            if party.is_owner:
                self._owners.setdefault(service, account_id)
            return account_id, name
        name = name or shown_name(party.identifier)
        if party.is_owner:
            owner = self.owner_of(service)
            if owner is not None or name is None:
                return owner, name
        if name is None:
            return None, None
        return self.named_account(service.platform, name, scope, locator, is_owner=party.is_owner), name

    def set_owner(self, service: Service, account_id: str) -> None:
        """Note that an account is the phone owner's."""
        self._owners.setdefault(service, account_id)
        self._accounts[account_id].is_owner = True

    def owner_of(self, service: Service) -> str | None:
        """The owner's account in a service, where the report or the seizure tells it."""
        if service in self._owners:
            return self._owners[service]
        native_id = self.given.get(service.platform)
        return None if native_id is None else ids.account_id(service.platform, native_id)

    def own_native_id(self, service: Service) -> str | None:
        """The owner's id in a service, where the report or the seizure tells it."""
        known = self._accounts.get(self._owners.get(service, ""))
        return self.given.get(service.platform) if known is None else known.native_id

    def observer_of(self, service: Service) -> str | None:
        """An account of the phone's owner, best in this service: who wrote the labels of the address book."""
        return self.owner_of(service) or self.owner_of(Service("phone")) or next(iter(self._owners.values()), None)

    # ---- names -----------------------------------------------------------------------------------------------------

    def name(self, account_id: str, name: str | None, kind: str, locator: str) -> None:
        """Note a name that stands beside an account outside of chats."""
        if shown := shown_name(name):
            self._names.setdefault((account_id, shown, kind, None), locator)

    def remark(self, account_id: str, name: str | None, observer: Service | str | None, locator: str) -> None:
        """Note a label; `observer` is an account, or the service in which the phone's owner wrote it."""
        if shown := shown_name(name):
            self._names.setdefault((account_id, shown, "remark", observer), locator)
            if isinstance(observer, Service):
                self._labels.setdefault(account_id, {}).setdefault(shown, observer)

    def shown(self, rows: pl.DataFrame) -> None:
        """Fold names shown in conversations.

        Columns:
            sender_account_id, sender_name, thread_id, locator, sent_at (null where unknown), count.
        """
        seen = (
            rows.lazy()
            .filter(pl.col("sender_account_id").is_not_null() & pl.col("sender_name").is_not_null())
            .group_by(_KEY, maintain_order=True)
            .agg(
                pl.col("locator").first(),
                pl.col("sent_at").min().alias("first_seen_at"),
                pl.col("sent_at").max().alias("last_seen_at"),
                pl.col("count").sum().alias("observation_count"),
            )
            .collect()
        )
        if self._shown is not None:
            seen = (
                pl.concat([self._shown, seen])
                .group_by(_KEY, maintain_order=True)
                .agg(
                    pl.col("locator").first(),
                    pl.col("first_seen_at").min(),
                    pl.col("last_seen_at").max(),
                    pl.col("observation_count").sum(),
                )
            )
        self._shown = seen

    # ---- the end ---------------------------------------------------------------------------------------------------

    def write(self, builder: BatchBuilder) -> None:
        """Add the rows of account and name_observation."""
        for account_id, account in self._accounts.items():
            builder.add(
                "account",
                locator=account.locator,
                account_id=account_id,
                platform=account.platform,
                native_id=account.native_id,
                is_owner=account.is_owner,
                is_display_name_only=account.thread_id is not None,
                thread_id=account.thread_id,
            )
        for (account_id, name, kind, observer), locator in self._names.items():
            if kind == "account_nickname" and name in self._labels.get(account_id, ()):
                continue  # the phone showed the owner's own label, which is noted as such
            builder.add(
                "name_observation",
                locator=locator,
                account_id=account_id,
                name=name,
                kind=kind,
                observer_account_id=self.observer_of(observer) if isinstance(observer, Service) else observer,
                observation_count=1,
            )
        if self._shown is not None:
            self._write_shown(self._shown, builder)

    def _write_shown(self, shown: pl.DataFrame, builder: BatchBuilder) -> None:
        pairs = zip(shown["sender_account_id"].to_list(), shown["sender_name"].to_list(), strict=True)
        services = [self._labels.get(account, {}).get(name) for account, name in pairs]
        observers = [None if service is None else self.observer_of(service) for service in services]
        kinds = ["account_nickname" if service is None else "remark" for service in services]
        builder.extend(
            "name_observation",
            shown.with_columns(
                pl.col("observation_count").cast(pl.Int64),
                pl.Series("kind", kinds, dtype=pl.String),
                pl.Series("observer_account_id", observers, dtype=pl.String),
            ).rename({"sender_account_id": "account_id", "sender_name": "name"}),
        )


def shown_name(name: str | None) -> str | None:
    """A name without the spaces around it; None for the words that stand for no name."""
    bare = (name or "").strip()
    return None if bare.lower() in _NO_NAMES else bare
