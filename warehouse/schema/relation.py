"""How a table is declared: columns with type and meaning, and the schemas of each engine made from them.

One declaration serves Arrow (readers), Polars (resolvers) and DuckDB (warehouse), so that no layout is written twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # asking commands answer within a second: the frame libraries are loaded where they are needed
    import polars as pl
    import pyarrow as pa

ColumnType = Literal["text", "int", "float", "bool", "time", "text_list"]

_DUCKDB: dict[ColumnType, str] = {
    "text": "varchar",
    "int": "bigint",
    "float": "double",
    "bool": "boolean",
    "time": "timestamp",
    "text_list": "varchar[]",
}


@cache
def _arrow_types() -> dict[ColumnType, pa.DataType]:
    import pyarrow as pa

    return {
        "text": pa.string(),
        "int": pa.int64(),
        "float": pa.float64(),
        "bool": pa.bool_(),
        "time": pa.timestamp("us"),
        "text_list": pa.list_(pa.string()),
    }


@cache
def _polars_types() -> dict[ColumnType, pl.DataType]:
    import polars as pl

    return {
        "text": pl.String(),
        "int": pl.Int64(),
        "float": pl.Float64(),
        "bool": pl.Boolean(),
        "time": pl.Datetime("us"),
        "text_list": pl.List(pl.String()),
    }


@dataclass(frozen=True)
class Column:
    """One column of a relation.

    Attributes:
        name: Column name; `_at` is a UTC instant, `_count` a count, `_probability` 0 to 1, `_weight` bits.
        kind: Type of the values; `time` is a UTC timestamp in microseconds without zone.
        meaning: One sentence for people who read the database.
        nullable: Whether null may stand here; null means unknown, never empty.
    """

    name: str
    kind: ColumnType
    meaning: str
    nullable: bool = True


@dataclass(frozen=True)
class Relation:
    """A declared table: its name, what one row is, its columns and its key.

    Attributes:
        name: Table name, singular.
        row: What one row is, as the end of the sentence "One row per …".
        columns: The columns in order.
        key: Names of the columns that identify a row; empty when rows may repeat.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def column_names(self) -> list[str]:
        """The column names in order."""
        return [column.name for column in self.columns]

    def arrow_schema(self) -> pa.Schema:
        """The Arrow schema; nullability is not enforced by Arrow and is checked by the warehouse."""
        import pyarrow as pa

        return pa.schema([pa.field(c.name, _arrow_types()[c.kind]) for c in self.columns])

    def polars_schema(self) -> dict[str, pl.DataType]:
        """The Polars schema, in column order."""
        return {c.name: _polars_types()[c.kind] for c in self.columns}

    def duckdb_columns(self) -> list[tuple[str, str]]:
        """Pairs of column name and DuckDB type, in column order."""
        return [(c.name, _DUCKDB[c.kind]) for c in self.columns]

    def empty_frame(self) -> pl.DataFrame:
        """A Polars frame with no rows and the declared columns."""
        import polars as pl

        return pl.DataFrame(schema=self.polars_schema())

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Select the declared columns in order and cast them; missing nullable columns become null.

        Raises:
            KeyError: When a column that may not be null is missing.
        """
        import polars as pl

        missing = [c.name for c in self.columns if c.name not in frame.columns and not c.nullable]
        if missing:
            raise KeyError(f"{self.name} lacks {', '.join(missing)}")
        schema = self.polars_schema()
        return frame.select(
            pl.col(name).cast(kind) if name in frame.columns else pl.lit(None, dtype=kind).alias(name)
            for name, kind in schema.items()
        )


def text(name: str, meaning: str, *, required: bool = False) -> Column:
    """A text column; `required` means never null."""
    return Column(name, "text", meaning, nullable=not required)


def integer(name: str, meaning: str, *, required: bool = False) -> Column:
    """A whole-number column."""
    return Column(name, "int", meaning, nullable=not required)


def number(name: str, meaning: str, *, required: bool = False) -> Column:
    """A floating-point column."""
    return Column(name, "float", meaning, nullable=not required)


def flag(name: str, meaning: str, *, required: bool = False) -> Column:
    """A true/false column."""
    return Column(name, "bool", meaning, nullable=not required)


def instant(name: str, meaning: str, *, required: bool = False) -> Column:
    """A UTC instant column."""
    return Column(name, "time", meaning, nullable=not required)


def texts(name: str, meaning: str, *, required: bool = False) -> Column:
    """A column of lists of text."""
    return Column(name, "text_list", meaning, nullable=not required)


# Every row that a reader makes ends with these: the place in the bytes it was read from.
EXHIBIT_ID = text("exhibit_id", "SHA-256 of the exhibit, 64 hex digits.", required=True)
LOCATOR = text(
    "locator",
    "Place inside the exhibit: line:N, json:POINTER, row:SHEET!N or row:N; numbers count from 1.",
    required=True,
)
