"""Measures linking on synthetic cases with their answer key: merges, clusters, who is meant by an alias, hand-overs.

    python -m benchmarks.linking --seeds 43,44 --preset medium        (generates the cases, runs them, measures)
    python -m benchmarks.linking --home HOME --answers DIR            (measures a home that was run already)

Counted are accounts with one operator in the key that are in the evidence at all: accounts that two people operated in
turn have no right entity. Beside the service stand, in the same run, joining accounts of equal names and joining
accounts whose names are alike (Jaro-Winkler from 0.92). An alias counts when it stands somewhere in the evidence, in a
name or in a message; `who_is` must put an entity first whose accounts are mostly those of its bearer; a name of
several people may mean any of them. Beside it: the account with the most similar name. The data are synthetic: the
numbers say what is broken, not how well a real case is read.
"""

import argparse
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from benchmarks.calibration import calibration_error, links_with_truth
from benchmarks.hand_overs import measure as measured_hand_overs
from benchmarks.synthetic_case import run_case
from pipelines.settings import Settings
from resolvers.evaluation import b_cubed, pairs_quality, wilson_lower
from resolvers.names.alias_form import alias_forms
from warehouse.connection import Warehouse, open_snapshot
from warehouse.schema.ids import SCOPED_MARK

_PAIR = ["reference_l", "reference_r"]
# Where likeness of nicknames begins to mean something; lower joins strangers by the dozen.
_ALIKE = 0.92


def sole_operators(snapshot: Warehouse, answers: Path) -> pl.DataFrame:
    """Accounts of the snapshot that one person operated; of labels, whom every file means that shows them.

    Returns:
        Columns: account_id, person_id; unique, sorted.
    """
    periods = pl.read_parquet(answers / "operator_period.parquet").select("account_id", "person_id").unique()
    shown = pl.read_parquet(answers / "appearance.parquet").rename({"account_id": "meant"})
    seen = snapshot.frame(
        "select distinct name_observation.account_id, name_observation.name as shown_name, exhibit.seizure_id, "
        "exhibit.path from name_observation inner join exhibit on name_observation.exhibit_id = exhibit.exhibit_id "
        "where regexp_matches(name_observation.account_id, $mark)",
        {"mark": SCOPED_MARK},
    )
    labels = seen.join(shown, on=["seizure_id", "path", "shown_name"]).join(
        periods.rename({"account_id": "meant"}), on="meant"
    )
    known = pl.concat([periods, labels.select("account_id", "person_id")]).unique()
    present = snapshot.frame("select distinct account_id from entity_account")
    return known.filter(pl.len().over("account_id") == 1).join(present, on="account_id", how="semi").sort("account_id")


def _pairs(rows: pl.DataFrame) -> pl.DataFrame:
    both = rows.join(rows, on="together", suffix="_r").filter(pl.col("account_id") < pl.col("account_id_r"))
    return both.select(reference_l="account_id", reference_r="account_id_r").unique()


def _alike(named: pl.DataFrame) -> pl.DataFrame:
    """Pairs of accounts with names that are alike. Columns as _PAIR."""
    forms = named["alias_form"].unique().sort().to_list()
    scores = process.cdist(forms, forms, scorer=JaroWinkler.similarity, score_cutoff=_ALIKE, dtype=np.float32)
    left, right = np.nonzero(np.triu(scores))
    met = pl.DataFrame({"alias_form": [forms[at] for at in left], "other_form": [forms[at] for at in right]})
    both = named.join(met, on="alias_form").join(
        named.rename({"alias_form": "other_form", "account_id": "other"}), on="other_form"
    )
    ordered = both.filter(pl.col("account_id") != pl.col("other")).select(
        reference_l=pl.min_horizontal("account_id", "other"), reference_r=pl.max_horizontal("account_id", "other")
    )
    return ordered.unique()


