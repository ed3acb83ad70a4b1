"""Apps and platforms in talk: what names one, what doesn't, and what became of its name."""

from collections.abc import Sequence

import polars as pl
import pytest

from resolvers.apps.cues import AppCue, app_languages
from resolvers.apps.read import app_names

_CUES = [
    pytest.param(cue, text, told, id=f"{number}-{text[:20]}")
    for number, item in enumerate(app_languages())
    for cue in (*item.cues, *item.renames)
    for text, told in cue.yes.items()
]
_NO = [pytest.param(text, id=text[:24]) for item in app_languages() for text in item.no]


def _found(*texts: str) -> dict[str, str | None]:
    """Names read in messages, each with the name it first had."""
    talk = pl.DataFrame({"message_id": [f"m{n:02}" for n in range(len(texts))], "text": [t.lower() for t in texts]})
    found = app_names(talk.with_columns(sent_at=pl.int_range(pl.len()).cast(pl.Datetime("us"))))
    return dict(found.select("name", "same_as").unique().iter_rows())


@pytest.mark.parametrize(("cue", "text", "told"), _CUES)
def test_cue_reads_its_example(cue: AppCue, text: str, told: str | Sequence[str]):
    """A sentence given as example names its app: at once where its words are plain, else when said twice."""
    names = {told} if isinstance(told, str) else set(told)
    assert names <= set(_found(text, text))
    assert (names <= set(_found(text))) == (cue.worth == 2)


@pytest.mark.parametrize("text", _NO)
def test_counter_example_names_none(text: str):
    """What everybody uses, and words that only follow 'download', are no app of a gang, however often said."""
    assert _found(text, text, text) == {}


def test_app_said_once_in_passing_is_none():
    """One 'download the X app' may be any app; with an invite code elsewhere it is known, and both places count."""
    assert _found("download the bluheron app") == {}
    talk = pl.DataFrame(
        {
            "message_id": ["a", "b", "c"],
            "text": ["install bluheron", "sign up on bluheron, invite code 77", "bluherons are birds"],
            "sent_at": [None, None, None],
        },
        schema_overrides={"sent_at": pl.Datetime("us")},
    )
    assert app_names(talk).rows() == [("a", "bluheron", None), ("b", "bluheron", None)]


def test_known_app_is_read_wherever_it_stands():
    """Once told in plain words, a name counts in every message of the talk."""
    talk = pl.DataFrame(
        {"message_id": ["a", "b"], "text": ["我们平台叫蓝鹤宝", "今天蓝鹤宝出金三笔"], "sent_at": [None, None]},
        schema_overrides={"sent_at": pl.Datetime("us")},
    )
    assert app_names(talk)["message_id"].to_list() == ["a", "b"]


def test_renamed_app_is_the_same():
    """All names of an app that changed it twice lead to the first; another app stays apart."""
    found = _found("我们平台叫蓝鹤宝", "蓝鹤宝改名红鹭优选", "红鹭优选平台更名为白鹳汇", "下载灰鸦通，邀请码12")
    assert found == {"蓝鹤宝": "蓝鹤宝", "红鹭优选": "蓝鹤宝", "白鹳汇": "蓝鹤宝", "灰鸦通": None}


def test_person_who_takes_another_name_is_no_app():
    """'Hammer is now called Anvil' is read only when one of the two is known as an app."""
    assert _found("锤子改名叫铁锤了", "Hammer is now called Anvil", "锤子改名叫铁锤了") == {}
    assert set(_found("Hammer is now called Anvil", "our app is called Hammer")) == {"hammer", "anvil"}
