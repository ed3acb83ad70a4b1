"""Files that appear whole or not at all: written beside, flushed to the disk, then renamed.

Whatever kills the process, a reader finds either the complete file under its name or nothing. A pending file is locked
by its writer, so that what a killed writer left behind can be told from what is being written, and removed.
"""

import contextlib
import errno
import fcntl
import os
import tempfile
from pathlib import Path
from types import TracebackType

PENDING_PREFIX = ".pending-"
# Evidence and journal are for reading only, for their owner too.
READ_ONLY = 0o444
# Network file systems that cannot flush a folder answer with these; their rename is as durable as they make it.
_NO_FOLDER_FLUSH = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF})


class PendingFile:
    """A file being written under a pending name; removed on leaving the block unless `commit` was called.

    Args:
        folder: Where the pending file lies; made when absent; must be on the file system of the target.

    Raises:
        OSError: From any step that the system refuses.
    """

    def __init__(self, folder: Path) -> None:
        make_folder(folder)
        self._descriptor, self._file = _locked_new_file(folder)
        self._committed = False

    def __enter__(self) -> "PendingFile":
        """Nothing happens: the file is there from the start."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the pending file when it was not committed."""
        if not self._committed:
            self._file.unlink(missing_ok=True)
        os.close(self._descriptor)

    def write(self, content: bytes) -> None:
        """Append bytes; all of them or an error."""
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]

    def commit(self, target: Path) -> None:
        """Flush to the disk, make read only and rename to `target`, replacing what has that name."""
        self.flush()
        self.place(target)
        flush_folder(target.parent)

    def flush(self) -> None:
        """Make read only and flush to the disk; the first half of `commit`, for many files at once."""
        os.fchmod(self._descriptor, READ_ONLY)
        os.fsync(self._descriptor)

    def place(self, target: Path) -> None:
        """Rename to `target`; the second half of `commit`, after which the folder is still to be flushed."""
        make_folder(target.parent)
        self._file.replace(target)
        self._committed = True


def make_folder(folder: Path) -> None:
    """Make a folder and its parents so that they outlive a power cut."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    flush_folder(folder.parent)


def flush_folder(folder: Path) -> None:
    """Flush a folder's list of names to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_FLUSH:
            raise
    finally:
        os.close(descriptor)


def remove_abandoned(folder: Path) -> int:
    """Remove pending files whose writer is gone; returns how many. Files being written are left alone."""
    removed = 0
    for file in sorted(folder.glob(f"{PENDING_PREFIX}*")):
        with contextlib.suppress(FileNotFoundError, PermissionError, BlockingIOError):
            descriptor = os.open(file, os.O_RDONLY)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                file.unlink()
                removed += 1
            finally:
                os.close(descriptor)
    return removed


def _locked_new_file(folder: Path) -> tuple[int, Path]:
    while True:
        descriptor, name = tempfile.mkstemp(prefix=PENDING_PREFIX, dir=folder)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        # Between making and locking it, a cleaner may have taken the file for abandoned.
        if os.fstat(descriptor).st_nlink:
            return descriptor, Path(name)
        os.close(descriptor)
