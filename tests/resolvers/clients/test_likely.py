"""Whose conversations are those of a caller and his client, and whose are not."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.clients.likely import likely_clients
from resolvers.contract import ResolvedCase
from tests.resolvers.clients.kinds_of_lures import FRAUD, NONE
from tests.resolvers.clients.two_sides import AT_WORK, LURED, case_of, spoken
from tests.resolvers.resolved_cases import shuffled_case


def _bits(case: ResolvedCase) -> dict[str, float]:
    return dict(likely_clients(case).select("entity_id", "bits").iter_rows())


@pytest.mark.parametrize("language", sorted(LURED))
def test_who_is_worked_on_is_likely_and_who_works_on_him_is_not(language: str) -> None:
    """In every language the client has bits enough, the caller less than none."""
    bits = _bits(case_of(spoken("t", LURED[language]), direct=["t"]))
    assert bits["E-lamb"] > 3
    assert bits["E-wolf"] < 0


@pytest.mark.parametrize("kind", sorted(FRAUD))
def test_frauds_of_many_kinds_are_known_by_the_same_subjects(kind: str) -> None:
    """Romance, tasks, false officials, false children, blackmail: the one worked on is likely, the other is not."""
    bits = _bits(case_of(spoken("t", FRAUD[kind]), direct=["t"]))
    assert bits["E-lamb"] > 3
    assert bits["E-wolf"] < 3


@pytest.mark.parametrize("kind", sorted(NONE))
def test_everyday_life_work_and_trade_are_no_fraud(kind: str) -> None:
    """Family, rent, colleagues, mules and dealers who quarrel: neither side has bits enough."""
    assert max(_bits(case_of(spoken("t", NONE[kind]), direct=["t"])).values()) < 3


def test_much_other_talk_speaks_against() -> None:
    """A word of doubt in long talk of everything else makes nobody a client."""
    other = [("lamb", "see you at the gym"), ("wolf", "traffic is heavy today")] * 30
    assert _bits(case_of(spoken("t", [*LURED["en"], *other]), direct=["t"]))["E-lamb"] < 0


def test_colleagues_and_traders_are_not_likely() -> None:
    """Who reports to one person alone, and who sells accounts, is no client."""
    trade = [("buyer", "нужны симки, 40 шт"), ("seller", "есть, оптом дешевле"), ("buyer", "перевел, жду")]
    bits = _bits(case_of([*spoken("a", AT_WORK[:4]), *spoken("b", trade)], direct=["a", "b"]))
    assert max(bits.values()) < 0


def test_a_mother_who_warns_is_not_likely() -> None:
    """Care and worry between two who ask for nothing is no lure."""
    home = [("mum", "did you eat?"), ("child", "yes mum"), ("mum", "call grandma, she is at the hospital"),
            ("child", "I will, see you on sunday")]  # fmt: skip
    assert _bits(case_of(spoken("t", home), direct=["t"]))["E-mum"] < 1


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**16))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    """Rows in another order give the same bits; the order of messages is the one of their turns."""
    case = case_of([*spoken("t", LURED["ru"]), *spoken("u", AT_WORK)], direct=["t"])
    mixed = shuffled_case(case, seed)
    assert likely_clients(case).equals(likely_clients(mixed))
    assert isinstance(likely_clients(mixed), pl.DataFrame)
