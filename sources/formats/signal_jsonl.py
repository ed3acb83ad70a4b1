"""Signal's own plain export: `main.jsonl`, one frame of the backup a line.

The first line is a header (`version`, `backupTimeMs`); then `account`, `recipient` (contact, group, self …), `chat`,
`chatItem` (`chatId`, `authorId`, `dateSent` in ms, `standardMessage`, `contactMessage`, `updateMessage` …). Earlier
wordings of an edited message stand in `revisions` and are rows of their own under the same locator with `#N`. The owner
is the account the file is of; its number is given with the seizure, else its username stands for it.

**Source:** Signal's Backup.proto and the takeout fixtures of its own library (2025/26); formats.md 6.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson
import polars as pl

from sources.chat_rows import ChatRows, epoch_times
from sources.errors import UnreadableExhibit
from sources.json_frames import json_frame
from sources.json_lines import count_lines, json_line_frames
from sources.json_text import JsonText
from sources.record import Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.signal.recipients import PLATFORM, Recipients
from warehouse.schema import ids

_KINDS = {"account", "recipient", "chat", "chatItem", "stickerPack", "adHocCall", "notificationProfile", "chatFolder"}
_TEXT = pl.Struct({"body": pl.String()})
_ITEM = pl.Struct(
    {
        **dict.fromkeys(
            (
                "chatId",
                "authorId",
                "dateSent",
                "updateMessage",
                "contactMessage",
                "stickerMessage",
                "viewOnceMessage",
                "giftBadge",
                "remoteDeletedMessage",
                "revisions",
            ),
            pl.String(),
        ),
        "standardMessage": pl.Struct(
            {"text": _TEXT, "attachments": pl.String(), "quote": pl.Struct({"targetSentTimestamp": pl.String()})}
        ),
        "directStoryReplyMessage": pl.Struct({"textReply": pl.Struct({"text": _TEXT})}),
        "poll": pl.Struct({"question": pl.String()}),
    }
)
_SCHEMA = pl.Schema(
    {**dict.fromkeys((*sorted(_KINDS - {"chatItem"}), "version", "backupTimeMs"), pl.String()), "chatItem": _ITEM}
)
_HEADER = {"version", "backupTimeMs"}


def sniff(head: Head) -> float:
    """Certain when a header and an account, or frames of the backup, begin the file."""
    text = JsonText.of_head(head.first_bytes)
    if text is None or b"\n" not in head.first_bytes.strip():
        return 0.0
    seen = 0
    for line in head.first_bytes.removeprefix(b"\xef\xbb\xbf").split(b"\n")[:5]:
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError:
            break
        if not isinstance(value, dict) or not (value.keys() >= _HEADER or (len(value) == 1 and value.keys() <= _KINDS)):
            return 0.0
        seen += 1
    return 0.95 if seen >= 2 else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read an export in blocks of lines; messages as columns, everything else one by one."""
    if not exhibit.file.stat().st_size:
        yield EndOfExhibit("empty", "the file holds no bytes; look whether the original is empty, too")
        return
    export = _Export(exhibit)
    is_last_broken = False
    for rows, broken in json_line_frames(exhibit.file, _SCHEMA):
        for line, reason in broken.items():
            export.rows.builder.reject(f"line:{line}", reason)
        is_last_broken = max(broken, default=0) > (rows.item(-1, "line") if rows.height else 0)
        export.take(rows)
        yield export.rows.builder.take()
    if not export.frames:
        raise UnreadableExhibit("no line of the file is a frame of a Signal export; ask for a new one")
    export.rows.finish()
    yield export.rows.builder.take()
    if is_last_broken:
        yield EndOfExhibit("partial", "the last line is cut off; ask for the complete export")
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Lines that aren't blank."""
    return count_lines(exhibit.file)


