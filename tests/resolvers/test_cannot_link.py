"""What keeps two apart before any likeness is looked at."""

from datetime import datetime, timedelta

from resolvers.cannot_link import cannot_links

_AB = [{"reference": "account:a", "name": "amber"}, {"reference": "account:b", "name": "basil"}]


def _talk(order, thread="t", **more):
    return [
        {"thread_id": thread, "turn": turn, "sender": f"account:{letter}", **more} for turn, letter in enumerate(order)
    ]


def _reasons(case):
    return [(row[0], row[1], row[2]) for row in cannot_links(case).iter_rows()]


def test_alternation_at_close_range_keeps_apart(make_case):
    """Two that take turns again and again are two."""
    case = make_case(names=_AB, utterances=_talk("ababab"))
    assert _reasons(case) == [("account:a", "account:b", "talk_to_each_other")]


def test_one_change_of_speaker_is_no_talk(make_case):
    """One name falling silent and another taking over is what a rename looks like."""
    assert _reasons(make_case(names=_AB, utterances=_talk("aaabbb"))) == []


def test_lines_in_one_go_are_one_turn(make_case):
    """Three lines in a row make no more turns than one."""
    assert _reasons(make_case(names=_AB, utterances=_talk("aaabbbaaa"))) == []


def test_visits_far_apart_are_no_talk(make_case):
    """Alternation over days is no conversation."""
    rows = _talk("abababab")
    for row in rows:
        row["sent_at"] = datetime(2024, 1, 1) + timedelta(days=row["turn"])
    assert _reasons(make_case(names=_AB, utterances=rows)) == []


def test_two_replies_keep_apart(make_case):
    """Who answers somebody twice by the platform's own reply is not him."""
    rows = [
        {"message_id": f"m{turn}", "thread_id": "t", "turn": turn, "sender": sender, "reply_to_message_id": reply}
        for turn, (sender, reply) in enumerate(
            [("account:a", None), ("account:c", None), ("account:b", "m0"), ("account:c", None), ("account:b", "m0")]
        )
    ]
    assert ("account:a", "account:b", "talk_to_each_other") in _reasons(make_case(names=_AB, utterances=rows))


def test_two_addresses_keep_apart(make_case):
    """Who calls a name twice does not bear it."""
    rows = [{"thread_id": "t", "turn": 2 * turn, "sender": "account:a", "message_id": f"m{turn}"} for turn in range(2)]
    names = [_AB[0], {**_AB[1], "thread_id": "t"}]
    mentions = [{"message_id": f"m{turn}", "alias_form": "basil"} for turn in range(2)]
    case = make_case(names=names, utterances=rows, mentions=mentions)
    assert _reasons(case) == [("account:a", "account:b", "talk_to_each_other")]


def test_rename_by_the_server_lifts_it_along_its_chain(make_case):
    """What the server calls one connection is one, whoever took the name in between."""
    case = make_case(
        names=[*_AB, {"reference": "account:c", "name": "cedar"}],
        utterances=_talk("ababab"),
        renames=[
            {"reference_old": "account:a", "reference_new": "account:c"},
            {"reference_old": "account:c", "reference_new": "account:b"},
        ],
    )
    assert _reasons(case) == []


def test_rows_of_one_list_stand_apart_but_not_with_accounts(make_case):
    """A roster lists different people; a list of accounts may list one person twice."""
    listed = [
        {"reference": f"listed:e:{row}:{name}", "row": f"e:{row}", "name": name, "account_id": account}
        for row, name, account in [(1, "amber", None), (2, "basil", None), (3, "cedar", "qq:1"), (4, "dill", "qq:2")]
    ]
    names = [{"reference": row["reference"], "name": row["name"], "kind": "list_entry"} for row in listed]
    apart = {(left[-5:], right[-5:]) for left, right, _ in _reasons(make_case(names=names, listed=listed))}
    assert ("amber", "basil") in apart
    assert ("cedar", ":dill") not in apart


def test_negative_judgement_is_a_cannot_link_even_after_a_rename(make_case):
    """A person outranks the server."""
    case = make_case(
        names=_AB,
        renames=[{"reference_old": "account:a", "reference_new": "account:b"}],
        judged_pairs=[{"reference_l": "account:a", "reference_r": "account:b", "judgement": "negative"}],
    )
    assert _reasons(case) == [("account:a", "account:b", "judgement")]


def test_one_name_in_two_spellings_on_a_list_is_no_cannot_link(make_case):
    """A list may name one person twice, in two scripts or with a form of address."""
    listed = [
        {"reference": f"listed:e:{row}:{name}", "row": f"e:{row}", "name": name}
        for row, name in enumerate(["锤子", "chuizi", "锤哥", "钢钉"])
    ]
    names = [{"reference": row["reference"], "name": row["name"], "kind": "list_entry"} for row in listed]
    apart = {frozenset((left[-2:], right[-2:])) for left, right, _ in _reasons(make_case(names=names, listed=listed))}
    assert frozenset(("锤子", "zi")) not in apart
    assert frozenset(("锤子", "锤哥")) not in apart
    assert frozenset(("锤子", "钢钉")) in apart
