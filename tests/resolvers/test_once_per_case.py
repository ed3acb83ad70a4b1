"""What is kept of a case: worked out once, and never taken to a case that was changed."""

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from resolvers.contract import CaseFrames
from resolvers.once_per_case import once_per_case


def _counting() -> tuple[Callable[[CaseFrames], int], list[int]]:
    asked: list[int] = []

    @once_per_case
    def references(case: CaseFrames) -> int:
        asked.append(case.references.height)
        return case.references.height

    return references, asked


def test_the_same_case_is_worked_out_once(make_case: Callable[..., CaseFrames]) -> None:
    """Two who ask of one case get one answer, worked out once."""
    references, asked = _counting()
    case = make_case(references=[{"reference": "a"}])
    assert (references(case), references(case), asked) == (1, 1, [1])


def test_a_changed_case_is_worked_out_anew(make_case: Callable[..., CaseFrames]) -> None:
    """A case with other frames than the one asked before gets its own answer."""
    references, asked = _counting()
    case = make_case(references=[{"reference": "a"}])
    references(case)
    more = replace(case, references=pl.concat([case.references, case.references]))
    assert (references(more), asked) == (2, [1, 2])


def test_two_functions_keep_two_answers(make_case: Callable[..., CaseFrames]) -> None:
    """Functions of one name in different modules or places do not take each other's answers."""
    case = make_case(references=[{"reference": "a"}])

    @once_per_case
    def platforms(asked: CaseFrames) -> str:
        return "platforms"

    references, _ = _counting()
    assert (platforms(case), references(case)) == ("platforms", 1)
