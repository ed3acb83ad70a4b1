"""Role signal: single trades, by doing them on several days and by being asked for them by several people.

A courier, a mule or a desk has no title in a chat of three; what comes back is the doing. One such sentence says
little, and who says things of many trades has none of them.
"""

import polars as pl

from resolvers.actors import entity_acts
from resolvers.contract import ResolvedCase
from resolvers.roles.telling import telling_shares

DUTY, ASKED = "duty_", "asks_"
# Kinds of acts that are one trade's anyhow.
_OF_TRADE = {
    "smuggle": "transport", "recruit": "recruiter", "script": "scripter",
}  # fmt: skip
# Bits: n scenes of doing weigh factor * log2(1 + n) times their share of all the trades he does; n askers likewise.
_DOES, _IS_ASKED = 1.6, 0.4
# Whoever makes identities or finds cards hands out accounts as well.
_SHARED = {"account_dealer": 0.75}
_PLEAS = ("doubt", "ask_money_back", "pay_in")
_FEWEST_SCENES = 2


def traded_roles(case: ResolvedCase, gang_members: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Roles from trades that members of gangs, or those who deal with them, do or are asked for.

    Args:
        case: The case after linking.
        gang_members: GANG_MEMBER.
        said: Roles that are listed, stated or told, as ROLE_EVIDENCE: they show how far doing tells here.

    Returns:
        **Columns** entity_id, role, signal, words, weight, seen_at, exhibit_id, locator. Linear in acts.
    """
    members = gang_members["entity_id"].unique().implode()
    acts = entity_acts(case).filter(pl.col("actor_entity").is_in(members) | pl.col("target_entity").is_in(members))
    pleading = acts.filter(pl.col("kind").is_in(_PLEAS)).select(entity_id="actor_entity").unique()
    own = pl.coalesce(
        pl.col("kind").replace_strict(_OF_TRADE, default=None, return_dtype=pl.String),
        pl.when(pl.col("kind").str.starts_with(DUTY)).then(pl.col("kind").str.strip_prefix(DUTY)),
    )
    # Of a message without a time it is open which day it is of.
    day = pl.coalesce(pl.col("done_at").dt.date().cast(pl.String), "message_id")
    done = acts.with_columns(role=own, entity_id="actor_entity", scene=pl.struct("thread_id", day)).drop_nulls("role")
    asked = (
        acts.filter(pl.col("kind").str.starts_with(ASKED))
        .with_columns(role=pl.col("kind").str.strip_prefix(ASKED), entity_id="target_entity", scene="actor_entity")
        .drop_nulls("entity_id")
        .join(done.select("entity_id", "role").unique(), on=["entity_id", "role"], how="semi")
    )
    found = pl.concat([_weighed(done, _DOES, "does"), _weighed(asked, _IS_ASKED, "asked_for")])
    known = done.select("entity_id", "role", also=pl.lit([], dtype=pl.List(pl.String)))
    return (
        found.join(pleading, on="entity_id", how="anti")
        .join(telling_shares(known, said), on="role")
        .with_columns(weight=(pl.col("weight") * pl.col("telling")).round(9))
        .filter(pl.col("weight") > 0)
        .drop("telling")
        .sort(pl.all(), nulls_last=True)
    )


def _weighed(acts: pl.DataFrame, factor: float, signal: str) -> pl.DataFrame:
    """Each piece an equal part of factor * log2(1 + scenes), times the share of its trade among all of the person's."""
    trade = ["entity_id", "role"]
    scenes = pl.col("scene").n_unique().over(trade).cast(pl.Float64)
    pieces = pl.len().over(trade).cast(pl.Float64)
    share = pieces / pl.len().over("entity_id")
    shared = pl.col("role").replace_strict(_SHARED, default=1.0, return_dtype=pl.Float64)
    return (
        acts.with_columns(scenes=scenes, weight=(factor * shared * (scenes + 1).log(2) * share / pieces).round(9))
        .filter((pl.col("scenes") >= _FEWEST_SCENES) | pl.lit(signal == "asked_for"))
        .select(
            "entity_id",
            "role",
            signal=pl.format("duty:{}", pl.lit(signal)),
            words="cue",
            weight="weight",
            seen_at="done_at",
            exhibit_id="exhibit_id",
            locator="locator",
        )
    )
