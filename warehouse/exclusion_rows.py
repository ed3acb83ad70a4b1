"""What of a snapshot rests on a seizure, device, exhibit or account alone: the places and references that fall."""

from dataclasses import dataclass

import polars as pl

from warehouse.connection import Warehouse
from warehouse.errors import WarehouseError
from warehouse.schema import frames

# An exhibit falls when every way by which it came falls: the same bytes in another seizure still stand. A message falls
# when every exhibit that shows it falls, or when the account that wrote it is left out.
_GONE = """
with gone as (
    select exhibit_id from exhibit where case_id = $case_id group by exhibit_id
    having bool_and(list_contains($seizures, seizure_id)) or list_contains($exhibits, exhibit_id)
)
"""
_FALLEN_PLACE = (
    _GONE
    + """
, place as (
    select exhibit_id, locator from link_evidence where case_id = $case_id
    union select exhibit_id, locator from cannot_link where case_id = $case_id
    union select exhibit_id, locator from role_evidence where case_id = $case_id
    union select exhibit_id, locator from reports_to_evidence where case_id = $case_id
),
told as (
    select place.exhibit_id, place.locator, min(source.message_id) as message_id
    from place
    left join message_provenance as source
        on source.case_id = $case_id and place.exhibit_id = source.exhibit_id and place.locator = source.locator
    where place.exhibit_id is not null
    group by place.exhibit_id, place.locator
),
standing as (
    select copy.message_id from message_provenance as copy
    where copy.case_id = $case_id and copy.exhibit_id not in (select gone.exhibit_id from gone)
),
silenced as (
    select message_id from message where case_id = $case_id and list_contains($accounts, sender_account_id)
)
select exhibit_id, locator from told
where case
    when message_id is null then exhibit_id in (select gone.exhibit_id from gone)
    else message_id not in (select standing.message_id from standing)
        or message_id in (select silenced.message_id from silenced)
end
order by exhibit_id, locator
"""
)
_FALLEN_REFERENCE = (
    _GONE
    + """
, seen as (
    select sender_account_id as account_id, thread_id, exhibit_id from message_provenance where case_id = $case_id
    union select account_id, thread_id, exhibit_id from name_observation where case_id = $case_id
    union select account_id, null, exhibit_id from registration where case_id = $case_id
    union select account_id, null, exhibit_id from login where case_id = $case_id
)
select account.reference from entity_account as account
where account.case_id = $case_id and (
    list_contains($accounts, account.account_id)
    or ((select count(*) from gone) > 0 and not exists (
        select 1 from seen
        where seen.account_id = account.account_id
            and (seen.thread_id is null or account.thread_id is null or seen.thread_id = account.thread_id)
            and seen.exhibit_id not in (select gone.exhibit_id from gone)
    ))
)
union
select member.reference from entity_reference as member
where member.case_id = $case_id and member.kind = 'listed'
    and split_part(member.reference, ':', 2) in (select left(gone.exhibit_id, 16) from gone)
union
-- Who is only spoken of lives in one conversation, and falls with the last exhibit that shows it.
select member.reference from entity_reference as member
inner join (
    select thread_id from message_provenance where case_id = $case_id
    group by thread_id having bool_and(exhibit_id in (select gone.exhibit_id from gone))
) as silent on url_decode(split_part(member.reference, ':', 2)) = silent.thread_id
where member.case_id = $case_id and member.kind = 'called'
order by 1
"""
)
_ROLE_EVIDENCE = """
select entity_id, role, signal, words, weight, seen_at, exhibit_id, locator from role_evidence
where case_id = $case_id and signal <> 'judgement' order by all
"""
_EDGE_EVIDENCE = """
select superior_id, subordinate_id, signal, words, weight, exhibit_id, locator from reports_to_evidence
where case_id = $case_id and signal <> 'judgement' order by all
"""
_ROLE = "select entity_id, role, probability, decided_by, status from entity_role where case_id = $case_id order by all"
_EDGE = """
select superior_id, subordinate_id, probability, decided_by, status
from reports_to where case_id = $case_id order by all
"""
# The latest decision on each pair when some had never been given: what they superseded holds again.
_JUDGED_PAIR = """
select least(left_reference, right_reference) as reference_l, greatest(left_reference, right_reference) as reference_r,
    judgement, judged_by, reason, judged_at
from judgement
where kind = 'pair' and coalesce(case_id, $case_id) = $case_id and not list_contains($judgements, judgement_id)
    and (status in ('confirmed', 'rejected', 'open', 'superseded') or judgement = 'withdrawn')
qualify row_number() over (partition by reference_l, reference_r order by judged_at desc, judgement_id desc) = 1
order by reference_l, reference_r
"""


