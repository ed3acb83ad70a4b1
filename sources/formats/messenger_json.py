"""Messenger and Instagram conversations as Meta's "Download your information" writes them.

`message_N.json`, newest message first: `participants[]{name}`, `messages[]{sender_name, timestamp_ms, content,
photos[], share, reactions[], call_duration, is_unsent …}`, `title`, `thread_path`. Text is UTF-8 whose bytes were
written as Latin-1 escapes and is repaired string by string; what can't be repaired stays. End-to-end encrypted chats
come in a second layout (`participants` a list of strings, `messages[]{senderName, text, timestamp, isUnsent, media}`,
`threadName`).

Instagram's files are told from Messenger's by their folder only (`your_instagram_activity`, `instagram-NAME-…`); they
are of platform `app`. No account ids: people are display names in their conversation. The owner is never named.

**Source:** formats.md 6 (a real Instagram file opened; the second layout from general knowledge).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import polars as pl

from sources.chat_rows import ChatRows, epoch_times
from sources.identifiers import app_native_id
from sources.json_blocks import Elements, JsonBlocks, JsonDamage, Member, Path
from sources.json_reading import count_json, read_json_rows
from sources.json_text import JsonText
from sources.record import BatchBuilder, Coverage, Exhibit, Head, Reading, SourceFormat
from warehouse.schema import ids

_STREAMS: tuple[Path, ...] = (("messages",),)
_PLATFORM = "messenger"
_SCHEMA: Mapping[str, pl.DataType] = {
    **dict.fromkeys(
        ("sender_name", "senderName", "timestamp_ms", "timestamp", "content", "text", "call_duration", "type"),
        pl.String(),
    ),
    **dict.fromkeys(("is_unsent", "isUnsent"), pl.String()),
    **dict.fromkeys(("photos", "videos", "audio_files", "files", "gifs", "sticker", "media"), pl.String()),
    "share": pl.Struct({"link": pl.String()}),
}
_MEDIA = ("photos", "videos", "audio_files", "files", "gifs", "sticker", "media")
_SNIFFED = 5


def sniff(head: Head) -> float:
    """Certain when the first messages have Meta's own pair of keys."""
    text = JsonText.of_head(head.first_bytes)
    if text is None or not _looks_near(head.first_bytes):
        return 0.0
    try:
        for found in JsonBlocks(text, _STREAMS):
            if isinstance(found, Elements):
                values = found.values[:_SNIFFED]
                return 0.95 if values and all(map(_is_message, values)) else 0.0
            if isinstance(found, Member) and not found.path:
                return 0.0
    except JsonDamage:
        pass
    return 0.9 if _is_begun(head.first_bytes) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read one file of a conversation."""
    yield from read_json_rows(exhibit, _STREAMS, _Conversation(exhibit))


def count(exhibit: Exhibit) -> int:
    """Elements of `messages`, by another parser."""
    return count_json(exhibit.file, _STREAMS)


@dataclass
class _Conversation:
    """One file on its way into rows.

    Keys of the conversation stand before the messages in exports of the second layout and on either side of them in the
    first, so that its id is made from the path; title and members are told at the end.
    """

    exhibit: Exhibit
    rows: ChatRows = field(init=False)
    title: str | None = None
    members: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows = ChatRows(self.exhibit, "app" if _is_of_instagram(self.exhibit.path) else _PLATFORM)
        self.thread_id = _thread_of(self.exhibit)

    @property
    def builder(self) -> BatchBuilder:
        """Where the rows go."""
        return self.rows.builder

    def take_member(self, path: Path, value: Any) -> None:  # noqa: ANN401 - JSON is any
        """Title and members."""
        if path in (("title",), ("threadName",)) and isinstance(value, str):
            self.title = repaired(value)
        elif path == ("participants",) and isinstance(value, list):
            names = [person.get("name") if isinstance(person, dict) else person for person in value]
            self.members += [repaired(name) for name in names if isinstance(name, str)]

    @property
    def schema(self) -> Mapping[str, pl.DataType]:
        """Keys of a message in both layouts."""
        return _SCHEMA

    def take_rows(self, path: Path, rows: pl.DataFrame) -> None:
        """Messages."""
        told = rows.select(
            locator=pl.format("json:/messages/{}", "index"),
            name=pl.coalesce("sender_name", "senderName"),
            time=pl.coalesce("timestamp_ms", "timestamp").cast(pl.Int64, strict=False),
            content=pl.coalesce("content", "text").fill_null(""),
            link=pl.col("share").struct.field("link"),
            is_call=pl.col("call_duration").is_not_null() | (pl.col("type") == "Call").fill_null(False),
            has_media=pl.any_horizontal(
                (pl.col(key).is_not_null() & (pl.col(key) != "[]")).fill_null(False) for key in _MEDIA
            ),
            is_deleted=pl.coalesce("is_unsent", "isUnsent").fill_null("false") == "true",
        )
        for place in told.filter(pl.col("name").is_null() | pl.col("time").is_null())["locator"]:
            self.builder.reject(place, "a message without sender and time")
        told = told.drop_nulls(["name", "time"])
        told = told.with_columns(
            _repaired(told["name"]).alias("sender_name"),
            _repaired(told["content"]).alias("content"),
        )
        first = told.group_by("sender_name", maintain_order=True).agg(pl.col("locator").first())
        accounts = [self.rows.named_account(name, self.thread_id, place) for name, place in first.iter_rows()]
        is_shared = pl.col("link").is_not_null() & ~pl.col("content").str.contains(pl.col("link"), literal=True)
        frame = (
            told.lazy()
            .with_columns(
                *epoch_times(pl.col("time"), unit="ms"),
                thread_id=pl.lit(self.thread_id),
                sender_account_id=pl.col("sender_name").replace_strict(
                    first["sender_name"], accounts, return_dtype=pl.String
                ),
                text=pl.when(is_shared)
                .then(pl.format("{}\n{}", "content", "link").str.strip_chars("\n"))
                .otherwise("content"),
                kind=pl.when("is_call")
                .then(pl.lit("call"))
                .when(pl.col("has_media") & (pl.col("content") == ""))
                .then(pl.lit("media"))
                .otherwise(pl.lit("text")),
            )
            .collect()
        )
        self.rows.messages(frame, by_thread=True)

    def finish(self) -> None:
        """The conversation and those of its members who wrote nothing."""
        kind = "direct" if len(self.members) == 2 else "group" if len(self.members) > 2 else "unknown"
        self.rows.thread(self.thread_id, "json:", title=self.title, kind=kind)
        for index, name in enumerate(self.members):
            if name:
                place = f"json:/participants/{index}"
                account = self.rows.named_account(name, self.thread_id, place)
                self.rows.name(account, name, "account_nickname", place, thread_id=self.thread_id)
        self.rows.finish()


def repaired(text: str) -> str:
    """A string with the UTF-8 that was written as Latin-1 put right; as it is where it isn't such."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _thread_of(exhibit: Exhibit) -> str:
    """The folder names the conversation (`inbox/steelworks_1234567890/message_1.json`); its files are one thread."""
    place = PurePosixPath(exhibit.path)
    folder = place.parent.name
    name, _, number = folder.rpartition("_")
    is_numbered = bool(name) and number.isdigit()
    native_id = number if is_numbered else f"{folder or place.stem} ({exhibit.exhibit_id[:16]})"
    make = ids.thread_id if is_numbered else ids.named_thread_id
    if _is_of_instagram(exhibit.path):
        return make("app", app_native_id("instagram", native_id))
    return make(_PLATFORM, native_id)


