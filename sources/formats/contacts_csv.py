"""Contacts exported as CSV by Google Contacts and Outlook: the address book of an account or mailbox.

**Source:** formats.md 9 (`Name,Given Name,…,Phone 1 - Value`; `First Name,Last Name,Mobile Phone`); headings of
Google's layouts before and since 2024 and of Outlook's English one. The Chinese, Spanish and Russian headings are those
of Outlook's translations as they are generally known, not confirmed with a file.

Names are what the owner calls the contact, as in a vCard (sources/address_book.py).
"""

import csv
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from sources import identifiers
from sources.address_book import AddressBook, ContactCard, assembled_name
from sources.phone_region import region_of
from sources.reading import head_text
from sources.record import BATCH_ROWS, BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.tables import headers
from sources.tables.cells import is_nothing
from sources.tables.delimited import first_line, has_unclosed_quote, read_rows, scanned_rows
from sources.text_blocks import text_encoding

_DELIMITERS = ",;\t"
_MOST_COLUMNS = 400
# What each heading of the exports holds; the first that fits counts.
_FIELDS = {
    "name": r"name|display name|full name|file as|显示名称|nombre para mostrar",
    "given": r"given name|first name|名|名字|nombre|имя",
    "middle": r"additional name|middle name|中间名|segundo nombre|отчество",
    "family": r"family name|last name|姓|姓氏|apellidos?|фамилия",
    "nickname": r"nickname|short name|maiden name|昵称|暱稱|apodo|sobrenombre|псевдоним",
    "phone": r"phone \d+ - value|(?:mobile|home|business|other|primary|car|company main|assistant's|radio|isdn|pager|"
    r"home fax|business fax|other fax|callback|telex|tty/tdd)(?: phone)?(?: \d)?|"
    r"(?:移动|住宅|商务|单位|其他|主要|车载)电话 ?\d?|手机|行動電話|"
    r"teléfono (?:móvil|particular|del trabajo|principal)(?: \d)?|particular: teléfono|móvil|"
    r"(?:мобильный|домашний|рабочий|основной) телефон(?: \d)?|телефон переносной|телефон дом\.?|рабочий телефон",
    "email": r"e-?mail \d+ - value|e-?mail(?: \d)?(?: address)?|电子邮件(?: ?\d)?地址|電子郵件地址|"
    r"dirección(?: \d)? de correo electrónico|(?:\d )?адрес эл\. почты(?: \d)?",
    "group": r"organization(?: 1 - )?(?: ?name)?|company|单位|公司|organización|compañía|организация",
    "role": r"organization(?: 1 - | )title|job title|职务|職稱|puesto|cargo|должность",
    "superior": r"manager's name|经理姓名|经理|nombre del director|руководитель",
    "note": r"notes?|附注|备注|備註|notas|заметки|примечания",
}
_IM = re.compile(r"im (?P<number>\d+) - (?P<part>service|value|label)")
_PATTERNS = {field: re.compile(pattern) for field, pattern in _FIELDS.items()}
_GOOGLE = re.compile(r"(?:phone|e-?mail) \d+ - (?:value|type|label)")
# Columns that no address book has: the table is a roster or a registration.
_NO_CONTACTS = frozenset(
    {"document", "device", "ip", "login_ip", "wallet", "bank_card", "registered_at", "seller", "earlier_holder", "wxid"}
)
# Several values of one kind stand in one cell of Google's exports.
_SEVERAL = ":::"


