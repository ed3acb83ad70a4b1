"""Acts that the form of a message makes likely."""

import tomllib
from hashlib import sha256
from importlib.resources import files

import polars as pl
import pytest

from resolvers.acts.likely.form import form_names
from resolvers.acts.likely.model import LikelyAct, likely_acts, likely_cues
from resolvers.acts.likely.places import PLACES
from resolvers.acts.read import cues_in

_NO_CUES = pl.DataFrame(schema={"message_id": pl.String, "kind": pl.String})
_NOBODY = pl.DataFrame(schema={"message_id": pl.String})


def _talk(*messages: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "message_id": [f"m{n:02}" for n in range(len(messages))],
            "thread_id": ["t"] * len(messages),
            "turn": list(range(len(messages))),
            "sender": [sender for sender, _ in messages],
            "text": [text for _, text in messages],
        }
    )


def _model(own=None, before=None, after=None, place=None) -> tuple[LikelyAct, ...]:
    sides = {"own": own or {}, "before": before or {}, "after": after or {}, "place": place or {}}
    return (LikelyAct("ask_pay", 0.5, -1.0, sides),)


def test_likely_message_is_an_act():
    """A message whose features outweigh the intercept is an act, another is none."""
    found = likely_cues(_talk(("a", "money?"), ("b", "rain")), _NO_CUES, _NOBODY, _model(own={"money": 3.0}))
    assert found.select("message_id", "kind").rows() == [("m00", "ask_pay")]


def test_reason_names_what_speaks_most():
    """The cue says the probability and the features that speak for the act, the strongest first."""
    model = _model(own={"money": 3.0}, after={"yes": 1.0}, place={"talk_of_two": 0.5})
    found = likely_cues(_talk(("a", "money"), ("b", "yes")), _NO_CUES, _NOBODY, model)
    assert found["cue"].to_list() == ["likely 0.97: money, yes after, talk_of_two"]


@pytest.mark.parametrize(("side", "expected"), [("before", ["m01"]), ("after", ["m00"])])
def test_neighbours_speak_within_their_thread(side, expected):
    """What the message before or after says counts for its neighbour in the thread alone."""
    talk = _talk(("a", "rain"), ("b", "rain"), ("c", "rain")).with_columns(
        text=pl.Series(["money", "rain", "rain"] if side == "before" else ["rain", "money", "money"]),
        thread_id=pl.Series(["t", "t", "u"]),
    )
    found = likely_cues(talk, _NO_CUES, _NOBODY, _model(**{side: {"money": 3.0}}))
    assert found["message_id"].to_list() == expected


def test_what_patterns_read_is_not_read_again():
    """An act that a pattern read keeps the pattern's cue."""
    cues = pl.DataFrame({"message_id": ["m00"], "kind": ["ask_pay"]})
    assert likely_cues(_talk(("a", "money")), cues, _NOBODY, _model(own={"money": 3.0})).is_empty()


def test_order_of_rows_does_not_matter():
    """The same talk in another order of rows gives the same acts."""
    talk = _talk(("a", "money"), ("b", "yes"), ("a", "rain"), ("b", "pay 500?"))
    model = _model(own={"money": 1.5, "question": 1.0}, after={"yes": 1.0})
    found = likely_cues(talk, _NO_CUES, _NOBODY, model)
    again = likely_cues(talk.reverse(), _NO_CUES, _NOBODY, model)
    assert found.height == 2
    assert found.rows() == again.rows()


def test_no_talk_gives_no_acts():
    """Without talk there are no acts."""
    assert likely_cues(_talk().cast({"message_id": pl.String}), _NO_CUES, _NOBODY).is_empty()


def test_shipped_weights_speak_of_features_that_exist():
    """Every weight of the file is of a feature that is computed; nothing less likely than not is an act."""
    assert likely_acts()
    for model in likely_acts():
        assert 0.5 <= model.threshold <= 1.0
        kinds = [name.removeprefix("cue_") for side in model.weights.values() for name in side if name[:4] == "cue_"]
        known = {*form_names(kinds)}
        assert {*model.weights["own"], *model.weights["before"], *model.weights["after"]} <= known
        assert {*model.weights["place"]} <= set(PLACES)


def test_shipped_weights_were_made_with_the_shipped_words():
    """Whoever changes the word classes must fit the weights anew: they are bound to the file by its hash."""
    folder = files("resolvers.acts.likely")
    weights = tomllib.loads(folder.joinpath("weights.toml").read_text(encoding="utf-8"))
    assert weights["words_sha256"] == sha256(folder.joinpath("words.toml").read_bytes()).hexdigest()


def test_everyday_talk_is_no_act():
    """Friends and students who arrange things do not ask for approval, pay or leave, nor approve or call a rota."""
    talk = _talk(
        ("a", "are you coming to the concert on friday?"),
        ("b", "yes, saving you a seat"),
        ("a", "我到地铁站了，你在哪个出口"),
        ("b", "二号口，看见你了"),
        ("a", "купил хлеб, молоко забыл"),
        ("b", "ладно, зайду по дороге"),
        ("a", "the second exercise makes no sense to me"),
        ("b", "try it with n = 3 first"),
    )
    found = cues_in(talk["text"]).join(talk, on="text").select("message_id", "kind")
    assert likely_cues(talk, found, _NOBODY).is_empty()
