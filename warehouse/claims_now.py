"""What a snapshot says now of a name, role, superior or operator that somebody is about to judge."""

from dataclasses import dataclass

from warehouse.snapshot import Row, Snapshot

_STATEMENTS = {
    "alias": """
select alias || ' (' || kind || ')' as what, probability, status, decided_by from entity_alias
where entity_id = $entity_id and lower($value) in (lower(alias), alias_form) order by kind
""",
    "role": """
select distinct role as what, probability, status, decided_by from entity_role
where entity_id = $entity_id and role = $value
""",
    "reports_to": """
select superior_id as what, probability, status, decided_by from reports_to
where subordinate_id = $entity_id
    and superior_id in (select entity_id from entity_reference where reference = $value)
""",
    "operator": """
select coalesce(real_name, identity_id) || ' (' || relation || ')' as what, probability, status, decided_by
from entity_identity where entity_id = $entity_id and identity_id = $value order by relation
""",
}
_PREFIXES = {"alias": "name:", "role": "role:", "reports_to": "", "operator": "identity:"}


@dataclass(frozen=True)
class ClaimNow:
    """A claim as the snapshot has it.

    Attributes:
        entity_id: Entity of the reference; None when the snapshot has no such reference.
        label: Its label, masked where it is protected.
        is_protected: Whether it is.
        rows: What is published of the claim: what, probability, status, decided_by.
        roles: Its published roles.
        has_family: For a role: its family in the catalogue.
    """

    entity_id: str | None
    label: str
    is_protected: bool
    rows: list[Row]
    roles: tuple[str, ...] = ()
    has_family: str | None = None


def claim_now(snapshot: Snapshot, kind: str, left: str, right: str) -> ClaimNow:
    """What the snapshot says of a claim on a reference.

    Args:
        snapshot: The published snapshot.
        kind: alias, role, reports_to or operator.
        left: The reference.
        right: As the journal keeps it: `name:NAME`, `role:ROLE`, reference of the superior, `identity:ID`.
    """
    found = snapshot.rows(
        "select entity.entity_id, entity.label, entity.is_protected from entity_reference "
        "inner join entity using (entity_id) where reference = $left order by entity.case_id limit 1",
        left=left,
    )
    if not found:
        return ClaimNow(None, left, False, [])
    entity_id, value = str(found[0]["entity_id"]), right.removeprefix(_PREFIXES[kind])
    rows = snapshot.rows(_STATEMENTS[kind], entity_id=entity_id, value=value)
    roles = snapshot.rows(
        "select distinct role from entity_role where entity_id = $entity_id order by role", entity_id=entity_id
    )
    family = snapshot.rows("select family from role where role = $value", value=value) if kind == "role" else []
    is_protected = bool(found[0]["is_protected"])
    return ClaimNow(
        entity_id,
        "protected person" if is_protected else str(found[0]["label"]),
        is_protected,
        rows,
        tuple(str(row["role"]) for row in roles),
        str(family[0]["family"]) if family else None,
    )
