"""Messages and conversations as qq-chat-exporter (QCE) writes them in JSON, versions 4 and 5.

**Source:** formats.md 5.4; the exporter's own source (JsonExporter, ChunkedJsonlWriter, SimpleMessageParser of version
5, MessageParser of version 4; read August 2026): field names, types of elements, placeholders in `content.text`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from sources.chat_rows import epoch_times, iso_times
from sources.json_blocks import Broken
from sources.qq.identified import IdentifiedPeople
from sources.qq.people import PLATFORM, SERVICE_NUMBERS, direct_thread_id, group_thread_id, number_of, uid_of
from sources.record import Exhibit
from warehouse.schema import ids

_SPOKEN = frozenset({"text", "at", "markdown", "long_message"})
_CONTACT_CARD = "com.tencent.contact.lua"
# The exporter's mark of a quote; the quoted words are not in the text.
QUOTE_MARK = "[回复消息]"
# Milliseconds of 1973: a smaller number is no time of this exporter.
_LEAST_MS = 100_000_000_000
_IN_PATH = re.compile(r"(?:^|/)(group|friend|private|temp)_(?:[^/]*_)?([1-9][0-9]{4,10})_[0-9]{8}_[0-9]{6}")
_KINDS = {"group": "group", "private": "direct", "friend": "direct", "temp": "direct"}
_SENDER = re.compile(rb'"sender"\s*:\s*(\{(?:[^{}"]++|"(?:[^"\\]++|\\.)*+")*+\})', re.DOTALL)
_BLOCK, _LONGEST_SENDER = 4 << 20, 1 << 16
# Names to remember for service lines; a file can't have more people than this and be a chat.
_MOST_SENDERS = 2_000_000


@dataclass(frozen=True)
class Talk:
    """The one conversation of an export.

    Attributes:
        thread_id: Its id.
        title: Its name as written.
        kind: direct, group or unknown.
        owner: Number (or opaque id) of the account that exported it.
        owner_uid: Opaque id of that account, where written.
        owner_name: Its name, where written.
    """

    thread_id: str
    title: str | None
    kind: str
    owner: str | None
    owner_uid: str | None
    owner_name: str | None


def _talk_of(info: object, numbers: Mapping[str, str], senders: Sequence[Mapping[str, Any]], exhibit: Exhibit) -> Talk:
    """The conversation that `chatInfo` describes, and failing that the file's path and its people."""
    told: Mapping[str, Any] = info if isinstance(info, dict) else {}
    owner_uid = uid_of(told.get("selfUid"))
    owner = number_of(told.get("selfUin")) or numbers.get(owner_uid or "")
    owner = owner or exhibit.owners.get(PLATFORM) or owner_uid
    in_path = _IN_PATH.search(exhibit.path)
    kind = _KINDS.get(str(told.get("type")), _KINDS[in_path[1]] if in_path else "unknown")
    title = told.get("name") if isinstance(told.get("name"), str) else None
    peer_uid = uid_of(told.get("peerUid"))
    peer = number_of(told.get("peerUin")) or number_of(told.get("peerUid")) or numbers.get(peer_uid or "")
    peer = peer or (in_path[2] if in_path else None) or peer_uid
    if peer is None and kind == "direct":
        peer = _other_end(title, owner, numbers, senders)
    if peer is not None:
        thread = direct_thread_id(peer, owner) if kind == "direct" else group_thread_id(peer)
    elif kind == "group" and title:
        thread = ids.named_thread_id(PLATFORM, title)
    else:
        thread = ids.named_thread_id(PLATFORM, f"{title or exhibit.path} ({owner or exhibit.exhibit_id[:16]})")
    name = told.get("selfName")
    return Talk(thread, title or None, kind, owner, owner_uid, name if isinstance(name, str) and name else None)


