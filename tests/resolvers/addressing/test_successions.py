"""Who goes on where another fell silent."""

from datetime import UTC, datetime, timedelta

import pytest

from resolvers.addressing.case_talk import case_talk
from resolvers.addressing.successions import successions

START = datetime(2024, 3, 1, 12, tzinfo=UTC)


def said(number, who, text):
    return {
        "message_id": f"m{number:04}",
        "thread_id": "t",
        "turn": number,
        "sender": f"account:{who}",
        "sent_at": START + timedelta(seconds=30 * number),
        "text": text,
        "locator": f"line:{number + 1}",
    }


def renamed_talk(*, apart=1):
    """One asks as `moth`, and goes on as `lantern` after `apart` messages of others."""
    lines = [
        ("moth", "my turbine coupler leaks since the gasket swap"),
        ("crab", "moth: which turbine coupler is it?"),
        ("moth", "crab: the brass coupler beside the manifold"),
        ("reed", "who has the lunch list?"),
        ("crab", "moth: tighten the manifold bolts first"),
        ("bean", "reed: on the fridge"),
        ("moth", "crab: bolts are tight, the gasket sweats"),
    ]
    lines += [("bean", f"the weather turns again {number}") for number in range(apart)]
    lines += [
        ("crab", "lantern: then change the gasket"),
        ("lantern", "crab: which gasket for a brass coupler?"),
        ("crab", "lantern: the blue gasket"),
        ("lantern", "crab: thanks, the turbine manifold is dry"),
        ("reed", "bean: it is empty"),
        ("bean", "reed: then no lunch"),
        ("reed", "bean: pity"),
    ]
    return [said(number, who, text) for number, (who, text) in enumerate(lines)]


def spans(lines):
    """Addresses "name: …" as mentions."""
    return [
        {"message_id": line["message_id"], "start_offset": 0, "end_offset": len(name), "text": name}
        | {"alias_form": name, "manner": "address"}
        for line in lines
        if ": " in line["text"] and " " not in (name := line["text"].partition(":")[0])
    ]


def talk_case(make_case, lines, **parts):
    people = sorted({line["sender"] for line in lines})
    names = [
        {"reference": person, "name": person.partition(":")[2], "kind": "handle", "thread_id": "t"} for person in people
    ]
    return make_case(names=names, utterances=lines, mentions=spans(lines), **parts)


def found_in(case):
    return {(row["earlier"], row["later"]): row for row in successions(case, case_talk(case)).iter_rows(named=True)}


def test_who_goes_on_with_the_same_people_and_words_is_found(make_case):
    """A changed nickname is found by its partner, its words and a call before its first word, and cites that word."""
    found = found_in(talk_case(make_case, renamed_talk()))
    row = found["account:moth", "account:lantern"]
    assert row["bits"] >= 13 and row["shared_partners"] == 1 and row["locator"] == "line:10"
    assert ("account:lantern", "account:moth") not in found


def test_who_came_in_by_a_line_of_the_server_is_somebody_else(make_case):
    """Where the server writes joins, a newcomer with a join is no changed nickname."""
    lines = renamed_talk()
    joins = [
        {"reference": f"account:{who}", "event": "join", "happened_at": START + timedelta(seconds=30 * number)}
        for number, who in enumerate(["crab", "reed", "bean", "moth", "lantern"])
    ]
    alone = found_in(talk_case(make_case, lines))["account:moth", "account:lantern"]["bits"]
    joined = found_in(talk_case(make_case, lines, memberships=joins))["account:moth", "account:lantern"]["bits"]
    assert joined <= alone - 5


def test_two_who_speak_at_the_same_time_are_no_succession(make_case):
    """Who still speaks after the other began has not become the other."""
    lines = [*renamed_talk(), said(40, "moth", "still here with the coupler")]
    assert not found_in(talk_case(make_case, lines))


def test_who_lives_on_elsewhere_has_not_become_another(make_case):
    """An account that goes on in another conversation did not change into a newcomer of this one."""
    lines = renamed_talk()
    elsewhere = said(50, "moth", "good evening") | {"thread_id": "u", "turn": 0}
    assert not found_in(talk_case(make_case, [*lines, elsewhere]))


def test_far_apart_is_no_succession(make_case):
    """Hundreds of messages between the two leave nothing to go on from."""
    assert not found_in(talk_case(make_case, renamed_talk(apart=200)))


def test_order_of_rows_does_not_matter(make_case):
    """Shuffled rows give the same pairs."""
    lines = renamed_talk()
    assert found_in(talk_case(make_case, lines)) == found_in(talk_case(make_case, lines[::-1]))


def test_a_clear_succession_joins_unlike_names(make_case, clusters_of):
    """Unlike names are joined by use where all signs agree, and a chance neighbour is not."""
    clusters = clusters_of(talk_case(make_case, renamed_talk()))
    assert clusters["account:moth"] == clusters["account:lantern"]
    assert len(set(clusters.values())) == 4


@pytest.mark.parametrize("parts", [{}, {"names": [{"reference": "account:a", "name": "a"}]}])
def test_a_case_without_talk_has_none(make_case, parts):
    """A case of lists and registrations alone is no error."""
    assert not found_in(make_case(**parts))