@dataclass(frozen=True)
class LeftOut:
    """What is left out of a case; each name is one that the snapshot holds.

    Attributes:
        seizures: Seizures.
        exhibits: Full exhibit ids.
        accounts: Accounts with all they wrote.
        judgements: Judgement ids.
    """

    seizures: tuple[str, ...] = ()
    exhibits: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    judgements: tuple[str, ...] = ()


def checked(snapshot: Warehouse, case_id: str, asked: LeftOut, devices: tuple[str, ...] = ()) -> LeftOut:
    """What is asked for with exhibits spelled out and devices as the seizures that name them as theirs.

    Raises:
        WarehouseError: When the case holds something of it not.
    """
    case = {"case_id": case_id}
    known = {str(row[0]) for row in snapshot.execute("select seizure_id from seizure where case_id = $case_id", case)}
    owners = snapshot.execute("select seizure_id, owners from seizure where case_id = $case_id", case)
    seizures = list(asked.seizures)
    for device in devices:
        of_device = [str(seizure) for seizure, accounts in owners if isinstance(accounts, list) and device in accounts]
        if not of_device:
            raise WarehouseError(f"no seizure names {device} as the account of its device; name the seizure")
        seizures += of_device
    if unknown := sorted(set(seizures) - known):
        raise WarehouseError(f"there is no seizure {unknown[0]} in case {case_id}")
    exhibits = [_exhibit(snapshot, case_id, one) for one in asked.exhibits]
    for query, names, what in (
        ("select account_id from account where case_id = $case_id", asked.accounts, "account"),
        (
            "select judgement_id from judgement where coalesce(case_id, $case_id) = $case_id",
            asked.judgements,
            "judgement",
        ),
    ):
        found = {str(row[0]) for row in snapshot.execute(query, case)}
        if missing := sorted(set(names) - found):
            raise WarehouseError(f"there is no {what} {missing[0]} in case {case_id}")
    return LeftOut(tuple(sorted(set(seizures))), tuple(exhibits), asked.accounts, asked.judgements)


def _exhibit(snapshot: Warehouse, case_id: str, asked: str) -> str:
    rows = snapshot.execute(
        "select distinct exhibit_id from exhibit where case_id = $case_id and (starts_with(exhibit_id, $asked) "
        "or path = $asked or seizure_id || '/' || path = $asked)",
        {"case_id": case_id, "asked": asked},
    )
    if len(rows) != 1:
        raise WarehouseError(f"{asked} means {len(rows)} exhibits of case {case_id}; name one by its SHA-256 or path")
    return str(rows[0][0])


def fallen_places(snapshot: Warehouse, case_id: str, left_out: LeftOut) -> pl.DataFrame:
    """Places that no longer stand. Columns: exhibit_id, locator."""
    return snapshot.frame(_FALLEN_PLACE, _parameters(case_id, left_out))


def fallen_references(snapshot: Warehouse, case_id: str, left_out: LeftOut) -> pl.DataFrame:
    """References that nothing shows any more. Columns: reference."""
    return snapshot.frame(_FALLEN_REFERENCE, _parameters(case_id, left_out))


def judged_pairs_without(snapshot: Warehouse, case_id: str, left_out: LeftOut) -> pl.DataFrame:
    """JUDGED_PAIR as if the judgements left out had never been given."""
    rows = snapshot.frame(_JUDGED_PAIR, {"case_id": case_id, "judgements": list(left_out.judgements)})
    return frames.JUDGED_PAIR.conform(rows.filter(pl.col("judgement") != "withdrawn"))


def described(snapshot: Warehouse, case_id: str) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Roles, their evidence, command edges and their evidence, as published; judgements are no evidence here."""
    roles, role_evidence, edges, edge_evidence = (
        snapshot.frame(statement, {"case_id": case_id}) for statement in (_ROLE, _ROLE_EVIDENCE, _EDGE, _EDGE_EVIDENCE)
    )
    return (
        roles,
        frames.ROLE_EVIDENCE.conform(role_evidence),
        edges,
        frames.REPORTS_TO_EVIDENCE.conform(edge_evidence),
    )


def _parameters(case_id: str, left_out: LeftOut) -> dict[str, object]:
    return {
        "case_id": case_id,
        "seizures": list(left_out.seizures),
        "exhibits": list(left_out.exhibits),
        "accounts": list(left_out.accounts),
    }
