"""Bits of the kinds of evidence become the probability of a role."""

import polars as pl

from resolvers.roles.combining import role_bits, role_features, role_probability
from warehouse.schema.frames import ROLE_EVIDENCE


def _probabilities(*pieces: tuple[str, str, str, float]) -> dict[tuple[str, str], float]:
    """By entity and role, of pieces (entity, role, signal, bits)."""
    rows = pl.DataFrame(pieces, schema=["entity_id", "role", "signal", "weight"], orient="row")
    evidence = ROLE_EVIDENCE.conform(rows.with_columns(exhibit_id=pl.lit("e"), locator=pl.lit("line:1")))
    weighed = role_features(role_bits(evidence)).with_columns(probability=role_probability())
    return {(entity, role): share for entity, role, share in weighed.select("entity_id", "role", "probability").rows()}


def test_more_evidence_makes_a_role_likelier():
    """A list and a telling together are worth more than either."""
    one = _probabilities(("a", "caller", "listed", 3.5))["a", "caller"]
    both = _probabilities(("a", "caller", "listed", 3.5), ("a", "caller", "told", 2.0))["a", "caller"]
    assert 0.5 < one < both < 1


def test_who_is_surely_something_else_is_less_likely_this():
    """A passing word is outweighed by what is well known of somebody."""
    alone = _probabilities(("a", "caller", "told", 2.0))["a", "caller"]
    beside = _probabilities(("a", "caller", "told", 2.0), ("a", "boss", "listed", 3.5))["a", "caller"]
    assert beside < 0.5 < alone


def test_one_sentence_read_twice_counts_once():
    """A statement that is told too is no second piece of evidence."""
    once = _probabilities(("a", "caller", "told", 2.0))["a", "caller"]
    twice = _probabilities(("a", "caller", "told", 2.0), ("a", "caller", "stated", 2.0))["a", "caller"]
    assert once == twice


def test_acts_speak_only_where_nothing_is_told():
    """Everybody does most things now and then: acts beside words change nothing."""
    told = _probabilities(("a", "caller", "told", 2.0))["a", "caller"]
    acting = _probabilities(("a", "caller", "told", 2.0), ("a", "caller", "act:lure", 2.0))["a", "caller"]
    assert told == acting
    little = _probabilities(("b", "mentor", "act:lure", 1.0))["b", "mentor"]
    much = _probabilities(("b", "mentor", "act:lure", 3.0))["b", "mentor"]
    assert little < much
