"""What Dagster finds: committed lists of assets, jobs, schedules and sensors, and bodies that stay thin."""

import ast
from pathlib import Path

import pytest

import pipelines.defs
from pipelines.definitions import defs
from pipelines.steps.describe import DESCRIBE_STEPS
from pipelines.steps.evaluate import EVALUATE_STEPS
from pipelines.steps.messages import MESSAGE_STEPS
from pipelines.steps.resolve import RESOLVE_STEPS
from warehouse.schema.records import RECORD_RELATIONS

ASSETS = {
    "evidence": [
        "account", "contact", "exhibit", "list_entry", "login", "membership_event", "message", "name_observation",
        "record_state", "registration", "rejected_record", "seizure", "selector", "text_identifier", "thread",
    ],
    "messages": ["message_copy", "message_sender", "message_trait"],
    "resolve": [
        "alias_view", "block_key", "candidate_pair", "cannot_link", "cluster_member", "dropped_block", "hand_over",
        "mention", "name_form", "pair_evidence", "reference", "reference_name", "reliability", "resolver_change",
        "resolver_trial", "resolver_weight", "scored_pair", "statement",
    ],
    "describe": [
        "act", "coercion_sign", "den", "den_evidence", "den_member", "entity_role", "gang", "gang_infrastructure",
        "gang_member", "gang_tie", "protected_entity", "reports_to", "reports_to_evidence", "role", "role_evidence",
    ],
    "evaluate": ["audit_pair", "audit_plan", "measured"],
    "publish": ["snapshot"],
}  # fmt: skip
CHECKS = {
    ("exhibit", "conservation", True),
    ("pair_evidence", "links_lead_to_exhibits", True),
    ("cluster_member", "orphans", True),
    ("cluster_member", "cluster_size", False),
    ("dropped_block", "dropped_blocks", False),
}
LONGEST_BODY = 25


def test_assets_are_the_committed_list_by_layer():
    """Every table of a run is an asset of its layer, and nothing else is."""
    found: dict[str, list[str]] = {}
    for spec in defs.resolve_all_asset_specs():
        found.setdefault(str(spec.group_name), []).append(spec.key.to_user_string())
    assert {group: sorted(names) for group, names in found.items()} == ASSETS


def test_every_asset_says_what_one_row_is_and_its_columns():
    """A table's asset carries its meaning and column schema from the declared relation."""
    for spec in defs.resolve_all_asset_specs():
        assert spec.description
        if spec.group_name != "publish":
            assert spec.description.startswith("One row per ")
            assert spec.metadata["dagster/column_schema"].columns


def test_records_are_partitioned_by_seizure_and_nothing_else_is():
    """Only what readers make belongs to one seizure."""
    partitioned = {s.key.to_user_string() for s in defs.resolve_all_asset_specs() if s.partitions_def is not None}
    assert partitioned == {relation.name for relation in RECORD_RELATIONS}


def test_jobs_schedule_and_sensor_are_the_committed_ones():
    """The nightly job at 01:30, relinking without reading, one seizure, and the drop folder."""
    repository = defs.get_repository_def()
    assert sorted(job.name for job in repository.get_all_jobs() if not job.name.startswith("__")) == [
        "ingest_seizure", "nightly", "relink",
    ]  # fmt: skip
    assert [(s.name, s.cron_schedule) for s in repository.schedule_defs] == [("nightly_schedule", "30 1 * * *")]
    assert [sensor.name for sensor in repository.sensor_defs] == ["drop_folder", "judgement_sheets"]


def test_nightly_takes_every_step_and_relink_reads_no_file():
    """Both publish; only the nightly job reads exhibits; every case step is in both."""
    nightly = {node.name for node in defs.resolve_job_def("nightly").nodes}
    relink = {node.name for node in defs.resolve_job_def("relink").nodes}
    steps = {step.name for step in (*MESSAGE_STEPS, *RESOLVE_STEPS, *DESCRIBE_STEPS, *EVALUATE_STEPS)} | {
        "references",
        "entities",
        "snapshot",
    }
    assert steps <= nightly
    assert steps <= relink
    assert nightly - relink == {"read_exhibits"}


def test_checks_are_the_committed_ones_with_their_severity():
    """Three checks stop publication, two warn."""
    found = {
        (spec.asset_key.to_user_string(), spec.name, spec.blocking)
        for checks in defs.asset_checks or []
        for spec in checks.check_specs
    }
    assert found == CHECKS


def test_steps_run_after_what_they_read():
    """A step reads only tables of steps before it in the list, or of the evidence."""
    evidence = {*ASSETS["evidence"]}
    assert all(set(step.reads) <= evidence for step in MESSAGE_STEPS)
    made = {"reference", "reference_name", "statement"}
    for step in RESOLVE_STEPS:
        assert set(step.reads) <= made, step.name
        made |= {relation.name for relation in step.makes}
    made.add("cluster_member")
    for step in DESCRIBE_STEPS:
        assert set(step.reads) <= made, step.name
        made |= {relation.name for relation in step.makes}


@pytest.mark.parametrize("file", sorted(Path(pipelines.defs.__path__[0]).glob("*.py")), ids=lambda file: file.stem)
def test_bodies_under_defs_are_thin(file):
    """What Dagster calls holds no logic: short functions without loops over rows."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            body = node.body[-1].end_lineno - node.body[0].lineno + 1
            assert body <= LONGEST_BODY, f"{file.name}: {node.name} has {body} lines"


def test_definitions_file_stays_small():
    """The code location only points to defs/."""
    lines = Path(pipelines.defs.__path__[0]).parent.joinpath("definitions.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST_BODY
