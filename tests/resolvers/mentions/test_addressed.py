"""Names by which the one calls the other where only two talk."""

import polars as pl
import pytest

from resolvers.mentions.addressed import addressed_names

_A, _B, _C = "account:a", "account:b", "account:c"


def _addressed(make_case, texts, talkers=(_A, _B), name="hammer", **reference):
    said = [
        {"message_id": f"m{number}", "thread_id": "t", "turn": number, "sender": _A, "text": text}
        for number, text in enumerate(texts)
    ]
    answers = [
        {"message_id": f"r{number}", "thread_id": "t", "turn": 100 + number, "sender": talker, "text": "ok"}
        for number, talker in enumerate(talkers[1:])
    ]
    case = make_case(
        references=[{"reference": talker, "kind": "account", **reference} for talker in talkers],
        utterances=[*said, *answers],
        mentions=[
            {"message_id": f"m{number}", "alias_form": name, "text": name, "manner": "address"}
            for number in range(len(texts))
        ],
    )
    found = addressed_names(case.utterances, case.references, case.mentions)
    return found.select("reference", "name", "observer", "observation_count").rows()


def test_who_is_called_again_and_again_bears_the_name(make_case):
    """In a conversation of two the other one is meant, and the speaker is the observer."""
    assert _addressed(make_case, ["hammer, come", "thanks hammer", "hi hammer"]) == [(_B, "hammer", _A, 3)]


@pytest.mark.parametrize("texts", [["hammer, come"], ["hammer, come", "hammer, come"]])
def test_one_call_names_nobody(make_case, texts):
    """A name said once may be the topic, and a message that stands in two exports was said once."""
    assert _addressed(make_case, texts) == []


def test_a_third_who_listens_leaves_it_open(make_case):
    """Where three talk, nobody can tell from the conversation alone who is spoken to."""
    assert _addressed(make_case, ["hammer, come", "thanks hammer", "hi hammer"], talkers=(_A, _B, _C)) == []


def test_a_handle_of_one_thread_is_left_alone(make_case):
    """A handle that lives in one log is the name already."""
    assert _addressed(make_case, ["hammer, come", "thanks hammer", "hi hammer"], thread_id="t") == []


def test_order_of_rows_does_not_matter(make_case):
    """The same names come out whatever the order of messages and mentions."""
    case = make_case(
        references=[{"reference": _A, "kind": "account"}, {"reference": _B, "kind": "account"}],
        utterances=[
            {"message_id": f"m{n}", "thread_id": "t", "turn": n, "sender": (_A, _B)[n % 2], "text": f"hammer {n}"}
            for n in range(8)
        ],
        mentions=[{"message_id": f"m{n}", "alias_form": "hammer", "text": "hammer"} for n in range(8)],
    )
    forward = addressed_names(case.utterances, case.references, case.mentions)
    backward = addressed_names(case.utterances.reverse(), case.references.reverse(), case.mentions.reverse())
    assert forward.equals(backward)
    assert set(forward["reference"]) == {_A, _B}
    assert isinstance(forward, pl.DataFrame)


def test_the_answer_to_who_somebody_is_addresses_nobody(make_case):
    """Right after the other asked who runs it, a name opening the message is the answer."""
    texts = ["hammer, come", "hammer, go", "hammer, the one of the shop"]
    asked = [
        {"message_id": f"m{n}", "thread_id": "t", "turn": n, "sender": sender, "text": text}
        for n, (sender, text) in enumerate(
            part for text in texts for part in ((_B, "which one is the boss"), (_A, text))
        )
    ]
    case = make_case(
        references=[{"reference": _A, "kind": "account"}, {"reference": _B, "kind": "account"}],
        utterances=asked,
        mentions=[{"message_id": f"m{n}", "alias_form": "hammer", "text": "hammer"} for n in (1, 3, 5)],
    )
    assert addressed_names(case.utterances, case.references, case.mentions).is_empty()
