"""Layer publish: the snapshot that investigators read."""

from datetime import UTC, datetime

import dagster as dg

from pipelines.chart_pages import write_chart_pages
from pipelines.metadata import markdown_table, pages_metadata, pictures_metadata
from pipelines.pictures import snapshot_pictures
from pipelines.resources import LinkingResource, WarehouseResource, said_plainly
from pipelines.steps.describe import DESCRIBE_STEPS
from pipelines.steps.evaluate import EVALUATE_STEPS
from pipelines.steps.messages import MESSAGE_STEPS
from pipelines.steps.publish import publish
from pipelines.steps.resolve import RESOLVE_STEPS
from pipelines.tables import WRITER_POOL
from warehouse.review_rows import first_questions
from warehouse.schema.relation import Relation

LAYER = "publish"
_CASE_STEPS = (*MESSAGE_STEPS, *RESOLVE_STEPS, *DESCRIBE_STEPS, *EVALUATE_STEPS)
_TABLES: tuple[Relation, ...] = tuple(relation for step in _CASE_STEPS for relation in step.makes)
WHOLE_RUN = {"references", "entities", *(step.name for step in _CASE_STEPS)}


@dg.asset(
    group_name=LAYER,
    deps=["seizure", "exhibit", "reference", "reference_name", "statement", "cluster_member"]
    + [relation.name for relation in _TABLES],
    kinds={"duckdb"},
    pool=WRITER_POOL,
)
def snapshot(
    context: dg.AssetExecutionContext, warehouse: WarehouseResource, linking: LinkingResource
) -> dg.MaterializeResult[None]:
    """The published database: built beside, audited, swapped in by one rename; readers never see half."""
    context.log.info("publishing: building the snapshot beside, auditing it, swapping it in")
    now = datetime.now(UTC).replace(tzinfo=None)
    with said_plainly():
        published = publish(
            warehouse.database,
            warehouse.settings.published,
            linking.choice(warehouse.database),
            is_whole=warehouse.has_finished(WHOLE_RUN),
            run_id=context.run.run_id,
            started_at=warehouse.started_at,
            ended_at=now,
        )
    pictures = pictures_metadata(snapshot_pictures(published))
    pages = write_chart_pages(published, warehouse.settings.published_versions / context.run.run_id / "charts")
    context.log.info(f"drew the pages of {len(pages)} gangs")
    facts = {"file": dg.MetadataValue.path(published), "bytes": dg.MetadataValue.int(published.stat().st_size)}
    queue = {"review_queue": dg.MetadataValue.md(markdown_table(first_questions(published)))}
    return dg.MaterializeResult(metadata={**facts, **queue, **pages_metadata(pages), **pictures})
