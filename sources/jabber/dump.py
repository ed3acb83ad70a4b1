"""One Jabber dump on its way into rows: messages as columns, what is told of accounts and pairs once for each pair.

**Source:** formats.md 6, Jabber (a); RFC 7622 for addresses.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from sources.jabber.iso_times import with_instants
from sources.jabber.objects import Run
from sources.record import BatchBuilder, Exhibit, RecordBatch
from warehouse.schema import ids

NO_MESSAGE = "no message: from, to or ts is missing or no address, or its bytes break the encoding"
_JID = re.compile('[^\\s@/<>"\ud800-\udfff]+@[^\\s@/<>"\ud800-\udfff]+(?:/[^\ud800-\udfff]*)?')
_HALF = re.compile("[\ud800-\udfff]")
_KEYS = ("from", "to", "ts", "body")
_SCHEMA = {"locator": pl.String(), "pair": pl.Int64(), "sent_at_raw": pl.String(), "text": pl.String()}
_PAIR_SCHEMA = dict.fromkeys(("sender_name", "receiver_name", "sender", "receiver", "thread_id"), pl.String())
_FOLD = (
    pl.col("locator", "position").first(),
    pl.col("first_seen_at").min(),
    pl.col("last_seen_at").max(),
    pl.col("observation_count").sum(),
)


def bare_jid(written: str) -> str:
    """The address without resource, in lower case."""
    return written.partition("/")[0].strip().lower()


def is_message(value: object) -> bool:
    """Whether an object has a time and two addresses."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("ts"), str)
        and _is_address(value.get("from"))
        and _is_address(value.get("to"))
    )


