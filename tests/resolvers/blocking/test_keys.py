"""Which pairs are proposed at all."""

import pytest


def _pairs(frame):
    return set(frame.select("reference_l", "reference_r").iter_rows())


def _accounts(*names, **more):
    return [{"reference": f"account:{number}", "name": name, **more} for number, name in enumerate(names)]


@pytest.mark.parametrize(
    ("left", "right"), [("锤子", "錘子"), ("锤子", "chuizi"), ("锤子", "捶子"), ("Молоток", "molotok")]
)
def test_names_that_are_spelled_or_read_alike_are_compared(make_case, candidates_of, left, right):
    """A rare name is met in any script, anywhere in the case."""
    assert _pairs(candidates_of(make_case(names=_accounts(left, right)))) == {("account:0", "account:1")}


@pytest.mark.parametrize(("left", "right"), [("hammer", "h4mmer_"), ("锤哥", "阿锤"), ("🔨", "锤子")])
def test_look_alikes_are_compared_inside_a_conversation_only(make_case, candidates_of, left, right):
    """Likeness is a reason to compare where both are seen together, not across the case."""
    assert _pairs(candidates_of(make_case(names=_accounts(left, right, thread_id="t"))))
    assert not _pairs(candidates_of(make_case(names=_accounts(left, right))))


def test_common_name_is_not_compared_across_the_case(make_case, candidates_of):
    """What many bear proposes nothing across platforms."""
    assert not _pairs(candidates_of(make_case(names=_accounts(*["lucky star"] * 40))))


def test_generic_name_is_not_compared_across_the_case(make_case, candidates_of):
    """Two bosses are not a pair."""
    assert not _pairs(candidates_of(make_case(names=_accounts("老板", "老闆"))))


def test_handle_in_many_logs_is_paired_with_its_neighbours(make_case, candidates_of):
    """A handle in n logs makes n - 1 pairs."""
    references = [
        {"reference": f"account:{log}", "platform": "irc", "account_id": "irc:amber", "thread_id": f"irc:{log}"}
        for log in range(6)
    ]
    case = make_case(references=references, names=_accounts(*["amber"] * 6))
    assert len(_pairs(candidates_of(case))) == 5


def test_registration_leads_to_a_list_entry_but_not_to_an_account(make_case, candidates_of):
    """Accounts of one registrant are compared with the listed person, never with each other."""
    names = [*_accounts("amber", "basil"), {"reference": "listed:e:1:zhou", "name": "zhou", "kind": "list_entry"}]
    selectors = [
        {"reference": row["reference"], "kind": "phone", "value": "+86139", "basis": basis}
        for row, basis in zip(names, ["registration", "registration", "list"], strict=True)
    ]
    found = _pairs(candidates_of(make_case(names=names, selectors=selectors)))
    assert found == {("account:0", "listed:e:1:zhou"), ("account:1", "listed:e:1:zhou")}


def test_remark_meets_the_name_of_a_list(make_case, candidates_of):
    """What the owner calls a contact is met on a list."""
    case = make_case(
        names=[
            {"reference": "account:a", "name": "Lucky Star"},
            {"reference": "account:a", "name": "钢钉", "kind": "remark", "observer": "account:o"},
            {"reference": "listed:e:1:钢钉", "name": "钢钉", "kind": "list_entry"},
        ]
    )
    assert _pairs(candidates_of(case)) == {("account:a", "listed:e:1:钢钉")}


def test_statement_proposes_bearers_of_the_name_in_its_thread(make_case, candidates_of):
    """A name said in one conversation is looked for there first."""
    case = make_case(
        names=[
            {"reference": "account:a", "name": "Lucky Star", "thread_id": "t"},
            {"reference": "account:b", "name": "crab", "thread_id": "t"},
            {"reference": "account:c", "name": "other", "thread_id": "u"},
        ],
        statements=[{"kind": "is_called", "subject": "account:a", "object_name": "Crab"}],
    )
    assert ("account:a", "account:b") in _pairs(candidates_of(case))


def test_empty_case_has_no_keys(make_case, candidates_of):
    """A case without anybody proposes nothing and breaks nothing."""
    assert candidates_of(make_case()).is_empty()
