"""WhatsApp's contacts on Android, `wa.db`: the owner's labels for numbers, and what the accounts call themselves.

`display_name` is what the owner saved in the phone, so it is his remark and makes the account a contact; `wa_name` is
the account's own name, also of people whom the owner only met in a group. Groups stand in the same table by address.

**Source:** formats.md 3.2; columns by test data of public readers (2020 to 2024).

Limits: the words under a profile (`status`) are not read. Business names stand in other tables and are not read.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sources import identifiers
from sources.chat_rows import ChatRows
from sources.phone_region import region_of
from sources.record import BATCH_ROWS, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.sqlite_file import Kind, SqliteFile, opened, tables_in
from sources.whatsapp.jids import PLATFORM, Jid, jid, owner_number
from warehouse.schema import ids

_TABLE = "wa_contacts"
_SIGNS = {"jid", "display_name", "wa_name"}
_COLUMNS: Mapping[str, Kind] = dict.fromkeys(
    ("jid", "number", "display_name", "given_name", "family_name", "wa_name", "nickname", "company", "title"), "text"
)


class _Contact(NamedTuple):
    rowid: int
    jid: str | None
    number: str | None
    display_name: str | None
    given_name: str | None
    family_name: str | None
    wa_name: str | None
    nickname: str | None
    company: str | None
    title: str | None

    @property
    def locator(self) -> str:
        return f"table:{_TABLE}/{self.rowid}"

    def labels(self) -> list[str]:
        """What the owner calls the contact; each name once."""
        parts = " ".join(filter(None, (_words(self.given_name), _words(self.family_name))))
        names = (_words(self.display_name), _words(self.nickname), "" if self.display_name else parts)
        return list(dict.fromkeys(filter(None, names)))


def sniff(head: Head) -> float:
    """Sure by the columns of the table of contacts."""
    return 0.95 if set(tables_in(head).get(_TABLE, ())) >= _SIGNS else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read the contacts.

    Raises:
        UnreadableExhibit: When the file is encrypted, no database, or has lost its table.
    """
    contacts = _Contacts(exhibit)
    is_empty = True
    with opened(exhibit.file) as database:
        for contact in _rows(database):
            is_empty = False
            contacts.add(contact)
            if contacts.rows.builder.row_count >= BATCH_ROWS:
                yield contacts.rows.builder.take()
        contacts.rows.finish()
        yield contacts.rows.builder.take()
        problem = database.damage.sentence()
    if problem is not None:
        yield EndOfExhibit("partial", problem)
    elif is_empty:
        yield EndOfExhibit("empty", "the file holds no contact; ask for the one in use if some were expected")
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Rows of the table by SQLite's own count."""
    with opened(exhibit.file) as database:
        return database.count(_TABLE) if _TABLE in database.tables else 0


class _Contacts:
    """The contacts of one file on their way into records."""

    def __init__(self, exhibit: Exhibit) -> None:
        self.rows = ChatRows(exhibit, PLATFORM)
        self._exhibit, self._region = exhibit, region_of(exhibit)
        self._owner_id = owner_number(exhibit)
        self._owner = None if self._owner_id is None else ids.account_id(PLATFORM, self._owner_id)
        self._phones: set[str] = set()

    def add(self, contact: _Contact) -> None:
        """Add a row: somebody with WhatsApp, a conversation, or a number of the phone book."""
        found = jid(contact.jid)
        if found is not None and not found.is_account:
            self._add_thread(found, contact)
            return
        # Reading a number costs more than all the rest, and most stand in the address already.
        is_told = found is not None and contact.number in (None, "", found.native_id)
        number = identifiers.phone("" if is_told else contact.number or "", self._region)
        if found is None and not number.is_usable:
            self.rows.builder.reject(
                contact.locator, "the row names no WhatsApp address and no number that can be used"
            )
            return
        self.rows.builder.record_count += 1
        if found is None:
            account = self._phone_account(number.value, contact.locator)
        else:
            account = self.rows.account(found.native_id, contact.locator, is_owner=found.native_id == self._owner_id)
        self._add_names(account, contact)
        is_new_number = number.is_usable and account.partition(":")[2] != number.value
        if is_new_number:
            self.rows.builder.add(
                "selector",
                locator=contact.locator,
                account_id=account,
                kind="phone",
                value=number.value,
                raw=contact.number,
                basis="address_book",
                is_usable=True,
            )

    def _add_thread(self, found: Jid, contact: _Contact) -> None:
        title = _words(contact.display_name) or _words(contact.wa_name) or None
        self.rows.thread(ids.thread_id(PLATFORM, found.native_id), contact.locator, title=title, kind=found.kind)
        self.rows.builder.record_count += 1

    def _add_names(self, account: str, contact: _Contact) -> None:
        """Names; a contact of the phone book is in touch with the owner, unless it is the owner."""
        builder, locator, labels = self.rows.builder, contact.locator, contact.labels()
        for name in labels:
            self.rows.name(account, name, "remark", locator, observer=self._owner)
        self.rows.name(account, _words(contact.wa_name), "account_nickname", locator)
        if labels and account != self._owner:
            builder.add(
                "contact",
                locator=locator,
                account_id=self._owner,
                other_account_id=account,
                kind="address_book",
                contact_count=1,
            )
        if labels and (_words(contact.title) or _words(contact.company)):
            builder.add(
                "list_entry",
                locator=locator,
                row=str(contact.rowid),
                name=labels[0],
                name_kind="nickname",
                role_text=_words(contact.title) or None,
                group_text=_words(contact.company) or None,
                account_id=account,
            )

    def _phone_account(self, number: str, locator: str) -> str:
        account = ids.account_id("phone", number)
        if account not in self._phones:
            self._phones.add(account)
            self.rows.builder.add(
                "account",
                locator=locator,
                account_id=account,
                platform="phone",
                native_id=number,
                is_owner=False,
                is_display_name_only=False,
            )
        return account


def _rows(database: SqliteFile) -> Iterator[_Contact]:
    if _TABLE in database.tables:
        for frame in database.frames(_TABLE, _COLUMNS):
            yield from map(_Contact._make, frame.iter_rows())


def _words(value: str | None) -> str:
    return (value or "").strip()


FORMAT = SourceFormat(
    name="whatsapp_contacts_db",
    version=1,
    meaning="Contacts of WhatsApp on Android.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="WhatsApp",
        made_by="WhatsApp on Android, `wa.db`",
        gives="the owner's labels for accounts, what accounts call themselves, numbers of the phone book, titles and "
        "companies as the owner noted them, titles of groups",
        certainty="third-party reader",
        omits="the words under profiles, names of businesses, privacy settings",
    ),
)
