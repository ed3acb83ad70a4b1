"""Registrations of plain rows by columns (plain_rows.py says which rows are plain)."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from sources.clock_text import to_utc
from sources.tables.plain_rows import FACTS, PlainRows, plain_columns
from sources.tables.registration_rows import COLUMNS
from sources.tables.row_values import SELECTOR_KINDS, TableContext

_READABLE = frozenset({"account", "wxid", "nickname", "moniker", "real_name", "registered_at", *FACTS})


@dataclass(frozen=True)
class PlainRegistrations(PlainRows):
    """Reads plain rows of a registration table."""

    @classmethod
    def of(cls, context: TableContext) -> "PlainRegistrations | None":
        """The reader of a layout, None where the layout asks for a closer look at each row."""
        columns = plain_columns(context, _READABLE)
        return cls(context, columns) if columns is not None and columns.accounts else None

    def is_record(self, found: Mapping[str, pl.Series], filled: pl.Series) -> pl.Series:
        """Rows with an account and something beside it."""
        has_account = pl.repeat(value=False, n=len(filled), eager=True, dtype=pl.Boolean)
        for column in self.columns.accounts:
            has_account |= found[f"c{column}"].is_not_null()
        return has_account & (filled >= 2)

    def add(self, rows: pl.DataFrame) -> None:
        """Turn plain rows into registrations, accounts, selectors and names."""
        builder = self.context.builder
        builder.record_count += rows.height
        located = rows.with_columns(locator=self.locator())
        bearers = {}
        for column, platform in self.columns.accounts.items():
            of_account = located.filter(pl.col(f"c{column}").is_not_null()).with_columns(
                account_id=pl.format(f"{platform}:{{}}", f"c{column}")
            )
            bearers[platform] = of_account
            builder.extend("registration", self._registrations(of_account, column, platform))
            self.add_accounts(of_account, column, platform)
            for target, place in self.columns.facts.items():
                builder.extend("selector", _selectors(of_account, target, place))
        self.add_names(bearers, ("nickname", "moniker"))

    def _registrations(self, rows: pl.DataFrame, column: int, platform: str) -> pl.DataFrame:
        single = self.columns.single
        facts = {
            name: pl.coalesce(*known)
            for name, targets in COLUMNS.items()
            if (known := [pl.col(target) for target in targets if target in self.columns.facts])
        }
        if "real_name" in single:
            facts["real_name"] = pl.col(f"c{single['real_name']}")
        if "registered_at" in single:
            facts["registered_at"] = to_utc(pl.col("moment"), self.context.exhibit.zone(platform)[0])
            facts["registered_at_raw"] = pl.col(f"c{single['registered_at']}")
        return rows.select(
            "locator",
            "account_id",
            native_id=f"c{column}",
            platform=pl.lit(platform),
            holder=pl.lit("registrant"),
            **facts,
        )


def _selectors(rows: pl.DataFrame, target: str, column: int) -> pl.DataFrame:
    return rows.filter(pl.col(f"c{column}").is_not_null()).select(
        "locator",
        "account_id",
        kind=pl.lit(SELECTOR_KINDS[target]),
        value=target,
        raw=f"c{column}",
        basis=pl.lit("session" if target == "login_ip" else "registration"),
        is_usable=f"{target}_usable",
    )
