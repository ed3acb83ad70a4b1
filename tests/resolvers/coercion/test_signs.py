"""Signs of coercion: whom they are read for, and what is none."""

from functools import cache

import pytest

from resolvers.coercion.cues import WAYS, SignCues, sign_cues, sign_kinds
from resolvers.coercion.signs import coercion_signs
from tests.resolvers.spoken_cases import spoken_case

_NAMES = {"worker": "锤子", "boss": "zzboss", "other": "zzother", "hammer": "Hammer", "molot": "Молоток", "bua": "Búa"}
_EXAMPLES = [
    pytest.param(item, text, id=f"{item.language}-{item.kind}-{way}-{n}")
    for item in sign_cues()
    for way in WAYS
    for n, text in enumerate(item.yes[way])
]
_NO = [
    pytest.param(item, text, id=f"{item.language}-{item.kind}-{n}")
    for item in sign_cues()
    for n, text in enumerate(item.no)
]


@cache
def _kinds_by_text() -> dict[str, set[str]]:
    """Kinds read in each example; all in one case, each in a conversation of its own."""
    texts = sorted({text for item in sign_cues() for text in (*item.no, *(t for way in WAYS for t in item.yes[way]))})
    found = coercion_signs(spoken_case([(f"t{n:04}", "other", text) for n, text in enumerate(texts)], _NAMES))
    kinds: dict[str, set[str]] = {text: set() for text in texts}
    for thread, kind in found.select("thread_id", "kind").iter_rows():
        kinds[texts[int(thread[1:])]].add(kind)
    return kinds


def _signs(*talk: tuple[str, str, str]) -> set[tuple[str | None, str, str]]:
    found = coercion_signs(spoken_case(talk, _NAMES))
    return set(found.select("entity_id", "kind", "basis").iter_rows())


@pytest.mark.parametrize(("item", "text"), _EXAMPLES)
def test_cue_reads_its_example(item: SignCues, text: str):
    """A sentence given as example is a sign of its kind."""
    assert item.kind in _kinds_by_text()[text]


@pytest.mark.parametrize(("item", "text"), _NO)
def test_cue_leaves_counter_example_alone(item: SignCues, text: str):
    """A sentence that only shares words with a sign is none of its kind, whoever says it."""
    assert item.kind not in _kinds_by_text()[text]


def test_what_is_said_of_oneself_is_a_sign_for_the_speaker():
    """'My passport was taken' tells of the one who writes it."""
    assert _signs(("t", "worker", "我的护照被扣了")) == {("E-worker", "documents_taken", "said_of_self")}


def test_traditional_characters_are_read():
    """Signs are found in both ways of writing Chinese."""
    assert _signs(("t", "worker", "我的護照被老闆收了")) == {("E-worker", "documents_taken", "said_of_self")}


def test_what_is_told_to_one_is_a_sign_for_the_listener():
    """In a conversation of two a threat is for the other, not for who makes it."""
    talk = [("t", "worker", "在吗"), ("t", "boss", "敢跑打断你的腿")]
    assert ("E-worker", "beaten", "told") in _signs(*talk)
    assert all(entity != "E-boss" for entity, _, _ in _signs(*talk))


def test_what_is_told_to_a_room_is_kept_without_a_person():
    """Papers collected in a group of many are a sign for the room."""
    talk = [("t", "worker", "好"), ("t", "other", "好的"), ("t", "boss", "新来的把护照交上来")]
    assert _signs(*talk) == {(None, "documents_taken", "said_in_room")}


def test_what_is_told_of_a_name_is_a_sign_for_who_bears_it():
    """'Hammer was sold' tells of Hammer, whoever says it and wherever."""
    assert ("E-worker", "sold", "spoken_of") in _signs(("t", "boss", "锤子被转卖给别的公司"))
    assert ("E-hammer", "beaten", "spoken_of") in _signs(("t", "boss", "Hammer got beaten again"))


def test_a_sign_says_to_check_and_never_that_it_is_so():
    """Both sentences ask to check; no kind is without them."""
    found = coercion_signs(spoken_case([("t", "worker", "我们被关在五楼")], _NAMES))
    assert all("check" in sentence for sentence in found["sentence_en"])
    assert all("核实" in sentence for sentence in found["sentence_zh"])
    assert {item.kind for item in sign_cues()} == set(sign_kinds())


def test_small_talk_is_no_sign():
    """Everyday sentences with the same words tell nothing."""
    assert _signs(("t", "worker", "手机没电了，明天去打球，护照办好了")) == set()
