"""Objects that line up come out many at a time, and nothing shows that they did."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.jabber.objects import Objects, Run


def message(number):
    words = ("} {", "a\nb", "},{", '"', "仓库 {", "\\", "x" * 40)[number % 7]
    return {"ts": "2021-03-04T09:15:00.1", "from": f"a{number % 5}@x.example", "to": "b@x.example", "body": words}


PLAIN = [message(number) | {"body": f"words {number} 仓库"} for number in range(60)]
ODD = [message(number) for number in range(60)]
LAYOUTS = {
    "lines": "\n".join,
    "blank lines": "\r\n\r\n".join,
    "glued": "".join,
    "one line": ", ".join,
    "array": lambda pieces: "[" + ",".join(pieces) + "]",
    "array of lines": lambda pieces: "[\n" + ",\n".join(pieces) + "\n]\n",
    "indented array": lambda pieces: "[\n  " + ",\n  ".join(pieces) + "\n]",
    "pairs on a line": lambda pieces: "\n".join(map(" ".join, zip(pieces[::2], pieces[1::2], strict=True))),
}


def written(values, layout, indent=None):
    return LAYOUTS[layout]([json.dumps(value, ensure_ascii=False, indent=indent) for value in values])


def blocks(text):
    return iter([text[start : start + 1500] for start in range(0, len(text), 1500)])


def one_by_one(text):
    objects = Objects(blocks(text))
    entries = [(entry.locator, entry.value, entry.is_cut_off) for entry in objects]
    return entries, objects.is_array, objects.is_closed


def many_at_a_time(text):
    objects, entries = Objects(blocks(text)), []
    for found in objects.runs():
        if isinstance(found, Run):
            entries += [(*pair, False) for pair in zip(found.locators(), found.values, strict=True)]
        else:
            entries.append((found.locator, found.value, found.is_cut_off))
    return entries, objects.is_array, objects.is_closed


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("values", [PLAIN, ODD], ids=["plain", "odd"])
def test_runs_are_the_same_objects_at_the_same_places(layout, indent, values):
    """Values, places and brackets are those of the walk from object to object."""
    text = written(values, layout, indent)
    assert many_at_a_time(text) == one_by_one(text)
    assert [value for _, value, _ in many_at_a_time(text)[0]] == values


@pytest.mark.parametrize("layout", ["lines", "blank lines", "array of lines", "indented array", "one line"])
def test_plain_layouts_are_read_in_runs(layout):
    """Dumps that line up are hardly walked one by one."""
    found = list(Objects(iter([written(PLAIN * 5, layout)])).runs())
    assert any(isinstance(part, Run) and len(part.values) > 250 for part in found)


@settings(max_examples=40, deadline=None)
@given(
    layout=st.sampled_from(sorted(LAYOUTS)),
    indent=st.sampled_from([None, 0, 2]),
    at=st.floats(0, 1),
    junk=st.sampled_from(
        ["{", "}", '"', "\n{", "\n  {", "},\n{", "\\", "]", "[", ",", "\udcff", "\n", "[\n{}\n{}]", "x"]
    ),
    width=st.integers(0, 300),
)
def test_damage_shows_the_same_either_way(layout, indent, at, junk, width):
    """Whatever is written over a dump, runs give what the walk gives."""
    text = written(PLAIN, layout, indent)
    place = int(at * len(text))
    damaged = text[:place] + junk + text[place + width :]
    assert many_at_a_time(damaged) == one_by_one(damaged)


def test_a_nested_object_at_a_line_start_is_no_object_of_its_own():
    """Where nested objects start lines as well, the walk decides."""
    text = "\n".join(['{"a": [\n{"b": 1},\n{"c": 2}\n]}'] * 200)
    assert many_at_a_time(text) == one_by_one(text)
    assert len(many_at_a_time(text)[0]) == 200
