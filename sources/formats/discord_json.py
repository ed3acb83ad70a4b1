"""Discord channels as DiscordChatExporter writes them in JSON.

`guild{id,name}`, `channel{id,type,name,…}`, `messages[]{id,type,timestamp,timestampEdited,content,author{id,name,
discriminator,nickname,isBot,roles[]},attachments[],embeds[],mentions[],reference{messageId}}`, `messageCount`. Times
carry their offset. A guild nickname is a group card of the channel; `mentions` name accounts too.

**Source:** formats.md 6 (real files of the exporter opened; newer ones have discriminator "0000").
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import polars as pl

from sources.chat_rows import ChatRows, iso_times
from sources.json_blocks import Elements, JsonBlocks, JsonDamage, Member, Path
from sources.json_reading import count_json, read_json_rows
from sources.json_text import JsonText
from sources.record import BatchBuilder, Coverage, Exhibit, Head, Reading, SourceFormat
from warehouse.schema import ids

_STREAMS: tuple[Path, ...] = (("messages",),)
_PLATFORM = "discord"
_SCHEMA: Mapping[str, pl.DataType] = {
    **dict.fromkeys(
        ("id", "type", "timestamp", "content", "attachments", "stickers", "embeds", "mentions"), pl.String()
    ),
    "author": pl.Struct({"id": pl.String(), "name": pl.String(), "nickname": pl.String()}),
    "reference": pl.Struct({"messageId": pl.String()}),
}
_KINDS = {"DirectTextChat": "direct", "DirectGroupTextChat": "group"}
# System lines of the service by type; every other type is somebody's words.
_EVENTS = {
    "RecipientAdd": "invite",
    "RecipientRemove": "remove",
    "GuildMemberJoin": "join",
    "ChannelNameChange": "title",
    "ChannelPinnedMessage": None,
    "ChannelIconChange": None,
    "ThreadCreated": None,
}


def sniff(head: Head) -> float:
    """Certain when guild and channel stand before messages with an author that has an id."""
    text = JsonText.of_head(head.first_bytes)
    if text is None or b'"channel"' not in head.first_bytes or b'"guild"' not in head.first_bytes:
        return 0.0
    seen: set[object] = set()
    try:
        for found in JsonBlocks(text, _STREAMS):
            if isinstance(found, Elements):
                return 0.95 if {"guild", "channel"} <= seen and all(map(_is_message, found.values[:3])) else 0.0
            if isinstance(found, Member) and isinstance(found.value, dict) and "id" in found.value:
                seen.add(found.path[0] if found.path else None)
    except JsonDamage:
        pass
    return 0.9 if {"guild", "channel"} <= seen else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read one channel."""
    yield from read_json_rows(exhibit, _STREAMS, _Channel(exhibit))


def count(exhibit: Exhibit) -> int:
    """Elements of `messages`, by another parser."""
    return count_json(exhibit.file, _STREAMS)


