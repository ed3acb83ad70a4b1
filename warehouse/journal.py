"""The journal: what people delivered and decided, one immutable file per entry, taken in by the next run.

`add` and `judge` write here and never wait for a run. An entry is JSON Lines: a head, for a seizure one line per
file, and an end with the SHA-256 of all before it. It appears whole or not at all (durable_file), and its name sorts by
the time it was begun. A long `add` may therefore appear *before* entries that a run already took in: whoever takes
entries in must remember their names (`known`), not just the last one.
"""

import hashlib
import re
from collections.abc import Container, Iterable, Iterator
from itertools import islice
from pathlib import Path

from warehouse.durable_file import PendingFile, remove_abandoned
from warehouse.errors import JournalEntryDamaged, JournalNotWritten
from warehouse.journal_entries import (
    Body,
    DamagedEntry,
    DeliveredFile,
    EntryStamp,
    JournalEntry,
    JudgementGiven,
    SeizureAdded,
    body_of,
    delivered_file,
    end_hash,
    end_line,
    file_line,
    head_line,
    is_judgement,
)

_SUFFIX = ".jsonl"
_ENTRY_NAME = re.compile(r"\d{20}-[0-9a-z]{4,32}")
# Lines joined before a write: keeps a seizure of a million files to some hundred system calls.
_LINES_PER_WRITE = 4096


class Journal:
    """The journal of a home; any number of processes may append and read at once.

    Args:
        folder: The journal's folder; made by the first entry.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def append_seizure(self, stamp: EntryStamp, seizure: SeizureAdded, files: Iterable[DeliveredFile]) -> str:
        """Write a delivery; when it returns the entry is on the disk. Returns the entry's name.

        Raises:
            JournalNotWritten: When it could not be written; nothing of it stays behind.
        """
        return self._append(stamp.name, seizure, files)

    def append_judgement(self, stamp: EntryStamp, judgement: JudgementGiven) -> str:
        """Write a decision; when it returns the entry is on the disk. Returns the entry's name.

        Raises:
            JournalNotWritten: When it could not be written; nothing of it stays behind.
        """
        return self._append(stamp.name, judgement, ())

    def read_entries(
        self, after: str | None = None, known: Container[str] = frozenset()
    ) -> Iterator[JournalEntry | DamagedEntry]:
        """The entries in the order of their names; nothing in the folder is passed over in silence.

        Args:
            after: Only entries whose name sorts after this one. For showing what is new; not for taking in.
            known: Names of entries to leave out, e.g. those already taken in.

        Yields:
            Sound entries, and damaged ones with what is wrong; reading goes on after a damaged one.
        """
        for name in self._names():
            if name in known or (after is not None and name <= after):
                continue
            try:
                yield JournalEntry(name, self._body(name))
            except JournalEntryDamaged as error:
                yield DamagedEntry(name, str(error))

    def read_judgements(self, known: Container[str] = frozenset()) -> Iterator[JournalEntry | DamagedEntry]:
        """The decisions in the order of their names; deliveries are passed over by their first line alone.

        Args:
            known: Names of entries to leave out.

        Yields:
            Sound decisions, and damaged ones with what is wrong.
        """
        for name in self._names():
            if name in known:
                continue
            try:
                if is_judgement(self._first_line(name)):
                    yield JournalEntry(name, self._body(name))
            except JournalEntryDamaged as error:
                yield DamagedEntry(name, str(error))

    def files(self, name: str) -> Iterator[DeliveredFile]:
        """The files of a delivery, in the order they were written, streamed.

        Raises:
            JournalEntryDamaged: When the entry is damaged or is no delivery.
        """
        for number, line in enumerate(self._sound_lines(name)):
            if number == 0:
                if not isinstance(body_of(name, line), SeizureAdded):
                    raise JournalEntryDamaged(f"the journal entry {name} holds no files; it is no delivery")
                continue
            yield delivered_file(name, line)

    def remove_abandoned(self) -> int:
        """Remove half entries that killed writers left; returns how many."""
        return remove_abandoned(self._folder)

    def _names(self) -> list[str]:
        if not self._folder.is_dir():
            return []
        names = (file.name.removesuffix(_SUFFIX) for file in self._folder.iterdir())
        return sorted(name for name in names if not name.startswith("."))

    def _append(self, name: str, body: Body, files: Iterable[DeliveredFile]) -> str:
        target = self._folder / f"{name}{_SUFFIX}"
        if not _ENTRY_NAME.fullmatch(name) or target.exists():
            raise JournalNotWritten(f"the journal entry {name} can't be written: its name is taken or malformed")
        digest = hashlib.sha256()
        lines = map(file_line, files)
        try:
            with PendingFile(self._folder) as pending:
                block = head_line(body)
                while block:
                    digest.update(block)
                    pending.write(block)
                    block = b"".join(islice(lines, _LINES_PER_WRITE))
                pending.write(end_line(digest.hexdigest()))
                pending.commit(target)
        except OSError as error:
            raise JournalNotWritten(
                f"the journal entry could not be written ({error.strerror or error}); nothing was recorded, "
                "free space or mend the rights of the home and run the command again"
            ) from error
        return name

    def _first_line(self, name: str) -> bytes:
        try:
            with (self._folder / f"{name}{_SUFFIX}").open("rb") as stream:
                return stream.readline()
        except OSError as error:
            raise JournalEntryDamaged(f"the journal entry {name} can't be read ({error.strerror})") from error

    def _body(self, name: str) -> Body:
        head: bytes | None = None
        for line in self._sound_lines(name):
            head = head or line
        return body_of(name, head or b"")

    def _sound_lines(self, name: str) -> Iterator[bytes]:
        """The lines before the end; raises after the last one when the end doesn't vouch for them."""
        digest = hashlib.sha256()
        previous: bytes | None = None
        try:
            if not _ENTRY_NAME.fullmatch(name):
                raise JournalEntryDamaged(f"{name} in the journal is no entry; move it away")
            with (self._folder / f"{name}{_SUFFIX}").open("rb") as stream:
                for line in stream:
                    if previous is not None:
                        digest.update(previous)
                        yield previous
                    previous = line
        except OSError as error:
            raise JournalEntryDamaged(f"the journal entry {name} can't be read ({error.strerror})") from error
        if end_hash(previous) != digest.hexdigest():
            raise JournalEntryDamaged(f"the journal entry {name} is torn or was changed; restore it from a copy")
