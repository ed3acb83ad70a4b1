"""The one place that imports duckdb: the working database and its SQL files.

House rules kept here (platform.md): every result is finished before the next call; one writer at a time; SQL stands in
files and parameters are named; the few statements built from strings use identifiers of warehouse.schema alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import duckdb

from warehouse.errors import WarehouseBusy, WarehouseError
from warehouse.schema.relation import Relation

if TYPE_CHECKING:  # asking commands answer within a second: the frame libraries are loaded where they are needed
    import polars as pl
    import pyarrow as pa

# DuckDB spills to disk beyond this; leaves room for frames and the reader on a small machine.
MEMORY_LIMIT = "2GB"

# Schema of the working database by kind of relation.
RECORD_SCHEMA = "record"
FRAME_SCHEMA = "frame"


@cache
def sql_text(folder: str, name: str) -> str:
    """The text of `warehouse/FOLDER/NAME.sql`."""
    return files("warehouse").joinpath(folder, f"{name}.sql").read_text(encoding="utf-8")


class Warehouse:
    """The working database, held by this process alone while open for writing.

    Args:
        file: Database file; made when it does not exist (writing only). None keeps it in memory, for tests.
        read_only: Open without the right to write.
        threads: Threads DuckDB may use; None leaves it to DuckDB. Results do not depend on it.

    Raises:
        WarehouseBusy: When another process holds the file.
        WarehouseError: When the file can't be opened for another reason.
    """

    def __init__(self, file: Path | None, *, read_only: bool = False, threads: int | None = None) -> None:
        self._file = file
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY_LIMIT,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": True,
        }
        if threads is not None:
            settings["threads"] = threads
        try:
            self._connection = duckdb.connect(str(file) if file else ":memory:", read_only=read_only, config=settings)
        except duckdb.IOException as error:
            if "lock" in str(error):
                raise WarehouseBusy(
                    f"the warehouse {file} is held by another process; wait for its run to end"
                ) from error
            raise WarehouseError(
                f"the warehouse {file} can't be opened: it is damaged, or the right to it or space is lacking"
            ) from error

    def __enter__(self) -> Warehouse:
        """Nothing happens: the database is open from the start."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the database."""
        self.close()

    def close(self) -> None:
        """Close the database; what was committed stays."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: commits at the end, rolls back when an error passes through. Not nestable."""
        self._connection.begin()
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()

    def execute(self, statement: str, parameters: Mapping[str, object] | None = None) -> list[tuple[object, ...]]:
        """Run one statement of this package's own and fetch everything."""
        return self._connection.execute(statement, dict(parameters or {})).fetchall()

    def table(
        self, statement: str, parameters: Mapping[str, object] | None = None
    ) -> tuple[list[str], list[tuple[object, ...]]]:
        """Run one statement and fetch its column names and rows."""
        cursor = self._connection.execute(statement, dict(parameters or {}))
        if cursor is None:  # duckdb answers a comment or a lone semicolon with nothing at all
            return [], []
        columns = [str(column[0]) for column in cursor.description or []]
        return columns, cursor.fetchall()

    def asked(self, statement: str) -> tuple[list[str], list[tuple[object, ...]]]:
        """Run a person's own statement.

        Raises:
            WarehouseError: When it is refused, with what DuckDB says of it.
        """
        try:
            return self.table(statement)
        except duckdb.Error as error:
            raise WarehouseError(" ".join(str(error).split())) from error

    def frame(self, statement: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
        """Run one statement and return its rows as a frame."""
        relation = self._connection.sql(statement, params=dict(parameters or {}))
        rows: pl.DataFrame = relation.pl()
        return rows

    def run_file(self, folder: str, name: str, **parameters: object) -> None:
        """Run every statement of `warehouse/FOLDER/NAME.sql`; each gets the named parameters it asks for."""
        for statement in self._connection.extract_statements(sql_text(folder, name)):
            wanted = {key: parameters[key] for key in statement.named_parameters}
            self._connection.execute(statement.query, wanted).fetchall()

    def read_frame(self, query: str, **parameters: object) -> pl.DataFrame:
        """The rows of the single statement in `warehouse/queries/QUERY.sql`."""
        return self.frame(sql_text("queries", query), parameters)

    def replace_case_rows(self, relation: Relation, case_id: str, rows: pl.DataFrame) -> int:
        """Put rows of a resolver in the place of the case's old ones; returns how many. Call inside a transaction."""
        table = f"{FRAME_SCHEMA}.{relation.name}"
        self.execute(f"delete from {table} where case_id = $case_id", {"case_id": case_id})
        return self.append_case_rows(relation, case_id, rows, schema=FRAME_SCHEMA)

    def append_case_rows(
        self, relation: Relation, case_id: str, rows: pl.DataFrame | pa.Table, *, schema: str = FRAME_SCHEMA
    ) -> int:
        """Append rows with the declared columns; `case_id` is put before them. Returns how many."""
        import pyarrow as pa

        table = rows if isinstance(rows, pa.Table) else relation.conform(rows).to_arrow()
        if table.num_rows == 0:
            return 0
        columns = ", ".join(f'"{name}"' for name in relation.column_names)
        self._connection.register("incoming_rows", table)
        try:
            self.execute(
                f"insert into {schema}.{relation.name} (case_id, {columns}) select $case_id, {columns} "
                "from incoming_rows",
                {"case_id": case_id},
            )
        except duckdb.Error as error:
            raise WarehouseError(f"rows of {relation.name} do not fit its table: {error}") from error
        finally:
            self._connection.unregister("incoming_rows")
        return int(table.num_rows)

    def insert_rows(self, query: str, rows: pl.DataFrame, **parameters: object) -> None:
        """Run `queries/QUERY.sql`, an insert that selects from `incoming_rows`. Nothing happens without rows."""
        if rows.height == 0:
            return
        self._connection.register("incoming_rows", rows.to_arrow())
        try:
            self.run_file("queries", query, **parameters)
        finally:
            self._connection.unregister("incoming_rows")

    def has_columns(self, table: str, *columns: str) -> bool:
        """Whether a published table has columns: a snapshot may come from an older version of the program."""
        found = {name for name, _ in self.columns_of("main", table)}
        return found.issuperset(columns)

    def columns_of(self, schema: str, table: str) -> list[tuple[str, str]]:
        """Names and types of a table's columns, in order."""
        rows = self.execute(
            "select column_name, data_type from duckdb_columns() where schema_name = $schema and table_name = $table "
            "and database_name = current_database() order by column_index",
            {"schema": schema, "table": table},
        )
        return [(str(name), str(kind)) for name, kind in rows]


@contextmanager
def open_snapshot(file: Path) -> Iterator[Warehouse]:
    """A published snapshot, read only; any number of readers at once.

    Raises:
        WarehouseError: When nothing was published yet.
    """
    if not file.exists():
        raise WarehouseError(f"nothing is published yet at {file}; run `steelnail run` first")
    snapshot = Warehouse(file, read_only=True)
    try:
        yield snapshot
    finally:
        snapshot.close()
