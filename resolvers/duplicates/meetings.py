"""Meetings: two places in two exhibits where one message may stand, found by its words and time or by its own id.

Each message is paired with the few places next before it in the order of exhibits, not with all: a talk that forty
phones hold is tied together along the line, so the cost grows with messages and not with pairs of phones.
Cost: O(n log n) in messages.
"""

import polars as pl

# Words of fewer letters are common property: `ok`, `好的`, `thanks`. A text that one exhibit holds oftener than thrice
# is a formula or a broadcast, and proves nothing of the conversation it stands in.
DISTINCT_LETTERS = 10
_MOST_IN_EXHIBIT = 3
# Places before it that a message is paired with: enough to step over exhibits that share its words by chance.
_PLACES_BEFORE = 4
# Phones of the two ends differ by seconds, and some exporters give minutes alone.
TOLERANCE_SECONDS = 120
# All zones differ from each other by a multiple of a quarter of an hour; farther than UTC+14 no zone lies, and a whole
# day must not pass for a zone: daily greetings would meet yesterday's.
ZONE_STEP_SECONDS = 900
_FARTHEST_SECONDS = 14 * 3600
# Platforms whose message ids are the server's or random, the same at both ends and in all conversations. Telegram's
# count within a channel, and within one account's own box for talks of two; databases of other apps count rows.
_WIDE_IDS = ("wechat", "whatsapp", "discord", "matrix", "rocketchat", "line")
_WIDE_ID_LENGTH = 10
_SIDE = ("row", "node", "exhibit_order", "second", "sender_account_id", "is_label", "is_assumed", "words")


def distinct_words(seen: pl.DataFrame) -> pl.DataFrame:
    """The dated messages of a seen frame whose words can tell a conversation from another."""
    telling = seen.filter(
        (pl.col("kind") != "system")
        & (pl.col("letters") >= DISTINCT_LETTERS)
        & pl.col("words").is_not_null()
        & pl.col("second").is_not_null()
    )
    return telling.filter(pl.len().over("exhibit_order", "platform", "words") <= _MOST_IN_EXHIBIT)


def meetings(seen: pl.DataFrame, distinct: pl.DataFrame) -> pl.DataFrame:
    """Pairs of places in two exhibits that may be one message.

    Args:
        seen: Messages as resolvers.duplicates.seen gives them.
        distinct: Those of them with distinct words.

    Returns:
        **Columns** by (words, native or exact: one sender, one second, one thread), shift (seconds by which the right
        clock is ahead, a multiple of a quarter of an hour, 0 unless a zone was assumed) and, with `_l` for the earlier
        exhibit and `_r` for the later one: row, node, exhibit_order, second, sender_account_id, is_label, is_assumed,
        words.
    """
    named = seen.filter(
        pl.col("sender_account_id").is_not_null()
        & ~pl.col("is_label")
        & pl.col("words").is_not_null()
        & pl.col("second").is_not_null()
        & (pl.col("kind") != "system")
    )
    found = [
        _pairs(distinct, ("platform", "words")).with_columns(by=pl.lit("words")),
        _pairs(named, ("thread_id", "sender_account_id", "second", "words")).with_columns(by=pl.lit("exact")),
    ]
    numbered = own_ids(seen).with_columns(has_wide_id=has_wide_id())
    same_words = pl.col("words_l").eq_missing(pl.col("words_r"))
    apart = (pl.col("second_r") - pl.col("second_l") - pl.col("shift")).abs()
    # Two accounts number their own boxes: small numbers, and `ok`, meet by chance within two minutes.
    for rows, key, is_near in (
        (numbered.filter("has_wide_id"), ("platform", "native_message_id"), pl.lit(value=True)),
        (numbered.filter(~pl.col("has_wide_id")), ("thread_id", "native_message_id"), apart <= 1),
    ):
        found.append(_pairs(rows, key).filter(same_words & is_near).with_columns(by=pl.lit("native")))
    return pl.concat(found)


def own_ids(seen: pl.DataFrame) -> pl.DataFrame:
    """Messages to which their platform gave an id; one that comes twice in a thread of an exhibit is none."""
    named = seen.filter(pl.col("native_message_id").is_not_null())
    return named.filter(pl.len().over("node", "native_message_id") == 1)


def has_wide_id() -> pl.Expr:
    """Whether the id of a seen message holds in all conversations of its platform."""
    is_long = pl.col("native_message_id").str.len_chars() >= _WIDE_ID_LENGTH
    return (pl.col("platform").is_in(_WIDE_IDS) & is_long).fill_null(value=False)


def zone_shift(ahead: pl.Expr, may_shift: pl.Expr) -> pl.Expr:
    """The zone difference nearest to a difference of clocks, in seconds; 0 where no zone was assumed."""
    nearest = (ahead / ZONE_STEP_SECONDS).round().cast(pl.Int64) * ZONE_STEP_SECONDS
    return pl.when(may_shift & (nearest.abs() <= _FARTHEST_SECONDS)).then(nearest).otherwise(0)


def _pairs(places: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    """Each place with the nearest before it under the same key in other exhibits, where the clocks may agree."""
    columns = [*key, *(name for name in _SIDE if name not in key)]
    several = places.select(columns).filter(pl.col("exhibit_order").n_unique().over(key) > 1).sort(*key, "row")
    found = []
    for distance in range(1, _PLACES_BEFORE + 1):
        earlier = several.select(pl.all().shift(distance).name.suffix("_l"))
        both = pl.concat([several.rename({name: f"{name}_r" for name in several.columns}), earlier], how="horizontal")
        same = pl.all_horizontal(pl.col(f"{name}_l") == pl.col(f"{name}_r") for name in key)
        found.append(both.filter(same & (pl.col("exhibit_order_l") != pl.col("exhibit_order_r"))))
    ahead = pl.col("second_r") - pl.col("second_l")
    shift = zone_shift(ahead, pl.col("is_assumed_l") | pl.col("is_assumed_r"))
    return (
        pl.concat(found)
        .with_columns(shift=shift)
        .filter(((ahead - pl.col("shift")).abs() <= TOLERANCE_SECONDS).fill_null(value=True))
        .select("shift", *(f"{name}_{side}" for side in "lr" for name in _SIDE))
    )
