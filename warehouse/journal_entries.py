"""What the journal can say: the typed entries and their JSON lines, both ways.

One line is one JSON object in pure ASCII. A head names the kind and the layout; a delivery has one line per file after
it; an end carries the SHA-256 of all lines before it. See warehouse/journal.py for the files.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from warehouse.errors import JournalEntryDamaged
from warehouse.schema.words import (
    JUDGEMENT_KINDS,
    JUDGEMENTS,
    MANIFEST_CHECKS,
    TAKEN_STATUSES,
    JudgementKind,
    JudgementWord,
    ManifestCheck,
    TakenStatus,
)

# Raised when the lines change their meaning; older entries stay readable.
LAYOUT = 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class EntryStamp:
    """When an entry was begun, and what tells it from others of the same instant; both come from the caller.

    Attributes:
        time_ns: Nanoseconds since 1970, UTC.
        suffix: 4 to 32 random digits or lower-case letters.
    """

    time_ns: int
    suffix: str

    @property
    def name(self) -> str:
        """Name of the entry; names sort by time."""
        return f"{self.time_ns:020d}-{self.suffix}"

    @property
    def at(self) -> datetime:
        """The instant, UTC, in microseconds."""
        return _EPOCH + timedelta(microseconds=self.time_ns // 1000)


@dataclass(frozen=True)
class DeliveredFile:
    """One file of a delivery, or one that the manifest names and nobody delivered.

    Attributes:
        path: Path inside the seizure, '/' as separator.
        exhibit_id: SHA-256 of the stored bytes; None when there are none (missing, unreadable).
        size_bytes: Size; None when there are no bytes.
        manifest_check: What the hash list says of it.
        expected_hash: SHA-256 that the hash list gives, or another hash as `md5:…`; None when it names none.
        problem: One sentence when the file was not stored, or is odd; else None.
        taken_status: How far taking it apart (an archive) or out of one (a member) came: `read`, `partial`,
            `unsupported`, `rejected`; None when there is nothing to say.
    """

    path: str
    exhibit_id: str | None
    size_bytes: int | None
    manifest_check: ManifestCheck = "none"
    expected_hash: str | None = None
    problem: str | None = None
    taken_status: TakenStatus | None = None


@dataclass(frozen=True)
class SeizureAdded:
    """A delivery to a seizure; its files are read with `Journal.files`.

    Attributes:
        case_id: The case.
        seizure_id: The seizure, unique in its case; may have had deliveries before.
        added_at: When it was added, UTC.
        timezone: IANA zone of the local times in its files, or None.
        owners: Platform to native ids of the seized device's own accounts.
        custody: Custody fields (warehouse.schema.words.CUSTODY_FIELDS and others); absent means not told.
    """

    case_id: str
    seizure_id: str
    added_at: datetime
    timezone: str | None = None
    owners: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    custody: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class JudgementGiven:
    """A person's decision on a pair of references, or on something claimed of one.

    Attributes:
        case_id: The case it is about; None when the references tell.
        left: Reference.
        right: Reference (of a pair; the superior of `left`), `name:NAME`, `role:ROLE` or `identity:IDENTITY_ID`.
        judgement: `positive` (the same, so it is), `negative` (different, it is not so), `unsure`, `withdrawn`.
        reason: Why, in the person's words.
        judged_by: Who decided.
        judged_at: When, UTC.
        kind: What it is about.
        expires_at: When it ends, UTC; None when it holds until a later one.
    """

    case_id: str | None
    left: str
    right: str
    judgement: JudgementWord
    reason: str
    judged_by: str
    judged_at: datetime
    kind: JudgementKind = "pair"
    expires_at: datetime | None = None

    @property
    def subject(self) -> str:
        """What it decides, without case: equal for decisions on the same (ledger.decision says the same in SQL)."""
        if self.kind == "pair":
            return "|".join(("pair", *sorted((self.left, self.right))))
        return f"{self.kind}|{self.left}|{self.right.lower()}"


@dataclass(frozen=True)
class JournalEntry:
    """A sound entry: its name and what it says."""

    name: str
    body: SeizureAdded | JudgementGiven


@dataclass(frozen=True)
class DamagedEntry:
    """An entry that can't be trusted: its name and, in one sentence, what is wrong."""

    name: str
    problem: str


Body = SeizureAdded | JudgementGiven


def head_line(body: Body) -> bytes:
    """The first line of an entry."""
    match body:
        case SeizureAdded():
            fields = {"entry": "seizure_added"} | asdict(body) | {"added_at": _instant_text(body.added_at)}
        case JudgementGiven():
            fields = _judgement_fields(body)
    return _line(fields | {"layout": LAYOUT})


