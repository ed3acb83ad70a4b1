"""What linking gives: keys, pairs, evidence, entities."""

from warehouse.schema.frame_layers.columns import EXAMPLE, PAIR
from warehouse.schema.relation import Relation, integer, number, text

BLOCK_KEY = Relation(
    "block_key",
    "reference under a key: references that share a key become candidate pairs",
    (
        text("rule", "Blocking rule.", required=True),
        text("block_key", "Key.", required=True),
        text("reference", "Reference.", required=True),
    ),
    ("rule", "block_key", "reference"),
)
DROPPED_BLOCK = Relation(
    "dropped_block",
    "block that was too big to pair, said out loud",
    (
        text("rule", "Blocking rule.", required=True),
        text("block_key", "Key.", required=True),
        integer("reference_count", "References in it.", required=True),
        integer("pair_count", "Pairs not looked at.", required=True),
    ),
    ("rule", "block_key"),
)
CANDIDATE_PAIR = Relation(
    "candidate_pair",
    "pair of references that at least one blocking rule proposed",
    (*PAIR, text("rules", "Blocking rules that proposed it, comma separated.", required=True)),
    ("reference_l", "reference_r"),
)
PAIR_EVIDENCE = Relation(
    "pair_evidence",
    "reason for or against a pair of references being one entity, in bits",
    (
        *PAIR,
        text("family", "medium, account, communication, network or other.", required=True),
        text("comparison", "Name of the comparison.", required=True),
        text("level", "Comparison level, a row of the weights table.", required=True),
        text("value_l", "What the left side showed."),
        text("value_r", "What the right side showed."),
        number("weight", "Match weight in bits: positive for one entity, negative against.", required=True),
        text("sentence_en", "The reason in one English sentence.", required=True),
        text("sentence_zh", "The reason in one Chinese sentence.", required=True),
        *EXAMPLE,
    ),
    ("reference_l", "reference_r", "comparison", "level", "value_l", "value_r"),
)
CANNOT_LINK = Relation(
    "cannot_link",
    "pair of references that are different people",
    (
        *PAIR,
        text(
            "reason",
            "talk_to_each_other, listed_side_by_side, namesakes_side_by_side, stated_not_same, handed_over "
            "or judgement.",
            required=True,
        ),
        integer("observation_count", "How often it was seen.", required=True),
        *EXAMPLE,
    ),
    ("reference_l", "reference_r", "reason"),
)
SCORED_PAIR = Relation(
    "scored_pair",
    "candidate pair with its score",
    (
        *PAIR,
        number("match_weight", "Sum of the evidence weights and the prior, in bits.", required=True),
        number("match_probability", "2^w / (1 + 2^w), at most 0.999.", required=True),
        integer("family_count", "Evidence families that speak for it.", required=True),
        text("decided_by", "scorer name, or judgement.", required=True),
        text("decision", "join, lead, apart: what the thresholds and constraints ask for.", required=True),
    ),
    ("reference_l", "reference_r"),
)
CLUSTER_MEMBER = Relation(
    "cluster_member",
    "reference with its entity",
    (
        text("reference", "Reference.", required=True),
        text("entity_id", "Entity it belongs to.", required=True),
        number("probability", "How sure: the weakest needed link on its best path to the entity's core; 1 when alone."),
    ),
    ("reference",),
)
ENTITY_EVENT = Relation(
    "entity_event",
    "birth, merge, split or retirement of an entity",
    (
        text("event", "born, merged, split or retired.", required=True),
        text("entity_id", "Entity it happened to.", required=True),
        text("other_entity_id", "Entity merged into, or split from; else null."),
        text("reason", "One sentence.", required=True),
    ),
    ("event", "entity_id", "other_entity_id"),
)
