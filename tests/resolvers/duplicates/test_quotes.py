"""Quotes are found by their layout, with offsets; whose words they are is told by the message they repeat."""

from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.duplicates.quotes import quoted_parts, quotes

START = datetime(2026, 3, 1, 9)
ORDER = "bring the five cards to the bridge at nine"
LAYOUTS = [
    ("> bring the five cards to the bridge at nine\nwhat?", None),
    ("[12:30:05] <+hammer> bring the five cards to the bridge at nine", "hammer"),
    ("see:\n(12:30) Hammer: bring the five cards to the bridge at nine\nand?", "Hammer"),
    ("12:30 <hammer> bring the five cards to the bridge at nine", "hammer"),
    ("[2026-03-01, 12:30:05] Hammer: bring the five cards to the bridge at nine", "Hammer"),
    ("01.03.26, 12:30 - Hammer One: bring the five cards to the bridge at nine", "Hammer One"),
    ("锤子 2026-3-1 12:00:00\nbring the five cards to the bridge at nine", "锤子"),
    ("锤子(9912345) 2026/03/01 12:00:00\r\nbring the five cards to the bridge at nine\r\n", "锤子"),
    ("锤子(9912345) 12:00:00\nbring the five cards to the bridge at nine\nis it so?", "锤子"),
    ("Hammer, [01.03.26 12:30]\nbring the five cards to the bridge at nine\n\nwhat does he mean", "Hammer"),
    ("「锤子：bring the five cards to the bridge at nine」\n- - - - - - - - - -\n好的", "锤子"),
]
PLAIN = [
    "at 12:30 meeting: bring the cards",
    "12:30 we meet",
    "a > b",
    ">_>",
    ">:)",
    "well: <b>bold</b>",
    "2026-03-01 12:00:00",
    "price (12:30): 500",
    "「好」",
    "[Photo] Hammer: hello",
]


@pytest.fixture
def quoted(places_of, seen_of):
    """What is found in the last of some messages: (quoted span, label, position of the source)."""

    def of(*lines, **shown):
        timed = [(START + timedelta(minutes=n), who, words) for n, (who, words) in enumerate(lines)]
        seen = seen_of(places_of(timed, 1, **shown))
        found = quotes(seen).join(seen.select(of_row="row", source="position"), on="of_row", how="left")
        text = lines[-1][1]
        last = found.filter(pl.col("row") == len(lines) - 1)
        columns = last.select("start_offset", "end_offset", "label", "source")
        return [(text[start:end], label, source) for start, end, label, source in columns.iter_rows()]

    return of


@pytest.mark.parametrize(("text", "label"), LAYOUTS)
def test_layouts_are_read_and_their_words_found(quoted, text, label):
    """Each layout gives the name in the quote and the message whose words it holds."""
    ((span, found, source),) = quoted(("hammer", ORDER), ("crab", text))
    assert (found, source) == (label, 0)
    assert ORDER in span
    assert "what" not in span and "is it so" not in span


@pytest.mark.parametrize("text", PLAIN)
def test_plain_talk_is_no_quote(quoted, text):
    """Times, arrows and colons in somebody's own words are his own."""
    assert quoted(("crab", text)) == []


def test_of_lines_below_a_heading_those_that_were_said_are_the_quote(quoted):
    """Two lines that were one message belong to it, the answer under them does not."""
    text = "锤子 2026-3-1 12:00:00\nbring the five cards\nto the bridge\nI won't do that"
    ((span, label, source),) = quoted(("hammer", "bring the five cards\nto the bridge"), ("crab", text))
    assert (span, label, source) == ("锤子 2026-3-1 12:00:00\nbring the five cards\nto the bridge", "锤子", 0)


def test_several_people_in_one_paste_are_several_quotes(quoted):
    """Each line has its own name and source; what is nowhere in the case has none."""
    pasted = ("<hammer> bring the five cards to the bridge", "<nail> which bridge do you mean", "<x> never said")
    text = "\n".join(f"[12:3{minute}] {line}" for minute, line in enumerate(pasted))
    found = quoted(
        ("hammer", "bring the five cards to the bridge"), ("nail", "which bridge do you mean"), ("crab", text)
    )
    assert [(label, source) for _, label, source in found] == [("hammer", 0), ("nail", 1), ("x", None)]


def test_words_of_two_people_are_nobodys(quoted):
    """Where two accounts said the same before, the quote names no message."""
    ((_, label, source),) = quoted(("hammer", ORDER), ("nail", ORDER), ("crab", f"> {ORDER}"))
    assert (label, source) == (None, None)


def test_words_said_later_are_not_quoted(quoted, places_of, seen_of):
    """A quote repeats what stands before it."""
    lines = [(START, "crab", f"> {ORDER}"), (START + timedelta(minutes=5), "hammer", ORDER)]
    assert quotes(seen_of(places_of(lines, 1)))["of_row"].to_list() == [None]


def test_short_words_are_looked_for_in_the_same_talk_only(places_of, seen_of):
    """`> ok` elsewhere could be anybody's."""
    said = places_of([(START, "hammer", "send it")], 1, thread_id="whatsapp:a")
    quote = (START + timedelta(minutes=1), "crab", "> send it\nsure")
    there, here = (places_of([quote], 2, thread_id=f"whatsapp:{name}") for name in "ba")
    assert quotes(seen_of(said, there))["of_row"].to_list() == [None]
    assert quotes(seen_of(said, here))["of_row"].to_list() == [0]


@settings(max_examples=40)
@given(st.text(alphabet="> [](<>:：,-—「」\n\r12.:30 aé锤", max_size=80))
def test_spans_lie_in_the_text(text):
    """Whatever is pasted, spans are inside it, in order, and hold something."""
    for choices in quoted_parts(text):
        ends = [end for _, end, _, _ in choices]
        assert ends == sorted(ends)
        assert all(0 <= start < end <= len(text) for start, end, _, _ in choices)
