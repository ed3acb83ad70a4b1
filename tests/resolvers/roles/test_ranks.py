"""The ranks of a lure team are known by the figures they give and the people they work on, not by titles."""

import polars as pl
import pytest

from resolvers.roles.combining import role_bits, role_features, role_probability
from resolvers.roles.ranks import ranked_roles
from tests.resolvers.resolved_cases import resolved_case
from warehouse.schema.frames import GANG_MEMBER, REPORTS_TO, ROLE_EVIDENCE

_Acts = list[tuple[str, str, str, str | None]]
_TEAM = ["fox", "ant", "bee", "cat"]
_EDGES = [("fox", "ant"), ("fox", "bee")]
_TALK = [("t:team", person) for person in _TEAM]
_NOBODY_SAYS = ROLE_EVIDENCE.empty_frame()


def _found(acts: _Acts, said: pl.DataFrame = _NOBODY_SAYS, talk: list[tuple[str, str]] | None = None) -> pl.DataFrame:
    gang = GANG_MEMBER.conform(
        pl.DataFrame(
            [{"gang_id": "G-1", "entity_id": f"E-{person}", "share": 1.0, "is_main": True} for person in _TEAM]
        )
    )
    edges = REPORTS_TO.conform(
        pl.DataFrame(
            [
                {"gang_id": "G-1", "superior_id": f"E-{high}", "subordinate_id": f"E-{low}", "probability": 0.8}
                for high, low in _EDGES
            ]
        ).with_columns(evidence_count=pl.lit(1))
    )
    return ranked_roles(resolved_case([*_TALK, *(talk or [])], acts), gang, edges, said)


def _bits(found: pl.DataFrame) -> dict[tuple[str, str], float]:
    summed = found.group_by("entity_id", "role").agg(pl.col("weight").sum())
    return {(entity[2:], role): weight for entity, role, weight in summed.iter_rows()}


def _figures(person: str, times: int) -> _Acts:
    return [("t:team", person, "tally", None)] * times


def test_who_gives_figures_to_a_leader_is_in_the_ranks():
    """Figures given in a leader's room, by several of the team, tell callers; the leader's own tell none."""
    bits = _bits(_found([*_figures("ant", 3), *_figures("bee", 2), *_figures("fox", 3)]))
    assert bits["ant", "caller"] > bits["bee", "caller"] > 2
    assert ("fox", "caller") not in bits


def test_figures_of_one_person_make_no_lure_team():
    """One who counts his calls alone is anybody."""
    assert _found(_figures("ant", 5)).is_empty()


def test_who_demands_figures_and_speaks_for_a_team_leads_one():
    """Quotas, asking for figures and a team's sums tell a team leader."""
    acts: _Acts = [*_figures("ant", 2), *_figures("bee", 2)]
    acts += [("t:team", "cat", "quota", None), ("t:team", "cat", "team_tally", None)]
    bits = _bits(_found(acts))
    assert bits["cat", "team_leader"] > 1.5
    assert ("cat", "caller") not in bits


def test_lures_towards_outsiders_add_up():
    """Five lures of strangers in private, who doubt and pay in, are likelier than not the work of a caller."""
    talk = [(f"t:private{n}", who) for n in range(5) for who in ("ant", f"stranger{n}")]
    acts: _Acts = [(f"t:private{n}", "ant", "lure", f"stranger{n}") for n in range(5)]
    acts += [(f"t:private{n}", f"stranger{n}", "doubt", "ant") for n in range(3)]
    found = _found([*acts, *_figures("bee", 1)], talk=talk)
    summed = role_features(role_bits(ROLE_EVIDENCE.conform(found))).with_columns(p=role_probability())
    sure = dict(summed.filter(pl.col("role") == "caller").select("entity_id", "p").iter_rows())
    assert sure["E-ant"] > 0.5
    assert not any(entity.startswith("E-stranger") for entity in sure)


def test_who_pleads_is_no_caller():
    """One who doubts and asks for money back as often as he lures gets no role of the ranks."""
    acts: _Acts = [*_figures("ant", 3), *_figures("bee", 3)]
    acts += [("t:team", "bee", kind, "ant") for kind in ("doubt", "ask_money_back")]
    assert set(_bits(_found(acts))) == {("ant", "caller")}


def test_lures_inside_the_gang_are_no_work_on_strangers():
    """What is said to somebody of the team's rooms lures nobody."""
    acts: _Acts = [("t:two", "ant", "lure", "bee")] * 4 + [("t:two", "bee", "lure", "ant")]
    assert _found(acts).is_empty()


@pytest.mark.parametrize(("role", "is_less"), [("tester", True), ("caller", False)])
def test_figures_tell_less_where_people_of_other_trades_give_them(role: str, *, is_less: bool):
    """Where those whose trade is said to be another give figures as well, figures tell nothing of the others."""
    acts = [*_figures("ant", 3), *_figures("bee", 3), *_figures("cat", 3)]
    said = ROLE_EVIDENCE.conform(
        pl.DataFrame(
            [
                {
                    "entity_id": f"E-{who}",
                    "role": role,
                    "signal": "told",
                    "weight": 2.0,
                    "exhibit_id": "e",
                    "locator": "1",
                }
                for who in ("bee", "cat")
            ]
        )
    )
    before, after = (_bits(_found(acts, rows))["ant", "caller"] for rows in (_NOBODY_SAYS, said))
    assert (after < 0.8 * before) == is_less
