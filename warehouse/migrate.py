"""Brings the working database to the newest layout: every file of migrations/ once, in order, recorded.

A migration runs in one transaction with its record, so a killed run leaves it done or not begun.
"""

from importlib.resources import files

from warehouse.connection import Warehouse


def migration_names() -> list[str]:
    """Names of all migrations, in order, without `.sql`."""
    folder = files("warehouse").joinpath("migrations")
    return sorted(entry.name.removesuffix(".sql") for entry in folder.iterdir() if entry.name.endswith(".sql"))


def migrate(warehouse: Warehouse) -> list[str]:
    """Apply what is missing; returns the names applied now."""
    warehouse.execute("create table if not exists migration (name varchar primary key)")
    done = {str(row[0]) for row in warehouse.execute("select name from migration")}
    applied = []
    for name in migration_names():
        if name in done:
            continue
        with warehouse.transaction():
            warehouse.run_file("migrations", name)
            warehouse.execute("insert into migration values ($name)", {"name": name})
        applied.append(name)
    return applied
