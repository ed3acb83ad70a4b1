"""From a small invented case to gangs, roles, who answers to whom, and who is protected."""

import polars as pl
import pytest

from resolvers.acts.read import acts
from resolvers.contract import CaseFrames, ResolvedCase
from resolvers.gangs import gangs
from resolvers.hierarchy import leadership_ranks, reports_to
from resolvers.mentions.find import mentions
from resolvers.protection import protected
from resolvers.roles.claims import entity_roles
from resolvers.statements.called import called_references
from resolvers.statements.introduced import introduced_names
from resolvers.statements.read import statements
from warehouse.schema.frames import (
    ALIAS_VIEW,
    CLUSTER_MEMBER,
    JUDGED_PAIR,
    LISTED,
    MEMBERSHIP,
    MESSAGE_TRAIT,
    REFERENCE,
    REFERENCE_NAME,
    REFERENCE_SELECTOR,
    RENAME,
    UTTERANCE,
)

_TALK = [
    # thread, sender, words
    ("g1", "a", "所有人上线，每人至少加二十个好友"),
    ("g1", "b", "收到老大"),
    ("g1", "c", "收到老大"),
    ("g1", "a", "迟到的罚200"),
    ("g1", "b", "老大，今天出了三单"),
    ("g1", "a", "新版话术 大家背熟"),
    ("g1", "c", "老大，都安排好了"),
    ("g1", "a", "所有人集合，睡觉的罚100"),
    ("g1", "a", "再玩手机扣50"),
    ("g1", "a", "再迟到就扣工资"),
    ("g1", "a", "每人必须交名单，不上线的罚200"),
    ("d1", "b", "你组长是谁"),
    ("d1", "c", "钉子"),
    ("d1", "b", "我上面是大山"),
    ("d1", "c", "都听大山的"),
    ("d2", "b", "跟着老师操作稳赚 下载这个APP"),
    ("d2", "v", "我已经充了5000"),
    ("d2", "b", "提现需要先交税费"),
    ("d2", "v", "我的钱什么时候能提现"),
    ("d3", "b", "妈，吃了吗"),
    ("d3", "m", "吃了，早点睡"),
]
_NAMES = {"a": "钉子", "b": "阿木", "c": "小河", "v": "客户王女士", "m": "妈妈"}


@pytest.fixture(scope="module")
def case() -> ResolvedCase:
    """A crew of three under somebody only spoken of, a victim, a mother."""
    return _case(_TALK)


def _case(talk: list[tuple[str, str, str]]) -> ResolvedCase:
    utterances = UTTERANCE.conform(
        pl.DataFrame(
            {
                "message_id": [f"m{turn:03}" for turn in range(len(talk))],
                "thread_id": [row[0] for row in talk],
                "turn": range(len(talk)),
                "sender": [f"account:wechat:{row[1]}" for row in talk],
                "kind": "text",
                "text": [row[2] for row in talk],
                "exhibit_id": "e",
                "locator": [f"line:{turn + 1}" for turn in range(len(talk))],
            }
        )
    )
    accounts = [f"account:wechat:{key}" for key in _NAMES]
    names = REFERENCE_NAME.conform(
        pl.DataFrame(
            {
                "reference": accounts,
                "name": list(_NAMES.values()),
                "kind": ["remark"] * len(accounts),
                "observation_count": 1,
            }
        )
    )
    references = REFERENCE.conform(
        pl.DataFrame({"reference": accounts, "kind": "account", "is_owner": False, "message_count": 1})
    )
    found = mentions(utterances, names)
    said = statements(utterances, references, names, found)
    called, called_names = called_references(said, references, names, utterances)
    references = pl.concat([references, called])
    all_names = pl.concat([names, introduced_names(said, utterances, names), called_names])
    threads = pl.DataFrame(
        {
            "thread_id": ["g1", "d1", "d2", "d3"],
            "platform": "wechat",
            "title": ["三组", None, None, None],
            "kind": ["group", "direct", "direct", "direct"],
        }
    )
    frames = CaseFrames(
        references=references,
        names=all_names,
        alias_views=ALIAS_VIEW.empty_frame(),
        selectors=REFERENCE_SELECTOR.empty_frame(),
        renames=RENAME.empty_frame(),
        memberships=MEMBERSHIP.empty_frame(),
        listed=LISTED.empty_frame(),
        statements=said,
        mentions=found,
        utterances=utterances,
        message_traits=MESSAGE_TRAIT.empty_frame(),
        judged_pairs=JUDGED_PAIR.empty_frame(),
    )
    members = CLUSTER_MEMBER.conform(
        references.select("reference", entity_id=pl.format("P-{}", "reference"), probability=pl.lit(1.0))
    )
    return ResolvedCase(frames, members, acts(utterances, found, all_names), threads)


