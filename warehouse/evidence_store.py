"""The evidence store: untouched bytes under the name of their SHA-256, written once, read only.

`FOLDER/sha256/ab/ab…` (64 hex digits) holds an exhibit; `FOLDER/incoming/` what is being copied. The same bytes are
stored once, however often and under whatever paths they come; nothing that is stored is ever opened for writing.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Literal

from warehouse.durable_file import PendingFile, remove_abandoned
from warehouse.errors import EvidenceDamaged, EvidenceNotStored, NoSuchExhibit

# Big enough that the system calls don't show beside the hashing, small enough for a smooth progress bar.
_CHUNK_BYTES = 1 << 20
# A stream that ends before is hashed in memory: what the store has already is then not written a second time.
SMALL_BYTES = 1 << 20
_EXHIBIT_ID = re.compile(r"[0-9a-f]{64}")

ExhibitState = Literal["sound", "damaged", "absent"]


@dataclass(frozen=True)
class StoredExhibit:
    """Outcome of storing a file.

    Attributes:
        exhibit_id: SHA-256 of the bytes, lower-case hex.
        size_bytes: How many bytes were read.
        is_new: False when the store had these bytes before.
        hashes: Hashes by the other algorithms that were asked for, by their name, lower-case hex.
    """

    exhibit_id: str
    size_bytes: int
    is_new: bool
    hashes: Mapping[str, str] = field(default_factory=dict)


class Digests:
    """SHA-256 and whatever else is asked for, over the same bytes.

    Args:
        also: Other algorithms.
    """

    def __init__(self, also: Collection[str]) -> None:
        self._sha256 = hashlib.sha256()
        # They are compared with old hash lists and protect nothing.
        self._others = {name: hashlib.new(name, usedforsecurity=False) for name in also if name != "sha256"}

    def update(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self._sha256.update(chunk)
        for digest in self._others.values():
            digest.update(chunk)

    @property
    def exhibit_id(self) -> str:
        """SHA-256, lower-case hex."""
        return self._sha256.hexdigest()

    @property
    def hashes(self) -> dict[str, str]:
        """The others by algorithm."""
        return {name: digest.hexdigest() for name, digest in self._others.items()}


class EvidenceStore:
    """A content-addressed store; any number of processes may put and read at once.

    Args:
        folder: The store's folder; made by the first `put`.

    Attributes:
        incoming: Folder of what is being copied.
    """

    def __init__(self, folder: Path) -> None:
        self._exhibits = folder / "sha256"
        self.incoming = folder / "incoming"

    def path_of(self, exhibit_id: str) -> Path:
        """Where an exhibit's bytes lie, or would lie.

        Raises:
            NoSuchExhibit: When the text is not 64 lower-case hex digits.
        """
        if not _EXHIBIT_ID.fullmatch(exhibit_id):
            raise NoSuchExhibit(f"{exhibit_id!r} is no exhibit id; it has 64 digits 0-9 and a-f")
        return self._exhibits / exhibit_id[:2] / exhibit_id

    def put(
        self, file: Path, on_bytes: Callable[[int], None] = lambda count: None, also: Collection[str] = ()
    ) -> StoredExhibit:
        """Copy a file into the store, hashing on the way; when it returns the bytes are on the disk.

        Args:
            file: Any readable file; never changed.
            on_bytes: Called with the number of bytes of each piece, for progress.
            also: Other hash algorithms to compute on the way, as hashlib names them.

        Raises:
            OSError: When the file itself can't be read.
            EvidenceNotStored: When the store can't write; nothing of the file stays behind.
            EvidenceDamaged: When the store has a file of that name whose size is wrong.
        """
        with file.open("rb", buffering=0) as stream, self._pending(file.name) as pending:
            pieces = iter(lambda: stream.read(_CHUNK_BYTES), b"")
            return self._stored(file.name, pieces, Digests(also), pending, on_bytes)

    def put_pieces(
        self,
        name: str,
        pieces: Iterable[bytes],
        on_bytes: Callable[[int], None] = lambda count: None,
        also: Collection[str] = (),
    ) -> StoredExhibit:
        """Store a stream of bytes (a member of an archive) as `put` stores a file.

        Args:
            name: What it is called in messages.
            pieces: The bytes in order; what it raises passes through, and nothing of it stays behind.
            on_bytes: Called with the number of bytes of each piece, for progress.
            also: Other hash algorithms to compute on the way.

        Raises:
            EvidenceNotStored: When the store can't write.
            EvidenceDamaged: When the store has a file of that name whose size is wrong.
        """
        rest = iter(pieces)
        begun: list[bytes] = []
        begun_bytes = 0
        for piece in rest:
            begun.append(piece)
            begun_bytes += len(piece)
            if begun_bytes > SMALL_BYTES:
                break
        else:
            digests = Digests(also)
            for piece in begun:
                digests.update(piece)
            if self.path_of(digests.exhibit_id).exists():
                on_bytes(begun_bytes)
                return self.checked(StoredExhibit(digests.exhibit_id, begun_bytes, False, digests.hashes))
        with self._pending(name) as pending:
            return self._stored(name, chain(begun, rest), Digests(also), pending, on_bytes)

    def hash_of(self, exhibit_id: str, algorithm: str) -> str:
        """Another hash of a stored exhibit, lower-case hex.

        Raises:
            OSError: When the stored file can't be read.
        """
        with self.path_of(exhibit_id).open("rb") as stream:
            return hashlib.file_digest(stream, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest()

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
        return remove_abandoned(self.incoming)

    def _stored(
        self,
        name: str,
        pieces: Iterable[bytes],
        digests: Digests,
        pending: PendingFile,
        on_bytes: Callable[[int], None],
    ) -> StoredExhibit:
        size_bytes = 0
        for piece in pieces:
            digests.update(piece)
            size_bytes += len(piece)
            with refusals(name):
                pending.write(piece)
            on_bytes(len(piece))
        target = self.path_of(digests.exhibit_id)
        is_new = not target.exists()
        if is_new:
            with refusals(name):
                pending.commit(target)
        return self.checked(StoredExhibit(digests.exhibit_id, size_bytes, is_new, digests.hashes))

    def checked(self, stored: StoredExhibit) -> StoredExhibit:
        """The same, when the stored file has as many bytes.

        Raises:
            EvidenceDamaged: When it has not.
        """
        target = self.path_of(stored.exhibit_id)
        if target.stat().st_size != stored.size_bytes:
            raise EvidenceDamaged(
                f"the stored exhibit {stored.exhibit_id} has lost or gained bytes; move {target} away and add the file "
                "again"
            )
        return stored

    def _pending(self, name: str) -> PendingFile:
        with refusals(name):
            return PendingFile(self.incoming)


@contextmanager
def refusals(name: str) -> Iterator[None]:
    """Turns what the system refuses while the store writes into one sentence."""
    try:
        yield
    except OSError as error:
        raise EvidenceNotStored(
            f"{name} could not be stored ({error.strerror or error}); nothing was changed, "
            "free space or mend the rights of the home and add again"
        ) from error
