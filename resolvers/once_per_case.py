"""What several rules and comparisons ask of a case is worked out once, and kept with the case.

Rules and comparisons are found by themselves and know nothing of each other, so each asks for what it needs (who bears
which name, who talks to whom); without this each would work it out anew.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from resolvers.contract import CaseFrames, ResolvedCase

Case = TypeVar("Case", CaseFrames, ResolvedCase)
Made = TypeVar("Made")


def once_per_case(make: Callable[[Case], Made]) -> Callable[[Case], Made]:
    """A function of a case alone that works once for each case object; what it made lives as long as the case.

    Args:
        make: Pure function of the case; what it returns is never changed by those who get it.
    """

    @wraps(make)
    def kept(case: Case) -> Made:
        key = f"{make.__module__}.{make.__qualname__}"
        if key not in case.worked_out:
            case.worked_out[key] = make(case)
        return cast(Made, case.worked_out[key])

    return kept
