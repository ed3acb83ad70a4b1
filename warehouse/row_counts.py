"""How many rows stand where, and what a published view shows of the working database: for the pipelines' metadata."""

import polars as pl

from warehouse.connection import FRAME_SCHEMA, RECORD_SCHEMA, Warehouse, sql_text
from warehouse.schema.records import RECORD_RELATIONS
from warehouse.schema.relation import Relation


def row_count(warehouse: Warehouse, relation: Relation) -> int:
    """Rows of a table made by resolvers, over all cases."""
    return int(str(warehouse.execute(f"select count(*) from {FRAME_SCHEMA}.{relation.name}")[0][0]))


def record_counts(warehouse: Warehouse, case_id: str, seizure_id: str) -> dict[str, int]:
    """Rows of each record table that were read from the exhibits of a seizure, by table name."""
    counts = {}
    for relation in RECORD_RELATIONS:
        rows = warehouse.execute(
            f"select count(*) from {RECORD_SCHEMA}.{relation.name} as record "
            "semi join ledger.reading on record.case_id = reading.case_id and record.exhibit_id = reading.exhibit_id "
            "and reading.case_id = $case_id and reading.seizure_id = $seizure_id",
            {"case_id": case_id, "seizure_id": seizure_id},
        )
        counts[relation.name] = int(str(rows[0][0]))
    return counts


def view_rows(warehouse: Warehouse, view: str) -> pl.DataFrame:
    """What `views/VIEW.sql` would publish now; for views over the ledger alone (seizure, exhibit)."""
    return warehouse.frame(sql_text("views", view))
