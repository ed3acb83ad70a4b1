"""The drop folder `inbox/CASE/SEIZURE/`: which drops are complete, and the receipt that a drop was taken in.

A drop is complete when it holds a file READY, or when its listing (names, sizes, times of change) stayed the same for a
minute. Its files stay where they are, untouched; the evidence store has its own copies. That a drop was taken in is
written under `inbox/.taken/CASE/SEIZURE/`, one receipt per listing: the same drop is never taken twice, also after
Dagster's own memory was lost; files laid into it later make a new listing and are taken as a further delivery. Removing
a receipt has the drop taken again.
"""

import hashlib
import json
import logging
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.intake import READY_NAME, add_seizure, inbox_request
from pipelines.seizures import seizure_key
from pipelines.settings import Settings
from sources.errors import SourceError
from warehouse.durable_file import PendingFile
from warehouse.journal_entries import EntryStamp

logger = logging.getLogger("steelnail.steps")

# Long enough for the pauses of a slow copy over a network share.
QUIET_SECONDS = 60
_RECEIPTS = ".taken"


@dataclass(frozen=True)
class Drop:
    """A folder of the inbox with files in it.

    Attributes:
        case_id: The case: name of the upper folder.
        seizure_id: The seizure: name of the folder.
        listing: Hash over the paths, sizes and times of change of its files.
        is_ready: Whether it holds a file READY.
        changed_at: Latest change of a file as the system saw it, seconds since 1970; copying cannot set it back.
    """

    case_id: str
    seizure_id: str
    listing: str
    is_ready: bool
    changed_at: float

    @property
    def key(self) -> str:
        """Its partition."""
        return seizure_key(self.case_id, self.seizure_id)


def drops(inbox: Path) -> list[Drop]:
    """All drops that hold at least one file, in order."""
    found = []
    for case_folder in _folders(inbox):
        for folder in _folders(case_folder):
            files = sorted(_files(folder))
            seized = [file for file in files if file[0] != READY_NAME]
            if seized:
                listed = json.dumps([file[:3] for file in seized]).encode("utf-8", "surrogatepass")
                listing = hashlib.sha256(listed).hexdigest()[:20]
                changed_at = max(file[3] for file in seized)
                found.append(Drop(case_folder.name, folder.name, listing, len(seized) < len(files), changed_at))
    return found


def complete_drops(found: Sequence[Drop], cursor: str | None, now: float) -> tuple[list[Drop], str]:
    """Those of the drops that are complete, and the cursor for the next look.

    Args:
        found: Drops as they lie there now.
        cursor: What the last look returned, or None.
        now: Seconds since 1970.

    Returns:
        Complete drops, in order, and the cursor: JSON of each drop's listing and when it was first seen so.
    """
    seen: dict[str, list[object]] = json.loads(cursor) if cursor else {}
    since: dict[str, tuple[str, float]] = {}
    complete = []
    for drop in found:
        listing, first_seen = seen.get(drop.key, [None, now])
        since[drop.key] = (drop.listing, float(str(first_seen)) if listing == drop.listing else now)
        if drop.is_ready or now - since[drop.key][1] >= QUIET_SECONDS:
            complete.append(drop)
    return complete, json.dumps(since, sort_keys=True)


def was_taken(settings: Settings, drop: Drop) -> bool:
    """Whether exactly these files of the drop were taken in."""
    return _receipt(settings, drop.case_id, drop.seizure_id, drop.listing).exists()


def take_drop(settings: Settings, case_id: str, seizure_id: str, listing: str) -> bool:
    """Take a drop in as a delivery, unless its receipt is there; returns whether it was taken now.

    Raises:
        SourceError: When the drop can't be taken as it is; nothing was taken then.
    """
    receipt = _receipt(settings, case_id, seizure_id, listing)
    if receipt.exists():
        return False
    stamp = EntryStamp(time.time_ns(), secrets.token_hex(8))
    summary = add_seizure(settings, inbox_request(settings, case_id, seizure_id), stamp)
    with PendingFile(receipt.parent) as pending:
        pending.write(f"{summary.entry_name}\n".encode())
        pending.commit(receipt)
    return True


def take_waiting_drops(settings: Settings, now: float) -> int:
    """Take in every complete drop without receipt: what no sensor took, because none ran or its run failed.

    Complete here means READY, or no change for a minute by the system's own clock of changes. A drop that can't be
    taken is said and left for the next run; it stops nothing.

    Returns:
        How many were taken.
    """
    taken = 0
    for drop in drops(settings.inbox):
        if drop.is_ready or now - drop.changed_at >= QUIET_SECONDS:
            try:
                taken += take_drop(settings, drop.case_id, drop.seizure_id, drop.listing)
            except SourceError as error:
                logger.warning("drop %s is not taken in: %s", drop.key, error)
    return taken


def _receipt(settings: Settings, case_id: str, seizure_id: str, listing: str) -> Path:
    return settings.inbox / _RECEIPTS / case_id / seizure_id / listing


def _folders(folder: Path) -> Iterator[Path]:
    """Visible sub-folders in order; links are not followed."""
    if folder.is_dir():
        yield from sorted(
            path for path in folder.iterdir() if path.is_dir() and not path.is_symlink() and path.name[0] != "."
        )


def _files(folder: Path) -> Iterator[tuple[str, int, int, float]]:
    """Path, size, time of change and when the system saw it, of every file below; vanished ones are left out."""
    for parent, _, names in os.walk(folder):
        for name in names:
            file = Path(parent, name)
            try:
                facts = file.lstat()
            except FileNotFoundError:
                continue
            yield str(file.relative_to(folder)), facts.st_size, facts.st_mtime_ns, facts.st_ctime
