"""Who and what an export of qq-chat-exporter (QCE) is about: its chat, the account that exported it, its people.

**Source:** formats.md 5.4; the exporter's own source (JsonExporter, ChunkedJsonlWriter; read August 2026) and the names
that it gives its files.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from sources.qq.identified import IdentifiedPeople
from sources.qq.people import PLATFORM, SERVICE_NUMBERS, direct_thread_id, group_thread_id, number_of, uid_of
from sources.record import Exhibit
from warehouse.schema import ids

_IN_PATH = re.compile(r"(?:^|/)(group|friend|private|temp)_(?:[^/]*_)?([1-9][0-9]{4,10})_[0-9]{8}_[0-9]{6}")
_KINDS = {"group": "group", "private": "direct", "friend": "direct", "temp": "direct"}
_OBJECT = re.compile(rb'\s*\{(?:[^{}"]++|"(?:[^"\\]++|\\.)*+")*+\}', re.DOTALL)
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
    """The distinct sender objects of a file, found by their key in its bytes, without parsing the rest."""
    seen: dict[bytes, Mapping[str, Any] | None] = {}
    with file.open("rb") as stream:
        held = b""
        while (block := stream.read(_BLOCK)) and len(seen) < _MOST_SENDERS:
            data = held + block
            for piece in data.split(b'"sender":')[1:]:
                written = piece[: piece.find(b"}") + 1]
                if seen.get(written) is None:
                    seen[written] = _sender(piece)
            held = data[-_LONGEST_SENDER:]
    found = {key: sender for key, sender in seen.items() if sender is not None}
    return [found[key] for key in sorted(found)]


def _sender(piece: bytes) -> Mapping[str, Any] | None:
    """The object at the start of a stretch; its strings may hold braces."""
    found = _OBJECT.match(piece)
    try:
        value = orjson.loads(found[0]) if found else None
    except orjson.JSONDecodeError:
        return None
    if not isinstance(value, dict):
        return None
    return {key: part for key, part in value.items() if isinstance(part, str | int)}


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
