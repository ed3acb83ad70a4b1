"""Which pairs to ask people: uncertain ones, all kinds of them, and likely ones where few others were proposed.

Only uncertain pairs would teach one corner of the model; only likely ones nothing. Half of the questions are about
pairs near the border, a quarter is spread over all weights, a quarter goes to likely pairs that only a rarely used
blocking rule proposed: what such rules find is what recall is lost on. No record is asked about twice in one round.
"""

import polars as pl

_PAIR = ["id_l", "id_r"]


def pairs_to_ask(pairs: pl.DataFrame, asked: pl.DataFrame, count: int) -> pl.DataFrame:
    """The next questions, the most telling first; the same input gives the same questions in any order of rows.

    Args:
        pairs: Candidate pairs: id_l, id_r, match_weight (bits), kind (what is alike and what differs, as text; pairs of
            one kind teach the same), rules (blocking rules that proposed it, comma separated).
        asked: id_l, id_r of pairs that were asked before.
        count: How many.

    Returns:
        Columns id_l, id_r, match_weight, kind, rules, because (`uncertain`, `spread` or `rare_block`).
    """
    fresh = pairs.join(asked.select(_PAIR), on=_PAIR, how="anti").with_columns(
        distance=pl.col("match_weight").abs(), turn=_turn()
    )
    shares = {"uncertain": count - 2 * (count // 4), "rare_block": count // 4, "spread": count // 4}
    orders = {"uncertain": _uncertain(fresh), "rare_block": _rare_block(fresh), "spread": _spread(fresh)}
    chosen = pl.DataFrame(schema={**fresh.schema, "because": pl.String()})
    for because, share in shares.items():
        chosen = _add(chosen, orders[because], because, share)
    # Where one kind ran out, the others fill up.
    for because in shares:
        chosen = _add(chosen, orders[because], because, count - chosen.height)
    return chosen.select(*_PAIR, "match_weight", "kind", "rules", "because")


def _turn() -> pl.Expr:
    """A number that has nothing to do with the weight and only depends on the pair: breaks ties without favour."""
    return pl.concat_str(_PAIR, separator="\0").hash(seed=5)


def _uncertain(pairs: pl.DataFrame) -> pl.DataFrame:
    """Nearest to the border first, one of each kind before the second of any."""
    ranked = pairs.with_columns(nth=pl.struct("distance", "turn").rank("ordinal").over("kind"))
    # A kind's tenth pair is asked when kinds nine bits further from the border had their first.
    return ranked.sort(pl.col("distance") + pl.col("nth"), "turn").drop("nth")


def _rare_block(pairs: pl.DataFrame) -> pl.DataFrame:
    """Likely pairs, those first whose commonest rule proposed fewest pairs."""
    rules = (
        pairs.select(*_PAIR, rule=pl.col("rules").str.split(","))
        .explode("rule")
        .with_columns(pl.col("rule").str.strip_chars())
    )
    commonest = rules.with_columns(used=pl.len().over("rule")).group_by(_PAIR).agg(pl.col("used").max())
    likely = pairs.filter(pl.col("match_weight") > -3.0).join(commonest, on=_PAIR)
    ranked = likely.with_columns(nth=pl.col("turn").rank("ordinal").over("used"))
    return ranked.sort("nth", "used", "turn").drop("nth", "used")


def _spread(pairs: pl.DataFrame) -> pl.DataFrame:
    """One pair from each bit of weight before a second from any."""
    return (
        pairs.with_columns(bit=pl.col("match_weight").clip(-30.0, 30.0).floor())
        .with_columns(nth=pl.col("turn").rank("ordinal").over("bit"))
        .sort("nth", pl.col("bit").abs(), "turn")
        .drop("nth", "bit")
    )


def _add(chosen: pl.DataFrame, ordered: pl.DataFrame, because: str, count: int) -> pl.DataFrame:
    """The first of an order whose records were not chosen yet."""
    if count <= 0 or ordered.is_empty():
        return chosen
    taken = pl.concat([chosen["id_l"], chosen["id_r"]])
    # Enough to choose from: one record is seldom in more than a few of the first.
    head = ordered.filter(~pl.col("id_l").is_in(taken.implode()) & ~pl.col("id_r").is_in(taken.implode()))
    once = head.head(50 * count + 1000).unique("id_l", keep="first", maintain_order=True)
    once = once.unique("id_r", keep="first", maintain_order=True)
    once = once.filter(~pl.col("id_l").is_in(once["id_r"].implode()))
    return pl.concat([chosen, once.head(count).with_columns(because=pl.lit(because)).select(chosen.columns)])
