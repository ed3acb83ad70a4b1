"""The keys by which names meet: writing, sound, meaning."""

from resolvers.company import shared_company
from resolvers.name_keys import meaning_keys, name_keys

_IRON_FOX, _HAN_FOX = "account:jabber:0", "account:wechat:0"


def _circle(platform, bearer, others):
    thread = f"{platform}-group"
    references = [f"account:{platform}:{turn}" for turn in range(len(others) + 1)]
    names = [
        {"reference": reference, "name": name, "thread_id": thread}
        for reference, name in zip(references, [bearer, *others], strict=True)
    ]
    talk = [
        {"message_id": f"{thread}-{turn}", "thread_id": thread, "turn": turn, "sender": reference}
        for turn, reference in enumerate(references)
    ]
    return names, talk


def _case(make_case, *circles):
    return make_case(
        names=[name for names, _ in circles for name in names],
        utterances=[said for _, talk in circles for said in talk],
    )


_OURS = ["scar", "mantou", "needle", "crab", "sparrow"]


def test_translated_name_in_one_circle_joins(make_case, clusters_of):
    """铁狐狸 among the people of iron fox is iron fox."""
    found = clusters_of(_case(make_case, _circle("jabber", "iron fox", _OURS), _circle("wechat", "铁狐狸", _OURS)))
    assert found[_IRON_FOX] == found[_HAN_FOX]


def test_translated_name_alone_joins_nobody(make_case, clusters_of):
    """A name that means another among other people is no more than a word."""
    others = ["anchor", "bear", "magnet", "garlic", "pliers"]
    found = clusters_of(_case(make_case, _circle("jabber", "iron fox", _OURS), _circle("wechat", "铁狐狸", others)))
    assert found[_IRON_FOX] != found[_HAN_FOX]


def test_two_words_of_one_sense_do_not_meet(make_case):
    """榔头 and 锤子 are both hammers, but neither is a translation of the other."""
    case = _case(make_case, _circle("jabber", "榔头", _OURS), _circle("wechat", "锤子", _OURS))
    met = shared_company(case).filter(shared_company(case)["reference_l"] == _IRON_FOX)
    assert _HAN_FOX not in set(met.filter(met["is_meaning"])["reference_r"])


def test_name_as_written_outranks_its_meaning(make_case):
    """A key that is somebody's own name is his own, also where another name of his means it."""
    names = [
        {"reference": "account:a:1", "name": "hammer", "thread_id": "t"},
        {"reference": "account:a:1", "name": "🔨", "thread_id": "t"},
    ]
    keys = meaning_keys(make_case(names=names))
    assert keys.filter(keys["key"] == "hammer")["is_own"].to_list() == [True]


def test_bare_chinese_name_of_three_characters_is_a_key(make_case):
    """疯蜘蛛 meets 疯蜘蛛新号: what stands around the name says nothing."""
    names = [{"reference": "account:a:1", "name": "疯蜘蛛新号", "thread_id": "t"}]
    assert "疯蜘蛛" in set(name_keys(make_case(names=names))["key"])
