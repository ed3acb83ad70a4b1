"""What the rest of a gang's edges says of the ends of one."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.command_order import left_out_order, standing


def _edges(*rows: tuple[str, str, float]) -> pl.DataFrame:
    columns = ["superior_id", "subordinate_id", "bits"]
    return pl.DataFrame(rows, schema=columns, orient="row").with_columns(gang_id=pl.lit("G-1"))


def _steps(*rows: tuple[str, str, float]) -> dict[tuple[str, str], float]:
    found = left_out_order(_edges(*rows)).select("superior_id", "subordinate_id", "steps_above")
    return {(superior, low): steps for superior, low, steps in found.iter_rows()}


def test_an_edge_along_the_line_is_borne_out_and_one_against_it_is_not() -> None:
    """In a line a, b, c, d the others put a above c; an edge from d to a contradicts them."""
    line = [("a", "b", 5.0), ("b", "c", 5.0), ("c", "d", 5.0)]
    assert _steps(*line, ("a", "c", 3.0))["a", "c"] > 1
    assert _steps(*line, ("d", "a", 3.0))["d", "a"] < -1


def test_what_an_edge_says_itself_does_not_bear_it_out() -> None:
    """The order of the ends without the edge is the same however strong the edge is."""
    line = [("a", "b", 5.0), ("b", "c", 5.0)]
    weak, strong = (_steps(*line, ("c", "a", bits))["c", "a"] for bits in (1.0, 6.0))
    assert abs(weak - strong) < 1e-5


def test_a_bridge_stands_by_itself() -> None:
    """Two whom nothing else ties are in no order without their edge, and it rests on that edge alone."""
    found = left_out_order(_edges(("a", "b", 6.0)))
    assert found["steps_above"].item() == 0
    tied = left_out_order(_edges(("a", "b", 6.0), ("a", "c", 6.0), ("b", "c", 6.0)))
    assert found["leverage"].item() > tied["leverage"].max()


_some = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"), st.floats(1.0, 9.0)).filter(
        lambda row: row[0] != row[1]
    ),
    unique_by=lambda row: row[:2],
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(_some, st.randoms(use_true_random=False))
def test_leaving_out_is_what_the_system_says_without_the_edge(rows, random) -> None:
    """The short way gives what solving the system without the edge gives, whatever the order of the rows."""
    found = _steps(*rows)
    shuffled = random.sample(rows, len(rows))
    assert _steps(*shuffled) == found
    for left_out in rows:
        people = sorted({person for row in rows for person in row[:2]})
        system, wish = 0.1 * np.eye(len(people)), np.zeros(len(people))
        for superior, low, bits in rows:
            if (superior, low) != left_out[:2]:
                pull = min(bits, 6.0) / 6.0
                span = np.array([float(person == superior) - float(person == low) for person in people])
                system, wish = system + pull * np.outer(span, span), wish + pull * span
        rest = np.linalg.solve(system, wish)
        expected = rest[people.index(left_out[0])] - rest[people.index(left_out[1])]
        assert abs(found[left_out[:2]] - expected) < 1e-4


def test_gangs_do_not_order_each_other() -> None:
    """The edges of one gang say nothing of those of another; no edges give nothing."""
    one = _edges(("a", "b", 3.0))
    other = _edges(("c", "a", 5.0), ("c", "b", 5.0)).with_columns(gang_id=pl.lit("G-2"))
    both = left_out_order(pl.concat([one, other]))
    assert both.filter(pl.col("gang_id") == "G-1").equals(left_out_order(one))
    assert left_out_order(one.clear()).is_empty()


def test_who_stands_above_stands_higher_and_surer_edges_lift_more() -> None:
    """Along a line everybody stands lower than his superior; no edges place nobody."""
    line = _edges(("a", "b", 1.0), ("b", "c", 1.0)).rename({"bits": "probability"})
    steps = dict(standing(line).select("entity_id", "steps").iter_rows())
    assert steps["a"] > steps["b"] > steps["c"]
    unsure = dict(standing(line.with_columns(probability=0.5)).select("entity_id", "steps").iter_rows())
    assert unsure["a"] < steps["a"]
    assert standing(line.clear()).is_empty()
