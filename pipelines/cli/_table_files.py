"""Reads and writes the plain tables that users bring: CSV in any usual encoding and separator, and Parquet."""

from collections.abc import Iterator
from pathlib import Path

import click
import polars as pl
from polars.io.plugins import register_io_source

_ENCODINGS = ("utf-8-sig", "gb18030", "cp1252")
_ROW_GROUP = 50_000
_SEPARATORS = ",;\t|"


def read_table(file: Path) -> pl.DataFrame:
    """A table with all columns as text: null where a cell is empty, several values of a cell parted by `|`.

    Raises:
        click.ClickException: When the file is no table.
    """
    try:
        table = pl.read_parquet(file) if file.suffix.lower() in (".parquet", ".pq") else _read_csv(file)
    except pl.exceptions.PolarsError as error:
        first = str(error).partition("\n")[0]
        raise click.ClickException(f"{file} can't be read as a table ({first})") from error
    return table.select(_as_text(name, kind) for name, kind in table.schema.items())


def write_batches(batches: Iterator[pl.DataFrame], file: Path) -> None:
    """Write rows that come in batches, at least one, as the file's ending says; no more than a few are held at once."""
    first = next(batches)

    def given(*_unused: object) -> Iterator[pl.DataFrame]:
        yield first
        yield from batches

    rows = register_io_source(given, schema=first.schema)
    if file.suffix.lower() in (".parquet", ".pq"):
        rows.sink_parquet(file, row_group_size=_ROW_GROUP)
    else:
        rows.sink_csv(file)


def write_table(rows: pl.DataFrame, file: Path) -> None:
    """Write rows as the file's ending says: .parquet, else CSV."""
    if file.suffix.lower() in (".parquet", ".pq"):
        rows.write_parquet(file)
    else:
        rows.write_csv(file)


def _read_csv(file: Path) -> pl.DataFrame:
    content = file.read_bytes()
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise click.ClickException(f"{file} is text in no encoding known here; save it as UTF-8")
    heading = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=lambda sign: (heading.count(sign), -_SEPARATORS.index(sign)))
    return pl.read_csv(text.encode(), separator=separator, infer_schema=False, empty_string_is_null=True)


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.List):
        return column.cast(pl.List(pl.String)).list.join("|", ignore_nulls=True)
    if isinstance(kind, pl.Struct):
        return column.struct.json_encode()
    if kind.is_float():
        # Numbers with gaps often come as floats: 1947.0 is 1947.
        whole = pl.when(column == column.round(0)).then(column.cast(pl.Int64, strict=False).cast(pl.String))
        return whole.otherwise(column.cast(pl.String)).alias(name)
    if kind == pl.Binary:
        return column.cast(pl.String, strict=False)
    text = column.cast(pl.String)
    return pl.when(text.str.strip_chars() == "").then(None).otherwise(text).alias(name)
