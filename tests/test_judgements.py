"""People decide, the run obeys: judgements on pairs, names, roles, superiors and operators from journal to snapshot."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.cli.main import run as steelnail
from pipelines.judging.effect import effect_on_pairs
from pipelines.judging.record import decision
from pipelines.judging.subject import Subject
from pipelines.settings import Settings
from warehouse.connection import open_snapshot

SIGNED = ["--because", "voice note 12", "--by", "Li, unit 3"]


def ask(home: Path, statement: str, **parameters: object) -> list[tuple[object, ...]]:
    with open_snapshot(Settings(home).published_file) as snapshot:
        return snapshot.execute(statement, parameters)


def judge(home: Path, *words: str) -> None:
    assert steelnail(["--home", str(home), "judge", *words, *SIGNED]) == 0


def run(home: Path) -> None:
    assert steelnail(["--home", str(home), "run", "--json"]) == 0


@pytest.fixture(scope="module")
def resolved(small_home: Path, tmp_path_factory) -> Path:
    """A small generated case, resolved once."""
    return Path(shutil.copytree(small_home, tmp_path_factory.mktemp("judged") / "home"))


@pytest.fixture(scope="module")
def subjects(resolved: Path) -> dict[str, str]:
    """What is judged: taken from what the first run said, so that every decision contradicts it."""
    joined = ask(
        resolved,
        "select left_reference, right_reference from link where entity_id is not null "
        "order by match_weight desc, link_id limit 1",
    )[0]
    boss, member, edge_gang = ask(
        resolved,
        "select superior_id, subordinate_id, gang_id from reports_to order by probability desc, superior_id, "
        "subordinate_id limit 1",
    )[0]
    role = ask(
        resolved,
        "select role from entity_role where entity_id = $boss order by probability desc, role limit 1",
        boss=boss,
    )
    last = ask(
        resolved,
        "select entity_id from gang_member inner join entity using (entity_id, gang_id) "
        "where gang_member.gang_id = $gang_id and entity_id not in ($boss, $member) and account_count > 0 "
        "order by leadership_rank desc limit 1",
        gang_id=edge_gang,
        boss=boss,
        member=member,
    )[0][0]
    # Two whose merging leaves the others who they are.
    apart = ask(
        resolved,
        "select link.left_reference, link.right_reference from link "
        "inner join entity_reference as one on link.left_reference = one.reference "
        "inner join entity_reference as other on link.right_reference = other.reference "
        "where link.entity_id is null and one.entity_id not in ($boss, $member, $last) "
        "and other.entity_id not in ($boss, $member, $last) order by link.match_weight, link.link_id limit 1",
        boss=boss,
        member=member,
        last=last,
    )[0]
    alias = ask(
        resolved,
        "select alias from entity_alias where entity_id = $member order by observation_count desc, alias limit 1",
        member=member,
    )[0][0]
    account, identity = ask(
        resolved, "select account_id, identity_id from registration order by registration_id limit 1"
    )[0]
    return {
        "joined_l": str(joined[0]),
        "joined_r": str(joined[1]),
        "apart_l": str(apart[0]),
        "apart_r": str(apart[1]),
        "boss": str(boss),
        "member": str(member),
        "last": str(last),
        "role": str(role[0][0]) if role else "boss",
        "alias": str(alias),
        "account": str(account),
        "identity": str(identity),
    }


@pytest.fixture(scope="module")
def anchors(resolved: Path, subjects: dict[str, str]) -> dict[str, str]:
    """The reference each judged entity is best known by."""
    from warehouse.snapshot import asking

    with asking(Settings(resolved).published_file) as snapshot:
        found = {name: snapshot.best_reference(subjects[name]) for name in ("boss", "member", "last")}
    return {name: place[0] for name, place in found.items() if place is not None}


@pytest.fixture(scope="module")
def foretold(resolved: Path, subjects: dict[str, str], anchors: dict[str, str]) -> set[tuple[str, ...]]:
    """The entities that a dry run of two decisions on pairs foretells, each as its references."""
    assert len(anchors) == 3
    decisions = [
        decision(
            Subject("pair", subjects[f"{side}_l"], subjects[f"{side}_r"]), word, reason="why", judged_by="Li, unit 3"
        )
        for side, word in (("joined", "negative"), ("apart", "positive"))
    ]
    with open_snapshot(Settings(resolved).published_file) as snapshot:
        effect = effect_on_pairs(snapshot, "small", decisions)
    changed = {group for change in effect.changes for group in change.before.values()}
    assert changed
    return (partition(resolved) - changed) | {group for change in effect.changes for group in change.after}


@pytest.fixture(scope="module")
def made(resolved: Path, subjects: dict[str, str], foretold: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """The entities of the next run, after just these two decisions."""
    judge(resolved, subjects["joined_l"], subjects["joined_r"], "different")
    judge(resolved, subjects["apart_l"], subjects["apart_r"], "same")
    run(resolved)
    return partition(resolved)


@pytest.fixture(scope="module")
def judged(made: set[tuple[str, ...]], resolved: Path, subjects: dict[str, str], anchors: dict[str, str]) -> Path:
    """The same home after a decision of every other kind and a third run."""
    assert made
    boss, member, last = (entity(resolved, anchors[name]) for name in ("boss", "member", "last"))
    judge(resolved, member, "role:financier", "yes")
    judge(resolved, boss, f"role:{subjects['role']}", "no")
    judge(resolved, last, f"under:{member}", "yes")
    judge(resolved, member, f"under:{boss}", "no")
    judge(resolved, boss, "name:Zebrafink", "yes")
    judge(resolved, member, f"name:{subjects['alias']}", "no")
    judge(resolved, subjects["account"], f"identity:{subjects['identity']}", "no")
    run(resolved)
    return resolved


def partition(home: Path) -> set[tuple[str, ...]]:
    rows = ask(home, "select list(reference order by reference) from entity_reference group by entity_id")
    return {tuple(references) for (references,) in rows}


def entity(home: Path, reference: str) -> str:
    return str(
        ask(home, "select entity_id from entity_reference where reference = $reference", reference=reference)[0][0]
    )


def test_judged_pairs_are_parted_and_joined_against_every_score(judged: Path, subjects: dict[str, str]):
    """The surest join is parted and the weakest lead is joined when a person says so, and the link says who."""
    assert entity(judged, subjects["joined_l"]) != entity(judged, subjects["joined_r"])
    assert entity(judged, subjects["apart_l"]) == entity(judged, subjects["apart_r"])
    for side, status in (("joined", "rejected"), ("apart", "confirmed")):
        assert ask(
            judged,
            "select status, decided_by from link where left_reference = $left and right_reference = $right",
            left=subjects[f"{side}_l"],
            right=subjects[f"{side}_r"],
        ) == [(status, "Li, unit 3")]


def test_a_dry_run_foretells_what_the_run_makes(made: set[tuple[str, ...]], foretold: set[tuple[str, ...]]):
    """The entities that the dry run showed are those of the next run, all of them."""
    assert made == foretold


def test_judged_role_is_published_and_a_denied_one_is_not(
    judged: Path, anchors: dict[str, str], subjects: dict[str, str]
):
    """A role that a person gave stands confirmed with his name and reason; one he denied stands in judgement alone."""
    assert ask(
        judged,
        "select status, decided_by, probability from entity_role where entity_id = $who and role = 'financier'",
        who=entity(judged, anchors["member"]),
    ) == [("confirmed", "Li, unit 3", 0.99)]
    reasons = ask(
        judged,
        "select words from role_evidence where entity_id = $who and role = 'financier' and signal = 'judgement'",
        who=entity(judged, anchors["member"]),
    )
    assert reasons == [("Li, unit 3: voice note 12",)]
    denied = {"who": entity(judged, anchors["boss"]), "role": subjects["role"]}
    assert ask(judged, "select role from entity_role where entity_id = $who and role = $role", **denied) == []
    assert ask(
        judged,
        "select status from judgement where entity_id = $who and right_reference = 'role:' || $role",
        **denied,
    ) == [("rejected",)]


def test_judged_superior_is_published_and_a_denied_one_is_not(judged: Path, anchors: dict[str, str]):
    """An edge that a person gave is in the chart's table, confirmed; one he denied is gone."""
    boss, member, last = (entity(judged, anchors[name]) for name in ("boss", "member", "last"))
    edge = "select status, decided_by from reports_to where superior_id = $up and subordinate_id = $down"
    assert ask(judged, edge, up=member, down=last) == [("confirmed", "Li, unit 3")]
    assert ask(judged, edge, up=boss, down=member) == []


