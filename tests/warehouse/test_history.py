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
