"""Aligns the exhibits of a conversation, one after the other, with what the earlier ones gave: message by message.

Each exhibit is compared with all that is known by then, so a message has one original however many exhibits show it,
and nothing inside one exhibit is ever compared: people repeat themselves. Matched one to one: the nearest in time
first, then the nearest in order. What finds no partner becomes known itself.

Two messages may be one when their words are equal (for pictures, calls and cards, which every exporter writes its own
way: when both are of that kind), the clocks agree within what this pair of exhibits shows, and the senders can be one:
the same account, or two names for one sender as the telling messages show (a label here, a number there, "me"). Where
nothing proves that two threads are one conversation, only telling words count, or one known account in one second.

Cost: O(n log n) in messages that could match, times the exhibits that show one conversation.
"""

from collections.abc import Iterator

import polars as pl

from resolvers.duplicates.meetings import DISTINCT_LETTERS, TOLERANCE_SECONDS, has_wide_id, own_ids, zone_shift

# A zone shift seen less often than this, or in a smaller part of what tells, is chance.
_SHIFT_SEEN, _SHIFT_SHARE = 5, 0.05
# Pictures of an unknown sender match only when the clocks agree to the second, give or take one.
_WORDLESS_SECONDS = 2
# Texts repeated oftener than this within two minutes of a conversation are matched in their order instead of each with
# each: a flood of one word must not cost its square.
_FLOOD = 64
_WORDLESS = ("media", "call", "contact_card")
# Ids of the platform that agree this often are shared by the two exhibits: then different ids are different messages.
_SHARED_IDS = 3
_MOST_ROUNDS = 100
_KEY = ("conversation", "key")

MATCH = {"row": pl.UInt32(), "original": pl.UInt32(), "by_id": pl.Boolean()}


def aligned(seen: pl.DataFrame, distinct: pl.DataFrame, conversations: pl.DataFrame) -> pl.DataFrame:
    """Copies in the conversations that several exhibits show.

    Args:
        seen: Messages as resolvers.duplicates.seen gives them.
        distinct: Those with distinct words.
        conversations: Threads of exhibits with their conversation.

    Returns:
        One row per copy. **Columns** row, original (row of the message it is, never itself a copy), by_id.
    """
    found = [pl.DataFrame(schema=MATCH)]
    known: pl.DataFrame | None = None
    for current in _by_exhibit(_comparable(seen, distinct, conversations)):
        if known is None:
            known = current
            continue
        here = known.join(current.select("conversation").unique(), on="conversation", how="semi")
        current = _on_known_clock(current, here)
        matches = _one_to_one(_possible(current, here))
        found.append(matches)
        known = pl.concat([known, current.join(matches, on="row", how="anti")])
    return pl.concat(found).sort("row")


def _comparable(seen: pl.DataFrame, distinct: pl.DataFrame, conversations: pl.DataFrame) -> pl.DataFrame:
    """Messages of these conversations whose words or id another exhibit of the conversation has too."""
    wordless = pl.col("kind").is_in(_WORDLESS)
    rows = (
        seen.select(
            "row",
            "node",
            "exhibit_order",
            "kind",
            "words",
            "letters",
            "second",
            "is_minute",
            "is_label",
            "native_message_id",
            has_wide_id=has_wide_id(),
            sender="sender_account_id",
            key=pl.when(wordless).then(pl.col("kind").hash(3)).otherwise("words"),
        )
        .join(conversations, on="node")
        .with_columns(
            is_telling=pl.col("row").is_in(distinct["row"].implode()) & ~wordless,
            clock=pl.col("second"),
            # Who "me" is differs from exhibit to exhibit.
            who=pl.coalesce("sender", pl.format("?{}", "exhibit_order")),
        )
    )
    shared = [
        (pl.col("exhibit_order").n_unique().over("conversation", name) > 1) & pl.col(name).is_not_null()
        for name in ("key", "native_message_id")
    ]
    kept = rows.filter(shared[0] | shared[1])
    return kept.with_columns(turn=pl.col("exhibit_order").rank("dense").over("conversation"))


