"""What was believed at any moment can be asked; what nobody ever read is taken back."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from warehouse.cases import store_entities
from warehouse.errors import GateFailed
from warehouse.publish import publish_snapshot
from warehouse.schema import frames
from warehouse.schema.ids import link_id
from warehouse.snapshot import asking

NAMES = {"account:qq:1": "锤子", "account:qq:2": "铁锤", "account:qq:3": "螃蟹"}
EXHIBIT = "e" * 64


def _settle(warehouse, run_id, groups, events=(), weight=9.0):
    """Store references, names, links and entities of a run; groups are entity id to numbers of accounts."""
    members = pl.DataFrame(
        [(f"account:qq:{number}", entity, 1.0) for entity, numbers in groups.items() for number in numbers],
        schema=frames.CLUSTER_MEMBER.polars_schema(),
        orient="row",
    )
    references = pl.DataFrame(
        {"reference": list(NAMES), "kind": "account", "platform": "qq", "is_owner": False, "message_count": 1}
    ).with_columns(account_id=pl.col("reference").str.strip_prefix("account:"))
    names = pl.DataFrame({"reference": list(NAMES), "name": list(NAMES.values())}).with_columns(
        kind=pl.lit("account_nickname"), observation_count=pl.lit(1)
    )
    forms = pl.DataFrame({"name": list(NAMES.values()), "alias_form": list(NAMES.values())})
    pair = {"reference_l": ["account:qq:1"], "reference_r": ["account:qq:2"]}
    scored = {"match_weight": [weight], "match_probability": [0.9], "family_count": [1], "decision": ["join"]}
    reason = {"family": ["other"], "comparison": ["rename"], "level": ["x"], "weight": [weight], "sentence_en": ["so"]}
    place = {"sentence_zh": ["因"], "exhibit_id": [EXHIBIT], "locator": ["line:1"]}
    made = {
        frames.REFERENCE: references,
        frames.REFERENCE_NAME: names,
        frames.NAME_FORM: forms,
        frames.SCORED_PAIR: pl.DataFrame(pair | scored | {"decided_by": ["fixed_weights"]}),
        frames.PAIR_EVIDENCE: pl.DataFrame(pair | reason | place),
    }
    with warehouse.transaction():
        for relation, rows in made.items():
            warehouse.replace_case_rows(relation, "c", rows)
    happened = pl.DataFrame(list(events), schema=frames.ENTITY_EVENT.polars_schema(), orient="row")
    store_entities(warehouse, "c", members, happened, run_id=run_id, happened_at=_day(run_id))


def _command(warehouse, boss, helper, *, role="boss", label="钢厂"):
    """Store a gang of two, who leads it, why, and that the leader has a role."""
    place = {"exhibit_id": [EXHIBIT], "locator": ["line:7"]}
    edge = {"superior_id": [boss], "subordinate_id": [helper]}
    told = {"signal": ["stated"], "words": [f"{boss} leads"], "weight": [4.0]}
    made = {
        frames.GANG: pl.DataFrame({"gang_id": ["G-1"], "label": [label], "member_count": [2]}),
        frames.GANG_MEMBER: pl.DataFrame(
            {"gang_id": "G-1", "entity_id": [boss, helper], "share": 1.0, "leadership_rank": [1, 2], "is_main": True}
        ),
        frames.REPORTS_TO: pl.DataFrame(edge | {"gang_id": ["G-1"], "probability": [0.9], "evidence_count": [1]}),
        frames.REPORTS_TO_EVIDENCE: pl.DataFrame(edge | told | place),
        frames.ENTITY_ROLE: pl.DataFrame(
            {"entity_id": [boss], "gang_id": ["G-1"], "role": [role], "probability": [0.8], "evidence_count": [1]}
        ),
        frames.ROLE_EVIDENCE: pl.DataFrame({"entity_id": [boss], "role": [role]} | told | place),
    }
    with warehouse.transaction():
        for relation, rows in made.items():
            warehouse.replace_case_rows(relation, "c", rows)


def _day(run_id):
    return datetime(2026, 1, int(run_id.removeprefix("run-")))


@pytest.fixture
def published(warehouse, tmp_path: Path, run_record):
    """A publisher of runs `run-1`, `run-2`, … each on its day of January."""
    warehouse.execute(
        "insert into ledger.reading (case_id, exhibit_id, seizure_id, path, reading_key, status, record_count, "
        "rejected_count, duplicate_count) values ('c', $exhibit, 's', 'a.txt', 'k', 'read', 0, 0, 0)",
        {"exhibit": EXHIBIT},
    )
    warehouse.execute("insert into ledger.seizure values ('c', 's', '1', null, []::varchar[], map())")
    warehouse.execute(
        "insert into ledger.provenance (case_id, seizure_id, path, exhibit_id, manifest_check, first_entry) "
        "values ('c', 's', 'a.txt', $exhibit, 'none', '1')",
        {"exhibit": EXHIBIT},
    )

    def publish(run_id):
        run = replace(run_record, run_id=run_id, started_at=_day(run_id), finished_at=_day(run_id), code_version=run_id)
        return publish_snapshot(warehouse, tmp_path / "published", run)

    return publish


def _rows(file, statement):
    with asking(file) as snapshot:
        return [tuple(row.values()) for row in snapshot.rows(statement)]


def test_every_day_has_its_belief(warehouse, published):
    """Members, links, evidence and the code that said so are those of the last run published before the moment."""
    _settle(warehouse, "run-1", {"E-1": [1], "E-2": [2], "E-3": [3]})
    published("run-1")
    merged = ("merged", "E-2", "E-1", "1 references are now known to belong to E-1.")
    _settle(warehouse, "run-5", {"E-1": [1, 2], "E-3": [3]}, [merged])
    published("run-5")
    split = ("split", "E-4", "E-1", "1 references left E-1.")
    _settle(warehouse, "run-9", {"E-1": [1], "E-4": [2], "E-3": [3]}, [split], weight=2.0)
    file = published("run-9")
    counted = "select entity_id, reference_count, run_id from entity_as_of('{}') order by 1"
    assert _rows(file, counted.format("2026-01-04")) == [("E-1", 1, "run-1"), ("E-2", 1, "run-1"), ("E-3", 1, "run-1")]
    assert _rows(file, counted.format("2026-01-06")) == [("E-1", 2, "run-5"), ("E-3", 1, "run-5")]
    assert _rows(file, counted.format("2026-01-10"))[-1] == ("E-4", 1, "run-9")
    assert _rows(file, counted.format("2025-12-31")) == []
    named = "select entity_id, matched_alias from who_is_as_of('铁锤', '{}')"
    assert _rows(file, named.format("2026-01-04")) == [("E-2", "铁锤")]
    assert _rows(file, named.format("2026-01-06")) == [("E-1", "铁锤")]
    assert _rows(file, named.format("2026-01-10")) == [("E-4", "铁锤")]
    why = (
        "select reference, link_id, match_weight, decided_by, weight, code_version from why_as_of('E-1', '2026-01-06')"
    )
    name = link_id("c", "account:qq:1", "account:qq:2")
    assert _rows(file, why) == [
        (reference, name, 9.0, "fixed_weights", 9.0, "run-1") for reference in ("account:qq:1", "account:qq:2")
    ]


def test_an_old_id_always_resolves(warehouse, published):
    """A merged id means its heir, a split one all parts, a retired one itself; an unknown one nobody."""
    _settle(warehouse, "run-1", {"E-1": [1], "E-2": [2], "E-3": [3]}, [("born", f"E-{n}", None, "") for n in (1, 2, 3)])
    published("run-1")
    merged = ("merged", "E-2", "E-1", "1 references are now known to belong to E-1.")
    _settle(warehouse, "run-5", {"E-1": [1, 2], "E-3": [3]}, [merged])
    published("run-5")
    happened = [("split", "E-4", "E-1", "1 references left E-1."), ("retired", "E-3", None, "None is left.")]
    _settle(warehouse, "run-9", {"E-1": [1], "E-4": [2]}, happened)
    warehouse.execute("delete from frame.reference where reference = 'account:qq:3'")
    file = published("run-9")
    assert [row[0] for row in _rows(file, "select entity_id from entity_now('E-2')")] == ["E-4", "E-1"]
    assert [row[0] for row in _rows(file, "select entity_id from entity_now('E-1')")] == ["E-1", "E-4"]
    assert _rows(file, "select entity_id, status from entity_now('E-3')") == [("E-3", "retired")]
    assert _rows(file, "select entity_id from entity_now('E-9')") == []


def test_what_nobody_read_is_taken_back(warehouse, published, tmp_path: Path):
    """A run whose audit failed leaves no belief; the next run tells it as its own."""
    _settle(warehouse, "run-1", {"E-1": [1], "E-2": [2], "E-3": [3]})
    published("run-1")
    _settle(warehouse, "run-3", {"E-1": [1, 2], "E-3": [3]})
    warehouse.execute("update ledger.reading set status = 'rejected'")
    with pytest.raises(GateFailed):
        published("run-3")
    warehouse.execute("update ledger.reading set status = 'read'")
    file = published("run-5")
    changed = (
        "select entity_id, valid_from_run, valid_until_run from entity_reference_history where reference like '%:2'"
    )
    assert _rows(file, f"{changed} order by 2") == [("E-2", "run-1", "run-5"), ("E-1", "run-5", None)]
    assert _rows(file, "select count(*) from entity_as_of('2026-01-04')") == [(3,)]


def test_a_run_killed_after_the_swap_keeps_its_belief(warehouse, published):
    """The snapshot that investigators read counts as published, also when the run died before it could say so."""
    _settle(warehouse, "run-1", {"E-1": [1], "E-2": [2], "E-3": [3]})
    published("run-1")
    warehouse.execute("delete from ledger.published_run")
    file = published("run-2")
    assert _rows(file, "select distinct valid_from_run from entity_reference_history") == [("run-1",)]


def test_drift_is_told_against_the_run_before(warehouse, published):
    """One of three references moved and the link lost two bits; a run that changes nothing tells the same."""
    drift = "select measure, value, sample_size from quality where measure like 'drift%' order by 1"
    _settle(warehouse, "run-1", {"E-1": [1], "E-2": [2], "E-3": [3]})
    assert _rows(published("run-1"), drift) == []
    _settle(warehouse, "run-5", {"E-1": [1, 2], "E-3": [3]}, weight=7.0)
    moved = [("drift_link_weight", 2.0, 1), ("drift_references_moved", pytest.approx(1 / 3), 3)]
    assert _rows(published("run-5"), drift) == moved
    assert _rows(published("run-9"), drift) == moved


def test_who_was_under_whom_on_a_day(warehouse, published):
    """The chart, the edges with their evidence and the roles are those of the run before the moment."""
    groups = {"E-1": [1], "E-2": [2], "E-3": [3]}
    _settle(warehouse, "run-1", groups)
    _command(warehouse, "E-1", "E-2")
    published("run-1")
    _command(warehouse, "E-2", "E-1", role="manager", label="水房")
    published("run-5")
    _command(warehouse, "E-2", "E-3", role="manager", label="水房")
    file = published("run-9")
    chart = "select depth, entity_id, aliases, roles, superior_id, run_id from org_chart_as_of('G-1', '{}')"
    assert _rows(file, chart.format("2026-01-04")) == [
        (0, "E-1", "锤子", "boss", None, "run-1"),
        (1, "E-2", "铁锤", None, "E-1", "run-1"),
    ]
    assert [row[1] for row in _rows(file, chart.format("2026-01-06"))] == ["E-2", "E-1"]
    assert [row[1] for row in _rows(file, chart.format("2026-01-10"))] == ["E-2", "E-3"]
    assert _rows(file, chart.format("2025-12-31")) == []
    gangs = "select label, member_count, head_id, head_aliases from gang_as_of('{}')"
    assert _rows(file, gangs.format("2026-01-04")) == [("钢厂", 2, "E-1", "锤子")]
    assert _rows(file, gangs.format("2026-01-06")) == [("水房", 2, "E-2", "铁锤")]
    edges = "select other_is, other_id, words, locator, run_id from reports_to_as_of('E-1', '{}')"
    assert _rows(file, edges.format("2026-01-04")) == [("subordinate", "E-2", "E-1 leads", "line:7", "run-1")]
    assert _rows(file, edges.format("2026-01-06")) == [("superior", "E-2", "E-2 leads", "line:7", "run-5")]
    assert _rows(file, edges.format("2026-01-10")) == []
    roles = "select role, probability, words, code_version from role_as_of('E-1', '{}')"
    assert _rows(file, roles.format("2026-01-04")) == [("boss", 0.8, "E-1 leads", "run-1")]
    assert _rows(file, roles.format("2026-01-06")) == []


def test_who_is_protected_today_is_masked_in_what_was_believed(warehouse, published):
    """Of a member known for a victim by now, neither name nor role of then is shown, nor a gang called after him."""
    _settle(warehouse, "run-1", {"E-1": [1], "E-2": [2], "E-3": [3]})
    _command(warehouse, "E-1", "E-2", label="锤子")
    published("run-1")
    _command(warehouse, "E-3", "E-2", label="螃蟹")
    safe = {"entity_id": ["E-1"], "reason": ["pays"], "probability": [0.9]}
    warehouse.replace_case_rows(frames.PROTECTED, "c", pl.DataFrame(safe))
    file = published("run-5")
    moment = "2026-01-04"
    assert _rows(file, f"select label, head_aliases from gang_as_of('{moment}')") == [("G-1", "protected person")]
    chart = f"select aliases, roles from org_chart_as_of('G-1', '{moment}')"
    assert _rows(file, chart) == [("protected person", None), ("铁锤", None)]
    assert _rows(file, f"select other_aliases from reports_to_as_of('E-2', '{moment}')") == [("protected person",)]
    assert _rows(file, f"from role_as_of('E-1', '{moment}')") == []
