"""Who is asked and assents or reports obeys; what he reports done is what was asked; "sent" may be pay."""

from datetime import UTC, datetime

import polars as pl

from resolvers.acts.read import acts
from warehouse.schema.frames import MENTION, UTTERANCE


def _talk(*messages: tuple[str, str]) -> pl.DataFrame:
    return UTTERANCE.conform(
        pl.DataFrame(
            {
                "message_id": [f"m{n:02}" for n in range(len(messages))],
                "thread_id": ["t"] * len(messages),
                "turn": list(range(len(messages))),
                "sender": [sender for sender, _ in messages],
                "kind": ["text"] * len(messages),
                "text": [text for _, text in messages],
                "exhibit_id": ["e"] * len(messages),
                "locator": [f"line:{n + 1}" for n in range(len(messages))],
            }
        )
    )


def _obeyed(*messages: tuple[str, str]) -> list[tuple[str, str]]:
    found = acts(_talk(*messages), MENTION.empty_frame()).filter(pl.col("kind") == "obeyed")
    return sorted(found.select("actor", "target").iter_rows())


def test_assent_to_a_request_obeys():
    """An assent right after another's request is obedience to who asked."""
    assert _obeyed(("a", "fix the server please"), ("b", "will do")) == [("a", "b")]


def test_assents_of_several_to_a_room_all_count():
    """When one asks a room, everybody who assents obeys."""
    found = _obeyed(("a", "please send your numbers"), ("b", "ok"), ("c", "got it"))
    assert found == [("a", "b"), ("a", "c")]


def test_own_assent_obeys_nobody():
    """Who assents after his own request obeys nobody."""
    assert _obeyed(("a", "fix the server please"), ("a", "ok")) == []


def test_assent_without_a_request_obeys_nobody():
    """An assent to a mere remark is no obedience."""
    assert _obeyed(("a", "nice weather"), ("b", "ok")) == []


def test_late_assent_obeys_nobody():
    """After many other messages an assent belongs to something else."""
    chatter = [("c", "nice weather")] * 9
    assert _obeyed(("a", "fix the server please"), *chatter, ("b", "ok")) == []


def _targets(kind: str, *messages: tuple[str, str]) -> list[str | None]:
    found = acts(_talk(*messages), MENTION.empty_frame()).filter(pl.col("kind") == kind)
    return found.sort("message_id")["target"].to_list()


def test_everyday_words_in_a_room_are_for_who_wrote_just_before():
    """A request without a name in a room is meant for who wrote just before."""
    assert _targets("request", ("a", "nice"), ("b", "the money is here"), ("c", "please send it")) == ["b"]


def test_an_order_in_a_room_stays_for_all():
    """An order without a name in a room has no single target."""
    assert _targets("order", ("a", "nice"), ("b", "hm"), ("c", "everyone must be online now")) == [None]


def _acts(*messages: tuple[str, str]) -> set[tuple[str, str, str | None]]:
    return set(acts(_talk(*messages), MENTION.empty_frame()).select("kind", "actor", "target").iter_rows())


def test_bare_report_obeys_and_is_work_on_what_was_asked():
    """'Uploaded', said after a task, obeys who asked and is work on the topic of the task."""
    found = _acts(("a", "сделай 2 уника к обеду"), ("b", "ок"), ("b", "перезалил"))
    assert ("work_crypting", "b", "a") in found
    assert ("obeyed", "a", "b") in found


def test_second_report_is_no_second_piece_of_work():
    """Only the first report after a task is taken as work on it."""
    found = _acts(("a", "fix the server please"), ("b", "all done"), ("c", "all done"))
    assert {actor for kind, actor, _ in found if kind == "work_servers"} == {"b"}


def test_report_without_a_task_is_work_on_nothing():
    """'Uploaded' out of the blue tells nothing of what was done."""
    assert not {kind for kind, _, _ in _acts(("a", "nice weather"), ("b", "all done"))} & {"obeyed", "work_servers"}


def test_sent_after_asking_for_the_wallet_is_pay():
    """Who asked where to send the wages and then says 'sent' pays."""
    found = _acts(("a", "скинь кош, зп закину"), ("b", "bc1qexample"), ("a", "отправил"))
    assert ("pay", "a", "b") in found
    assert not {kind for kind, _, _ in _acts(("a", "смотри фото"), ("b", "какое?"), ("a", "отправил"))} & {"pay"}


def test_who_is_told_where_to_pay_does_not_pay_wages():
    """Who sends money to where the other told him to, unasked, pays no wages."""
    found = _acts(("a", "пополните счёт, вот адрес bc1qexample"), ("b", "отправил"))
    assert not {kind for kind, _, _ in found} & {"pay"}


def test_who_tells_one_person_that_people_are_needed_has_him_find_them():
    """In a talk of two 'we need coders' hands hiring on; to a room it is recruiting."""
    both = _acts(("a", "нужны два кодера"), ("b", "хорошо"))
    assert ("task_hiring", "a", "b") in both
    assert "recruit" not in {kind for kind, _, _ in both}
    room = _acts(("a", "нужны два кодера"), ("b", "хорошо"), ("c", "привет"))
    assert "recruit" in {kind for kind, _, _ in room}


def _one_by_one(text: str, people: int) -> set[str]:
    rows = [(person, sender) for person in range(people) for sender in ("a", f"b{person}")]
    utterances = UTTERANCE.conform(
        pl.DataFrame(
            {
                "message_id": [f"m{place:03}" for place in range(len(rows))],
                "thread_id": [f"t{person}" for person, _ in rows],
                "turn": list(range(len(rows))),
                "sender": [sender for _, sender in rows],
                "sent_at": [datetime(2024, 5, 6, 7, tzinfo=UTC)] * len(rows),
                "kind": ["text"] * len(rows),
                "text": [text if sender == "a" else "hm" for _, sender in rows],
                "exhibit_id": ["e"] * len(rows),
                "locator": [f"line:{place + 1}" for place in range(len(rows))],
            }
        )
    )
    found = acts(utterances, MENTION.empty_frame()).filter((pl.col("kind") == "request") & (pl.col("actor") == "a"))
    return set(found["target"].drop_nulls())


def test_same_words_to_many_one_by_one_are_an_announcement():
    """Who sends the same words to five people one by one asks something of each of them."""
    assert _one_by_one("who of you has ever run a project", 5) == {"b0", "b1", "b2", "b3", "b4"}


def test_greetings_offers_and_words_to_a_few_are_no_announcement():
    """A greeting to many, an offer to many and the same words to two are none."""
    assert _one_by_one("good morning", 6) == set()
    assert _one_by_one("guaranteed profit with a trusted mentor", 6) == set()
    assert _one_by_one("who of you has ever run a project", 2) == set()


def test_bare_yes_to_a_question_of_permission_approves():
    """Who answers 'shall I?' with a bare yes or no decides; who says yes to anything else does not."""
    assert ("approve", "a", "b") in _acts(("b", "продлевать третий сервер?"), ("a", "да"))
    assert ("approve", "a", "b") in _acts(("b", "shall we renew both?"), ("a", "not yet"))
    assert "approve" not in {kind for kind, _, _ in _acts(("b", "are you at home?"), ("a", "yes"))}