def _print_merges(case: str, snapshot: Warehouse, answers: Path) -> None:
    joined = snapshot.frame("select distinct account_id, entity_id as together from entity_account")
    named = snapshot.frame("select distinct account_id, alias_form from name_observation where alias_form is not null")
    known = sole_operators(snapshot, answers)
    truth = _pairs(known.rename({"person_id": "together"}))
    kept = known.select("account_id")
    claims = {
        "steelnail": _pairs(joined.join(kept, on="account_id", how="semi")),
        "equal name": _pairs(named.join(kept, on="account_id", how="semi").rename({"alias_form": "together"})),
        f"likeness >= {_ALIKE}": _alike(named.join(kept, on="account_id", how="semi")),
    }
    whole = joined.sort("account_id", "together").unique("account_id", keep="first").join(known, on="account_id")
    cubed = b_cubed(
        whole.select(reference="account_id", cluster="together"),
        whole.select(reference="account_id", cluster="person_id"),
    )
    for who, claimed in claims.items():
        quality = pairs_quality(claimed, truth)
        right = claimed.join(truth, on=_PAIR, how="semi").height
        clusters = f"{cubed.precision:.3f} | {cubed.recall:.3f} | {cubed.f1:.3f}" if who == "steelnail" else " | | "
        print(
            f"| {case} | {who} | {right} / {claimed.height} | {quality.precision:.3f} | {quality.precision_lower:.3f} "
            f"| {quality.recall:.3f} | {clusters} |"
        )
    _print_links(case, snapshot, known)
    traps = pl.read_parquet(answers / "trap.parquet").filter(pl.col("kind") == "same_registrant")
    trapped = traps.select(
        reference_l=pl.min_horizontal("left", "right"), reference_r=pl.max_horizontal("left", "right")
    )
    merged = trapped.join(claims["steelnail"], on=_PAIR, how="semi").join(truth, on=_PAIR, how="anti")
    print(f"| {case} | merged under one registrant, of {trapped.height} | {merged.height} | | | | | | |")


def _print_links(case: str, snapshot: Warehouse, known: pl.DataFrame) -> None:
    """Joining links between two accounts, each counted once, whatever clusters they tie together."""
    links = snapshot.frame(
        "select left_reference, right_reference from link where entity_id is not null and decided_by <> 'judgement' "
        "and match_weight >= 6.6"
    )
    bearer = snapshot.frame("select distinct reference, account_id from entity_account").join(known, on="account_id")
    counted = (
        links.join(bearer, left_on="left_reference", right_on="reference")
        .join(bearer, left_on="right_reference", right_on="reference", suffix="_r")
        .filter(pl.col("account_id") != pl.col("account_id_r"))
    )
    right = int((counted["person_id"] == counted["person_id_r"]).sum())
    share = right / counted.height if counted.height else 1.0
    print(
        f"| {case} | steelnail, links | {right} / {counted.height} | {share:.3f} "
        f"| {wilson_lower(right, counted.height):.3f} | | | | |"
    )


def occurring_aliases(snapshot: Warehouse, answers: Path) -> pl.DataFrame:
    """Aliases of people with an account in the evidence that stand in a name or a message.

    Returns:
        Columns: person_id, alias, alias_form, script, class (variant, opaque, of several: more
        than one person bears it); one row per person and form.
    """
    aliases = pl.read_parquet(answers / "alias.parquet")
    aliases = aliases.with_columns(alias_form=alias_forms(aliases["alias"]))
    known = sole_operators(snapshot, answers)
    observed = snapshot.frame("select distinct alias_form from entity_alias")["alias_form"]
    texts = snapshot.frame("select lower(text) as text from message where text is not null")["text"].unique()
    wanted = aliases["alias"].str.to_lowercase().unique().to_list()
    spoken = set(texts.str.extract_many(wanted, overlapping=True).explode().drop_nulls().unique())
    occurs = pl.col("alias_form").is_in(observed.implode()) | pl.col("alias").str.to_lowercase().is_in(sorted(spoken))
    return (
        aliases.filter(occurs & pl.col("person_id").is_in(known["person_id"].unique().implode()))
        .with_columns(
            pl.when(pl.col("person_id").n_unique().over("alias_form") > 1)
            .then(pl.lit("of several"))
            .when("is_opaque")
            .then(pl.lit("opaque"))
            .otherwise(pl.lit("variant"))
            .alias("class")
        )
        .unique(["person_id", "alias_form"], keep="first", maintain_order=True)
    )


