"""Tables as Dagster assets: key, meaning, columns and dependencies from the declared relations, body from a step."""

from collections.abc import Iterable, Iterator, Sequence

import dagster as dg

from pipelines.metadata import column_schema, table_metadata
from pipelines.resources import LinkingResource, WarehouseResource
from pipelines.steps.case_step import CaseStep, StepOutcome, run_case_step
from warehouse.row_counts import row_count
from warehouse.schema.relation import Relation

# All writers share this pool; its limit of one makes a second run wait in the queue.
WRITER_POOL = "warehouse"


def table_spec(relation: Relation, group: str, reads: Sequence[str]) -> dg.AssetSpec:
    """The asset of a table: its name is the key, its meaning the description."""
    return dg.AssetSpec(
        relation.name,
        deps=list(reads),
        description=f"One row per {relation.row}.",
        group_name=group,
        kinds={"duckdb"},
        metadata={"dagster/column_schema": column_schema(relation)},
    )


def step_assets(step: CaseStep, group: str) -> dg.AssetsDefinition:
    """The assets of a step over cases: one op that makes all its tables."""

    @dg.multi_asset(
        name=step.name,
        specs=[table_spec(relation, group, step.reads) for relation in step.makes],
        description=f"{step.doing[0].upper()}{step.doing[1:]}.",
        pool=WRITER_POOL,
    )
    def _assets(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource, linking: LinkingResource
    ) -> Iterator[dg.MaterializeResult[None]]:
        context.log.info(step.doing)
        outcome = run_case_step(step, warehouse.database, linking.choice(warehouse.database))
        yield from table_results(warehouse, step.name, step.makes, outcome)

    return _assets


def table_results(
    warehouse: WarehouseResource, step_name: str, relations: Iterable[Relation], outcome: StepOutcome
) -> Iterator[dg.MaterializeResult[None]]:
    """One result for each table of a step; the step counts as taken."""
    warehouse.finish_step(step_name)
    for relation in relations:
        metadata = table_metadata(row_count(warehouse.database, relation), outcome.rows.get(relation.name))
        metadata["cases"] = dg.MetadataValue.text(", ".join(outcome.case_ids) or "nothing new in any case")
        yield dg.MaterializeResult(asset_key=relation.name, metadata=metadata)
