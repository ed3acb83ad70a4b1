"""A run told on the terminal: each step in plain words with its counts and seconds, and a summary at the end.

Everything goes to stderr, so that what a program may read stays alone on stdout.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.console import Console
from rich.status import Status
from sqlalchemy.exc import SQLAlchemyError

from pipelines.nightly_run import NightlyOutcome, StepNews, run_nightly
from pipelines.resources import holding_home
from pipelines.settings import Settings
from warehouse.errors import WarehouseError
from warehouse.run_lock import Holder

# Tables named beside a step; a step that reads files makes ten.
_SHOWN_TABLES = 3


@dataclass
class RunTeller:
    """Turns the news of a run into lines.

    Attributes:
        console: Where the lines go.
        status: The line that changes while a step works; absent where nobody watches.
    """

    console: Console
    status: Status | None = None
    _doing: str = ""
    _counts: dict[str, int] = field(default_factory=dict)
    _started: float = 0.0

    def hear(self, news: StepNews) -> None:
        """Tell one piece of news."""
        match news.kind:
            case "started":
                self._doing, self._counts, self._started = "", {}, time.monotonic()
            case "says":
                self._doing = self._doing or news.words
                self._show(news.words)
            case "rows" if news.count is not None:
                self._counts[news.words] = news.count
            case "checked":
                self.console.print(f"  {'[green]✓' if news.passed else '[red]✗'}[/] check: ", end="")
                self.console.print(news.words, markup=False, soft_wrap=True)
            case "done" if self._doing:
                self._tell_done()

    def _tell_done(self) -> None:
        counts = list(self._counts.items())[:_SHOWN_TABLES]
        made = ", ".join(f"{count:,} {table}" for table, count in counts)
        seconds = time.monotonic() - self._started
        self.console.print(f"  [green]✓[/] {self._doing}  [dim]{made}  {seconds:.1f} s[/]", soft_wrap=True)

    def _show(self, words: str) -> None:
        if self.status is not None:
            self.status.update(words)


def run_and_tell(
    settings: Settings, linking: Mapping[str, object], *, wait: bool = True, console: Console | None = None
) -> NightlyOutcome:
    """Run the nightly job in this process, telling it on stderr.

    Args:
        settings: The home; it becomes the current one of this process.
        linking: What the analyst chose: preset, case, seizure, force, weights.
        wait: Wait while another run holds the home.
        console: Where to tell it; stderr by default.

    Returns:
        How it ended.

    Raises:
        RunInProgress: When another run holds the home and `wait` is off.
        WarehouseError: When Dagster's own records can't be written (disk full, no rights).
    """
    console = console or Console(stderr=True, highlight=False)

    def say_waiting(holder: Holder | None) -> None:
        console.print(f"waiting for another run to end: {holder or 'holder unknown'}", markup=False)

    settings.make_current()
    try:
        with holding_home(settings, "steelnail run", wait=wait, on_wait=say_waiting):
            if not console.is_terminal:
                return run_nightly(settings, linking, RunTeller(console).hear)
            with console.status("starting") as status:
                return run_nightly(settings, linking, RunTeller(console, status).hear)
    except SQLAlchemyError as error:
        # Dagster keeps its runs and events in SQLite and lets its faults through as they are.
        raise WarehouseError(
            f"the records of runs in {settings.dagster_home} can't be written ({type(error).__name__}); free space or "
            "mend the rights of the home and run again, nothing that was added is lost"
        ) from error
