"""Jabber dumps: JSON objects with ts, from, to and body, one after another, one a line, or in an array.

Accounts are bare JIDs in lower case (the resource behind '/' names a device and changes with every login). The local
part is the name people know each other by. Times carry no zone in the dumps seen; they count as UTC unless one is
given. Only the dumps of direct talk are known; a dump of rooms would put the room's JID in the sender's place.

Source: formats.md section 11, dump of type (a); RFC 7622 for addresses.
"""

import re
from typing import Any

import polars as pl

from sources.clock_text import believable
from sources.errors import UnreadableExhibit
from sources.jabber.objects import Objects
from sources.jabber.scan import count_objects
from sources.reading import head_text
from sources.record import (
    BATCH_ROWS,
    BatchBuilder,
    EndOfExhibit,
    Exhibit,
    Head,
    Reading,
    RecordBatch,
    SourceFormat,
)
from warehouse.schema import ids

_JID = re.compile('[^\\s@/<>"\ud800-\udfff]+@[^\\s@/<>"\ud800-\udfff]+(?:/[^\ud800-\udfff]*)?')
_HALF = re.compile("[\ud800-\udfff]")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
_COLUMNS = (
    "locator",
    "position",
    "thread_id",
    "sender_name",
    "sender",
    "receiver_name",
    "receiver",
    "sent_at_raw",
    "text",
)
_SCHEMA = {name: pl.Int64() if name == "position" else pl.String() for name in _COLUMNS}
_BROKEN = "no whole JSON object; reading went on at the next line that starts one"
_CUT_OFF = "the file ends inside this object"
_NO_MESSAGE = "no message: from, to or ts is missing or no address, or its bytes break the encoding"
# A broken first object must not hide what the others are.
_SNIFFED_OBJECTS = 5


def sniff(head: Head) -> float:
    """Looks for a message with ts, from, to and body between two Jabber addresses among the first objects."""
    text = head_text(head.first_bytes)
    if not text or text.lstrip("\ufeff \t\r\n")[:1] not in ("{", "["):
        return 0.0
    for _, entry in zip(range(_SNIFFED_OBJECTS), Objects(iter([text])), strict=False):
        value = entry.value
        if isinstance(value, dict) and _is_message(value) and "body" in value and _INSTANT.fullmatch(value["ts"]):
            return 0.95
    return 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read a dump.

    Yields:
        Batches of messages in file order; the last one holds threads, accounts and names, one row each.

    Raises:
        UndecodableText: When the file starts in no known encoding.
        UnreadableExhibit: When no object in it is a message.
    """
    dump = _Dump(exhibit)
    objects = Objects.of_file(exhibit.file)
    cut_off = False
    for entry in objects:
        if isinstance(entry.value, dict) and _is_message(entry.value):
            dump.add(entry.value, entry.locator)
        else:
            cut_off = entry.is_cut_off
            dump.reject(entry.locator, _NO_MESSAGE if entry.value is not None else _CUT_OFF if cut_off else _BROKEN)
        if dump.is_full:
            yield dump.batch()
    if not dump.message_count:
        if dump.rejected_count:
            raise UnreadableExhibit(f"{exhibit.path} holds no message with from, to and ts; add it as what it is")
        yield EndOfExhibit("empty", f"{exhibit.path} holds no objects")
        return
    dump.finish()
    yield dump.batch()
    if cut_off or (objects.is_array and not objects.is_closed):
        yield EndOfExhibit(
            "partial",
            f"{exhibit.path} ends too early or is damaged at its end, at {dump.last_locator}; what stands before was "
            "read, ask for a whole copy",
        )
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Objects, whole and broken ones, counted by pattern on the bytes."""
    return count_objects(exhibit.file)


def bare_jid(written: str) -> str:
    """The address without resource, in lower case."""
    return written.partition("/")[0].strip().lower()


