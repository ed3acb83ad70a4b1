"""Returns of Meta (Facebook, Instagram): `records.html`, `preservation-*.html`, older `index.html`.

Sections of labelled values: request_parameters (whose account), name, emails, vanity, registration_date,
registration_ip, phone_numbers, ip_addresses (Time, IP Address, Action), devices (Type, ID), unified_messages (Thread,
Author, Sent, Body, Attachments). A record is one labelled value; what stands in other sections (photos, likes,
followers …) is rejected with the name of the section. Times are UTC by the return's own word.

**Source:** formats.md 8.3 (a third-party reader of Meta's returns; no original was seen).
"""

import re
from collections import Counter

from sources.disclosures.disclosed import Disclosed, Moment
from sources.disclosures.labelled_html import Labelled, labelled_values
from sources.disclosures.utc_times import moment
from sources.identifiers import app_native_id
from sources.reading import head_text
from sources.record import BATCH_ROWS, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from warehouse.schema import ids

_FACEBOOK, _INSTAGRAM = "messenger", "app"
_SIGN = re.compile(r'id="property-(?:request_parameters|unified_messages|registration_date|ip_addresses)"')
_ACCOUNT = re.compile(r"\((?:([A-Za-z ]++):\s*+)?(\d{5,20})\)$")
_NUMBER = re.compile(r"\d{5,20}")
# Digits inside a user name or a phone number are no account's number.
_WHOLE_NUMBER = re.compile(r"(?<![\w.+])\d{5,20}(?![\w.])")
_NO_OWNER = "the return names no number of the account that this is about"
_READ = frozenset(
    {
        *("request_parameters", "name", "alternate_names", "emails", "vanity", "registration_date", "registration_ip"),
        *("phone_numbers", "ip_addresses", "devices", "unified_messages", "account_end_date", "date_of_birth"),
        *("gender", "website", "current_city"),
    }
)


