"""Evidence from who was said to have which account."""

from resolvers.comparisons.rules.statement_has_account import COMPARISON

_CRAB = {"reference": "account:qq:1", "name": "crab"}
_NEW = {"reference": "account:qq:2", "name": "x9"}
_TALK = {"thread_id": "t", "sender": "account:qq:1", "text": "hi"}


def _statement(**more):
    return {"kind": "has_account", "thread_id": "t", "message_id": "m0", "object_name": "99123456", **more}


def _found(case, candidates_of):
    pairs = candidates_of(case)
    return COMPARISON.compare(pairs.select("reference_l", "reference_r"), case).select(
        "reference_l", "reference_r", "level", "value_r", "locator"
    )


def test_account_given_by_another_ties_its_name_to_the_account(make_case, candidates_of):
    """'crab's new account: …' ties whoever is crab in that talk to the account, citing the place."""
    case = make_case(
        names=[_CRAB, _NEW],
        utterances=[_TALK],
        statements=[_statement(subject_name="crab", object="account:qq:2", said_by="account:qq:3")],
    )
    assert _found(case, candidates_of).rows() == [
        ("account:qq:1", "account:qq:2", "given_by_other", "99123456", "line:1")
    ]


def test_own_number_ties_the_speaker_to_whoever_shows_it(make_case, candidates_of):
    """'my number is …' ties the speaker to the account whose profile shows the number."""
    number = {"kind": "phone", "value": "+12125550123"}
    case = make_case(
        names=[_CRAB, _NEW],
        utterances=[_TALK],
        selectors=[{"reference": "account:qq:2", **number}],
        text_identifiers=[{"message_id": "m0", "raw": "+1 212 555 0123", **number}],
        statements=[_statement(subject="account:qq:1", said_by="account:qq:1", object_name="+1 (212) 555-0123")],
    )
    assert _found(case, candidates_of)["level"].to_list() == ["own"]


def test_denied_and_doubted_accounts_do_not_tie(make_case, candidates_of):
    """A denial is silent and a guess is only a lead."""
    told = {"subject": "account:qq:1", "object": "account:qq:2", "said_by": "account:qq:1"}
    denied = make_case(names=[_CRAB, _NEW], utterances=[_TALK], statements=[_statement(**told, is_negated=True)])
    assert _found(denied, candidates_of).rows() == []
    doubted = make_case(names=[_CRAB, _NEW], utterances=[_TALK], statements=[_statement(**told, is_doubtful=True)])
    assert _found(doubted, candidates_of)["level"].to_list() == ["doubtful"]
    assert COMPARISON.levels["doubtful"].weight < COMPARISON.levels["elsewhere"].weight