def _judgement_fields(body: JudgementGiven) -> dict[str, object]:
    fields = {"entry": "judgement"} | asdict(body) | {"judged_at": _instant_text(body.judged_at)}
    if body.kind == "pair" and body.expires_at is None:
        # As versions wrote it that knew nothing else; they would take any other for an unlimited one on a pair.
        del fields["kind"], fields["expires_at"]
        return fields
    ends = None if body.expires_at is None else _instant_text(body.expires_at)
    return fields | {"entry": "judgement_on", "expires_at": ends}


def is_judgement(head: bytes) -> bool:
    """Whether a head line begins a decision."""
    return head.startswith((b'{"entry":"judgement",', b'{"entry":"judgement_on",'))


def file_line(file: DeliveredFile) -> bytes:
    """The line of one delivered file."""
    fields = asdict(file)
    # Left out where it says nothing: such lines are also read by versions that did not know archives.
    if file.taken_status is None:
        del fields["taken_status"]
    return _line(fields)


def end_line(sha256: str) -> bytes:
    """The last line of an entry, vouching for all before it."""
    return _line({"end": "entry", "sha256": sha256})


def end_hash(line: bytes | None) -> str | None:
    """The hash that a last line vouches for; None when the line is no end."""
    try:
        end = json.loads(line or b"")
    except ValueError:
        return None
    return end.get("sha256") if isinstance(end, dict) and "end" in end else None


def body_of(name: str, head: bytes) -> Body:
    """The entry that a head line says.

    Raises:
        JournalEntryDamaged: When the line is no head, or one of another version.
    """
    try:
        fields = json.loads(head)
        kind, layout = str(fields["entry"]), fields["layout"]
    except (ValueError, KeyError, TypeError) as error:
        raise JournalEntryDamaged(f"the journal entry {name} has no head; restore it from a copy") from error
    if layout != LAYOUT or kind not in _READERS:
        raise JournalEntryDamaged(f"the journal entry {name} ({kind}, layout {layout}) was written by another version")
    try:
        return _READERS[kind](fields)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise JournalEntryDamaged(
            f"the journal entry {name} does not say what a {kind} must say; it was written by another version"
        ) from error


def delivered_file(name: str, line: bytes) -> DeliveredFile:
    """The file that a line of a delivery says.

    Raises:
        JournalEntryDamaged: When the line does not say a file.
    """
    try:
        file = DeliveredFile(**json.loads(line))
    except (ValueError, TypeError) as error:
        raise JournalEntryDamaged(f"a file line of the journal entry {name} can't be read") from error
    if file.manifest_check not in MANIFEST_CHECKS:
        raise JournalEntryDamaged(f"a file line of the journal entry {name} has an unknown manifest check")
    if file.taken_status not in (None, *TAKEN_STATUSES):
        raise JournalEntryDamaged(f"a file line of the journal entry {name} has an unknown status")
    return file


def _line(fields: Mapping[str, object]) -> bytes:
    # Pure ASCII keeps file names in no encoding (lone surrogates) and makes a garbled byte stand out.
    return json.dumps(fields, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def _seizure_added(fields: dict[str, Any]) -> SeizureAdded:
    return SeizureAdded(
        case_id=str(fields["case_id"]),
        seizure_id=str(fields["seizure_id"]),
        added_at=_instant(fields["added_at"]),
        timezone=fields["timezone"],
        owners={str(platform): tuple(map(str, ids)) for platform, ids in fields["owners"].items()},
        custody={str(key): str(value) for key, value in fields["custody"].items()},
    )


def _judgement_given(fields: dict[str, Any]) -> JudgementGiven:
    kind, ends = fields.get("kind", "pair"), fields.get("expires_at")
    if fields["judgement"] not in JUDGEMENTS or kind not in JUDGEMENT_KINDS:
        raise ValueError(f"{kind} {fields['judgement']}")
    return JudgementGiven(
        case_id=fields["case_id"],
        left=str(fields["left"]),
        right=str(fields["right"]),
        judgement=cast(JudgementWord, fields["judgement"]),
        reason=str(fields["reason"]),
        judged_by=str(fields["judged_by"]),
        judged_at=_instant(fields["judged_at"]),
        kind=cast(JudgementKind, kind),
        expires_at=None if ends is None else _instant(ends),
    )


_READERS: dict[str, Callable[[dict[str, Any]], Body]] = {
    "seizure_added": _seizure_added,
    "judgement": _judgement_given,
    "judgement_on": _judgement_given,
}


def _instant_text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
