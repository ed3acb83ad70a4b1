"""Rows of a disclosure: registrations by holder, bound identifiers, names, logins.

The registrant is not the operator: a row ties a name and a document to an account. Earlier holders are rows of their
own and their cards and phones are never selectors of whoever holds the account now.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sources import identifiers
from sources.identifiers import Identifier
from sources.phone_region import region_of
from sources.record import BatchBuilder, Exhibit
from warehouse.schema import ids


@dataclass(frozen=True)
class Moment:
    """A time as a platform writes it: UTC instant or None, the raw text, and why the instant is what it is."""

    at: datetime | None
    raw: str | None
    basis: str


@dataclass
class Disclosed:
    """The rows of one disclosed file.

    Attributes:
        exhibit: The file.
        builder: Where the rows go.
        region: Country of phone numbers without country code.
    """

    exhibit: Exhibit
    builder: BatchBuilder = field(init=False)
    region: str | None = field(init=False)
    _accounts: set[str] = field(default_factory=set)
    _addresses: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Begin with an empty builder."""
        self.builder = BatchBuilder(self.exhibit.exhibit_id)
        self.region = region_of(self.exhibit) or ("CN" if self.exhibit.timezone is None else None)

    def account(self, platform: str, native_id: str, locator: str) -> str:
        """Tell of an account once; returns its id."""
        account_id = ids.account_id(platform, native_id)
        if account_id not in self._accounts:
            self._accounts.add(account_id)
            self.builder.add(
                "account",
                locator=locator,
                account_id=account_id,
                platform=platform,
                native_id=native_id,
                is_owner=False,
                is_display_name_only=False,
            )
        return account_id

    def name(self, account_id: str, name: str, kind: str, locator: str) -> None:
        """A name that the platform knows of the account; an empty one is none."""
        if name.strip():
            self.builder.add(
                "name_observation",
                locator=locator,
                account_id=account_id,
                name=name.strip(),
                kind=kind,
                observation_count=1,
            )

    def selector(
        self, account_id: str, kind: str, written: str, locator: str, basis: str = "registration"
    ) -> Identifier:
        """An identifier bound to the account; returns it checked."""
        held = checked(kind, written, self.region)
        if written.strip():
            self.builder.add(
                "selector",
                locator=locator,
                account_id=account_id,
                kind=kind,
                value=held.value,
                raw=written,
                basis=basis,
                is_usable=held.is_usable,
            )
        return held

    def registration(
        self,
        account: tuple[str, str] | None,
        locator: str,
        holder: str,
        facts: dict[str, str],
        opened: Moment | None = None,
    ) -> None:
        """Who holds or held an account.

        Args:
            account: Platform and native id; None where the file names none.
            locator: Place.
            holder: registrant, seller or earlier_holder.
            facts: real_name, document_number, phone, ip, device, bank_card as written.
            opened: When it was registered.
        """
        platform = account[0] if account else "unknown"
        values: dict[str, str | None] = {}
        for column, written in facts.items():
            kind = _KINDS.get(column)
            held = checked(kind, written, self.region) if kind and written.strip() else None
            is_kept = held is not None and (held.is_usable or kind == "document")
            values[column] = (held.value if held is not None and is_kept else written.strip()) or None
        lossy = [column for column, written in facts.items() if identifiers.is_lossy_number(written.strip())]
        self.builder.add(
            "registration",
            locator=locator,
            account_id=self.account(*account, locator) if account else None,
            platform=platform,
            native_id=account[1] if account else None,
            holder=holder,
            registered_at=opened.at if opened else None,
            registered_at_raw=opened.raw if opened else None,
            lossy_columns=", ".join(lossy) or None,
            **values,
        )

    def login(
        self, account_id: str, locator: str, moment: Moment, *, ip: str = "", device: str = "", action: str = ""
    ) -> None:
        """One login; its address becomes a selector of the account once in the file."""
        address = identifiers.ip_address(ip).value if ip.strip() else None
        self.builder.add(
            "login",
            locator=locator,
            account_id=account_id,
            happened_at=moment.at,
            happened_at_raw=moment.raw,
            time_basis=moment.basis,
            ip=address,
            device=device.strip() or None,
            action=action.strip() or None,
        )
        if address is not None and (account_id, address) not in self._addresses:
            self._addresses.add((account_id, address))
            self.selector(account_id, "ip", ip, locator, "session")


_KINDS = {
    "document_number": "document",
    "phone": "phone",
    "ip": "ip",
    "device": "device",
    "bank_card": "bank_card",
}


def checked(kind: str, written: str, region: str | None) -> Identifier:
    """An identifier of a kind, normalised and checked."""
    match kind:
        case "phone":
            return identifiers.phone(written, region)
        case "document":
            return identifiers.document(written)
        case "bank_card":
            return identifiers.bank_card(written)
        case "ip":
            return identifiers.ip_address(written)
        case "email":
            return identifiers.email(written)
        case "device":
            return identifiers.device(written)
        case "wallet":
            return identifiers.wallet(written)
        case _:
            return Identifier(identifiers.plain(written), bool(written.strip()))


def first_filled(told: dict[str, str], keys: Iterable[str]) -> str:
    """The first value that is filled in, '' when none is."""
    return next((told[key].strip() for key in keys if told.get(key, "").strip()), "")
