"""What a step over cases is, which cases need it, and how its tables are replaced.

A step reads frames of one case from the warehouse, calls one function of the resolvers and gives one frame for each
table it makes. The rows of a case are replaced in one transaction, so a killed run leaves the old ones or the new ones.
With the first of them the case counts as unresolved, until a run that took every step marks it: what a killed or
partial run left behind is therefore made anew by the next whole one.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

import polars as pl

from pipelines.linking import LinkingChoice, configuration_text
from resolvers.contract import CURRENT, CaseFrames, LinkSettings
from warehouse.case_frames import CASE_TABLES, read_case_frames
from warehouse.cases import case_ids, has_new_evidence, needs_resolving
from warehouse.connection import Warehouse
from warehouse.resolver_choices import latest_choice
from warehouse.schema.relation import Relation

logger = logging.getLogger("steelnail.steps")


@dataclass(frozen=True)
class CaseStep:
    """A step that makes tables of a case out of tables made before it.

    Attributes:
        name: Name of the step; also of its Dagster op.
        doing: What it does, in plain words for the one who waits.
        makes: The tables it makes.
        reads: Names of the tables it reads that other steps make.
        make: Warehouse, case and settings in; one frame for each table of `makes`, in their order, out.
    """

    name: str
    doing: str
    makes: tuple[Relation, ...]
    reads: tuple[str, ...]
    make: Callable[[Warehouse, str, LinkSettings], Sequence[pl.DataFrame]]


@dataclass(frozen=True)
class StepOutcome:
    """What a step did.

    Attributes:
        case_ids: Cases it worked on.
        rows: Table name to a frame of its first new rows, for a look at them.
    """

    case_ids: tuple[str, ...]
    rows: Mapping[str, pl.DataFrame] = field(default_factory=dict)


def case_frames(warehouse: Warehouse, case_id: str) -> CaseFrames:
    """The case as the resolvers take it."""
    return CaseFrames(**read_case_frames(warehouse, case_id))


# The case that neighbouring steps of a run work on, with what they worked out of it; each run has its own Warehouse.
_IN_HAND: WeakKeyDictionary[Warehouse, tuple[str, CaseFrames]] = WeakKeyDictionary()


def case_in_hand(warehouse: Warehouse, case_id: str) -> CaseFrames:
    """The case as the step before had it, where that step changed nothing of it; else read anew.

    What resolvers.once_per_case keeps of it serves the next step too. Costs the memory of one case until let_go.
    """
    held = _IN_HAND.get(warehouse)
    if held is None or held[0] != case_id:
        let_go(warehouse)
        held = _IN_HAND[warehouse] = (case_id, case_frames(warehouse, case_id))
    return held[1]


def let_go(warehouse: Warehouse) -> None:
    """Forget the case in hand: its tables change, or no step after this one needs it."""
    _IN_HAND.pop(warehouse, None)


def cases_to_resolve(warehouse: Warehouse, choice: LinkingChoice) -> list[str]:
    """Cases that this run resolves, in order.

    Chosen cases whose evidence, judgements or settings differ from what their last resolution saw; and other cases
    that were read since (by the drop folder, or a killed run): a snapshot holds them whole or can't be published.
    """
    configuration = resolution_text(choice.settings)
    chosen = [case_id for case_id in case_ids(warehouse) if choice.case_id in (None, case_id)]
    wanted = {
        case_id
        for case_id in chosen
        if choice.force
        or asks_for_other_weights(warehouse, case_id, choice.settings)
        or needs_resolving(warehouse, case_id, configuration)
    }
    return [
        case_id
        for case_id in case_ids(warehouse)
        if case_id in wanted or (case_id not in chosen and has_new_evidence(warehouse, case_id))
    ]


def resolution_text(settings: LinkSettings) -> str:
    """What a case's resolution rests on beside evidence and decisions: the settings, whoever named the resolver.

    Which resolver holds for a case is a decision kept in the ledger, so a run that names it and later ones that don't
    rest on the same.
    """
    return configuration_text(replace(settings, resolver=CURRENT, scorer_weights={}))


def asks_for_other_weights(warehouse: Warehouse, case_id: str, settings: LinkSettings) -> bool:
    """Whether the run names a resolver that the case is not resolved with; `best` is always measured anew."""
    if settings.resolver == CURRENT:
        return False
    resolver, _, given = latest_choice(warehouse, case_id) or ("fixed", "", {})
    return settings.resolver != resolver or dict(settings.scorer_weights) != given


def run_case_step(step: CaseStep, warehouse: Warehouse, choice: LinkingChoice) -> StepOutcome:
    """Make the step's tables for every case that needs it.

    Args:
        step: The step.
        warehouse: The working database.
        choice: Settings, and which case.

    Returns:
        The cases worked on and a few rows of each table.
    """
    chosen = cases_to_resolve(warehouse, choice)
    rows: dict[str, pl.DataFrame] = {}
    for case_id in chosen:
        made = step.make(warehouse, case_id, choice.settings)
        with warehouse.transaction():
            warehouse.run_file("queries", "forget_resolution", case_id=case_id)
            for relation, frame in zip(step.makes, made, strict=True):
                count = warehouse.replace_case_rows(relation, case_id, frame)
                logger.info("%s: %s rows of %s", case_id, f"{count:,}", relation.name)
                rows[relation.name] = relation.conform(frame.head(5))
        if not CASE_TABLES.isdisjoint(relation.name for relation in step.makes):
            let_go(warehouse)
    return StepOutcome(tuple(chosen), rows)
