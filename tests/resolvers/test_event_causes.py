"""Reasons of events name what caused them."""

import polars as pl

from resolvers.canonical import canonical_entities
from resolvers.event_causes import Causes, explained
from warehouse.schema.frames import CANNOT_LINK, JUDGED_PAIR, KNOWN_ENTITY, PAIR_EVIDENCE, SCORED_PAIR
from warehouse.schema.ids import link_id

_BEFORE = pl.Schema({"reference_l": pl.String(), "reference_r": pl.String(), "match_weight": pl.Float64()})
_ORIGIN = pl.Schema({"reference": pl.String(), "seizure_id": pl.String()})


def _clusters(*groups):
    rows = [(reference, min(group), 1.0) for group in groups for reference in group]
    return pl.DataFrame(rows, schema=["reference", "cluster", "probability"], orient="row")


def _scored(*rows):
    full = [(left, right, weight, 0.9, 1, "fixed_weights", decision) for left, right, weight, decision in rows]
    return pl.DataFrame(full, schema=SCORED_PAIR.polars_schema(), orient="row")


def _reasons(before, after, **causes):
    known = KNOWN_ENTITY.empty_frame()
    if before is not None:
        known = canonical_entities(before, known, "case")[0].select("reference", "entity_id")
    members, events = canonical_entities(after, known, "case")
    given = {
        "scored": SCORED_PAIR.empty_frame(),
        "evidence": PAIR_EVIDENCE.empty_frame(),
        "cannot_links": CANNOT_LINK.empty_frame(),
        "judged_pairs": JUDGED_PAIR.empty_frame(),
        "links_before": pl.DataFrame(schema=_BEFORE),
        "origins": pl.DataFrame(schema=_ORIGIN),
    } | causes
    told = explained(events, members, known, Causes(**given), "case")
    assert told.drop("reason").equals(events.drop("reason"))
    return told["reason"].to_list()


def _judged(left, right, judgement):
    return pl.DataFrame(
        [(left, right, judgement, "Li", "seen on camera", None)], schema=JUDGED_PAIR.polars_schema(), orient="row"
    )


def test_birth_names_the_founder_and_its_seizures():
    """A newborn entity says by which reference it was founded and which deliveries brought it."""
    origins = pl.DataFrame([("a", "phone-1"), ("b", "server")], schema=_ORIGIN, orient="row")
    (reason,) = _reasons(None, _clusters("ab"), origins=origins)
    assert reason.endswith("It was founded by a, read from phone-1, server.")


def test_merge_names_its_heaviest_link():
    """Of the joins between the two the heaviest one is the cause, with its strongest reason."""
    evidence = PAIR_EVIDENCE.conform(
        pl.DataFrame(
            {
                "reference_l": ["b"] * 2,
                "reference_r": ["c"] * 2,
                "family": "other",
                "comparison": ["name_equal", "rename"],
                "level": "equal",
                "weight": [2.0, 12.0],
                "sentence_en": "x",
                "sentence_zh": "x",
            }
        )
    )
    scored = _scored(("a", "c", 8.0, "join"), ("b", "c", 12.5, "join"), ("a", "b", 30.0, "join"))
    (reason,) = _reasons(_clusters("ab", "c"), _clusters("abc"), scored=scored, evidence=evidence)
    assert reason.endswith(f"Cause: link {link_id('case', 'b', 'c')} of b and c (12.5 bits, above all rename).")


def test_merge_by_decision_names_the_person():
    """A decision goes before any score."""
    scored = _scored(("a", "c", 8.0, "join"), ("b", "c", 12.5, "join"))
    reasons = _reasons(
        _clusters("ab", "c"), _clusters("abc"), scored=scored, judged_pairs=_judged("a", "c", "positive")
    )
    assert "Li judged that a and c are the same" in reasons[0] and reasons[0].endswith("seen on camera")


def test_merge_through_a_newcomer_names_the_link_to_it():
    """Two entities that a new reference brings together are explained by the link of the one that went."""
    scored = _scored(("a", "n", 9.0, "join"), ("c", "n", 11.0, "join"))
    (reason,) = _reasons(_clusters("ab", "c"), _clusters("abcn"), scored=scored)
    assert "of c and n (11.0 bits)" in reason


def test_split_by_decision_names_the_person():
    """A negative decision is the cause, whatever else stands between the parts."""
    before = pl.DataFrame([("b", "c", 9.0)], schema=_BEFORE, orient="row")
    (reason,) = _reasons(
        _clusters("abc"), _clusters("ab", "c"), judged_pairs=_judged("b", "c", "negative"), links_before=before
    )
    assert "Li judged that b and c are not the same: seen on camera" in reason


def test_split_by_a_cannot_link_says_what_was_seen():
    """New evidence that the two are different people is named."""
    cannot = pl.DataFrame(
        [("b", "c", "talk_to_each_other", 5, None, None)], schema=CANNOT_LINK.polars_schema(), orient="row"
    )
    (reason,) = _reasons(_clusters("abc"), _clusters("ab", "c"), cannot_links=cannot)
    assert reason.endswith("b and c are different people (talk_to_each_other, seen 5 times).")


def test_split_by_a_weaker_link_gives_both_weights():
    """A link that lost its weight is named with what it had and has."""
    before = pl.DataFrame([("b", "c", 9.0), ("a", "c", 7.0)], schema=_BEFORE, orient="row")
    scored = _scored(("b", "c", 3.0, "lead"))
    (reason,) = _reasons(_clusters("abc"), _clusters("ab", "c"), scored=scored, links_before=before)
    assert reason.endswith("of b and c had 9.0 bits and now has 3.0, too little to join.")


def test_retirement_names_what_is_gone():
    """An entity whose references vanished says which they were."""
    (reason,) = _reasons(_clusters("a", "b"), _clusters("a"))
    assert "Cause: b can be read from no exhibit any more" in reason


def test_who_was_only_called_and_is_known_now_is_no_lost_evidence():
    """The name still stands in the exhibits; it is somebody's by now."""
    (reason,) = _reasons(_clusters("a", ["called:t:锤子"]), _clusters("a"))
    assert "called:t:锤子 is nobody apart any more (somebody in that talk bears the name" in reason
