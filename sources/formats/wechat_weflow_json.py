"""WeChat messages as WeFlow and EchoTrace write them in JSON: one chat in a document, in detail or as "arkme".

`weflow{version,exportedAt,generator}` (not in EchoTrace), `session{wxid or username,nickname,remark,displayName,…}`,
`messages[]` with createTime in seconds, type in Chinese, content, isSend, senderUsername, senderDisplayName,
platformMessageId, replyToMessageId; `avatars` of pictures, which are passed over. Arkme documents number their senders
in `senders[]` and list the group in `groupMembers[]`.

**Source:** formats.md 4.4; see sources/wechat/weflow.py.

Limits: senderDisplayName is remark, group card or nickname as the analyst chose; `localType` isn't believed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from sources.json_blocks import Path
from sources.json_columns import head_of_document
from sources.json_reading import count_json, read_json_rows
from sources.record import BatchBuilder, Coverage, Exhibit, Head, Reading, SourceFormat
from sources.sightings import AccountSeen, NameSeen
from sources.wechat.kinds import with_times
from sources.wechat.people import PLATFORM, conversation_in_path, is_group_id, thread_of
from sources.wechat.seen import SeenNumbers, server_number
from sources.wechat.weflow import (
    MEMBERS,
    MESSAGES,
    OF_PEOPLE,
    SENDERS,
    STREAMS,
    Session,
    is_own,
    session_of,
    with_senders,
)
from sources.wechat.writing import Talks, add_entries, note_names, owned_by
from warehouse.schema import ids

_COUNTED = (MESSAGES, SENDERS, MEMBERS)
_MESSAGES, _SENDERS, _MEMBERS, _SESSION = "json:/messages/", "json:/senders/", "json:/groupMembers/", "json:/session"
_MESSAGE_KEYS = frozenset({"createTime", "type", "content", "isSend"})
_SESSION_KEYS = frozenset({"type", "messageCount"})


def sniff(head: Head) -> float:
    """Certain when a session with its message count stands before messages with the tool's keys."""
    members, first = head_of_document(head, STREAMS)
    session = members.get(("session",))
    if isinstance(session, dict) and session.keys() >= _SESSION_KEYS and session.keys() & {"wxid", "username"}:
        is_sound = all(isinstance(value, dict) and value.keys() >= _MESSAGE_KEYS for value in first[:3])
        return 0.95 if is_sound or ("weflow",) in members else 0.0
    # A picture in the session can be longer than the head.
    weflow = members.get(("weflow",))
    return 0.9 if session is None and isinstance(weflow, dict) and weflow.keys() >= {"version", "generator"} else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read the chat; an element that is no message is rejected."""
    session = session_of(exhibit)
    yield from read_json_rows(exhibit, STREAMS, _Chat(owned_by(exhibit, session.owner), session))


def count(exhibit: Exhibit) -> int:
    """Messages, senders and members, by another parser."""
    return count_json(exhibit.file, _COUNTED)


FORMAT = SourceFormat(
    name="wechat_weflow_json",
    version=1,
    meaning="WeChat messages in JSON as WeFlow and EchoTrace write them.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="WeChat",
        made_by="WeFlow (`json` and `arkme-json`) and EchoTrace, one chat in a file",
        gives="messages with sender, time, message id and what they answer, system lines, membership, people with "
        "remark, nickname, card and visible WeChat id",
        certainty="exporter's source",
        omits="pictures, places, quoted words, contact cards",
    ),
)


@dataclass
class _Chat:
    """One document on its way into rows."""

    exhibit: Exhibit
    session: Session
    builder: BatchBuilder = field(init=False)
    talks: Talks = field(init=False)
    schema: Mapping[str, pl.DataType] = field(init=False)
    known_ids: SeenNumbers = field(default_factory=SeenNumbers)
    position: int = 0

    def __post_init__(self) -> None:
        """Begin with what the first look showed."""
        self.builder, self.schema = BatchBuilder(self.exhibit.exhibit_id), self.session.schema
        named = self.session.native_id or conversation_in_path(self.exhibit.path)
        # A space keeps the file's name from passing for an id.
        self.conversation = named or f"file {self.exhibit.path.rpartition('/')[2]}"
        self.thread = thread_of(self.conversation, self.exhibit)
        self.talks = Talks(self.exhibit, prefixes=(_MESSAGES, _SENDERS, _MEMBERS, _SESSION))

    def take_member(self, path: Path, value: Any) -> None:  # noqa: ANN401 - JSON is any
        """The session: its title, or the other end with his names."""
        native = self.session.native_id
        if path != ("session",) or native is None:
            return
        place = self.talks.place(_SESSION)
        if is_group_id(native):
            if self.session.nickname and self.session.nickname != native:
                self.talks.named[self.thread] = self.session.nickname
            return
        names = {"nickname": self.session.nickname, "remark": self.session.remark}
        self._note(native, {key: name for key, name in names.items() if name != native}, place)

    def take_rows(self, path: Path, rows: pl.DataFrame) -> None:
        """Messages, or people of an arkme document."""
        if path == MESSAGES:
            self._take_messages(rows.rename({"index": "row"}))
        elif path in (SENDERS, MEMBERS):
            rows = rows.with_columns(pl.lit(None, pl.String).alias(key) for key in OF_PEOPLE if key not in rows.columns)
            prefix = _SENDERS if path == SENDERS else _MEMBERS
            for row in rows.with_columns(pl.col(pl.String).str.strip_chars().replace("", None)).iter_rows(named=True):
                if row["wxid"] is None:
                    self.builder.reject(f"{prefix}{row['index']}", "nobody: it has no id")
                else:
                    self._take_person(row, self.talks.place(prefix, row["index"]))

    def finish(self) -> None:
        """The document is over."""
        self.talks.finish(self.builder)

    def _take_person(self, row: dict[str, Any], place: int) -> None:
        shown = row["displayName"]
        names = {"nickname": row["nickname"], "remark": row["remark"], "group_card": row["groupNickname"]}
        # The display name is one of the others, or an id where there are none.
        names = {key: name for key, name in names.items() if name != row["wxid"]}
        self._note(row["wxid"], names | {"shown_name": shown if shown not in names.values() else None}, place)
        if row["alias"] and row["alias"] != row["wxid"]:
            handle = NameSeen(ids.account_id(PLATFORM, row["wxid"]), row["alias"], "handle")
            self.talks.sightings.name(handle, place, (None, None), 1)
        self.builder.record_count += 1

    def _note(self, native: str, names: Mapping[str, str | None], place: int) -> None:
        account = self._account(native)
        self.talks.sightings.account(account, place)
        for name in note_names(account, {**names, "is_own": native == self.talks.owner}, self.talks, self.thread):
            self.talks.sightings.name(name, place, (None, None), 1)

    def _account(self, native: str) -> AccountSeen:
        return AccountSeen(ids.account_id(PLATFORM, native), PLATFORM, native, is_owner=native == self.talks.owner)

    def _take_messages(self, rows: pl.DataFrame) -> None:
        is_message = pl.col("createTime").is_not_null() | pl.col("content").is_not_null()
        for index in rows.filter(~is_message)["row"]:
            self.builder.reject(f"{_MESSAGES}{index}", "no message: it has neither time nor words")
        rows = rows.filter(is_message).with_columns(
            senderUsername=with_senders(self.session.senders).str.strip_chars().replace("", None),
            server_id=server_number(pl.col("platformMessageId")),
        )
        fresh = rows.filter(self.known_ids.fresh(rows["server_id"]))
        self.builder.duplicate_count += rows.height - fresh.height
        own = pl.lit(self.talks.owner, pl.String)
        nothing = pl.lit(None, pl.String)
        shown = pl.col("senderDisplayName").str.strip_chars().replace(["", "我"], None)
        peer = (
            nothing if is_group_id(self.conversation) or self.session.native_id is None else pl.lit(self.conversation)
        )
        entries = fresh.with_columns(
            position=pl.int_range(pl.len()) + self.position,
            conversation=pl.lit(self.conversation),
            thread_id=pl.lit(self.thread),
            is_own=is_own(),
            # Without a sender the two ends of a talk of two are told apart by the flag.
            sender=pl.coalesce("senderUsername", pl.when(is_own()).then(own).when(pl.col("isSend") == "0").then(peer)),
            sender_name=pl.col("senderDisplayName"),
            shown_name=shown,
            type_text=pl.col("type"),
            subtype=nothing,
            text=pl.col("content").fill_null(""),
            sent_at_raw=pl.coalesce("createTime", "formattedTime"),
            native_message_id=pl.col("server_id").cast(pl.String),
            reply_to=pl.col("replyToMessageId").replace(["", "0"], None),
            remark=nothing,
            nickname=nothing,
            moment=pl.coalesce("createTime", "formattedTime"),
        )
        add_entries(with_times(entries, "moment", self.talks.exhibit), self.talks, self.builder)
        self.position += fresh.height
