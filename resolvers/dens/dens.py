"""Dens: places where people of gangs sit. A den is no gang: it may house several, and people move between dens.

A place becomes a den only when talk puts several people of gangs there and several people say so; a place that a single
message names, or that stands in titles alone, is left out. People in no gang make no den; who is put in one is in it.
"""

import polars as pl

from resolvers.contract import ResolvedCase
from resolvers.dens.logins import shared_lines
from resolvers.dens.placed import placed_people
from warehouse.schema.frames import DEN, DEN_EVIDENCE, DEN_MEMBER
from warehouse.schema.ids import content_hash

# So many people of gangs must be put there, by so many speakers; of places that only a number tells apart more.
_FEWEST_PEOPLE, _FEWEST_SPEAKERS = 2, 2
_FEWEST_COUNTED = 3
# How sure one telling makes it that somebody sits there: weights set by hand, not measured.
_SURE = {"self": 0.8, "spoken": 0.7, "before": 0.6, "title": 0.5, "login": 0.5}
_HIGHEST = 0.95


def dens(
    case: ResolvedCase, case_id: str, gang_members: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Find the dens of a case.

    Args:
        case: The case after linking.
        case_id: Case; ids of dens of two cases never meet.
        gang_members: GANG_MEMBER.

    Returns:
        DEN, DEN_MEMBER and DEN_EVIDENCE, each sorted. Linear in the text.
    """
    gang_of = gang_members.filter("is_main").select("entity_id", "gang_id")
    lines = shared_lines(case, gang_of).with_columns(
        kind=pl.lit("network"),
        is_counted=pl.lit(value=False),
        sureness=pl.lit(1.0),
        speaker=pl.lit(None, dtype=pl.String),
    )
    told = _believed(placed_people(case).join(gang_of, on="entity_id", how="left"))
    found = pl.concat([told, lines.join(gang_of, on="entity_id").with_columns(scope=pl.lit(""))], how="diagonal")
    found = found.join(_den_ids(found, case_id), on=["scope", "place"])
    evidence = DEN_EVIDENCE.conform(found).unique().sort(list(DEN_EVIDENCE.polars_schema()), nulls_last=True)
    members = _members(found)
    kinds = found.group_by("den_id", "kind").len().sort("den_id", "len", "kind", descending=[False, True, False])
    described = (
        found.group_by("den_id")
        .agg(
            label=pl.col("place").min(),
            first_seen=pl.col("seen_at").min(),
            last_seen=pl.col("seen_at").max(),
            member_count=pl.col("entity_id").n_unique().cast(pl.Int64),
            evidence_count=pl.len().cast(pl.Int64),
        )
        .join(kinds.unique("den_id", keep="first", maintain_order=True).select("den_id", "kind"), on="den_id")
    )
    return DEN.conform(described).sort(DEN.key), members, evidence


def _believed(placed: pl.DataFrame) -> pl.DataFrame:
    """Tellings of places that enough people of gangs are put in, by enough speakers; with the scope of each place."""
    scoped = placed.with_columns(
        # 'Building 3' of two gangs is two buildings.
        scope=pl.when("is_counted").then(pl.col("gang_id")).otherwise(pl.lit(""))
    ).drop_nulls("scope")
    in_gangs = scoped.filter((pl.col("way") != "title") & pl.col("gang_id").is_not_null())
    fewest = pl.when("is_counted").then(_FEWEST_COUNTED).otherwise(_FEWEST_PEOPLE)
    enough = (
        in_gangs.group_by("place", "scope", "is_counted")
        .agg(people=pl.col("entity_id").n_unique(), speakers=pl.col("speaker").n_unique())
        .filter((pl.col("people") >= fewest) & (pl.col("speakers") >= _FEWEST_SPEAKERS))
    )
    return scoped.join(enough, on=["place", "scope", "is_counted"], how="semi")


def _den_ids(found: pl.DataFrame, case_id: str) -> pl.DataFrame:
    """scope, place (key), den_id."""
    places = found.select("scope", "place").unique().sort("scope", "place")
    ids = ["D-" + content_hash(case_id, scope, place, length=8).upper() for scope, place in places.iter_rows()]
    return places.with_columns(den_id=pl.Series(ids, dtype=pl.String))


def _members(found: pl.DataFrame) -> pl.DataFrame:
    """DEN_MEMBER: the doubts of all tellings multiply."""
    sure = pl.col("way").replace_strict(_SURE, return_dtype=pl.Float64) * pl.col("sureness")
    members = (
        found.with_columns(doubt=(1 - sure).log())
        .sort("den_id", "entity_id", "seen_at", nulls_last=True)
        .group_by("den_id", "entity_id", maintain_order=True)
        .agg(
            gang_id=pl.col("gang_id").first(),
            from_at=pl.col("seen_at").min(),
            until_at=pl.col("seen_at").max(),
            doubt=pl.col("doubt").sort().sum(),
            evidence_count=pl.len().cast(pl.Int64),
        )
        .with_columns(probability=pl.min_horizontal((1 - pl.col("doubt").exp()).round(6), pl.lit(_HIGHEST)))
    )
    return DEN_MEMBER.conform(members).sort(DEN_MEMBER.key)
