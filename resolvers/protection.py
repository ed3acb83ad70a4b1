"""Victims and bystanders: people to protect, found before anybody gets a role.

A victim is worked on and does not work: others lure, instruct to recharge, console or threaten him, he pays in, doubts
or asks for his money back, and he never orders, recruits, lures or moves money himself. Both sides are needed, because
members report payments too, and a member who is scolded is no victim. What tells the two apart best is where they talk:
a victim is known only from the conversations in which he is worked on, a member also from those of the work. Who is
known from nowhere else, holds no trade and no room, and is in no list needs but a word of a victim's, because wordings
are endless; and who is in no room of a gang is known by the subjects of his conversations (resolvers.clients). Family
is recognised by what the phone's owner calls them.
"""

import polars as pl

from resolvers.actors import CLOSED_ROOM_WRITERS, entity_acts, entity_statements, entity_talk
from resolvers.clients.known import known_clients
from resolvers.contract import ResolvedCase
from resolvers.judged import JUDGED_PROBABILITY, judged_roles
from resolvers.names.alias_form import alias_forms
from resolvers.once_per_case import once_per_case
from resolvers.roles.catalogue import protected_roles
from resolvers.roles.titles import roles_of_titles
from resolvers.told.duties import told_duties
from warehouse.schema.frames import PROTECTED

# What is done to a victim, what he does himself, and what nobody does who is only a victim.
_DONE_TO = ("lure", "recharge", "console", "threaten")
_OWN = ("pay_in", "ask_money_back", "doubt")
# What is said where work is done: a conversation with more of it than of luring is no lure.
_WORK = ("order", "report", "approve", "pay", "fine", "hand_out", "script")
# Whoever says these things does the luring, wherever he says them.
_LURING = ("lure", "recharge", "console", "threaten", "invite")
# A victim writes this share of his messages where he is worked on; the rest is what a wrong reading may cost.
_LURED_SHARE = 0.8
# From so many acts of others in his conversations on, a stranger's own words need not tell much; a single word of his
# needs more of them.
_WORKED_HARD = 4
_WORKED_VERY_HARD = 8
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
    "victim": "Was lured or told to pay, paid in, doubted or asked for the money back, and never acted for the gang.",
    "client": "Is in no room of the gang, and was spoken to and spoke as those do whom it works on.",
    "judged": "A person decided that this is a victim or uninvolved.",
    "kin": "Family of a phone's owner by the name in its address book, and never acted for the gang.",
}


@once_per_case
def protected(case: ResolvedCase) -> pl.DataFrame:
    """Entities recognised as victims or bystanders.

    Args:
        case: The case after linking.

    Returns:
        **Columns** PROTECTED, one row per entity, the surest reason; sorted by key. Linear in acts and names. What a
        person decided holds, and protection before guilt where decisions disagree.
    """
    acts, talk = entity_acts(case), entity_talk(case)
    lured, known = _lured(acts, talk), _known_hands(case)
    found = pl.concat([_named_victims(case), _worked_on(acts, talk, lured, known), _kin(case)])
    innocent = pl.concat(
        [
            found.join(_hands(acts, lured), on="entity_id", how="anti"),
            _rows(_clients(case, known).filter(~pl.col("is_open")), "client"),
        ]
    )
    freed, given = _judged(case)
    innocent = pl.concat(
        [
            innocent.join(freed, on="entity_id", how="anti"),
            _rows(given.with_columns(probability=pl.lit(JUDGED_PROBABILITY)), "judged"),
        ]
    )
    best = innocent.sort("entity_id", "probability", "reason", descending=[False, True, False]).unique(
        "entity_id", keep="first", maintain_order=True
    )
    return PROTECTED.conform(best).sort(PROTECTED.key)


@once_per_case
def without_gang(case: ResolvedCase) -> pl.DataFrame:
    """entity_id of whom no gang is said to have: the protected, and those of whom it is open whether they should be."""
    likely = _clients(case, _known_hands(case)).filter("is_open")
    doubtful = likely.join(_judged(case)[0], on="entity_id", how="anti")
    return pl.concat([protected(case).select("entity_id"), doubtful.select("entity_id")]).unique().sort("entity_id")


