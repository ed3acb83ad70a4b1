"""What falls and what stays when places, references or judgements are left out of a resolved case.

Links are scored and clustered anew from the reasons that stand, roles and edges summed anew from theirs. A reason that
was drawn from many places (style, company, habits) falls with the place it cites; what it would weigh without is for a
run to say. Pairs below the lead threshold are not in a snapshot and cannot rise.
"""

from dataclasses import dataclass, replace

import polars as pl

from resolvers.contract import LinkSettings
from resolvers.hierarchy import edges_told
from resolvers.roles.claims import told_by_evidence
from resolvers.what_if import Change, LinkedCase, changes, partition, rescored

_PAIR = ["reference_l", "reference_r"]
_PLACE = ["exhibit_id", "locator"]


@dataclass(frozen=True)
class Described:
    """What a case says of its entities.

    Attributes:
        roles: Columns entity_id, role, probability, decided_by, status.
        role_evidence: ROLE_EVIDENCE.
        edges: Columns superior_id, subordinate_id, probability, decided_by, status.
        edge_evidence: REPORTS_TO_EVIDENCE.
    """

    roles: pl.DataFrame
    role_evidence: pl.DataFrame
    edges: pl.DataFrame
    edge_evidence: pl.DataFrame


@dataclass(frozen=True)
class Fall:
    """What becomes of a case without something.

    Attributes:
        links: Columns reference_l, reference_r, match_weight, weight_without, fate (falls or stays), reasons_lost,
            reasons_left, judged; of the pairs joined now.
        changes: Entities that would be other people.
        vanished: Columns entity_id, reference_count: entities of which nothing is left.
        roles: Columns entity_id, role, fate, pieces_lost, pieces_left.
        edges: Columns superior_id, subordinate_id, fate, pieces_lost, pieces_left.
    """

    links: pl.DataFrame
    changes: tuple[Change, ...]
    vanished: pl.DataFrame
    roles: pl.DataFrame
    edges: pl.DataFrame


def fall_of_links(
    case: LinkedCase,
    settings: LinkSettings,
    fallen: pl.DataFrame,
    gone: pl.DataFrame,
    judged_pairs: pl.DataFrame,
) -> tuple[pl.DataFrame, tuple[Change, ...], pl.DataFrame]:
    """Links, entities and vanished entities without what fell.

    Args:
        case: The case.
        settings: Those it was linked with.
        fallen: Columns exhibit_id, locator: places that no longer stand.
        gone: Column reference: references that nothing shows any more.
        judged_pairs: JUDGED_PAIR that holds then.

    Returns:
        As `links`, `changes` and `vanished` of Fall.
    """
    left = _without(case, fallen, gone, judged_pairs)
    now, then = rescored(case, settings), rescored(left, settings)
    lost = _count(case.evidence.join(left.evidence, on=case.evidence.columns, how="anti", nulls_equal=True), "lost")
    after = then.select(*_PAIR, weight_without="match_weight", decision_without="decision")
    judged = judged_pairs.select(*_PAIR, judged=pl.col("judged_by"))
    joined = (
        now.filter(pl.col("decision") == "join")
        .select(*_PAIR, "match_weight")
        .join(after, on=_PAIR, how="left")
        .join(lost, on=_PAIR, how="left")
        .join(_count(left.evidence, "left"), on=_PAIR, how="left")
        .join(judged, on=_PAIR, how="left")
        .with_columns(
            pl.col("reasons_lost", "reasons_left").fill_null(0),
            fate=pl.when((pl.col("decision_without") == "join").fill_null(value=False))
            .then(pl.lit("stays"))
            .otherwise(pl.lit("falls")),
        )
    )
    links = joined.drop("decision_without").sort("fate", "match_weight", *_PAIR, descending=[False, True, False, False])
    told = changes(partition(case, settings), partition(left, settings), case.members)
    remaining = case.members.join(gone, on="reference", how="anti").select("entity_id").unique()
    vanished = (
        case.members.join(remaining, on="entity_id", how="anti")
        .group_by("entity_id")
        .agg(reference_count=pl.len())
        .sort("entity_id")
    )
    return links, tuple(told), vanished


def fall_of_roles(described: Described, fallen: pl.DataFrame, unjudged: frozenset[tuple[str, str]]) -> pl.DataFrame:
    """Roles without what fell; `unjudged` are (entity, role) whose judgement is left out. As `roles` of Fall."""
    key = ["entity_id", "role"]
    left = described.role_evidence.join(fallen, on=_PLACE, how="anti")
    told = told_by_evidence(left).select(*key, is_told=pl.lit(value=True))
    return _fates(described.roles, described.role_evidence, left, told, key, unjudged)


def fall_of_edges(described: Described, fallen: pl.DataFrame, unjudged: frozenset[tuple[str, str]]) -> pl.DataFrame:
    """Command edges without what fell; `unjudged` are (superior, subordinate). As `edges` of Fall."""
    key = ["superior_id", "subordinate_id"]
    left = described.edge_evidence.join(fallen, on=_PLACE, how="anti")
    told = edges_told(left).select(*key, is_told=pl.lit(value=True))
    return _fates(described.edges, described.edge_evidence, left, told, key, unjudged)


