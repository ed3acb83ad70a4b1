"""What somebody of several gangs does counts for the gang among whose people he does it, and for one alone."""

import polars as pl
import pytest

from resolvers.actors import closed_rooms, entity_talk
from resolvers.gang_rooms import gang_of_rows, member_rooms, pair_gangs
from tests.resolvers.resolved_cases import resolved_case

_TALK = [("t:yard", "mole"), ("t:yard", "anna"), ("t:yard", "bert"), ("t:pier", "mole"), ("t:pier", "erik")]
_TALK += [("t:pier", "fern"), ("t:both", "mole"), ("t:both", "anna"), ("t:both", "erik"), ("t:tea", "mole")]
_TALK += [("t:tea", "uncle"), ("t:pier", "chief"), ("t:yard", "chief")]
_MAIN = {"mole": "yard", "anna": "yard", "bert": "yard", "chief": "yard", "erik": "pier", "fern": "pier"}


@pytest.fixture
def case():
    return resolved_case(_TALK)


@pytest.fixture
def members():
    rows = [(gang, f"E-{person}", True) for person, gang in _MAIN.items()]
    rows += [("pier", "E-mole", False), ("pier", "E-chief", False)]
    return pl.DataFrame(rows, schema=["gang_id", "entity_id", "is_main"], orient="row")


def test_a_room_of_his_is_of_the_gang_with_most_people_there(case, members):
    """Each room counts once for him: for the company he has there, and for his main gang where it is even."""
    found = member_rooms(members, closed_rooms(case, entity_talk(case))).filter(pl.col("entity_id") == "E-mole")
    assert dict(found.select("thread_id", "gang_id").iter_rows()) == {
        "t:yard": "yard",
        "t:pier": "pier",
        "t:both": "yard",
    }


def test_rows_count_for_the_gang_of_their_room(case, members):
    """What stands in no room of a gang counts for the main one; who is in no gang has none; no row is doubled."""
    place = dict(case.frames.utterances.select("thread_id", "locator").unique("thread_id", keep="first").iter_rows())
    asked = [("E-mole", place["t:pier"]), ("E-mole", place["t:tea"]), ("E-mole", "row:9"), ("E-erik", place["t:yard"])]
    asked += [("E-uncle", place["t:tea"])]
    rows = pl.DataFrame(asked, schema=["entity_id", "locator"], orient="row").with_columns(exhibit_id=pl.lit("e"))
    assert gang_of_rows(case, rows, members)["gang_id"].to_list() == ["pier", "yard", "yard", "pier", None]


def test_two_who_share_two_gangs_stand_in_one(case, members):
    """A pair is in the gang where most between them was written, the same both ways; strangers are in none."""
    at = dict(case.frames.utterances.select("thread_id", "locator").unique("thread_id", keep="first").iter_rows())
    told = [("E-chief", "E-mole", 1.0, at["t:yard"]), ("E-mole", "E-chief", 2.0, at["t:pier"])]
    told += [("E-chief", "E-erik", 1.0, at["t:pier"]), ("E-anna", "E-erik", 1.0, at["t:both"])]
    columns = ["superior_id", "subordinate_id", "weight", "locator"]
    evidence = pl.DataFrame(told, schema=columns, orient="row").with_columns(exhibit_id=pl.lit("e"))
    assert pair_gangs(case, evidence, members).rows() == [
        ("E-chief", "E-erik", "pier"),
        ("E-chief", "E-mole", "pier"),
        ("E-mole", "E-chief", "pier"),
    ]


def test_a_pair_without_evidence_stands_in_a_main_gang(case, members):
    """What a person decided of two who share gangs, with nothing written, stands in a main gang of theirs."""
    decided = pl.DataFrame({"superior_id": ["E-chief"], "subordinate_id": ["E-mole"]}).with_columns(
        weight=pl.lit(None, pl.Float64), exhibit_id=pl.lit(None, pl.String), locator=pl.lit(None, pl.String)
    )
    assert pair_gangs(case, decided, members).rows() == [("E-chief", "E-mole", "yard")]
