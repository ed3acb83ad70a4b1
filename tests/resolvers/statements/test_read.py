"""Statements that rest on more than one sentence: whose words, who was asked, lists, accounts of the case."""

import polars as pl

from resolvers.mentions.find import mentions
from resolvers.statements.read import CaseWords, statements
from sources.text_identifiers.find import text_identifiers
from warehouse.schema.frames import FOUND_IDENTIFIER, MESSAGE_TRAIT, REFERENCE, REFERENCE_NAME, UTTERANCE

_KNOWN = {"w1": "hammer", "w2": "Crab", "w3": "螃蟹", "99123456": "old crab"}


def _said(turns, traits=(), extra_names=()):
    """Statements of a talk given as (speaker, text) turns; some accounts of the case bear names elsewhere."""
    count = len(turns)
    utterances = UTTERANCE.conform(
        pl.DataFrame(
            {
                "message_id": [f"m{turn}" for turn in range(count)],
                "thread_id": "qq:1",
                "turn": range(count),
                "sender": [f"account:qq:{who}" for who, _ in turns],
                "kind": "text",
                "text": [text for _, text in turns],
                "exhibit_id": "e",
                "locator": [f"line:{turn + 1}" for turn in range(count)],
            }
        )
    )
    bearers = {f"account:qq:{who}": name for who, name in (*_KNOWN.items(), *extra_names)}
    names = REFERENCE_NAME.conform(
        pl.DataFrame(
            {
                "reference": list(bearers),
                "name": list(bearers.values()),
                "kind": "account_nickname",
                "observation_count": 1,
            }
        )
    )
    accounts = sorted({*bearers, *utterances["sender"]})
    references = REFERENCE.conform(
        pl.DataFrame(
            {
                "reference": accounts,
                "kind": "account",
                "platform": "qq",
                "native_id": [account.rpartition(":")[2] for account in accounts],
                "is_owner": False,
                "message_count": 1,
            }
        )
    )
    seen = utterances.select("locator", "text", platform=pl.lit("qq"))
    found = text_identifiers(seen, None).join(utterances.select("message_id", "locator"), on="locator")
    schema = MESSAGE_TRAIT.polars_schema()
    foreign = pl.DataFrame([{name: trait.get(name) for name in schema} for trait in traits], schema=schema)
    words = CaseWords(traits=foreign, identifiers=FOUND_IDENTIFIER.conform(found.drop("locator")))
    return statements(utterances, references, names, mentions(utterances, names), words)


def _rows(found):
    columns = ["message_id", "kind", "subject_name", "object_name"]
    return found.sort(columns).select("kind", "subject_name", "object_name", "message_id").rows()


def test_answer_counts_over_turns_of_others_when_the_asked_one_gives_it():
    """In a group the one who spoke last before the question may answer while others talk between."""
    turns = [("a", "hello"), ("b", "who are you?"), ("c", "lunch?"), ("c", "pizza"), ("d", "ok"), ("a", "hammer")]
    assert _rows(_said(turns)) == [("is_called", None, "hammer", "m5")]


def test_answer_of_another_does_not_count():
    """A name that somebody else drops later in a group is no answer."""
    turns = [("a", "hello"), ("b", "who are you?"), ("c", "lunch?"), ("d", "Crab"), ("c", "ok")]
    assert _rows(_said(turns)) == []


def test_answer_counts_when_it_calls_the_asker():
    """An answer that calls who asked is his answer, whoever spoke between."""
    turns = [("c", "lunch"), ("b", "who is hammer?"), ("c", "pizza"), ("d", "ok"), ("a", "bob: Crab")]
    found = _said(turns, extra_names=[("b", "bob")])
    assert _rows(found) == [("same_person", "hammer", "Crab", "m4")]


def test_yes_of_a_bystander_does_not_count():
    """A 'yes' in a group counts from whom was asked alone."""
    turns = [("a", "hello"), ("b", "are you Crab?"), ("c", "yes"), ("d", "ok")]
    assert _rows(_said(turns)) == []


def test_question_to_one_is_not_answered_by_another():
    """Who is called by name in the question is the one who can answer it at once."""
    turns = [("a", "hi"), ("c", "hi"), ("b", "@alice who are you?"), ("c", "hammer"), ("a", "Crab")]
    found = _said(turns, extra_names=[("a", "alice")])
    assert _rows(found) == [("is_called", None, "Crab", "m4")]


def test_words_of_a_quoted_block_state_nothing():
    """What a pasted block says is not its paster's claim; what he adds is."""
    text = "[12:30:05] <bob> I am hammer\nI am Crab"
    trait = {"message_id": "m0", "trait": "quoted_block", "start_offset": 0, "end_offset": text.index("\n")}
    assert _rows(_said([("a", text)], [trait])) == [("is_called", None, "Crab", "m0")]


