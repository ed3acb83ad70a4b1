"""Which exhibit of a message counts: the one that tells most, whichever was delivered first.

Exhibits stand in one order for the whole case: first those that name senders by the platform's own ids instead of
labels and "me", then those whose clocks are sure, those that give seconds, and those that hold more; equal ones by
their hash. All of it stands in the exhibit itself, so the same evidence gives the same order in whatever deliveries it
came. An exhibit that comes later may stand before one that is known.

Of one talk the original is then in one exhibit, as far as that reaches, and not now in this, now in that.
"""

import polars as pl

# Shares are compared by tenths: a handful of odd lines must not outweigh what the file is.
_TENTHS = 1
# Exporters without seconds put everything on the full minute; of the others one message in sixty stands there.
_WITH_SECONDS = 0.5
# Clocks that need no zone; those whose zone the seizure tells; the rest was assumed, rounded or isn't there.
_SURE = ("epoch_s", "epoch_ms", "offset", "utc")
_GIVEN = ("local_given",)


def exhibit_order(places: pl.DataFrame) -> pl.DataFrame:
    """The order of the exhibits of a case.

    Args:
        places: MESSAGE_PLACE.

    Returns:
        One row per exhibit, in this order. **Columns** exhibit_id, exhibit_order (from 1).
    """
    said = pl.col("kind") != "system"
    is_named = pl.col("sender_account_id").is_not_null() & ~pl.col("is_label")
    sureness = pl.when(pl.col("time_basis").is_in(_SURE)).then(2).when(pl.col("time_basis").is_in(_GIVEN)).then(1)
    worth = places.group_by("exhibit_id").agg(
        named=is_named.filter(said).mean().fill_null(0.0).round(_TENTHS),
        sure=sureness.otherwise(0).mean().round(_TENTHS),
        has_seconds=(pl.col("sent_at").dt.second() != 0).mean().fill_null(0.0) > _WITH_SECONDS,
        messages=pl.len(),
    )
    best_first = {"named": True, "sure": True, "has_seconds": True, "messages": True, "exhibit_id": False}
    return (
        worth.sort(best_first.keys(), descending=list(best_first.values()))
        .with_row_index("exhibit_order", offset=1)
        .select("exhibit_id", pl.col("exhibit_order").cast(pl.Int64))
    )
