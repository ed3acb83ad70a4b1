"""People of several gangs in a synthetic case: off by themselves, and true in every file where they are asked for."""

import json
from dataclasses import replace

import polars as pl
import pytest

from sources.synthetic.generate import built_world, generate
from sources.synthetic.settings import PRESETS, BadGeneratorSettings

_SHARED = replace(PRESETS["demo"], messages=600, movers=2, shared_bosses=1, is_study_cast=False)


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    return generate(tmp_path_factory.mktemp("shared"), 5, _SHARED).answers


def test_presets_have_nobody_in_two_gangs():
    """Nobody moves and nobody leads two gangs unless it is asked for."""
    world, _ = built_world(5, PRESETS["demo"])
    assert all(not person.stays for person in world.people.values())
    assert "movers" not in PRESETS["demo"].described()


def test_a_mover_is_in_one_gang_at_a_time(answers):
    """Who moved writes in no room of a gang before he came or after he left; both his leaders stand in the key."""
    world, _ = built_world(5, _SHARED)
    movers = [person for person in world.people.values() if person.superiors and person.superior_id]
    assert len(movers) == _SHARED.movers
    gang_of = {thread.key: thread.gang_id for thread in world.threads}
    said = pl.read_parquet(answers / "message.parquet").filter(pl.col("kind") == "message")
    for person in movers:
        own = said.filter(pl.col("person_id") == person.person_id)
        assert own.height
        for thread, at in own.select("thread", "sent_at").iter_rows():
            assert person.is_there(gang_of[thread], at)
        above = pl.read_parquet(answers / "superior.parquet").filter(pl.col("subordinate_id") == person.person_id)
        assert sorted(above["gang_id"]) == sorted(person.gang_ids)
        assert above["superior_id"].n_unique() == 2


def test_a_shared_boss_heads_both_gangs(answers):
    """The key names one boss for both gangs, a member of each and a service of none."""
    gangs = pl.read_parquet(answers / "gang.parquet")
    assert gangs["boss_id"].n_unique() == gangs.height - 1
    (boss,) = gangs.filter(pl.len().over("boss_id") > 1)["boss_id"].unique()
    member = pl.read_parquet(answers / "gang_member.parquet").filter(pl.col("person_id") == boss)
    assert sorted(member["gang_id"]) == sorted(gangs["gang_id"])
    assert not member["is_service"].any()


def test_the_key_says_that_people_are_shared(answers):
    """The knobs stand in the key, so that nobody takes the case for one of the old kind."""
    settings = json.loads((answers / "answers.json").read_bytes())["settings"]
    assert (settings["movers"], settings["shared_bosses"]) == (2, 1)


@pytest.mark.parametrize("knobs", [{"movers": -1}, {"movers": 1, "gangs": 1}, {"shared_bosses": 1, "gangs": 1}])
def test_sharing_needs_two_gangs(knobs):
    """One gang alone can share nobody."""
    with pytest.raises(BadGeneratorSettings, match="movers and shared_bosses"):
        replace(PRESETS["demo"], **knobs)


def test_more_than_there_are_is_refused():
    """A case never has fewer movers or shared bosses than its key says: what can't be is refused."""
    with pytest.raises(BadGeneratorSettings, match="shared_bosses must be at most 1"):
        replace(PRESETS["demo"], gangs=2, shared_bosses=2)
    with pytest.raises(BadGeneratorSettings, match="movers must be fewer"):
        built_world(5, replace(PRESETS["demo"], movers=1000))
