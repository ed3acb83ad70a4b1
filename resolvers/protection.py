"""Victims and bystanders: people to protect, found before anybody gets a role.

A victim is worked on and does not work: others lure, instruct to recharge, console or threaten him, he pays in or
asks for his money back, and he never orders, recruits, lures or moves money himself. Both sides are needed, because
members report payments too, and a member who is scolded is no victim. Family is recognised by what the phone's
owner calls them.
"""

import polars as pl

from resolvers.actors import entity_acts, entity_talk
from resolvers.contract import ResolvedCase
from resolvers.names.alias_form import alias_forms
from resolvers.roles.titles import roles_of_titles
from warehouse.schema.frames import PROTECTED

# What is done to a victim, what he does himself, and what nobody does who is only a victim.
_DONE_TO = ("lure", "recharge", "console", "threaten")
_OWN = ("pay_in", "ask_money_back")
_CRIMINAL = (
    "order", "approve", "pay", "fine", "recruit", "hand_out", "ask_card", "sell_accounts", "lure", "recharge",
    "move_money", "technical", "console", "threaten", "script", "smuggle", "invite",
)  # fmt: skip
# One of these is enough to know a hand of the trade; the others a victim can say too, or seem to.
_STRONG = (
    "order", "approve", "fine", "recruit", "hand_out", "ask_card", "sell_accounts", "move_money", "script", "smuggle",
)  # fmt: skip
_KIN = (
    "妈", "妈妈", "老妈", "爸", "爸爸", "老爸", "老婆", "老公", "媳妇", "儿子",
    "女儿", "姐姐", "妹妹", "弟弟", "奶奶", "爷爷", "外婆",
    "mom", "mum", "dad", "mother", "father", "wife", "husband", "son", "daughter", "grandma", "sister",
    "мама", "папа", "жена", "муж", "сын", "дочь", "mẹ", "bố", "vợ", "chồng",
)  # fmt: skip
_HIGHEST = 0.97
_REASONS = {
    "listed": "A list or statement names this person as a victim or as uninvolved.",
    "victim": "Was lured or told to pay by others, paid in or asked for the money back, and never acted for the gang.",
    "kin": "Family of a phone's owner by the name in its address book, and never acted for the gang.",
}


def protected(case: ResolvedCase) -> pl.DataFrame:
    """Entities recognised as victims or bystanders.

    Args:
        case: The case after linking.

    Returns:
        **Columns** PROTECTED, one row per entity, the surest reason; sorted by key. Linear in acts and names.
    """
    acts = entity_acts(case)
    found = pl.concat([_named_victims(case), _worked_on(acts, entity_talk(case)), _kin(case)])
    innocent = found.join(_hands(acts), on="entity_id", how="anti")
    best = innocent.sort("entity_id", "probability", "reason", descending=[False, True, False]).unique(
        "entity_id", keep="first", maintain_order=True
    )
    return PROTECTED.conform(best).sort(PROTECTED.key)


def _hands(acts: pl.DataFrame) -> pl.DataFrame:
    """Entities with a strong act of the trade.

    What somebody says to those who work on him doesn't count: an answer repeats their words ("moved it to your card").
    """
    answers = acts.filter(pl.col("kind").is_in(_DONE_TO)).select(
        actor_entity="target_entity", target_entity="actor_entity"
    )
    strong = acts.filter(pl.col("kind").is_in(_STRONG)).join(
        answers.drop_nulls().unique(), on=["actor_entity", "target_entity"], how="anti"
    )
    return strong.select(entity_id="actor_entity").unique()


def _criminals(acts: pl.DataFrame) -> pl.DataFrame:
    """Entities with acts of their own that no victim does; a single one can be a misreading."""
    return (
        acts.filter(pl.col("kind").is_in(_CRIMINAL))
        .group_by(entity_id="actor_entity")
        .agg(own_count=pl.len())
        .select("entity_id", "own_count")
    )


def _rows(found: pl.DataFrame, reason: str) -> pl.DataFrame:
    return found.select("entity_id", pl.lit(_REASONS[reason]).alias("reason"), pl.col("probability").cast(pl.Float64))