def _other_end(
    title: str | None, owner: str | None, numbers: Mapping[str, str], senders: Sequence[Mapping[str, Any]]
) -> str | None:
    """The other end of a talk of two: whom it is named after, or the only one beside the owner."""
    natives: dict[str, set[object]] = {}
    for sender in senders:
        native = number_of(sender.get("uin")) or numbers.get(str(sender.get("uid"))) or uid_of(sender.get("uid"))
        if native is not None and native not in SERVICE_NUMBERS:
            natives.setdefault(native, set()).update(sender.get(key) for key in ("name", "nickname", "remark"))
    named = [native for native, names in natives.items() if title and title in names]
    others = [native for native in natives if native != owner] if owner else []
    return named[0] if len(named) == 1 else others[0] if len(others) == 1 else None


def senders_in(file: Path) -> list[Mapping[str, Any]]:
    """The distinct sender objects of a file, found by pattern in its bytes, without parsing the rest."""
    seen: set[bytes] = set()
    with file.open("rb") as stream:
        held = b""
        while (block := stream.read(_BLOCK)) and len(seen) < _MOST_SENDERS:
            data = held + block
            seen.update(_SENDER.findall(data))
            held = data[-_LONGEST_SENDER:]
    found: list[Mapping[str, Any]] = []
    for written in sorted(seen):
        try:
            value = orjson.loads(written)
        except orjson.JSONDecodeError:
            continue
        if isinstance(value, dict):
            found.append({key: part for key, part in value.items() if isinstance(part, str | int)})
    return found


def people_of(senders: Sequence[Mapping[str, Any]], info: object, exhibit: Exhibit) -> tuple[IdentifiedPeople, Talk]:
    """Who is who in an export, before its messages are read."""
    numbers = {
        uid: number
        for sender in senders
        if (uid := uid_of(sender.get("uid"))) and (number := number_of(sender.get("uin")))
    }
    if isinstance(info, dict):
        for uid, number in ((info.get("selfUid"), info.get("selfUin")), (info.get("peerUid"), info.get("peerUin"))):
            if uid_of(uid) and number_of(number):
                numbers.setdefault(str(uid), str(number_of(number)))
    talk = _talk_of(info, numbers, senders, exhibit)
    people = IdentifiedPeople(talk.owner, numbers, kinds={talk.thread_id: talk.kind})
    for sender in senders:
        native = people.native(number_of(sender.get("uin")), uid_of(sender.get("uid")))
        names = (sender.get(key) for key in ("name", "nickname", "groupCard", "remark"))
        people.note(talk.thread_id, native, *(name for name in names if isinstance(name, str)))
    return people, talk


def is_message(value: object) -> bool:
    """Whether a value is a message of the exporter."""
    return isinstance(value, dict) and isinstance(value.get("sender"), dict) and ("content" in value)


