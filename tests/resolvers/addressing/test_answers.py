"""Who answers whom, by name and by use."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from resolvers.addressing.answers import answered_messages
from resolvers.addressing.names_answered_to import names_answered_to
from resolvers.addressing.spoken_to import own_mentions, spoken_to
from resolvers.addressing.turns import turns_of
from resolvers.mentions.find import mentions
from resolvers.names.alias_form import alias_forms
from warehouse.schema.frames import MENTION, MESSAGE_TRAIT, REFERENCE_NAME, UTTERANCE

START = datetime(2024, 3, 1, 12, tzinfo=UTC)


def talk_of(lines):
    rows = [
        {
            "message_id": f"m{number:04}",
            "thread_id": "t",
            "turn": number,
            "sender": f"account:{who}",
            "sent_at": START + timedelta(seconds=20 * number),
            "kind": "text",
            "text": text,
            "exhibit_id": "e",
            "locator": f"line:{number + 1}",
        }
        for number, (who, text) in enumerate(lines)
    ]
    schema = UTTERANCE.polars_schema()
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema, orient="row")


def names_of(named):
    schema = REFERENCE_NAME.polars_schema()
    rows = [
        {"reference": f"account:{who}", "name": name, "kind": "handle", "thread_id": "t", "observation_count": 1}
        for who, name in named.items()
    ]
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema, orient="row")


def addressed(utterances, names):
    found = mentions(utterances, names)
    bearers = names.select("thread_id", "reference", alias_form=alias_forms(names["name"]))
    return spoken_to(utterances, found, bearers), found


@pytest.mark.parametrize(
    "call", ["hammer: it is ready", "hammer, it is ready", "@hammer it is ready", "it is ready, hammer"]
)
def test_a_called_person_is_answered_over_nearer_ones(call):
    """Who is called by name is spoken to, wherever the name stands, though others wrote later."""
    lines = [("a", "is the list ready?"), ("b", "who has lunch?"), ("d", "me not"), ("c", call)]
    utterances = talk_of(lines)
    called, found = addressed(utterances, names_of({"a": "hammer", "b": "crab", "c": "scar", "d": "bean"}))
    answered = answered_messages(turns_of(utterances, called, found))
    assert answered.filter(pl.col("message_id") == "m0003")["listener"].to_list() == ["account:a"]


def test_chinese_calls_speak_to_their_bearer():
    """A Chinese name with a comma at the start or the end speaks to its bearer."""
    lines = [("a", "到了吗?"), ("b", "吃饭了"), ("c", "锤子，到了"), ("b", "明天再说，锤子")]
    called, _ = addressed(talk_of(lines), names_of({"a": "锤子", "b": "螃蟹", "c": "刀疤"}))
    assert called.select("message_id", "reference").rows() == [("m0002", "account:a"), ("m0003", "account:a")]


def test_the_platforms_own_reply_outweighs_everything():
    """What the platform says is answered is answered."""
    lines = [("a", "one"), ("b", "is anybody here?"), ("c", "crab: here")]
    utterances = talk_of(lines).with_columns(
        reply_to_message_id=pl.when(pl.col("message_id") == "m0002").then(pl.lit("m0000"))
    )
    called, found = addressed(utterances, names_of({"a": "hammer", "b": "crab", "c": "scar"}))
    answered = answered_messages(turns_of(utterances, called, found))
    assert answered["answered_id"].to_list()[-1] == "m0000"


def test_a_first_question_to_nobody_answers_nobody():
    """Who comes in and asks everybody starts a conversation."""
    lines = [("a", "bean: thanks, works now"), ("d", "hammer: fine"), ("c", "hello, how do I send the form?")]
    utterances = talk_of(lines)
    called, found = addressed(utterances, names_of({"a": "hammer", "d": "bean", "c": "scar"}))
    answered = answered_messages(turns_of(utterances, called, found))
    assert answered["answered_id"].to_list()[-1] is None


def unknown_name_talk(rounds):
    shown = {"c": "scar", "d": "bean", "e": "reed"}
    lines = []
    for number in range(rounds):
        asker = "cde"[number % 3]
        before = [("a", f"shipment {number} is at the gate"), ("b", f"lunch at {number}?"), ("f", "rain again")]
        lines += before[number % 3 :] + before[: number % 3]
        lines += [
            (asker, f"hammer: where is shipment {number}?"),
            ("f", "they said sun"),
            ("a", f"{shown[asker]}: shipment {number} still at the gate"),
            ("b", "nobody eats here"),
        ]
    return lines


def test_use_tells_whose_name_is_called():
    """A name that nobody shows belongs to the one whom its callers speak with, never to a caller."""
    utterances = talk_of(unknown_name_talk(6))
    names = names_of({"b": "crab", "c": "scar", "d": "bean", "e": "reed", "list": "hammer"})
    called, found = addressed(utterances, names)
    open_calls = called.filter(pl.col("alias_form") == "hammer").with_columns(reference=pl.lit(None, pl.String))
    rest = called.filter(pl.col("alias_form") != "hammer")
    turns = turns_of(utterances, pl.concat([open_calls, rest]), found)
    ranked = names_answered_to(turns, open_calls, found)
    best = ranked.row(0, named=True)
    assert best["reference"] == "account:a" and best["lead"] > 1 and best["caller_count"] == 3
    callers = ranked.filter(pl.col("reference").is_in(["account:c", "account:d", "account:e"]))
    assert (callers["bits"] < 0).all()


def test_order_of_rows_does_not_matter():
    """Shuffled frames give the same answers."""
    utterances = talk_of(unknown_name_talk(5))
    names = names_of({"a": "hammer", "b": "crab", "c": "scar", "d": "bean", "e": "reed"})
    called, found = addressed(utterances, names)
    once = answered_messages(turns_of(utterances, called, found))
    again = answered_messages(turns_of(utterances.reverse(), called.reverse(), found.reverse()))
    assert once.equals(again)


def test_no_talk_gives_no_answers():
    """A case without messages is no error."""
    empty = talk_of([])
    called, found = addressed(empty, names_of({"a": "hammer"}))
    turns = turns_of(empty, called, found)
    assert answered_messages(turns).is_empty() and names_answered_to(turns, called, found).is_empty()


def test_names_in_quotes_call_nobody():
    """A name inside somebody else's words is no call of the one who quotes."""
    mentioned = pl.DataFrame(
        [
            {"message_id": "m", "start_offset": 2, "end_offset": 8, "text": "hammer", "alias_form": "hammer"}
            | {"manner": "address"},
            {"message_id": "m", "start_offset": 40, "end_offset": 44, "text": "crab", "alias_form": "crab"}
            | {"manner": "address"},
        ],
        schema=MENTION.polars_schema(),
    )
    quote = {"message_id": "m", "trait": "quoted_block", "start_offset": 0, "end_offset": 30}
    schema = MESSAGE_TRAIT.polars_schema()
    traits = pl.DataFrame([{name: quote.get(name) for name in schema}], schema=schema)
    assert own_mentions(mentioned, traits)["text"].to_list() == ["crab"]
