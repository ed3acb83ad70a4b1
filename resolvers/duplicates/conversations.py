"""Which threads of different exhibits are one conversation.

Two phones name one talk differently: after the other end, after a label of the address book, after the file. What
tells are the messages themselves. A pair of threads under different names is one conversation when

- at least 5 different texts of 10 letters or more, none of them oftener than thrice in its exhibit, stand in both at
  one time (within two minutes, after one zone shift where a zone was assumed),
- they fall on at least 3 different minutes, so that a bundle pasted at once isn't enough,
- between the first and the last of them they are at least 60 % of all such texts of the thread that has fewer: the same
  script sent to two victims is a smaller part of each talk, since the victims' answers differ,
- on both sides at least 2 senders wrote them, for the same reason, and
- neither thread has a better partner in the other exhibit.

By chance two unrelated threads of 1,000 messages in one month share 0.01 such texts under a given shift and about one
under the best of all shifts; five are out of reach, and for threads so long that they aren't, the share is.

Threads under one name need less (3 texts, 50 %), and in a group one message of the same sender in the same second is
enough to look for more. A platform's own id of a message, where it holds in all conversations, proves by itself.
"""

from collections import defaultdict

import numpy as np
import polars as pl

_WORDS_ELSEWHERE, _SHARE_ELSEWHERE, _MINUTES_ELSEWHERE = 5, 0.6, 3
_WORDS_SAME_NAME, _SHARE_SAME_NAME = 3, 0.5
_PROVING_IDS = 3
_NODE_FACTS = ("thread_id", "thread_kind", "exhibit_order", "platform", "has_unknown", "is_assumed")


def same_conversations(seen: pl.DataFrame, distinct: pl.DataFrame, met: pl.DataFrame) -> pl.DataFrame:
    """Threads of several exhibits that are one conversation.

    Args:
        seen: Messages as resolvers.duplicates.seen gives them.
        distinct: Those with distinct words.
        met: Their meetings.

    Returns:
        One row per thread of an exhibit that is also in another. **Columns** node, conversation (number), is_proven
        (whether enough speaks for it that short words count too), may_shift (whether its clocks may be off by a zone).
    """
    nodes = seen.group_by("node").agg(
        pl.col("thread_id", "exhibit_order", "platform").first(),
        pl.col("thread_kind").min(),
        has_unknown=(pl.col("sender_account_id").is_null() & (pl.col("kind") != "system")).any(),
        is_assumed=pl.col("is_assumed").any(),
    )
    edges = _edges(nodes, distinct, met)
    grouped = _grouped(edges, dict(nodes.select("node", "exhibit_order").iter_rows()))
    ends = pl.concat([edges.select("is_proven", node=f"node_{side}") for side in "lr"])
    proven = ends.group_by("node").agg(pl.col("is_proven").any())
    return (
        grouped.join(proven, on="node")
        .join(nodes.select("node", "is_assumed"), on="node")
        .with_columns(may_shift=pl.col("is_assumed").any().over("conversation"))
        .drop("is_assumed")
        .sort("node")
    )


def _edges(nodes: pl.DataFrame, distinct: pl.DataFrame, met: pl.DataFrame) -> pl.DataFrame:
    """Pairs of threads taken for one conversation, the surest first: node_l, node_r, is_proven."""
    pairs = _weighed(nodes, distinct, met)
    is_same = pl.col("thread_id_l") == pl.col("thread_id_r")
    knows_all = ~(pl.col("has_unknown_l") | pl.col("has_unknown_r"))
    both_speak = pl.min_horizontal("senders_l", "senders_r") >= 2
    by_id = (pl.col("ids") >= _PROVING_IDS) & (pl.col("share") >= _SHARE_SAME_NAME)
    by_name = (
        is_same
        & (pl.col("shifts") == 0)
        & (pl.col("texts") >= _WORDS_SAME_NAME)
        & (pl.col("share") >= _SHARE_SAME_NAME)
        & (both_speak | knows_all)
    )
    by_words = (
        (pl.col("texts") >= _WORDS_ELSEWHERE)
        & (pl.col("minutes") >= _MINUTES_ELSEWHERE)
        & (pl.col("share") >= _SHARE_ELSEWHERE)
        & both_speak
    )
    # A talk of two with an unknown owner may bear one name on two phones and be two talks with one man, who writes
    # the same to both.
    in_group = pl.col("thread_kind_l").is_in(["group", "channel"])
    worth_looking = is_same & (in_group | both_speak | knows_all)
    judged = pairs.with_columns(
        is_same=is_same,
        is_proven=by_id | by_name | by_words,
        is_one=by_id | by_name | by_words | worth_looking | (pl.col("ids") > 0),
    ).filter("is_one")
    order = ["is_same", "is_proven", "places", "node_l", "node_r"]
    best = judged.sort(order, descending=[True, True, True, False, False]).with_row_index("rank")
    mutual = (pl.col("rank") == pl.col("rank").min().over("node_l", "exhibit_order_r")) & (
        pl.col("rank") == pl.col("rank").min().over("node_r", "exhibit_order_l")
    )
    return best.filter(mutual).sort("rank").select("node_l", "node_r", "is_proven")


