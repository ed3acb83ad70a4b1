"""Dagster's home: quiet, one writer, and no dead run that holds up the queue."""

import dagster as dg
import pytest
import yaml

from pipelines.dagster_home import bury_dead_runs, close_dead_runs, prepare_dagster_home
from pipelines.resources import holding_home
from pipelines.settings import Settings
from warehouse.errors import RunInProgress


def test_instance_file_turns_telemetry_and_pop_ups_off(tmp_path):
    """The file that is written first is quiet and lets one run write at a time."""
    told = yaml.safe_load((prepare_dagster_home(Settings(tmp_path)) / "dagster.yaml").read_text())
    assert told["telemetry"] == {"enabled": False}
    assert told["nux"] == {"enabled": False}
    assert told["concurrency"]["pools"] == {"granularity": "run", "default_limit": 1}


def test_instance_file_of_a_person_is_kept(tmp_path):
    """What somebody changed in it stays."""
    settings = Settings(tmp_path)
    file = prepare_dagster_home(settings) / "dagster.yaml"
    file.write_text("telemetry: {enabled: false}\n")
    prepare_dagster_home(settings)
    assert file.read_text() == "telemetry: {enabled: false}\n"


def test_dead_run_is_reported_as_failed_when_the_home_is_free(tmp_path):
    """A run that Dagster believes to be going on while nobody holds the home is dead."""
    settings = Settings(tmp_path)
    prepare_dagster_home(settings)
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        run = instance.create_run_for_job(_job(), status=dg.DagsterRunStatus.STARTED)
        with holding_home(settings, "a run"):
            assert close_dead_runs(instance, {"steelnail/started_by": "command line"}) == 0
        assert bury_dead_runs(settings) == 1
        assert instance.get_run_by_id(run.run_id).status == dg.DagsterRunStatus.FAILURE


def test_home_is_held_once_in_a_process(tmp_path):
    """A run that this process starts while it holds the home goes on; the lock is free afterwards."""
    settings = Settings(tmp_path)
    entered = []
    with holding_home(settings, "outer"), holding_home(settings, "inner", wait=False):
        entered.append("inner")
    with holding_home(settings, "after", wait=False):
        entered.append("after")
    assert entered == ["inner", "after"]


def test_held_home_is_refused_without_waiting(tmp_path):
    """Another holder makes a run that may not wait say who holds the home."""
    from datetime import UTC, datetime

    from warehouse.run_lock import Holder, hold_home

    settings = Settings(tmp_path)
    other = Holder(4711, datetime(2021, 6, 1, tzinfo=UTC), "steelnail run")
    with (
        hold_home(settings.run_lock, other),
        pytest.raises(RunInProgress, match="4711"),
        holding_home(settings, "second", wait=False),
    ):
        pass


def _job():
    @dg.op
    def nothing():
        pass

    @dg.job
    def empty():
        nothing()

    return empty
