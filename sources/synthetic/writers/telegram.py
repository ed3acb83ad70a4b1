"""Writes Telegram Desktop exports: the whole account in one result.json, or one result.json for each chat.

**Source:** formats.md 2 (export writer of September 2025): times local to the exporting computer beside `date_unixtime`
as text; control characters do not occur here; ids `user…`; people in the contact list appear under the owner's label.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from sources.synthetic.talk import Line
from sources.synthetic.views import View
from sources.synthetic.world import Account, Thread
from sources.synthetic.writers.placed import Placed, file_name

_ABOUT = "Here is the data you requested. Remember: Telegram is ad free, it doesn't use your data for ad targeting."
_SPAN = re.compile(
    r"(?P<link>https?://\S+)|(?P<mention>(?<![\w@])@[A-Za-z]\w{4,31})|(?P<phone>\+\d{10,14})|(?P<bank_card>\b62\d{17}\b)"
)


class TelegramChatWriter:
    """A result.json for each chat, in a folder of its own."""

    def __init__(self, folder: Path, view: View) -> None:
        self._folder, self._view = folder, view
        self._chats = 0

    def write(self, thread: Thread, lines: Iterable[Line]) -> list[Placed]:
        """Write a chat."""
        self._chats += 1
        path = f"telegram/ChatExport_{self._chats:02d}_{file_name(self._view.title(thread))}/result.json"
        file = self._folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8", newline="\n") as stream:
            return _Chat(stream, self._view, path, "").write(thread, lines, 0)

    def close(self) -> None:
        """Nothing is left open."""


class TelegramAccountWriter:
    """One result.json with the owner's profile, contacts, sessions and all chats."""

    def __init__(self, folder: Path, view: View) -> None:
        self._folder, self._view = folder, view
        self._body: TextIO | None = None
        self._placed = 0
        self._met: dict[str, tuple[Account, Thread]] = {}
        self._path = "telegram/DataExport/result.json"

    def write(self, thread: Thread, lines: Iterable[Line]) -> list[Placed]:
        """Append a chat; contacts are known only at the end, so chats go to a file beside first."""
        if self._body is None:
            part = self._part()
            part.parent.mkdir(parents=True, exist_ok=True)
            self._body = part.open("w", encoding="utf-8", newline="\n")
        else:
            self._body.write(",\n")
        kept = list(lines)
        for line in kept:
            self._met.setdefault(line.account.native_id, (line.account, thread))
        placed = _Chat(self._body, self._view, self._path, "   ").write(thread, kept, self._placed)
        self._placed += len(placed)
        return placed

    def close(self) -> None:
        """Put profile, contacts, sessions and chats together."""
        if self._body is None:
            return
        self._body.close()
        part = self._part()
        with (self._folder / self._path).open("w", encoding="utf-8", newline="\n") as out:
            out.write("{\n")
            for name, value in (("about", _ABOUT), *self._profile()):
                out.write(f" {json.dumps(name)}: {_indented(value, ' ')},\n")
            out.write(' "chats": {\n  "about": "This page lists all chats from this export.",\n  "list": [\n')
            with part.open(encoding="utf-8", newline="\n") as body:
                while text := body.read(1 << 16):
                    out.write(text)
            out.write("\n  ]\n }\n}\n")
        part.unlink()

    def _part(self) -> Path:
        return (self._folder / self._path).with_suffix(".part")

    def _profile(self) -> list[tuple[str, object]]:
        own = self._view.accounts["telegram"]
        contacts = []
        for native_id in sorted(self._met):
            account, thread = self._met[native_id]
            label = self._view.remark(account, thread)
            if label:
                local = self._view.local(account.start)
                contacts.append(
                    {
                        "user_id": int(native_id), "first_name": label, "last_name": "",
                        "phone_number": account.phone, "date": f"{local:%Y-%m-%dT%H:%M:%S}",
                        "date_unixtime": str(account.start),
                    }
                )  # fmt: skip
        local = self._view.local(own.end - 7200)
        return [
            (
                "personal_information",
                {
                    "user_id": int(own.native_id), "first_name": own.names[-1][1], "last_name": "",
                    "phone_number": own.phone, "username": f"@{own.handle}" if own.handle else "", "bio": "",
                },
            ),
            ("contacts", {"about": "If you allow access, contacts are continuously synced.", "list": contacts}),
            (
                "sessions",
                {
                    "about": "We store this to display your connected devices.",
                    "list": [
                        {
                            "last_active": f"{local:%Y-%m-%dT%H:%M:%S}", "last_active_unixtime": str(own.end - 7200),
                            "last_ip": own.ip, "last_country": "Unknown", "last_region": "",
                            "application_name": "Telegram Desktop", "application_version": "4.8.1 x64",
                            "device_model": "PC 64bit", "platform": "Windows", "system_version": "Windows 10",
                            "created": f"{self._view.local(own.start):%Y-%m-%dT%H:%M:%S}",
                            "created_unixtime": str(own.start),
                        }
                    ],
                },
            ),
        ]  # fmt: skip