def _weighed(nodes: pl.DataFrame, distinct: pl.DataFrame, met: pl.DataFrame) -> pl.DataFrame:
    """What speaks for each pair of threads that met, with the facts of both."""
    is_words = pl.col("by") == "words"
    by_shift = met.with_columns(
        at_shift=pl.col("words_l").filter(is_words).n_unique().over("node_l", "node_r", "shift")
    ).filter((pl.col("shift") == 0) | (pl.col("at_shift") >= _WORDS_ELSEWHERE))
    bounds = [
        getattr(pl.col(f"second_{side}"), end)().alias(f"{end}_{side}") for side in "lr" for end in ("min", "max")
    ]
    pairs = by_shift.group_by("node_l", "node_r").agg(
        *bounds,
        texts=pl.col("words_l").filter(is_words).n_unique(),
        minutes=(pl.col("second_l").filter(is_words) // 60).n_unique(),
        matched=pl.col("row_l").filter(is_words).n_unique(),
        places=pl.col("row_l").n_unique(),
        ids=pl.col("row_l").filter(pl.col("by") == "native").n_unique(),
        senders_l=pl.col("sender_account_id_l").n_unique(),
        senders_r=pl.col("sender_account_id_r").n_unique(),
        shifts=(pl.col("shift") != 0).sum(),
    )
    counted = _CountedTimes(distinct)
    pairs = pairs.with_columns(
        pl.Series(
            f"between_{side}",
            counted.between(pairs[f"node_{side}"], pairs[f"min_{side}"], pairs[f"max_{side}"]),
            dtype=pl.Int64,
        )
        for side in "lr"
    )
    fewer = pl.min_horizontal("between_l", "between_r").clip(lower_bound=1)
    pairs = pairs.with_columns(share=pl.max_horizontal("matched", "ids") / fewer)
    for side in "lr":
        facts = nodes.select(pl.col("node", *_NODE_FACTS).name.suffix(f"_{side}"))
        pairs = pairs.join(facts, on=f"node_{side}")
    return pairs


class _CountedTimes:
    """Distinct messages of each thread by time, to count those between two moments without joining them."""

    def __init__(self, distinct: pl.DataFrame) -> None:
        ordered = distinct.select("node", "second").sort("node", "second")
        self._nodes = ordered["node"].to_numpy()
        self._seconds = ordered["second"].to_numpy()

    def between(self, nodes: pl.Series, first: pl.Series, last: pl.Series) -> list[int]:
        counts = []
        bounds = zip(
            np.searchsorted(self._nodes, nodes.to_numpy(), "left"),
            np.searchsorted(self._nodes, nodes.to_numpy(), "right"),
            first.to_list(),
            last.to_list(),
            strict=True,
        )
        for start, end, low, high in bounds:
            if low is None:
                counts.append(0)
                continue
            times = self._seconds[start:end]
            counts.append(int(np.searchsorted(times, high, "right") - np.searchsorted(times, low, "left")))
        return counts


def _grouped(edges: pl.DataFrame, exhibit_of: dict[int, int]) -> pl.DataFrame:
    """Threads tied by edges, the surest first; two threads of one exhibit never come to be one conversation."""
    parent: dict[int, int] = {}
    exhibits: dict[int, set[int]] = {}

    def root(node: int) -> int:
        parent.setdefault(node, node)
        exhibits.setdefault(node, {exhibit_of[node]})
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for left, right in edges.select("node_l", "node_r").iter_rows():
        kept, gone = sorted((root(left), root(right)))
        if kept != gone and exhibits[kept].isdisjoint(exhibits[gone]):
            parent[gone] = kept
            exhibits[kept] |= exhibits.pop(gone)
    members: dict[int, list[int]] = defaultdict(list)
    for node in sorted(parent):
        members[root(node)].append(node)
    rows = [(node, conversation) for conversation, held in members.items() if len(held) > 1 for node in held]
    return pl.DataFrame(rows, schema={"node": pl.UInt32, "conversation": pl.UInt32}, orient="row")