def _is_of_instagram(path: str) -> bool:
    """Whether a folder or archive on the way is Instagram's (`your_instagram_activity`)."""
    return any("instagram" in part.lower() for part in PurePosixPath(path).parts[:-1])


def _is_message(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    is_first = isinstance(value.get("sender_name"), str) and _whole(value.get("timestamp_ms")) is not None
    is_second = isinstance(value.get("senderName"), str) and _whole(value.get("timestamp")) is not None
    return is_first or is_second


def _looks_near(first_bytes: bytes) -> bool:
    return b"sender_name" in first_bytes or b"senderName" in first_bytes


def _is_begun(first_bytes: bytes) -> bool:
    """Whether a head that ends inside its first message has the keys of one."""
    return b'"timestamp_ms"' in first_bytes and b'"sender_name"' in first_bytes and b'"participants"' in first_bytes


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 62 else None


def _repaired(written: pl.Series) -> pl.Series:
    """A column of strings repaired; all at once where all can be, else one by one."""
    if (written.str.len_bytes() == written.str.len_chars()).all():
        return written
    texts = written.to_list()
    try:
        at_once = "\0".join(texts).encode("latin-1").decode("utf-8").split("\0")
    except UnicodeError:
        at_once = []
    if len(at_once) != len(texts):
        at_once = [repaired(text) for text in texts]
    return pl.Series(written.name, at_once, dtype=pl.String)


FORMAT = SourceFormat(
    name="messenger_json",
    version=2,
    meaning="A conversation of Messenger or Instagram as Meta's data download writes it.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Messenger and Instagram",
        made_by="Meta's “Download your information” in JSON (`message_N.json`), also of end-to-end encrypted chats",
        gives="messages with repaired text, calls, unsent marks, members and title of the conversation",
        certainty="real file",
        omits="reactions, photos; account ids stand in no such file: people are display names in their conversation",
    ),
)
