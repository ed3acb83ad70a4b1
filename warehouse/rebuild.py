"""Forgets all that can be made anew from bytes and ledger, so that the next run is a full one.

What people delivered and decided, and which ids were ever given to whom, is the memory of the house and stays: a full
run after this gives the ids that a nightly one would have given.
"""

from warehouse.connection import FRAME_SCHEMA, RECORD_SCHEMA, Warehouse

_REMADE_LEDGER = ("ledger.reading", "ledger.resolved_case")


def forget_derived(warehouse: Warehouse) -> int:
    """Delete every record, frame and reading of every case; returns how many tables were emptied.

    All or nothing: a killed call leaves everything as it was.
    """
    made = warehouse.execute(
        "select schema_name || '.' || table_name from duckdb_tables() "
        "where database_name = current_database() and schema_name in ($record, $frame) order by 1",
        {"record": RECORD_SCHEMA, "frame": FRAME_SCHEMA},
    )
    tables = [str(row[0]) for row in made] + list(_REMADE_LEDGER)
    with warehouse.transaction():
        for table in tables:
            warehouse.execute(f"delete from {table}")
    return len(tables)