@dataclass(frozen=True)
class _Chat:
    """Where a chat is written and how far it is indented."""

    stream: TextIO
    view: View
    path: str
    indent: str

    def write(self, thread: Thread, lines: Iterable[Line], first: int) -> list[Placed]:
        """Write a chat whose first message is record number `first` of the file."""
        view, indent, is_group = self.view, self.indent, thread.kind == "group"
        head = {
            "name": view.title(thread),
            "type": "private_supergroup" if is_group else "personal_chat",
            "id": int(thread.native_id) if is_group else int(view.peer(thread).native_id),
        }
        self.stream.write(indent + "{\n")
        for name, value in head.items():
            self.stream.write(f'{indent} "{name}": {json.dumps(value, ensure_ascii=False)},\n')
        self.stream.write(f'{indent} "messages": [')
        placed = []
        # Ids of a supergroup are the same for all members; ids of a personal chat count per account.
        offset = 1 if is_group else int(view.accounts["telegram"].native_id) % 100_000
        for number, line in enumerate(lines):
            message_id = offset + line.number
            record = _record(view, thread, line, message_id)
            separator = ",\n" if number else "\n"
            self.stream.write(f"{separator}{indent}  {_indented(record, indent + '  ')}")
            shown = str(record.get("from") or record.get("actor"))
            placed.append(Placed(line, self.path, first + number, str(message_id), shown))
        self.stream.write(f"\n{indent} ]\n{indent}}}" + ("" if indent else "\n"))
        return placed


def _record(view: View, thread: Thread, line: Line, message_id: int) -> dict[str, object]:
    name, sender = view.shown(line.account, line.at, thread), f"user{line.account.native_id}"
    record: dict[str, object] = {
        "id": message_id,
        "type": "message" if line.kind == "message" else "service",
        "date": f"{view.local(line.at):%Y-%m-%dT%H:%M:%S}",
        "date_unixtime": str(line.at),
    }
    if line.kind == "create":
        return record | {
            "actor": name, "actor_id": sender, "action": "create_group", "title": line.text, "members": [name],
            "text": "", "text_entities": [],
        }  # fmt: skip
    if line.kind == "join":
        host = line.other or line.account
        return record | {
            "actor": view.shown(host, line.at, thread), "actor_id": f"user{host.native_id}",
            "action": "invite_members", "members": [name], "text": "", "text_entities": [],
        }  # fmt: skip
    entities = _entities(line.text)
    text: object = line.text
    if any(entity["type"] != "plain" for entity in entities):
        text = [entity["text"] if entity["type"] == "plain" else entity for entity in entities]
    return record | {"from": name, "from_id": sender, "text": text, "text_entities": entities}


def _entities(text: str) -> list[dict[str, str]]:
    entities, at = [], 0
    for found in _SPAN.finditer(text):
        if found.start() > at:
            entities.append({"type": "plain", "text": text[at : found.start()]})
        entities.append({"type": str(found.lastgroup), "text": found.group()})
        at = found.end()
    if at < len(text):
        entities.append({"type": "plain", "text": text[at:]})
    return entities


def _indented(value: object, indent: str) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", "\n" + indent)
