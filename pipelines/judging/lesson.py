"""What decisions teach: which weights they would move, what that would change, and whether it is taken."""

from dataclasses import dataclass, replace

import polars as pl

from pipelines.judging.effect import change_lines, judged_pairs, linked_case, shown_labels
from resolvers.learned.weigh import Weighed, WeighedCase, weigh
from resolvers.what_if import Change, with_judgements
from warehouse.connection import Warehouse
from warehouse.journal_entries import JudgementGiven
from warehouse.snapshot_frames import gangs_of_references

# Weights shown: those that moved most.
_MOST_SHOWN = 5
# A weight that moved by less is not worth a line, in bits.
_LEAST_MOVE = 0.05


@dataclass(frozen=True)
class Lesson:
    """What the decisions of a case teach.

    Attributes:
        case_id: The case.
        decision_count: Decisions on pairs with reasons, those that wait included.
        moved: Reason to its bits at usual rarity under the fixed weights and as learned, those that moved most first.
        surprise: Held-out surprise in bits a pair with the fixed weights and with the learned ones; None where nothing
            could be learned.
        verdict: Why they would be taken or not, one sentence.
        changes: Entities that would be other people.
        labels: Entity id to its label.
    """

    case_id: str
    decision_count: int
    moved: tuple[tuple[str, float, float], ...]
    surprise: tuple[float, float] | None
    verdict: str
    changes: tuple[Change, ...]
    labels: dict[str, str]


def lesson_of(snapshot: Warehouse, case_id: str, given: list[JudgementGiven]) -> Lesson:
    """What the decisions in the snapshot and those given since teach, as far as the published links tell.

    A run learns from all candidate pairs and its own groups, so its figures differ a little.

    Args:
        snapshot: The published snapshot.
        case_id: The case.
        given: Decisions that the snapshot does not hold yet, oldest first.
    """
    linked, settings = linked_case(snapshot, case_id)
    known = with_judgements(linked, judged_pairs(given, case_id))
    gangs = gangs_of_references(snapshot, case_id)
    case = WeighedCase(
        known.references,
        known.names,
        known.pairs,
        known.evidence,
        known.cannot_links,
        known.judged_pairs,
        groups=lambda clusters: gangs,
    )
    found = weigh(case, replace(settings, resolver="best", scorer_weights={}), without=("em",))
    return _told(case_id, found, shown_labels(snapshot, case_id))


def _told(case_id: str, found: Weighed, labels: dict[str, str]) -> Lesson:
    trials = {str(row["resolver"]): row for row in found.trials.to_dicts()}
    fixed, learned = trials["fixed"], trials["learned"]
    rows = found.weights.filter(
        (pl.col("resolver") == "learned") & ~pl.col("comparison").is_in(["calibration"])
    ).with_columns(move=(pl.col("weight") - pl.col("fixed_weight")).abs())
    moved = rows.filter(pl.col("move") >= _LEAST_MOVE).sort(
        "move", "comparison", "level", descending=[True, False, False]
    )
    surprise = None if learned["surprise"] is None else (float(fixed["surprise"]), float(learned["surprise"]))
    return Lesson(
        case_id,
        int(fixed["decision_count"]),
        tuple(
            (f"{comparison} {level}".strip(), before, after)
            for comparison, level, before, after in moved.select(
                "comparison", "level", "fixed_weight", "weight"
            ).iter_rows()
        ),
        surprise,
        f"{'taken' if learned['is_used'] else 'not taken'}: {learned['reason']}",
        tuple(found.found.get("learned", ())),
        labels,
    )


def lesson_lines(lesson: Lesson) -> list[str]:
    """The lesson in plain words."""
    count = f"{lesson.decision_count} decision{'' if lesson.decision_count == 1 else 's'}"
    lines = [f"what {count} in {lesson.case_id} teach (learned weights beside the fixed ones):"]
    for name, before, after in lesson.moved[:_MOST_SHOWN]:
        lines.append(f"    {name}: {before:+.2f} to {after:+.2f} bits")
    if len(lesson.moved) > _MOST_SHOWN:
        lines.append(f"    … and {len(lesson.moved) - _MOST_SHOWN} more weights")
    if lesson.surprise is not None:
        before, after = lesson.surprise
        lines.append(f"    surprise at decisions of gangs held out: {before:.2f} to {after:.2f} bits a pair")
        one = len(lesson.changes) == 1
        lines.append(f"    {len(lesson.changes)} change{'' if one else 's'} of entities would follow")
        lines += [
            f"    {line}" for line in change_lines(lesson.changes[:_MOST_SHOWN], lesson.labels, most_references=2)
        ]
    return [*lines, f"    {lesson.verdict}"]
