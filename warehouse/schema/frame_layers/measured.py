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
RESOLVER_TRIAL = Relation(
    "resolver_trial",
    "resolver that was tried on a case, with how it does on decisions of gangs it was not made on",
    (
        text("resolver", "fixed, em, learned or given.", required=True),
        text("weights_version", "Hash of its weights; resolver_weight has them.", required=True),
        flag("is_used", "Whether the case is resolved with it.", required=True),
        integer("decision_count", "Decisions it was measured on.", required=True),
        integer("gang_count", "Gangs they are of; null where none had to be held out."),
        number("surprise", "Held-out surprise in bits a pair: 0 where it is sure and right."),
        number("brier", "Mean squared distance of probability and decision."),
        number("precision", "Share of what it would join that people call the same."),
        number("recall", "Share of what people call the same that it would join."),
        integer("joined_count", "Decided pairs that it would join by itself."),
        integer("changed_entity_count", "Entities that would be other people than with the fixed weights."),
        text("reason", "Why it is used or not, one sentence.", required=True),
        text("decided_by", "Whose decisions it was measured on, comma separated."),
    ),
    ("resolver",),
)
RESOLVER_WEIGHT = Relation(
    "resolver_weight",
    "weight of a comparison level under a resolver that was tried",
    (
        text("resolver", "fixed, em, learned or given.", required=True),
        text("weights_version", "Hash of all its weights.", required=True),
        text(
            "comparison",
            "Comparison; 'any pair' is what stands before all reasons, 'calibration' what bends the sum.",
            required=True,
        ),
        text("level", "Comparison level; of calibration the span of match weights in bits.", required=True),
        number("fixed_weight", "Bits at usual rarity under the fixed weights.", required=True),
        number("factor", "Its bits are multiplied by this; of calibration the slope within the span.", required=True),
        number("shift", "and then this is added.", required=True),
        number("weight", "Bits at usual rarity that result.", required=True),
        flag("is_used", "Whether the case is resolved with it.", required=True),
    ),
    ("resolver", "comparison", "level"),
)
RESOLVER_CHANGE = Relation(
    "resolver_change",
    "reference of an entity that is another under a resolver tried than under the fixed weights",
    (
        text("resolver", "em, learned or given.", required=True),
        integer("position", "Number of the change, biggest first.", required=True),
        text("change", "join, split or move.", required=True),
        text("reference", "Reference.", required=True),
        text("cluster_before", "First reference of the entity it is in under the fixed weights.", required=True),
        text("cluster_after", "First reference of the entity it would be in.", required=True),
        flag("is_used", "Whether the case is resolved with it.", required=True),
    ),
    ("resolver", "position", "reference"),
)
RELIABILITY = Relation(
    "reliability",
    "span of probabilities that a resolver gave to decided pairs, beside what was decided",
    (
        text("resolver", "fixed, em, learned or given.", required=True),
        number("probability_from", "Lower end of the span.", required=True),
        number("probability_until", "Upper end.", required=True),
        integer("pair_count", "Decided pairs in it.", required=True),
        number("mean_probability", "What was said, on average.", required=True),
        number("match_share", "Share decided to be one person.", required=True),
        number("match_share_lower", "Lower end of its 95 % interval.", required=True),
        number("match_share_upper", "Upper end.", required=True),
        flag("is_used", "Whether the case is resolved with it.", required=True),
    ),
    ("resolver", "probability_from"),
)
