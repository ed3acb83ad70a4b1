"""When references write: hours of the day and days of the week, against what is usual in the case.

Counted are hours in which somebody wrote at all, so that a burst is one sign of life and not a hundred. Likeness is set
against impostors (resolvers.behaviour.likeness): office hours that a whole gang keeps are no likeness. Hours are UTC:
two are compared by one clock, whichever it is; a change to summer time blurs an hour.

**Source:** Bosma et al., "Establishing phone-pair co-usage by comparing mobility patterns", Science & Justice 2020, for
comparing against the population; daily profiles: La Morgia et al., "Time-zone geolocation of crowds in the dark web",
ICDCS 2018.
"""

import numpy as np
import polars as pl

from resolvers.behaviour.likeness import Profiles, profiles_of
from resolvers.behaviour.own_words import own_messages
from resolvers.contract import CaseFrames

# Fewer hours or days show a visit, no rhythm.
_LEAST_HOURS = 25
_LEAST_DAYS = 6
# Hours before and after share in each hour: nobody is punctual to the hour.
_BLUR = ((-1, 0.25), (0, 0.5), (1, 0.25))
_DAY_WEIGHT = 0.5


def rhythm_profiles(case: CaseFrames, messages: pl.DataFrame | None = None) -> Profiles:
    """Rhythm of all references that were seen at enough hours of enough days.

    Args:
        case: The case.
        messages: Messages to look at instead of the case's, as own_messages gives them.
    """
    written = own_messages(case) if messages is None else messages
    wide = _active_hours(written).with_columns(number=pl.col("reference").rank("dense").cast(pl.Int64) - 1)
    counts = wide.group_by("reference", maintain_order=True).agg(count=pl.len().cast(pl.Int64))
    number = wide["number"].to_numpy()
    by_hour = np.zeros((counts.height, 24))
    by_day = np.zeros((counts.height, 7))
    np.add.at(by_hour, (number, wide["hour"].to_numpy()), 1.0)
    np.add.at(by_day, (number, wide["weekday"].to_numpy()), 1.0)
    blurred = sum(share * np.roll(by_hour, offset, axis=1) for offset, share in _BLUR)
    total = np.maximum(counts["count"].to_numpy(), 1)[:, None]
    vectors = np.hstack([np.sqrt(blurred / total), _DAY_WEIGHT * np.sqrt(by_day / total)])
    vectors -= vectors.mean(axis=0) if counts.height else 0.0
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    rows = counts.with_columns(kind=pl.lit("rhythm"))
    return profiles_of(rows, vectors.astype(np.float32), case.references)


def _active_hours(written: pl.DataFrame) -> pl.DataFrame:
    """Hours in which a reference wrote: reference, slot, hour, weekday (Monday 0); only of those seen often enough."""
    hours = (
        written.drop_nulls("sent_at")
        .select("reference", slot=pl.col("sent_at").dt.truncate("1h"))
        .unique()
        .with_columns(hour=pl.col("slot").dt.hour(), weekday=pl.col("slot").dt.weekday() - 1)
    )
    days = pl.col("slot").dt.date().n_unique().over("reference")
    often = (pl.len().over("reference") >= _LEAST_HOURS) & (days >= _LEAST_DAYS)
    return hours.filter(often).sort("reference", "slot")


def busiest_hours(case: CaseFrames) -> pl.DataFrame:
    """The three hours of the day in which each was seen most, as `09 14 21`. Columns: reference, hours."""
    by_hour = _active_hours(own_messages(case)).group_by("reference", "hour").len()
    return (
        by_hour.sort("reference", "len", "hour", descending=[False, True, False])
        .group_by("reference", maintain_order=True)
        .agg(hours=pl.col("hour").head(3).sort().cast(pl.String).str.zfill(2).str.join(" "))
    )
