"""Splink 5 on DuckDB as a careful user sets it up: one configuration a kind of table, weights by EM on tight rules.

Usage: run_splink.py FILE KIND CLUSTERS PAIRS; KIND is historical, febrl3, febrl4, persons or persons_wide. The settings
of historical and FEBRL follow Splink's own demonstrations (deduplicate_50k_synthetic, febrl3, febrl4).
"""

import sys
from dataclasses import dataclass, field

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


@dataclass
class Setup:
    """What a user decides: comparisons, rules, and how the weights are trained."""

    comparisons: list
    rules: list
    certain: list
    recall_of_certain: float
    training: list
    threshold: float
    max_pairs: float = 1e6
    link_type: str = "dedupe_only"
    prepare: str = "select * from records"
    sources: list = field(default_factory=lambda: ["records"])


def historical() -> Setup:
    """The demonstration on the same table."""
    return Setup(
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="name_concat"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode_fake"),
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
        rules=[
            block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("postcode_fake", "first_name"),
            block_on("postcode_fake", "surname"),
            block_on("dob", "birth_place"),
            block_on("substr(postcode_fake,1,3)", "dob"),
            block_on("substr(postcode_fake,1,3)", "first_name"),
            block_on("substr(postcode_fake,1,3)", "surname"),
            block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
        ],
        certain=[
            "l.first_name = r.first_name and l.surname = r.surname and l.dob = r.dob",
            "substr(l.first_name,1,2) = substr(r.first_name,1,2) and l.surname = r.surname "
            "and substr(l.postcode_fake,1,2) = substr(r.postcode_fake,1,2)",
            "l.dob = r.dob and l.postcode_fake = r.postcode_fake",
        ],
        recall_of_certain=0.6,
        training=[block_on("first_name", "surname"), block_on("dob")],
        threshold=0.95,
        max_pairs=5e6,
        prepare="select *, first_name || ' ' || surname as name_concat from records",
    )


def _febrl(*, document: bool) -> Setup:
    names = [
        cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
        cl.NameComparison("surname").configure(term_frequency_adjustments=True),
        cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("address_1", [0.9, 0.7]),
    ]
    rules = [block_on("given_name", "surname"), block_on("date_of_birth"), block_on("postcode", "given_name")]
    rules += [block_on("postcode", "surname"), block_on("street_number", "given_name"), block_on("address_1")]
    certain = [
        block_on("given_name", "surname", "date_of_birth"),
        "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth",
    ]
    if document:
        names.append(cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]))
        rules.append(block_on("soc_sec_id"))
        certain.append(block_on("soc_sec_id"))
    training = [block_on("date_of_birth"), block_on("given_name", "surname")]
    return Setup(names, rules, certain, 0.8 if document else 0.6, training, 0.95)


def febrl3(*, document: bool) -> Setup:
    """One file with duplicates in it."""
    return _febrl(document=document)


def febrl4(*, document: bool) -> Setup:
    """Two files, linked: no pair inside one file is looked at."""
    setup = _febrl(document=document)
    setup.link_type = "link_only"
    setup.sources = ["a", "b"]
    return setup


def persons(*, every_birthday: bool) -> Setup:
    """Person records of four sources; EM on rules that propose few pairs.

    Args:
        every_birthday: Whether all who share the day of birth are compared: more is found, and a million records make
            eighteen million pairs.
    """
    with_birthday = [block_on("dob", other) for other in ("surname", "given_name", "postcode", "city")]
    given_name = cl.CustomComparison(
        output_column_name="given_name",
        comparison_levels=[
            cll.NullLevel("given_name"),
            cll.ExactMatchLevel("given_name", term_frequency_adjustments=True),
            cll.ColumnsReversedLevel("given_name", "surname", symmetrical=True),
            cll.JaroWinklerLevel("given_name", 0.88),
            cll.CustomLevel("given_name_l[1] = given_name_r[1]", label_for_charts="first letter"),
            cll.ElseLevel(),
        ],
    )
    # Street and postcode are one witness: who shares the one shares the other.
    address = cl.CustomComparison(
        output_column_name="address",
        comparison_levels=[
            cll.And(cll.NullLevel("street"), cll.NullLevel("postcode")),
            cll.ExactMatchLevel("street", term_frequency_adjustments=True),
            cll.JaroWinklerLevel("street", 0.92),
            cll.ExactMatchLevel("postcode", term_frequency_adjustments=True),
            cll.ElseLevel(),
        ],
    )
    return Setup(
        comparisons=[
            given_name,
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
            address,
        ],
        rules=[
            block_on("phone"),
            *([block_on("dob")] if every_birthday else with_birthday),
            block_on("surname", "given_name", "postcode"),
            block_on("surname", "given_name", "city"),
            block_on("surname", "given_name", "street"),
            block_on("street", "postcode", "substr(given_name,1,1)"),
        ],
        certain=[block_on("dob", "surname", "given_name"), block_on("phone", "dob")],
        recall_of_certain=0.7,
        training=[block_on("dob", "surname"), block_on("phone", "given_name"), block_on("postcode", "dob")],
        threshold=0.95,
        max_pairs=1e7,
    )


def main() -> None:
    """Train, predict every blocked pair, cluster at the threshold."""
    file, kind, clusters, pairs = sys.argv[1:5]
    con = duckdb.connect()
    con.execute(f"create view records as select * from read_parquet('{file}')").fetchall()
    columns = [row[0] for row in con.execute("describe records").fetchall()]
    document = "soc_sec_id" in columns
    setup = {
        "historical": historical,
        "febrl3": lambda: febrl3(document=document),
        "febrl4": lambda: febrl4(document=document),
        "persons": lambda: persons(every_birthday=False),
        "persons_wide": lambda: persons(every_birthday=True),
    }[kind]()
    con.execute(f"create table prepared as {setup.prepare}").fetchall()
    api = DuckDBAPI(con)
    frames = []
    for source in setup.sources:
        where = f"where source = '{source}'" if len(setup.sources) > 1 else ""
        con.execute(f"create table input_{source} as select * exclude (source) from prepared {where}").fetchall()
        frames.append(api.register(f"input_{source}"))
    settings = SettingsCreator(
        link_type=setup.link_type,
        unique_id_column_name="rec_id",
        comparisons=setup.comparisons,
        blocking_rules_to_generate_predictions=setup.rules,
    )
    linker = Linker(frames if len(frames) > 1 else frames[0], settings)
    linker.training.estimate_probability_two_random_records_match(setup.certain, recall=setup.recall_of_certain)
    linker.training.estimate_u_using_random_sampling(max_pairs=setup.max_pairs, seed=1)
    for rule in setup.training:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict()
    con.execute(
        f"copy (select rec_id_l as id_l, rec_id_r as id_r, match_weight from {predicted.physical_name}) "
        f"to '{pairs}' (format parquet)"
    ).fetchall()
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_probability=setup.threshold
    )
    con.execute(
        f"copy (select rec_id, cluster_id::varchar as cluster from {found.physical_name}) "
        f"to '{clusters}' (format parquet)"
    ).fetchall()


if __name__ == "__main__":
    main()