@dataclass
class _Channel:
    """One channel on its way into rows."""

    exhibit: Exhibit
    rows: ChatRows = field(init=False)
    thread_id: str = ""

    def __post_init__(self) -> None:
        self.rows = ChatRows(self.exhibit, _PLATFORM)
        self.thread_id = ids.named_thread_id(_PLATFORM, f"channel of {self.exhibit.exhibit_id[:16]}")
        self.guild = ""

    @property
    def builder(self) -> BatchBuilder:
        """Where the rows go."""
        return self.rows.builder

    def take_member(self, path: Path, value: Any) -> None:  # noqa: ANN401 - JSON is any
        """Guild and channel."""
        told = value if isinstance(value, dict) else {}
        if path == ("guild",) and str(told.get("id")) != "0":
            self.guild = _text(told.get("name"))
        elif path == ("channel",) and told.get("id") is not None:
            self.thread_id = ids.thread_id(_PLATFORM, str(told["id"]))
            title = " / ".join(part for part in (self.guild, _text(told.get("name"))) if part)
            kind = _KINDS.get(str(told.get("type")), "channel" if "News" in str(told.get("type")) else "group")
            self.rows.thread(self.thread_id, "json:/channel", title=title or None, kind=kind)

    @property
    def schema(self) -> Mapping[str, pl.DataType]:
        """Keys of a message."""
        return _SCHEMA

    def take_rows(self, path: Path, rows: pl.DataFrame) -> None:
        """Messages."""
        told = (
            rows.with_columns(pl.col("author").struct.rename_fields(["author_id", "author_name", "author_nickname"]))
            .unnest("author")
            .with_columns(locator=pl.format("json:/messages/{}", "index"))
        )
        for place in told.filter(pl.col("id").is_null() | pl.col("author_id").is_null())["locator"]:
            self.builder.reject(place, "a message without id and author")
        told = told.drop_nulls(["id", "author_id"])
        first = told.group_by("author_id", maintain_order=True).agg(pl.col("locator").first())
        accounts = [self.rows.account(native, place) for native, place in first.iter_rows()]
        content = pl.col("content").fill_null("")
        has_media = pl.any_horizontal(
            (pl.col(key).is_not_null() & (pl.col(key) != "[]")).fill_null(False)
            for key in ("attachments", "stickers", "embeds")
        )
        frame = (
            told.lazy()
            .with_columns(
                *iso_times(pl.col("timestamp")),
                thread_id=pl.lit(self.thread_id),
                sender_account_id=pl.col("author_id").replace_strict(
                    first["author_id"], accounts, return_dtype=pl.String
                ),
                handle=pl.col("author_name").str.strip_chars().replace("", None),
                card=pl.col("author_nickname").str.strip_chars().replace("", None),
                text=content,
                kind=pl.when(pl.col("type") == "Call")
                .then(pl.lit("call"))
                .when(pl.col("type").is_in(list(_EVENTS)))
                .then(pl.lit("system"))
                .when(has_media & (content.str.strip_chars() == ""))
                .then(pl.lit("media"))
                .otherwise(pl.lit("text")),
                native_message_id=pl.col("id"),
                reply_to_native_message_id=pl.col("reference").struct.field("messageId"),
            )
            .with_columns(sender_name=pl.coalesce("card", "handle"))
            .collect()
        )
        self.rows.names_of(frame.with_columns(sender_name=pl.col("handle")), "handle", by_thread=False)
        is_card = pl.col("card") != pl.col("handle")
        self.rows.names_of(frame.filter(is_card).with_columns(sender_name=pl.col("card")), "group_card", by_thread=True)
        self._events(frame)
        self.rows.messages(frame, name_kind=None)

    def finish(self) -> None:
        """The channel is over."""
        self.rows.thread(self.thread_id, "json:/channel")
        self.rows.finish()

    def _events(self, frame: pl.DataFrame) -> None:
        """Accounts that messages mention, and who came, went, or was added."""
        mentions = (pl.col("mentions").is_not_null() & (pl.col("mentions") != "[]")).fill_null(False)
        telling = frame.filter(mentions | pl.col("type").is_in([name for name, event in _EVENTS.items() if event]))
        for place, actor, sent_at, kind, mentioned in telling.select(
            "locator", "sender_account_id", "sent_at", "type", "mentions"
        ).iter_rows():
            about = []
            for person in _people(mentioned):
                about.append(self.rows.account(str(person["id"]), place))
                self.rows.name(about[-1], _text(person.get("name")), "handle", place)
            event = _EVENTS.get(kind)
            for account in (about or [actor]) if event is not None else []:
                self.builder.add(
                    "membership_event",
                    locator=place,
                    thread_id=self.thread_id,
                    event=event,
                    account_id=account,
                    actor_account_id=actor,
                    happened_at=sent_at,
                )


def _people(written: str | None) -> list[dict[str, Any]]:
    """The people of a list in JSON; anything else in it is none."""
    people = orjson.loads(written) if written else None
    return [person for person in people if _is_person(person)] if isinstance(people, list) else []


def _is_person(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("id"), str | int) and bool(str(value["id"]))


def _is_message(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("id"), str | int) and _is_person(value.get("author"))


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


FORMAT = SourceFormat(
    name="discord_json",
    version=1,
    meaning="A Discord channel in JSON as DiscordChatExporter writes it.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Discord",
        made_by="DiscordChatExporter (JSON), with old discriminators and new unique names",
        gives="messages with replies, authors with name and nickname in the guild, mentioned accounts, joins and calls",
        certainty="real file",
        omits="reactions, embeds, the bytes of attachments, earlier wordings of edited messages",
    ),
)
