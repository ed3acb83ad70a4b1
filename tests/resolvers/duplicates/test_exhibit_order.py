"""The original of a message is in the exhibit that tells most, whatever came first."""

import polars as pl
import pytest

from resolvers.duplicates.copies import message_copies
from resolvers.duplicates.exhibit_order import exhibit_order
from resolvers.duplicates.seen import seen_messages


@pytest.mark.parametrize(
    ("poorer", "richer"),
    [
        ({"names": {"ann": None}}, {}),
        ({"is_label": True}, {}),
        ({"time_basis": "local_assumed"}, {"time_basis": "local_given"}),
        ({"time_basis": "local_given"}, {"time_basis": "epoch_ms"}),
    ],
)
def test_the_exhibit_that_tells_more_holds_the_original(poorer, richer, talk, places_of):
    """Accounts before labels and "me", sure clocks before told and assumed ones; the hash doesn't matter then."""
    lines = talk(40)
    copies = message_copies(seen_messages(pl.concat([places_of(lines, 1, **poorer), places_of(lines, 2, **richer)])))
    assert copies["message_id"].str.slice(0, 4).unique().to_list() == ["m001"]
    assert copies.height == 40


def test_an_exhibit_with_seconds_comes_before_one_without(talk, places_of):
    """An export on the full minute tells less of the time, whatever the hashes say."""
    lines = talk(40)
    coarse = [(at.replace(second=0), *rest) for at, *rest in lines]
    assert exhibit_order(pl.concat([places_of(coarse, 1), places_of(lines, 2)]))["exhibit_id"].to_list() == [
        "e002",
        "e001",
    ]


def test_of_equals_the_longer_comes_first_then_the_lower_hash(talk, places_of):
    """Nothing but the exhibits themselves counts, so one order comes out for every order of rows."""
    lines = talk(40)
    places = pl.concat([places_of(lines[:30], 1), places_of(lines, 3), places_of(lines[10:], 2)])
    assert exhibit_order(places)["exhibit_id"].to_list() == ["e003", "e001", "e002"]
    assert exhibit_order(places.reverse()).equals(exhibit_order(places))


def test_lines_of_the_system_name_nobody(talk, places_of):
    """An exhibit is not poorer for lines that nobody sent."""
    lines = talk(40)
    noisy = [*lines, *((at, "nobody", "joined", {"kind": "system"}) for at, _, _ in lines)]
    places = pl.concat([places_of(noisy, 2, names={"nobody": None}), places_of(lines, 1)])
    assert exhibit_order(places)["exhibit_id"].to_list() == ["e002", "e001"]
