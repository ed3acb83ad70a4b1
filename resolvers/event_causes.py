"""Why entities were born, merged, split or retired: the link, judgement, cannot-link or seizure behind it, in words.

The ledger says that something happened (resolvers.canonical); here it is held against what was scored, decided and
believed before. Where no single pair can be named the sentence says just what happened.
"""

from dataclasses import dataclass

import polars as pl

from warehouse.schema.frames import ENTITY_EVENT
from warehouse.schema.ids import link_id

_PAIR = ["reference_l", "reference_r"]


@dataclass(frozen=True)
class Causes:
    """What may have caused an event.

    Attributes:
        scored: SCORED_PAIR of now.
        evidence: PAIR_EVIDENCE of now.
        cannot_links: CANNOT_LINK of now.
        judged_pairs: JUDGED_PAIR.
        links_before: Pairs inside an entity after the last published run. Columns: reference_l, reference_r,
            match_weight.
        origins: Where a reference was read from. Columns: reference, seizure_id.
    """

    scored: pl.DataFrame
    evidence: pl.DataFrame
    cannot_links: pl.DataFrame
    judged_pairs: pl.DataFrame
    links_before: pl.DataFrame
    origins: pl.DataFrame


def explained(
    events: pl.DataFrame, members: pl.DataFrame, known_entities: pl.DataFrame, causes: Causes, case_id: str
) -> pl.DataFrame:
    """The events with reasons that name what caused them.

    Args:
        events: ENTITY_EVENT as resolvers.canonical gives them.
        members: CLUSTER_MEMBER of now.
        known_entities: KNOWN_ENTITY, the ledger before.
        causes: What may have caused them.
        case_id: Enters the names of links.

    Returns:
        ENTITY_EVENT in the same order; the sentence of canonical stays in front.
    """
    placed = members.select("reference", now="entity_id").join(
        known_entities.select("reference", before="entity_id"), on="reference", how="full", coalesce=True
    )
    found = {
        "born": _births(events, placed, causes),
        "merged": _merges(events, placed, causes, case_id),
        "split": _splits(events, placed, causes, case_id),
        "retired": _retirements(events, placed),
    }
    reasons = [
        f"{reason} {cause}" if (cause := found[event].get(entity)) else reason
        for event, entity, reason in events.select("event", "entity_id", "reason").iter_rows()
    ]
    return ENTITY_EVENT.conform(events.with_columns(reason=pl.Series(reasons, dtype=pl.String)))


def _of(events: pl.DataFrame, event: str) -> pl.DataFrame:
    return events.filter(pl.col("event") == event).select("entity_id", "other_entity_id")


def _births(events: pl.DataFrame, placed: pl.DataFrame, causes: Causes) -> dict[str, str]:
    """The founding reference of each newborn and the seizures that brought its references."""
    rows = (
        placed.join(_of(events, "born").select(now="entity_id"), on="now", how="semi")
        .join(causes.origins, on="reference", how="left")
        .group_by("now")
        .agg(pl.col("reference").min(), seizures=pl.col("seizure_id").drop_nulls().unique().sort())
    )
    return {
        entity: f"It was founded by {reference}" + (f", read from {_listed(seizures)}." if seizures else ".")
        for entity, reference, seizures in rows.iter_rows()
    }


def _merges(events: pl.DataFrame, placed: pl.DataFrame, causes: Causes, case_id: str) -> dict[str, str]:
    """The heaviest join (a decision before all) that ties references of the one to the other's, or to what came new."""
    sides = _sided(causes.scored.filter(pl.col("decision") == "join"), placed)
    merged = _of(events, "merged").rename({"entity_id": "gone", "other_entity_id": "heir"})
    ties = []
    for inside, outside in (("l", "r"), ("r", "l")):
        tied = sides.join(merged, left_on=f"before_{inside}", right_on="gone", how="inner", coalesce=False)
        ties.append(
            tied.filter(
                (pl.col(f"now_{inside}") == pl.col("heir"))
                & (pl.col(f"now_{outside}") == pl.col("heir"))
                & pl.col(f"before_{outside}").ne_missing(pl.col("gone"))
            ).with_columns(is_direct=(pl.col(f"before_{outside}") == pl.col("heir")).fill_null(value=False))
        )
    best = _decided_first(pl.concat(ties), causes).sort(
        "gone", "is_decided", "is_direct", "match_weight", *_PAIR, descending=[False, True, True, True, False, False]
    )
    return {
        row["gone"]: _link_words(row, causes, case_id)
        for row in best.unique("gone", keep="first", maintain_order=True).iter_rows(named=True)
    }


