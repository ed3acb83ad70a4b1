"""The case in hand: kept between steps that change nothing of it, read anew after one that does."""

import polars as pl

from pipelines.linking import LinkingChoice
from pipelines.steps.case_step import CaseStep, case_in_hand, let_go, run_case_step
from resolvers.contract import LinkSettings
from warehouse.connection import Warehouse
from warehouse.migrate import migrate
from warehouse.schema import frames
from warehouse.schema.relation import Relation

_NAME = pl.DataFrame({"alias_form": ["锤子"], "view": ["form"], "value": ["锤子"]})


def _warehouse() -> Warehouse:
    warehouse = Warehouse(None)
    migrate(warehouse)
    warehouse.execute(
        "insert into ledger.seizure values ('case', 'seizure', 'entry', null, [], map {})",
    )
    return warehouse


def _step(relation: Relation, rows: pl.DataFrame) -> CaseStep:
    return CaseStep("step", "doing", (relation,), (), lambda warehouse, case_id, settings: (rows,))


def test_a_step_that_changes_nothing_of_a_case_leaves_it_in_hand() -> None:
    """Block keys are no part of a case: the next step gets the case that was read before them."""
    with _warehouse() as warehouse:
        case = case_in_hand(warehouse, "case")
        run_case_step(
            _step(frames.BLOCK_KEY, frames.BLOCK_KEY.empty_frame()),
            warehouse,
            LinkingChoice(LinkSettings(), force=True),
        )
        assert case_in_hand(warehouse, "case") is case


def test_a_step_that_writes_a_part_of_the_case_lets_it_go() -> None:
    """After views of names were written the case in hand has them."""
    with _warehouse() as warehouse:
        before = case_in_hand(warehouse, "case")
        run_case_step(_step(frames.ALIAS_VIEW, _NAME), warehouse, LinkingChoice(LinkSettings(), force=True))
        after = case_in_hand(warehouse, "case")
        assert (before.alias_views.height, after.alias_views.height) == (0, 1)


def test_another_case_takes_the_place_of_the_one_in_hand() -> None:
    """One case is held at a time, and nothing after it was let go."""
    with _warehouse() as warehouse:
        first = case_in_hand(warehouse, "case")
        assert case_in_hand(warehouse, "other") is not first
        assert case_in_hand(warehouse, "case") is not first
        second = case_in_hand(warehouse, "case")
        let_go(warehouse)
        assert case_in_hand(warehouse, "case") is not second
