"""Role signal: what somebody works on. One's own doings and the tasks one is given speak for their topic's role.

A sentence pattern of a trade (`crypt`) and the topic (`work_crypting`) are often two readings of one message: together
they are one piece of work.
"""

import tomllib
from functools import cache
from importlib.resources import files

import polars as pl

from resolvers.actors import entity_acts, entity_talk
from resolvers.acts.composed import TASK, WORK
from resolvers.contract import ResolvedCase

# Pieces of work on nothing in particular that everybody is taken to have done, and for each message that he writes:
# two or three on a topic are chance in a hundred messages, and all that somebody does in ten.
_OTHER_WORK = 1.0
_OTHER_WORK_PER_MESSAGE = 0.04
# Acts that are work on a topic, by topic.
TRADE_WORK = {
    "crypt": "crypting",
    "intrude": "intrusion",
    "negotiate": "negotiation",
    "research": "research",
    "test": "testing",
}
# A task is given to who can do it, but not all that is asked for gets done by whom one asks.
_TASK_SHARE = 0.7


@cache
def topic_roles() -> tuple[tuple[str, str, float], ...]:
    """Rows (topic, role, factor)."""
    text = files("resolvers.roles").joinpath("topic_roles.toml").read_text(encoding="utf-8")
    return tuple(
        (topic, role, float(factor))
        for topic, roles in sorted(tomllib.loads(text).items())
        for role, factor in roles.items()
    )


def worked_roles(case: ResolvedCase, gang_members: pl.DataFrame) -> pl.DataFrame:
    """Roles from the topics of gang members' work.

    Of n pieces of work, m of them on a topic, the topic's weigh factor * log2(1 + m) * m / (n + c) bits together, each
    an equal part: who talks of everything leads or chats, who talks of one thing does it. c is the work that he would
    talk of by chance, and grows with how much he writes.

    Returns:
        **Columns** entity_id, role, signal, words, weight, seen_at, exhibit_id, locator.
    """
    meaning = pl.DataFrame(
        topic_roles(), schema={"topic": pl.String(), "role": pl.String(), "factor": pl.Float64()}, orient="row"
    )
    is_task = pl.col("kind").str.starts_with(TASK)
    trade = pl.col("kind").replace({act: WORK + topic for act, topic in TRADE_WORK.items()})
    work = (
        entity_acts(case)
        .with_columns(kind=trade)
        .filter(is_task | pl.col("kind").str.starts_with(WORK))
        .with_columns(
            entity_id=pl.when(is_task).then("target_entity").otherwise("actor_entity"),
            topic=pl.col("kind").str.strip_prefix(TASK).str.strip_prefix(WORK),
            part=pl.when(is_task).then(_TASK_SHARE).otherwise(1.0),
        )
        .join(gang_members.select("entity_id").unique(), on="entity_id", how="semi")
        .unique(["message_id", "entity_id", "topic"], keep="first", maintain_order=True)
    )
    written = entity_talk(case).group_by("entity_id").agg(written=pl.col("message_count").sum())
    by_chance = _OTHER_WORK + _OTHER_WORK_PER_MESSAGE * pl.col("written").fill_null(0)
    on_topic, in_all = (pl.col("part").sum().over(*keys).round(6) for keys in (("entity_id", "topic"), ("entity_id",)))
    return (
        work.join(written, on="entity_id", how="left", maintain_order="left")
        .with_columns(habit=(on_topic + 1).log(2) * pl.col("part") / (in_all + by_chance))
        .join(meaning, on="topic")
        .select(
            "entity_id",
            "role",
            pl.format("work:{}", "topic").alias("signal"),
            pl.col("cue").alias("words"),
            (pl.col("factor") * pl.col("habit")).round(9).alias("weight"),
            pl.col("done_at").alias("seen_at"),
            "exhibit_id",
            "locator",
        )
    )
