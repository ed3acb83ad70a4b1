"""Telegram Desktop's readable export, `messages.html`, `messages2.html` and so on: 1000 messages a page.

There are no user ids in these pages: a name holds within its chat. A chat is known by its title and the folder its
pages lie in, so that all its pages give one conversation. Locators are `html:messageNUMBER`, or `html:N` for the Nth
message of a page where it bears no number.

**Source:** formats.md 2; samples and ports of the exporter's HTML writer (2018 to 2025).

Limits: a page that begins with a message joined to the last one of the page before doesn't say who sent it. Everybody
who deleted his account is called "Deleted Account" and is nobody. Polls, games and invoices are kept without words.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import polars as pl
from lxml import etree

from sources import identifiers
from sources.chat_rows import ChatRows
from sources.clock_text import believable, to_utc
from sources.errors import UndecodableText, UnreadableExhibit
from sources.reading import head_text
from sources.record import Coverage, EndOfExhibit, Exhibit, Head, Reading, RecordBatch, SourceFormat
from sources.system_lines.phrases import SystemEvent, system_lines
from sources.telegram.pages import Page, PageMessage, count_messages, is_whole
from sources.text_blocks import text_encoding
from warehouse.schema import ids

PLATFORM = "telegram"
_MESSAGE = re.compile(r'<div class="message (?:default|service)[^"<>]*" id="message-?\d+"')
_NOBODY = frozenset({"Deleted Account"})
_STRETCH_ROWS = 5_000
_OFFSET = r" UTC([+-]\d{2}):?(\d{2})?$"
_ROWS = {
    "locator": pl.String, "sender": pl.String, "account": pl.String, "time": pl.String, "text": pl.String,
    "kind": pl.String, "native_message_id": pl.String, "reply_to_native_message_id": pl.String,
    "forwarded_from": pl.String, "day": pl.String,
}  # fmt: skip


def sniff(head: Head) -> float:
    """Sure by the exporter's own classes around a numbered message."""
    text = head_text(head.first_bytes)
    if text is None or '"page_header"' not in text or '"history"' not in text:
        return 0.0
    return 0.95 if _MESSAGE.search(text) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Stream a page.

    Raises:
        UnreadableExhibit: When there is no markup in it.
    """
    encoding, is_sound = _encoding(exhibit)
    chat = _Chat(exhibit)
    with exhibit.file.open("rb") as stream:
        page = Page(stream, encoding)
        try:
            for found in page:
                chat.add(found, page)
                if chat.is_full:
                    yield chat.batch()
        except etree.XMLSyntaxError as problem:
            if chat.is_empty and exhibit.file.stat().st_size:
                raise UnreadableExhibit("the page holds no markup; ask for a new export") from problem
    chat.finish()
    yield chat.batch()
    if chat.is_empty and not exhibit.file.stat().st_size:
        yield EndOfExhibit("empty", "the page holds no bytes; ask for a new export if some were expected")
    elif page.is_broken:
        yield EndOfExhibit("partial", "the page nests too deep from some place on; what stands before it was read")
    elif not is_sound or not is_whole(exhibit.file):
        said = "the page ends too early" if is_sound else "the page has damaged characters"
        yield EndOfExhibit("partial", f"{said}; what stands in it was read, ask for a new export")
    elif chat.is_empty:
        yield EndOfExhibit("empty", "the page holds no message; ask for a new export if some were expected")
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Opening tags of messages and service lines."""
    return count_messages(exhibit.file, _encoding(exhibit)[0])


