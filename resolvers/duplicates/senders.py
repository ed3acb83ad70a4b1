"""Senders: what a copy tells of a message whose own exhibit leaves the sender open, and echoes, which nobody sent."""

import polars as pl

from warehouse.schema.frames import MESSAGE_SENDER


def message_senders(seen: pl.DataFrame, copies: pl.DataFrame, traits: pl.DataFrame) -> pl.DataFrame:
    """Messages whose sender is another than their exhibit says.

    A copy never overrules a sender that the original has. Of several copies the earliest that names an account counts,
    one that names only a label where no other does.

    Args:
        seen: Messages as resolvers.duplicates.seen gives them.
        copies: MESSAGE_COPY.
        traits: MESSAGE_TRAIT.

    Returns:
        MESSAGE_SENDER, sorted.
    """
    open_ones = seen.filter(pl.col("sender_account_id").is_null() & (pl.col("kind") != "system")).select(
        original_message_id="message_id"
    )
    told = (
        copies.join(open_ones, on="original_message_id", how="semi")
        .join(seen.select("message_id", "sender_account_id", "is_label", "row"), on="message_id")
        .drop_nulls("sender_account_id")
        .sort("original_message_id", "is_label", "row")
        .unique("original_message_id", keep="first", maintain_order=True)
        .select("sender_account_id", message_id="original_message_id", reason=pl.lit("copy"))
    )
    echoes = traits.filter(pl.col("trait") == "echo").select(
        "message_id", sender_account_id=pl.lit(None, pl.String), reason=pl.lit("echo")
    )
    both = pl.concat([MESSAGE_SENDER.conform(echoes), MESSAGE_SENDER.conform(told)])
    return both.unique("message_id", keep="first", maintain_order=True).sort("message_id")
