r"""Telegram Desktop's machine-readable export, `result.json`: one chat or a whole account, old and new layout.

Read in stretches of records, so files of any size are fine. A record that is no JSON is rejected and the ones behind it
are read; an export that was interrupted ends without its brackets: what parsed is kept, the record in which it breaks
is rejected, and the end says where. The owner is the account that the file names, else the one given with the seizure,
else unknown.

Source: Telegram Desktop's export writer of September 2025 and exports of 2020 to 2022 (formats.md section 2).

Limits: two exports written into one file behind each other are read up to the end of the first, and the end says so.
Reactions, stories and the owner's own description are not read.
"""

from itertools import islice
from typing import Any

from sources.errors import UnreadableExhibit
from sources.json_blocks import BLOCK_BYTES, Broken
from sources.json_text import JsonText
from sources.record import (
    BATCH_ROWS,
    BatchBuilder,
    Coverage,
    EndOfExhibit,
    Exhibit,
    Head,
    Reading,
    RecordBatch,
    SourceFormat,
)
from sources.telegram.accounts import Accounts, Names
from sources.telegram.chats import CHAT_TYPES, Chats
from sources.telegram.messages import KINDS
from sources.telegram.people import add_contact, add_frequent_contact, add_owner, add_session
from sources.telegram.scan import count_records
from sources.telegram.walk import Damage, Found, Walk

_NO_CONTACT = "no contact with a number or a phone"
_NO_SESSION = "no session"
# Enough of a chat or a contact list to be sure of the format.
_SNIFFED_FINDINGS = 20
_TELLING_KEYS = {
    "personal_information": {"first_name", "phone_number"},
    "contacts": {"first_name", "last_name", "phone_number"},
    "frequent_contacts": {"category", "rating"},
    "sessions": {"last_active", "application_name"},
}


def sniff(head: Head) -> float:
    """Looks for a message, chat, contact or session with Telegram's own keys among the first records."""
    stream = JsonText.of_head(head.first_bytes)
    if stream is None:
        return 0.0
    sure = 0.0
    try:
        for found in islice(Walk(stream), _SNIFFED_FINDINGS):
            sure = max(sure, _sureness(found))
    except Damage:
        pass  # the head ends somewhere, and other JSON may break off too
    return sure


def read(exhibit: Exhibit) -> Reading:
    """Read an export.

    Yields:
        Batches in file order; the last one holds accounts and the names shown in chats, one row per name.

    Raises:
        UndecodableText: When the file starts in no known encoding.
        UnreadableExhibit: When it breaks before anything could be read.
    """
    if not exhibit.file.stat().st_size:
        yield EndOfExhibit("empty", "the file holds no bytes; look whether the original does, too")
        return
    export = _Export(exhibit)
    end = EndOfExhibit("read")
    with JsonText.of_file(exhibit.file) as text:
        walk = Walk(text, BLOCK_BYTES)
        try:
            for found in walk:
                export.take(found)
                if export.is_full:
                    yield export.batch()
        except Damage as damage:
            if export.is_untouched:
                raise UnreadableExhibit(f"{damage}, before any record; ask for a new export") from damage
            where = f"behind json:{walk.place}" if walk.place else "before any record"
            end = EndOfExhibit(
                "partial",
                f"{damage}, {where}; what stands before it was read, ask for a new export",
            )
    export.finish()
    yield export.batch()
    if end.status == "read" and export.broken is not None:
        problem = f"a value is no JSON, first json:{export.broken}; the others were read, ask for a new export"
        end = EndOfExhibit("partial", problem)
    yield end


def count(exhibit: Exhibit) -> int:
    """Messages, contacts and sessions begun in the file, counted by a scanner of brackets."""
    return count_records(exhibit.file)


