"""Measures fixed weights against estimated and learned ones on held-out gangs of synthetic cases that were run already.

    python -m benchmarks.learned_pairs --case HOME ANSWERS [--case HOME ANSWERS]… [--labels 100]

Of each case pairs of accounts with one operator each are asked as resolvers.learned.questions asks; the answers come
from the generator's key. First the weights are compared on gangs held out among the asked; then weights learned from
the answers of the other cases, and those estimated by EM from the case alone, are tried on every known pair of a case
whose answers they never saw. Joined is what weight, standing and cannot-links let join. The data are synthetic: the
numbers say whether learning is sound, not what it is worth on a real case.
"""

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.settings import Settings
from resolvers.contract import LinkSettings
from resolvers.learned.anchors import sure_pairs
from resolvers.learned.calibrated import calibrated_held_out_weights, learn_calibrated, reliability
from resolvers.learned.choice import choose, joined_pairs
from resolvers.learned.fitting import Anchors, LabelledPairs, log_loss
from resolvers.learned.judged import evidence_bits, free_to_join, labelled_pairs
from resolvers.learned.questions import pairs_to_ask
from resolvers.learned.unlabelled import learn_unlabelled
from resolvers.scorers.scoring import scored_pairs
from warehouse.connection import Warehouse
from warehouse.schema.frames import JUDGED_PAIR, PAIR_EVIDENCE

_PAIR = ["reference_l", "reference_r"]


@dataclass(frozen=True)
class Case:
    """One case with its key.

    Attributes:
        name: Name in the result.
        bits: Reasons of its candidate pairs (resolvers.learned.judged).
        answers: reference_l, reference_r, judgement of every candidate pair whose truth is known.
        groups: reference, group: the gang.
        scored: id_l, id_r, match_weight, kind, rules of these pairs.
        free: reference_l, reference_r of pairs that weight alone may join.
        estimated: reference_l, reference_r, match_weight under EM.
    """

    name: str
    bits: pl.DataFrame
    answers: pl.DataFrame
    groups: pl.DataFrame
    scored: pl.DataFrame
    free: pl.DataFrame
    estimated: pl.DataFrame


def load(home: Path, answers: Path) -> Case:
    """Read a home that was run, and the generator's key."""
    periods = pl.read_parquet(answers / "operator_period.parquet")
    operators = periods.group_by("account_id").agg(pl.col("person_id").unique())
    single = operators.filter(pl.col("person_id").list.len() == 1).explode("person_id")
    gangs = pl.read_parquet(answers / "gang_member.parquet").filter(~pl.col("is_service"))
    gang = gangs.group_by("person_id").agg(pl.col("gang_id").min())
    known = single.join(gang, on="person_id", how="left").select(
        "person_id",
        reference=pl.format("account:{}", "account_id"),
        group=pl.format("{} {}", pl.lit(home.name), pl.col("gang_id").fill_null(pl.col("person_id"))),
    )
    with Warehouse(Settings(home).warehouse_file, read_only=True) as warehouse:
        case_id = warehouse.frame("select distinct case_id from frame.scored_pair")["case_id"][0]
        evidence = PAIR_EVIDENCE.conform(warehouse.read_frame("read_pair_evidence", case_id=case_id))
        scored = warehouse.read_frame("read_scored_pair", case_id=case_id)
        rules = warehouse.read_frame("read_candidate_pair", case_id=case_id)
        cannot = warehouse.read_frame("read_cannot_link", case_id=case_id)
        references = warehouse.read_frame("read_reference", case_id=case_id).height
    em = learn_unlabelled(evidence, rules, cannot, references, LinkSettings())
    with_em = replace(LinkSettings(), scorer="em", scorer_weights=em.as_settings())
    estimated = scored_pairs(rules, evidence, cannot, JUDGED_PAIR.empty_frame(), with_em).select(*_PAIR, "match_weight")
    persons = known.select("reference", "person_id")
    answered = (
        scored.select(*_PAIR, "match_weight")
        .join(persons, left_on="reference_l", right_on="reference")
        .join(persons, left_on="reference_r", right_on="reference", suffix="_r")
        .with_columns(
            judgement=pl.when(pl.col("person_id") == pl.col("person_id_r"))
            .then(pl.lit("positive"))
            .otherwise(pl.lit("negative"))
        )
    )
    bits = evidence_bits(evidence).join(answered.select(_PAIR), on=_PAIR, how="semi")
    kinds = bits.group_by(_PAIR).agg(kind=pl.col("feature").sort().str.join(" "))
    asked_from = (
        answered.join(kinds, on=_PAIR)
        .join(rules.select(*_PAIR, "rules"), on=_PAIR, how="left")
        .select(id_l="reference_l", id_r="reference_r", match_weight="match_weight", kind="kind", rules="rules")
    )
    groups, free = known.select("reference", "group"), free_to_join(evidence, cannot)
    return Case(home.name, bits, answered.select(*_PAIR, "judgement"), groups, asked_from, free, estimated)


