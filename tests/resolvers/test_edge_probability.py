"""More evidence, more kinds of it and agreement with the gang make an edge likelier."""

import polars as pl

from resolvers.edge_probability import edge_probability


def _edge(superior: str, low: str, bits: float = 3.0, kinds: int = 1, **other: float | bool) -> dict[str, object]:
    given = {"event_bits": 0.0, "room_bits": 0.0, "is_everyday": False, **other}
    ends = {"gang_id": "G-1", "superior_id": superior, "subordinate_id": low}
    return {**ends, "bits": bits, "signal_count": kinds, **given}


def _probability(*edges: dict[str, object]) -> float:
    found = edge_probability(pl.DataFrame(edges))
    wanted = (pl.col("superior_id") == "a") & (pl.col("subordinate_id") == "b")
    return float(found.filter(wanted)["probability"].item())


def test_more_bits_and_more_kinds_of_evidence_are_surer() -> None:
    """Probability grows with bits and with how many kinds of evidence agree, and is never certain."""
    assert _probability(_edge("a", "b", 1.2)) < _probability(_edge("a", "b", 3.0)) < _probability(_edge("a", "b", 6.0))
    assert _probability(_edge("a", "b", 4.0, 1)) < _probability(_edge("a", "b", 4.0, 3))
    assert _probability(_edge("a", "b", 60.0, 9)) <= 0.99


def test_the_order_of_the_gang_bears_on_an_edge() -> None:
    """The same evidence is surer along the line of the others than against it."""
    along = [_edge("a", "c", 5.0), _edge("c", "b", 5.0)]
    against = [_edge("b", "c", 5.0), _edge("c", "a", 5.0)]
    assert _probability(_edge("a", "b"), *along) > _probability(_edge("a", "b"), *against)


def test_what_is_told_a_room_says_less_than_what_is_told_one_and_owning_it_says_more() -> None:
    """Of as many bits, those of room orders make an edge less likely, those of owning the room likelier."""
    plain = _probability(_edge("a", "b", 3.0))
    assert (
        _probability(_edge("a", "b", 3.0, room_bits=3.0)) < plain < _probability(_edge("a", "b", 3.0, event_bits=0.8))
    )


def test_everyday_talk_is_believed_for_the_order_and_not_for_its_amount() -> None:
    """Ten times as much assenting changes nothing; an order by other edges does."""
    few, many = (_probability(_edge("a", "b", bits, is_everyday=True)) for bits in (1.5, 15.0))
    assert few == many < 0.5
    placed = _probability(_edge("a", "b", 1.5, is_everyday=True), _edge("a", "c", 5.0), _edge("a", "d", 5.0))
    assert placed > 0.5
