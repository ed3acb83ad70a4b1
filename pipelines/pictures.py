"""Pictures of a run for the Dagster UI: charts of the biggest gangs, entities of most references, measured quality.

They are drawn from the published snapshot, by its macros, so protected people are masked as everywhere else.
"""

from itertools import groupby, islice
from pathlib import Path

from resolvers.charts.alias_graph_svg import alias_graph_svg
from resolvers.charts.gang_svg import gang_svg
from resolvers.charts.quality_svg import quality_svg
from resolvers.charts.reliability_svg import reliability_svg
from warehouse.picture_rows import (
    biggest_gangs,
    links_of,
    measured_shares,
    most_joined_entities,
    references_of,
    reliability_spans,
)
from warehouse.snapshot import asking

# They are kept with every run, so few.
PICTURES_OF_A_KIND = 2


def snapshot_pictures(published_file: Path) -> dict[str, str]:
    """Titles and SVG texts of a published snapshot, gangs first."""
    pictures: dict[str, str] = {}
    with asking(published_file) as snapshot:
        for gang in biggest_gangs(snapshot, PICTURES_OF_A_KIND):
            gang_id = str(gang["gang_id"])
            pictures[f"chart {gang_id}"] = gang_svg(snapshot.org_chart(gang_id), title=str(gang["label"]))
        for entity in most_joined_entities(snapshot, PICTURES_OF_A_KIND):
            entity_id = str(entity["entity_id"])
            references, links = references_of(snapshot, entity_id), links_of(snapshot, entity_id)
            pictures[f"names {entity_id}"] = alias_graph_svg(references, links, title=str(entity["label"]))
        by_case = groupby(measured_shares(snapshot), key=lambda row: str(row["case_id"]))
        for case_id, measures in islice(by_case, PICTURES_OF_A_KIND):
            pictures[f"quality {case_id}"] = quality_svg(list(measures), title=f"quality of linking in {case_id}")
        spans = groupby(reliability_spans(snapshot), key=lambda row: str(row["case_id"]))
        for case_id, rows in islice(spans, PICTURES_OF_A_KIND):
            title = f"reliability of probabilities in {case_id}"
            pictures[f"reliability {case_id}"] = reliability_svg(list(rows), title=title)
    return pictures