def _by_exhibit(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """All first exhibits of their conversations, then all second ones, and so on."""
    yield from rows.sort("turn", "row").partition_by("turn", maintain_order=True)


def _on_known_clock(current: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The exhibit's times on the clock of what is known; the shift changes where summer time does."""
    shifting = current.filter("may_shift", "is_proven", "is_telling")
    anchors = shifting.join(known.filter("is_telling"), on=_KEY, suffix="_known")
    ahead = pl.col("clock") - pl.col("clock_known")
    anchors = (
        anchors.with_columns(shift=zone_shift(ahead, pl.lit(value=True)))
        .filter((ahead - pl.col("shift")).abs() <= TOLERANCE_SECONDS)
        .filter(
            (pl.len().over("node", "shift") >= _SHIFT_SEEN)
            & (pl.len().over("node", "shift") >= _SHIFT_SHARE * pl.len().over("node"))
        )
        .group_by("node", "clock")
        .agg(pl.col("shift").mode().min())
        .sort("clock", "node")
    )
    if anchors.is_empty():
        return current
    dated = current.select("row", "node", "clock").drop_nulls("clock").sort("clock", "row")
    shifts = dated.join_asof(anchors, on="clock", by="node", strategy="nearest", check_sortedness=False)
    return (
        current.join(shifts.select("row", "shift"), on="row", how="left", maintain_order="left")
        .with_columns(clock=pl.col("clock") - pl.col("shift").fill_null(0))
        .drop("shift")
    )


def _possible(current: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Pairs that may be one message: row, original, by_id, and what ranks them."""
    pairs = pl.concat([_same_words_near_in_time(current, known), _same_id(current, known)])
    pairs = pairs.unique(["row", "original"], keep="first", maintain_order=True)
    is_minute = pl.col("is_minute") | pl.col("is_minute_known")
    pairs = pairs.with_columns(
        gap=pl.when(is_minute)
        .then((pl.col("clock") // 60 - pl.col("clock_known") // 60) * 60)
        .otherwise(pl.col("clock") - pl.col("clock_known"))
        .abs(),
        same_words=pl.col("words").eq_missing(pl.col("words_known")),
        by_id=(pl.col("native_message_id") == pl.col("native_message_id_known")).fill_null(value=False),
        is_system=pl.col("kind") == "system",
    ).filter(pl.col("is_system") == (pl.col("kind_known") == "system"))
    # Where ids hold in all conversations: with the same words or, where they were edited, in the same second. Numbers
    # of a thread or a box: in the same second and with the same words or sender, or undated with words that tell.
    in_one_second = (pl.col("gap") <= 1).fill_null(value=False)
    same_sender = pl.col("sender").eq_missing(pl.col("sender_known"))
    numbered = in_one_second & (pl.col("same_words") | same_sender)
    undated = pl.col("gap").is_null() & pl.col("same_words") & (pl.col("letters") >= DISTINCT_LETTERS)
    wide = pl.col("has_wide_id") & (pl.col("same_words") | in_one_second)
    pairs = pairs.with_columns(by_id=pl.col("by_id") & (wide | numbered | undated))
    ids_differ = pl.col("native_message_id").is_not_null() & pl.col("native_message_id_known").is_not_null()
    shares_ids = pl.col("by_id").sum().over("node") >= _SHARED_IDS
    pairs = pairs.filter(pl.col("by_id") | ~(ids_differ & shares_ids))
    return _allowed(_with_senders(pairs)).sort("is_new_id", "is_other", "gap", "places", "original", "row")


def _same_words_near_in_time(current: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    stretch = pl.col("clock") // TOLERANCE_SECONDS
    left = current.drop_nulls(["key", "clock"]).with_columns(stretch=stretch)
    right = known.drop_nulls(["key", "clock"]).with_columns(stretch=stretch)
    at = [*_KEY, "stretch"]
    flooded = pl.concat([side.group_by(at).agg(pl.len()) for side in (left, right)]).filter(pl.col("len") > _FLOOD)
    flooded = flooded.select(at).unique()
    near = [
        left.with_columns(stretch=pl.col("stretch") + step)
        .join(flooded, on=at, how="anti")
        .join(right.join(flooded, on=at, how="anti"), on=at, suffix="_known")
        for step in (-1, 0, 1)
    ]
    nth = pl.int_range(pl.len()).over(at)
    in_order = (
        left.join(flooded, on=at, how="semi")
        .sort("row")
        .with_columns(nth=nth)
        .join(
            right.join(flooded, on=at, how="semi").sort("row").with_columns(nth=nth), on=[*at, "nth"], suffix="_known"
        )
    )
    pairs = pl.concat([*near, in_order.select(near[0].columns)])
    return _paired(pairs.filter((pl.col("clock") - pl.col("clock_known")).abs() <= TOLERANCE_SECONDS))


def _same_id(current: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Pairs under one id of the platform."""
    sides = [own_ids(side).with_columns(native=pl.col("native_message_id")) for side in (current, known)]
    pairs = sides[0].join(sides[1], on=["conversation", "native"], suffix="_known")
    near = (pl.col("clock") - pl.col("clock_known")).abs() <= TOLERANCE_SECONDS
    return _paired(pairs.filter(near.fill_null(value=True)))


def _paired(pairs: pl.DataFrame) -> pl.DataFrame:
    both = ("clock", "is_minute", "native_message_id", "words", "kind", "sender", "who", "is_telling", "is_label")
    return pairs.select(
        "row",
        "node",
        "letters",
        "is_proven",
        "has_wide_id",
        *both,
        *(f"{name}_known" for name in both),
        original="row_known",
    )


def _with_senders(pairs: pl.DataFrame) -> pl.DataFrame:
    """Adds is_equal, is_told (one account, or two names for one sender as the telling messages show) and can_be_one."""
    is_open = pl.col("sender").is_null() | pl.col("sender_known").is_null()
    telling = pairs.filter(pl.col("is_telling") & pl.col("is_telling_known") & pl.col("same_words"))
    votes = telling.group_by("node", "who", "who_known").agg(
        votes=pl.col("row").n_unique(),
        is_loose=(is_open | pl.col("is_label") | pl.col("is_label_known")).any(),
    )
    votes = votes.with_columns(
        of_who=pl.col("votes").sum().over("node", "who"), of_known=pl.col("votes").sum().over("node", "who_known")
    )
    most = (2 * pl.col("votes") >= pl.col("of_who")) | (2 * pl.col("votes") >= pl.col("of_known"))
    # Two ids of a platform that each stand for one account are one sender only when more than one message says so.
    accepted = votes.filter(most & ((pl.col("votes") > 1) | pl.col("is_loose"))).select(
        "node", "who", "who_known", is_accepted=pl.lit(value=True)
    )
    yes = pl.lit(value=True)
    pairs = (
        pairs.join(accepted, on=["node", "who", "who_known"], how="left")
        .join(votes.select("node", "who", has_votes=yes).unique(), on=["node", "who"], how="left")
        .join(votes.select("node", "who_known", known_has_votes=yes).unique(), on=["node", "who_known"], how="left")
    )
    is_equal = (pl.col("sender") == pl.col("sender_known")).fill_null(value=False)
    nothing_known = pl.col("has_votes").is_null() & pl.col("known_has_votes").is_null()
    return pairs.with_columns(
        is_equal=is_equal,
        is_told=is_equal | pl.col("is_accepted").fill_null(value=False),
    ).with_columns(can_be_one=pl.col("is_told") | (is_open & nothing_known))


def _allowed(pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs that may be one message; ranked by id, words, gap and place in the order of equal ones."""
    wordless = pl.col("kind").is_in(_WORDLESS)
    # What the telling messages show of these two clocks bounds what short ones may differ by.
    told_gap = pl.col("gap").filter(pl.col("is_telling") & pl.col("is_told") & pl.col("same_words"))
    reach = (2 * told_gap.quantile(0.9, "higher").over("node").fill_null(1)).clip(_WORDLESS_SECONDS, TOLERANCE_SECONDS)
    is_known_account = pl.col("is_equal") & ~pl.col("is_label") & (pl.col("gap") <= 1)
    # Without proof of the conversation, words that tell something.
    telling = pl.col("same_words") & (pl.col("letters") >= DISTINCT_LETTERS) & pl.col("can_be_one") & ~wordless
    proven = (
        pl.col("is_proven")
        & (pl.col("gap") <= reach)
        & pl.col("can_be_one")
        & (~wordless | pl.col("is_told") | (pl.col("gap") <= _WORDLESS_SECONDS))
    )
    # "X invited you" is another event on every phone; only the second tells.
    of_system = pl.col("is_system") & pl.col("is_proven") & (pl.col("gap") <= 1)
    of_people = ~pl.col("is_system") & (telling | proven | is_known_account)
    kept = pairs.filter(pl.col("by_id") | of_system | of_people)
    equal = ("node", "words", "who")
    return kept.with_columns(
        is_new_id=~pl.col("by_id"),
        is_other=~pl.col("same_words"),
        places=(
            pl.col("row").rank("dense").over(*equal, pl.col("clock") // 60).cast(pl.Int64)
            - pl.col("original").rank("dense").over("words_known", "who_known", "node", pl.col("clock_known") // 60)
        ).abs(),
    )


def _one_to_one(pairs: pl.DataFrame) -> pl.DataFrame:
    """Each message with at most one original and each original with at most one of the exhibit's messages.

    Pairs come best first; in every round those that are the best of both their sides are taken.
    """
    taken = [pl.DataFrame(schema=MATCH)]
    pairs = pairs.select(MATCH.keys())
    for _ in range(_MOST_ROUNDS):
        best = pairs.unique("row", keep="first", maintain_order=True).join(
            pairs.unique("original", keep="first", maintain_order=True), on=["row", "original"], how="semi"
        )
        if best.is_empty():
            break
        taken.append(best)
        pairs = pairs.join(best, on="row", how="anti", maintain_order="left").join(
            best, on="original", how="anti", maintain_order="left"
        )
    return pl.concat(taken)