class _Export:
    """One export on its way into rows.

    Attributes:
        is_untouched: Whether nothing was found yet.
        broken: Pointer of the first value that is no JSON, None when all are.
    """

    def __init__(self, exhibit: Exhibit) -> None:
        self.is_untouched = True
        self.broken: str | None = None
        self._builder = BatchBuilder(exhibit.exhibit_id)
        self._accounts = Accounts()
        if owner := exhibit.owners.get("telegram"):
            self._accounts.owner_id = self._accounts.of_id(owner)
        self._names = Names()
        self._chats = Chats(exhibit, self._accounts, self._names, self._builder)
        self._taken = 0

    @property
    def is_full(self) -> bool:
        """Whether a batch is due."""
        return self._taken >= BATCH_ROWS

    def take(self, found: Found) -> None:
        """Take one finding in."""
        self.is_untouched = False
        match found.place:
            case "messages":
                self._take_stretch(found)
                self._chats.add(found.value, found.pointer, found.first)
            case "chat_start":
                self._chats.open(found.pointer)
            case "chat_key":
                self._chats.see_key(*found.value)
            case "chat_end":
                self._chats.close()
            case "personal_information":
                if isinstance(found.value, dict):
                    add_owner(found.value, f"json:{found.pointer}", self._accounts, self._builder)
            case "broken":
                self.broken = self.broken or found.pointer
            case "cut_off":
                self._builder.reject(f"json:{found.pointer}", "the file breaks inside this record")
            case _:
                self._take_stretch(found)
                for index, record in enumerate(found.value, found.first):
                    self._take_listed(found.place, record, f"json:{found.pointer}/{index}")

    def _take_stretch(self, found: Found) -> None:
        self._taken += len(found.value)
        if self.broken is None and Broken in set(map(type, found.value)):
            index = next(index for index, value in enumerate(found.value) if isinstance(value, Broken))
            self.broken = f"{found.pointer}/{found.first + index}"

    def _take_listed(self, place: str, value: Any, locator: str) -> None:  # noqa: ANN401 - JSON is any
        if isinstance(value, Broken):
            self._builder.reject(locator, value.reason)
            return
        record = value if isinstance(value, dict) else {}
        if place == "contacts":
            is_known = add_contact(record, locator, self._accounts, self._names, self._builder)
        elif place == "frequent_contacts":
            is_known = add_frequent_contact(record, locator, self._accounts, self._builder)
        else:
            is_known = bool(record)
            add_session(record, locator, self._accounts, self._builder)
        if is_known:
            self._builder.record_count += 1
        else:
            self._builder.reject(locator, _NO_SESSION if "sessions" in place else _NO_CONTACT)

    def finish(self) -> None:
        """The file is over: close what is open, write accounts and names."""
        self._chats.close()
        self._chats.flush()
        self._accounts.write(self._builder)
        self._names.write(self._builder, self._accounts.owner_id)

    def batch(self) -> RecordBatch:
        """The rows since the last batch."""
        self._chats.flush()
        self._taken = 0
        return self._builder.take()


def _sureness(found: Found) -> float:
    """How sure one finding makes; the keys are those that no other exporter's JSON has together."""
    if found.place == "chat_key":
        is_type = found.value[0] == "type" and isinstance(found.value[1], str) and found.value[1] in CHAT_TYPES
        return 0.9 if is_type else 0.0
    values = found.value if isinstance(found.value, list) else [found.value]
    return max((_record_sureness(found.place, value) for value in values[:_SNIFFED_FINDINGS]), default=0.0)


def _record_sureness(place: str, value: object) -> float:
    if not isinstance(value, dict):
        return 0.0
    if place == "messages":
        is_dated = not value.keys().isdisjoint({"date", "date_unixtime"})
        is_said = not value.keys().isdisjoint({"from", "from_id", "actor", "actor_id", "action"})
        kind = value.get("type")
        return 0.95 if is_dated and is_said and isinstance(kind, str) and kind in KINDS else 0.0
    telling = _TELLING_KEYS.get(place)
    return 0.9 if telling is not None and telling <= value.keys() else 0.0


FORMAT = SourceFormat(
    name="telegram_json",
    version=4,
    meaning="Machine-readable export of Telegram Desktop: one chat or a whole account.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Telegram",
        made_by="Telegram Desktop, `result.json` of one chat or of the whole account, 2020 to 2025",
        gives="messages, service lines as events, calls, people with their numbers, names, handles and phones, the "
        "owner's contacts and frequent contacts, sessions with address and device, shared contact cards, people named "
        "by number in the words",
        certainty="exporter's source",
        omits="reactions, stories, polls and media files; the owner's description of himself",
    ),
)
