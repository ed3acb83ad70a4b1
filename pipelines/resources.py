"""What the assets share: the working database, held by one run alone, and the analyst's choices for it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import Field, PrivateAttr

from pipelines.linking import (
    ALL,
    FROM_PRESET,
    LinkingChoice,
    LinkingMistake,
    link_settings,
    linking_choice,
    with_resolver,
)
from pipelines.seizures import SeizureKeyMistake
from pipelines.settings import Settings
from pipelines.weight_files import given_weights
from resolvers.contract import CURRENT, LinkSettings
from sources.errors import SourceError
from warehouse.connection import Warehouse
from warehouse.errors import WarehouseError
from warehouse.evidence_store import EvidenceStore
from warehouse.journal import Journal
from warehouse.migrate import migrate
from warehouse.row_counts import view_rows
from warehouse.run_lock import Holder, hold_home

# Set while this process holds the home for a run it starts itself, so that the run does not wait for its own process.
_HOME_IS_HELD: ContextVar[bool] = ContextVar("_HOME_IS_HELD", default=False)


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turns what a person can mend into one sentence in the UI; such a step is not tried again.

    Raises:
        dagster.Failure: With the sentence of the error.
    """
    try:
        yield
    except (LinkingMistake, SeizureKeyMistake, SourceError, WarehouseError) as error:
        raise dg.Failure(str(error), allow_retries=False) from error


@contextmanager
def holding_home(
    settings: Settings,
    what: str,
    *,
    wait: bool = True,
    on_wait: Callable[[Holder | None], None] = lambda holder: None,
) -> Iterator[None]:
    """Hold the home for a writing run; runs inside the block find it held and go on.

    Args:
        settings: The home.
        what: What the run is, for those who wait.
        wait: Wait for the present holder; otherwise raise RunInProgress.
        on_wait: Called once before waiting, with the present holder where it can be told.
    """
    if _HOME_IS_HELD.get():
        yield
        return
    holder = Holder(os.getpid(), datetime.now(UTC), what)
    with hold_home(settings.run_lock, holder, wait=wait, on_wait=on_wait):
        token = _HOME_IS_HELD.set(True)
        try:
            yield
        finally:
            _HOME_IS_HELD.reset(token)


class WarehouseResource(dg.ConfigurableResource[Any]):
    """The working database, open from the first to the last step of a run and locked against every other run."""

    _warehouse: Warehouse = PrivateAttr()
    _finished: set[str] = PrivateAttr(default_factory=set)
    _started_at: datetime = PrivateAttr()

    @property
    def settings(self) -> Settings:
        """Where everything of the home lies."""
        return Settings.load()

    @property
    def database(self) -> Warehouse:
        """The open database."""
        return self._warehouse

    @property
    def journal(self) -> Journal:
        """What people added and judged."""
        return Journal(self.settings.journal)

    @property
    def evidence(self) -> EvidenceStore:
        """Where the untouched bytes lie."""
        return EvidenceStore(self.settings.evidence)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["WarehouseResource"]:
        """Wait for the home, open the database, bring it to the newest layout; close it when the run ends."""
        settings = self.settings
        run_id = context.run.run_id if context.run else "unknown"

        def say_waiting(holder: Holder | None) -> None:
            if context.log:
                context.log.info(f"waiting for another run of this home to end ({holder or 'holder unknown'})")

        settings.home.mkdir(parents=True, exist_ok=True)
        with (
            holding_home(settings, f"Dagster run {run_id}", on_wait=say_waiting),
            Warehouse(settings.warehouse_file) as self._warehouse,
        ):
            migrate(self._warehouse)
            self._finished = set()
            self._started_at = datetime.now(UTC).replace(tzinfo=None)
            yield self

    @property
    def started_at(self) -> datetime:
        """When this run got the home, UTC."""
        return self._started_at

    def finish_step(self, name: str) -> None:
        """Remember that this run took the step."""
        self._finished.add(name)

    def has_finished(self, names: set[str]) -> bool:
        """Whether this run took all of these steps."""
        return names <= self._finished


class LinkingResource(dg.ConfigurableResource[None]):
    """What an analyst may change for a run; the same for all its steps."""

    preset: str = Field(
        default="balanced",
        description="strict joins only what is next to certain, balanced is the rule, wide shows more leads.",
    )
    join_weight: Any = Field(
        default=FROM_PRESET,
        description="Match weight in bits from which a pair is joined by itself, or 'preset' for the preset's.",
    )
    lead_weight: Any = Field(
        default=FROM_PRESET,
        description="Match weight in bits from which a pair is shown as a lead, or 'preset' for the preset's.",
    )
    block_pair_limit: Any = Field(
        default=FROM_PRESET,
        description="Largest number of pairs a block may propose, or 'preset'; bigger blocks are dropped and said so.",
    )
    resolver: str = Field(
        default=CURRENT,
        description="Weights to use: current (last decided on, at first fixed), fixed, em (estimated without labels), "
        "learned (from judgements) or best (the one that wins on held-out gangs).",
    )
    weights: str = Field(
        default="", description="File of weights to use, as `steelnail run --write-weights` writes it."
    )
    signed_by: str = Field(default="", description="Who answers for the resolver named.")
    because: str = Field(default="", description="Why it was named.")
    case: str = Field(default=ALL, description="The one case to work on, or 'all'.")
    seizure: str = Field(default=ALL, description="The one seizure whose waiting files are read, or 'all'.")
    force: bool = Field(default=False, description="Resolve anew also where neither evidence nor settings changed.")

    def settings(self) -> LinkSettings:
        """The checked thresholds.

        Raises:
            dagster.Failure: With one plain sentence when a value is out of bounds; the step is not tried again.
        """
        with said_plainly():
            settings = link_settings(self.preset, self.join_weight, self.lead_weight, self.block_pair_limit)
            given = given_weights(Path(self.weights)) if self.weights else None
            return with_resolver(settings, self.resolver, given)

    def choice(self, database: Warehouse) -> LinkingChoice:
        """The checked thresholds with the case and seizure they are for.

        Raises:
            dagster.Failure: With one plain sentence when a value is out of bounds or names nothing.
        """
        settings = self.settings()
        known = view_rows(database, "seizure").select("case_id", "seizure_id").rows()
        with said_plainly():
            choice = linking_choice(settings, self.case, self.seizure, self.force, known)
        return replace(choice, signed_by=self.signed_by, because=self.because)
