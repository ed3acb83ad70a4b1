"""What to decide next, what was measured and counted, where to begin."""

from warehouse.schema.frames import AUDIT_PAIR, AUDIT_PLAN
from warehouse.schema.relation import Relation, integer, number, text
from warehouse.schema.snapshot_layers.columns import CASE, EXHIBIT, PLACE, relation

QUALITY: tuple[Relation, ...] = (
    relation(
        "review_queue",
        "question to decide: two entities by their best link, or the weakest join of one; the most useful first",
        CASE,
        integer("position", "1 = decide first."),
        text("link_id", "Link."),
        text("left_reference", "Reference."),
        text("right_reference", "Reference."),
        number("match_weight", "Bits."),
        number("match_probability", "0 to 1."),
        integer("message_count", "Messages behind the smaller side."),
        text(
            "lane",
            "safe (several families or the machine joined it), decide, homonym risk (names alone), or registrant trap "
            "(registration data: who opened an account is not who operates it).",
        ),
        number("expected_change", "References expected to change their entity by the decision."),
        integer("link_count", "Links between the two entities."),
        text("why_open", "What keeps it from being decided."),
        key=("case_id", "position"),
    ),
    relation(
        "quality",
        "measured figure of a case",
        CASE,
        text("measure", "Name of the figure."),
        number("value", "Value."),
        integer("sample_size", "How many items it was measured on."),
        text("meaning", "What it says."),
        number("lower", "Lower end of its 95 % interval, where it has one."),
        number("upper", "Upper end."),
        key=("case_id", "measure"),
    ),
    relation("audit_plan", AUDIT_PLAN.row, CASE, *AUDIT_PLAN.columns, key=("case_id", *AUDIT_PLAN.key)),
    relation("audit_pair", AUDIT_PAIR.row, CASE, *AUDIT_PAIR.columns, key=("case_id", *AUDIT_PAIR.key)),
    relation(
        "spoken_amount",
        "amount of money written in a message that is nobody's repeated words: a number with a scale or a currency",
        text("message_id", "Message.", required=True),
        CASE,
        integer("position", "Which number of the message, counted from 1.", required=True),
        text("raw", "As it was written."),
        number("value", "As a number, scale applied (8.8万 is 88000)."),
        text("unit", "CNY, USDT, USD, EUR, RUB or VND; unstated where only a scale was written. Nothing is converted."),
        EXHIBIT,
        PLACE,
        key=("case_id", "message_id", "position"),
    ),
    relation(
        "case_outcome",
        "counter of what a case came to",
        CASE,
        text("measure", "gangs, gang_members, people_with_accounts, accounts, victims, amounts_spoken_of and others."),
        text("unit", "What is counted; of amounts the currency."),
        number("value", "The counter."),
        integer("item_count", "How many items it was counted over."),
        text("meaning", "How it was counted."),
        key=("case_id", "measure", "unit"),
    ),
    relation(
        "start_here",
        "thing to know or to ask first",
        integer("position", "Reading order."),
        text("topic", "What it is about."),
        text("says", "What to know."),
        text("try_this", "A query to try, or null."),
        key=("position",),
    ),
)
