"""Levels of one gang: the bosses' room and a team's room are one gang where somebody leads here and answers there.

Talk alone parts them: a team leader writes in both rooms, and nobody else does. The line of command runs through him:
whoever leads most of one part and answers to somebody of the other joins the two.
"""

from collections.abc import Sequence

import networkx as nx
import polars as pl

from resolvers.acts.composed import is_everyday
from resolvers.command_evidence import DOWN, UP

_TO_ROOM = ("order", "fine", "scold", "rota", "script")
# A room act is for its readers; in bigger rooms it says little of each.
_ROOM_WRITERS = 25
# Who leads so many of a part, and such a share of it, leads it.
_FEWEST_LED = 2
_SHARE_LED = 0.4
# One act can be a slip of the tongue.
_FEWEST_ACTS = 2
# Between parts so many times as much must go down as up: leaders of two gangs who deal ask things of each other.
_TIMES_BACK = 5
# What somebody tells of who leads whom is no slip, where it is sure whom he means.
_TOLD_ACTS = 2
_SUREST = 0.5


def joined_levels(
    parts: Sequence[Sequence[str]], rooms: pl.DataFrame, acts: pl.DataFrame, told: pl.DataFrame
) -> list[list[str]]:
    """Join parts between which a line of command runs, with whom it runs through.

    Args:
        parts: Members of each part.
        rooms: thread_id, entity_id of closed rooms.
        acts: Acts in private, with thread_id, actor_entity, target_entity, kind.
        told: superior_id, subordinate_id, sureness: who leads whom, as it is told in private.

    Returns:
        Parts, each sorted; sorted. Linear in the acts.
    """
    part_of = pl.DataFrame(
        [(entity, number) for number, part in enumerate(parts) for entity in part],
        schema={"entity_id": pl.String(), "part": pl.Int64()},
        orient="row",
    )
    sizes = part_of.group_by("part").agg(size=pl.len())
    command = _command(rooms, acts, told)
    led = (
        command.join(part_of.rename({"entity_id": "below", "part": "led_part"}), on="below")
        .group_by("above", "led_part")
        .agg(led=pl.col("below").n_unique())
        .join(sizes.rename({"part": "led_part"}), on="led_part")
        .filter((pl.col("led") >= _FEWEST_LED) & (pl.col("led") >= _SHARE_LED * (pl.col("size") - 1)))
    )
    # A desk is asked and assents as well: between parts, everyday talk alone is no line of command.
    answers = (
        command.filter("is_plain")
        .join(part_of.rename({"entity_id": "above", "part": "above_part"}), on="above")
        .group_by("above_part", middle="below")
        .agg(is_clear=(pl.col("count") >= _TIMES_BACK * pl.col("back").fill_null(0)).any())
    )
    through = (
        led.rename({"above": "middle"})
        .join(answers, on="middle")
        .filter(pl.col("led_part") != pl.col("above_part"))
        .join(part_of.rename({"entity_id": "middle", "part": "own"}), on="middle", how="left")
        # He is of one of the two, or stands between them in neither; who is of a third ties nothing.
        .filter(
            pl.col("own").is_null() | (pl.col("own") == pl.col("led_part")) | (pl.col("own") == pl.col("above_part"))
        )
        .select("led_part", "above_part", "middle", "own", "is_clear")
        .unique()
        # Who answers to two other parts is two people, or everybody's man.
        .filter(pl.col("above_part").n_unique().over("middle", "led_part") == 1)
    )
    # Where each part's leader answers to the other, two gangs have dealings.
    back = through.select(led_part="above_part", above_part="led_part")
    through = (
        through.join(back, on=["led_part", "above_part"], how="anti")
        .filter("is_clear")
        .sort("led_part", "above_part", "middle")
    )
    graph = nx.Graph()
    graph.add_nodes_from(range(len(parts)))
    graph.add_edges_from(through.select("led_part", "above_part").iter_rows())
    between = dict(through.filter(pl.col("own").is_null()).select("middle", "led_part").iter_rows())
    merged = nx.connected_components(graph)
    return sorted(
        sorted(
            [entity for number in group for entity in parts[number]]
            + [entity for entity, number in between.items() if number in group]
        )
        for group in merged
    )


def _command(rooms: pl.DataFrame, acts: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """above, below, is_plain: who tells whom what to do more often than back, and whether not in everyday words."""
    acts = acts.with_columns(is_plain=~is_everyday())
    aimed = acts.drop_nulls("target_entity")
    small = rooms.filter(pl.len().over("thread_id") <= _ROOM_WRITERS).select("thread_id", below="entity_id")
    to_room = acts.filter(pl.col("target_entity").is_null() & pl.col("kind").is_in(_TO_ROOM)).join(
        small, on="thread_id"
    )
    sure = told.filter(pl.col("sureness") >= _SUREST).select(
        above="superior_id", below="subordinate_id", is_plain=pl.lit(value=True)
    )
    rows = pl.concat(
        [
            aimed.filter(pl.col("kind").is_in(list(DOWN))).select(
                "is_plain", above="actor_entity", below="target_entity"
            ),
            aimed.filter(pl.col("kind").is_in(list(UP))).select(
                "is_plain", above="target_entity", below="actor_entity"
            ),
            to_room.select("is_plain", "below", above="actor_entity").select("is_plain", "above", "below"),
            *[sure.select("is_plain", "above", "below")] * _TOLD_ACTS,
        ]
    ).filter(pl.col("above") != pl.col("below"))
    counted = rows.group_by("above", "below").agg(pl.col("is_plain").any(), count=pl.len())
    back = counted.select(above="below", below="above", back="count")
    return counted.join(back, on=["above", "below"], how="left").filter(
        (pl.col("count") >= _FEWEST_ACTS) & (pl.col("count") > 2 * pl.col("back").fill_null(0))
    )