class _Dump:
    """One dump on its way into rows; memory grows with one batch, the accounts and the pairs that talk."""

    def __init__(self, exhibit: Exhibit) -> None:
        self.message_count = self.rejected_count = 0
        self.last_locator = "line:1"
        self._builder = BatchBuilder(exhibit.exhibit_id)
        self._zone, self._basis = exhibit.zone("jabber")
        self._owner = bare_jid(exhibit.owners.get("jabber", ""))
        self._rows: list[tuple[str | int, ...]] = []
        self._threads: dict[tuple[str, str], str] = {}
        self._names: pl.DataFrame | None = None

    @property
    def is_full(self) -> bool:
        """Whether a batch is due."""
        return len(self._rows) >= BATCH_ROWS

    def add(self, message: dict[str, Any], locator: str) -> None:
        """Append one message."""
        sender, receiver = bare_jid(message["from"]), bare_jid(message["to"])
        pair = (sender, receiver) if sender <= receiver else (receiver, sender)
        thread = self._threads.get(pair)
        if thread is None:
            thread = self._threads[pair] = ids.thread_id("jabber", ",".join(pair))
            self._builder.add("thread", locator=locator, platform="jabber", thread_id=thread, kind="direct")
        body = message.get("body")
        words = _without_halves(body) if isinstance(body, str) else ""
        sent_at = _without_halves(message["ts"])
        self._rows.append(
            (locator, self.message_count, thread, message["from"], sender, message["to"], receiver, sent_at, words)
        )
        self.message_count += 1
        self.last_locator = locator
        self._builder.record_count += 1

    def reject(self, locator: str, reason: str) -> None:
        """Append one rejected object."""
        self._builder.reject(locator, reason)
        self.rejected_count += 1
        self.last_locator = locator

    def batch(self) -> RecordBatch:
        """The rows since the last batch."""
        self._flush()
        return self._builder.take()

    def finish(self) -> None:
        """The file is over: one row for each account, and for each name it was written with."""
        self._flush()
        if self._names is None:
            return
        names = self._names.with_columns(
            account_id=_account_ids("jid"),
            kind=pl.lit("handle"),
            platform=pl.lit("jabber"),
            native_id="jid",
            is_owner=pl.col("jid") == self._owner,
            is_display_name_only=pl.lit(value=False),
        )
        self._builder.extend("name_observation", names)
        self._builder.extend("account", names.unique("jid", keep="first", maintain_order=True))

    def _flush(self) -> None:
        if not self._rows:
            return
        rows = _with_instants(pl.DataFrame(self._rows, schema=_SCHEMA, orient="row"), str(self._zone), self._basis)
        self._rows = []
        self._names = _folded([] if self._names is None else [self._names], rows)
        self._builder.extend(
            "message",
            rows.with_columns(
                platform=pl.lit("jabber"),
                sender_account_id=_account_ids("sender"),
                kind=pl.lit("text"),
                is_deleted=pl.lit(value=False),
            ),
        )


def _folded(earlier: list[pl.DataFrame], rows: pl.DataFrame) -> pl.DataFrame:
    """One row per address and local part as written: first place, earliest and latest time, number of sightings."""
    sides = [
        rows.select(
            pl.col(side).alias("jid"),
            pl.col(written).str.extract(r"^\s*([^@/]*)", 1).alias("name"),
            "locator",
            "position",
            first_seen_at="sent_at",
            last_seen_at="sent_at",
            observation_count=pl.lit(1, dtype=pl.Int64),
        )
        for side, written in (("sender", "sender_name"), ("receiver", "receiver_name"))
    ]
    return (
        pl.concat([*earlier, *sides])
        .sort("position", maintain_order=True)
        .group_by("jid", "name", maintain_order=True)
        .agg(
            pl.col("locator", "position").first(),
            pl.col("first_seen_at").min(),
            pl.col("last_seen_at").max(),
            pl.col("observation_count").sum(),
        )
    )


def _with_instants(rows: pl.DataFrame, zone: str, basis: str) -> pl.DataFrame:
    """Add sent_at (UTC) and time_basis: a time with its own offset, or local time in the zone."""
    written = pl.col("sent_at_raw").str.strip_chars().str.replace(" ", "T", literal=True)
    offset = written.str.extract(r"(?:T.*)([+-]\d\d:?\d\d|Z)$", 1)
    clock = pl.when(offset.is_null()).then(written).otherwise(written.str.extract(r"^(.*?)(?:[+-]\d\d:?\d\d|Z)$", 1))
    local = pl.coalesce(
        clock.str.to_datetime(pattern, strict=False, time_unit="us")
        for pattern in ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M")
    )
    minutes = pl.coalesce(
        offset.str.extract(r"^[+-](\d\d)", 1).cast(pl.Int64) * 60 + offset.str.extract(r"(\d\d)$", 1).cast(pl.Int64),
        pl.lit(0),
    ) * pl.when(offset.str.starts_with("-")).then(-1).otherwise(1)
    local = believable(local)
    zoned = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return rows.with_columns(
        sent_at=pl.when(offset.is_null())
        .then(zoned.dt.convert_time_zone("UTC").dt.replace_time_zone(None))
        .otherwise(local - pl.duration(minutes=minutes, time_unit="us")),
        time_basis=pl.when(offset.is_null()).then(pl.lit(basis)).otherwise(pl.lit("offset")),
    ).with_columns(time_basis=pl.when(pl.col("sent_at").is_null()).then(pl.lit("none")).otherwise("time_basis"))


def _account_ids(name: str) -> pl.Expr:
    """Account ids of a column of bare addresses; made once per address."""
    return pl.col(name).map_batches(_ids_of, return_dtype=pl.String)


def _ids_of(jids: pl.Series) -> pl.Series:
    unique = jids.unique()
    made = pl.Series([ids.account_id("jabber", jid) for jid in unique.to_list()], dtype=pl.String)
    return jids.replace_strict(unique, made, return_dtype=pl.String)


def _is_message(value: dict[str, Any]) -> bool:
    ends = (value.get("from"), value.get("to"))
    return isinstance(value.get("ts"), str) and all(isinstance(end, str) and _JID.fullmatch(end) for end in ends)


def _without_halves(text: str) -> str:
    """The text with halves of surrogate pairs, which stand for no character, as U+FFFD."""
    return text if _HALF.search(text) is None else _HALF.sub("\ufffd", text)


FORMAT = SourceFormat(
    name="jabber_json",
    version=1,
    meaning="Dump of direct Jabber messages as JSON objects with ts, from, to and body.",
    sniff=sniff,
    read=read,
    count=count,
)