def _named_victims(case: ResolvedCase) -> pl.DataFrame:
    """People whom a list calls victim, witness or relative."""
    listed = case.frames.listed.drop_nulls("role_text")
    roles = roles_of_titles(listed["role_text"]).filter(pl.col("role").is_in(["victim", "bystander"]))
    named = listed.join(roles, left_on="role_text", right_on="text").join(
        case.members.select("reference", "entity_id"), on="reference"
    )
    return _rows(named.select("entity_id", probability=pl.lit(0.95)).unique(), "listed")


def _worked_on(acts: pl.DataFrame, talk: pl.DataFrame) -> pl.DataFrame:
    """People who are lured or told to pay, who pay or want it back, and do nothing else."""
    worked = acts.filter(pl.col("kind").is_in(_DONE_TO))
    # In a room the victim is whom nobody names, so lures heard count only where he pays in in the same room, and only
    # for who writes nowhere else: members talk of payments in many rooms, and dealers cry "scam" at each other.
    paying = acts.filter(pl.col("kind") == "pay_in").select("thread_id", entity_id="actor_entity").unique()
    strangers = talk.filter(pl.len().over("entity_id") == 1).select("thread_id", "entity_id")
    in_rooms = (
        worked.filter(pl.col("target_entity").is_null())
        .select("thread_id", "actor_entity")
        .unique()
        .join(paying.join(strangers, on=["thread_id", "entity_id"], how="semi"), on="thread_id")
        .filter(pl.col("actor_entity") != pl.col("entity_id"))
        .group_by("entity_id")
        .agg(heard=pl.col("thread_id").n_unique())
    )
    told = worked.drop_nulls("target_entity").group_by(entity_id="target_entity").agg(told=pl.len())
    own = acts.filter(pl.col("kind").is_in(_OWN)).group_by(entity_id="actor_entity").agg(paid=pl.len())
    # Reports are the work of a member.
    reports = acts.filter(pl.col("kind") == "report").group_by(entity_id="actor_entity").agg(reports=pl.len())
    counted = (
        own.join(told, on="entity_id", how="left")
        .join(in_rooms, on="entity_id", how="left")
        .join(_criminals(acts), on="entity_id", how="left")
        .join(reports, on="entity_id", how="left")
        .with_columns(pl.col("told", "heard", "own_count", "reports").fill_null(0).cast(pl.Float64))
        .with_columns(suffered=pl.col("told") + pl.col("heard"))
        .filter(pl.col("suffered") >= 1)
    )
    # Bits: being worked on alone is ambiguous (recruits are lured too), paying alone as well; together they tell.
    bits = (
        (pl.col("suffered") + 1).log(2)
        + 1.5 * (pl.col("paid").cast(pl.Float64) + 1).log(2)
        - 2.0 * pl.col("own_count")
        - 0.5 * pl.col("reports")
    )
    found = counted.filter(bits >= 1.5).with_columns(
        probability=pl.min_horizontal(1 - (-bits * pl.lit(2.0).log()).exp(), pl.lit(_HIGHEST))
    )
    return _rows(found, "victim")


def _kin(case: ResolvedCase) -> pl.DataFrame:
    """Family in address books, without any act of their own."""
    remarks = case.frames.names.filter(pl.col("kind").is_in(["remark"]))
    kin = remarks.filter(alias_forms(remarks["name"]).is_in(pl.Series(_KIN).implode())).select("reference").unique()
    entities = kin.join(case.members.select("reference", "entity_id"), on="reference").select("entity_id").unique()
    acting = _criminals(entity_acts(case)).select("entity_id")
    # Who writes in more than two conversations is more than family to the case.
    busy = entity_talk(case).group_by("entity_id").agg(rooms=pl.len()).filter(pl.col("rooms") > 2).select("entity_id")
    quiet = entities.join(acting, on="entity_id", how="anti").join(busy, on="entity_id", how="anti")
    return _rows(quiet.with_columns(probability=pl.lit(0.8)), "kin")
