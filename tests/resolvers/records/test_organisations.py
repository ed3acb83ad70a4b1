"""Legal forms of organisations are one word each, and people keep their names."""

import re

import polars as pl
import pytest

from resolvers.records.organisations import with_plain_legal_forms
from resolvers.records.resolve import resolve_records
from resolvers.records.texts import folded


def _plain(*names):
    found = with_plain_legal_forms(folded(pl.Series(names, dtype=pl.String)))
    return [name if name is None else " ".join(re.findall(r"\w+", name)) for name in found]


@pytest.mark.parametrize(
    "spellings",
    [
        ("Palm Trading Co., Ltd.", "Palm Trading Limited", "PALM TRADING PTE. LTD", "Palm Trading 有限公司"),
        ("Vega Bau GmbH", "Vega Bau G.m.b.H.", "Vega Bau Gesellschaft mit beschränkter Haftung"),
        ("ООО «Ромашка»", "Общество с ограниченной ответственностью Ромашка", "Ромашка, ООО"),
        ("OAO Severny", "Severny OJSC", "Public Joint Stock Company Severny", "Severny PAO"),
        ("Lumen, S.A.R.L.", "Lumen Sàrl", "Lumen SARL"),
        ("株式会社 山川", "山川 株式会社"),
        ("Orbis S.A.", "Orbis, Société Anonyme", "Orbis SA", "Orbis S.A. de C.V."),
    ],
)
def test_spellings_of_a_legal_form_are_one(spellings):
    """Long and short, with dots and without, before or behind, in its own letters or others."""
    assert len(set(_plain(*spellings))) == 1, _plain(*spellings)


def test_a_table_of_people_keeps_its_names():
    """Where nothing is surely an organisation, Sa, Co and Ag are people's names."""
    people = ("Maria Sa", "Ling Co", "Jan As", "Kim Se", None)
    assert _plain(*people) == [name and name.lower() for name in people]


def test_a_name_that_is_a_legal_form_stays():
    """Nothing is left of LLC but LLC."""
    assert _plain("LLC", "Vega LLC") == ["llc", "vega llc"]


def test_another_legal_form_tells_companies_apart():
    """Two companies of one name and two forms are likelier two than two of one form."""
    rows = [(f"r{at:03d}", f"{stem} Works Ltd") for at, stem in enumerate(_STEMS)]
    rows += [("same", f"{_STEMS[0]} Works Limited"), ("other", f"{_STEMS[1]} Works GmbH")]
    resolved = resolve_records(pl.DataFrame(rows, schema=["id", "company name"], orient="row"), "id")
    ids, left, right = resolved.ids.to_list(), resolved.candidates.left, resolved.candidates.right
    worth = {
        (ids[one], ids[other]): float(weight)
        for one, other, weight in zip(left, right, resolved.pair_weights, strict=True)
    }
    assert worth["r000", "same"] > worth["other", "r001"] + 1


_STEMS = [a + b for a in ("Vel", "Tor", "Mar", "Kes", "Pol") for b in ("dan", "bick", "sund", "tran", "gora", "lim")]