def _judged(case: ResolvedCase) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Whom people judged to have a part in it or to be no victim, and whom to be one; only a judgement outweighs it."""
    judged = judged_roles(case)
    guarded = pl.col("role").is_in(sorted(protected_roles()))
    is_so = pl.col("judgement") == "positive"
    freed = judged.filter((guarded & ~is_so) | (~guarded & is_so))
    return freed.select("entity_id").unique(), judged.filter(guarded & is_so).select("entity_id").unique()


def _clients(case: ResolvedCase, known_hands: pl.DataFrame) -> pl.DataFrame:
    """People in no room of a gang whose conversations are those of a caller and whom he works on; some are open."""
    strong = (
        entity_acts(case).filter(pl.col("kind").is_in(_STRONG)).group_by(entity_id="actor_entity").agg(acts=pl.len())
    )
    return known_clients(case, strong).join(known_hands, on="entity_id", how="anti")


def _lured(acts: pl.DataFrame, talk: pl.DataFrame) -> pl.DataFrame:
    """Conversations in which somebody is worked on by others.

    Returns:
        **Columns** thread_id, entity_id (key), heard: acts of others there that work on him.
    """
    counted = acts.group_by("thread_id").agg(
        done=pl.col("kind").is_in(_DONE_TO).sum(), work=pl.col("kind").is_in(_WORK).sum()
    )
    lures = counted.filter((pl.col("done") > 0) & (pl.col("done") >= pl.col("work"))).select("thread_id", "done")
    own = (
        acts.filter(pl.col("kind").is_in(_DONE_TO))
        .group_by("thread_id", entity_id="actor_entity")
        .agg(own=pl.len().cast(pl.Int64))
    )
    small = talk.filter(pl.len().over("thread_id") <= CLOSED_ROOM_WRITERS).select("thread_id", "entity_id")
    return (
        small.join(lures, on="thread_id")
        .join(own, on=["thread_id", "entity_id"], how="left")
        .select("thread_id", "entity_id", heard=pl.col("done").cast(pl.Int64) - pl.col("own").fill_null(0))
        .filter(pl.col("heard") > 0)
    )


def _hands(acts: pl.DataFrame, lured: pl.DataFrame) -> pl.DataFrame:
    """Entities with a strong act of the trade.

    What somebody says to those who work on him doesn't count: an answer repeats their words ("moved it to your card").
    """
    strong = acts.filter(pl.col("kind").is_in(_STRONG)).join(
        lured, left_on=["thread_id", "actor_entity"], right_on=["thread_id", "entity_id"], how="anti"
    )
    return strong.select(entity_id="actor_entity").unique()


def _known_hands(case: ResolvedCase) -> pl.DataFrame:
    """Entities that others count as theirs: told or listed to have a trade or a superior, or seen to run a room."""
    entity = case.members.select("reference", "entity_id")
    listed = case.frames.listed
    trades = roles_of_titles(listed["role_text"]).filter(~pl.col("role").is_in(sorted(protected_roles())))
    rows = listed.filter(
        pl.col("superior_text").is_not_null() | pl.col("role_text").is_in(trades["text"].unique().sort().implode())
    )
    events = case.frames.memberships
    runs = pl.concat(
        [
            events.filter(pl.col("event").is_in(["invite", "remove", "title"])).select(reference="actor"),
            events.filter(pl.col("event").is_in(["create", "own"])).select("reference"),
        ]
    ).drop_nulls()
    told = told_duties(case).filter(
        ~pl.col("is_denied") & ~pl.col("role").is_in([*sorted(protected_roles()), "customer"])
    )
    return (
        pl.concat(
            [
                told.select("entity_id"),
                rows.select("reference").join(entity, on="reference").select("entity_id"),
                runs.join(entity, on="reference").select("entity_id"),
                entity_statements(case).filter(pl.col("kind") == "superior").select(entity_id="subject_entity"),
            ]
        )
        .drop_nulls()
        .unique()
    )


def _criminals(acts: pl.DataFrame, lured: pl.DataFrame) -> pl.DataFrame:
    """Entities with acts of their own that no victim does; a single one can be a misreading."""
    elsewhere = acts.filter(pl.col("kind").is_in(_CRIMINAL) & ~pl.col("kind").is_in(_LURING)).join(
        lured, left_on=["thread_id", "actor_entity"], right_on=["thread_id", "entity_id"], how="anti"
    )
    return (
        pl.concat([elsewhere, acts.filter(pl.col("kind").is_in(_LURING))])
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


def _worked_on(acts: pl.DataFrame, talk: pl.DataFrame, lured: pl.DataFrame, known_hands: pl.DataFrame) -> pl.DataFrame:
    """People who are lured or told to pay, who pay, doubt or want it back, and are known from nowhere else."""
    told = (
        acts.filter(pl.col("kind").is_in(_DONE_TO))
        .drop_nulls("target_entity")
        .group_by(entity_id="target_entity")
        .agg(told=pl.len())
    )
    heard = lured.group_by("entity_id").agg(pl.col("heard").sum())
    share = (
        talk.join(lured, on=["thread_id", "entity_id"], how="left")
        .group_by("entity_id")
        .agg(
            total=pl.col("message_count").sum(),
            inside=pl.col("message_count").filter(pl.col("heard").is_not_null()).sum(),
        )
        .filter(pl.col("inside") >= _LURED_SHARE * pl.col("total"))
        .join(known_hands.with_columns(is_known=True), on="entity_id", how="left")
        .with_columns(is_stranger=(pl.col("inside") == pl.col("total")) & pl.col("is_known").is_null())
    )
    own = (
        acts.filter(pl.col("kind").is_in(_OWN))
        .group_by(entity_id="actor_entity")
        .agg(paid=pl.len(), kinds=pl.col("kind").n_unique(), pays=(pl.col("kind") == "pay_in").any())
    )
    # Reports are the work of a member.
    reports = acts.filter(pl.col("kind") == "report").group_by(entity_id="actor_entity").agg(reports=pl.len())
    counted = (
        own.join(share.select("entity_id", "is_stranger"), on="entity_id")
        .join(told, on="entity_id", how="left")
        .join(heard, on="entity_id", how="left")
        .join(_criminals(acts, lured), on="entity_id", how="left")
        .join(reports, on="entity_id", how="left")
        .with_columns(pl.col("told", "heard", "own_count", "reports").fill_null(0).cast(pl.Float64))
        .with_columns(suffered=pl.max_horizontal("told", "heard"))
        .filter(pl.col("suffered") >= 1)
        # In a room it is open whom a lure is for; only who pays, or says several of the things a victim says, is one.
        # A stranger to the work is one for less.
        .filter(
            (pl.col("told") >= 1)
            | pl.col("pays")
            | (pl.col("kinds") >= 2)
            | (pl.col("paid") >= 3)
            | (pl.col("is_stranger") & (pl.col("paid") >= 2) & (pl.col("suffered") >= _WORKED_HARD))
            | (pl.col("is_stranger") & (pl.col("own_count") == 0) & (pl.col("suffered") >= _WORKED_VERY_HARD))
        )
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
    acts = entity_acts(case)
    acting = acts.filter(pl.col("kind").is_in(_CRIMINAL)).select(entity_id="actor_entity").unique()
    # Who writes in more than two conversations is more than family to the case.
    busy = entity_talk(case).group_by("entity_id").agg(rooms=pl.len()).filter(pl.col("rooms") > 2).select("entity_id")
    quiet = entities.join(acting, on="entity_id", how="anti").join(busy, on="entity_id", how="anti")
    return _rows(quiet.with_columns(probability=pl.lit(0.8)), "kin")
