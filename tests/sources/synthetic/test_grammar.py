"""The grammar: patterns parse, every intent of every scene has words in every language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.synthetic.grammar import BadPattern, grammar, parsed_pattern
from sources.synthetic.randomness import stream
from sources.synthetic.scenes import scenes
from sources.synthetic.settings import LANGUAGES, PHRASINGS

# Worded by code or by events rather than by a scene.
_EVENTS = {"changed_intro", "changed_ack", "handover_self", "handover_notice", "roster_head", "roster_line"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phrasing", PHRASINGS)
def test_every_intent_can_be_said(language, phrasing):
    """Whatever a scene means can be worded, and wording needs no unknown slot."""
    words, rng = grammar(language, phrasing), stream(1, "test")
    intents = {step.intent for scene in scenes() for step in scene.steps} - {"roster"} | _EVENTS
    for intent in sorted(intents):
        for pattern in words.intents[intent]:
            assert isinstance(words.expanded(pattern, lambda slot: None if slot in words.slots else slot, rng), str)


@pytest.mark.parametrize(("language", "patterns"), [("zh", 500), ("en", 500), ("vi", 200)])
def test_grammars_are_substantial(language, patterns):
    """The grammars hold hundreds of patterns over a hundred intents."""
    words = grammar(language, "everyday")
    assert len(words.intents) >= 100
    assert sum(map(len, words.intents.values())) >= patterns


def test_alternatives_and_slots_are_expanded():
    """A slot takes what is given, an alternative one of its options."""
    words, rng = grammar("en", "everyday"), stream(2, "test")
    texts = {words.expanded(parsed_pattern("{a} (x|y|) z"), lambda slot: slot.upper(), rng) for _ in range(50)}
    assert texts == {"A x z", "A y z", "A  z"}


@pytest.mark.parametrize("pattern", ["(a", "{a", "a)", "a}"])
def test_patterns_that_do_not_close_are_refused(pattern):
    """An open bracket names the pattern."""
    with pytest.raises(BadPattern, match="pattern"):
        parsed_pattern(pattern)


@given(st.text(alphabet=st.characters(exclude_characters="{}()|")))
def test_text_without_signs_is_itself(text):
    """A pattern without brackets means its own words."""
    words = grammar("en", "everyday")
    assert words.expanded(parsed_pattern(text), lambda slot: None, stream(0, "test")) == text
