"""What is kept of every published run: how the rows of some relations began and ended, run by run.

A history has the columns of its relation that say what was believed (counts that grow with every message are left out),
the run that first published such a row and the run that no longer did.
"""

from collections.abc import Iterable, Mapping

from warehouse.schema.relation import Column, Relation, instant, text

# Relation to the columns whose change is a change of belief.
REMEMBERED: Mapping[str, tuple[str, ...]] = {
    "entity_reference": ("case_id", "reference", "entity_id", "kind", "probability"),
    "entity_alias": ("case_id", "entity_id", "alias", "alias_form", "kind"),
    "link": (
        "case_id",
        "link_id",
        "left_reference",
        "right_reference",
        "entity_id",
        "match_weight",
        "match_probability",
        "family_count",
        "status",
        "decided_by",
    ),
    "link_evidence": (
        "case_id",
        "link_id",
        "family",
        "comparison",
        "level",
        "value_l",
        "value_r",
        "weight",
        "sentence_en",
        "sentence_zh",
        "exhibit_id",
        "locator",
    ),
    "resolver_weight": (
        "case_id",
        "resolver",
        "weights_version",
        "comparison",
        "level",
        "factor",
        "shift",
        "weight",
        "is_used",
    ),
    "entity_role": ("case_id", "entity_id", "gang_id", "role", "probability"),
    "role_evidence": ("case_id", "entity_id", "role", "signal", "words", "weight", "exhibit_id", "locator"),
    "gang": ("case_id", "gang_id", "label"),
    "gang_member": ("case_id", "gang_id", "entity_id", "leadership_rank", "is_main"),
    "reports_to": ("case_id", "gang_id", "superior_id", "subordinate_id", "probability", "status", "decided_by"),
    "reports_to_evidence": (
        "case_id",
        "superior_id",
        "subordinate_id",
        "signal",
        "words",
        "weight",
        "exhibit_id",
        "locator",
    ),
}
# Built once all they remember stands in the snapshot, and before what is measured on them.
_BUILT_BEFORE = "quality"
RUN_COLUMNS: tuple[Column, ...] = (
    text("valid_from_run", "First published run that said so.", required=True),
    instant("valid_from", "When that run ended, UTC."),
    text("valid_until_run", "First published run that no longer said so; null while it is said."),
    instant("valid_until", "When that run ended, UTC; null while it is said."),
)


def history_name(relation: str) -> str:
    """Name of the table and of the published relation that remember a relation."""
    return f"{relation}_history"


HISTORY_NAMES = frozenset(history_name(name) for name in REMEMBERED)


def with_histories(relations: Iterable[Relation]) -> tuple[Relation, ...]:
    """The relations in building order, each history in its place."""
    listed = tuple(relations)
    by_name = {relation.name: relation for relation in listed}
    histories = tuple(_history(by_name[name], columns) for name, columns in REMEMBERED.items())
    place = next(place for place, relation in enumerate(listed) if relation.name == _BUILT_BEFORE)
    return (*listed[:place], *histories, *listed[place:])


def _history(relation: Relation, names: tuple[str, ...]) -> Relation:
    columns = {column.name: column for column in relation.columns}
    row = f"row that {relation.name} once had or has, with the runs between which it stood"
    return Relation(history_name(relation.name), row, (*(columns[name] for name in names), *RUN_COLUMNS))
