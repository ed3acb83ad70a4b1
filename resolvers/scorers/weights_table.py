"""The match weights as a table: every comparison level with its bits, as shown to people and overridden by settings."""

from collections.abc import Mapping

import polars as pl

from resolvers.registry import comparisons


def weights_table(overrides: Mapping[str, float] | None = None) -> pl.DataFrame:
    """All levels with their weights.

    Args:
        overrides: `comparison.level` to bits, replacing the defaults.

    Returns:
        Columns: comparison, level, family, weight (bits), sentence_en, sentence_zh; ordered by comparison and level.

    Raises:
        KeyError: When an override names no level.
    """
    changed = dict(overrides or {})
    rows = [
        (
            item.name,
            name,
            item.family,
            changed.pop(f"{item.name}.{name}", level.weight),
            level.sentence_en,
            level.sentence_zh,
        )
        for item in comparisons().values()
        for name, level in sorted(item.levels.items())
    ]
    if changed:
        raise KeyError(f"no such comparison level: {', '.join(sorted(changed))}")
    columns = ["comparison", "level", "family", "weight", "sentence_en", "sentence_zh"]
    return pl.DataFrame(rows, schema=columns, orient="row").cast({"weight": pl.Float64})
