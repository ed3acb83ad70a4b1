"""What people decided, where they disagree."""

from warehouse.schema.relation import Relation, flag, instant, integer, number, text
from warehouse.schema.snapshot_layers.columns import relation

JUDGEMENTS: tuple[Relation, ...] = (
    relation(
        "judgement",
        "decision of a person; superseded by later ones, never deleted",
        text("judgement_id", "Id.", required=True),
        text("case_id", "Case, or null for all."),
        text(
            "kind",
            "pair (left and right are one), alias (left answers to the name), role (left has the role), reports_to "
            "(left answers to right) or operator (the civil identity that operates the account).",
        ),
        text("left_reference", "Reference."),
        text("right_reference", "Reference, name:NAME, role:ROLE or identity:IDENTITY_ID."),
        text("judgement", "positive, negative, unsure, or withdrawn (taken back)."),
        text("reason", "Why."),
        text("judged_by", "Who."),
        instant("judged_at", "When, UTC."),
        instant("expires_at", "When it ends, UTC; null when it holds until a later one."),
        flag("is_in_force", "Whether it is the latest on its subject and neither ended nor withdrawn."),
        text(
            "status",
            "confirmed, rejected or open while in force; superseded, ended, or meets nothing (no such reference here).",
        ),
        text("entity_id", "Entity of the left reference now."),
        text("other_entity_id", "Entity of the right reference now, where it is one."),
        key=("judgement_id",),
    ),
    relation(
        "judgement_conflict",
        "question on which the latest decisions of two analysts contradict each other",
        text("case_id", "Case, or null for all."),
        text("kind", "pair, alias, role, reports_to or operator."),
        text("left_reference", "Reference."),
        text("right_reference", "Reference, name:NAME, role:ROLE or identity:IDENTITY_ID."),
        text("judgement_id", "The earlier decision."),
        text("judgement", "positive or negative."),
        text("judged_by", "Who."),
        instant("judged_at", "When, UTC."),
        text("reason", "Why."),
        text("other_judgement_id", "The later decision."),
        text("other_judgement", "positive or negative."),
        text("other_judged_by", "Who."),
        instant("other_judged_at", "When, UTC."),
        text("other_reason", "Why."),
        text("judgement_id_in_force", "The one that holds; null when a third decision does."),
    ),
    relation(
        "judge_agreement",
        "pair of analysts who decided the same questions, and how far they agree",
        text("case_id", "Case, or null for decisions on all cases."),
        text("judged_by", "One."),
        text("other_judged_by", "The other."),
        integer("item_count", "Questions both decided; the latest decision of each counts."),
        number("agreement_share", "Share decided alike, 0 to 1."),
        number("kappa", "Cohen's kappa: agreement beyond chance, at most 1; null where only one word was ever used."),
    ),
)
