"""What a reader is, what it gets and what it yields: the sources' side of seam one.

A reader is a pure function from the bytes of one exhibit to batches of records. It declares itself by one constant
`FORMAT = SourceFormat(...)` in its own file under sources/formats/; the registry finds it there.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import polars as pl
import pyarrow as pa

from warehouse.schema.records import RECORD_RELATIONS

_RELATIONS = {relation.name: relation for relation in RECORD_RELATIONS}

# Platforms whose exports write Chinese local time; all others count as UTC when no zone is given (contract.md).
_ASSUMED_ZONES = {"wechat": "Asia/Shanghai", "qq": "Asia/Shanghai"}

# Rows collected before a batch is handed on; bounds memory at about 50 MB of chat.
BATCH_ROWS = 50_000


@dataclass(frozen=True)
class Exhibit:
    """One file of a seizure, as a reader sees it.

    Attributes:
        exhibit_id: SHA-256 of the bytes, hex.
        path: Path inside the seizure (data too: titles and dates may stand in it), '/' as separator.
        file: Where the untouched bytes lie; open read only.
        timezone: IANA zone given for the seizure, or None.
        owners: Platform to native id of the seized device's own accounts, where given; a reader must not invent one.
        day: Date given for a log that writes only clock times, or None.
        companions: Other files of the same seizure that lie near it (below the folder above its own), path to file;
            filled only for formats that declare `reads_companions`.
    """

    exhibit_id: str
    path: str
    file: Path
    timezone: str | None = None
    owners: Mapping[str, str] = field(default_factory=dict)
    day: date | None = None
    companions: Mapping[str, Path] = field(default_factory=dict)

    def zone(self, platform: str) -> tuple[ZoneInfo, str]:
        """The zone of local times and the time basis to write: `local_given` or `local_assumed`."""
        if self.timezone is not None:
            return ZoneInfo(self.timezone), "local_given"
        return ZoneInfo(_ASSUMED_ZONES.get(platform, "UTC")), "local_assumed"


@dataclass(frozen=True)
class RecordBatch:
    """Records read from one stretch of an exhibit.

    Attributes:
        tables: Relation name (warehouse.schema.records) to Arrow table with exactly its columns. Absent means no rows.
        record_count: Source records that were read and kept (messages, system events, contacts, table rows).
            Rejected ones are the rows of `rejected_record` and are not in here.
        duplicate_count: Source records skipped because the same exhibit already gave them (same native message id).
    """

    tables: Mapping[str, pa.Table]
    record_count: int
    duplicate_count: int = 0

    @property
    def rejected_count(self) -> int:
        """Source records that could not be read."""
        rejected = self.tables.get("rejected_record")
        return 0 if rejected is None else rejected.num_rows


@dataclass(frozen=True)
class EndOfExhibit:
    """The last thing a reader yields: how the reading ended.

    Attributes:
        status: `read`, or `partial` when the file is truncated or damaged and what could be read was, or `empty`.
        problem: One sentence for people when the status isn't `read`: what is wrong, where, what to do.
    """

    status: str
    problem: str | None = None


Reading = Iterator[RecordBatch | EndOfExhibit]


@dataclass(frozen=True)
class Head:
    """What a sniffer may look at: the path, the size and the first bytes (64 KiB at most).

    Attributes:
        path: Path inside the seizure.
        size_bytes: Size of the whole file.
        first_bytes: Its first bytes.
        file: The file itself, for containers whose first bytes don't tell what is inside (zip); None when unknown.
    """

    path: str
    size_bytes: int
    first_bytes: bytes
    file: Path | None = None


# How sure a layout is; `docs/formats.md` says it to users.
Certainty = Literal["real file", "exporter's source", "third-party reader", "specification"]


@dataclass(frozen=True)
class Coverage:
    """What users are told of a format in docs/formats.md.

    Attributes:
        family: Heading it stands under: the app or kind of source, e.g. `WeChat`.
        made_by: Which program or office writes it, in which versions.
        gives: What is read from it.
        certainty: What the layout was confirmed with, the best of: a real file opened, the exporter's own source
            read, a third-party reader or fixture read, a written specification only.
        omits: What the file may hold and the reader doesn't read; "" when nothing is known.
    """

    family: str
    made_by: str
    gives: str
    certainty: Certainty
    omits: str = ""


@dataclass(frozen=True)
class SourceFormat:
    """A source format and its reader.

    Attributes:
        name: Name of the format, e.g. `telegram_json`; published as exhibit.format.
        version: Version of the reader; raised when its output changes. Published as exhibit.reader `NAME/VERSION`.
        meaning: One sentence: what writes such files.
        sniff: Says from the content how sure it is that this is the format: 0 no, 1 certain. The surest reader reads;
            two equally sure ones are told apart by name order, so sniffers must be strict.
        read: Yields batches and at the end one EndOfExhibit. Raises UnreadableExhibit when nothing can be read.
        count: Counts the source records independently of the parser (another way to look at the same bytes), or None
            where the format gives no second way. Must equal record + rejected + duplicate.
        reads_companions: Whether the meaning of a file needs others beside it (names of conversations, a manifest);
            the exhibit is read again when one of them comes, goes or changes.
        coverage: What users are told of it.
    """

    name: str
    version: int
    meaning: str
    sniff: Callable[[Head], float]
    read: Callable[[Exhibit], Reading]
    count: Callable[[Exhibit], int] | None = None
    reads_companions: bool = False
    coverage: Coverage | None = None


class BatchBuilder:
    """Collects rows by relation and turns them into Arrow tables with the declared columns.

    Two ways in: `add` for one row at a time (small relations, irregular formats) and `extend` for whole Polars frames
    (the way for messages of big exhibits). `exhibit_id` is filled in. Columns left out are null.
    """

    def __init__(self, exhibit_id: str) -> None:
        self._exhibit_id = exhibit_id
        self._rows: dict[str, list[dict[str, object]]] = {}
        self._frames: dict[str, list[pl.DataFrame]] = {}
        self.record_count = 0
        self.duplicate_count = 0

    def add(self, relation: str, **values: object) -> None:
        """Append one row to a relation; unknown columns raise when the batch is taken."""
        self._rows.setdefault(relation, []).append(values)

    def extend(self, relation: str, rows: pl.DataFrame) -> None:
        """Append a frame of rows to a relation."""
        if rows.height:
            self._frames.setdefault(relation, []).append(rows)

    def reject(self, locator: str, reason: str) -> None:
        """Append one rejected record."""
        self.add("rejected_record", locator=locator, reason=reason)

    @property
    def row_count(self) -> int:
        """Rows collected since the last `take`, over all relations."""
        rows = sum(len(rows) for rows in self._rows.values())
        return rows + sum(frame.height for frames in self._frames.values() for frame in frames)

    def take(self) -> RecordBatch:
        """Hand the collected rows over as one batch and start anew."""
        tables: dict[str, pa.Table] = {}
        for name in sorted(self._rows.keys() | self._frames.keys()):
            relation = _RELATIONS[name]
            frames = self._frames.get(name, [])
            if self._rows.get(name):
                unknown = {key for row in self._rows[name] for key in row} - set(relation.column_names)
                if unknown:
                    raise KeyError(f"{name} has no column {', '.join(sorted(unknown))}")
                schema = {k: v for k, v in relation.polars_schema().items() if k != "exhibit_id"}
                frames = [*frames, pl.from_dicts(self._rows[name], schema=schema)]
            frames = [frame.with_columns(exhibit_id=pl.lit(self._exhibit_id)) for frame in frames]
            rows = pl.concat([relation.conform(frame) for frame in frames])
            tables[name] = rows.to_arrow().cast(relation.arrow_schema())
        batch = RecordBatch(tables, self.record_count, self.duplicate_count)
        self._rows, self._frames, self.record_count, self.duplicate_count = {}, {}, 0, 0
        return batch
