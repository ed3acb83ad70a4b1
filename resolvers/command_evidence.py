"""Pieces of evidence that one entity commands another, in bits, each with its source."""

import polars as pl

from resolvers.actors import closed_rooms, entity_acts, entity_statements, entity_talk, listed_superiors
from resolvers.acts.composed import EVERYDAY, TASK
from resolvers.closeness import COMMAND, MARKET, market_rooms
from resolvers.contract import ResolvedCase
from resolvers.protection import protected
from resolvers.title_command import titled_evidence
from resolvers.told.superiors import told_superiors

_LISTED_BITS = 4.0
_OWN_WORD_BITS = 4.0
_HEARSAY_BITS = 2.5
_DOUBTFUL_BITS = 0.75
# Bits of n acts of one kind between two people: factor times log2(1 + n), so that habit counts and chatter doesn't.
DOWN = {
    "order": 1.0,
    "pay": 1.2,
    "fine": 1.5,
    "approve": 1.2,
    "hand_out": 0.5,
    "ask_progress": 0.7,
    "scold": 0.7,
    "rota": 0.7,
    # Everybody asks something of everybody; who is obeyed for it commands.
    "request": 0.5,
    "obeyed": 1.0,
    "ask_state": 0.5,
    # Asked to work on something, whatever it is.
    "task": 0.6,
}
UP = {"report": 1.0, "ask_approval": 0.8, "ask_leave": 1.0, "ask_pay": 0.8, "boss_call": 1.0}
# What is said anywhere, as evidence: a subordinate asks his boss to see to a server, too.
EVERYDAY_SIGNALS = EVERYDAY | {"task"}
# Acts between two of whom one has a group room that the other is not in.
_OUTSIDE_SHARE = 0.4
# Who writes so much, and nearly all of it, to one person works for or with him though they share no group room.
_FEWEST_MESSAGES = 8
_DEVOTED_SHARE = 0.8
# Said to one person; to a whole room they are said by anybody.
_NOT_TO_ROOMS = ("ask_progress", "request", "obeyed", "ask_state", "task")
# Bits of what is told of who answers to whom, by way of telling; n tellings weigh factor * log2(1 + n).
_TOLD = {"own": 3.0, "assigned": 3.0, "answered": 1.6, "heard": 2.0, "relayed": 1.2, "relayed_to": 0.3}
# An order to a whole room is meant for all in it: the more they are, the less it says of each.
_ROOM_SHARE = 1.2
_ROOM_WRITERS = 25
_ROOM_EVENT_BITS = {"own": 0.6, "create": 0.6, "invite": 0.2, "remove": 0.4}
# Signals of who owns rooms, brings people in and puts them out.
ROOM_EVENTS = tuple(f"room_{event}" for event in _ROOM_EVENT_BITS)
_COLUMNS = ("superior_id", "subordinate_id", "signal", "words", "weight", "exhibit_id", "locator")


def command_evidence(case: ResolvedCase, gang: pl.DataFrame) -> pl.DataFrame:
    """All evidence of command between members of one gang.

    Args:
        case: The case after linking.
        gang: gang_id, entity_id of members.

    Returns:
        **Columns** those of REPORTS_TO_EVIDENCE; negative weights speak against an edge.
    """
    talk = closed_rooms(case, entity_talk(case))
    # Where victims are worked on, who opens the room or tells all what to do is anybody of the team.
    lures = talk.join(protected(case), on="entity_id", how="semi").select("thread_id").unique()
    rooms = talk.join(lures, on="thread_id", how="anti").join(gang, on="entity_id")
    direct = pl.concat(
        [
            _listed(case),
            _stated(case),
            _told(case),
            _acted(case, rooms, _devoted(case, talk)),
            _acted_in_room(case, rooms),
            _of_rooms(case, rooms),
        ]
    )
    return pl.concat([direct, shaped_evidence(titled_evidence(case, gang, rooms, direct))]).filter(
        pl.col("superior_id") != pl.col("subordinate_id")
    )


def shaped_evidence(found: pl.DataFrame) -> pl.DataFrame:
    """The columns of command_evidence."""
    texts = [pl.col(name).cast(pl.String) for name in _COLUMNS if name != "weight"]
    return found.with_columns(*texts, pl.col("weight").cast(pl.Float64)).select(_COLUMNS)


def _listed(case: ResolvedCase) -> pl.DataFrame:
    return shaped_evidence(listed_superiors(case).with_columns(signal=pl.lit("listed"), weight=pl.lit(_LISTED_BITS)))


