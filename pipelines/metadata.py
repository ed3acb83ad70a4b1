"""What the Dagster UI shows beside a table: rows, columns, a small look at it, pictures.

Metadata is kept with every run and read by many, so it holds ids, counts and fixed words only: texts, names and
accounts of people are masked, whoever they are (who is to be protected is known only at the end of a run).
"""

import base64
from collections.abc import Mapping
from pathlib import Path

import dagster as dg
import polars as pl

from pipelines.steps.checks import Finding
from warehouse.schema.relation import Column, Relation

MASK = "•••"
SAMPLE_ROWS = 5
# Texts that are ids made by this program, or words of a closed list; everything else of text is masked.
# fmt: off
SHOWN_TEXTS = frozenset({
    "case_id", "seizure_id", "exhibit_id", "path", "message_id", "entity_id", "other_entity_id", "gang_id",
    "other_gang_id", "superior_id", "subordinate_id", "statement_id", "act_id", "locator", "kind", "manner",
    "pattern", "rule", "rules", "family", "comparison", "level", "decision", "decided_by", "event", "role",
    "signal", "status", "format", "reader", "manifest_check", "judgement", "basis", "view", "platform",
    "time_basis", "finding", "link_id", "lane", "why_open", "original_message_id", "of_message_id", "trait",
})
# fmt: on
# SHA-256 in full would push the other columns off the screen.
_ID_DIGITS = 12

_TYPES = {"text": "string", "int": "int", "float": "float", "bool": "bool", "time": "timestamp", "text_list": "list"}


def column_schema(relation: Relation) -> dg.TableSchema:
    """Columns of a table with type and meaning."""
    return dg.TableSchema(columns=[_table_column(column, relation) for column in relation.columns])


def table_metadata(row_count: int, sample: pl.DataFrame | None = None) -> dict[str, dg.MetadataValue]:
    """Row count of a table and, where given, a masked look at its first rows."""
    metadata: dict[str, dg.MetadataValue] = {"dagster/row_count": dg.MetadataValue.int(row_count)}
    if sample is not None and not sample.is_empty():
        metadata["first_rows"] = dg.MetadataValue.md(markdown_table(sample))
    return metadata


def finding_metadata(finding: Finding) -> dict[str, dg.MetadataValue]:
    """Figures of a check and the rows that break it."""
    metadata: dict[str, dg.MetadataValue] = {
        name: dg.MetadataValue.int(figure) for name, figure in finding.figures.items()
    }
    if not finding.rows.is_empty():
        metadata["rows"] = dg.MetadataValue.md(markdown_table(finding.rows.head(SAMPLE_ROWS * 4)))
    return metadata


def markdown_table(rows: pl.DataFrame) -> str:
    """Rows as a markdown table with people's words masked."""
    lines = ["| " + " | ".join(rows.columns) + " |", "|" + " --- |" * rows.width]
    for row in rows.iter_rows():
        cells = [_cell(name, value) for name, value in zip(rows.columns, row, strict=True)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def pictures_metadata(pictures: Mapping[str, str]) -> dict[str, dg.MetadataValue]:
    """SVG pictures, by title, as images inside markdown: nothing is fetched from outside."""
    return {title: dg.MetadataValue.md(f"![{title}]({_data_uri(svg)})") for title, svg in pictures.items()}


def pages_metadata(pages: Mapping[str, Path]) -> dict[str, dg.MetadataValue]:
    """Paths of the pages of gangs, by gang id, to be opened in a browser; a path holds ids only."""
    return {f"page of {gang_id}": dg.MetadataValue.path(page) for gang_id, page in pages.items()}


def _data_uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode("ascii")


def _table_column(column: Column, relation: Relation) -> dg.TableColumn:
    constraints = dg.TableColumnConstraints(nullable=column.nullable, unique=relation.key == (column.name,))
    return dg.TableColumn(column.name, _TYPES[column.kind], column.meaning, constraints)


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        if name not in SHOWN_TEXTS:
            return MASK
        return value[:_ID_DIGITS] if name == "exhibit_id" else value.replace("|", "\\|")
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, bool | int):
        return str(value)
    return MASK if isinstance(value, list | pl.Series) else f"{value}"