def _answers_by_name(snapshot: Warehouse, known: pl.DataFrame, forms: list[str]) -> dict[str, frozenset[str]]:
    """By asked name, the people to whom most accounts of the entity belong that who_is puts first."""
    accounts = snapshot.frame("select distinct entity_id, account_id from entity_account").join(known, on="account_id")
    people: defaultdict[str, list[str]] = defaultdict(list)
    for entity_id, person_id in accounts.select("entity_id", "person_id").iter_rows():
        people[entity_id].append(person_id)
    found = {}
    for form in forms:
        rows = snapshot.frame("select entity_id from who_is($name) limit 1", {"name": form})["entity_id"].to_list()
        members = people[rows[0]] if rows else []
        found[form] = frozenset(person for person in members if 2 * members.count(person) > len(members))
    return found


def _nearest_by_name(snapshot: Warehouse, known: pl.DataFrame, forms: list[str]) -> dict[str, frozenset[str]]:
    """By asked name, whose account bears the most similar name."""
    named = snapshot.frame("select distinct account_id, alias_form from name_observation where alias_form is not null")
    borne = named.join(known, on="account_id").sort("alias_form", "account_id")
    scores = process.cdist(forms, borne["alias_form"].to_list(), scorer=JaroWinkler.similarity, dtype=np.float32)
    best = borne["person_id"].gather(scores.argmax(axis=1)).to_list()
    return {form: frozenset([person]) for form, person in zip(forms, best, strict=True)}


def _print_aliases(case: str, snapshot: Warehouse, answers: Path) -> None:
    aliases = occurring_aliases(snapshot, answers)
    known = sole_operators(snapshot, answers)
    forms = aliases["alias_form"].unique().sort().to_list()
    bearers = dict(aliases.group_by("alias_form").agg(pl.col("person_id").unique()).iter_rows())
    for who, found in (
        ("who_is", _answers_by_name(snapshot, known, forms)),
        ("most similar name", _nearest_by_name(snapshot, known, forms)),
    ):
        rows = aliases.with_columns(
            is_right=pl.Series([bool(found[form] & set(bearers[form])) for form in aliases["alias_form"]])
        )
        for column in ("class", "script"):
            for value, group in sorted(rows.group_by(column), key=lambda item: str(item[0][0])):
                print(f"| {case} | {who} | {value[0]} | {group.height} | {group['is_right'].mean():.3f} |")


def print_case(case: str, published_file: Path, answers: Path, part: str) -> None:
    """Print one part of the figures of a case."""
    with open_snapshot(published_file) as snapshot:
        if part == "merges":
            _print_merges(case, snapshot, answers)
        elif part == "aliases":
            _print_aliases(case, snapshot, answers)
    if part == "hand-overs":
        for who, divided, right, near, visible in measured_hand_overs(published_file, answers):
            print(f"| {case} | {who} | {divided} | {right} | {near} | {visible} |")
    if part == "calibration":
        _, told, is_right = links_with_truth(published_file, answers)
        print(f"| {case} | {len(told)} | {calibration_error(told, is_right):.4f} |")


_HEADINGS = {
    "merges": "| case | joined by | right / claimed | P | at the lower 95 % bound | R | B-cubed P | R | F1 |",
    "aliases": "| case | asked | aliases | number | top-1 |",
    "hand-overs": "| case | divided by | divided | changed hands | within a day | visible hand-overs |",
    "calibration": "| case | links | ECE |",
}


def main() -> None:
    """Print a table per part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="43", help="seeds, comma separated")
    parser.add_argument("--preset", default="medium", choices=["demo", "small", "medium", "hard"])
    parser.add_argument("--home", type=Path, action="append", help="a home that was run already; repeatable")
    parser.add_argument("--answers", type=Path, action="append", help="its answer key")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if chosen.home:
            cases = [
                (home.name, Settings(home).published_file, answers)
                for home, answers in zip(chosen.home, chosen.answers, strict=True)
            ]
        else:
            cases = [
                (f"{chosen.preset} {seed}", *run_case(int(seed), chosen.preset, Path(folder)))
                for seed in chosen.seeds.split(",")
            ]
        for part, heading in _HEADINGS.items():
            print(f"\n{heading}\n|{'---|' * (heading.count('|') - 1)}")
            for case, published_file, answers in cases:
                print_case(case, published_file, answers, part)


if __name__ == "__main__":
    main()