class _Export:
    """One export on its way into rows."""

    def __init__(self, exhibit: Exhibit) -> None:
        self.rows = ChatRows(exhibit, PLATFORM)
        self.recipients = Recipients(self.rows)
        self.frames = 0
        self._threads: dict[str, str] = {}

    def take(self, rows: pl.DataFrame) -> None:
        """Take a block of lines in; a frame that others refer to stands before them."""
        is_item = pl.col("chatItem").struct.field("chatId").is_not_null()
        for row in rows.filter(~is_item).drop("chatItem").iter_rows(named=True):
            self._take_other(row, f"line:{row['line']}")
        items = rows.filter(is_item).select("line", "chatItem").unnest("chatItem")
        if items.height:
            self._take_items(items)

    def _take_other(self, row: dict[str, Any], locator: str) -> None:
        is_known = row["version"] is not None and row["backupTimeMs"] is not None
        for name in _KINDS - {"chatItem"}:
            told = _object(row[name])
            if told is None:
                continue
            is_known = True
            if name == "account":
                self.recipients.take_owner(told, locator)
            elif name == "recipient":
                is_known = self.recipients.take(told, locator)
            elif name == "chat":
                self._take_chat(told, locator)
        if is_known:
            self.frames += 1
            self.rows.builder.record_count += 1
        else:
            self.rows.builder.reject(locator, "the line is no frame that Signal's backup knows")

    def _take_chat(self, told: dict[str, Any], locator: str) -> None:
        number, recipient = str(told.get("id")), str(told.get("recipientId"))
        if (group := self.recipients.groups.get(recipient)) is not None:
            self._threads[number] = group
            return
        account = self.recipients.accounts.get(recipient)
        if account is None:
            return
        other, owner = self.recipients.natives[recipient], self.recipients.owner_native
        ends = "~".join(sorted((owner, other))) if owner else other
        self._threads[number] = ids.thread_id(PLATFORM, ends)
        self.rows.thread(self._threads[number], locator, kind="direct")

    def _thread(self, number: str, locator: str) -> str:
        if number not in self._threads:
            title = f"chat {number} of {self.rows.exhibit.exhibit_id[:16]}"
            self._threads[number] = ids.named_thread_id(PLATFORM, title)
            self.rows.thread(self._threads[number], locator)
        return self._threads[number]

    def _take_items(self, items: pl.DataFrame) -> None:
        self.frames += items.height
        items = items.with_columns(locator=pl.format("line:{}", "line"))
        edited = items.filter(_is_filled("revisions"))
        told = items
        if edited.height:
            earlier = [
                _earlier(*row) for row in edited.select("locator", "chatId", "authorId", "revisions").iter_rows()
            ]
            told = pl.concat([items, *(rows for rows in earlier if rows is not None)], how="diagonal_relaxed")
        chats = told.group_by("chatId", maintain_order=True).agg(pl.col("locator").first())
        threads = [self._thread(number, place) for number, place in chats.iter_rows()]
        accounts = self.recipients.accounts
        frame = (
            told.lazy()
            .with_columns(
                *epoch_times(pl.col("dateSent"), unit="ms"),
                thread_id=pl.col("chatId").replace_strict(chats["chatId"], threads, return_dtype=pl.String),
                sender_account_id=pl.col("authorId").replace_strict(
                    list(accounts), list(accounts.values()), default=None, return_dtype=pl.String
                ),
                text=_words(),
                kind=_kind(),
                native_message_id=pl.col("dateSent"),  # Signal names a message by its author and the time of sending
                reply_to_native_message_id=pl.col("standardMessage")
                .struct.field("quote")
                .struct.field("targetSentTimestamp"),
                is_deleted=pl.col("remoteDeletedMessage").is_not_null(),
            )
            .collect()
        )
        self.rows.messages(frame, name_kind=None)
        # Earlier wordings belong to one record of the file.
        self.rows.builder.record_count -= told.height - items.height
        for place, thread, sender, sent_at, update in (
            frame.filter(pl.col("updateMessage").is_not_null())
            .select("locator", "thread_id", "sender_account_id", "sent_at", "updateMessage")
            .iter_rows()
        ):
            for event in _events(_object(update) or {}):
                self._add_event(event, place, (thread, sender), sent_at)

    def _add_event(
        self,
        event: tuple[str, str, str | None, str | None],
        place: str,
        where: tuple[str, str | None],
        sent_at: datetime | None,
    ) -> None:
        name, about, actor, text = event
        thread, sender = where
        account = self.recipients.account_of_aci(about, place)
        self.rows.builder.add(
            "membership_event",
            locator=place,
            thread_id=thread,
            event=name,
            account_id=account or (sender if name in ("rename", "title") else None),
            actor_account_id=self.recipients.account_of_aci(actor, place) or sender,
            name=text,
            happened_at=sent_at,
        )


def _is_filled(column: str) -> pl.Expr:
    return pl.col(column).is_not_null() & (pl.col(column) != "[]")


