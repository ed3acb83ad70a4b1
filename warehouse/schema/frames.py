"""Frames: what the warehouse hands to resolvers and takes back (seam two).

All frames hold ONE case; the warehouse adds and strips `case_id`. Rows come in the order of their key, and resolvers
return frames whose content does not depend on the order of rows. Frames that carry `exhibit_id` and `locator` cite one
example (the first by time, then exhibit, then position) where a row stands for many.
"""

from warehouse.schema.frame_layers.described import (
    ACT,
    COERCION_SIGN,
    ENTITY_ROLE,
    GANG,
    GANG_INFRASTRUCTURE,
    GANG_MEMBER,
    GANG_TIE,
    PROTECTED,
    REPORTS_TO,
    REPORTS_TO_EVIDENCE,
    ROLE,
    ROLE_EVIDENCE,
)
from warehouse.schema.frame_layers.given import (
    CONTACT_PAIR,
    FOUND_IDENTIFIER,
    JUDGED_CLAIM,
    JUDGED_PAIR,
    KNOWN_ENTITY,
    LISTED,
    MEMBERSHIP,
    MESSAGE_PLACE,
    MESSAGE_TRAIT,
    REFERENCE,
    REFERENCE_NAME,
    REFERENCE_SELECTOR,
    RENAME,
    UTTERANCE,
)
from warehouse.schema.frame_layers.linked import (
    BLOCK_KEY,
    CANDIDATE_PAIR,
    CANNOT_LINK,
    CLUSTER_MEMBER,
    DROPPED_BLOCK,
    ENTITY_EVENT,
    PAIR_EVIDENCE,
    SCORED_PAIR,
)
from warehouse.schema.frame_layers.measured import (
    AUDIT_PAIR,
    AUDIT_PLAN,
    MEASURED,
    RELIABILITY,
    RESOLVER_CHANGE,
    RESOLVER_TRIAL,
    RESOLVER_WEIGHT,
)
from warehouse.schema.frame_layers.read import (
    ALIAS_VIEW,
    HAND_OVER,
    MENTION,
    MESSAGE_COPY,
    MESSAGE_SENDER,
    NAME_FORM,
    STATEMENT,
)
from warehouse.schema.relation import Relation

FRAME_RELATIONS: tuple[Relation, ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Relation)
)

__all__ = [
    "ACT",
    "ALIAS_VIEW",
    "AUDIT_PAIR",
    "AUDIT_PLAN",
    "BLOCK_KEY",
    "CANDIDATE_PAIR",
    "CANNOT_LINK",
    "CLUSTER_MEMBER",
    "COERCION_SIGN",
    "CONTACT_PAIR",
    "DROPPED_BLOCK",
    "ENTITY_EVENT",
    "ENTITY_ROLE",
    "FOUND_IDENTIFIER",
    "FRAME_RELATIONS",
    "GANG",
    "GANG_INFRASTRUCTURE",
    "GANG_MEMBER",
    "GANG_TIE",
    "HAND_OVER",
    "JUDGED_CLAIM",
    "JUDGED_PAIR",
    "KNOWN_ENTITY",
    "LISTED",
    "MEASURED",
    "MEMBERSHIP",
    "MENTION",
    "MESSAGE_COPY",
    "MESSAGE_PLACE",
    "MESSAGE_SENDER",
    "MESSAGE_TRAIT",
    "NAME_FORM",
    "PAIR_EVIDENCE",
    "PROTECTED",
    "REFERENCE",
    "REFERENCE_NAME",
    "REFERENCE_SELECTOR",
    "RELIABILITY",
    "RENAME",
    "REPORTS_TO",
    "REPORTS_TO_EVIDENCE",
    "RESOLVER_CHANGE",
    "RESOLVER_TRIAL",
    "RESOLVER_WEIGHT",
    "ROLE",
    "ROLE_EVIDENCE",
    "SCORED_PAIR",
    "STATEMENT",
    "UTTERANCE",
]