def _entity(key: str) -> str:
    return f"P-account:wechat:{key}"


def test_victim_and_mother_are_protected(case: ResolvedCase):
    """Who pays and is told to pay, and who is family, is protected; the crew is not."""
    assert set(protected(case)["entity_id"]) == {_entity("v"), _entity("m")}


def test_gang_holds_crew_and_unseen_boss(case: ResolvedCase):
    """The crew and the boss whom they only speak of are one gang; protected people are outside."""
    found, members, _ = gangs(case, "case")
    assert found["label"].to_list() == ["三组"]
    called = [entity for entity in members["entity_id"] if entity.startswith("P-called:")]
    assert len(called) == 1
    assert set(members["entity_id"]) == {_entity("a"), _entity("b"), _entity("c"), *called}


def test_orders_and_reports_make_a_partial_order(case: ResolvedCase):
    """Who gives orders and gets reports ranks before those who answer to him."""
    _, members, _ = gangs(case, "case")
    edges, evidence = reports_to(case, members)
    pairs = set(edges.select("superior_id", "subordinate_id").rows())
    assert (_entity("a"), _entity("c")) in pairs
    assert not pairs & {(low, high) for high, low in pairs}
    cited = set(evidence.select("superior_id", "subordinate_id").rows())
    assert pairs == cited
    ranks = dict(leadership_ranks(members, edges).select("entity_id", "leadership_rank").iter_rows())
    assert all(ranks[high] < ranks[low] for high, low in pairs)


def test_victim_gets_no_criminal_role(case: ResolvedCase):
    """Roles go to the crew, never to protected people, and rest on evidence."""
    _, members, _ = gangs(case, "case")
    edges, command = reports_to(case, members)
    roles, evidence = entity_roles(case, leadership_ranks(members, edges), edges, command)
    assert not set(roles["entity_id"]) & {_entity("v"), _entity("m")}
    led = roles.filter(pl.col("entity_id") == _entity("a"))["role"].to_list()
    assert len(set(led) & {"boss", "team_leader", "manager"}) == 1
    assert set(roles.select("entity_id", "role").rows()) == set(evidence.select("entity_id", "role").rows())
    assert roles["probability"].max() <= 0.99


def test_everything_is_independent_of_row_order():
    """Shuffled rows give the same statements, gangs, edges and roles."""
    first, second = _case(_TALK), _case(_TALK)
    shuffled = ResolvedCase(
        second.frames,
        second.members.reverse(),
        second.acts.sample(fraction=1.0, shuffle=True, seed=3),
        second.threads.reverse(),
    )
    for one, other in ((first, shuffled),):
        members, others = gangs(one, "case")[1], gangs(other, "case")[1]
        assert members.equals(others)
        assert all(
            left.equals(right) for left, right in zip(reports_to(one, members), reports_to(other, others), strict=True)
        )
        edges, command = reports_to(one, members)
        assert all(
            left.equals(right)
            for left, right in zip(
                entity_roles(one, members, edges, command),
                entity_roles(other, others, edges, command),
                strict=True,
            )
        )
