"""What titles mean."""

import polars as pl
import pytest

from resolvers.roles.titles import roles_of_titles, shared_bits, title_shares


def test_title_of_several_roles_is_shared_among_them():
    """'技术' is no one role; each that it can mean gets its share."""
    roles = roles_of_titles(pl.Series(["技术", "组长"]))
    shared = roles.filter(pl.col("text") == "技术")
    assert shared.height > 2
    assert shared["share"].max() < 0.5
    assert roles.filter(pl.col("text") == "组长").select("role", "share").rows() == [("team_leader", 1.0)]


@pytest.mark.parametrize("title", title_shares())
def test_shares_of_a_title_are_at_most_the_whole(title: str):
    """No title means more than itself."""
    assert sum(title_shares()[title].values()) <= 1.0


def test_piece_is_worth_less_for_a_shared_title():
    """Half a title is worth less than half the doubt."""
    bits = pl.select(whole=shared_bits(pl.lit(3.0), pl.lit(1.0)), half=shared_bits(pl.lit(3.0), pl.lit(0.5))).row(0)
    assert bits[0] == pytest.approx(3.0)
    assert 0 < bits[1] < 1.0


def test_a_title_that_mostly_means_something_else_is_a_guess():
    """One meaning in three alone is worth little; a title's main meaning keeps its worth."""
    shares = pl.DataFrame({"share": [0.34, 0.6, 1.0]})
    guess, likely, sure = shares.select(bits=shared_bits(pl.lit(3.5), pl.col("share")))["bits"]
    assert guess < 0.2
    assert 1.0 < likely < sure == pytest.approx(3.5)
