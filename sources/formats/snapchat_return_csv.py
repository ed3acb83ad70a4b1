"""Tables of Snapchat's returns: `subscriber_info.csv`, `ip_data.csv`, `friends_list.csv`, `conversations.csv`.

Each begins with lines of prose; the heading is the first row that has the table's own columns. Times are UTC
(`2021-03-04 09:15:00 UTC`, or `Thu Mar 04 09:15:00 UTC 2021`). The account stands in the rows or, for logins, in the
prose (`target username NAME`), else in the name of the folder or archive of the return (`NAME-20240101`).

**Source:** formats.md 8.3 (a third-party reader; no original was seen).
"""

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import TextIO

from sources.disclosures.disclosed import Disclosed, Moment, first_filled
from sources.disclosures.utc_times import moment as utc_moment
from sources.errors import UnreadableExhibit
from sources.identifiers import app_native_id
from sources.reading import head_text
from sources.record import BATCH_ROWS, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.text_blocks import text_encoding
from warehouse.schema import ids

_PLATFORM = "app"
# The table by columns that only it has.
_TABLES = {
    "subscriber": {"created", "user_id", "email_address", "creation_ip"},
    "login": {"ip", "type", "timestamp"},
    "friends": {"username", "display_name", "link_type"},
    "conversation": {"sender_username", "recipient_username", "timestamp", "content_type"},
}
_PROSE_LINES = 60
_LONGEST_CELL = 16 << 20
_TARGET = re.compile(r"target\s+username\W{1,4}([a-z0-9][a-z0-9._\-]{2,30})", re.IGNORECASE)
_FOLDER = re.compile(r"([a-z0-9][a-z0-9._\-]{2,30})[-_]\d{4,}")
_LONG_TIME = re.compile(r"\w{3} (\w{3}) (\d{1,2}) (\d{2}:\d{2}:\d{2}) UTC (\d{4})")


def sniff(head: Head) -> float:
    """Sure when one of the first rows is the heading of such a table, below Snapchat's prose or by its own columns."""
    text = head_text(head.first_bytes)
    if text is None:
        return 0.0
    for row in csv.reader(text.lstrip("\ufeff").splitlines()[:_PROSE_LINES]):
        kind = _table_of(row)
        if kind is not None:
            return 0.9 if kind != "login" or "snap" in text[:4000].lower() or "target" in text[:4000].lower() else 0.0
    return 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read one table."""
    encoding, is_cut = text_encoding(exhibit.file)
    told = Disclosed(exhibit)
    kind, owner = "", _owner_in(exhibit.path)
    position = 0
    table = _Rows(exhibit, encoding)
    for number, row in table:
        owner = table.target or owner
        if kind and isinstance(row, dict):
            is_kept = _ADDERS[kind](told, row, f"row:{number}", owner, position)
            position += is_kept
            if is_kept:
                told.builder.record_count += 1
            else:
                told.builder.reject(f"row:{number}", "the row names no account, or none is named by the path")
        elif isinstance(row, str):
            kind = row
        if told.builder.row_count >= BATCH_ROWS:
            yield told.builder.take()
    if not kind:
        raise UnreadableExhibit("no row has the columns of a Snapchat return; add the file as a table of its own")
    yield told.builder.take()
    if table.is_torn:
        yield EndOfExhibit("partial", "a quotation mark is never closed; what stands before it was read")
    elif is_cut:
        yield EndOfExhibit("partial", "the file ends inside a character; ask for the whole")
    else:
        yield EndOfExhibit("read")


class _Rows:
    """The kind of each table at its heading, then its rows by column, each with its number in the file.

    Attributes:
        target: Username that the prose before the heading names as the account asked for.
        is_torn: Whether a quoted cell never ends, so that rows behind its opening mark are lost.
    """

    def __init__(self, exhibit: Exhibit, encoding: str) -> None:
        self.target: str | None = None
        self.is_torn = False
        self._file, self._encoding = exhibit.file, encoding

    def __iter__(self) -> Iterator[tuple[int, dict[str, str] | str]]:
        headings: list[str] = []
        csv.field_size_limit(_LONGEST_CELL)
        with self._file.open("r", encoding=self._encoding, newline="", errors="ignore") as stream:
            for number, row in enumerate(self._parsed(stream), 1):
                kind = _table_of(row)
                if kind is not None:
                    headings = [cell.strip("\ufeff ").lower() for cell in row]
                    yield number, kind
                elif headings and any(cell.strip() for cell in row):
                    yield number, dict(zip(headings, row, strict=False))
                elif not headings and (found := _TARGET.search(",".join(row))):
                    self.target = self.target or found[1].lower()

    def _parsed(self, stream: TextIO) -> Iterator[list[str]]:
        mark_count = 0

        def lines() -> Iterator[str]:
            nonlocal mark_count
            # A line is taken in pieces, so that a quote that is never closed fills a cell and not the memory.
            while line := stream.readline(_LONGEST_CELL):
                mark_count += line.count('"')
                yield line

        try:
            yield from csv.reader(lines())
        except csv.Error:
            self.is_torn = True
        self.is_torn = self.is_torn or mark_count % 2 == 1


def _table_of(row: list[str]) -> str | None:
    cells = {cell.strip("\ufeff ").lower() for cell in row}
    return next((kind for kind, columns in _TABLES.items() if columns <= cells), None)


def _owner_in(path: str) -> str | None:
    """A return's folder or archive is named after the account, `USERNAME-DIGITS`; any other folder names nobody."""
    place = PurePosixPath(path.replace("!/", "/")).parent
    found = _FOLDER.fullmatch(place.name.lower().removesuffix(".zip"))
    return found[1] if found else None


