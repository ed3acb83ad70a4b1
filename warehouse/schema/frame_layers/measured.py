"""What is drawn for checking by hand, and what was measured."""

from warehouse.schema.relation import Relation, flag, integer, number, text

AUDIT_PLAN = Relation(
    "audit_plan",
    "reference drawn for checking by hand, with the entity it is in",
    (
        integer("position", "Order of the draw, from 1.", required=True),
        text("reference", "Reference drawn; who checks it recovers the whole person behind it.", required=True),
        text("entity_id", "Entity it is in."),
        integer("pair_count", "Pairs to decide; audit_pair lists them.", required=True),
        integer("decided_count", "How many are decided, outright or by way of other decisions.", required=True),
        flag("is_checked", "Whether all are.", required=True),
    ),
    ("position",),
)
AUDIT_PAIR = Relation(
    "audit_pair",
    "pair to decide when an entity of audit_plan is checked",
    (
        integer("position", "Draw.", required=True),
        text("left_reference", "Reference.", required=True),
        text("right_reference", "Reference.", required=True),
        text("why", "inside: in an entity of the person; outside: the likeliest beside it.", required=True),
        text("verdict", "positive or negative; null while open."),
    ),
    ("position", "left_reference", "right_reference"),
)
MEASURED = Relation(
    "measured",
    "figure measured on the linking of a case",
    (
        text("measure", "Name of the figure.", required=True),
        number("value", "Value.", required=True),
        number("lower", "Lower end of its 95 % interval, where it has one."),
        number("upper", "Upper end."),
        integer("sample_size", "How many items it was measured on.", required=True),
        text("meaning", "What it says.", required=True),
    ),
    ("measure",),
)
