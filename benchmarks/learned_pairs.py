"""Measures fixed against learned weights on held-out gangs of synthetic cases that were run already.

    python -m benchmarks.learned_pairs --case HOME ANSWERS [--case HOME ANSWERS]… [--labels 100]

Of each case pairs of accounts with one operator each are asked as resolvers.learned.questions asks; the answers come
from the generator's key. First fixed and learned weights are compared on gangs held out among the asked; then weights
learned from all answers of the other cases are tried on every candidate pair of a case they never saw. The data are
synthetic: the numbers say whether learning is sound, not what it is worth on a real case.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.settings import Settings
from resolvers.contract import LinkSettings
from resolvers.learned.calibrated import reliability
from resolvers.learned.choice import choose
from resolvers.learned.fitting import LabelledPairs, learn, log_loss
from resolvers.learned.judged import evidence_bits, labelled_pairs
from resolvers.learned.questions import pairs_to_ask
from warehouse.connection import Warehouse
from warehouse.schema.frames import PAIR_EVIDENCE

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
    """

    name: str
    bits: pl.DataFrame
    answers: pl.DataFrame
    groups: pl.DataFrame
    scored: pl.DataFrame


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
    return Case(home.name, bits, answered.select(*_PAIR, "judgement"), known.select("reference", "group"), asked_from)


def asked(case: Case, count: int) -> LabelledPairs:
    """The pairs asked of a case with their answers."""
    questions = pairs_to_ask(case.scored.with_columns(pl.col("rules").fill_null("")), case.scored.head(0), count)
    chosen = questions.select(reference_l="id_l", reference_r="id_r")
    answers = case.answers.join(chosen, on=_PAIR, how="semi")
    return labelled_pairs(case.bits, answers, case.groups, LinkSettings().prior_weight)


def together(cases: list[Case], count: int) -> LabelledPairs:
    """The pairs asked of several cases, as one set of decisions."""
    answers, bits, groups = [], [], []
    for case in cases:
        questions = pairs_to_ask(case.scored.with_columns(pl.col("rules").fill_null("")), case.scored.head(0), count)
        chosen = questions.select(reference_l="id_l", reference_r="id_r")
        answers.append(_named(case.answers.join(chosen, on=_PAIR, how="semi"), case))
        bits.append(_named(case.bits, case))
        groups.append(case.groups.with_columns(pl.format("{} {}", pl.lit(case.name), "reference").alias("reference")))
    return labelled_pairs(pl.concat(bits), pl.concat(answers), pl.concat(groups), LinkSettings().prior_weight)


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
        verdict = choose(together(cases, chosen.labels), join_weight)
        print(f"held-out gangs among the asked: {verdict.winner}: {verdict.reason}")
        print(verdict.measured, verdict.changed, verdict.reliability, sep="\n")
        for case in cases:
            others = [other for other in cases if other is not case]
            if not others:
                continue
            learned = learn(together(others, chosen.labels))
            everything = labelled_pairs(case.bits, case.answers, case.groups, LinkSettings().prior_weight)
            fixed = everything.prior + everything.bits.sum(axis=1)
            weights = learned.match_weight(everything.features, everything.bits, everything.prior)
            moved = {name: round(value, 2) for name, value in learned.scales.items() if abs(value - 1.0) > 0.15}
            print(f"{case.name}, unseen: intercept {learned.intercept:.2f}, penalty {learned.penalty:g}, {moved}")
            for who, scored in (("fixed", fixed), ("learned", weights)):
                joined = scored >= join_weight
                right, real = (joined & everything.is_match).sum(), everything.is_match.sum()
                loss = log_loss(scored, everything.is_match).mean()
                share = right / max(joined.sum(), 1)
                print(
                    f"{who}: {len(scored)} pairs, log loss {loss:.4f}, joined {joined.sum()}, right {right} "
                    f"({share:.3f}), recall {right / real:.3f}"
                )
            print(reliability(weights, everything.is_match))


if __name__ == "__main__":
    main()
