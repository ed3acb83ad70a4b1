"""Checks on the tables of a run: each says in plain words what it found; the blocking ones stop publication."""

from dataclasses import dataclass, field

import polars as pl

from warehouse.connection import Warehouse
from warehouse.row_counts import view_rows

# A gang member uses a handful of accounts and names; beyond this a chain of weak links is likelier than a person.
CLUSTER_WARNING = 60
# File names in a sentence; the rest is in the table.
_NAMED = 5


@dataclass(frozen=True)
class Finding:
    """What a check found.

    Attributes:
        passed: Whether all is well.
        sentence: What was found, and what to do where it isn't well.
        figures: Numbers to show beside it.
        rows: What breaks the check: ids and counts alone.
    """

    passed: bool
    sentence: str
    figures: dict[str, int] = field(default_factory=dict)
    rows: pl.DataFrame = field(default_factory=pl.DataFrame)


def conservation(warehouse: Warehouse) -> Finding:
    """Records read, rejected and duplicate are together all records of the file, by a count made another way."""
    counted = view_rows(warehouse, "exhibit").filter(
        pl.col("status").eq("read") & pl.col("independent_count").is_not_null()
    )
    accounted = pl.col("record_count") + pl.col("rejected_count") + pl.col("duplicate_count")
    broken = counted.filter(accounted != pl.col("independent_count"))
    figures = {"files_counted_twice": counted.height, "files_that_differ": broken.height}
    if broken.is_empty():
        return Finding(True, f"All records of {counted.height:,} files are accounted for.", figures)
    named = ", ".join(broken["path"].head(_NAMED))
    sentence = (
        f"{broken.height:,} files have more or fewer records than were accounted for ({named}); report the reader."
    )
    columns = (
        "case_id",
        "seizure_id",
        "path",
        "reader",
        "record_count",
        "rejected_count",
        "duplicate_count",
        "independent_count",
    )
    return Finding(False, sentence, figures, broken.select(columns))


def orphans(warehouse: Warehouse) -> Finding:
    """Every record belongs to an exhibit that was read, every reference to an entity, every member is a reference."""
    rows = warehouse.read_frame("check_orphan")
    count = int(rows["orphan_count"].sum())
    if count == 0:
        return Finding(True, "No row stands alone.", {"orphans": 0})
    found = ", ".join(f"{row['orphan_count']:,} {row['finding']} in {row['case_id']}" for row in rows.to_dicts())
    return Finding(False, f"Found {found}; run again with force: true.", {"orphans": count}, rows)


def links_lead_to_exhibits(warehouse: Warehouse) -> Finding:
    """Every reason of a published link names a place in an exhibit that was read."""
    rows = warehouse.read_frame("check_link_exhibit")
    count = int(rows["reason_count"].sum())
    if count == 0:
        return Finding(True, "Every reason of every link leads to a place in an exhibit.", {"reasons_without_place": 0})
    names = ", ".join(rows["comparison"].unique().sort())
    sentence = f"{count:,} reasons lead to no place in an exhibit (comparisons: {names}); report these comparisons."
    return Finding(False, sentence, {"reasons_without_place": count}, rows)


def cluster_size(warehouse: Warehouse) -> Finding:
    """No entity is so big that a chain of weak links is likelier than a person."""
    sizes = warehouse.read_frame("check_cluster_size")
    big = sizes.filter(pl.col("biggest_count") > CLUSTER_WARNING)
    figures = {
        "biggest_entity": max(sizes["biggest_count"].to_list(), default=0),
        "entities": int(sizes["entity_count"].sum()),
    }
    if big.is_empty():
        return Finding(True, f"The biggest entity has {figures['biggest_entity']:,} references.", figures)
    named = ", ".join(f"{row['entity_id']} in {row['case_id']} has {row['biggest_count']:,}" for row in big.to_dicts())
    sentence = f"{named} references; look at its links with `steelnail why` and judge the weakest."
    return Finding(False, sentence, figures, big)


def dropped_blocks(warehouse: Warehouse) -> Finding:
    """No block was too big to pair: pairs inside a dropped block are met only by another rule."""
    rows = warehouse.read_frame("check_dropped_block")
    figures = {"dropped_blocks": int(rows["block_count"].sum()), "pairs_not_looked_at": int(rows["pair_count"].sum())}
    if rows.is_empty():
        return Finding(True, "No block was dropped.", figures)
    sentence = (
        f"{figures['dropped_blocks']:,} blocks with {figures['pairs_not_looked_at']:,} pairs were too big to pair; "
        "raise block_pair_limit to look at them."
    )
    return Finding(False, sentence, figures, rows)