def message_cells(values: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """What messages say, as lists of plain values that may be joined with those of others.

    Args:
        values: Messages, all of which `is_message` holds for.
    """
    senders = [value["sender"] for value in values]
    contents = [content if isinstance(content := value["content"], dict) else _NOTHING for value in values]
    told = [_kind_and_answer(value, content.get("elements")) for value, content in zip(values, contents, strict=True)]
    raws = [raw if isinstance(raw := value.get("rawMessage"), dict) else _NOTHING for value in values]
    raws = raws if any(raws) else []
    return {
        "number": _told(senders, "uin", raws, "senderUin"),
        "uid": [sender.get("uid") for sender in senders],
        "nickname": _told(senders, "nickname", raws, "sendNickName"),
        "card": _told(senders, "groupCard", raws, "sendMemberName"),
        "remark": _told(senders, "remark", raws, "sendRemarkName"),
        "title": [sender.get("title") for sender in senders],
        "shown": [sender.get("name") for sender in senders],
        "text": [content.get("text") for content in contents],
        "kind": [kind for kind, _ in told],
        "native_message_id": [value.get("id") or value.get("messageId") for value in values],
        "reply_to_native_message_id": [answered for _, answered in told],
        "is_recalled": [(value.get("recalled") or value.get("isRecalled")) is True for value in values],
        "time": [value.get("timestamp") or value.get("time") for value in values],
    }


def message_rows(cells: Mapping[str, list[Any]], thread_id: str) -> pl.DataFrame:
    """Messages as the columns that sources.qq.writing wants, without place and locator.

    Args:
        cells: As `message_cells` gives them.
        thread_id: The conversation of all of them.
    """
    told = pl.DataFrame(
        {
            name: pl.Series(held, dtype=pl.Boolean) if name == "is_recalled" else _texts(held)
            for name, held in cells.items()
        }
    )
    empty = ("nickname", "card", "remark", "title", "shown", "native_message_id", "reply_to_native_message_id")
    return _timed(
        told.with_columns(
            pl.when(pl.col("number").str.contains(r"^[1-9][0-9]{4,10}$")).then("number").alias("number"),
            pl.when(pl.col("uid").str.contains(r"^u_[A-Za-z0-9_-]{4,64}$")).then("uid").alias("uid"),
            *(pl.when(pl.col(name).str.strip_chars() != "").then(name).alias(name) for name in empty),
            text=pl.col("text").fill_null("").str.strip_prefix(QUOTE_MARK),
            conversation=pl.lit(thread_id),
            thread_id=pl.lit(thread_id),
        )
        # Service lines come from nobody, whom the exporter calls 0.
        .with_columns(shown=pl.when((pl.col("shown") != "0") | pl.col("number").is_not_null()).then("shown"))
        .with_columns(sender_name="shown")
    )


_NOTHING: dict[str, Any] = {}


def _timed(rows: pl.DataFrame) -> pl.DataFrame:
    """Version 5 writes milliseconds, version 4 ISO times with offset."""
    number = pl.col("time").cast(pl.Int64, strict=False)
    is_number = pl.col("time").str.contains("^[0-9]+$")
    if rows.select((is_number & (number >= _LEAST_MS)).all()).item():
        return rows.with_columns(epoch_times(pl.col("time"), unit="ms"))
    in_ms, in_iso = (
        pl.struct(expressions)
        for expressions in (
            epoch_times(pl.when(number >= _LEAST_MS).then("time"), unit="ms"),
            iso_times(pl.col("time")),
        )
    )
    timed = rows.with_columns(pl.when(is_number).then(in_ms).otherwise(in_iso).alias("timed")).unnest("timed")
    return timed.with_columns(sent_at_raw="time")


def _told(senders: list[Any], key: str, raws: list[Any], raw_key: str) -> list[Any]:
    """A member of the senders; version 4 has it in the untouched message beside them, if anywhere."""
    if not raws:
        return [sender.get(key) for sender in senders]
    return [sender.get(key) or raw.get(raw_key) for sender, raw in zip(senders, raws, strict=True)]


def _texts(values: list[Any]) -> pl.Series:
    """Texts as they are, whole numbers as digits, anything else as null."""
    try:
        return pl.Series(values, dtype=pl.String)
    except TypeError:
        return pl.Series(
            [value if isinstance(value, str) else str(value) if type(value) is int else None for value in values],
            dtype=pl.String,
        )


def _kind_and_answer(value: Mapping[str, Any], elements: object) -> tuple[str | None, Any]:
    """Kind of a message, null where only the words can tell, and the id of the message it answers."""
    if value.get("system") is True or value.get("isSystemMessage") is True:
        return "system", None
    if not isinstance(elements, list) or not elements:
        return None, None
    if len(elements) == 1 and isinstance(elements[0], dict) and elements[0].get("type") == "text":
        return "text", None
    answered = None
    kinds = set()
    for element in elements:
        if isinstance(element, dict):
            kinds.add(kind := str(element.get("type")))
            if kind == "reply" and isinstance(told := element.get("data"), dict):
                answered = told.get("referencedMessageId")
    if kinds & _SPOKEN:
        return "text", answered
    if "av_record" in kinds:
        return "call", answered
    if kinds == {"system"}:
        return "system", answered
    if "json" in kinds and any(_CONTACT_CARD in str(element) for element in elements):
        return "contact_card", answered
    return "media", answered


def why_none(value: object) -> str:
    """Why a value is no message, one sentence."""
    return value.reason if isinstance(value, Broken) else "no message: it has no sender or no content"
