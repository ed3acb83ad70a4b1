"""Namesakes of one conversation: time tells a second account from a second person."""

from datetime import datetime, timedelta

import pytest

from resolvers.namesakes import doubled_names, namesakes

_FIRST, _SECOND, _OTHER = "account:wechat:first", "account:wechat:second", "account:wechat:other"
_START = datetime(2024, 3, 1, 12, 0)


def _talk(sender, days, thread="group"):
    return [
        {
            "message_id": f"{thread}-{sender}-{day}",
            "thread_id": thread,
            "turn": day * 3 + len(sender) % 3,
            "sender": sender,
            "sent_at": _START + timedelta(days=day, minutes=len(sender)),
        }
        for day in days
    ]


def _named(*accounts, name="steel nail", thread="group"):
    return [{"reference": account, "name": name, "thread_id": thread} for account in accounts]


def _relations(case):
    return set(namesakes(case)["relation"])


def test_account_that_begins_when_the_other_fell_silent_is_a_succession(make_case, clusters_of):
    """A name that comes back after its bearer fell silent is his new account."""
    case = make_case(names=_named(_FIRST, _SECOND), utterances=_talk(_FIRST, range(9)) + _talk(_SECOND, range(10, 19)))
    assert _relations(case) == {"in_succession"}
    found = clusters_of(case)
    assert found[_FIRST] == found[_SECOND]


def test_two_who_write_side_by_side_under_one_name_stay_apart(make_case, clusters_of):
    """Two of one name who go on writing beside each other are two people."""
    case = make_case(names=_named(_FIRST, _SECOND), utterances=_talk(_FIRST, range(9)) + _talk(_SECOND, range(9)))
    assert _relations(case) == {"side_by_side"}
    found = clusters_of(case)
    assert found[_FIRST] != found[_SECOND]


def test_old_account_that_writes_elsewhere_is_no_succession(make_case):
    """Who goes on under the old account in another conversation has not changed it."""
    case = make_case(
        names=_named(_FIRST, _SECOND),
        utterances=_talk(_FIRST, range(9)) + _talk(_SECOND, range(10, 19)) + _talk(_FIRST, range(12, 19), "elsewhere"),
    )
    assert namesakes(case).is_empty()


def test_nicknames_that_speak_by_turns_on_one_day_are_no_succession(make_case):
    """In a log of a few hours two of one name who speak by turns overlap, whatever a day's slack would say."""
    talk = [
        {**said, "sent_at": _START + timedelta(minutes=10 * number)}
        for number, said in enumerate(
            row for pair in zip(_talk(_FIRST, range(9)), _talk(_SECOND, range(9)), strict=True) for row in pair
        )
    ]
    assert namesakes(make_case(names=_named(_FIRST, _SECOND), utterances=talk)).is_empty()


def test_label_and_id_of_two_exports_are_no_namesakes(make_case):
    """A second export may show by a label whom the first one shows by id: nothing is said of the two."""
    label = "account:wechat:steel nail~0123abcd"
    case = make_case(names=_named(_FIRST, label), utterances=_talk(_FIRST, range(9)) + _talk(label, range(9)))
    assert namesakes(case).is_empty()


@pytest.mark.parametrize("name", ["老板", "青哥"])
def test_forms_of_address_make_no_namesakes(make_case, name):
    """Every team has its boss and its 青哥: they pass from one to the other."""
    case = make_case(
        names=_named(_FIRST, _SECOND, name=name), utterances=_talk(_FIRST, range(9)) + _talk(_SECOND, range(10, 19))
    )
    assert namesakes(case).is_empty()


def test_name_of_two_is_doubled_for_both_alone(make_case):
    """The name of two who write side by side says of neither who he is; other names of theirs still do."""
    case = make_case(
        names=_named(_FIRST, _SECOND) + _named(_OTHER, name="old crab"),
        utterances=_talk(_FIRST, range(9)) + _talk(_SECOND, range(9)) + _talk(_OTHER, range(9)),
    )
    doubled = doubled_names(case)
    assert set(doubled["holder"]) == {_FIRST, _SECOND}
    assert "steelnail" in set(doubled["key"])
    assert "oldcrab" not in set(doubled["key"])


def test_namesakes_do_not_depend_on_the_order_of_rows(make_case):
    """The same rows in another order give the same table."""
    talk = _talk(_FIRST, range(9)) + _talk(_SECOND, range(10, 19)) + _talk(_OTHER, range(9))
    names = _named(_FIRST, _SECOND, _OTHER)
    forth, back = make_case(names=names, utterances=talk), make_case(names=names[::-1], utterances=talk[::-1])
    assert namesakes(forth).equals(namesakes(back))