def sniff(head: Head) -> float:
    """Sure by Google's numbered headings, or by given and family name and a phone or address as Outlook heads them."""
    names = _heading_of(head_text(head.first_bytes) or "")
    if not 3 <= len(names) <= _MOST_COLUMNS:
        return 0.0
    fields = {field for name in names if (field := _field(name))}
    if any(_GOOGLE.fullmatch(name) for name in names) and fields & {"name", "given", "family"}:
        return 0.95
    meanings = {meaning.target for name in names if (meaning := headers.heading(name)) is not None}
    is_outlook = {"given", "family"} <= fields and fields & {"phone", "email"} and not meanings & _NO_CONTACTS
    return 0.9 if is_outlook else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Stream the rows; what was seen of accounts and names over all of them comes last.

    Raises:
        UnreadableExhibit: When a cell is longer than any note, as after a quotation mark that was never closed.
    """
    encoding, is_cut, delimiter, quotes_are_signs = _form(exhibit)
    builder = BatchBuilder(exhibit.exhibit_id)
    book = AddressBook(exhibit, builder, region_of(exhibit), "row")
    rows = read_rows(exhibit.file, encoding, delimiter, quotes_are_signs=quotes_are_signs)
    heading = next(rows, None)
    if heading is None:
        yield EndOfExhibit("empty", "the file holds no row; look whether the original is empty, too")
        return
    fields = [_folded(cell) for cell in heading.cells]
    has_rows = False
    for row in rows:
        if row.own:
            has_rows = True
            book.add(_card(fields, row.cells, book.region), row.number)
            if builder.row_count >= BATCH_ROWS:
                yield builder.take()
    book.finish()
    batch = builder.take()
    if batch.tables:
        yield batch
    if is_cut:
        yield EndOfExhibit("partial", "the file ends inside a character, so it is cut off; ask for a new export")
    elif quotes_are_signs:
        yield EndOfExhibit(
            "partial", "a quotation mark opens a cell and is never closed, so quotation marks were read as plain signs"
        )
    else:
        yield EndOfExhibit("read") if has_rows else EndOfExhibit("empty", "the export has headings but no rows")


def count(exhibit: Exhibit) -> int:
    """Rows that hold something, less the heading, by a scan that knows nothing of the csv module."""
    encoding, _, delimiter, quotes_are_signs = _form(exhibit)
    rows = scanned_rows(exhibit.file, encoding, delimiter, quotes_are_signs=quotes_are_signs)
    return sum(bool(row.own) for row in islice(rows, 1, None))


def _form(exhibit: Exhibit) -> tuple[str, bool, str, bool]:
    """Encoding, whether the end is cut off, delimiter, and whether quotation marks are plain signs."""
    encoding, is_cut = text_encoding(exhibit.file)
    delimiter = _delimiter(first_line(exhibit.file, encoding))
    return encoding, is_cut, delimiter, has_unclosed_quote(exhibit.file, encoding, delimiter)


def _heading_of(text: str) -> list[str]:
    first = text.removeprefix("\ufeff").partition("\n")[0].rstrip("\r")
    if '"' in first and first.count('"') % 2:
        return []
    try:
        return [_folded(cell) for cell in next(csv.reader([first], delimiter=_delimiter(first)), [])]
    except csv.Error:
        return []


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).strip("\ufeff \t").casefold().split())


@lru_cache(maxsize=1024)
def _field(name: str) -> str | None:
    return next((field for field, pattern in _PATTERNS.items() if pattern.fullmatch(name)), None)


def _card(names: Sequence[str], cells: Sequence[str], region: str | None) -> ContactCard:
    values: dict[str, list[str]] = {field: [] for field in _FIELDS}
    services: dict[str, dict[str, str]] = {}
    for name, cell in zip(names, cells, strict=False):
        if is_nothing(cell):
            continue
        if im := _IM.fullmatch(name):
            services.setdefault(im["number"], {})[im["part"]] = cell
        elif field := _field(name):
            values[field] += [part for written in cell.split(_SEVERAL) if (part := written.strip())]
    shown = values["name"]
    if not shown:
        parts = [next(iter(values[field]), "") for field in ("family", "given", "middle")]
        shown = [name] if (name := assembled_name(*parts)) else []
    called = [*shown[:1], *values["nickname"]] or values["group"][:1]
    accounts, others = [], []
    for service in services.values():
        platform = headers.platform_of(service.get("service") or service.get("label") or "")
        for written in map(str.strip, service.get("value", "").split(_SEVERAL)):
            account = identifiers.account(written, platform, region) if platform and written else None
            if account is not None:
                accounts.append(account)
            elif written:
                others.append(f"im: {written}")
    return ContactCard(
        names=tuple(dict.fromkeys(called)),
        phones=tuple(dict.fromkeys(values["phone"])),
        emails=tuple(dict.fromkeys(values["email"])),
        accounts=tuple(dict.fromkeys(accounts)),
        role=next(iter(values["role"]), None),
        superior=next(iter(values["superior"]), None),
        group=next(iter(values["group"]), None),
        note="; ".join([*values["note"], *others]) or None,
    )


FORMAT = SourceFormat(
    name="contacts_csv",
    version=1,
    meaning="Contacts exported as CSV by Google Contacts or Outlook.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Contacts",
        made_by="Google Contacts (before and since 2024), Outlook (headings in English, Chinese, Spanish, Russian)",
        gives="contacts of the owner: names as his remarks, phones, addresses, chat accounts; entries without a number "
        "as a list, with title, company, manager and note",
        certainty="specification",
        omits="postal addresses, birthdays, relations, phonetic names, pictures; title, company and note of contacts "
        "that have a usable number",
    ),
)
