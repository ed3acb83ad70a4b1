"""Evidence of pairs: what weighs more than what, and that both sides are alike."""

import polars as pl
import pytest

from resolvers.comparisons.evidence import pair_evidence
from resolvers.contract import LinkSettings

_PHONE = {"kind": "phone", "value": "+8613800000000"}


def _evidence(case, left="account:a", right="account:b"):
    pairs = pl.DataFrame({"reference_l": [left], "reference_r": [right], "rules": ["test"]})
    return pair_evidence(pairs, case, LinkSettings())


def _weight(case, comparison, **pair):
    return _evidence(case, **pair).filter(pl.col("comparison") == comparison)["weight"].sum()


def _two(**more):
    return [{"reference": f"account:{side}", "name": f"name {side}", **more} for side in "ab"]


def _holding(make_case, *selectors, others=0, **shared):
    rows = [{"reference": f"account:{side}", **shared, **chosen} for side, chosen in zip("ab", selectors, strict=True)]
    crowd = [{"reference": f"account:x{number}", **shared} for number in range(others)]
    names = [*_two(), *({"reference": row["reference"], "name": row["reference"]} for row in crowd)]
    return make_case(names=names, selectors=[*rows, *crowd])


def test_phone_of_two_weighs_more_than_phone_of_many(make_case):
    """The more hold a number, the less it says."""
    weights = [
        _weight(_holding(make_case, {}, {}, others=others, **_PHONE), "shared_selector") for others in (0, 2, 20, 200)
    ]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] > weights[-1] >= 0


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("document", "phone"),
        ("phone", "device"),
        ("device", "ip"),
        ("bank_card", "wallet"),
    ],
)
def test_kinds_of_selectors_rank(make_case, better, worse):
    """A document says more than a phone, a phone more than a device, a device more than an address."""
    found = [_weight(_holding(make_case, {}, {}, kind=kind, value="v"), "shared_selector") for kind in (better, worse)]
    assert found[0] > found[1]


def test_ways_of_being_tied_rank(make_case):
    """One's own number weighs more than one typed into a chat, and that more than registration data."""
    found = [
        _weight(_holding(make_case, {"basis": "profile"}, {"basis": basis}, **_PHONE), "shared_selector")
        for basis in ("contact_card", "message", "registration")
    ]
    assert found == sorted(found, reverse=True)
    assert found[-1] <= 1


def test_all_registration_data_together_weigh_little(make_case):
    """Name, document, phone, card and device of one registrant together stay far under a lead."""
    selectors = [
        {"reference": f"account:{side}", "kind": kind, "value": "v", "basis": "registration"}
        for side in "ab"
        for kind in ("document", "phone", "bank_card", "device", "ip")
    ]
    assert _weight(make_case(names=_two(), selectors=selectors), "shared_selector") <= 5


def test_rare_name_weighs_more_than_common_and_generic(make_case):
    """A name of two says more than a name of eight, and that more than a title."""

    def weight(name, others):
        rows = [{"reference": f"account:{side}", "name": name} for side in "ab"]
        crowd = [{"reference": f"account:x{number}", "name": name} for number in range(others)]
        return _weight(make_case(names=[*rows, *crowd]), "name_equal")

    assert weight("钢钉", 0) > weight("钢钉", 6) > weight("老板", 6)


def test_second_observer_of_a_remark_adds_weight(make_case):
    """Two phones that call the contact so say more than one."""

    def weight(observers):
        remarks = [
            {"reference": "account:a", "name": "钢钉", "kind": "remark", "observer": f"account:{letter}"}
            for letter in observers
        ]
        return _weight(
            make_case(names=[*_two(), *remarks, {"reference": "account:b", "name": "钢钉"}]), "remark_matches"
        )

    assert weight("pq") > weight("p") > 0


def test_a_remark_counts_on_the_side_with_more_witnesses(make_case):
    """Where either remark is the other's own name, rows in any order tell of the side that more phones call so."""
    seen = [
        {"reference": reference, "name": "钢钉", "kind": kind, "observer": observer, "exhibit_id": letter * 64}
        for reference, observers, letter in (("account:a", "p", "1"), ("account:b", "qrs", "2"))
        for kind, observer in [("account_nickname", None), *(("remark", f"account:{name}") for name in observers)]
    ]
    told = {_weight(make_case(names=order), "remark_matches") for order in (seen, seen[::-1], seen[4:] + seen[:4])}
    alone = [row for row in seen if row["reference"] == "account:b" or row["kind"] != "remark"]
    assert told == {_weight(make_case(names=alone), "remark_matches")}


def test_statements_rank_by_speaker_and_doubt(make_case):
    """What the person says weighs more than what others say, and that more than a guess."""

    def weight(**more):
        statement = {"kind": "same_person", "subject": "account:a", "object": "account:b", **more}
        return _weight(make_case(names=_two(), statements=[statement]), "statement_same_person")

    ranked = [weight(said_by="account:a"), weight(said_by="account:z"), weight(said_by="account:z", is_doubtful=True)]
    assert ranked == sorted(ranked, reverse=True)
    assert ranked[0] > ranked[1] > ranked[2] > 0