def _account(username: str) -> tuple[str, str]:
    return _PLATFORM, app_native_id("snapchat", username.strip().lower())


def _add_subscriber(told: Disclosed, row: dict[str, str], locator: str, owner: str | None, position: int) -> bool:
    username = row.get("username", "").strip() or (owner or "")
    if not username:
        return False
    account = _account(username)
    held = told.account(*account, locator)
    facts = {"phone": row.get("phone_number", ""), "ip": row.get("creation_ip", "")}
    told.registration(account, locator, "registrant", facts, moment(row.get("created", "")))
    told.name(held, row.get("display_name", ""), "account_nickname", locator)
    told.name(held, username, "handle", locator)
    for kind, column in (("email", "email_address"), ("phone", "phone_number"), ("ip", "creation_ip")):
        if row.get(column, "").strip():
            told.selector(held, kind, row[column], locator)
    return True


def _add_login(told: Disclosed, row: dict[str, str], locator: str, owner: str | None, position: int) -> bool:
    if owner is None:
        return False
    held = told.account(*_account(owner), locator)
    told.login(held, locator, moment(row.get("timestamp", "")), ip=row.get("ip", ""), action=row.get("type", ""))
    return True


def _add_friend(told: Disclosed, row: dict[str, str], locator: str, owner: str | None, position: int) -> bool:
    username = row.get("username", "").strip()
    if not username:
        return False
    held = told.account(*_account(username), locator)
    told.name(held, row.get("display_name", ""), "account_nickname", locator)
    told.name(held, username, "handle", locator)
    told.builder.add(
        "contact",
        locator=locator,
        account_id=told.account(*_account(owner), locator) if owner else None,
        other_account_id=held,
        kind="address_book",
        contact_count=1,
    )
    return True


def _add_message(told: Disclosed, row: dict[str, str], locator: str, owner: str | None, position: int) -> bool:
    sender, recipient = row.get("sender_username", "").strip(), row.get("recipient_username", "").strip()
    if not sender:
        return False
    held = told.account(*_account(sender), locator)
    if recipient and "," not in recipient:
        told.account(*_account(recipient), locator)
    conversation = row.get("conversation_id", "").strip() or "~".join(sorted(filter(None, (sender, recipient))))
    sent = moment(row.get("timestamp", ""))
    text = first_filled(row, ("text", "content"))
    is_media = row.get("content_type", "").strip().lower() not in ("", "text", "chat")
    told.builder.add(
        "message",
        locator=locator,
        position=position,
        platform=_PLATFORM,
        thread_id=ids.thread_id(_PLATFORM, app_native_id("snapchat", conversation)),
        sender_account_id=held,
        sender_name=sender,
        sent_at=sent.at,
        sent_at_raw=sent.raw,
        time_basis=sent.basis,
        kind="media" if is_media and not text else "text",
        text=text,
        native_message_id=row.get("message_id", "").strip() or None,
        is_deleted=False,
    )
    return True


_ADDERS = {
    "subscriber": _add_subscriber,
    "login": _add_login,
    "friends": _add_friend,
    "conversation": _add_message,
}


def moment(written: str) -> Moment:
    """A time in one of the two forms that Snapchat writes."""
    found = _LONG_TIME.fullmatch(written.strip())
    if found is None:
        return utc_moment(written)
    try:
        at = datetime.strptime(" ".join(found.groups()), "%b %d %H:%M:%S %Y")
    except ValueError:
        return Moment(None, written.strip(), "none")
    return Moment(at, written.strip(), "utc")


FORMAT = SourceFormat(
    name="snapchat_return_csv",
    version=2,
    meaning="A table of a Snapchat return.",
    sniff=sniff,
    read=read,
    coverage=Coverage(
        family="Legal returns",
        made_by="Snapchat (`subscriber_info.csv`, `ip_data.csv`, `friends_list.csv`, `conversations.csv`)",
        gives="registration, logins with address, friends, messages",
        certainty="third-party reader",
        omits="memories, location, media; no original was seen; no second count is made",
    ),
)
