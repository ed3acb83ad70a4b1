"""A row of a list whose two names one account bears is that account's."""

import polars as pl

from resolvers.comparisons.rules.row_names import compare

_ACCOUNT, _ROW = "account:telegram:7", "e:4"


def _case(make_case, *borne, listed=("Anvil", "Petrovich")):
    references = [{"reference": _ACCOUNT, "account_id": "telegram:7", "platform": "telegram"}]
    references += [{"reference": f"listed:e:4:{name}", "kind": "listed", "row": _ROW} for name in listed]
    names = [
        {"reference": _ACCOUNT, "name": name, "kind": "remark", "observer": "account:telegram:1"} for name in borne
    ]
    names += [{"reference": f"listed:e:4:{name}", "name": name, "kind": "list_entry"} for name in listed]
    rows = [{"reference": f"listed:e:4:{name}", "row": _ROW, "name": name} for name in listed]
    return make_case(references=references, names=names, listed=rows)


def _found(case, name):
    pairs = pl.DataFrame({"reference_l": [_ACCOUNT], "reference_r": [f"listed:e:4:{name}"]})
    return compare(pairs, case)["level"].to_list()


def test_two_names_of_a_row_meet_one_account(make_case):
    """Whoever is called both names of the row is the one on it, and both names of the row say so."""
    case = _case(make_case, "Anvil", "Petrovich")
    assert _found(case, "Anvil") == ["two_names"]
    assert _found(case, "Petrovich") == ["two_names"]


def test_one_name_of_a_row_says_nothing_here(make_case):
    """One name that meets is the business of other comparisons."""
    assert _found(_case(make_case, "Anvil", "Rivet"), "Anvil") == []


def test_a_name_within_the_other_is_no_second_name(make_case):
    """铁锤子 and 锤子 are one name written twice."""
    assert _found(_case(make_case, "铁锤子", "锤子", listed=("铁锤子", "锤子")), "锤子") == []
