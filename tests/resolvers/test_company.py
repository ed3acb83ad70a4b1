"""The company people keep: it tells a second account from a homonym."""

import polars as pl
import pytest

from resolvers.company import shared_company
from resolvers.contract import CaseFrames


def _circle(platform, others, thread=None, bearer="hammer"):
    """Names and talk of one group: the bearer among others."""
    thread = thread or f"{platform}-group"
    names, talk = [], []
    for turn, name in enumerate([bearer, *others]):
        reference = f"account:{platform}:{turn}"
        names.append({"reference": reference, "name": name, "thread_id": thread})
        talk.append({"message_id": f"{thread}-{turn}", "thread_id": thread, "turn": turn * 2, "sender": reference})
    return names, talk


def _case(make_case, *circles, **more) -> CaseFrames:
    return make_case(
        names=[name for names, _ in circles for name in names],
        utterances=[said for _, talk in circles for said in talk],
        **more,
    )


_OURS = ["scar", "mantou", "needle", "crab", "sparrow"]
_THEIRS = ["anchor", "bear", "magnet", "garlic", "pliers"]
_LEFT, _RIGHT = "account:jabber:0", "account:wechat:0"


def test_second_account_is_joined_by_its_company(make_case, clusters_of):
    """One name among people of the same names on two platforms is one person."""
    found = clusters_of(_case(make_case, _circle("jabber", _OURS), _circle("wechat", _OURS)))
    assert found[_LEFT] == found[_RIGHT]


def test_homonym_of_another_gang_stays_apart(make_case, clusters_of):
    """The same name among other names is another person."""
    found = clusters_of(_case(make_case, _circle("jabber", _OURS), _circle("wechat", _THEIRS)))
    assert found[_LEFT] != found[_RIGHT]


def test_one_common_name_between_two_gangs_joins_nobody(make_case, clusters_of):
    """Two gangs of a trade have a nickname in common by chance."""
    many = [f"member{letter}" for letter in "abcdefghijkl"]
    others = [f"person{letter}" for letter in "mnopqrstuvwx"]
    found = clusters_of(_case(make_case, _circle("jabber", ["scar", *many]), _circle("wechat", ["scar", *others])))
    assert found[_LEFT] != found[_RIGHT]


def test_sound_meets_spelling(make_case, clusters_of):
    """锤子 among 馒头 and 螃蟹 is chuizi among mantou and pangxie."""
    han = _circle("jabber", ["馒头", "螃蟹", "麻雀", "刀疤"], bearer="锤子")
    latin = _circle("wechat", ["mantou", "pangxie", "maque", "daoba"], bearer="chuizi")
    found = clusters_of(_case(make_case, han, latin))
    assert found[_LEFT] == found[_RIGHT]


def test_members_of_one_group_share_no_company(make_case):
    """The people around two members of one group are the same people: that says nothing."""
    case = _case(make_case, _circle("jabber", ["hammer", *_OURS]))
    assert shared_company(case).is_empty()


@pytest.mark.parametrize("name", ["豆哥", "🪣", "老板"])
def test_names_that_every_team_has_a_few_of_tell_nothing(make_case, name):
    """A character with a form of address, a picture or a title is no name to look for elsewhere."""
    case = _case(make_case, _circle("jabber", _OURS, bearer=name), _circle("wechat", _OURS, bearer=name))
    assert (_LEFT, _RIGHT) not in set(shared_company(case).select("reference_l", "reference_r").iter_rows())


def test_accounts_of_one_registrant_keep_no_company(make_case):
    """A provider's file of accounts is no conversation: a bulk of accounts in it are no acquaintances."""
    names = [{"reference": f"account:{side}:{n}", "name": f"name{n}"} for side in ("qq", "tg") for n in range(5)]
    bought = [
        {"reference": row["reference"], "kind": "phone", "value": "+8613800000000", "basis": "registration"}
        for row in names
    ]
    assert shared_company(make_case(names=names, selectors=bought)).is_empty()


def test_order_of_rows_does_not_matter(make_case):
    """The same pairs come out whatever the order of names and messages."""
    case = _case(make_case, _circle("jabber", _OURS), _circle("wechat", _OURS))
    parts = {part: getattr(case, part) for part in CaseFrames.__dataclass_fields__}
    turned = CaseFrames(**{part: frame.reverse() for part, frame in parts.items()})
    found: pl.DataFrame = shared_company(case)
    assert not found.is_empty()
    assert found.equals(shared_company(turned))