class _Chat:
    """One page on its way into records.

    Attributes:
        is_empty: Whether no message was found yet.
    """

    def __init__(self, exhibit: Exhibit) -> None:
        self.is_empty = True
        self._exhibit = exhibit
        self._rows = ChatRows(exhibit, PLATFORM)
        self._thread: str | None = None
        self._title: str | None = None
        self._found: list[tuple[str | None, ...]] = []
        self._numbers: set[str] = set()
        self._sender: str | None = None
        self._ordinal = 0
        self._speakers: set[str] = set()
        self._accounts: dict[str, str | None] = {}

    @property
    def is_full(self) -> bool:
        """Whether a batch is due."""
        return len(self._found) >= _STRETCH_ROWS

    def add(self, found: PageMessage, page: Page) -> None:
        """Take a message in."""
        self.is_empty = False
        self._ordinal += 1
        if self._thread is None:
            self._thread = self._begun(page.title)
        if found.number is not None:
            if found.number in self._numbers:
                self._rows.builder.duplicate_count += 1
                return
            self._numbers.add(found.number)
        locator = f"html:message{found.number}" if found.number is not None else f"html:{self._ordinal}"
        sender = found.sender
        if not found.is_service:
            sender = self._sender = self._sender if found.is_joined and sender is None else sender
        account = self._account(sender, locator)
        if found.is_service:
            account = self._add_event(found, locator)
        elif sender is not None:
            self._speakers.add(sender)
        if found.contact is not None:
            self._add_card(found.contact, account, locator)
        self._found.append(
            (
                locator,
                sender,
                account,
                found.time,
                found.text,
                found.kind,
                found.number,
                found.reply_to,
                found.forwarded_from,
                page.day,
            )
        )

    def batch(self) -> RecordBatch:
        """The rows since the last batch."""
        self._flush()
        return self._rows.builder.take()

    def _flush(self) -> None:
        rows = pl.DataFrame(self._found, schema=_ROWS, orient="row")
        self._found = []
        zone, basis = self._exhibit.zone(PLATFORM)
        local = believable(pl.col("time").str.slice(0, 19).str.to_datetime("%d.%m.%Y %H:%M:%S", strict=False))
        hours = pl.col("time").str.extract(_OFFSET, 1).cast(pl.Int64)
        minutes = pl.col("time").str.extract(_OFFSET, 2).cast(pl.Int64).fill_null(0)
        is_behind = pl.col("time").str.contains(r"UTC-")
        ahead = pl.duration(hours=hours, minutes=pl.when(is_behind).then(-minutes).otherwise(minutes))
        is_offset = pl.col("time").str.contains(r" UTC")
        timed = rows.with_columns(
            sent_at=pl.when(hours.is_not_null())
            .then(local - ahead)
            .when(is_offset)
            .then(local)
            .otherwise(to_utc(local, zone)),
            sent_at_raw=pl.coalesce("time", "day"),
            thread_id=pl.lit(self._thread, pl.String),
        ).with_columns(
            time_basis=pl.when(pl.col("sent_at").is_null() & pl.col("time").is_null() & pl.col("day").is_not_null())
            .then(pl.lit("date_only"))
            .when(pl.col("sent_at").is_null())
            .then(pl.lit("none"))
            .when(is_offset)
            .then(pl.lit("offset"))
            .otherwise(pl.lit(basis))
        )
        self._rows.messages(timed.rename({"account": "sender_account_id", "sender": "sender_name"}), by_thread=True)

    def finish(self) -> None:
        """The page is over: say what kind of talk it was, write accounts and names."""
        if self._thread is not None:
            is_direct = len(self._speakers) == 2 and self._title in self._speakers
            kind = "group" if len(self._speakers) > 2 else "direct" if is_direct else "unknown"
            self._rows.thread(self._thread, "line:1", kind=kind)
        self._flush()
        self._rows.finish()

    def _begun(self, title: str | None) -> str:
        """The conversation: by its title and the folder of its pages, which a second page shares.

        Titles and folders repeat (`chats/chat_001`), so the whole way to it counts, and the owner where he is known.
        """
        self._title = title
        folder = str(PurePosixPath(self._exhibit.path).parent).strip(".") or self._exhibit.exhibit_id[:16]
        scope = f"{folder} of {owner}" if (owner := self._exhibit.owners.get(PLATFORM)) else folder
        thread = ids.named_thread_id(PLATFORM, f"{title or 'chat'} ({scope})")
        self._rows.thread(thread, "line:1", title=title)
        return thread

    def _account(self, name: str | None, locator: str) -> str | None:
        if name is None or name in _NOBODY:
            return None
        if name not in self._accounts:
            self._accounts[name] = self._rows.named_account(name, str(self._thread), locator)
        return self._accounts[name]

    def _add_event(self, found: PageMessage, locator: str) -> str | None:
        """Add what a service line tells of members and titles; returns who did it."""
        said = system_lines(PLATFORM).parse(found.text, frozenset(self._speakers))
        if said is None:
            return None
        for name in filter(None, (said.actor, *said.targets)):
            if (account := self._account(name, locator)) is not None:
                self._rows.name(account, name, "account_nickname", locator, thread_id=self._thread)
        actor = self._account(said.actor, locator)
        for event, about in _told(said):
            self._rows.builder.add(
                "membership_event",
                locator=locator,
                thread_id=self._thread,
                event=event,
                account_id=self._account(about, locator),
                actor_account_id=actor,
                name=said.name if event in ("create", "title") else None,
            )
        return actor

    def _add_card(self, contact: tuple[str, str], sender: str | None, locator: str) -> None:
        """A contact shared in a message: number and name by the sender."""
        name, written = contact
        number = identifiers.phone(written, None)
        if not number.is_usable:
            return
        account = ids.account_id("phone", number.value)
        self._rows.builder.add(
            "account",
            locator=locator,
            account_id=account,
            platform="phone",
            native_id=number.value,
            is_owner=False,
            is_display_name_only=False,
        )
        self._rows.name(account, name, "remark", locator, observer=sender)
        self._rows.builder.add(
            "selector",
            locator=locator,
            account_id=account,
            kind="phone",
            value=number.value,
            raw=written,
            basis="contact_card",
            is_usable=True,
        )


def _told(said: SystemEvent) -> Iterator[tuple[str, str | None]]:
    """The events of a service line, each with whom it is about."""
    if said.event == "create":
        yield "create", said.actor
        yield from (("invite", target) for target in said.targets)
    elif said.targets:
        for target in said.targets:
            yield "leave" if said.event == "remove" and target == said.actor else said.event, target
    else:
        yield said.event, None if said.event == "title" else said.actor


def _encoding(exhibit: Exhibit) -> tuple[str, bool]:
    """Encoding of the page and whether all of it decodes; a damaged page is read as what the exporter writes."""
    try:
        encoding, is_cut = text_encoding(exhibit.file)
    except UndecodableText:
        return "utf-8", False
    return encoding, not is_cut


FORMAT = SourceFormat(
    name="telegram_html",
    version=2,
    meaning="Readable pages of a Telegram Desktop export of a chat.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Telegram",
        made_by="Telegram Desktop, `messages.html` and its following pages, 2018 to 2025",
        gives="messages with names and times (with their offset in newer pages), replies, forwards, calls, shared "
        "contacts; who created, joined, left and was invited or removed",
        certainty="third-party reader",
        omits="ids of people, which these pages don't hold; reactions, polls, media files, the list of contacts",
    ),
)
