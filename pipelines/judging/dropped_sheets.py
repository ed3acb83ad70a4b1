"""Filled-in sheets laid into the inbox: `inbox/NAME.xlsx` or `inbox/CASE/NAME.csv`, beside the folders of seizures.

A sheet is taken when it did not change for a minute, once for its content; what became of it is written beside it as
`NAME.xlsx.taken.txt`. Taking a sheet twice records nothing twice, so a run killed in between loses and doubles nothing.
"""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.inbox import QUIET_SECONDS
from pipelines.judging.take_sheet import SheetTaken, take_sheet
from pipelines.settings import Settings
from sources.errors import SourceError
from warehouse.durable_file import PendingFile
from warehouse.errors import WarehouseError

logger = logging.getLogger("steelnail.steps")

_ENDINGS = (".csv", ".xlsx")
_REPORT = ".taken.txt"


@dataclass(frozen=True)
class DroppedSheet:
    """A sheet in the inbox.

    Attributes:
        file: The file.
        content: SHA-256 of its bytes.
        changed_at: When the system saw its last change, seconds since 1970.
    """

    file: Path
    content: str
    changed_at: float


@dataclass(frozen=True)
class SheetsTaken:
    """What became of the sheets of a run.

    Attributes:
        sheets: How many were taken.
        decisions: Decisions recorded.
        refused_rows: Rows that could not be taken.
    """

    sheets: int = 0
    decisions: int = 0
    refused_rows: int = 0


def waiting_sheets(settings: Settings, now: float) -> list[DroppedSheet]:
    """Complete sheets that were not taken as they are now, in order."""
    found = []
    for file in _sheets(settings.inbox):
        changed_at = file.stat().st_ctime
        if now - changed_at >= QUIET_SECONDS:
            sheet = DroppedSheet(file, hashlib.sha256(file.read_bytes()).hexdigest(), changed_at)
            if not _was_taken(sheet):
                found.append(sheet)
    return found


def take_waiting_sheets(settings: Settings, now: float) -> SheetsTaken:
    """Take every waiting sheet; one that is none is said beside it and stops nothing."""
    total = SheetsTaken()
    for sheet in waiting_sheets(settings, now):
        try:
            taken = take_sheet(settings, sheet.file)
        except (SourceError, WarehouseError) as error:
            logger.warning("a sheet of the inbox is not taken in; %s beside it says why", _REPORT)
            _report(sheet, [str(error)])
            continue
        _report(sheet, _lines(taken))
        logger.info("a sheet of the inbox: %d decisions, %d rows refused", len(taken.given), len(taken.bad))
        total = SheetsTaken(total.sheets + 1, total.decisions + len(taken.given), total.refused_rows + len(taken.bad))
    return total


def _lines(taken: SheetTaken) -> list[str]:
    head = (
        f"{len(taken.given)} recorded, {taken.repeated} known already, {taken.undecided} without decision, "
        f"{len(taken.bad)} refused"
    )
    return [head, *(f"row {row.number}: {row.problem}" for row in taken.bad)]


def _report(sheet: DroppedSheet, lines: list[str]) -> None:
    with PendingFile(sheet.file.parent) as pending:
        pending.write("\n".join([f"sha256 {sheet.content}", *lines, ""]).encode())
        pending.commit(_report_file(sheet.file))


def _was_taken(sheet: DroppedSheet) -> bool:
    report = _report_file(sheet.file)
    return report.exists() and report.read_text(encoding="utf-8").startswith(f"sha256 {sheet.content}\n")


def _report_file(file: Path) -> Path:
    return file.with_name(f"{file.name}{_REPORT}")


def _sheets(inbox: Path) -> Iterator[Path]:
    """Visible sheets on the two upper levels of the inbox, in order; links are not followed."""
    if not inbox.is_dir():
        return
    cases = [folder for folder in inbox.iterdir() if folder.is_dir() and not folder.is_symlink()]
    for folder in sorted([inbox, *(case for case in cases if case.name[0] != ".")]):
        for file in sorted(folder.iterdir()):
            is_sheet = file.suffix.lower() in _ENDINGS and file.name[0] not in ".~"
            if is_sheet and file.is_file() and not file.is_symlink():
                yield file
