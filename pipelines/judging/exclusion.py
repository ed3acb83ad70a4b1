"""A dry run without a seizure, device, exhibit, account or judgement, on the published snapshot; nothing is written."""

from dataclasses import dataclass

from pipelines.judging.effect import linked_case, shown_labels
from resolvers.exclusion import Described, Fall, fall_of_edges, fall_of_links, fall_of_roles
from warehouse.connection import Warehouse
from warehouse.exclusion_rows import LeftOut, described, fallen_places, fallen_references, judged_pairs_without


@dataclass(frozen=True)
class Exclusion:
    """What falls and what stays.

    Attributes:
        case_id: The case.
        left_out: What was left out, as the snapshot names it.
        place_count: Places of evidence that fall.
        reference_count: References that nothing shows any more.
        fall: What becomes of links, entities, roles and edges.
        labels: Entity id to label, masked for protected people.
    """

    case_id: str
    left_out: LeftOut
    place_count: int
    reference_count: int
    fall: Fall
    labels: dict[str, str]


def without(snapshot: Warehouse, case_id: str, left_out: LeftOut) -> Exclusion:
    """What a case would say without something.

    Args:
        snapshot: The published snapshot.
        case_id: The case.
        left_out: What to leave out, as warehouse.exclusion_rows.checked gives it.
    """
    case, settings = linked_case(snapshot, case_id)
    fallen = fallen_places(snapshot, case_id, left_out)
    gone = fallen_references(snapshot, case_id, left_out)
    judged = judged_pairs_without(snapshot, case_id, left_out)
    links, changes, vanished = fall_of_links(case, settings, fallen, gone, judged)
    told = Described(*described(snapshot, case_id))
    roles, edges = _unjudged(snapshot, left_out)
    fall = Fall(links, changes, vanished, fall_of_roles(told, fallen, roles), fall_of_edges(told, fallen, edges))
    return Exclusion(case_id, left_out, fallen.height, gone.height, fall, shown_labels(snapshot, case_id))


def _unjudged(snapshot: Warehouse, left_out: LeftOut) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """(entity, role) and (superior, subordinate) whose judgement is left out."""
    rows = snapshot.execute(
        "select kind, entity_id, other_entity_id, right_reference from judgement "
        "where is_in_force and list_contains($judgements, judgement_id)",
        {"judgements": list(left_out.judgements)},
    )
    roles = {(str(entity), str(right).removeprefix("role:")) for kind, entity, _, right in rows if kind == "role"}
    edges = {(str(other), str(entity)) for kind, entity, other, _ in rows if kind == "reports_to"}
    return frozenset(roles), frozenset(edges)
