"""Reads one case for the resolvers: the warehouse's side of seam two.

References are made here from records, in SQL; what resolvers add to them (called names, introduced names) is stored by
the pipelines and read back with the rest.
"""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from warehouse.connection import Warehouse
from warehouse.schema import frames
from warehouse.schema.relation import Relation

_READ: dict[str, tuple[str, Relation]] = {
    "references": ("read_reference", frames.REFERENCE),
    "names": ("read_reference_name", frames.REFERENCE_NAME),
    "alias_views": ("read_alias_view", frames.ALIAS_VIEW),
    "selectors": ("read_reference_selector", frames.REFERENCE_SELECTOR),
    "renames": ("read_rename", frames.RENAME),
    "memberships": ("read_membership", frames.MEMBERSHIP),
    "listed": ("read_listed", frames.LISTED),
    "statements": ("read_statement", frames.STATEMENT),
    "mentions": ("read_mention", frames.MENTION),
    "utterances": ("read_utterance", frames.UTTERANCE),
    "message_traits": ("read_message_trait", frames.MESSAGE_TRAIT),
    "judged_pairs": ("read_judged_pair", frames.JUDGED_PAIR),
    "judged_claims": ("read_judged_claim", frames.JUDGED_CLAIM),
    "contacts": ("read_contact_pair", frames.CONTACT_PAIR),
    "logins": ("read_reference_login", frames.REFERENCE_LOGIN),
    "text_identifiers": ("read_text_identifier", frames.FOUND_IDENTIFIER),
}

# Tables of resolvers that a case is read from: whoever writes one of them makes another case of it.
CASE_TABLES = frozenset(
    {relation.name for _, relation in _READ.values()} | {"hand_over", "message_copy", "message_sender"}
)


def fill_references(warehouse: Warehouse, case_id: str) -> int:
    """Make the case's references and their observed names anew from its records; returns how many references."""
    with warehouse.transaction():
        for table in ("hand_over", "reference", "reference_name"):
            warehouse.execute(f"delete from frame.{table} where case_id = $case_id", {"case_id": case_id})
        for table in ("reference", "reference_name"):
            warehouse.run_file("queries", table, case_id=case_id)
    rows = warehouse.execute("select count(*) from frame.reference where case_id = $case_id", {"case_id": case_id})
    return int(str(rows[0][0]))


def read_part(warehouse: Warehouse, case_id: str, part: str) -> pl.DataFrame:
    """One frame of the case, named like the attribute of resolvers.contract.CaseFrames."""
    query, relation = _READ[part]
    return relation.conform(warehouse.read_frame(query, case_id=case_id))


def read_case_frames(
    warehouse: Warehouse, case_id: str, known: Mapping[str, pl.DataFrame] = MappingProxyType({})
) -> dict[str, pl.DataFrame]:
    """All frames of the case, keyed like the attributes of resolvers.contract.CaseFrames.

    Args:
        warehouse: The working database.
        case_id: The case.
        known: Frames that were read already, keyed likewise: the messages of a case are not held twice.
    """
    return {part: known[part] if part in known else read_part(warehouse, case_id, part) for part in _READ}


def read_threads(warehouse: Warehouse, case_id: str) -> pl.DataFrame:
    """Conversations of the case. Columns: thread_id, platform, title, kind; one row per thread_id."""
    return warehouse.read_frame("read_thread", case_id=case_id)


def read_known_entities(warehouse: Warehouse, case_id: str) -> pl.DataFrame:
    """KNOWN_ENTITY: the ledger of ids after the last run."""
    return frames.KNOWN_ENTITY.conform(warehouse.read_frame("read_known_entity", case_id=case_id))


def read_used_entity_ids(warehouse: Warehouse) -> frozenset[str]:
    """Ids that ever named an entity, in any case."""
    rows = warehouse.execute(
        "select entity_id from ledger.entity_event union select entity_id from ledger.known_entity"
    )
    return frozenset(str(row[0]) for row in rows)


def read_links_before(warehouse: Warehouse, case_id: str) -> pl.DataFrame:
    """Pairs inside an entity after the last published run. Columns: reference_l, reference_r, match_weight."""
    return warehouse.read_frame("read_link_before", case_id=case_id)


def read_copied_threads(warehouse: Warehouse, case_id: str) -> pl.DataFrame:
    """Conversations whose messages are copies. Columns: thread_id (key), original_thread_id."""
    return warehouse.read_frame("read_copied_thread", case_id=case_id)


def read_origins(warehouse: Warehouse, case_id: str) -> pl.DataFrame:
    """Where each reference was read from. Columns: reference, seizure_id."""
    return warehouse.read_frame("read_reference_origin", case_id=case_id)
