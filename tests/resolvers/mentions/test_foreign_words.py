"""Names in words that are somebody else's, and names on quotes."""

import pytest

from resolvers.mentions.foreign_words import quoted_names, with_quotes

QUOTE = "[12:03] <hammer> crab, bring the list\nhammer: I will"


def mention(start, end, manner="address"):
    return {
        "message_id": "m1",
        "start_offset": start,
        "end_offset": end,
        "text": QUOTE[start:end],
        "manner": manner,
    } | {"alias_form": QUOTE[start:end]}


@pytest.mark.parametrize("trait", ["quoted_block", "forwarded"])
def test_a_name_in_somebody_elses_words_calls_nobody(make_case, trait):
    """Inside a quote a call is a quote; what the sender adds himself stays a call."""
    case = make_case(
        mentions=[mention(17, 21), mention(38, 44)],
        message_traits=[{"message_id": "m1", "trait": trait, "start_offset": 0, "end_offset": 37}],
    )
    manners = with_quotes(case.mentions, case.message_traits).select("text", "manner").rows()
    assert manners == [("crab", "quote"), ("hammer", "address")]


@pytest.mark.parametrize("trait", ["repeat", "echo"])
def test_repeated_words_stay_the_senders_own(make_case, trait):
    """Who repeats himself still calls."""
    case = make_case(
        mentions=[mention(38, 44)],
        message_traits=[{"message_id": "m1", "trait": trait, "start_offset": 0, "end_offset": 50}],
    )
    assert with_quotes(case.mentions, case.message_traits)["manner"].to_list() == ["address"]


def quoting_case(make_case, label="钢钉", of="m0", native_id="99500001"):
    return make_case(
        references=[
            {"reference": "account:a", "kind": "account", "native_id": native_id},
            {"reference": "account:b", "kind": "account", "native_id": "99500002"},
        ],
        utterances=[
            {"message_id": "m0", "thread_id": "t", "turn": 0, "sender": "account:a", "text": "the van is at gate nine"},
            {"message_id": "m1", "thread_id": "u", "turn": 1, "sender": "account:b", "text": "…", "locator": "line:9"},
        ],
        message_traits=[
            {"message_id": "m1", "trait": "quoted_block", "start_offset": 0, "end_offset": 9}
            | {"of_message_id": of, "label": label}
        ],
    )


def test_the_name_on_a_verbatim_quote_is_its_authors(make_case):
    """Whose words are quoted under a name is called by it, by the one who quotes, at the quote's place."""
    case = quoting_case(make_case)
    row = quoted_names(case.utterances, case.references, case.message_traits).row(0, named=True)
    assert (row["reference"], row["name"], row["kind"], row["observer"]) == (
        "account:a",
        "钢钉",
        "quoted",
        "account:b",
    )
    assert (row["thread_id"], row["locator"]) == ("u", "line:9")


@pytest.mark.parametrize(
    "odd",
    [{"of": None}, {"label": None}, {"label": "x" * 60}, {"label": "  "}, {"label": "HAMMER", "native_id": "hammer"}],
)
def test_a_quote_without_source_or_name_names_nobody(make_case, odd):
    """Words that are nobody's message here, a heading, or the account's own id give no name."""
    case = quoting_case(make_case, **odd)
    assert quoted_names(case.utterances, case.references, case.message_traits).is_empty()
