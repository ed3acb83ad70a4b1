"""Dagster's own home: its instance file, written on first use, and the runs whose process is gone.

Telemetry and start-up pop-ups are off; all writers share a pool with a limit of one run, so a second run waits in the
queue. `steelnail run` stands outside of that queue and takes the same file lock as every run (warehouse/run_lock.py).
"""

from collections.abc import Mapping
from pathlib import Path

import dagster as dg

from pipelines.resources import holding_home
from pipelines.settings import Settings
from warehouse.errors import RunInProgress

# Logger whose lines become events of the run, so that the UI shows what the steps say.
STEP_LOGGER = "steelnail"

_INSTANCE_FILE = f"""\
# Written by steelnail on first use; yours to change.
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 4
  pools:
    # A run that writes waits until no other run writes; reading sensors and the UI are not concerned.
    granularity: run
    default_limit: 1
run_monitoring:
  enabled: true
python_logs:
  managed_python_loggers: [{STEP_LOGGER}]
  python_log_level: INFO
"""

_UNFINISHED = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def prepare_dagster_home(settings: Settings) -> Path:
    """Make Dagster's home with its instance file, where there is none; returns the folder."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    file = settings.dagster_home / "dagster.yaml"
    if not file.exists():
        file.write_text(_INSTANCE_FILE, encoding="utf-8")
    return settings.dagster_home


def close_dead_runs(instance: dg.DagsterInstance, tags: Mapping[str, str] | None = None) -> int:
    """Report runs whose process is gone as failed: they would hold up the queue for ever.

    Args:
        instance: Dagster's instance.
        tags: Only runs with these tags. The caller must hold the home and know that no such run can be alive.

    Returns:
        How many.
    """
    dead = instance.get_runs(dg.RunsFilter(tags=dict(tags or {}), statuses=_UNFINISHED))
    for run in dead:
        instance.report_run_failed(run, "The process of this run is gone; the next run goes on where it stopped.")
    return len(dead)


def bury_dead_runs(settings: Settings) -> int:
    """Before the UI starts: nothing of this home is going on when its lock is free, so unfinished runs are dead."""
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        try:
            with holding_home(settings, "steelnail ui, looking for dead runs", wait=False):
                return close_dead_runs(instance)
        except RunInProgress:
            return 0
