"""Metadata: counts, columns, a masked look, pictures that fetch nothing."""

import base64

import polars as pl

from pipelines.metadata import MASK, column_schema, markdown_table, pictures_metadata, table_metadata
from warehouse.schema import frames
from warehouse.schema.records import MESSAGE


def test_words_of_people_are_masked_and_ids_are_not():
    """Message texts, names, accounts and references never reach the UI; ids of ours and counts do."""
    rows = pl.DataFrame(
        {
            "entity_id": ["E-12345678"],
            "reference": ["account:qq:10001"],
            "text": ["turnip soup"],
            "name": ["turnip"],
            "observation_count": [3],
            "exhibit_id": ["a" * 64],
            "match_weight": [1.23456],
            "rules": ["a|b"],
        }
    )
    table = markdown_table(rows)
    assert "turnip" not in table
    assert "10001" not in table
    assert MASK in table
    assert "E-12345678" in table
    assert "1.235" in table
    assert "a" * 13 not in table
    assert table.count("\n") == 2


def test_row_count_and_look_are_given():
    """A table shows its rows; without new rows there is no look."""
    assert table_metadata(7)["dagster/row_count"].value == 7
    assert "first_rows" not in table_metadata(7, frames.MENTION.empty_frame())


def test_columns_carry_type_and_meaning():
    """The schema shown is the declared one."""
    columns = column_schema(MESSAGE).columns
    assert [column.name for column in columns] == MESSAGE.column_names
    assert all(column.description for column in columns)


def test_pictures_are_embedded():
    """A picture is part of the metadata, not a link to somewhere."""
    markdown = str(pictures_metadata({"chart": "<svg/>"})["chart"].value)
    assert base64.b64encode(b"<svg/>").decode() in markdown
    assert "http" not in markdown
