"""How far command edges rest on single messages and devices."""

import polars as pl

from resolvers.edge_draws import kept_share


def _evidence(*rows: tuple[str, str, float, str, str]) -> pl.DataFrame:
    columns = ["superior_id", "subordinate_id", "weight", "exhibit_id", "locator"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def _share(*rows: tuple[str, str, float, str, str]) -> float:
    shares = kept_share(_evidence(*rows), 1.05)
    return shares.filter((pl.col("superior_id") == "a") & (pl.col("subordinate_id") == "b"))["kept_share"].item()


def test_many_messages_of_many_devices_hold_better_than_one():
    """What stands in ten exhibits is kept in nearly every draw, one message in about half."""
    many = [("a", "b", 1.0, f"e{number}", "line:1") for number in range(10)]
    assert _share(*many) > 0.95
    assert _share(("a", "b", 2.0, "e", "line:1")) < 0.8


def test_one_device_is_weaker_than_several():
    """As many messages of one exhibit fall with it."""
    one = [("a", "b", 0.5, "e", f"line:{number}") for number in range(20)]
    several = [("a", "b", 0.5, f"e{number}", f"line:{number}") for number in range(20)]
    assert _share(*one) < _share(*several)


def test_what_speaks_the_other_way_counts_against():
    """An edge that is contradicted is kept in fewer draws."""
    for_it = [("a", "b", 1.0, f"e{number}", "line:1") for number in range(4)]
    against = [("b", "a", 1.0, f"f{number}", "line:1") for number in range(3)]
    assert _share(*for_it, *against) < _share(*for_it)


def test_order_of_rows_does_not_matter():
    """The draws are the same whatever the order, and nothing gives nothing."""
    rows = [("a", "b", 1.0, "e", "line:1"), ("b", "c", 1.5, "f", "line:2"), ("a", "c", 2.0, "g", "line:3")]
    assert kept_share(_evidence(*rows), 1.05).equals(kept_share(_evidence(*rows[::-1]), 1.05))
    assert kept_share(_evidence(), 1.05).is_empty()