def test_name_found_in_the_thread_weighs_more_than_elsewhere(make_case):
    """A bearer in the conversation is surer than one found across the case."""

    def weight(thread):
        names = [
            {"reference": "account:a", "name": "Lucky Star", "thread_id": "t"},
            {"reference": "account:b", "name": "crab", "thread_id": thread},
        ]
        said = [{"kind": "is_called", "subject": "account:a", "object_name": "crab", "said_by": "account:a"}]
        return _weight(make_case(names=names, statements=said), "statement_is_called")

    assert weight("t") > weight("u") > 0


@pytest.mark.parametrize("native", ["root", "guest", "user_"])
def test_handle_that_anybody_takes_says_nothing(make_case, native):
    """A reused default handle weighs less than a telling one, which weighs less than one with its user@host."""

    def weight(handle, hosts=()):
        references = [
            {
                "reference": f"account:{side}",
                "platform": "irc",
                "account_id": f"irc:{handle}",
                "native_id": handle,
                "thread_id": f"irc:{side}",
            }
            for side in "ab"
        ]
        joins = [{"reference": f"account:{side}", "thread_id": f"irc:{side}", "host": host} for side, host in hosts]
        return _weight(make_case(references=references, memberships=joins), "same_handle_other_log")

    home = [("a", "~am@host.example"), ("b", "am@host.example")]
    assert weight(native, home) < weight("amber") < weight("amber", home)


def test_same_user_at_host_under_two_names(make_case):
    """One user@host under two names of a conversation is strong, a default user name less so."""

    def weight(host):
        joins = [{"reference": f"account:{side}", "host": host} for side in "ab"]
        return _weight(make_case(names=_two(), memberships=joins), "shared_host")

    assert weight("~amber@host.example") > weight("n=ubuntu@host.example") > 0


def test_evidence_does_not_depend_on_the_side(make_case):
    """Swapping who is left and who is right swaps the values and keeps the weights."""

    def case(first, second):
        return make_case(
            names=[
                {"reference": first, "name": "锤子", "thread_id": "t"},
                {"reference": second, "name": "chuizi", "thread_id": "t"},
            ],
            selectors=[{"reference": reference, **_PHONE} for reference in (first, second)],
            statements=[{"kind": "same_person", "subject": first, "object": second, "said_by": first}],
            renames=[{"reference_old": first, "reference_new": second}],
        )

    straight = _evidence(case("account:a", "account:b"))
    turned = _evidence(case("account:b", "account:a"))
    assert straight.height == turned.height > 3
    assert straight.drop("value_l", "value_r", "sentence_en", "sentence_zh").equals(
        turned.drop("value_l", "value_r", "sentence_en", "sentence_zh")
    )
    assert set(straight["value_l"]) == set(turned["value_r"])


def test_sentences_are_filled_and_places_cited(make_case):
    """Each reason reads as a sentence in both languages, with its values, and leads to a place."""
    found = _evidence(_holding(make_case, {}, {}, **_PHONE)).filter(pl.col("comparison") == "shared_selector")
    assert "+8613800000000" in found["sentence_en"][0]
    assert "+8613800000000" in found["sentence_zh"][0]
    assert "{" not in "".join([*found["sentence_en"], *found["sentence_zh"]])
    assert found.select("exhibit_id", "locator").null_count().row(0) == (0, 0)


def test_braces_in_a_name_stay_as_they_are(make_case):
    """A nickname with braces is no template."""
    names = [{"reference": f"account:{side}", "name": "{count}"} for side in "ab"]
    assert "{count}" in _evidence(make_case(names=names))["sentence_en"][0]


def test_weight_override_changes_the_weight(make_case):
    """An analyst's number replaces the default."""
    case = _holding(make_case, {}, {}, **_PHONE)
    pairs = pl.DataFrame({"reference_l": ["account:a"], "reference_r": ["account:b"], "rules": ["test"]})
    changed = pair_evidence(pairs, case, LinkSettings(weight_overrides={"shared_selector.phone": 5.0}))
    assert changed.filter(pl.col("comparison") == "shared_selector")["weight"].to_list() == [5.0]


@pytest.mark.parametrize(
    ("left", "right", "is_heard"),
    [
        ("锤子", "chuizi", True),
        ("молоток", "molotok", True),
        ("John Doe 🔨", "John Doe", False),
        ("José", "Jose", False),
    ],
)
def test_only_names_of_two_scripts_are_transcribed(make_case, left, right, is_heard):
    """Labels of one script that differ by a sign or an accent are no name in two scripts."""
    names = [{"reference": "account:a", "name": left}, {"reference": "account:b", "name": right}]
    assert (_weight(make_case(names=names), "pinyin_equal") > 0) == is_heard
