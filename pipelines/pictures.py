"""Pictures for the Dagster UI."""
import dagster as dg
from pipelines.steps.case_step import StepOutcome
from warehouse.connection import Warehouse

def alias_graphs(warehouse: Warehouse, case_ids: tuple[str, ...]) -> dict[str, dg.MetadataValue]:
    return {}

def gang_charts(warehouse, outcome) -> dict[str, dg.MetadataValue]:
    return {}
