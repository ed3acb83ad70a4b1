"""Style, rhythm and what they are taken from."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.behaviour.character_grams import gram_blocks
from resolvers.behaviour.likeness import likeness_scores, nearest
from resolvers.behaviour.own_words import BORDER, CUT, MASKED, own_words
from resolvers.behaviour.rhythm import rhythm_profiles
from resolvers.behaviour.style import LEAST_MESSAGES, style_profiles
from resolvers.comparisons.evidence import pair_evidence
from resolvers.comparisons.rules import rhythm_alike, style_alike
from resolvers.contract import LinkSettings
from resolvers.scorers.fixed_weights import evidence_weight

_WORDS = (
    "we",
    "they",
    "will",
    "can",
    "put",
    "the",
    "money",
    "on",
    "card",
    "call",
    "send",
    "ask",
    "wait",
    "here",
    "now",
)
_ENDINGS = (".", "!!", "...", "~", " :)", "", "?!", " lol", ",", ";")
_STARTS = ("well ", "so ", "ok ", "u know ", "hmm ", "Listen, ", "", "btw ", "yes ", "no ")
_NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)


def _talk(reference, habit, count, seed, hour=0):
    """Messages of one who begins and ends them in his own way."""
    chance = np.random.default_rng(seed)
    start, end = _STARTS[habit % 10], _ENDINGS[(habit * 3 + habit // 10) % 10]
    return [
        {
            "sender": reference,
            "text": start + " ".join(chance.choice(_WORDS, 6)) + end,
            "sent_at": _NOON + timedelta(days=number, hours=hour),
            "thread_id": "t",
            "turn": number,
        }
        for number in range(count)
    ]


def _crowd(make_case, count=LEAST_MESSAGES + 5, people=24):
    """People of different habits; b0 is a0 again."""
    rows = [row for who in range(people) for row in _talk(f"account:a{who:02}", who, count, who, hour=who % 11)]
    rows += _talk("account:b0", 0, count, 99)
    return make_case(
        references=[{"reference": f"account:a{who:02}"} for who in range(people)] + [{"reference": "account:b0"}],
        utterances=rows,
    )


def _pair(left, right):
    return pl.DataFrame({"reference_l": [left], "reference_r": [right]})


def test_one_hand_is_liker_than_two(make_case):
    """Two accounts written by one hand score above two hands."""
    profiles = style_profiles(_crowd(make_case))
    same = likeness_scores(profiles, _pair("account:a00", "account:b0"))["score"][0]
    other = likeness_scores(profiles, _pair("account:a01", "account:b0"))["score"][0]
    assert same > 2.5 > other


def test_few_messages_have_no_style(make_case):
    """With fewer than 25 messages style is silent, whoever writes."""
    profiles = style_profiles(_crowd(make_case, count=LEAST_MESSAGES - 1))
    assert profiles.rows.is_empty()
    assert likeness_scores(profiles, _pair("account:a00", "account:b0")).is_empty()


def test_few_writers_make_no_background(make_case):
    """Among a handful of writers nothing stands out, so style is silent."""
    assert style_profiles(_crowd(make_case, people=5)).rows.is_empty()


def test_scripts_are_not_compared(make_case):
    """Who writes Chinese is no stranger to who writes English by style alone."""
    case = _crowd(make_case)
    han = [
        {"sender": "account:zh", "text": f"明天去{number}号那边拿钱吧。", "thread_id": "t", "turn": 0}
        for number in range(40)
    ]
    both = make_case(
        utterances=[*case.utterances.to_dicts(), *[{**row, "message_id": f"z{n}"} for n, row in enumerate(han)]]
    )
    assert likeness_scores(style_profiles(both), _pair("account:a00", "account:zh")).is_empty()


def test_neighbours_keep_to_their_budget(make_case):
    """The nearest ones are proposed, never more than the budget, and what it leaves out is counted."""
    profiles = style_profiles(_crowd(make_case))
    pairs, left_out = nearest(profiles, per_reference=1, least_score=-10.0)
    assert ("account:a00", "account:b0") in set(pairs.select("reference_l", "reference_r").iter_rows())
    assert pairs.height <= 25
    assert pairs.height + left_out == 25 * 24 // 2


def test_order_of_rows_does_not_show(make_case):
    """The same case in another order of rows gives the same scores to the bit."""
    case = _crowd(make_case)
    turned = make_case(references=case.references.to_dicts(), utterances=case.utterances.to_dicts()[::-1])
    first, second = (nearest(style_profiles(one), 3, 0.0)[0] for one in (case, turned))
    assert first.equals(second)


def test_style_explains_itself_and_never_joins(make_case):
    """The reason names shared habits and a place, and has no standing to join."""
    rows = style_alike.compare(_pair("account:a00", "account:b0"), _crowd(make_case))
    assert rows["level"][0] in ("very", "alike", "somewhat")
    assert rows["exhibit_id"][0] is not None
    assert "%" in rows["value_l"][0]
    evidence = pair_evidence(_pair("account:a00", "account:b0"), _crowd(make_case), LinkSettings())
    assert not evidence_weight(evidence.filter(pl.col("family") == "communication"), {})["has_standing"].any()


def test_foreign_and_named_words_are_covered(make_case):
    """Forwards and repeats are left out, quoted words cut, names masked."""
    case = make_case(
        utterances=[
            {"sender": "account:a", "text": "hello crab", "message_id": "m0"},
            {"sender": "account:a", "text": "> old words\nmine", "message_id": "m1"},
            {"sender": "account:a", "text": "passed on", "message_id": "m2"},
        ],
        mentions=[{"message_id": "m0", "start_offset": 6, "end_offset": 10}],
        message_traits=[
            {"message_id": "m1", "trait": "quoted_block", "start_offset": 0, "end_offset": 11},
            {"message_id": "m2", "trait": "forwarded", "start_offset": 0, "end_offset": 9},
        ],
    )
    points = own_words(case, 1).points.tolist()
    shown = "".join({BORDER: "|", CUT: "-", MASKED: "*"}.get(point, chr(point)) for point in points)
    assert shown == "|hello ****|-----------|mine|"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=6))
def test_grams_stay_inside_messages(texts):
    """However messages are cut into blocks, n-grams are counted once and by their owner."""
    joined = "\n" + "".join(text.replace("\n", " ") + "\n" for text in texts)
    points = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32)
    owners = np.zeros(len(points), dtype=np.int32)
    count = sum(len(rows) for rows, _ in gram_blocks(points, owners))
    expected = 0
    for order in (1, 2, 3, 4):
        for at in range(len(joined) - order + 1):
            piece = joined[at : at + order]
            hidden = any(sign in piece for sign in ("\x01", "\x02"))
            expected += not hidden and piece.strip("\n") != "" and "\n" not in piece[1:-1]
    assert count == expected


def test_rhythm_needs_days_and_tells_hours_apart(make_case):
    """Who writes at the same hours on enough days is liker than who writes at others."""
    case = _crowd(make_case)
    profiles = rhythm_profiles(case)
    same = likeness_scores(profiles, _pair("account:a00", "account:b0"))["score"][0]
    other = likeness_scores(profiles, _pair("account:a06", "account:b0"))["score"][0]
    assert same > other
    assert set(rhythm_alike.compare(_pair("account:a00", "account:b0"), case)["level"]) <= {"alike"}
    assert rhythm_profiles(_crowd(make_case, count=5)).rows.is_empty()


@pytest.mark.parametrize("rule", [style_alike, rhythm_alike])
def test_silent_without_talk(make_case, rule):
    """A case without messages gives no reason and no failure."""
    case = make_case(names=[{"reference": "account:a", "name": "x"}, {"reference": "account:b", "name": "y"}])
    assert rule.compare(_pair("account:a", "account:b"), case).is_empty()
