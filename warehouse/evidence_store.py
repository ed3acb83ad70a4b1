"""The evidence store: untouched bytes under the name of their SHA-256, written once, read only.

`FOLDER/sha256/ab/ab…` (64 hex digits) holds an exhibit; `FOLDER/incoming/` what is being copied. The same bytes are
stored once, however often and under whatever paths they come; nothing that is stored is ever opened for writing.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from warehouse.durable_file import PendingFile, remove_abandoned
from warehouse.errors import EvidenceDamaged, EvidenceNotStored, NoSuchExhibit

# Big enough that the system calls don't show beside the hashing, small enough for a smooth progress bar.
_CHUNK_BYTES = 1 << 20
_EXHIBIT_ID = re.compile(r"[0-9a-f]{64}")

ExhibitState = Literal["sound", "damaged", "absent"]


@dataclass(frozen=True)
class StoredExhibit:
    """Outcome of storing a file.

    Attributes:
        exhibit_id: SHA-256 of the bytes, lower-case hex.
        size_bytes: How many bytes were read.
        is_new: False when the store had these bytes before.
    """

    exhibit_id: str
    size_bytes: int
    is_new: bool


class EvidenceStore:
    """A content-addressed store; any number of processes may put and read at once.

    Args:
        folder: The store's folder; made by the first `put`.
    """

    def __init__(self, folder: Path) -> None:
        self._exhibits = folder / "sha256"
        self._incoming = folder / "incoming"

    def path_of(self, exhibit_id: str) -> Path:
        """Where an exhibit's bytes lie, or would lie.

        Raises:
            NoSuchExhibit: When the text is not 64 lower-case hex digits.
        """
        if not _EXHIBIT_ID.fullmatch(exhibit_id):
            raise NoSuchExhibit(f"{exhibit_id!r} is no exhibit id; it has 64 digits 0-9 and a-f")
        return self._exhibits / exhibit_id[:2] / exhibit_id

    def put(self, file: Path, on_bytes: Callable[[int], None] = lambda count: None) -> StoredExhibit:
        """Copy a file into the store, hashing on the way; when it returns the bytes are on the disk.

        Args:
            file: Any readable file; never changed.
            on_bytes: Called with the number of bytes of each piece, for progress.

        Raises:
            OSError: When the file itself can't be read.
            EvidenceNotStored: When the store can't write; nothing of the file stays behind.
            EvidenceDamaged: When the store has a file of that name whose size is wrong.
        """
        digest = hashlib.sha256()
        size_bytes = 0
        with file.open("rb", buffering=0) as stream, self._pending(file) as pending:
            while chunk := stream.read(_CHUNK_BYTES):
                digest.update(chunk)
                size_bytes += len(chunk)
                with _refusals(file):
                    pending.write(chunk)
                on_bytes(len(chunk))
            exhibit_id = digest.hexdigest()
            target = self.path_of(exhibit_id)
            is_new = not target.exists()
            if is_new:
                with _refusals(file):
                    pending.commit(target)
        if target.stat().st_size != size_bytes:
            raise EvidenceDamaged(
                f"the stored exhibit {exhibit_id} has lost or gained bytes; move {target} away and add the file again"
            )
        return StoredExhibit(exhibit_id, size_bytes, is_new)

    def verify(self, exhibit_id: str, on_bytes: Callable[[int], None] = lambda count: None) -> ExhibitState:
        """Hash a stored exhibit again and compare with its name.

        Raises:
            OSError: When the stored file can't be read.
        """
        digest = hashlib.sha256()
        try:
            with self.path_of(exhibit_id).open("rb", buffering=0) as stream:
                while chunk := stream.read(_CHUNK_BYTES):
                    digest.update(chunk)
                    on_bytes(len(chunk))
        except FileNotFoundError:
            return "absent"
        return "sound" if digest.hexdigest() == exhibit_id else "damaged"

    def exhibit_ids(self) -> Iterator[str]:
        """Ids of all stored exhibits, in order."""
        for file in sorted(self._exhibits.glob("??/*")):
            if _EXHIBIT_ID.fullmatch(file.name):
                yield file.name

    def remove_abandoned(self) -> int:
        """Remove half copies that killed writers left; returns how many."""
        return remove_abandoned(self._incoming)

    def _pending(self, file: Path) -> PendingFile:
        with _refusals(file):
            return PendingFile(self._incoming)


@contextmanager
def _refusals(file: Path) -> Iterator[None]:
    """Turns what the system refuses while the store writes into one sentence."""
    try:
        yield
    except OSError as error:
        raise EvidenceNotStored(
            f"{file.name} could not be stored ({error.strerror or error}); nothing was changed, "
            "free space or mend the rights of the home and add again"
        ) from error
