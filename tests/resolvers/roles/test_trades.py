"""A single trade is known by doing it on several days and by being asked for it, whatever the words."""

import polars as pl

from resolvers.acts.composed import is_everyday
from resolvers.acts.cues import act_cues
from resolvers.roles.catalogue import role_catalogue
from resolvers.roles.trades import traded_roles
from tests.resolvers.resolved_cases import resolved_case
from warehouse.schema.frames import GANG_MEMBER, ROLE_EVIDENCE

_NOBODY_SAYS = ROLE_EVIDENCE.empty_frame()
_Acts = list[tuple[str, str, str, str | None]]


def _bits(acts: _Acts, said: pl.DataFrame = _NOBODY_SAYS) -> dict[tuple[str, str], float]:
    gang = GANG_MEMBER.conform(
        pl.DataFrame(
            [{"gang_id": "G-1", "entity_id": f"E-{who}", "share": 1.0, "is_main": True} for who in ("ant", "bee")]
        )
    )
    found = traded_roles(resolved_case([("t:a", "ant"), ("t:a", "bee")], acts), gang, said)
    summed = found.group_by("entity_id", "role").agg(pl.col("weight").sum())
    return {(entity[2:], role): weight for entity, role, weight in summed.iter_rows()}


def _rides(times: int) -> _Acts:
    return [(f"t:{n}", "ant", "duty_transport", "bee") for n in range(times)]


def test_trade_is_a_habit():
    """One ride is no trade, two are little, six likely one."""
    one, two, six = (_bits(_rides(n)).get(("ant", "transport"), 0.0) for n in (1, 2, 6))
    assert one == 0 < two < 3 < six


def test_who_does_everything_has_no_trade_so_surely():
    """The same rides weigh less beside pieces of other trades."""
    other: _Acts = [("t:a", "ant", "duty_cash_mule", "bee"), ("t:b", "ant", "recruit", "bee")]
    assert _bits([*_rides(4), *other])["ant", "transport"] < _bits(_rides(4))["ant", "transport"]


def test_dealer_outside_the_gang_is_known_by_who_asks_him():
    """Who deals with members has his trade without being one; the more of them ask, the surer."""
    deals: _Acts = [(f"t:{n}", "owl", "duty_laundering_desk", "ant") for n in range(3)]
    asks: _Acts = [("t:1", who, "asks_laundering_desk", "owl") for who in ("ant", "bee")]
    assert _bits([*deals, *asks])["owl", "laundering_desk"] > _bits(deals)["owl", "laundering_desk"] > 2
    assert not _bits([*asks])


def test_who_pleads_has_no_trade():
    """One who asks for money back gets no trade from what is read in his words."""
    assert not _bits([*_rides(4), ("t:a", "ant", "ask_money_back", "bee")])


def test_duties_of_cue_files_are_roles_of_the_catalogue():
    """Each duty that is read, or asked for, is a role that exists, and is nothing that makes a gang."""
    kinds = sorted({item.kind for item in act_cues() if item.kind.startswith(("duty_", "asks_"))})
    assert kinds
    assert {kind.split("_", 1)[1] for kind in kinds} <= set(role_catalogue()["role"])
    assert pl.DataFrame({"kind": kinds}).filter(~is_everyday()).is_empty()
