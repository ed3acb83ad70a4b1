"""Columns and the short form that published relations share."""

from warehouse.schema.relation import Column, Relation, instant, number, text

CASE = text("case_id", "Case; resolution never crosses cases.", required=True)
EXHIBIT = text("exhibit_id", "SHA-256 of the exhibit it was read from.")
PLACE = text("locator", "Place in the exhibit: line:N, json:POINTER or row:SHEET!N, counted from 1.")
PROBABILITY = number("probability", "0 to 1.")
WINDOW = (instant("first_seen", "Earliest sighting, UTC."), instant("last_seen", "Latest sighting, UTC."))
PERIOD = (instant("from_at", "Earliest evidence, UTC."), instant("until_at", "Latest evidence, UTC."))


def relation(name: str, row: str, *columns: Column, key: tuple[str, ...] = ()) -> Relation:
    """A published relation: its name, what a row is, its columns and what tells rows apart."""
    return Relation(name, row, columns, key)
