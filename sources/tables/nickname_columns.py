"""Rows of nickname lists that are plain, by columns (plain_rows.py says which rows are plain)."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from sources.tables.plain_rows import FACTS, PlainRows, plain_columns
from sources.tables.row_values import SELECTOR_KINDS, TableContext

_NAMES = ("moniker", "nickname", "real_name")
_CLAIMS = {"role_text": "role", "superior_text": "superior", "group_text": "group"}
_READABLE = frozenset({"account", "wxid", *_NAMES, *_CLAIMS.values(), *FACTS})


@dataclass(frozen=True)
class PlainLists(PlainRows):
    """Reads plain rows of a nickname list."""

    @classmethod
    def of(cls, context: TableContext) -> "PlainLists | None":
        """The reader of a layout, None where the layout asks for a closer look at each row."""
        columns = plain_columns(context, _READABLE)
        return cls(context, columns) if columns is not None else None

    def is_name(self, column: int) -> bool:
        """Names must each be one plain name, since a cell may hold several."""
        return self.context.layout.columns[column].target in _NAMES

    def is_record(self, found: Mapping[str, pl.Series], filled: pl.Series) -> pl.Series:
        """Rows with a name, and no name twice."""
        names = [found[f"c{column}"] for column in self._name_columns()]
        has_name = pl.repeat(value=False, n=len(filled), eager=True, dtype=pl.Boolean)
        for place, name in enumerate(names):
            has_name |= name.is_not_null()
            for other in names[:place]:
                has_name &= (name != other).fill_null(value=True)
        return has_name

    def add(self, rows: pl.DataFrame) -> None:
        """Turn plain rows into list entries, accounts, selectors and names."""
        builder = self.context.builder
        builder.record_count += rows.height
        located = rows.with_columns(locator=self.locator(), list_row=self.row_key())
        bearers = {}
        for column, platform in self.columns.accounts.items():
            located = located.with_columns(pl.format(f"{platform}:{{}}", f"c{column}").alias(f"account{column}"))
            own = located.filter(pl.col(f"c{column}").is_not_null()).with_columns(account_id=f"account{column}")
            bearers[platform] = own
            self.add_accounts(own, column, platform)
        self._add_entries(located)
        for target, place in self.columns.facts.items():
            values = located.filter(pl.col(f"c{place}").is_not_null())
            self._add_selectors(values, SELECTOR_KINDS[target], (target, f"c{place}", f"{target}_usable"))
        for own in bearers.values():
            self._add_selectors(own, "account", ("account_id", None, None))
        self.add_names(bearers, ("nickname",))

    def _name_columns(self) -> list[int]:
        columns = self.context.layout.columns
        return [column for column, meaning in sorted(columns.items()) if meaning.target in _NAMES]

    def _add_entries(self, rows: pl.DataFrame) -> None:
        single = self.columns.single
        claims: dict[str, pl.Expr] = {
            name: pl.col(f"c{single[target]}") for name, target in _CLAIMS.items() if target in single
        }
        if self.columns.accounts:
            claims["account_id"] = pl.coalesce(*(f"account{column}" for column in self.columns.accounts))
        if "document" in self.columns.facts:
            claims["document_number"] = pl.col("document")
        claims["note"] = self._note()
        for column in self._name_columns():
            is_real = self.context.layout.columns[column].target == "real_name"
            entries = rows.filter(pl.col(f"c{column}").is_not_null()).select(
                "locator",
                row="list_row",
                name=f"c{column}",
                name_kind=pl.lit("real_name" if is_real else "nickname"),
                **claims,
            )
            self.context.builder.extend("list_entry", entries)

    def _note(self) -> pl.Expr:
        """What stands in columns that are no claim and no key: `heading: text` joined by '; '."""
        layout = self.context.layout
        parts = [
            pl.concat_str(pl.lit(f"{' '.join(label.split())}: "), f"c{column}")
            for column, label in sorted(layout.labels.items())
            if column not in layout.columns and column not in layout.serial_columns
        ]
        if not parts:
            return pl.lit(None, dtype=pl.String)
        return pl.concat_str(parts, separator="; ", ignore_nulls=True).replace("", None)

    def _add_selectors(self, rows: pl.DataFrame, kind: str, columns: tuple[str, str | None, str | None]) -> None:
        value, raw, usable = columns
        self.context.builder.extend(
            "selector",
            rows.select(
                "locator",
                "list_row",
                kind=pl.lit(kind),
                value=value,
                raw=pl.lit(None, dtype=pl.String) if raw is None else raw,
                basis=pl.lit("list"),
                is_usable=pl.lit(value=True) if usable is None else usable,
            ),
        )
