"""What blocking misses and how scripts fare."""

import polars as pl
import pytest

from resolvers.linking_measures import block_recall, script_gap, scripts_of
from warehouse.schema.frames import JUDGED_PAIR, REFERENCE_NAME, SCORED_PAIR


def _pairs(rules):
    rows = [(f"a{number:03}", f"b{number:03}", rule) for number, rule in enumerate(rules)]
    pairs = pl.DataFrame(rows, schema=["reference_l", "reference_r", "rules"], orient="row")
    scored = SCORED_PAIR.conform(
        pairs.with_columns(
            match_weight=pl.lit(9.0),
            match_probability=pl.lit(0.9),
            family_count=pl.lit(1),
            decided_by=pl.lit("x"),
            decision=pl.lit("join"),
        )
    )
    alone = pl.concat([pairs["reference_l"], pairs["reference_r"]]).to_frame("reference")
    return alone.with_columns(cluster="reference"), pairs, scored


def _value(measured, name):
    return measured.filter(pl.col("measure") == name)["value"].item()


def test_pairs_that_one_rule_alone_finds_are_a_sign_of_missed_ones():
    """Ten pairs found once and four twice: 10 * 9 / (2 * 5) = 9 were likely missed."""
    machine, pairs, scored = _pairs(["x"] * 10 + ["x,y"] * 4)
    measured = block_recall(machine, pairs, scored, JUDGED_PAIR.empty_frame())
    assert _value(measured, "block_recall_estimated") == pytest.approx(14 / 23)


def test_judged_pairs_show_what_blocking_did_not_propose():
    """Of two pairs judged the same one was never proposed."""
    machine, pairs, scored = _pairs(["x"])
    judged = [("a000", "b000", "positive", "a", "b", None), ("a000", "b009", "positive", "a", "b", None)]
    frame = pl.DataFrame(judged, schema=JUDGED_PAIR.polars_schema(), orient="row")
    assert _value(block_recall(machine, pairs, scored, frame), "block_recall_judged") == 0.5


def test_pairs_that_chains_alone_made_count_as_not_proposed():
    """Of the three pairs in an entity of three blocking proposed one."""
    _, pairs, scored = _pairs(["x"])
    machine = pl.DataFrame({"reference": ["a000", "b000", "c"], "cluster": ["a000"] * 3})
    measured = block_recall(machine, pairs, scored, JUDGED_PAIR.empty_frame())
    assert _value(measured, "block_recall_inside") == pytest.approx(1 / 3)


def test_gap_between_scripts_is_measured_where_there_are_enough():
    """All Han names are linked, half of the Latin ones; three Cyrillic ones say nothing."""
    names = [f"r{number:02}" for number in range(43)]
    scripts = dict.fromkeys(names[:20], "han") | dict.fromkeys(names[20:40], "latin")
    scripts |= dict.fromkeys(names[40:], "cyrillic")
    clusters = ["c"] * 30 + names[30:]
    measured = script_gap(pl.DataFrame({"reference": names, "cluster": clusters}), scripts)
    assert _value(measured, "script_gap") == 0.5
    assert measured["measure"].to_list() == ["linked_share_han", "linked_share_latin", "script_gap"]


def test_a_reference_has_the_script_of_the_name_most_seen():
    """Three sightings in Han outweigh one in Latin letters."""
    rows = pl.DataFrame({"reference": ["a", "a"], "name": ["hammer", "锤子"], "observation_count": [1, 3]})
    names = REFERENCE_NAME.conform(rows.with_columns(kind=pl.lit("account_nickname")))
    assert scripts_of(names) == {"a": "han"}
