"""What a format declares to be measured: how to write a big synthetic file of it, and what reading it plainly means."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class IngestSample:
    """One format in the ingest benchmark. The file is synthetic and so are its people.

    Attributes:
        format: Name of the source format that must detect and read the file.
        path: Path it would have inside a seizure.
        write: Writes a file of about this many megabytes; deterministic; streams, so that 2 GiB can be written.
        plain: Reads the same bytes with the fastest well-known parser of the container (orjson, sqlite3, lxml, csv,
            str.splitlines) and keeps nothing: the cost that any reader pays.
        plain_name: What `plain` uses, e.g. `orjson.loads`.
        is_big: Whether such files reach gigabytes in practice, so that flat memory is shown at 2 GiB.
    """

    format: str
    path: str
    write: Callable[[Path, int], None]
    plain: Callable[[Path], None]
    plain_name: str
    is_big: bool = False
