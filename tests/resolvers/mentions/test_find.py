"""Mentions in invented messages."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.mentions.find import mentions
from warehouse.schema.frames import REFERENCE_NAME, UTTERANCE

_NAMES = ["锤子", "hammer", "钢钉", "钢钉子", "一", "will", "Саша"]


def _found(texts: list[str], known: list[str] = _NAMES) -> list[tuple[str, str, str]]:
    utterances = UTTERANCE.conform(
        pl.DataFrame(
            {
                "message_id": [f"m{turn:03}" for turn in range(len(texts))],
                "thread_id": "t",
                "turn": range(len(texts)),
                "sender": [f"s{turn % 5}" for turn in range(len(texts))],
                "kind": "text",
                "text": texts,
                "exhibit_id": "e",
                "locator": "line:1",
            }
        )
    )
    names = REFERENCE_NAME.conform(
        pl.DataFrame({"reference": known, "name": known, "kind": "account_nickname", "observation_count": 1})
    )
    found = mentions(utterances, names).join(utterances.select("message_id", words="text"), on="message_id")
    for row in found.iter_rows(named=True):
        assert row["words"][row["start_offset"] : row["end_offset"]] == row["text"]
    return found.select("text", "alias_form", "manner").rows()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("锤子，今天的数呢？", [("锤子", "锤子", "address")]),
        ("我跟钢钉说了", [("钢钉", "钢钉", "speak_of")]),
        ("錘子說他換號了", [("錘子", "锤子", "speak_of")]),
        ("钢钉子在吗", [("钢钉子", "钢钉子", "address")]),
        ("@一 在吗", [("一", "一", "address")]),
        ("一起吃饭", []),
        ("hammered and hammer-time", []),
        ("hi hammer!", [("hammer", "hammer", "address")]),
        ("谢谢锤子", [("锤子", "锤子", "address")]),
        ("<hammer> 打钱", [("hammer", "hammer", "quote")]),
        ("I will go", []),
        ("will: are you there", [("will", "will", "address")]),
        ("саша сказал", [("саша", "саша", "speak_of")]),
    ],
)
def test_names_are_found_where_they_name(text: str, expected: list[tuple[str, str, str]]):
    """A name is found as a word of its own, with how it is used."""
    assert _found([text]) == expected


def test_word_of_the_case_is_no_name():
    """A nickname that people use as an ordinary word is only a name when addressed."""
    texts = ["the hammer is broken", "buy a hammer", "where is my hammer", "use hammer now", "hammer: hello"]
    assert _found(texts) == [("hammer", "hammer", "address")]


@given(st.lists(st.sampled_from(["锤子", "hammer", "钢钉", " ", "，", ":", "@", "好", "a", "😀"]), max_size=12))
def test_offsets_count_characters_and_never_overlap(parts: list[str]):
    """Spans slice the text to the words found, whatever stands around them (`_found` checks each slice)."""
    text = "".join(parts)
    found = [words for words, _, _ in _found([text])]
    assert sum(map(len, found)) <= len(text)
