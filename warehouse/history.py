"""Remembers what every published run believed, so that one can ask what was known on a day long ago.

A run remembers while its snapshot is built and is confirmed once the snapshot was swapped in. What an unconfirmed run
remembered (its audit failed, or it was killed) was never seen by anybody and is taken back by the next run.
"""

from warehouse.connection import Warehouse
from warehouse.schema.history import REMEMBERED, history_name


def take_back_unpublished(warehouse: Warehouse, current_run: str | None) -> None:
    """Forget what runs remembered that nobody ever read.

    Args:
        warehouse: The working database.
        current_run: The run whose snapshot is the published one, whether it could be confirmed or was killed just then.
    """
    if current_run is not None:
        confirm_published(warehouse, current_run)
    confirmed = "(select run_id from ledger.published_run)"
    with warehouse.transaction():
        for relation in REMEMBERED:
            table = f"ledger.{history_name(relation)}"
            warehouse.execute(f"delete from {table} where valid_from_run not in {confirmed}")
            warehouse.execute(f"update {table} set valid_until_run = null where valid_until_run not in {confirmed}")


def remember(warehouse: Warehouse, run_id: str) -> None:
    """Compare the snapshot that is being built with what was last believed, and write down what began and ended.

    Rows that appear again begin anew. Call while the snapshot is attached as `snapshot`, after its relations stand.
    """
    with warehouse.transaction():
        for relation, columns in REMEMBERED.items():
            table = f"ledger.{history_name(relation)}"
            names = ", ".join(f'"{name}"' for name in columns)
            same = " and ".join(f'said."{name}" is not distinct from was."{name}"' for name in columns)
            warehouse.execute(
                f"update {table} as was set valid_until_run = $run_id where valid_until_run is null "
                f"and not exists (select 1 from snapshot.main.{relation} as said where {same})",
                {"run_id": run_id},
            )
            warehouse.execute(
                f"insert into {table} ({names}, valid_from_run) select distinct {names}, $run_id "
                f"from snapshot.main.{relation} as said where not exists "
                f"(select 1 from {table} as was where was.valid_until_run is null and {same})",
                {"run_id": run_id},
            )


def confirm_published(warehouse: Warehouse, run_id: str) -> None:
    """Say that the snapshot of a run was swapped in."""
    warehouse.execute(
        "insert into ledger.published_run select $run_id "
        "where not exists (select 1 from ledger.published_run where run_id = $run_id)",
        {"run_id": run_id},
    )
