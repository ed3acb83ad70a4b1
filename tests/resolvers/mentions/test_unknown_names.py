"""Calls of names that nobody bears yet."""

import polars as pl
import pytest

from resolvers.mentions.unknown_names import unknown_names


def found_in(make_case, lines, known=()):
    case = make_case(
        utterances=[
            {"thread_id": "t", "turn": number, "sender": f"account:{who}", "text": text}
            for number, (who, text) in enumerate(lines)
        ]
    )
    found = unknown_names(case.utterances, pl.Series("name", list(known), dtype=pl.String))
    texts = dict(case.utterances.select("message_id", "text").iter_rows())
    for message_id, start, end, text in found.select("message_id", "start_offset", "end_offset", "text").iter_rows():
        assert texts[message_id][start:end] == text
    return found["text"].to_list()


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ([("a", "kestrel: ping me"), ("b", "kestrel: are you there?")], ["kestrel", "kestrel"]),
        ([("a", "@石头 到了吗"), ("a", "@石头 快点")], ["石头", "石头"]),
        ([("a", "光哥，到了吗"), ("a", "光哥，快点")], ["光哥", "光哥"]),
        ([("a", "  阿豆,来一下"), ("b", "阿豆，单子呢")], ["阿豆", "阿豆"]),
        ([("a", "лис: где ты?"), ("b", "лис: ответь")], ["лис", "лис"]),
    ],
)
def test_a_name_that_is_called_again_is_found(make_case, lines, names):
    """A name called by a mark is found at its place though no account or list bears it."""
    assert found_in(make_case, lines) == names


@pytest.mark.parametrize(
    "lines",
    [
        [("a", "kestrel: ping me")],
        [("a", "kestrel: ping me"), ("a", "kestrel: again")],
        [("a", "note: closed today"), ("b", "note: closed tomorrow")],
        [("a", "@所有人 开会"), ("b", "@所有人 下班")],
        [("a", "好的，收到"), ("b", "好的，马上")],
        [("a", "http://x.example/a"), ("b", "http://x.example/b")],
        [("a", "price: 5"), ("b", "price: 6"), *(("c", f"what is the price of {n}") for n in range(9))],
        [("a", "Report:\nchats 100"), ("b", "Report:\nchats 90")],
        [("a", "17:30 works"), ("b", "17:30 is late")],
    ],
)
def test_words_and_single_calls_name_nobody(make_case, lines):
    """What is said once, opens lines by habit or stands in sentences is no name."""
    assert found_in(make_case, lines) == []


def test_known_names_are_left_to_the_automaton(make_case):
    """A name that somebody bears is found elsewhere."""
    lines = [("a", "kestrel: ping me"), ("b", "kestrel: are you there?")]
    assert found_in(make_case, lines, known=["Kestrel"]) == []


def test_no_talk_calls_nobody(make_case):
    """An empty case is no error."""
    assert found_in(make_case, []) == []
