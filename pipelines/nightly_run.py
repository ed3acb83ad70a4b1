"""The nightly job run to its end in this process, told in plain words as it goes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import uuid4

import dagster as dg
from dagster import DagsterEventType, EventLogEntry

from pipelines.dagster_home import close_dead_runs, prepare_dagster_home
from pipelines.definitions import defs
from pipelines.settings import Settings

# Runs of the command line: they are going on only while they hold the home.
COMMAND_LINE_TAG = {"steelnail/started_by": "command line"}


class _ErrorInfo(Protocol):
    """What Dagster keeps of an error; its own class is not public."""

    @property
    def message(self) -> str: ...

    @property
    def cause(self) -> "_ErrorInfo | None": ...


@dataclass(frozen=True)
class StepNews:
    """Something that happened in a run, for the one who waits.

    Attributes:
        step: Name of the step.
        kind: `started`, `says`, `rows`, `checked`, `failed` or `done`.
        words: What it says, or the name of a table.
        count: Rows of a table.
        passed: Whether a check passed.
    """

    step: str
    kind: str
    words: str = ""
    count: int | None = None
    passed: bool = True


@dataclass(frozen=True)
class NightlyOutcome:
    """How a run ended.

    Attributes:
        run_id: Dagster's id of the run.
        succeeded: Whether everything was done and published.
        failures: One sentence for each thing that failed.
    """

    run_id: str
    succeeded: bool
    failures: tuple[str, ...]


def run_nightly(
    settings: Settings, linking: Mapping[str, object], on_news: Callable[[StepNews], None]
) -> NightlyOutcome:
    """Run the nightly job; the caller holds the home.

    Args:
        settings: The home.
        linking: Values of the resource `linking` that differ from its defaults.
        on_news: Called with everything that happens.

    Returns:
        How it ended; nothing that fails inside the job is raised.
    """
    instance = dg.DagsterInstance.from_config(str(prepare_dagster_home(settings)))
    with instance:
        close_dead_runs(instance, COMMAND_LINE_TAG)
        run_id = str(uuid4())
        failures: list[str] = []

        def listen(entry: EventLogEntry) -> None:
            for news in _news(entry):
                # That the run failed as a whole says nothing new once a step has said why.
                if not news.passed or (news.kind == "failed" and (news.step or not failures)):
                    failures.append(news.words)
                on_news(news)

        instance.add_event_listener(run_id, listen)
        result = defs.resolve_job_def("nightly").execute_in_process(
            instance=instance,
            run_id=run_id,
            tags=COMMAND_LINE_TAG,
            # Everything is told through the listener and kept as events: nothing goes to the terminal by itself.
            run_config={
                "resources": {"linking": {"config": dict(linking)}},
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
            },
            raise_on_error=False,
        )
        return NightlyOutcome(run_id, result.success, tuple(failures) if not result.success else ())


def _news(entry: EventLogEntry) -> list[StepNews]:
    """What an event of the run means for the one who waits; most mean nothing."""
    step, event = entry.step_key or "", entry.dagster_event
    if event is None:
        return [StepNews(step, "says", entry.user_message)] if step else []
    match event.event_type:
        case DagsterEventType.STEP_START:
            return [StepNews(step, "started")]
        case DagsterEventType.STEP_SUCCESS:
            return [StepNews(step, "done")]
        case DagsterEventType.ASSET_MATERIALIZATION if event.partition is None:
            table = event.step_materialization_data.materialization
            count = table.metadata.get("dagster/row_count")
            rows = count.value if isinstance(count, dg.IntMetadataValue) else None
            return [StepNews(step, "rows", table.asset_key.to_user_string(), rows)]
        case DagsterEventType.ASSET_CHECK_EVALUATION:
            check = event.asset_check_evaluation_data
            blocks = not check.passed and check.severity == dg.AssetCheckSeverity.ERROR
            return [StepNews(step, "checked", check.description or check.check_name, passed=not blocks)]
        case DagsterEventType.STEP_FAILURE:
            return [StepNews(step, "failed", sentence)] if (sentence := _failure_sentence(event)) else []
        case DagsterEventType.RUN_FAILURE:
            error = event.job_failure_data.error
            return [StepNews("", "failed", _root_message(error))] if error is not None else []
    return []


def _failure_sentence(event: dg.DagsterEvent) -> str:
    """Why a step failed; empty for a blocking check, which has spoken for itself."""
    failure = event.step_failure_data
    if failure.user_failure_data is not None:
        return failure.user_failure_data.description or "a step failed"
    if failure.error is None or failure.error.cls_name == "DagsterAssetCheckFailedError":
        return ""
    return f"step {event.step_key} failed: {_root_message(failure.error)}"


def _root_message(error: _ErrorInfo) -> str:
    """Kind and first line of the error that started it."""
    while error.cause is not None:
        error = error.cause
    return error.message.strip().partition("\n")[0]