def _stated(case: ResolvedCase) -> pl.DataFrame:
    """'my boss is X', 'Y works for X', and the answer to 'who is your team lead?'."""
    said = entity_statements(case).filter(pl.col("kind") == "superior").drop_nulls(["subject_entity", "object_entity"])
    own = (pl.col("said_by_entity") == pl.col("subject_entity")).fill_null(value=False)
    sure = pl.when(own).then(_OWN_WORD_BITS).otherwise(_HEARSAY_BITS)
    weight = pl.when(pl.col("is_doubtful")).then(_DOUBTFUL_BITS).otherwise(sure)
    return shaped_evidence(
        said.with_columns(
            superior_id="object_entity",
            subordinate_id="subject_entity",
            signal=pl.lit("stated"),
            words=pl.col("object_name"),
            weight=pl.when(pl.col("is_negated")).then(-weight).otherwise(weight),
        )
    )


def _told(case: ResolvedCase) -> pl.DataFrame:
    """'hammer works for me', 'take crab from tomorrow', an order that somebody passes on."""
    told = told_superiors(case)
    factor = pl.col("way").replace_strict(_TOLD, default=0.0, return_dtype=pl.Float64) * pl.col("sureness")
    count = pl.len().over("superior_id", "subordinate_id", "way")
    return shaped_evidence(told.with_columns(signal=pl.format("told_{}", "way"), weight=_habit_bits(factor, count)))


def _devoted(case: ResolvedCase, talk: pl.DataFrame) -> pl.DataFrame:
    """actor_entity, target_entity, both ways round: who writes in private to hardly anybody but the other."""
    alone = talk.filter(pl.len().over("thread_id") == 2)
    pairs = alone.join(alone.select("thread_id", other="entity_id"), on="thread_id").filter(
        pl.col("entity_id") != pl.col("other")
    )
    written = talk.group_by("entity_id").agg(total=pl.col("message_count").sum())
    devoted = (
        pairs.group_by("entity_id", "other")
        .agg(pl.col("message_count").sum())
        .join(written, on="entity_id")
        .filter(
            (pl.col("message_count") >= _FEWEST_MESSAGES)
            & (pl.col("message_count") >= _DEVOTED_SHARE * pl.col("total"))
        )
    )
    dealers = (
        entity_acts(case)
        .group_by(entity_id="actor_entity")
        .agg(trades=pl.col("kind").is_in(MARKET).sum(), commands=pl.col("kind").is_in(COMMAND).sum())
        .filter((pl.col("trades") > 0) & (pl.col("trades") >= pl.col("commands")))
        .select("entity_id")
    )
    pairs = devoted.join(dealers, on="entity_id", how="anti").join(
        dealers, left_on="other", right_on="entity_id", how="anti"
    )
    return pl.concat(
        [
            pairs.select(actor_entity="entity_id", target_entity="other"),
            pairs.select(actor_entity="other", target_entity="entity_id"),
        ]
    ).unique()


def _acted(case: ResolvedCase, rooms: pl.DataFrame, devoted: pl.DataFrame) -> pl.DataFrame:
    """Acts with a target: orders, pay and fines go down, reports go up.

    Buyers ask, sellers report and call each other boss. Who has a group room and shares none with the other is most
    likely dealing with him, so acts between them count less, and everyday words nothing; without any group room
    nothing can be told from that.
    """
    kind = pl.when(pl.col("kind").str.starts_with(TASK)).then(pl.lit("task")).otherwise("kind")
    acts = entity_acts(case).with_columns(kind=kind).filter(pl.col("kind").is_in([*DOWN, *UP]))
    acts = acts.drop_nulls("target_entity")
    goes_up = pl.col("kind").is_in(list(UP))
    groups = rooms.filter(pl.len().over("thread_id") > 2).join(market_rooms(acts), on="thread_id", how="anti")
    homes = groups["entity_id"].unique().implode()
    met = groups.select("thread_id", actor_entity="entity_id").join(
        groups.select("thread_id", target_entity="entity_id"), on="thread_id"
    )
    is_outside = pl.col("met").is_null() & (pl.col("actor_entity").is_in(homes) | pl.col("target_entity").is_in(homes))
    acts = acts.join(
        pl.concat([met.select("actor_entity", "target_entity"), devoted]).unique().with_columns(met=True),
        on=["actor_entity", "target_entity"],
        how="left",
    ).filter(~(is_outside & pl.col("kind").is_in(EVERYDAY_SIGNALS)))
    return shaped_evidence(
        acts.with_columns(
            superior_id=pl.when(goes_up).then(pl.col("target_entity")).otherwise(pl.col("actor_entity")),
            subordinate_id=pl.when(goes_up).then(pl.col("actor_entity")).otherwise(pl.col("target_entity")),
            signal=pl.col("kind"),
            words=pl.col("cue"),
            weight=pl.when(is_outside).then(_OUTSIDE_SHARE).otherwise(1.0)
            * _habit_bits(_factor(), pl.len().over("actor_entity", "target_entity", "kind")),
        )
    )


