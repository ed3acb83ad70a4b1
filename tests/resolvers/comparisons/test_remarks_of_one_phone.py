"""What one phone's owner calls two contacts: variants of one name, or names with nothing in common."""

import polars as pl

from resolvers.comparisons.rules.remark_matches import compare as remark_matches
from resolvers.comparisons.rules.remarks_of_one_phone import compare

_LEFT, _RIGHT, _OWNER = "account:wechat:l", "account:wechat:r", "account:wechat:owner"


def _pair(left=_LEFT, right=_RIGHT):
    return pl.DataFrame({"reference_l": [left], "reference_r": [right]})


def _remarks(*named, observer=_OWNER):
    return [{"reference": reference, "name": name, "kind": "remark", "observer": observer} for reference, name in named]


def test_variants_of_one_name_in_one_phone_speak_for_one_person(make_case):
    """锤子 and 锤子新号 in one phone are two accounts of one."""
    case = make_case(names=_remarks((_LEFT, "铁锤子"), (_RIGHT, "铁锤子新号")))
    assert compare(_pair(), case)["level"].to_list() == ["alike"]


def test_names_with_nothing_in_common_in_one_phone_speak_against(make_case):
    """An owner who calls one 锤子 and the other 螃蟹 knows two."""
    case = make_case(names=_remarks((_LEFT, "锤子"), (_RIGHT, "螃蟹")))
    assert compare(_pair(), case)["level"].to_list() == ["unlike"]


def test_translation_in_one_phone_says_nothing(make_case):
    """锤子 and hammer are no strangers and no variants either."""
    case = make_case(names=_remarks((_LEFT, "锤子"), (_RIGHT, "hammer")))
    assert compare(_pair(), case).is_empty()


def test_two_phones_say_nothing_of_each_other(make_case):
    """Everybody has names of his own for people."""
    case = make_case(names=_remarks((_LEFT, "锤子")) + _remarks((_RIGHT, "螃蟹"), observer="account:wechat:another"))
    assert compare(_pair(), case).is_empty()


def test_one_entry_of_an_address_book_in_two_chats_is_one_person(make_case, clusters_of):
    """Labels of one phone that are the same entry are joined; those of two phones are not."""
    left, right, other = (f"account:whatsapp:野柳条~{mark}" for mark in ("0000aaaa", "0000bbbb", "0000cccc"))
    names = _remarks((left, "野柳条"), (right, "野柳条")) + _remarks(
        (other, "野柳条"), observer="account:whatsapp:else"
    )
    references = [
        {"reference": label, "account_id": label.removeprefix("account:"), "platform": "whatsapp"}
        for label in (left, right, other)
    ]
    found = clusters_of(make_case(names=names, references=references))
    assert found[left] == found[right]
    assert found[other] != found[left]


def test_one_name_in_one_phone_counts_in_full_however_many_bear_it(make_case):
    """Within one phone a name means one person, though dozens bear it in the case."""
    crowd = [{"reference": f"account:qq:{number}", "name": "馒头"} for number in range(20)]
    rows = remark_matches(_pair(), make_case(names=_remarks((_LEFT, "馒头"), (_RIGHT, "馒头")) + crowd))
    assert rows["level"].to_list() == ["one_observer"]
    assert rows["adjustment"][0] >= 0
