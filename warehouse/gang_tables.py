"""Rows of the published snapshot that the page of a gang shows; who is protected is told and bears no role here."""

from dataclasses import dataclass

from warehouse.snapshot import Row, Snapshot


@dataclass(frozen=True)
class GangTables:
    """What is known of a gang: its own row, the rows of its chart, its commands, and the roles of its members.

    Attributes:
        gang: gang_id, case_id, label, member_count, first_seen, last_seen.
        people: Rows of org_chart in its order, with is_protected, and from_at and until_at of the membership.
        commands: Rows with superior_id, subordinate_id, probability, evidence_count and, where published, kept_share
            and status.
        roles: Rows with entity_id, role, family, label_en, label_zh, probability, from_at, until_at and
            evidence_count: roles borne in this gang or in none; nobody protected.
        dens: Rows with label, kind, people, first_seen and last_seen of the places where members are told to sit,
            protected ones uncounted; the most peopled first.
    """

    gang: Row
    people: list[Row]
    commands: list[Row]
    roles: list[Row]
    dens: list[Row]


def gang_tables(snapshot: Snapshot, gang_id: str) -> GangTables:
    """Everything the page of a gang shows; the gang must be one of the snapshot."""
    gang = snapshot.rows(
        "select gang_id, case_id, label, member_count, first_seen, last_seen from gang where gang_id = $gang_id",
        gang_id=gang_id,
    )[0]
    member = {
        str(row["entity_id"]): row
        for row in snapshot.rows(
            "select member.entity_id, entity.is_protected, member.from_at, member.until_at from gang_member as member "
            "inner join entity using (entity_id) where member.gang_id = $gang_id",
            gang_id=gang_id,
        )
    }
    commands = snapshot.rows(
        # Snapshots of older versions have no kept_share or status.
        "select columns('^(superior_id|subordinate_id|probability|evidence_count|kept_share|status)$') from reports_to "
        "where gang_id = $gang_id order by superior_id, subordinate_id",
        gang_id=gang_id,
    )
    roles = snapshot.rows(
        "select borne.entity_id, borne.role, role.family, role.label_en, role.label_zh, borne.probability, "
        "borne.from_at, borne.until_at, borne.evidence_count from entity_role as borne "
        "inner join role using (role) inner join entity using (entity_id) "
        "where (borne.gang_id = $gang_id or borne.gang_id is null) and not entity.is_protected "
        "and borne.entity_id in (select entity_id from gang_member where gang_id = $gang_id) order by all",
        gang_id=gang_id,
    )
    people = [{**row, **member[str(row["entity_id"])]} for row in snapshot.org_chart(gang_id)]
    return GangTables(gang, people, commands, roles, _dens(snapshot, gang_id))


def _dens(snapshot: Snapshot, gang_id: str) -> list[Row]:
    # Snapshots of older versions know no dens.
    if not snapshot.rows("select table_name from information_schema.tables where table_name = 'den_member'"):
        return []
    return snapshot.rows(
        "select den.label, den.kind, count(*) as people, min(place.from_at) as first_seen, "
        "max(place.until_at) as last_seen from den inner join den_member as place using (den_id) "
        "inner join entity on place.entity_id = entity.entity_id and not entity.is_protected "
        "where place.entity_id in (select entity_id from gang_member where gang_id = $gang_id) "
        "group by den.den_id, den.label, den.kind order by people desc, den.label",
        gang_id=gang_id,
    )
