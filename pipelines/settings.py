"""Settings: where everything of one home lies, and the only reader of the environment.

Every folder and file of a home is named here once; nothing is created by looking. Commands get a `Settings` as click's
object, Dagster resources get one from `Settings.load`.
"""

import os
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "STEELNAIL_HOME"
ZONE_VARIABLE = "STEELNAIL_TIMEZONE"
DEFAULT_HOME = Path(".steelnail")


@dataclass(frozen=True)
class Settings:
    """The layout of a home.

    Attributes:
        home: Absolute path of the folder that holds everything.
    """

    home: Path

    @classmethod
    def load(cls, home: Path | str | None = None) -> "Settings":
        """Settings of the given home, else of `STEELNAIL_HOME`, else of `./.steelnail`; empty texts count as none."""
        chosen = str(home or "") or os.environ.get(HOME_VARIABLE) or str(DEFAULT_HOME)
        return cls(Path(chosen).expanduser().absolute())

    @property
    def evidence(self) -> Path:
        """Folder of the content-addressed store of exhibits."""
        return self.home / "evidence"

    @property
    def journal(self) -> Path:
        """Folder of the journal that `add` and `judge` write and a run takes in."""
        return self.home / "journal"

    @property
    def inbox(self) -> Path:
        """Drop folder: `inbox/CASE/SEIZURE/`."""
        return self.home / "inbox"

    @property
    def warehouse_file(self) -> Path:
        """The working database; one process at a time."""
        return self.home / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """Folder of what investigators read."""
        return self.home / "published"

    @property
    def published_file(self) -> Path:
        """The newest published snapshot."""
        return self.published / "current.duckdb"

    @property
    def published_versions(self) -> Path:
        """Folder of all published snapshots that are kept."""
        return self.published / "versions"

    @property
    def dagster_home(self) -> Path:
        """Folder of Dagster's own instance: runs, events, schedules."""
        return self.home / "dagster"

    @property
    def run_lock(self) -> Path:
        """File that the one writing run of this home holds locked."""
        return self.home / "run.lock"

    @property
    def schedule_timezone(self) -> str:
        """IANA zone of the nightly schedule: `STEELNAIL_TIMEZONE`, else UTC."""
        return os.environ.get(ZONE_VARIABLE) or "UTC"

    def environment(self) -> dict[str, str]:
        """The environment for a program that is to work on this home, e.g. the Dagster UI."""
        return {**os.environ, HOME_VARIABLE: str(self.home), "DAGSTER_HOME": str(self.dagster_home)}

    def make_current(self) -> None:
        """Make this home the one that `Settings.load()` finds in this process: assets load their own settings."""
        os.environ.update({HOME_VARIABLE: str(self.home), "DAGSTER_HOME": str(self.dagster_home)})
