"""Gangs, ranks and edges are the same whatever ids the entities got."""

import itertools
import random
from dataclasses import replace

import polars as pl
import pytest

from resolvers.evidence_names import (
    evidence_names,
    lasting_gang_ids,
    under_evidence_names,
    under_ids,
    under_lasting_gang_ids,
)
from resolvers.gangs import gangs
from resolvers.hierarchy import leadership_ranks, reports_to
from resolvers.silent_networks import contact_ranks
from tests.resolvers.resolved_cases import resolved_case

_PEOPLE = ("ash", "birch", "cedar", "elm", "fir", "larch")


@pytest.fixture
def case():
    """Two rooms of people who give each other orders, nobody more than the other."""
    talk = [(f"t:{room}", person) for room in ("a", "b") for person in _PEOPLE for _ in range(3)]
    acts = [
        (f"t:{room}", one, kind, other)
        for room in ("a", "b")
        for one, other in itertools.pairwise(_PEOPLE)
        for kind in ("order", "report", "pay")
    ]
    return resolved_case(talk, acts)


def _told(case, ids):
    """Gang members with ranks and edges, under references, of a case whose entities have these ids."""
    members = case.members.with_columns(pl.col("entity_id").replace(ids))
    names = evidence_names(members)
    named = replace(case, members=under_evidence_names(members, names))
    _, found, _ = gangs(named, "c")
    edges, _ = reports_to(named, found)
    ranked = under_ids(leadership_ranks(found, edges, contact_ranks(named, found)), names)
    lasting = under_lasting_gang_ids(ranked, lasting_gang_ids(ranked, "c"))
    back = dict(names.select("entity_id", "evidence_name").iter_rows())
    rows = lasting.with_columns(pl.col("entity_id").replace(back)).sort("entity_id")
    return rows.select("entity_id", "leadership_rank").rows(), set(lasting["gang_id"])


def test_other_ids_change_neither_gangs_nor_ranks(case):
    """Only the id of the gang follows the ids of its members."""
    plain, gang_ids = _told(case, {})
    assert len(plain) >= len(_PEOPLE) - 1
    for seed in range(5):
        drawn = [f"E-{number:03}" for number in range(len(_PEOPLE))]
        random.Random(seed).shuffle(drawn)  # noqa: S311 - an order that is the same every time
        other, other_gangs = _told(case, dict(zip(sorted(set(case.members["entity_id"])), drawn, strict=True)))
        assert other == plain
        assert len(other_gangs) == len(gang_ids)


def test_a_gang_without_a_name_is_called_by_its_lasting_id(case):
    """What stands for the label is replaced with the id."""
    rows = pl.DataFrame(
        {"gang_id": ["G-1", "G-2"], "label": ["G-1", "Works"], "entity_id": ["E-1", "E-2"], "is_main": True}
    )
    ids = lasting_gang_ids(rows, "c")
    told = under_lasting_gang_ids(rows, ids)
    assert told["label"].to_list() == [told["gang_id"][0], "Works"]
    assert told["gang_id"].n_unique() == 2
    assert not set(told["gang_id"]) & {"G-1", "G-2"}
