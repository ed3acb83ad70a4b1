"""WeChat messages as PyWxDump writes them in JSON: an array, in full or "mini" with names only.

**Source:** formats.md 4.4: the keys of the tool's CSV and `extra` (exportJSON and get_msg_detail as last published);
mini: `nickname`, `message`, `time`.

Limits: mini has no ids; a nickname then holds in its conversation only, and whose phone it was can't be told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from sources.json_blocks import Path
from sources.json_columns import head_of_document
from sources.json_reading import count_json, read_json_rows
from sources.record import BatchBuilder, Coverage, Exhibit, Head, Reading, SourceFormat
from sources.wechat.kinds import with_times
from sources.wechat.people import PLATFORM, conversation_in_path, thread_of
from sources.wechat.pywxdump import TEXT_COLUMNS, entries_of, shown_owner
from sources.wechat.seen import SeenNumbers
from sources.wechat.writing import Talks, add_entries, owned_by

_STREAMS: tuple[Path, ...] = ((),)
_FULL = frozenset({"is_sender", "talker", "CreateTime", "type_name"})
_MINI = frozenset({"nickname", "message", "time"})
_KEYS = ("MsgSvrID", "room_name", *sorted(_FULL), *TEXT_COLUMNS, *sorted(_MINI))
_PREFIX = "json:/"


def sniff(head: Head) -> float:
    """Certain when the elements of an array have the tool's own keys; mini must have nothing but its three."""
    first = head_of_document(head, _STREAMS)[1][:3]
    if first and all(map(_is_full, first)):
        return 0.95
    return 0.9 if first and all(isinstance(element, dict) and element.keys() == _MINI for element in first) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read the array; an element that is no message is rejected."""
    yield from read_json_rows(exhibit, _STREAMS, _Talk(exhibit, BatchBuilder(exhibit.exhibit_id)))


def count(exhibit: Exhibit) -> int:
    """Elements of the array, by another parser."""
    return count_json(exhibit.file, _STREAMS)


FORMAT = SourceFormat(
    name="wechat_pywxdump_json",
    version=1,
    meaning="WeChat messages in JSON as PyWxDump writes them.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="WeChat",
        made_by="PyWxDump up to 3.1, full and mini",
        gives="messages with sender, time and message id, system lines, membership; of mini names, words and times",
        certainty="exporter's source",
        omits="media, the messages inside forwards",
    ),
)


def _is_full(element: Any) -> bool:  # noqa: ANN401 - JSON is any
    return isinstance(element, dict) and element.keys() >= _FULL and any(key in element for key in TEXT_COLUMNS)


@dataclass
class _Talk:
    """One export on its way into rows."""

    exhibit: Exhibit
    builder: BatchBuilder
    schema: Mapping[str, pl.DataType] = field(default_factory=lambda: dict.fromkeys(_KEYS, pl.String()))
    known_ids: SeenNumbers = field(default_factory=SeenNumbers)
    position: int = 0
    _talks: Talks | None = None

    def take_member(self, path: Path, value: Any) -> None:  # noqa: ANN401 - JSON is any
        """An export has nothing beside its messages."""

    def take_rows(self, path: Path, rows: pl.DataFrame) -> None:
        """Messages; the first stretch decides whether the export is full or mini."""
        rows = rows.rename({"index": "row"})
        words = [key for key in TEXT_COLUMNS if rows[key].null_count() < rows.height] or [TEXT_COLUMNS[0]]
        is_mini = rows["CreateTime"].null_count() == rows.height and rows["time"].null_count() < rows.height
        needed = ("time", "message") if is_mini else ("CreateTime", words[0])
        is_message = pl.any_horizontal(pl.col(name).is_not_null() for name in needed)
        for index in rows.filter(~is_message)["row"]:
            self.builder.reject(f"{_PREFIX}{index}", "no message: it has neither time nor words")
        sound = rows.filter(is_message)
        entries = self._mini(sound) if is_mini else self._full(sound, words[0])
        add_entries(entries.with_columns(position=pl.int_range(pl.len()) + self.position), self._begun(), self.builder)
        self.position += entries.height

    def finish(self) -> None:
        """The export is over."""
        self._begun().finish(self.builder)

    def _begun(self, owner: str | None = None, *, senders_are_names: bool = False) -> Talks:
        """What is known of the talk; the first stretch decides whose phone it was."""
        if self._talks is None:
            owned = owned_by(self.exhibit, owner)
            self._talks = Talks(owned, senders_are_names=senders_are_names, prefixes=(_PREFIX,))
        return self._talks

    def _fallback(self) -> str:
        # A space keeps the file's name from passing for an id.
        return conversation_in_path(self.exhibit.path) or f"file {self.exhibit.path.rpartition('/')[2]}"

    def _full(self, rows: pl.DataFrame, words: str) -> pl.DataFrame:
        talks = self._begun(shown_owner(rows))
        names = ("MsgSvrID", "type_name", "is_sender", "talker", "room_name", words, "CreateTime")
        entries = entries_of(rows, names, self._fallback(), talks.exhibit)
        fresh = entries.filter(self.known_ids.fresh(entries["server_id"]))
        self.builder.duplicate_count += entries.height - fresh.height
        return fresh

    def _mini(self, rows: pl.DataFrame) -> pl.DataFrame:
        conversation = self._fallback()
        talks = self._begun(senders_are_names=True)
        nothing = pl.lit(None, pl.String)
        name = pl.col("nickname").str.strip_chars().replace("", None)
        is_own = (name == "我").fill_null(False)
        entries = rows.select(
            "row",
            "time",
            conversation=pl.lit(conversation),
            thread_id=pl.lit(thread_of(conversation, talks.exhibit)),
            is_own=is_own,
            sender=pl.when(is_own).then(pl.lit(talks.exhibit.owners.get(PLATFORM), pl.String)).otherwise(name),
            sender_name=name,
            shown_name=pl.when(~is_own).then(name),
            type_text=pl.lit("文本"),
            subtype=nothing,
            text=pl.col("message").fill_null(""),
            sent_at_raw=pl.col("time"),
            native_message_id=nothing,
            remark=nothing,
            nickname=nothing,
        )
        return with_times(entries, "time", talks.exhibit)
