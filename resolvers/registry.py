"""Finds name views, blocking rules, comparisons and scorers: one module, one constant; no list is edited by hand."""

import importlib
import pkgutil
from functools import cache
from types import ModuleType

from resolvers import scorers
from resolvers.blocking import rules as blocking_rules_package
from resolvers.comparisons import rules as comparisons_package
from resolvers.contract import BlockingRule, Comparison, NameView
from resolvers.names import views
from resolvers.scorers.contract import Scorer

# Modules of resolvers/scorers/ that hold parts of scoring rather than a scorer.
_NOT_SCORERS = frozenset({"contract", "scaled", "scoring", "weights_table"})


def _declared(package: ModuleType, constant: str, skipped: frozenset[str] = frozenset()) -> list[object]:
    """The constant of every module of a package, in module order.

    Raises:
        AttributeError: When a module lacks its constant; import errors are not swallowed.
    """
    found = []
    for module_info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        if module_info.name in skipped:
            continue
        module = importlib.import_module(f"{package.__name__}.{module_info.name}")
        if not hasattr(module, constant):
            raise AttributeError(f"{module.__name__} must declare {constant}")
        found.append(getattr(module, constant))
    return found


@cache
def name_views() -> dict[str, NameView]:
    """All views of names by name, in name order."""
    found = [view for view in _declared(views, "VIEW") if isinstance(view, NameView)]
    return {view.name: view for view in sorted(found, key=lambda view: view.name)}


@cache
def blocking_rules() -> dict[str, BlockingRule]:
    """All blocking rules by name, in name order."""
    found = [rule for rule in _declared(blocking_rules_package, "RULE") if isinstance(rule, BlockingRule)]
    return {rule.name: rule for rule in sorted(found, key=lambda rule: rule.name)}


@cache
def comparisons() -> dict[str, Comparison]:
    """All comparisons by name, in name order."""
    found = [item for item in _declared(comparisons_package, "COMPARISON") if isinstance(item, Comparison)]
    return {comparison.name: comparison for comparison in sorted(found, key=lambda item: item.name)}


@cache
def scorers_by_name() -> dict[str, Scorer]:
    """All scorers by name, in name order."""
    found = [scorer for scorer in _declared(scorers, "SCORER", _NOT_SCORERS) if isinstance(scorer, Scorer)]
    return {scorer.name: scorer for scorer in sorted(found, key=lambda scorer: scorer.name)}
