"""Accounts that change hands: what divides one, what is only a lead, and where everything known of it goes."""

from datetime import UTC, datetime, timedelta

import pytest

from resolvers.behaviour.hand_overs import hand_overs
from resolvers.behaviour.operator_periods import divided, hand_over_rows
from resolvers.cannot_link import cannot_links

_START = datetime(2024, 3, 1, 12, tzinfo=UTC).replace(tzinfo=None)
_CUT = _START + timedelta(days=20)
_WHOLE = "account:qq:99"
_BEFORE, _AFTER = "account:qq:99@/20240321T120000Z", "account:qq:99@20240321T120000Z/"


def _messages(first_day, count, thread):
    return [
        {
            "sender": _WHOLE,
            "thread_id": thread,
            "turn": number,
            "sent_at": _START + timedelta(days=first_day, hours=number % 3, minutes=number),
            "text": f"word {number}",
            "message_id": f"{thread}{first_day}{number}",
            "locator": f"line:{number}",
        }
        for number in range(count)
    ]


def _name(name, first, last, **more):
    return {"reference": _WHOLE, "name": name, "first_seen_at": first, "last_seen_at": last, **more}


def _account(make_case, *, renamed=True, moved=True, **more):
    """An account that falls silent on day 1 and speaks again from day 20."""
    old, new = _name("hammer", _START, _START + timedelta(days=1)), _name("walnut", _CUT, _CUT + timedelta(days=9))
    names = [old, new] if renamed else [_name("hammer", _START, _CUT + timedelta(days=9))]
    return make_case(
        references=[
            {
                "reference": _WHOLE,
                "account_id": "qq:99",
                "platform": "qq",
                "first_seen_at": _START,
                "last_seen_at": _CUT + timedelta(days=9),
                "message_count": 12,
            }
        ],
        names=names,
        utterances=_messages(0, 6, "old") + _messages(20, 6, "new" if moved else "old"),
        **more,
    )


@pytest.mark.parametrize(
    ("renamed", "moved", "signs", "is_split"),
    [(True, True, "named,company", True), (True, False, "named", False), (False, True, "company", False)],
)
def test_two_signs_divide_one_is_a_lead(make_case, renamed, moved, signs, is_split):
    """Another name in other conversations divides an account; either alone is a lead."""
    found = hand_overs(_account(make_case, renamed=renamed, moved=moved))
    assert found.select("signs", "is_split").row(0) == (signs, is_split)
    assert found["at"][0] == _CUT


def test_no_sign_is_no_lead(make_case):
    """A pause alone says nothing."""
    assert hand_overs(_account(make_case, renamed=False, moved=False)).is_empty()


def test_kindred_name_is_no_other_hand(make_case):
    """A name that is the old one in another script or spelling is the old hand."""
    case = _account(make_case)
    names = [_name("锤子", _START, _START + timedelta(days=1)), _name("chuizi", _CUT, _CUT + timedelta(days=9))]
    kin = make_case(references=case.references.to_dicts(), names=names, utterances=case.utterances.to_dicts())
    assert not hand_overs(kin)["is_split"].any()


def test_word_on_the_account_divides_it(make_case):
    """'This account is for walnut from now on', said by one who wrote from it before, is enough alone."""
    said = {
        "kind": "hand_over",
        "subject": _WHOLE,
        "object_name": "walnut",
        "said_by": _WHOLE,
        "said_at": _CUT - timedelta(hours=20),
    }
    case = _account(make_case, renamed=False, moved=False, statements=[said])
    assert hand_overs(case).select("signs", "is_split").row(0) == ("said", True)
    early = {**said, "said_at": _START - timedelta(hours=1)}
    assert hand_overs(_account(make_case, renamed=False, moved=False, statements=[early])).is_empty()
    doubted = {**said, "is_doubtful": True}
    assert hand_overs(_account(make_case, renamed=False, moved=False, statements=[doubted])).is_empty()


def test_what_is_known_goes_to_its_period(make_case):
    """References, names and statements of a divided account stand in the period they belong to."""
    later = _CUT + timedelta(days=3)
    statements = [
        {"kind": "is_called", "subject": _WHOLE, "object_name": "walnut", "said_by": _WHOLE, "said_at": later},
        {"kind": "same_person", "subject": _WHOLE, "subject_name": "hammer", "object": "account:x", "said_at": later},
    ]
    case = _account(make_case, statements=statements)
    passed = hand_over_rows(hand_overs(case), case.references, case.judged_pairs)
    references, names, said = divided(case, passed)
    assert references["reference"].to_list() == [_BEFORE, _AFTER]
    assert references["message_count"].to_list() == [6, 6]
    assert dict(names.select("name", "reference").iter_rows()) == {"hammer": _BEFORE, "walnut": _AFTER}
    # What is said of hammer later is still said of who was hammer.
    assert said["subject"].to_list() == [_AFTER, _BEFORE]
    assert said["said_by"].to_list() == [_AFTER, None]


def test_sides_of_a_divided_account_are_two(make_case):
    """The two periods are never joined by likeness: it is one account with one name of its own."""
    case = _account(make_case)
    passed = hand_over_rows(hand_overs(case), case.references, case.judged_pairs)
    references, _, _ = divided(case, passed)
    apart = cannot_links(make_case(references=references.to_dicts()))
    assert apart.select("reference_l", "reference_r", "reason").rows() == [(_BEFORE, _AFTER, "handed_over")]


def test_a_judgement_on_the_whole_keeps_it_whole(make_case):
    """Who a person joined to somebody, or told from him, as a whole account is not divided; unsure decides nothing."""
    for judgement, is_split in (("positive", False), ("negative", False), ("unsure", True)):
        judged = {"reference_l": _WHOLE, "reference_r": "account:x", "judgement": judgement, "judged_at": _CUT}
        case = _account(make_case, judged_pairs=[judged])
        passed = hand_over_rows(hand_overs(case), case.references, case.judged_pairs)
        assert passed["is_split"].to_list() == [is_split]


def test_nothing_to_divide(make_case):
    """A case without messages stays as it is."""
    case = make_case(names=[{"reference": "account:a", "name": "x"}])
    found = hand_overs(case)
    passed = hand_over_rows(found, case.references, case.judged_pairs)
    references, names, said = divided(case, passed)
    assert passed.is_empty()
    assert references.equals(case.references)
    assert (names.height, said.height) == (1, 0)


def test_order_of_rows_does_not_show(make_case):
    """The same case in another order of rows gives the same hand-overs."""
    case = _account(make_case)
    turned = make_case(
        references=case.references.to_dicts(),
        names=case.names.to_dicts()[::-1],
        utterances=case.utterances.to_dicts()[::-1],
    )
    assert hand_overs(case).equals(hand_overs(turned))
