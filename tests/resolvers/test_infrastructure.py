"""What a gang works with, and that it stays one gang when it moves."""

from dataclasses import replace

import polars as pl

from resolvers.contract import ResolvedCase
from resolvers.gangs import gangs
from resolvers.infrastructure import gang_infrastructure, shared_infrastructure, written_infrastructure
from tests.resolvers.resolved_cases import resolved_case
from warehouse.schema.frames import FOUND_IDENTIFIER

_OLD, _NEW = ["hammer", "bolt", "rivet"], ["one", "two", "three"]
_OTHERS = [f"stranger{number}" for number in range(8)]
_WALLETS = ["TAAA", "TBBB", "TCCC"]


def _with_identifiers(case: ResolvedCase, found: list[tuple[str, str, str]]) -> ResolvedCase:
    """The case with identifiers (message, kind, value) in its words."""
    rows = pl.DataFrame(found, schema=["message_id", "kind", "value"], orient="row").with_columns(
        start_offset=pl.lit(0), end_offset=pl.lit(1), raw=pl.col("value"), is_usable=pl.lit(value=True)
    )
    return replace(case, frames=replace(case.frames, text_identifiers=FOUND_IDENTIFIER.conform(rows)))


def _worked(people: list[str], thread: str) -> list[tuple[str, str, str, str | None]]:
    return [(thread, people[0], "order", None), (thread, people[1], "report", people[0])] * 2


def _moved_gang(wallets: list[str]) -> ResolvedCase:
    """A gang that took new accounts, a new group and a new app; both halves write the wallets."""
    rooms = {"t:old": _OLD, "t:new": _NEW, "t:strangers": _OTHERS}
    talk = [(thread, person) for _ in range(3) for thread, people in rooms.items() for person in people]
    acts = [act for thread, people in rooms.items() for act in _worked(people, thread)]
    case = resolved_case(talk, acts, titles={"t:old": "Treasure", "t:new": "Whale tasks"})
    messages = case.frames.utterances.select("message_id", "sender").rows()
    writers = {f"account:{person}" for person in [*_OLD[:2], *_NEW[:2]]}
    found = [(message, "wallet", wallet) for message, sender in messages if sender in writers for wallet in wallets]
    return _with_identifiers(case, found)


def _gang_count(case: ResolvedCase) -> int:
    return gangs(case, "c")[0].height


def test_gang_that_renames_its_app_and_its_groups_stays_one():
    """New accounts in a new group who pay into the old wallets are the old gang; without them they are another one."""
    assert _gang_count(_moved_gang([])) == 3
    assert _gang_count(_moved_gang(_WALLETS)) == 2


def _told(case: ResolvedCase, words: dict[str, str]) -> ResolvedCase:
    """The case with one message of each person telling something."""
    first = case.frames.utterances.filter(pl.col("sender").is_not_null()).unique("sender", keep="first")["message_id"]
    said = case.frames.utterances.with_columns(
        text=pl.when(pl.col("message_id").is_in(first.implode()))
        .then(pl.col("sender").str.strip_prefix("account:").replace_strict(words, default="ok"))
        .otherwise("text")
    )
    return replace(case, frames=replace(case.frames, utterances=said))


def test_renamed_app_keeps_a_gang_that_moved_together():
    """Half of a gang tells of the old app, half of the new one; told that one became the other, they are one gang."""
    apps = {
        **dict.fromkeys(_OLD, "我们平台叫蓝鹤宝，另一个平台叫灰鸦通，代理平台叫白鹳汇"),
        **dict.fromkeys(_NEW, "我们平台叫红鹭优选，另一个平台叫黑鹳通，代理平台叫金雀汇"),
    }
    case = _moved_gang([])
    assert _gang_count(_told(case, apps)) == 3
    renamed = "蓝鹤宝平台改名为红鹭优选，灰鸦通平台改名为黑鹳通，白鹳汇平台改名为金雀汇"
    news = {
        name: f"{text}。{line}平台" for (name, text), line in zip(apps.items(), renamed.split("，") * 2, strict=True)
    }
    assert _gang_count(_told(case, news)) == 2


def test_infrastructure_says_who_wrote_it_and_when():
    """A site stands by the name of its machine, with the members who wrote it; outsiders don't count."""
    case = _moved_gang([])
    first, second = case.frames.utterances.filter(pl.col("sender") == "account:hammer")["message_id"][:2]
    other = case.frames.utterances.filter(pl.col("sender") == "account:stranger0")["message_id"][0]
    urls = [
        (first, "https://www.Quick.example/dl"),
        (second, "http://quick.example:8080/x"),
        (other, "http://no.example"),
    ]
    case = _with_identifiers(case, [(message, "url", url) for message, url in urls])
    members = pl.DataFrame({"gang_id": ["G"], "entity_id": ["E-hammer"], "is_main": True})
    found = gang_infrastructure(case, written_infrastructure(case), members)
    assert found.select("kind", "value", "member_count", "observation_count").rows() == [
        ("site", "quick.example", 1, 2)
    ]


def test_script_is_the_same_long_text_of_two_people():
    """A long text that two people send is a script; one that a single person repeats is not."""
    case = _moved_gang([])
    script, own = "hello dear, i found your number in my late uncle's phone book " * 2, "my own long story " * 8
    said = case.frames.utterances.with_columns(
        text=pl.when(pl.col("sender").is_in(["account:hammer", "account:bolt"]))
        .then(pl.lit(script))
        .when(pl.col("sender") == "account:rivet")
        .then(pl.lit(own))
        .otherwise("text")
    )
    written = written_infrastructure(replace(case, frames=replace(case.frames, utterances=said)))
    assert set(written.select("entity_id", "kind").rows()) == {("E-hammer", "script"), ("E-bolt", "script")}


def test_what_every_gang_uses_ties_none():
    """Two gangs with one wallet are tied by it; a site that four gangs name ties none."""
    rows = [(gang, "wallet", "TAAA") for gang in "ab"] + [(gang, "site", "map.example") for gang in "abcd"]
    found = pl.DataFrame(rows, schema=["gang_id", "kind", "value"], orient="row").with_columns(
        same_as=pl.lit(None, dtype=pl.String)
    )
    assert shared_infrastructure(found).rows() == [("a", "b", 1), ("b", "a", 1)]
