"""A doing tells a role as far as those whose trade is said bear it out."""

import polars as pl

from resolvers.roles.telling import telling_shares
from warehouse.schema.frames import ROLE_EVIDENCE


def _share(trades: dict[str, str]) -> float:
    """How far carrying tells transport where these people, who all carry, are said to have these trades."""
    rows = [
        {"entity_id": who, "role": role, "signal": "told", "weight": 2.0, "exhibit_id": "e", "locator": "1"}
        for who, role in trades.items()
    ]
    said = ROLE_EVIDENCE.conform(pl.DataFrame(rows)) if rows else ROLE_EVIDENCE.empty_frame()
    doing = pl.DataFrame({"entity_id": [*trades, "x"], "role": "transport"}).with_columns(
        also=pl.lit([], dtype=pl.List(pl.String))
    )
    return float(telling_shares(doing, said)["telling"].sum())


def test_nothing_said_leaves_the_sign_as_good_as_it_is():
    """Without a word of anybody a doing tells in full."""
    assert _share({}) == 1.0


def test_people_of_other_trades_weaken_it():
    """The more people of other trades do the same, the less it tells, to nothing; people of the trade restore it."""
    few, many = ({f"p{n}": "tester" for n in range(count)} for count in (2, 30))
    right = {f"q{n}": "transport" for n in range(30)}
    assert 1.0 > _share(few) > _share(many) == 0.0
    assert _share({**few, **right}) > _share(few)


def test_leaders_do_not_weaken_it():
    """Who leads speaks of all that his people do."""
    assert _share({"a": "manager", "b": "boss"}) == 1.0