class _Pairs(dict[tuple[object, object], int]):
    """A number for each pair of ends as written; -1 for pairs that are no addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[tuple[str, str]] = []

    def __missing__(self, pair: tuple[object, object]) -> int:
        sender, receiver = pair
        number = -1
        if isinstance(sender, str) and isinstance(receiver, str) and _is_address(sender) and _is_address(receiver):
            number = len(self.addresses)
            self.addresses.append((sender, receiver))
        self[pair] = number
        return number


class Dump:
    """Collects the rows of a dump; memory grows with one batch, the accounts and the pairs that talk.

    Attributes:
        message_count: Messages so far.
        rejected_count: Objects rejected so far.
        last_locator: Place of the last object.
        waiting_count: Messages since the last batch.
    """

    def __init__(self, exhibit: Exhibit) -> None:
        self.message_count = self.rejected_count = self.waiting_count = 0
        self.last_locator = "line:1"
        self._builder = BatchBuilder(exhibit.exhibit_id)
        self._zone, self._basis = exhibit.zone("jabber")
        self._owner = bare_jid(exhibit.owners.get("jabber", ""))
        self._rows: list[tuple[str | int, ...]] = []
        self._frames: list[pl.DataFrame] = []
        self._pairs = _Pairs()
        self._threads: dict[tuple[str, str], str] = {}
        self._names: pl.DataFrame | None = None

    def add(self, message: Mapping[str, Any], locator: str) -> None:
        """Append one message (`is_message`)."""
        body = message.get("body")
        words = _without_halves(body) if isinstance(body, str) else ""
        pair = self._pairs[message["from"], message["to"]]
        self._rows.append((locator, pair, _without_halves(message["ts"]), words))
        self._count(1, locator)

    def add_run(self, run: Run) -> None:
        """Append the messages of many objects; what is no message is rejected."""
        senders, receivers, times, bodies = (_members(run.values, key) for key in _KEYS)
        try:
            pairs = list(map(self._pairs.__getitem__, zip(senders, receivers, strict=True)))
        except TypeError:  # lists and objects can't be looked up
            pairs = [self._pairs[_text(end), _text(other)] for end, other in zip(senders, receivers, strict=True)]
        rows = pl.DataFrame(
            {"locator": run.locators(), "pair": pairs, "sent_at_raw": _texts(times), "text": _texts(bodies)},
            schema=_SCHEMA,
        )
        kept = rows.filter((pl.col("pair") >= 0) & pl.col("sent_at_raw").is_not_null())
        self._close_rows()
        self._frames.append(kept.with_columns(pl.col("text").fill_null("")))
        self._count(kept.height, rows.item(-1, "locator"))
        if kept.height < rows.height:
            for locator in rows.join(kept, on="locator", how="anti", maintain_order="left")["locator"]:
                self.reject(locator, NO_MESSAGE)

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
            account_id=pl.Series([ids.account_id("jabber", jid) for jid in self._names["jid"]], dtype=pl.String),
            kind=pl.lit("handle"),
            platform=pl.lit("jabber"),
            native_id="jid",
            is_owner=pl.col("jid") == self._owner,
            is_display_name_only=pl.lit(value=False),
        )
        self._builder.extend("name_observation", names)
        self._builder.extend("account", names.unique("jid", keep="first", maintain_order=True))

    def _count(self, messages: int, locator: str) -> None:
        self.message_count += messages
        self.waiting_count += messages
        self._builder.record_count += messages
        self.last_locator = locator

    def _close_rows(self) -> None:
        """Turn the single rows so far into a frame."""
        if self._rows:
            self._frames.append(pl.DataFrame(self._rows, schema=_SCHEMA, orient="row"))
            self._rows = []

    def _flush(self) -> None:
        self._close_rows()
        if not self.waiting_count:
            return
        rows = pl.concat(self._frames).with_columns(
            position=pl.int_range(pl.len(), dtype=pl.Int64) + self.message_count - self.waiting_count
        )
        rows = with_instants(rows, str(self._zone), self._basis)
        pairs = self._told_of_pairs(rows)
        self._names = _folded(self._names, pairs)
        told = pairs.select(
            "thread_id",
            "sender_name",
            sender_account_id=pl.Series([ids.account_id("jabber", jid) for jid in pairs["sender"]], dtype=pl.String),
        )[rows["pair"]]
        constant = {"platform": pl.lit("jabber"), "kind": pl.lit("text"), "is_deleted": pl.lit(value=False)}
        self._builder.extend("message", pl.concat([rows, told], how="horizontal").with_columns(**constant))
        self._frames, self._pairs, self.waiting_count = [], _Pairs(), 0

    def _told_of_pairs(self, rows: pl.DataFrame) -> pl.DataFrame:
        """What holds for all messages of a pair, by its number; new threads are noted.

        **Columns:** pair, sender_name, receiver_name, sender, receiver, thread_id; of its messages locator and
        position of the first, first_seen_at, last_seen_at, observation_count.
        """
        seen = (
            rows.group_by("pair")
            .agg(
                pl.col("locator", "position").first(),
                pl.col("sent_at").min().alias("first_seen_at"),
                pl.col("sent_at").max().alias("last_seen_at"),
                pl.len().cast(pl.Int64).alias("observation_count"),
            )
            .sort("position")
        )
        told: dict[int, tuple[str, ...]] = {}
        for number, locator in seen.select("pair", "locator").iter_rows():
            written = self._pairs.addresses[number]
            sender, receiver = map(bare_jid, written)
            ends = (sender, receiver) if sender <= receiver else (receiver, sender)
            if ends not in self._threads:
                thread = self._threads[ends] = ids.thread_id("jabber", ",".join(ends))
                self._builder.add("thread", locator=locator, platform="jabber", thread_id=thread, kind="direct")
            told[number] = (*written, sender, receiver, self._threads[ends])
        # A pair all of whose messages were rejected keeps its number and is asked for by none.
        rows_told = [told.get(number, (None,) * len(_PAIR_SCHEMA)) for number in range(len(self._pairs.addresses))]
        known = pl.DataFrame(rows_told, schema=_PAIR_SCHEMA, orient="row").with_row_index("pair")
        return known.with_columns(pl.col("pair").cast(pl.Int64)).join(
            seen, on="pair", how="left", maintain_order="left"
        )


def _folded(earlier: pl.DataFrame | None, pairs: pl.DataFrame) -> pl.DataFrame:
    """One row per address and local part as written: first place, earliest and latest time, number of sightings."""
    seen = pairs.drop_nulls("sender").select(pl.exclude("pair", "thread_id"))
    sides = [
        seen.select(
            pl.col(side).alias("jid"),
            pl.col(written).str.extract(r"^\s*([^@/]*)", 1).alias("name"),
            "locator",
            "position",
            "first_seen_at",
            "last_seen_at",
            "observation_count",
        )
        for side, written in (("sender", "sender_name"), ("receiver", "receiver_name"))
    ]
    return (
        pl.concat([*([] if earlier is None else [earlier]), *sides])
        .sort("position", maintain_order=True)
        .group_by("jid", "name", maintain_order=True)
        .agg(*_FOLD)
    )


def _members(values: list[dict[str, Any]], key: str) -> list[Any]:
    try:
        return [value[key] for value in values]
    except KeyError:
        return [value.get(key) for value in values]


def _texts(values: Sequence[object]) -> pl.Series:
    """Values as text, null where they are none."""
    try:
        return pl.Series(values, dtype=pl.String, strict=True)
    except (TypeError, pl.exceptions.PolarsError):
        return pl.Series([_text(value) for value in values], dtype=pl.String)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _is_address(value: object) -> bool:
    return isinstance(value, str) and _JID.fullmatch(value) is not None


def _without_halves(text: str) -> str:
    """The text with halves of surrogate pairs, which stand for no character, as U+FFFD."""
    return text if _HALF.search(text) is None else _HALF.sub("\ufffd", text)
