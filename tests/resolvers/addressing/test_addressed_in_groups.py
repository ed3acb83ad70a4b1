"""Names that people answer to in groups."""

from datetime import UTC, datetime, timedelta

import pytest

from resolvers.addressing.addressed_in_groups import names_addressed_in_groups

START = datetime(2024, 3, 1, 12, tzinfo=UTC)


def group_case(make_case, rounds, *, bearer="a", nickname="A梦想起航", thread_id=None, callers="cde"):
    """Several people call 锤子 in a group, and the bearer answers; his account shows something else."""
    lines = []
    for number in range(rounds):
        caller = callers[number % len(callers)]
        before = [(bearer, f"第{number}批货到门口了"), ("f", "今天又下雨"), ("b", f"{number}点吃饭吗?")]
        turn = number % 2 + 1
        lines += [
            *before[turn:],
            *before[:turn],
            (caller, f"锤子，第{number}批货在哪?"),
            (bearer, f"{ {'c': '刀疤', 'd': '豆子', 'e': '芦苇'}[caller] }，第{number}批货还在门口"),
            ("b", "没人吃饭"),
            ("f", "那我走了"),
            ("b", "明天见"),
        ]
    shown = {"b": "螃蟹", "c": "刀疤", "d": "豆子", "e": "芦苇", "f": "雨伞", bearer: nickname}
    starts = [text.partition("，")[0] for _, text in lines]
    called = {"锤子", "刀疤", "豆子", "芦苇"}
    return make_case(
        references=[
            {"reference": f"account:{who}", "kind": "account", "thread_id": thread_id} for who in sorted(shown)
        ],
        names=[{"reference": f"account:{who}", "name": name} for who, name in sorted(shown.items())],
        utterances=[
            {"message_id": f"m{number:04}", "thread_id": "t", "turn": number, "sender": f"account:{who}", "text": text}
            | {"sent_at": START + timedelta(minutes=40 * (number // 8), seconds=10 * number)}
            | {"locator": f"line:{number + 1}"}
            for number, (who, text) in enumerate(lines)
        ],
        mentions=[
            {"message_id": f"m{number:04}", "start_offset": 0, "end_offset": 2, "text": name, "alias_form": name}
            for number, name in enumerate(starts)
            if name in called
        ],
    )


def found_in(case):
    found = names_addressed_in_groups(case.utterances, case.references, case.names, case.mentions)
    return found.select("reference", "name", "kind", "thread_id").rows()


def test_a_name_called_by_several_is_tied_to_who_answers(make_case):
    """Who answers to 锤子 time after time is called so, whatever his account shows."""
    assert found_in(group_case(make_case, 9)) == [("account:a", "锤子", "addressed", "t")]


def test_a_single_call_ties_nobody(make_case):
    """One call may be the topic."""
    assert found_in(group_case(make_case, 1)) == []


def test_a_name_that_somebody_shows_is_not_sought(make_case):
    """Where somebody stands as 锤子, use has nothing to add."""
    assert found_in(group_case(make_case, 9, nickname="锤子")) == []


@pytest.mark.parametrize("thread_id", ["t"])
def test_handles_of_one_log_are_left_alone(make_case, thread_id):
    """A handle that lives in one log is the name already."""
    assert found_in(group_case(make_case, 9, thread_id=thread_id)) == []


def test_it_cites_a_call_that_was_answered(make_case):
    """The name cites the place of a call."""
    case = group_case(make_case, 9)
    row = names_addressed_in_groups(case.utterances, case.references, case.names, case.mentions).row(0, named=True)
    texts = {f"line:{turn + 1}": text for turn, text in case.utterances.select("turn", "text").iter_rows()}
    assert texts[row["locator"]].startswith("锤子")
