"""Which weights a case is resolved with: what was tried, chosen and by whom, and what it changes."""

from warehouse.schema.frames import RELIABILITY, RESOLVER_CHANGE, RESOLVER_TRIAL, RESOLVER_WEIGHT
from warehouse.schema.relation import Relation, instant, text
from warehouse.schema.snapshot_layers.columns import CASE, relation

RESOLVERS: tuple[Relation, ...] = (
    relation(RESOLVER_TRIAL.name, RESOLVER_TRIAL.row, CASE, *RESOLVER_TRIAL.columns, key=("case_id", "resolver")),
    relation(
        RESOLVER_WEIGHT.name,
        RESOLVER_WEIGHT.row,
        CASE,
        *RESOLVER_WEIGHT.columns,
        key=("case_id", *RESOLVER_WEIGHT.key),
    ),
    relation(
        RESOLVER_CHANGE.name,
        RESOLVER_CHANGE.row,
        CASE,
        *RESOLVER_CHANGE.columns,
        text("entity_id", "Entity it is in now."),
        key=("case_id", *RESOLVER_CHANGE.key),
    ),
    relation(RELIABILITY.name, RELIABILITY.row, CASE, *RELIABILITY.columns, key=("case_id", *RELIABILITY.key)),
    relation(
        "resolver_choice",
        "decision on the weights that a case is resolved with; the latest holds for runs that name none",
        CASE,
        text("run_id", "Run that carried it out."),
        instant("chosen_at", "When that run ended, UTC."),
        text("asked", "What the run asked for: fixed, em, learned, given, or best (by measurement)."),
        text("resolver", "What it came to."),
        text("weights_version", "Hash of the weights then; resolver_weight_history keeps them."),
        text(
            "signed_by", "Who answers for it: the person who named it, else those whose decisions it was measured on."
        ),
        text("because", "Why, one sentence."),
        key=("case_id", "run_id"),
    ),
)
