"""A dry run without a seizure, device, exhibit, account or judgement, on the published snapshot; nothing is written."""

from dataclasses import dataclass

import polars as pl

from pipelines.judging.effect import linked_case, shown_labels
from resolvers.exclusion import Described, Fall, fall_of_edges, fall_of_links, fall_of_roles, flip_pieces
from resolvers.what_if import rescored
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


def flips_of(snapshot: Warehouse, entity_id: str, reference: str | None = None) -> list[dict[str, object]]:
    """Single reasons without which a link inside an entity would fall; of one reference where it is named.

    Returns:
        Rows of resolvers.exclusion.flip_pieces, in its order; a link may hold by others of the entity all the same.
    """
    (case_id,) = snapshot.execute("select case_id from entity where entity_id = $id", {"id": entity_id})[0]
    case, settings = linked_case(snapshot, str(case_id))
    own = case.members.filter(pl.col("entity_id") == entity_id).select("reference")
    pairs = case.pairs.join(own.rename({"reference": "reference_l"}), on="reference_l", how="semi").join(
        own.rename({"reference": "reference_r"}), on="reference_r", how="semi"
    )
    if reference is not None:
        named = (reference, f"account:{reference}")
        pairs = pairs.filter(pl.col("reference_l").is_in(named) | pl.col("reference_r").is_in(named))
    joined = rescored(case, settings).filter(pl.col("decision") == "join")
    return flip_pieces(case, settings, pairs.join(joined, on=["reference_l", "reference_r"], how="semi")).to_dicts()


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
