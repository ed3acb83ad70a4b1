"""Every cue reads its own examples and leaves its counter-examples alone."""

from functools import cache

import polars as pl
import pytest

from resolvers.acts.cues import ActCues, act_cues
from resolvers.acts.read import acts
from warehouse.schema.frames import MENTION, UTTERANCE

_YES = [
    pytest.param(item, text, id=f"{item.language}-{item.kind}-{n}")
    for item in act_cues()
    for n, text in enumerate(item.yes)
]
_NO = [
    pytest.param(item, text, id=f"{item.language}-{item.kind}-{n}")
    for item in act_cues()
    for n, text in enumerate(item.no)
]


@cache
def _all_kinds() -> dict[str, list[str]]:
    """Kinds by example, each in a conversation of its own, all read in one go: building the cues takes longest."""
    texts = sorted({text for item in act_cues() for text in (*item.yes, *item.no)})
    places = [str(number) for number in range(len(texts))]
    utterances = UTTERANCE.conform(
        pl.DataFrame(
            {
                "message_id": [f"m{place}" for place in places],
                "thread_id": [f"t{place}" for place in places],
                "turn": [0] * len(texts),
                "sender": ["account:wechat:a"] * len(texts),
                "kind": ["text"] * len(texts),
                "text": texts,
                "exhibit_id": ["e"] * len(texts),
                "locator": ["line:1"] * len(texts),
            }
        )
    )
    found = acts(utterances, MENTION.empty_frame()).join(utterances.select("message_id", "text"), on="message_id")
    kinds: dict[str, list[str]] = {text: [] for text in texts}
    for text, kind in found.select("text", "kind").iter_rows():
        kinds[text].append(kind)
    return kinds


def _kinds(text: str) -> list[str]:
    return _all_kinds()[text]


@pytest.mark.parametrize(("item", "text"), _YES)
def test_cue_reads_its_example(item: ActCues, text: str):
    """A sentence given as example of an act is read as that act."""
    assert item.kind in _kinds(text)


@pytest.mark.parametrize(("item", "text"), _NO)
def test_cue_leaves_counter_example_alone(item: ActCues, text: str):
    """A sentence that only shares words with an act is not read as that act."""
    assert item.kind not in _kinds(text)