def test_forwarded_message_states_nothing():
    """A message that is somebody else's as a whole makes no statement of its sender."""
    trait = {"message_id": "m0", "trait": "forwarded", "start_offset": 0, "end_offset": 4}
    assert _rows(_said([("a", "我是螃蟹")], [trait])) == []


def test_lines_of_a_pasted_roster_are_statements():
    """Each line gives a name its number and title, whatever order the columns have."""
    text = "花名 岗位 QQ\n石头\t组长\t99123001\n阿海\t财务\t99123002\n馒头\t话务\t99123003"
    assert sorted(_rows(_said([("a", text)])), key=lambda row: (row[0], row[1])) == [
        ("has_account", "石头", "99123001", "m0"),
        ("has_account", "阿海", "99123002", "m0"),
        ("has_account", "馒头", "99123003", "m0"),
        ("role_title", "石头", "组长", "m0"),
        ("role_title", "阿海", "财务", "m0"),
        ("role_title", "馒头", "话务", "m0"),
    ]


def test_contact_list_with_other_separators_is_read():
    """Numbered lines with colons or spaces are a list, too; a heading may tell two names apart."""
    numbered = "1. Viper: +1 212 555 0123\n2. Stone: +1 212 555 0124\n3. Moth: +1 212 555 0125"
    assert [row[1:3] for row in sorted(_rows(_said([("a", numbered)])), key=lambda row: row[2])] == [
        ("Viper", "+1 212 555 0123"),
        ("Stone", "+1 212 555 0124"),
        ("Moth", "+1 212 555 0125"),
    ]
    headed = "nick,name,phone\nViper,Jon Vale,99123001\nStone,Kim Ode,99123002\nMoth,Pat Roe,99123003"
    pairs = {row[:3] for row in _rows(_said([("a", headed)])) if row[0] == "same_person"}
    assert pairs == {
        ("same_person", "Viper", "Jon Vale"),
        ("same_person", "Stone", "Kim Ode"),
        ("same_person", "Moth", "Pat Roe"),
    }


def test_other_columns_of_text_are_no_roster():
    """Prices, times, code and prose in lines give nobody an account."""
    for text in (
        "apples: 50000\npears: 60000\nplums: 70000",
        "buy milk, 2\nbuy eggs, 12\nbuy bread, 1",
        "eth0: 10.0.0.1\neth1: 10.0.0.2\neth2: 10.0.0.3",
        "10:00 hammer\n11:00 Crab\n12:00 hammer",
        "I was there. He came.\nWe spoke, 99123001 times.\nThen home, 99123002.",
    ):
        assert _rows(_said([("a", text)])) == [], text


def test_account_of_the_case_becomes_the_object():
    """An account that the case has is the object of the statement, so that evidence can rest on it."""
    found = _said([("a", "螃蟹的新号：99123456")])
    assert found.select("kind", "subject", "object", "object_name").rows() == [
        ("has_account", "account:qq:w3", "account:qq:99123456", "99123456")
    ]


def test_password_is_never_kept():
    """The login is the statement; the password beside it stands nowhere in it."""
    found = _said([("a", "login for Crab: crab77 pass: hunter2"), ("a", "螃蟹账号99123456 密码abc99123")])
    assert sorted(found["object_name"]) == [
        "99123456",
        "crab77",
    ]
    assert not any("hunter2" in str(row) or "abc99123" in str(row) for row in found.rows())


def test_name_in_front_of_a_number_may_be_who_is_spoken_to():
    """'crab: number' to a Crab who is there calls him; the number is anybody's."""
    assert _rows(_said([("w2", "hi"), ("a", "Crab: +1 212 555 0123")])) == []
    assert _rows(_said([("b", "hi"), ("a", "Crab: +1 212 555 0123")])) == [
        ("has_account", "Crab", "+1 212 555 0123", "m1")
    ]


def test_yes_after_the_asker_went_on_answers_something_else():
    """In a talk of two a 'yes' answers the message before it, not a question that a later one of the asker hides."""
    assert _rows(_said([("b", "Crab?"), ("c", "sure")])) == [("is_called", None, "Crab", "m1")]
    assert _rows(_said([("b", "Crab?"), ("b", "can you bring water"), ("c", "sure")])) == []


def test_a_declined_name_claims_nothing():
    """A name in the genitive tells whose number it is, not who writes."""
    names = [("w9", "Саша")]
    assert _said([("a", "это Саши новый номер"), ("b", "понял")], extra_names=names).is_empty()