def sniff(head: Head) -> float:
    """Certain when a section of Meta's returns begins near the top."""
    text = head_text(head.first_bytes)
    return 0.95 if text is not None and _SIGN.search(text) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read one file of a return in blocks."""
    if not exhibit.file.stat().st_size:
        yield EndOfExhibit("empty", "the file holds no bytes; look whether the original is empty, too")
        return
    report = _Report(exhibit)
    for found in labelled_values(exhibit.file):
        report.take(found)
        if report.told.builder.row_count >= BATCH_ROWS:
            yield report.told.builder.take()
    report.finish()
    yield report.told.builder.take()
    with exhibit.file.open("rb") as stream:
        stream.seek(max(0, exhibit.file.stat().st_size - 4096))
        is_whole = b"</html" in stream.read().lower()
    cut = EndOfExhibit("partial", "the file ends before its closing tag; ask for the whole return")
    yield EndOfExhibit("read") if is_whole else cut


class _Report:
    """One file on its way into rows."""

    def __init__(self, exhibit: Exhibit) -> None:
        self.told = Disclosed(exhibit)
        self._is_instagram = False
        self._owner: tuple[str, str] | None = None
        self._facts: dict[str, str] = {}
        self._names: list[str] = []
        self._opened: Moment | None = None
        self._first: dict[str, str] = {}
        self._unread: Counter[str] = Counter()
        self._held: dict[str, str] = {}
        self._held_section = ""
        self._scope = f"return {exhibit.exhibit_id[:16]}"
        self._thread: tuple[str, str] | None = None
        self._position = 0
        self._threads: set[str] = set()

    def take(self, found: Labelled) -> None:
        """Take a value in."""
        locator = f"value:{found.number}"
        label = found.labels[-1].rstrip(":").strip().lower() if found.labels else ""
        if found.section not in _READ and found.section:
            self._unread[found.section] += 1
            self._first.setdefault(found.section, locator)
            return
        is_ownerless = self._owner is None and found.section not in ("request_parameters", "unified_messages")
        if is_ownerless and found.value and not _is_nothing(found.value):
            self.told.builder.reject(locator, _NO_OWNER)
            return
        self.told.builder.record_count += 1
        match found.section:
            case "request_parameters":
                if label == "service":
                    self._is_instagram = "instagram" in found.value.lower()
                elif "identifier" in label or label == "target":
                    number = _WHOLE_NUMBER.search(found.value)
                    self._owner = self._owner or (self._account_of(number[0]) if number else None)
            case "ip_addresses" | "devices" | "unified_messages":
                self._take_part(found.section, label, found.value, locator)
            case section:
                self._take_fact(section, label, found.value, locator)

    def finish(self) -> None:
        """The account, when all about it is known, and what was left unread."""
        self._flush()
        if self._owner is not None:
            self.told.registration(self._owner, "value:1", "registrant", self._facts, self._opened)
            account = self.told.account(*self._owner, "value:1")
            for name in dict.fromkeys(self._names):
                self.told.name(account, name, "account_nickname", "value:1")
        for section, times in self._unread.items():
            for _ in range(times):
                self.told.builder.reject(self._first[section], f"the section {section} is not read")

    def _take_fact(self, section: str, label: str, value: str, locator: str) -> None:
        if self._owner is None or not value or _is_nothing(value):
            return
        account = self.told.account(*self._owner, locator)
        if section == "name":
            self._names += [value] if label in ("", "full", "name", "full name") else []
            if label in ("first", "middle", "last"):
                self._facts["real_name"] = f"{self._facts.get('real_name', '')} {value}".strip()
        elif section == "alternate_names":
            self._names.append(value)
        elif section == "emails":
            for address in re.findall(r"[^\s,;]+@[^\s,;]+", value):
                self.told.selector(account, "email", address, locator)
        elif section == "vanity":
            self.told.name(account, value, "handle", locator)
        elif section == "phone_numbers":
            for number in re.findall(r"\+?\d[\d\s\-()]{6,}\d", value):
                held = self.told.selector(account, "phone", number, locator)
                self._facts.setdefault("phone", held.value)
        elif section == "registration_date":
            self._opened = moment(value)
        elif section == "registration_ip":
            self._facts["ip"] = value

    def _take_part(self, section: str, label: str, value: str, locator: str) -> None:
        """Parts of a login, a device or a message; one that stands already begins the next."""
        if section != self._held_section or label in self._held or label in ("thread", "current participants"):
            self._flush()
        self._held_section = section
        if label == "thread":
            number = _NUMBER.search(value)
            platform, native_id = self._account_of(number[0] if number else value[:80])
            self._thread = platform, ids.thread_id(platform, native_id)
            if self._thread[1] not in self._threads:
                self._threads.add(self._thread[1])
                told = {"platform": platform, "thread_id": self._thread[1], "kind": "unknown"}
                self.told.builder.add("thread", locator=locator, **told)
        elif label == "current participants":
            for line in value.splitlines():
                self._person(line, locator)
        elif label and label not in ("unified messages", "ip addresses", "devices"):
            self._held.setdefault("", locator)
            self._held[label] = value

    def _flush(self) -> None:
        held, self._held = self._held, {}
        locator = held.pop("", "value:1")
        if not held:
            return
        if self._held_section == "unified_messages":
            self._add_message(held, locator)
        elif self._owner is not None and self._held_section == "ip_addresses":
            time = next((value for label, value in held.items() if "time" in label), "")
            address = next((value for label, value in held.items() if "ip" in label.split()), "")
            self.told.login(
                self.told.account(*self._owner, locator),
                locator,
                moment(time),
                ip=address,
                action=held.get("action", ""),
            )
        elif self._owner is not None and held.get("id"):
            self.told.selector(self.told.account(*self._owner, locator), "device", held["id"], locator)

    def _person(self, written: str, locator: str) -> tuple[str | None, str | None]:
        """Account and shown name of `Name (Facebook: 1000…)`."""
        shown = written.strip()
        found = _ACCOUNT.search(shown)
        if found is None:
            return None, shown or None
        name = shown[: found.start()].strip()
        account = self.told.account(*self._account_of(found[2], found[1]), locator)
        self.told.name(account, name, "account_nickname", locator)
        return account, name or None

    def _account_of(self, number: str, service: str | None = None) -> tuple[str, str]:
        """Platform and native id of a number of Facebook or Instagram, which count each for itself.

        Args:
            number: The number.
            service: The service that stands beside it; without one the return's own.
        """
        is_instagram = self._is_instagram if service is None else "instagram" in service.lower()
        return (_INSTAGRAM, app_native_id("instagram", number)) if is_instagram else (_FACEBOOK, number)

    def _add_message(self, held: dict[str, str], locator: str) -> None:
        account, name = self._person(held.get("author", ""), locator)
        own = _INSTAGRAM if self._is_instagram else _FACEBOOK
        platform, thread = self._thread or (own, ids.named_thread_id(own, self._scope))
        sent = moment(held.get("sent", held.get("date created", "")))
        body = held.get("body", held.get("text", ""))
        is_call = "duration" in held or "missed" in held
        has_media = any("attach" in label or "media" in label or label == "url" for label in held)
        self.told.builder.add(
            "message",
            locator=locator,
            position=self._position,
            platform=platform,
            thread_id=thread,
            sender_account_id=account,
            sender_name=name,
            sent_at=sent.at,
            sent_at_raw=sent.raw,
            time_basis=sent.basis,
            kind="call" if is_call else "media" if has_media and not body else "text",
            text=body,
            is_deleted=False,
        )
        self._position += 1


def _is_nothing(value: str) -> bool:
    """Whether a value is Meta's word that it holds nothing."""
    return value.lower().startswith("no responsive")


FORMAT = SourceFormat(
    name="meta_return_html",
    version=2,
    meaning="A return of Meta (Facebook, Instagram) in HTML.",
    sniff=sniff,
    read=read,
    count=None,
    coverage=Coverage(
        family="Legal returns",
        made_by="Meta Business Records (`records.html`, `preservation-*.html`, older `index.html`)",
        gives="the account with names, mails, phones and registration, logins with address, devices, messages",
        certainty="third-party reader",
        omits="photos, likes, followers and other sections: each is said; no second count is made",
    ),
)
