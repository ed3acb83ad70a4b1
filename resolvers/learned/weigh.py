"""Which weights a case is resolved with: tried, measured on held-out gangs, chosen, and what that changes.

The fixed weights are always there. EM needs no label; learned weights need decisions of both kinds in two gangs; where
that is missing it is said in one sentence and the fixed weights stay. Decisions are obeyed under every weight; so what
changes here is what nobody decided.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from resolvers.bridges import clusters_without_bridges
from resolvers.contract import LinkSettings
from resolvers.learned.anchors import sure_pairs
from resolvers.learned.calibrated import calibrated_held_out_weights, learn_calibrated, reliability
from resolvers.learned.choice import FIXED, Choice, choose
from resolvers.learned.fitting import Anchors, LabelledPairs, NotLearned, Numbers
from resolvers.learned.judged import evidence_bits, free_to_join, labelled_pairs
from resolvers.learned.unlabelled import learn_unlabelled
from resolvers.learned.weight_rows import SCORERS, version_of, weight_rows
from resolvers.scorers.scoring import scored_pairs
from resolvers.what_if import Change, changes
from warehouse.schema.frames import CLUSTER_MEMBER, RELIABILITY, RESOLVER_CHANGE, RESOLVER_TRIAL, RESOLVER_WEIGHT

_PAIR = ["reference_l", "reference_r"]
# Weights that differ by less are the same, in bits.
_SAME_WEIGHT = 1e-6
Groups = Callable[[pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True)
class WeighedCase:
    """What weights are made from.

    Attributes:
        references: REFERENCE.
        names: REFERENCE_NAME.
        pairs: CANDIDATE_PAIR.
        evidence: PAIR_EVIDENCE.
        cannot_links: CANNOT_LINK.
        judged_pairs: JUDGED_PAIR: the decisions in force are what is learned from.
        groups: From columns reference, cluster (as the fixed weights join) to columns reference, group: what is held
            out together. Asked only when something is learned.
    """

    references: pl.DataFrame
    names: pl.DataFrame
    pairs: pl.DataFrame
    evidence: pl.DataFrame
    cannot_links: pl.DataFrame
    judged_pairs: pl.DataFrame
    groups: Groups


@dataclass(frozen=True)
class Weighed:
    """What was tried and what follows.

    Attributes:
        settings: The settings with the scorer and weights to use.
        trials: RESOLVER_TRIAL.
        weights: RESOLVER_WEIGHT.
        changes: RESOLVER_CHANGE.
        reliability: RELIABILITY.
        found: Resolver to the entities that would be other people than under the fixed weights.
    """

    settings: LinkSettings
    trials: pl.DataFrame
    weights: pl.DataFrame
    changes: pl.DataFrame
    reliability: pl.DataFrame
    found: Mapping[str, list[Change]]


def weigh(case: WeighedCase, settings: LinkSettings, without: Collection[str] = ()) -> Weighed:
    """Try the resolvers that the settings name and choose.

    Args:
        case: The case.
        settings: `resolver` is fixed, em, learned, best or given; for `given` with its scorer weights.
        without: Resolvers that `best` leaves out.
    """
    wanted = settings.resolver
    tried = {FIXED: replace(settings, resolver=FIXED, scorer=SCORERS[FIXED], scorer_weights={})}
    notes: dict[str, str] = {}
    if wanted == "given":
        tried["given"] = replace(settings, scorer=SCORERS["given"])
    if wanted in ("em", "best") and "em" not in without:
        tried["em"], notes["em"] = _unlabelled(case, settings)
    clusters = {FIXED: _clusters(case, tried[FIXED])}
    needs_groups = wanted in ("learned", "best")
    groups = case.groups(clusters[FIXED].select("reference", "cluster")) if needs_groups else _NO_GROUPS
    pairs = _labelled(case, tried[FIXED], groups) if _has_decisions(case) else None
    if needs_groups:
        try:
            tried["learned"] = _learned(case, pairs, settings)
        except NotLearned as error:
            notes["learned"] = str(error)
    held_out = _held_out(case, pairs, tried)
    others = {name: own for name, own in held_out.items() if name != FIXED}
    kept = {name: _kept_share(case, tried[FIXED], tried[name]) for name in others}
    choice = choose(pairs, others, settings.join_weight, kept) if pairs is not None else None
    used = _used(wanted, tried, choice)
    for name in tried:
        if name != FIXED:
            clusters[name] = _clusters(case, tried[name])
    unnamed = CLUSTER_MEMBER.empty_frame()
    found = {name: changes(clusters[FIXED], own, unnamed) for name, own in clusters.items() if name != FIXED}
    return Weighed(
        tried[used],
        _trials(case, tried, choice, found, notes, wanted, used, has_groups=needs_groups),
        RESOLVER_WEIGHT.conform(
            pl.concat([weight_rows(name, own, is_used=name == used) for name, own in tried.items()])
        ),
        _change_rows(found, clusters, used),
        _reliability_rows(pairs, held_out, used),
        found,
    )


_NO_GROUPS = pl.DataFrame(schema={"reference": pl.String(), "group": pl.String()})


def _has_decisions(case: WeighedCase) -> bool:
    decided = case.judged_pairs.filter(pl.col("judgement").is_in(["positive", "negative"]))
    return not decided.join(case.evidence, on=_PAIR, how="semi").is_empty()


def _learned(case: WeighedCase, pairs: LabelledPairs | None, settings: LinkSettings) -> LinkSettings:
    """The settings with learned weights.

    Raises:
        NotLearned: When the decisions cannot teach; whoever asks for nothing but learned weights gets none of decisions
            that all say the same, while `best` shows what they would do.
    """
    if pairs is None:
        raise NotLearned("no pair with a reason for or against was decided yet; `steelnail review` asks some")
    if settings.resolver == "learned" and len(set(pairs.is_match.tolist())) < 2:
        raise NotLearned("all decisions say the same; some of each are needed, same and different")
    learned, bend = learn_calibrated(pairs, _anchors(case, pairs, settings))
    weights = {**learned.as_settings(), **bend.as_settings()}
    return replace(settings, resolver="learned", scorer=SCORERS["learned"], scorer_weights=weights)


def _anchors(case: WeighedCase, pairs: LabelledPairs, settings: LinkSettings) -> Anchors:
    free = free_to_join(case.evidence, case.cannot_links)
    return sure_pairs(evidence_bits(case.evidence), free, case.judged_pairs, pairs.features, settings)


def _labelled(case: WeighedCase, fixed: LinkSettings, groups: pl.DataFrame) -> LabelledPairs:
    free = free_to_join(case.evidence, case.cannot_links)
    return labelled_pairs(evidence_bits(case.evidence), case.judged_pairs, groups, fixed.prior_weight, free)


def _unlabelled(case: WeighedCase, settings: LinkSettings) -> tuple[LinkSettings, str]:
    found = learn_unlabelled(case.evidence, case.pairs, case.cannot_links, case.references.height, settings)
    stands = "stood still" if found.converged else "did not stand still, so take it with care,"
    note = f"EM {stands} after {found.rounds} rounds over {found.vector_count:,} distinct vectors"
    return replace(settings, resolver="em", scorer=SCORERS["em"], scorer_weights=found.as_settings()), note


def _clusters(case: WeighedCase, settings: LinkSettings) -> pl.DataFrame:
    scored = scored_pairs(case.pairs, case.evidence, case.cannot_links, case.judged_pairs, settings)
    return clusters_without_bridges(
        case.references, scored, case.cannot_links, case.judged_pairs, case.evidence, case.names
    )


def _kept_share(case: WeighedCase, fixed: LinkSettings, own: LinkSettings) -> float:
    """Of the undecided pairs that the fixed weights join and whose weight others change, the share these join too."""
    by_fixed, by_own = (
        scored_pairs(case.pairs, case.evidence, case.cannot_links, case.judged_pairs, one).select(
            *_PAIR, "match_weight", "decided_by", is_joined=pl.col("decision") == "join"
        )
        for one in (fixed, own)
    )
    undecided = by_fixed.filter(pl.col("is_joined") & (pl.col("decided_by") != "judgement"))
    moved = undecided.join(by_own, on=_PAIR, suffix="_now").filter(
        (pl.col("match_weight") - pl.col("match_weight_now")).abs() > _SAME_WEIGHT
    )
    return float(moved["is_joined_now"].sum()) / moved.height if moved.height else 1.0


def _held_out(case: WeighedCase, pairs: LabelledPairs | None, tried: Mapping[str, LinkSettings]) -> dict[str, Numbers]:
    """Match weights of the decided pairs; what saw no decision needs nothing held out."""
    if pairs is None:
        return {}
    found = {FIXED: pairs.prior + pairs.bits.sum(axis=1)}
    for name, settings in tried.items():
        if name == "learned":
            found[name] = calibrated_held_out_weights(pairs, _anchors(case, pairs, settings))
        elif name != FIXED:
            found[name] = _weights_of(case, settings)
    return found


def _weights_of(case: WeighedCase, settings: LinkSettings) -> Numbers:
    """Match weights of the decided pairs that have reasons, in order of their key."""
    decided = case.judged_pairs.filter(pl.col("judgement").is_in(["positive", "negative"])).select(_PAIR).unique()
    spoken = case.evidence.join(decided, on=_PAIR, how="semi")
    scored = scored_pairs(
        decided.join(spoken, on=_PAIR, how="semi"), spoken, case.cannot_links, case.judged_pairs.clear(), settings
    )
    return scored.sort(_PAIR)["match_weight"].to_numpy()


def _used(wanted: str, tried: Mapping[str, LinkSettings], choice: Choice | None) -> str:
    if wanted == "best":
        return choice.winner if choice is not None else FIXED
    return wanted if wanted in tried else FIXED


def _trials(  # noqa: PLR0913 - a row says what was asked, found and done
    case: WeighedCase,
    tried: Mapping[str, LinkSettings],
    choice: Choice | None,
    found: Mapping[str, list[Change]],
    notes: Mapping[str, str],
    wanted: str,
    used: str,
    *,
    has_groups: bool,
) -> pl.DataFrame:
    """RESOLVER_TRIAL: each resolver that was tried or asked for."""
    figures = {} if choice is None else {str(row["resolver"]): row for row in choice.measured.to_dicts()}
    decided = case.judged_pairs.filter(pl.col("judgement").is_in(["positive", "negative"]))
    judges = ", ".join(decided["judged_by"].unique().sort()) or None
    rows = []
    for name in [*tried, *(name for name in notes if name not in tried)]:
        own = figures.get(name, {})
        told = [notes.get(name, ""), choice.reasons.get(name, "") if choice is not None and wanted == "best" else ""]
        if name == used and wanted != "best":
            told.append("chosen for the run" if name == wanted else "the fixed weights stay")
        elif name == wanted and name not in tried:
            told.append("the fixed weights stay")
        if choice is None and wanted == "best":
            told.append("no decision to measure by")
        rows.append(
            {
                "resolver": name,
                "weights_version": version_of(tried[name]) if name in tried else version_of(tried[FIXED]),
                "is_used": name == used,
                "decision_count": int(own.get("pair_count", 0)),
                "gang_count": own.get("gang_count") if has_groups else None,
                "surprise": own.get("log_loss"),
                "brier": own.get("brier"),
                "precision": own.get("precision"),
                "recall": own.get("recall"),
                "joined_count": own.get("joined_count"),
                "changed_entity_count": len(found[name]) if name in found else 0,
                "reason": "; ".join(part for part in told if part) or "compared with",
                "decided_by": judges,
            }
        )
    return RESOLVER_TRIAL.conform(pl.DataFrame(rows, infer_schema_length=None)).sort("resolver")


def _change_rows(found: Mapping[str, list[Change]], clusters: Mapping[str, pl.DataFrame], used: str) -> pl.DataFrame:
    rows = [
        (name, position, change.kind, reference, before, after[reference], name == used)
        for name, changed in sorted(found.items())
        for after in [dict(clusters[name].select("reference", "cluster").iter_rows())]
        for position, change in enumerate(changed, 1)
        for before, references in change.before.items()
        for reference in references
        if reference in after
    ]
    schema = RESOLVER_CHANGE.polars_schema()
    return pl.DataFrame(rows, schema=schema, orient="row").sort("resolver", "position", "reference")


def _reliability_rows(pairs: LabelledPairs | None, held_out: Mapping[str, Numbers], used: str) -> pl.DataFrame:
    if pairs is None:
        return RELIABILITY.empty_frame()
    tables = [
        reliability(np.asarray(weights), pairs.is_match).with_columns(
            resolver=pl.lit(name), is_used=pl.lit(name == used)
        )
        for name, weights in sorted(held_out.items())
    ]
    return RELIABILITY.conform(pl.concat(tables)).sort("resolver", "probability_from")
