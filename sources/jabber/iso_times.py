"""ISO times of Jabber dumps to instants: local time in a zone, or with an offset of its own.

Source: formats.md 6, Jabber (a): microseconds and no zone in the dump seen; ISO 8601 for the other ways to write it.
"""

import polars as pl

from sources.clock_text import believable

# What dumps write, beginning with the most usual; a whole column in one of these is parsed at once.
_QUICK = ("%Y-%m-%dT%H:%M:%S.%6f", "%Y-%m-%dT%H:%M:%S")
_LOCAL = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M")


def with_instants(rows: pl.DataFrame, zone: str, basis: str) -> pl.DataFrame:
    """Add sent_at (UTC) and time_basis to rows with sent_at_raw.

    Args:
        rows: Frame with **Columns** sent_at_raw.
        zone: IANA zone of times without offset.
        basis: What time_basis says of these.
    """
    for pattern in _QUICK:
        quick = rows["sent_at_raw"].str.to_datetime(pattern, strict=False, time_unit="us", cache=False)
        if not quick.null_count():
            timed = rows.with_columns(sent_at=_in_utc(believable(pl.lit(quick)), zone), time_basis=pl.lit(basis))
            break
    else:
        timed = _loosely(rows, zone, basis)
    is_timed = pl.col("sent_at").is_not_null()
    return timed.with_columns(time_basis=pl.when(is_timed).then("time_basis").otherwise(pl.lit("none")))


def _loosely(rows: pl.DataFrame, zone: str, basis: str) -> pl.DataFrame:
    """The same for a column that is written in several ways."""
    written = pl.col("sent_at_raw").str.strip_chars().str.replace(" ", "T", literal=True)
    offset = written.str.extract(r"(?:T.*)([+-]\d\d:?\d\d|Z)$", 1)
    clock = pl.when(offset.is_null()).then(written).otherwise(written.str.extract(r"^(.*?)(?:[+-]\d\d:?\d\d|Z)$", 1))
    local = believable(pl.coalesce(clock.str.to_datetime(pattern, strict=False, time_unit="us") for pattern in _LOCAL))
    minutes = pl.coalesce(
        offset.str.extract(r"^[+-](\d\d)", 1).cast(pl.Int64) * 60 + offset.str.extract(r"(\d\d)$", 1).cast(pl.Int64),
        pl.lit(0),
    ) * pl.when(offset.str.starts_with("-")).then(-1).otherwise(1)
    return rows.with_columns(
        sent_at=pl.when(offset.is_null())
        .then(_in_utc(local, zone))
        .otherwise(local - pl.duration(minutes=minutes, time_unit="us")),
        time_basis=pl.when(offset.is_null()).then(pl.lit(basis)).otherwise(pl.lit("offset")),
    )


def _in_utc(local: pl.Expr, zone: str) -> pl.Expr:
    zoned = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return zoned.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