def _without(case: LinkedCase, fallen: pl.DataFrame, gone: pl.DataFrame, judged_pairs: pl.DataFrame) -> LinkedCase:
    by_hand = case.cannot_links.filter(pl.col("reason") == "judgement")
    dropped = case.judged_pairs.join(judged_pairs, on=[*_PAIR, "judgement"], how="anti").select(_PAIR)
    apart = case.cannot_links.join(fallen, on=_PLACE, how="anti").join(
        by_hand.join(dropped, on=_PAIR, how="semi").select(*_PAIR, "reason"), on=[*_PAIR, "reason"], how="anti"
    )
    return replace(
        case,
        references=case.references.join(gone, on="reference", how="anti"),
        pairs=_known(case.pairs, gone),
        evidence=_known(case.evidence.join(fallen, on=_PLACE, how="anti"), gone),
        cannot_links=_known(apart, gone),
        judged_pairs=_known(judged_pairs, gone),
        names=case.names.join(gone, on="reference", how="anti"),
    )


def _known(pairs: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    for side in _PAIR:
        pairs = pairs.join(gone.select(pl.col("reference").alias(side)), on=side, how="anti")
    return pairs


def _count(evidence: pl.DataFrame, what: str) -> pl.DataFrame:
    return evidence.group_by(_PAIR).agg(pl.len().cast(pl.Int64).alias(f"reasons_{what}"))


def _fates(
    published: pl.DataFrame,
    evidence: pl.DataFrame,
    left: pl.DataFrame,
    told: pl.DataFrame,
    key: list[str],
    unjudged: frozenset[tuple[str, str]],
) -> pl.DataFrame:
    """What is published with its fate: it falls when it lost something and what is left does not carry it."""
    had = evidence.group_by(key).agg(pieces=pl.len().cast(pl.Int64))
    has = left.group_by(key).agg(pieces_left=pl.len().cast(pl.Int64))
    pairs = pl.DataFrame(sorted(unjudged), schema=dict.fromkeys(key, pl.String()), orient="row")
    is_judged = (pl.col("status") == "confirmed") & pl.col("is_unjudged").is_null()
    lost_all = (pl.col("pieces_lost") > 0) | pl.col("is_unjudged").is_not_null()
    return (
        published.select(*key, "status")
        .unique()
        .join(had, on=key, how="left")
        .join(has, on=key, how="left")
        .join(told, on=key, how="left")
        .join(pairs.with_columns(is_unjudged=pl.lit(value=True)), on=key, how="left")
        .with_columns(pl.col("pieces", "pieces_left").fill_null(0))
        .with_columns(pieces_lost=pl.col("pieces") - pl.col("pieces_left"))
        .with_columns(
            fate=pl.when(~is_judged & lost_all & pl.col("is_told").is_null())
            .then(pl.lit("falls"))
            .otherwise(pl.lit("stays"))
        )
        .select(*key, "fate", "pieces_lost", "pieces_left")
        .sort("fate", *key)
    )


def flip_pieces(case: LinkedCase, settings: LinkSettings, pairs: pl.DataFrame) -> pl.DataFrame:
    """Single reasons without which a joined pair is joined no more.

    Args:
        case: The case.
        settings: Those it was linked with.
        pairs: Columns reference_l, reference_r: the pairs asked about.

    Returns:
        Columns reference_l, reference_r, comparison, level, value_l, value_r, weight, weight_without, exhibit_id,
        locator, sentence_en, sentence_zh; sorted. Linear in the square of the reasons of a pair.
    """
    asked = case.evidence.join(pairs.select(_PAIR), on=_PAIR, how="semi").with_row_index("piece")
    # One copy of the pair for each of its reasons, with all the others in it.
    copies = asked.select(*_PAIR, without="piece").join(asked, on=_PAIR).filter(pl.col("without") != pl.col("piece"))
    mark = pl.format("{}#{}", "reference_l", "without")
    alone = asked.select(
        reference_l=pl.format("{}#{}", "reference_l", "piece"), reference_r="reference_r", rules=pl.lit("")
    )
    judged = case.judged_pairs.clear()
    tried = replace(
        case,
        pairs=alone,
        evidence=copies.with_columns(reference_l=mark).drop("without", "piece"),
        cannot_links=case.cannot_links.clear(),
        judged_pairs=judged,
    )
    outcome = rescored(tried, settings).filter(pl.col("decision") != "join")
    decided = case.judged_pairs.filter(pl.col("judgement") == "positive").select(_PAIR)
    return (
        asked.with_columns(copy=pl.format("{}#{}", "reference_l", "piece"))
        .join(
            outcome.select(copy="reference_l", reference_r="reference_r", weight_without="match_weight"),
            on=["copy", "reference_r"],
        )
        .join(decided, on=_PAIR, how="anti")
        .select(
            *_PAIR,
            "comparison",
            "level",
            "value_l",
            "value_r",
            "weight",
            "weight_without",
            "exhibit_id",
            "locator",
            "sentence_en",
            "sentence_zh",
        )
        .sort(*_PAIR, "weight", "comparison", descending=[False, False, True, False])
    )
