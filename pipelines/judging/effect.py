"""What a decision would change, shown before it is given: the snapshot's links, clustered as the resolvers do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import polars as pl

from resolvers.contract import LinkSettings
from resolvers.learned.weight_rows import settings_with
from resolvers.what_if import Change, LinkedCase, changes, partition, with_judgements
from warehouse.connection import Warehouse
from warehouse.errors import WarehouseError
from warehouse.journal_entries import JudgementGiven
from warehouse.schema.frames import JUDGED_PAIR
from warehouse.snapshot_frames import cases_of, entity_labels, linking_frames, run_configuration, weights_in_use

# Sizes of the parts of an entity that are told; the rest is counted.
_PARTS_TOLD = 6


@dataclass(frozen=True)
class Effect:
    """What decisions on pairs would change in a case.

    Attributes:
        case_id: The case.
        changes: Entities that would be other people than now.
        labels: Entity id to its label, masked for protected people.
        waiting: Decisions in the journal that are counted in as given.
    """

    case_id: str
    changes: tuple[Change, ...]
    labels: dict[str, str]
    waiting: int


def linked_case(snapshot: Warehouse, case_id: str) -> tuple[LinkedCase, LinkSettings]:
    """The links of a case and the settings they were made with."""
    known = {one.name for one in fields(LinkSettings)}
    configuration = {name: value for name, value in run_configuration(snapshot, case_id).items() if name in known}
    settings = settings_with(weights_in_use(snapshot, case_id), LinkSettings(**configuration))
    return LinkedCase(**linking_frames(snapshot, case_id)), settings


def effect_on_pairs(
    snapshot: Warehouse, case_id: str, given: Sequence[JudgementGiven], waiting: Sequence[JudgementGiven] = ()
) -> Effect:
    """What decisions on pairs would change in a case.

    Args:
        snapshot: The published snapshot.
        case_id: The case.
        given: Decisions to try, oldest first; others than on pairs change no entity.
        waiting: Decisions already recorded, which hold before and after.
    """
    case, settings = linked_case(snapshot, case_id)
    known = with_judgements(case, judged_pairs(waiting, case_id))
    tried = with_judgements(known, judged_pairs(given, case_id))
    found = changes(partition(known, settings), partition(tried, settings), case.members)
    return Effect(case_id, tuple(found), shown_labels(snapshot, case_id), len(waiting))


def effects_by_case(
    snapshot: Warehouse, given: Sequence[JudgementGiven], waiting: Sequence[JudgementGiven]
) -> list[Effect]:
    """What decisions on pairs would change, case by case; one that names no case counts in every case with both.

    Raises:
        WarehouseError: When the snapshot holds neither reference of a decision.
    """
    cases: set[str] = set()
    for one in given:
        found = [one.case_id] if one.case_id else cases_of(snapshot, one.left, one.right)
        if not found:
            raise WarehouseError(f"neither {one.left} nor {one.right} is in the snapshot; nothing can be shown")
        cases.update(found)
    return [effect_on_pairs(snapshot, case_id, given, waiting) for case_id in sorted(cases)]


def judged_pairs(given: Sequence[JudgementGiven], case_id: str) -> pl.DataFrame:
    """JUDGED_PAIR of the latest decision on each pair; with `withdrawn`, which takes what there was away."""
    latest = {one.subject: one for one in given if one.kind == "pair" and one.case_id in (None, case_id)}
    rows = [
        (*sorted((one.left, one.right)), one.judgement, one.judged_by, one.reason, one.judged_at.replace(tzinfo=None))
        for one in latest.values()
    ]
    return pl.DataFrame(rows, schema=JUDGED_PAIR.polars_schema(), orient="row").sort("reference_l", "reference_r")


def shown_labels(snapshot: Warehouse, case_id: str) -> dict[str, str]:
    """Entity id to label; protected people are masked."""
    rows = entity_labels(snapshot, case_id).iter_rows()
    return {
        str(entity): "protected person" if is_protected else str(label or entity)
        for entity, label, is_protected in rows
    }


def effect_lines(effect: Effect, *, most_references: int = 6) -> list[str]:
    """The effect in plain words, a line or a few for each change."""
    if not effect.changes:
        return ["nothing changes: no reference would belong to another entity"]
    return change_lines(effect.changes, effect.labels, most_references=most_references)


def change_lines(found: Sequence[Change], labels: Mapping[str, str], *, most_references: int = 6) -> list[str]:
    """Changes in plain words, a line or a few for each."""
    lines = []
    for change in found:
        named = [f"{entity} {labels.get(entity, '')} ({_count(change.before[entity])})" for entity in change.before]
        match change.kind:
            case "join":
                lines.append(f"join: {' and '.join(named)} become one")
            case "split":
                sizes = [str(len(part)) for part in sorted(change.after, key=len, reverse=True)]
                rest = [f"{len(sizes) - _PARTS_TOLD} smaller"] if len(sizes) > _PARTS_TOLD else []
                parts = " and ".join(sizes[:_PARTS_TOLD] + rest)
                lines.append(f"split: {named[0]} becomes {len(change.after)} entities, of {parts} references")
            case _:
                lines.append(f"move: {', '.join(named)} become {len(change.after)} entities")
        lines += [f"    moves: {reference}" for reference in change.moved[:most_references]]
        if len(change.moved) > most_references:
            lines.append(f"    … and {len(change.moved) - most_references} more")
    return lines


def _count(references: tuple[str, ...]) -> str:
    return f"{len(references)} reference{'' if len(references) == 1 else 's'}"
