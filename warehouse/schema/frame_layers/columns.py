"""Columns that several frames share."""

from warehouse.schema.relation import text

EXAMPLE = (
    text("exhibit_id", "Exhibit of the cited example."),
    text("locator", "Place of the cited example in its exhibit."),
)
PAIR = (
    text("reference_l", "Left reference; reference_l < reference_r.", required=True),
    text("reference_r", "Right reference.", required=True),
)
