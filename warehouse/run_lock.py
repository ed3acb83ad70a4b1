"""One writing run at a time in a home: a file lock that dies with its holder.

Dagster's queue does not govern runs started from the command line, so every writing run takes this lock. The kernel
releases it when the holder ends, however it ends; the file stays and only says who holds it.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from warehouse.durable_file import make_folder
from warehouse.errors import RunInProgress, WarehouseError

_HOLDER_BYTES = 4096


@dataclass(frozen=True)
class Holder:
    """Who holds the home.

    Attributes:
        pid: Process id.
        started_at: When the run took the lock, with its offset.
        what: What the run is, e.g. `steelnail run` or a Dagster run id.
    """

    pid: int
    started_at: datetime
    what: str

    def __str__(self) -> str:
        """For people: `steelnail run, process 4711, since 2021-06-01 01:00:00+00:00`."""
        return f"{self.what}, process {self.pid}, since {self.started_at:%Y-%m-%d %H:%M:%S%z}"


@contextmanager
def hold_home(
    lock_file: Path,
    holder: Holder,
    *,
    wait: bool = True,
    on_wait: Callable[[Holder | None], None] = lambda holder: None,
) -> Iterator[None]:
    """Hold the home for the length of the block.

    Args:
        lock_file: The home's lock file; made when absent.
        holder: Who takes the lock, for those who wait.
        wait: Wait for the present holder; otherwise raise.
        on_wait: Called once before waiting, with the present holder, or None when it can't be told.

    Raises:
        RunInProgress: When another run holds the home and `wait` is off.
        WarehouseError: When the lock file can't be opened.
    """
    try:
        make_folder(lock_file.parent)
        descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise WarehouseError(f"{lock_file} can't be opened ({error.strerror}); mend the rights of the home") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            present = _read_holder(descriptor)
            if not wait:
                name = present or "holder unknown"
                raise RunInProgress(f"another run holds this home ({name}); wait for its end") from error
            on_wait(present)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(asdict(holder) | {"started_at": holder.started_at.isoformat()}).encode(), 0)
        try:
            yield
        finally:
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _read_holder(descriptor: int) -> Holder | None:
    try:
        fields = json.loads(os.pread(descriptor, _HOLDER_BYTES, 0))
        return Holder(int(fields["pid"]), datetime.fromisoformat(fields["started_at"]), str(fields["what"]))
    except (ValueError, KeyError, TypeError):
        # The holder is between taking the lock and writing his name.
        return None
