"""Linking from end to end on small cases: what joins, what stays a lead, what never joins."""

from dataclasses import fields, replace

import pytest

from resolvers.contract import LinkSettings


def _together(clusters, left, right):
    return clusters[left] == clusters[right]


def test_shared_phone_of_two_profiles_joins(make_case, clusters_of):
    """Two accounts that show one phone of their own are one entity."""
    case = make_case(
        names=[{"reference": "account:a", "name": "blue"}, {"reference": "account:b", "name": "red"}],
        selectors=[
            {"reference": "account:a", "kind": "phone", "value": "+8613800000000"},
            {"reference": "account:b", "kind": "phone", "value": "+8613800000000", "basis": "contact_card"},
        ],
    )
    assert _together(clusters_of(case), "account:a", "account:b")


def test_equal_name_alone_is_a_lead_and_no_join(make_case, scored_of):
    """Two bearers of one rare name are shown for review under every preset, never joined."""
    case = make_case(
        names=[{"reference": "account:a", "name": "钢钉"}, {"reference": "account:b", "name": "鋼釘"}],
        references=[
            {"reference": "account:a", "platform": "qq", "account_id": "qq:1"},
            {"reference": "account:b", "platform": "wechat", "account_id": "wechat:1"},
        ],
    )
    assert scored_of(case)["decision"].to_list() == ["lead"]


@pytest.mark.parametrize("weight", [8.0, 40.0])
def test_name_equality_never_joins_whatever_it_weighs(make_case, scored_of, weight):
    """However an analyst raises the weight of a name, likeness alone does not join."""
    case = make_case(names=[{"reference": "account:a", "name": "hammer"}, {"reference": "account:b", "name": "hammer"}])
    settings = LinkSettings(weight_overrides={"name_equal.elsewhere": weight})
    assert "join" not in scored_of(case, settings)["decision"].to_list()


def test_registrations_of_bought_accounts_join_nothing(make_case, clusters_of, candidates_of):
    """1,548 accounts opened by three people for sale stay 1,548 entities (requirement S15)."""
    accounts = [f"account:wechat:wxid_{number:04}" for number in range(1548)]
    selectors = []
    for number, account in enumerate(accounts):
        registrant = number % 3
        shared = {
            "phone": "+86139000000",
            "document": "11010119900101000",
            "bank_card": "622202000000000",
            "ip": "9.9.9.",
        }
        selectors += [
            {"reference": account, "kind": kind, "value": f"{value}{registrant}", "basis": "registration"}
            for kind, value in shared.items()
        ]
    listed = [{"reference": "listed:e:1:n", "row": "e:1", "name": "老周"}]
    owner = {"reference": "listed:e:1:n", "kind": "phone", "value": "+861390000000", "basis": "list"}
    case = make_case(
        names=[{"reference": account, "name": account[-4:]} for account in accounts]
        + [{"reference": "listed:e:1:n", "name": "老周", "kind": "list_entry"}],
        selectors=[*selectors, owner],
        listed=listed,
    )
    found = clusters_of(case)
    assert len(set(found.values())) == len(accounts) + 1
    accounts_only = candidates_of(case).filter(~candidates_of(case)["reference_r"].str.starts_with("listed"))
    assert accounts_only.is_empty()


def test_two_hundred_accounts_on_one_address_join_nothing(make_case, clusters_of):
    """A compound's IP address and its device are no person."""
    accounts = [f"account:qq:{number}" for number in range(200)]
    case = make_case(
        names=[{"reference": account, "name": f"user{account[-3:]}"} for account in accounts],
        selectors=[
            {"reference": account, "kind": kind, "value": "203.0.113.7", "basis": "session"}
            for account in accounts
            for kind in ("ip", "device")
        ],
    )
    assert len(set(clusters_of(case).values())) == 200


def test_statement_of_the_person_joins_name_and_account(make_case, clusters_of):
    """An account that says it is 锤子 is one with the account shown as 锤子 in that conversation."""
    case = make_case(
        names=[
            {"reference": "account:new", "name": "Lucky Star", "thread_id": "t"},
            {"reference": "account:old", "name": "錘子", "thread_id": "t"},
        ],
        statements=[{"kind": "is_called", "subject": "account:new", "object_name": "锤子", "said_by": "account:new"}],
    )
    assert _together(clusters_of(case), "account:new", "account:old")


def test_doubtful_statement_is_only_a_lead(make_case, scored_of):
    """A guess about who somebody is goes to review."""
    case = make_case(
        names=[
            {"reference": "account:new", "name": "Lucky Star", "thread_id": "t"},
            {"reference": "account:old", "name": "锤子", "thread_id": "t"},
        ],
        statements=[
            {
                "kind": "is_called",
                "subject": "account:new",
                "object_name": "锤子",
                "said_by": "account:x",
                "is_doubtful": True,
            }
        ],
    )
    assert scored_of(case)["decision"].to_list() != ["join"]


def test_denial_keeps_two_apart_despite_a_shared_phone(make_case, clusters_of):
    """Who is said not to be somebody is not joined with him by machine."""
    case = make_case(
        names=[{"reference": "account:a", "name": "blue"}, {"reference": "account:b", "name": "red"}],
        selectors=[{"reference": f"account:{side}", "kind": "phone", "value": "+8613800000000"} for side in "ab"],
        statements=[{"kind": "same_person", "subject": "account:a", "object": "account:b", "is_negated": True}],
    )
    assert not _together(clusters_of(case), "account:a", "account:b")


