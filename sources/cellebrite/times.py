"""Times of a report, column by column.

`format` says what is known: TimeStampKnown has an offset, which varies with the report's settings; TimeStampUnknown and
DateTimeOnly are clock times of an unknown zone, read as local time of the seizure, whatever offset stands behind them.

**Source:** formats.md 7.1; `DateTimeOnly` in the test data of open-source readers.
"""

import polars as pl

from sources.clock_text import believable, to_utc
from sources.record import Exhibit

_LOCAL_FORMATS = ("TimeStampUnknown", "DateTimeOnly")
_OFFSET = r"(?:[zZ]|[+-]\d{2}:?\d{2})$"


def with_instants(rows: pl.DataFrame, exhibit: Exhibit) -> pl.DataFrame:
    """Add `sent_at` (UTC) and `time_basis`.

    Columns:
        sent_at_raw: Time as written, or null.
        time_format: The value's `format`, or null.
        platform: Platform, which tells the zone that is assumed for local times.
    """
    text = pl.col("sent_at_raw").str.strip_chars().str.replace(" ", "T")
    clock = text.str.replace(_OFFSET, "")
    local = believable(clock.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", strict=False, time_unit="us"))
    has_offset = text.str.contains(_OFFSET) & ~pl.col("time_format").is_in(_LOCAL_FORMATS).fill_null(value=False)
    offset = text.str.replace(r"[zZ]$", "+00:00").str.replace(r"([+-]\d{2}):?(\d{2})$", "${1}:${2}")
    known = offset.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%:z", strict=False, time_unit="us", time_zone="UTC")
    rows = rows.with_columns(
        known=pl.when(has_offset).then(believable(known.dt.replace_time_zone(None))),
        local=pl.when(~has_offset).then(local),
    )
    at = pl.col("known")
    basis = pl.when(pl.col("known").is_not_null()).then(pl.lit("offset")).otherwise(pl.lit("none"))
    for platform in rows.filter(pl.col("local").is_not_null())["platform"].unique().sort().to_list():
        zone, local_basis = exhibit.zone(platform)
        is_local = pl.col("local").is_not_null() & (pl.col("platform") == platform)
        at = pl.when(is_local).then(to_utc(pl.col("local"), zone)).otherwise(at)
        basis = pl.when(is_local).then(pl.lit(local_basis)).otherwise(basis)
    return rows.with_columns(sent_at=at, time_basis=basis).drop("known", "local")
