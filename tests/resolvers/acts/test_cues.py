"""Every cue reads its own examples and leaves its counter-examples alone."""

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


def _kinds(text: str) -> list[str]:
    utterances = UTTERANCE.conform(
        pl.DataFrame(
            {
                "message_id": ["m0"],
                "thread_id": ["t"],
                "turn": [0],
                "sender": ["account:wechat:a"],
                "kind": ["text"],
                "text": [text],
                "exhibit_id": ["e"],
                "locator": ["line:1"],
            }
        )
    )
    return acts(utterances, MENTION.empty_frame())["kind"].to_list()


@pytest.mark.parametrize(("item", "text"), _YES)
def test_cue_reads_its_example(item: ActCues, text: str):
    """A sentence given as example of an act is read as that act."""
    assert item.kind in _kinds(text)


@pytest.mark.parametrize(("item", "text"), _NO)
def test_cue_leaves_counter_example_alone(item: ActCues, text: str):
    """A sentence that only shares words with an act is not read as that act."""
    assert item.kind not in _kinds(text)