def test_handed_over_account_is_no_join(make_case, scored_of):
    """A hand-over speaks of two operators."""
    case = make_case(
        names=[{"reference": "account:a", "name": "blue"}, {"reference": "account:b", "name": "crab"}],
        statements=[{"kind": "hand_over", "subject": "account:a", "object": "account:b"}],
    )
    assert scored_of(case)["decision"].to_list() == ["apart"]


def test_list_row_joins_its_names_with_its_account(make_case, clusters_of):
    """A roster row with two names and an account is one entity; the next row is another."""
    rows = [("r1", "锤子", "wechat:w1"), ("r1", "Hammer", "wechat:w1"), ("r2", "钢钉", None)]
    case = make_case(
        references=[{"reference": "account:wechat:w1", "platform": "wechat", "account_id": "wechat:w1"}],
        names=[{"reference": f"listed:{row}:{name}", "name": name, "kind": "list_entry"} for row, name, _ in rows],
        listed=[
            {"reference": f"listed:{row}:{name}", "row": row, "name": name, "account_id": account}
            for row, name, account in rows
        ],
    )
    found = clusters_of(case)
    assert _together(found, "listed:r1:锤子", "listed:r1:Hammer")
    assert _together(found, "listed:r1:锤子", "account:wechat:w1")
    assert not _together(found, "listed:r1:锤子", "listed:r2:钢钉")


def test_called_name_is_the_only_account_that_shows_it(make_case, clusters_of):
    """Calling hammer where one account stands as Hammer means this account."""
    case = make_case(
        names=[
            {"reference": "account:a", "name": "Hammer", "thread_id": "t"},
            {"reference": "called:t:hammer", "name": "hammer", "kind": "called", "thread_id": "t"},
        ],
    )
    assert _together(clusters_of(case), "account:a", "called:t:hammer")


def test_result_does_not_depend_on_row_order(make_case, scored_of):
    """Reversing every frame changes nothing in the scored pairs."""
    spellings = ["锤子", "錘子", "chuizi", "捶子", "锤哥"]
    case = make_case(
        names=[{"reference": f"account:{n}", "name": name} for n, name in enumerate(spellings)],
        selectors=[{"reference": f"account:{n}", "kind": "phone", "value": "+86138"} for n in (0, 2, 4)],
    )
    turned = replace(case, **{field.name: getattr(case, field.name).reverse() for field in fields(case)})
    assert scored_of(case).equals(scored_of(turned))


def _changed_number(make_case, knows):
    """Somebody tells the owner "I am 锤子" in a new chat; `knows`: the owner has talked with the old 锤子."""
    talk = [
        {"thread_id": "new", "turn": 0, "sender": "account:new"},
        {"thread_id": "new", "turn": 1, "sender": "account:owner"},
        {"thread_id": "old", "turn": 0, "sender": "account:old"},
        {"thread_id": "old", "turn": 1, "sender": "account:owner" if knows else "account:stranger"},
    ]
    introduced = {"reference": "account:new", "name": "锤子", "kind": "self_introduction", "thread_id": "new"}
    return make_case(
        names=[
            {"reference": "account:new", "name": "Lucky Star"},
            {"reference": "account:old", "name": "锤子"},
            {"reference": "account:owner", "name": "owner"},
            {"reference": "account:stranger", "name": "stranger"},
            introduced,
        ],
        utterances=talk,
        statements=[
            {
                "kind": "is_called",
                "subject": "account:new",
                "object_name": "锤子",
                "said_by": "account:new",
                "thread_id": "new",
            }
        ],
    )


def test_changed_number_told_to_an_acquaintance_joins(make_case, clusters_of):
    """Who says he is 锤子 to somebody who knows one 锤子 means this one."""
    assert _together(clusters_of(_changed_number(make_case, knows=True)), "account:new", "account:old")


def test_same_name_of_a_stranger_elsewhere_is_only_a_lead(make_case, scored_of):
    """Who says he is 锤子 is not joined with a 锤子 of other circles, and the sentence is not counted twice."""
    assert scored_of(_changed_number(make_case, knows=False))["decision"].to_list() == ["lead"]


def test_remark_of_a_speaker_counts_as_a_name_in_his_conversations(make_case, clusters_of):
    """Who says he is 锤子 to an owner who calls an old contact 锤子 means that contact."""
    case = make_case(
        names=[
            {"reference": "account:new", "name": "Lucky Star"},
            {"reference": "account:old", "name": "Silent Tiger"},
            {"reference": "account:old", "name": "锤子", "kind": "remark", "observer": "account:owner"},
            {"reference": "account:owner", "name": "owner"},
        ],
        utterances=[{"thread_id": "t", "turn": 0, "sender": "account:owner"}],
        statements=[{"kind": "is_called", "subject": "account:new", "object_name": "锤子", "said_by": "account:new"}],
    )
    assert _together(clusters_of(case), "account:new", "account:old")


@pytest.mark.parametrize(("order", "decision"), [("bbacbc", "lead"), ("bbac", "join")])
def test_bearer_who_goes_on_speaking_is_left_to_review(make_case, scored_of, order, decision):
    """Who says he is 锤子 while 锤子 goes on talking in the same conversation was perhaps misread."""
    talk = [
        {"thread_id": "t", "turn": turn, "sender": f"account:{letter}", "message_id": f"m{turn}"}
        for turn, letter in enumerate([*order, "a"])
    ]
    case = make_case(
        names=[
            {"reference": "account:a", "name": "Lucky Star", "thread_id": "t"},
            {"reference": "account:b", "name": "锤子", "thread_id": "t"},
        ],
        utterances=talk,
        statements=[
            {
                "kind": "is_called",
                "subject": "account:a",
                "object_name": "锤子",
                "said_by": "account:a",
                "message_id": "m2",
            }
        ],
    )
    assert scored_of(case)["decision"].to_list() == [decision]
