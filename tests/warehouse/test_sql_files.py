"""Every SQL file is understood by an empty migrated database: wrong columns and tables show here, not at night."""

from importlib.resources import files
from pathlib import Path

import pytest

from warehouse.connection import Warehouse, sql_text
from warehouse.migrate import migrate, migration_names
from warehouse.publish import RunRecord, gate_names, macro_names, publish_snapshot
from warehouse.schema.frames import FRAME_RELATIONS
from warehouse.schema.published import PUBLISHED_RELATIONS
from warehouse.schema.records import RECORD_RELATIONS

# Filled by `insert … select from incoming_rows`: explained with the rows of a test in test_intake and test_cases.
_TAKES_ROWS = {"act_cue", "text_read", "provenance", "known_entity", "entity_event"}


def _names(folder: str) -> list[str]:
    entries = files("warehouse").joinpath(folder).iterdir()
    return sorted(entry.name.removesuffix(".sql") for entry in entries if entry.name.endswith(".sql"))


@pytest.fixture(scope="module")
def empty_warehouse():
    with Warehouse(None) as warehouse:
        migrate(warehouse)
        yield warehouse


@pytest.mark.parametrize("name", [name for name in _names("queries") if name not in _TAKES_ROWS])
def test_query_is_understood(empty_warehouse, name):
    """Each query binds against the migrated tables."""
    connection = empty_warehouse._connection
    for statement in connection.extract_statements(sql_text("queries", name)):
        parameters = dict.fromkeys(statement.named_parameters)
        plan = connection.execute(f"explain {statement.query}", parameters).fetchall()
        assert plan


def test_every_view_is_a_published_relation():
    """A view nobody publishes and a relation without a view would both be lies."""
    assert sorted(_names("views")) == sorted(relation.name for relation in PUBLISHED_RELATIONS)


def test_tables_have_the_declared_columns(empty_warehouse):
    """The migrations make what warehouse.schema declares."""
    ledger = {"known_entity", "entity_event", "judged_pair", "judged_claim"}
    read_only = {"utterance", "rename", "membership", "reference_selector", "listed"}
    read_only |= {"message_place", "found_identifier", "contact_pair", "reference_login"}
    for schema, relations in (("record", RECORD_RELATIONS), ("frame", FRAME_RELATIONS)):
        for relation in relations:
            if relation.name in ledger | read_only:
                continue
            expected = [("case_id", "VARCHAR")] + [(n, t.upper()) for n, t in relation.duckdb_columns()]
            assert empty_warehouse.columns_of(schema, relation.name) == expected, relation.name


def test_migrations_run_once(empty_warehouse):
    """A second migration finds nothing to do."""
    assert migrate(empty_warehouse) == []
    assert migration_names() == sorted(migration_names())


def test_snapshot_of_nothing_answers_everything(tmp_path: Path, run_record: RunRecord):
    """Relations, macros and comments stand in the snapshot even before the first seizure."""
    with Warehouse(None) as warehouse:
        migrate(warehouse)
        file = publish_snapshot(warehouse, tmp_path / "published", run_record)
    with Warehouse(file, read_only=True) as snapshot:
        for relation in PUBLISHED_RELATIONS:
            columns = [(name, kind.upper()) for name, kind in relation.duckdb_columns()]
            assert snapshot.columns_of("main", relation.name) == columns
        uncommented = snapshot.execute(
            "select table_name, column_name from duckdb_columns() where not internal and comment is null"
        )
        assert uncommented == []
        for call in (
            "who_is('x')",
            "why('x', 'y')",
            "why_not('x', 'y')",
            "entity_card('x')",
            "org_chart('x')",
            "gang_overlap('x')",
            "rests_on('x')",
            "entity_now('x')",
            "entity_as_of('2026-01-01')",
            "who_is_as_of('x', timestamp '2026-01-01')",
            "why_as_of('x', '2026-01-01')",
            "gang_as_of('2026-01-01')",
            "org_chart_as_of('x', '2026-01-01')",
            "reports_to_as_of('x', timestamp '2026-01-01')",
            "role_as_of('x', '2026-01-01')",
        ):
            snapshot.execute(f"from {call}")
        commented = snapshot.execute(
            "select count(*) from duckdb_functions() where function_type = 'table_macro' and not internal "
            "and comment is not null and schema_name = 'main'"
        )
        assert commented == [(len(macro_names()),)]
        lessons = [row[0] for row in snapshot.execute("select try_this from start_here where try_this is not null")]
        for lesson in lessons:
            snapshot.execute(str(lesson))
    assert gate_names()