def _splits(events: pl.DataFrame, placed: pl.DataFrame, causes: Causes, case_id: str) -> dict[str, str]:
    """What stands between the two parts: a decision, a cannot-link, or a link that was and no longer is."""
    parted = _of(events, "split").rename({"entity_id": "part", "other_entity_id": "origin"})
    found: dict[str, str] = {}
    for row in (
        _between(causes.links_before, placed, parted)
        .join(causes.scored.select(*_PAIR, weight_now="match_weight", decision="decision"), on=_PAIR, how="left")
        .sort("part", "match_weight", *_PAIR, descending=[False, False, True, True])
        .iter_rows(named=True)
    ):
        found[row["part"]] = _lost_words(row, case_id)
    for row in (
        _between(causes.cannot_links, placed, parted)
        .sort("part", "observation_count", *_PAIR, "reason", descending=[False, False, True, True, True])
        .iter_rows(named=True)
    ):
        if row["reason"] != "judgement":
            found[row["part"]] = (
                f"Cause: {row['reference_l']} and {row['reference_r']} are different people "
                f"({row['reason']}, seen {row['observation_count']} times)."
            )
    negative = causes.judged_pairs.filter(pl.col("judgement") == "negative")
    for row in (
        _between(negative, placed, parted).sort("part", *_PAIR, descending=[False, True, True]).iter_rows(named=True)
    ):
        found[row["part"]] = (
            f"Cause: {row['judged_by']} judged that {row['reference_l']} and {row['reference_r']} are not the same: "
            f"{row['reason']}"
        )
    return found


def _retirements(events: pl.DataFrame, placed: pl.DataFrame) -> dict[str, str]:
    """Which references are gone: their exhibit was set aside or is read otherwise, or who was only called is known."""
    rows = (
        placed.join(_of(events, "retired").select(before="entity_id"), on="before", how="semi")
        .group_by("before")
        .agg(pl.col("reference").sort())
    )
    return {entity: f"Cause: {_listed(references)} {_gone(references)}." for entity, references in rows.iter_rows()}


def _gone(references: list[str]) -> str:
    if all(reference.startswith("called:") for reference in references):
        return "is nobody apart any more (somebody in that talk bears the name by now, or it is read otherwise)"
    return "can be read from no exhibit any more (set aside, or read otherwise)"


def _sided(pairs: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    """Pairs with the entity of each side now (`now_l`, `now_r`) and before (`before_l`, `before_r`)."""
    for side in ("l", "r"):
        pairs = pairs.join(
            placed.select(
                pl.col("reference").alias(f"reference_{side}"),
                pl.col("now").alias(f"now_{side}"),
                pl.col("before").alias(f"before_{side}"),
            ),
            on=f"reference_{side}",
            how="left",
        )
    return pairs


def _between(pairs: pl.DataFrame, placed: pl.DataFrame, parted: pl.DataFrame) -> pl.DataFrame:
    """Pairs that were of one entity before, one side of which is now in a part of its own. Adds: part, origin."""
    sides = _sided(pairs, placed).filter(pl.col("now_l") != pl.col("now_r"))
    found = [
        sides.join(parted, left_on=[f"now_{part}", f"before_{part}"], right_on=["part", "origin"], coalesce=False)
        for part in ("l", "r")
    ]
    return pl.concat(found).filter(pl.col("before_l") == pl.col("before_r"))


def _decided_first(pairs: pl.DataFrame, causes: Causes) -> pl.DataFrame:
    decided = causes.judged_pairs.filter(pl.col("judgement") == "positive").select(*_PAIR, "judged_by", "reason")
    return pairs.join(decided, on=_PAIR, how="left").with_columns(is_decided=pl.col("judged_by").is_not_null())


def _link_words(row: dict[str, object], causes: Causes, case_id: str) -> str:
    left, right = str(row["reference_l"]), str(row["reference_r"])
    name = link_id(case_id, left, right)
    if row["is_decided"]:
        return f"Cause: {row['judged_by']} judged that {left} and {right} are the same (link {name}): {row['reason']}"
    strongest = (
        causes.evidence.filter((pl.col("reference_l") == left) & (pl.col("reference_r") == right))
        .sort("weight", "comparison", "level", descending=[True, False, False])
        .head(1)
    )
    because = f", above all {strongest['comparison'].item()}" if strongest.height else ""
    return f"Cause: link {name} of {left} and {right} ({row['match_weight']:.1f} bits{because})."


def _lost_words(row: dict[str, object], case_id: str) -> str:
    left, right = str(row["reference_l"]), str(row["reference_r"])
    told = f"Cause: link {link_id(case_id, left, right)} of {left} and {right} had {row['match_weight']:.1f} bits"
    if row["weight_now"] is None:
        return f"{told} and has no evidence any more."
    if row["decision"] == "join":
        return f"{told} and now ties two that stronger ties or constraints keep apart."
    return f"{told} and now has {row['weight_now']:.1f}, too little to join."


def _listed(names: list[str], shown: int = 3) -> str:
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return ", ".join(names[:shown]) + more