def _words() -> pl.Expr:
    """The words of a message; empty where it has none."""
    story = pl.col("directStoryReplyMessage").struct.field("textReply").struct.field("text").struct.field("body")
    question = pl.col("poll").struct.field("question")
    body = pl.col("standardMessage").struct.field("text").struct.field("body")
    return pl.coalesce(body, story, question, pl.lit(""))


def _kind() -> pl.Expr:
    """Kind of a message in the sense of message.kind."""
    is_media = pl.any_horizontal(
        pl.col(key).is_not_null() for key in ("stickerMessage", "viewOnceMessage", "giftBadge")
    )
    attached = pl.col("standardMessage").struct.field("attachments")
    has_media = (attached.is_not_null() & (attached != "[]")).fill_null(False)
    return (
        pl.when(pl.col("updateMessage").str.contains('"(?:individual|group)Call"'))
        .then(pl.lit("call"))
        .when(pl.col("updateMessage").is_not_null())
        .then(pl.lit("system"))
        .when(pl.col("contactMessage").is_not_null())
        .then(pl.lit("contact_card"))
        .when(is_media | (has_media & (_words() == "")))
        .then(pl.lit("media"))
        .otherwise(pl.lit("text"))
    )


def _earlier(place: str, chat: str, author: str | None, written: str) -> pl.DataFrame | None:
    """Earlier wordings of an edited message, as items; None when there are none."""
    revisions = orjson.loads(written)
    lines = [orjson.dumps({"chatItem": one}) for one in revisions if isinstance(one, dict)]
    if not lines:
        return None
    rows, _ = json_frame(b"\n".join(lines), len(lines), {"chatItem": _ITEM})
    return rows.unnest("chatItem").with_columns(
        locator=pl.format("{}#{}", pl.lit(place), pl.col("index") + 1),
        chatId=pl.lit(chat),
        authorId=pl.coalesce("authorId", pl.lit(author, dtype=pl.String)),
    )


def _object(written: str | None) -> dict[str, Any] | None:
    """An object from its JSON, None for anything else."""
    try:
        value = orjson.loads(written) if written is not None else None
    except orjson.JSONDecodeError:  # a plain string where an object belongs
        return None
    return value if isinstance(value, dict) else None


# Group changes that are membership events: name of the change, our event, keys of whom it is about and of who did it.
_CHANGES = (
    ("groupMemberJoinedUpdate", "join", "newMemberAci", "newMemberAci"),
    ("groupMemberJoinedByLinkUpdate", "join", "newMemberAci", "newMemberAci"),
    ("groupMemberAddedUpdate", "invite", "newMemberAci", "updaterAci"),
    ("groupMemberLeftUpdate", "leave", "aci", "aci"),
    ("groupMemberRemovedUpdate", "remove", "removedAci", "removerAci"),
    ("groupAdminStatusUpdate", "own", "memberAci", "updaterAci"),
    ("groupInvitationAcceptedUpdate", "join", "newMemberAci", "newMemberAci"),
    ("groupCreationUpdate", "create", "updaterAci", "updaterAci"),
)


def _events(update: dict[str, Any]) -> Iterator[tuple[str, str, str | None, str | None]]:
    """Event, whom it is about, who did it, and a new name, for each change of an update."""
    change = update.get("profileChange")
    if isinstance(change, dict) and isinstance(change.get("newName"), str):
        yield "rename", "", None, change["newName"]
    group = update.get("groupChange")
    steps = group.get("updates") if isinstance(group, dict) else None
    for step in steps if isinstance(steps, list) else []:
        if not isinstance(step, dict):
            continue
        for name, event, about, actor in _CHANGES:
            told = step.get(name)
            if isinstance(told, dict):
                yield event, str(told.get(about) or ""), told.get(actor), None
        title = step.get("groupNameUpdate")
        if isinstance(title, dict):
            yield "title", "", title.get("updaterAci"), str(title.get("newGroupName") or "") or None


FORMAT = SourceFormat(
    name="signal_jsonl",
    version=1,
    meaning="Signal's own plain export of all chats (`main.jsonl`).",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Signal",
        made_by="Signal 8 and later, “Export chat history” (`main.jsonl` beside `metadata.json` and `files/`)",
        gives="messages with replies and earlier wordings, contacts with the owner's labels, groups with members and "
        "tags, calls, joins and renames",
        certainty="exporter's source",
        omits="reactions, attachments, story settings, sticker packs; the owner's number stands in no such file",
    ),
)