def together(cases: list[Case], count: int) -> tuple[LabelledPairs, Anchors]:
    """The pairs asked of several cases, as one set of decisions, and what is held beside."""
    answers, bits, groups, free = [], [], [], []
    for case in cases:
        questions = pairs_to_ask(case.scored.with_columns(pl.col("rules").fill_null("")), case.scored.head(0), count)
        chosen = questions.select(reference_l="id_l", reference_r="id_r")
        answers.append(_named(case.answers.join(chosen, on=_PAIR, how="semi"), case))
        bits.append(_named(case.bits, case))
        free.append(_named(case.free, case))
        groups.append(case.groups.with_columns(pl.format("{} {}", pl.lit(case.name), "reference").alias("reference")))
    prior = LinkSettings().prior_weight
    judged = labelled_pairs(pl.concat(bits), pl.concat(answers), pl.concat(groups), prior, pl.concat(free))
    asked = pl.concat(answers)
    return judged, sure_pairs(pl.concat(bits), pl.concat(free), asked, judged.features, LinkSettings())


def _named(rows: pl.DataFrame, case: Case) -> pl.DataFrame:
    """References with their case before them: two cases may hold one account."""
    return rows.with_columns(pl.format("{} {}", pl.lit(case.name), side).alias(side) for side in _PAIR)


def main() -> None:
    """Print what held-out gangs and unseen cases say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", type=Path, nargs=2, action="append", required=True, metavar=("HOME", "ANSWERS"))
    parser.add_argument("--labels", type=int, default=100, help="questions a case")
    chosen = parser.parse_args()
    join_weight = LinkSettings().join_weight
    cases = [load(home, answers) for home, answers in chosen.case]
    with pl.Config(tbl_rows=40, tbl_cols=12, tbl_hide_column_data_types=True, tbl_hide_dataframe_shape=True):
        judged, anchors = together(cases, chosen.labels)
        held_out = calibrated_held_out_weights(judged, anchors)
        verdict = choose(judged, {"learned": held_out}, join_weight)
        print(f"held-out gangs among the asked: {verdict.winner}: {verdict.reasons}")
        print(verdict.measured, reliability(held_out, judged.is_match), sep="\n")
        for case in cases:
            others = [other for other in cases if other is not case]
            everything = labelled_pairs(case.bits, case.answers, case.groups, LinkSettings().prior_weight, case.free)
            decided = case.answers.join(case.bits.select(_PAIR).unique(), on=_PAIR, how="semi")
            found = {
                "fixed": everything.prior + everything.bits.sum(axis=1),
                "em": decided.join(case.estimated, on=_PAIR).sort(_PAIR)["match_weight"].to_numpy(),
            }
            if others:
                learned, bend = learn_calibrated(*together(others, chosen.labels))
                raw = learned.match_weight(everything.features, everything.bits, everything.prior)
                # As resolvers.scorers.scaled: a pair none of whose reasons was decided on keeps its weight.
                known = everything.bits[:, [name in learned.scales for name in everything.features]].any(axis=1)
                found["learned"] = np.where(known, bend.of(raw), found["fixed"])
                moved = {name: round(value, 2) for name, value in learned.scales.items() if abs(value - 1.0) > 0.15}
                print(f"{case.name}, unseen: intercept {learned.intercept:.2f}, penalty {learned.penalty:g}, {moved}")
            for who, weights in found.items():
                joined = joined_pairs(weights, everything, join_weight)
                right, real = (joined & everything.is_match).sum(), everything.is_match.sum()
                surprise, share = log_loss(weights, everything.is_match).mean(), right / max(joined.sum(), 1)
                print(
                    f"{case.name}: {who}: {len(weights)} pairs, surprise {surprise:.4f}, joined {joined.sum()}, "
                    f"right {right} ({share:.3f}), recall {right / real:.3f}"
                )


if __name__ == "__main__":
    main()
