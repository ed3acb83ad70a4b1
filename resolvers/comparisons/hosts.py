"""The user@host of references, as servers write it at a join; gateways and cloaks that many share are left out."""

import polars as pl

from resolvers.contract import CaseFrames
from resolvers.once_per_case import once_per_case

# One person seldom uses more names in one conversation from one place; a university's or a bot farm's host has dozens.
_MOST_REFERENCES_PER_THREAD = 6

# Marks of a server for user names it could not check (~, and n= or i= on older freenode): no part of the name.
_UNCHECKED = r"^(?:~|[ni]=)"


@once_per_case
def hosts_of_references(case: CaseFrames) -> pl.DataFrame:
    """Telling hosts.

    Returns:
        Columns: reference, thread_id, host (small letters, without the mark of an unchecked user name), exhibit_id,
        locator (the first sighting); unique on the first three.
    """
    seen = (
        case.memberships.drop_nulls(["host", "reference"])
        .with_columns(host=pl.col("host").str.to_lowercase().str.replace(_UNCHECKED, ""))
        .filter(pl.col("host").str.contains("@", literal=True))
        .sort("thread_id", "reference", "host", "happened_at", "exhibit_id", "locator", nulls_last=True)
        .unique(["thread_id", "reference", "host"], keep="first", maintain_order=True)
    )
    few = pl.col("reference").n_unique().over("thread_id", "host") <= _MOST_REFERENCES_PER_THREAD
    return seen.filter(few).select("reference", "thread_id", "host", "exhibit_id", "locator")