def _factor() -> pl.Expr:
    return pl.col("kind").replace_strict({**DOWN, **UP}, default=0.0, return_dtype=pl.Float64)


def _habit_bits(factor: pl.Expr, count: pl.Expr) -> pl.Expr:
    """Each of `count` acts carries an equal part of factor * log2(1 + count)."""
    times = count.cast(pl.Float64)
    return factor * (times + 1).log(2) / times


def _acted_in_room(case: ResolvedCase, rooms: pl.DataFrame) -> pl.DataFrame:
    """Orders, pay and fines to a whole room: the first of each kind stands for them all.

    They are not for who opened the room, nor for who commands in it as much himself.
    """
    acts = entity_acts(case).filter(pl.col("kind").is_in(list(DOWN)) & ~pl.col("kind").is_in(_NOT_TO_ROOMS))
    force = acts.group_by("thread_id", "actor_entity").agg(force=_factor().sum().round(6))
    size = pl.len().over("thread_id")
    small = (
        rooms.filter(size <= _ROOM_WRITERS)
        .select("thread_id", subordinate_id="entity_id", share=_ROOM_SHARE / size.cast(pl.Float64).sqrt())
        .join(_room_owners(case), on=["thread_id", "subordinate_id"], how="anti")
        .join(force, left_on=["thread_id", "subordinate_id"], right_on=["thread_id", "actor_entity"], how="left")
        .with_columns(pl.col("force").fill_null(0.0))
    )
    counted = (
        acts.filter(pl.col("target_entity").is_null())
        .sort("done_at", "act_id", nulls_last=True)
        .group_by("thread_id", "actor_entity", "kind", maintain_order=True)
        .agg(
            count=pl.len(),
            words=pl.col("cue").first(),
            exhibit_id=pl.col("exhibit_id").first(),
            locator=pl.col("locator").first(),
        )
        .join(force, on=["thread_id", "actor_entity"])
    )
    weight = pl.col("share") * _factor() * (pl.col("count").cast(pl.Float64) + 1).log(2)
    return shaped_evidence(
        counted.join(small, on="thread_id", suffix="_own")
        .filter(pl.col("force") > pl.col("force_own"))
        .with_columns(superior_id="actor_entity", signal=pl.format("room_{}", "kind"), weight=weight)
    )


def _room_owners(case: ResolvedCase) -> pl.DataFrame:
    """thread_id, subordinate_id: who opened or owns a room, named as those whom room acts don't command."""
    owned = case.frames.memberships.filter(pl.col("event").is_in(["own", "create"])).select(
        "thread_id", reference=pl.coalesce("actor", "reference")
    )
    entity = case.members.select("reference", "entity_id")
    return owned.join(entity, on="reference").select("thread_id", subordinate_id="entity_id").unique()


def _of_rooms(case: ResolvedCase, rooms: pl.DataFrame) -> pl.DataFrame:
    """Who owns a room or brings people in stands above those in it, a little."""
    entity = case.members.select("reference", "entity_id")
    events = case.frames.memberships.filter(pl.col("event").is_in(list(_ROOM_EVENT_BITS)))
    by_actor = (
        events.drop_nulls(["actor", "reference"])
        .filter(pl.col("event").is_in(["invite", "remove"]))
        .join(entity.rename({"reference": "actor", "entity_id": "superior_id"}), on="actor")
        .join(entity.rename({"entity_id": "subordinate_id"}), on="reference")
    )
    owners = (
        events.filter(pl.col("event").is_in(["own", "create"]))
        .with_columns(owner=pl.coalesce("actor", "reference"))
        .join(entity.rename({"reference": "owner", "entity_id": "superior_id"}), on="owner")
        .join(rooms.select("thread_id", subordinate_id="entity_id"), on="thread_id")
    )
    columns = ["superior_id", "subordinate_id", "event", "exhibit_id", "locator"]
    found = (
        pl.concat([by_actor.select(columns), owners.select(columns)])
        .drop_nulls(["exhibit_id", "locator"])
        .sort(columns)
        .unique(["superior_id", "subordinate_id", "event"], keep="first", maintain_order=True)
    )
    weight = pl.col("event").replace_strict(_ROOM_EVENT_BITS, default=0.0, return_dtype=pl.Float64)
    return shaped_evidence(
        found.with_columns(signal=pl.format("room_{}", "event"), words=pl.lit(None, dtype=pl.String), weight=weight)
    )
