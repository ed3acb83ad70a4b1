"""Where talk puts people: what ties somebody to a place, and what is no place of a den."""

from functools import cache

import polars as pl
import pytest

from resolvers.dens.cues import place_languages
from resolvers.dens.placed import placed_people
from tests.resolvers.spoken_cases import spoken_case

_NAMES = {"worker": "锤子", "boss": "zzboss", "hammer": "Hammer", "molot": "Молоток", "bua": "Búa"}
_YES = [
    pytest.param(way, text, place, id=f"{number}-{way}-{text[:24]}")
    for number, item in enumerate(place_languages())
    for way in ("self", "spoken")
    for text, place in item.yes[way].items()
]
_NO = [pytest.param(text, id=text[:24]) for item in place_languages() for text in item.no]


@cache
def _read() -> dict[str, set[tuple[str, str]]]:
    """Way and place of each example, all in one case."""
    texts = sorted({text for _, text, _ in (p.values for p in _YES)} | {str(p.values[0]) for p in _NO})
    found = placed_people(spoken_case([(f"t{n}", "boss", text) for n, text in enumerate(texts)], _NAMES))
    read: dict[str, set[tuple[str, str]]] = {text: set() for text in texts}
    for locator, way, place in found.select("locator", "way", "place").iter_rows():
        read[texts[int(locator.split(":")[1]) - 1]].add((way, place))
    return read


@pytest.mark.parametrize(("way", "text", "place"), _YES)
def test_cue_reads_its_example(way: str, text: str, place: str):
    """A sentence given as example puts its person in its place."""
    assert (way, place) in _read()[text]


@pytest.mark.parametrize("text", _NO)
def test_counter_example_puts_nobody_anywhere(text: str):
    """Offices, hospitals and cities in general are no place of a den."""
    assert _read()[text] == set()


@pytest.mark.parametrize(
    ("title", "place"), [(title, place) for item in place_languages() for title, place in item.yes["title"].items()]
)
def test_title_of_a_room_puts_its_writers_there(title: str, place: str):
    """Who writes in 'Blue Bay park staff' is put there by the title."""
    case = spoken_case([("t", person, "ok") for person in ("worker", "boss", "hammer")], _NAMES)
    titled = case.threads.with_columns(title=pl.lit(title))
    found = placed_people(type(case)(case.frames, case.members, case.acts, titled))
    assert set(found.select("entity_id", "way", "place").iter_rows()) == {
        (f"E-{person}", "title", place) for person in ("worker", "boss", "hammer")
    }