def test_judged_name_is_found_and_a_denied_one_passed_over(
    judged: Path, anchors: dict[str, str], subjects: dict[str, str]
):
    """who_is finds an entity by a name that only a person gave, and no more by one that he denied."""
    found = ask(judged, "select entity_id from who_is('zebrafink')")
    assert found == [(entity(judged, anchors["boss"]),)]
    member = entity(judged, anchors["member"])
    denied = ask(judged, "select entity_id, matched_by from who_is($name)", name=subjects["alias"])
    assert {how for who, how in denied if who == member} <= {"account id"}
    rows = ask(
        judged,
        "select distinct status, decided_by from entity_alias where entity_id = $who and alias = $name",
        who=member,
        name=subjects["alias"],
    )
    assert rows == [("rejected", "Li, unit 3")]


def test_judged_operator_is_marked(judged: Path, subjects: dict[str, str]):
    """A registrant who a person says is not the operator stands as rejected."""
    rows = ask(
        judged,
        "select distinct status, decided_by from entity_identity where entity_id = $who and identity_id = $identity",
        who=entity(judged, f"account:{subjects['account']}"),
        identity=subjects["identity"],
    )
    assert rows == [("rejected", "Li, unit 3")]


def test_every_judgement_tells_what_became_of_it(judged: Path):
    """Each decision is published in force, with its status and the entities it is about now."""
    rows = ask(judged, "select kind, status, is_in_force, entity_id is not null from judgement")
    assert len(rows) == 9
    assert all(in_force and placed and status in ("confirmed", "rejected") for _, status, in_force, placed in rows)
    assert {kind for kind, *_ in rows} == {"pair", "alias", "role", "reports_to", "operator"}


@pytest.mark.long
def test_a_decision_made_during_a_run_is_not_lost(small_home: Path, tmp_path: Path):
    """What is judged while a run works, and while a run is killed, is taken in by the next one and holds."""
    home = Path(shutil.copytree(small_home, tmp_path / "home"))
    left, right = (str(one) for one in ask(home, "select left_reference, right_reference from link limit 1")[0])
    program = [
        sys.executable,
        "-c",
        "from pipelines.cli.main import main; main()",
        "--home",
        str(home),
        "run",
        "--json",
    ]
    for word, seconds in (("different", 4.0), ("same", 8.0)):
        judge(home, left, right, "unsure")
        running = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        judge(home, left, right, word)
        running.kill()
        running.wait()
    run(home)
    rows = ask(home, "select judgement, is_in_force from judgement order by judged_at")
    assert [word for word, _ in rows] == ["unsure", "negative", "unsure", "positive"]
    assert [in_force for _, in_force in rows] == [False, False, False, True]
    assert entity(home, left) == entity(home, right)
