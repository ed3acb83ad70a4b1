"""Weights as rows that people read and change, and back into settings."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

import polars as pl

from resolvers.contract import LinkSettings
from resolvers.learned.bend import BEND, PARTS
from resolvers.scorers.scaled import INTERCEPT, SHIFT
from resolvers.scorers.weights_table import weights_table
from warehouse.schema.frames import RESOLVER_WEIGHT
from warehouse.schema.ids import content_hash

# Resolver, as people choose it, to the scorer that does its work.
SCORERS: Mapping[str, str] = {"fixed": "fixed_weights", "em": "em", "learned": "learned", "given": "given"}
# Comparisons of the table that are none: what a pair is worth before any reason, and the calibration of the sum.
ANY_PAIR, CALIBRATION = "any pair", "calibration"
# Columns of a file of weights; `weight` is what people change.
FILE_COLUMNS = ("comparison", "level", "fixed_weight", "factor", "weight")


class UnusableWeights(ValueError):
    """A table of weights that cannot be used; the message says where."""


def version_of(settings: LinkSettings) -> str:
    """Twelve hex digits over all that decides what a pair is worth."""
    table = weights_table(settings.weight_overrides).select("comparison", "level", "weight").rows()
    learned = {name: round(value, 9) for name, value in sorted(settings.scorer_weights.items())}
    return content_hash(json.dumps([settings.scorer, settings.prior_weight, learned, table]), length=12)


def weight_rows(resolver: str, settings: LinkSettings, *, is_used: bool) -> pl.DataFrame:
    """RESOLVER_WEIGHT: what each level is worth with these settings, with what stands before and behind the sum.

    Args:
        resolver: Name of the resolver.
        settings: Its scorer and scorer weights.
        is_used: Whether the case is resolved with them.
    """
    learned = settings.scorer_weights
    rows: list[tuple[str, str, float, float, float]] = [
        (ANY_PAIR, "", settings.prior_weight, 1.0, learned.get(INTERCEPT, 0.0))
    ]
    rows += [
        (
            comparison,
            level,
            weight,
            learned.get(f"{comparison}.{level}", 1.0),
            learned.get(f"{SHIFT}{comparison}.{level}", 0.0),
        )
        for comparison, level, weight in weights_table(settings.weight_overrides)
        .select("comparison", "level", "weight")
        .iter_rows()
    ]
    rows += [
        (CALIBRATION, name, 0.0, learned.get(f"{BEND}{name}", default), 0.0)
        for name, default in PARTS.items()
        if f"{BEND}{name}" in learned
    ]
    table = pl.DataFrame(rows, schema=["comparison", "level", "fixed_weight", "factor", "shift"], orient="row")
    return RESOLVER_WEIGHT.conform(
        table.with_columns(
            resolver=pl.lit(resolver),
            weights_version=pl.lit(version_of(settings)),
            weight=pl.col("fixed_weight") * pl.col("factor") + pl.col("shift"),
            is_used=pl.lit(is_used),
        )
    ).sort("resolver", "comparison", "level")


def settings_with(rows: pl.DataFrame, settings: LinkSettings) -> LinkSettings:
    """The settings that work with the weights in use.

    Args:
        rows: RESOLVER_WEIGHT; only rows in use count. Without any the settings stay.
        settings: Everything else.
    """
    used = rows.filter("is_used")
    if used.is_empty():
        return settings
    resolver = str(used["resolver"][0])
    weights = _scorer_weights(used.select("comparison", "level", "factor", "shift").iter_rows())
    return replace(settings, resolver=resolver, scorer=SCORERS[resolver], scorer_weights=weights)


def _scorer_weights(rows: Iterable[tuple[str, str, float, float]]) -> dict[str, float]:
    """LinkSettings.scorer_weights; what changes nothing is left out."""
    weights: dict[str, float] = {}
    for comparison, level, factor, shift in rows:
        if comparison == CALIBRATION:
            weights[f"{BEND}{level}"] = factor
        elif comparison == ANY_PAIR:
            weights[INTERCEPT] = shift
        else:
            if factor != 1.0:
                weights[f"{comparison}.{level}"] = factor
            if shift != 0.0:
                weights[f"{SHIFT}{comparison}.{level}"] = shift
    return dict(sorted((name, value) for name, value in weights.items() if value != 0.0 or name != INTERCEPT))


def read_given(table: pl.DataFrame) -> dict[str, float]:
    """LinkSettings.scorer_weights of the resolver `given`, from a file of text cells; levels left out stay fixed.

    Args:
        table: FILE_COLUMNS as text.

    Raises:
        UnusableWeights: When a column is missing, a cell is no number or a level is not known.
    """
    missing = [name for name in ("comparison", "level", "weight") if name not in table.columns]
    if missing:
        raise UnusableWeights(f"the weights have no column '{missing[0]}'; write a file with --write-weights first")
    fixed = {(comparison, level): weight for comparison, level, weight in _fixed_rows()}
    rows: list[tuple[str, str, float, float]] = []
    for cells in table.fill_null("").to_dicts():
        name, level = str(cells["comparison"]).strip(), str(cells["level"]).strip()
        place = f"'{name}', level '{level}'," if level else f"'{name}'"
        try:
            weight, factor = float(cells["weight"] or 0.0), float(cells.get("factor") or 1.0)
        except ValueError as error:
            raise UnusableWeights(f"the weight of {place} is no number") from error
        if not (-100.0 <= weight <= 100.0 and 0.0 <= factor <= 100.0):
            raise UnusableWeights(f"the weight of {place} is out of bounds; write bits between -100 and 100")
        if name == CALIBRATION and level in PARTS:
            rows.append((name, level, float(cells.get("factor") or 0.0), 0.0))
        elif (name, level) in fixed:
            shift = weight - factor * fixed[name, level]
            rows.append((name, level, factor, 0.0 if abs(shift) < 1e-9 else shift))
        else:
            raise UnusableWeights(f"there is no comparison '{name}' with a level '{level}'")
    return _scorer_weights(rows)


def _fixed_rows() -> Iterable[tuple[str, str, float]]:
    yield ANY_PAIR, "", LinkSettings().prior_weight
    yield from weights_table().select("comparison", "level", "weight").iter_rows()
