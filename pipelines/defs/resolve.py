"""Layer resolve: from references to entities, each table an asset with its meaning."""

from collections.abc import Iterator
from datetime import UTC, datetime

import dagster as dg

from pipelines.resources import LinkingResource, WarehouseResource
from pipelines.steps.messages import MESSAGE_STEPS
from pipelines.steps.resolve import RESOLVE_STEPS, make_references, settle_entities
from pipelines.tables import WRITER_POOL, step_assets, table_results, table_spec
from warehouse.schema import frames
from warehouse.schema.records import RECORD_RELATIONS

LAYER = "resolve"
_EVIDENCE = ["seizure", "exhibit", *(relation.name for relation in RECORD_RELATIONS)]
_MESSAGES = [relation.name for step in MESSAGE_STEPS for relation in step.makes]
_REFERENCES = (frames.REFERENCE, frames.REFERENCE_NAME, frames.STATEMENT, frames.HAND_OVER)


@dg.multi_asset(
    name="references",
    specs=[table_spec(relation, LAYER, [*_EVIDENCE, *_MESSAGES]) for relation in _REFERENCES],
    pool=WRITER_POOL,
)
def references(
    context: dg.AssetExecutionContext, warehouse: WarehouseResource, linking: LinkingResource
) -> Iterator[dg.MaterializeResult[None]]:
    """Find who is to be resolved: accounts, list entries, and those who are only called or spoken of."""
    context.log.info("finding who is to be resolved, and what is said outright")
    outcome = make_references(warehouse.database, linking.choice(warehouse.database))
    yield from table_results(warehouse, "references", _REFERENCES, outcome)


steps = [step_assets(step, LAYER) for step in RESOLVE_STEPS]


@dg.multi_asset(
    name="entities",
    specs=[table_spec(frames.CLUSTER_MEMBER, LAYER, ["reference", "scored_pair", "cannot_link"])],
    pool=WRITER_POOL,
)
def entities(
    context: dg.AssetExecutionContext, warehouse: WarehouseResource, linking: LinkingResource
) -> Iterator[dg.MaterializeResult[None]]:
    """Put references together that are one entity, under ids that last."""
    context.log.info("putting references together that are one entity")
    choice = linking.choice(warehouse.database)
    now = datetime.now(UTC).replace(tzinfo=None)
    outcome = settle_entities(warehouse.database, choice, context.run.run_id, now)
    yield from table_results(warehouse, "entities", (frames.CLUSTER_MEMBER,), outcome)
