"""Contact cards (vCard 2.1, 3.0, 4.0): the address book of a phone, mail program or chat app.

**Source:** versit vCard 2.1, RFC 2426 and RFC 6350; formats.md 9, checked with real files of Android, iPhone, Gmail,
Outlook 2003 and 2007, BlackBerry, Evolution and a WhatsApp exporter.

Names in a phone book are what its owner calls the contact (remarks). Local numbers become keys only where the seizure
says the country (sources/phone_region.py).
"""

import re

from sources.address_book import AddressBook
from sources.errors import UnreadableExhibit
from sources.phone_region import region_of
from sources.reading import head_text
from sources.record import BATCH_ROWS, BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.vcard.cards import CardFile, count_cards
from sources.vcard.contact import contact_of
from sources.vcard.properties import card_properties

_BEGIN = re.compile(r"\ufeff?\s*BEGIN:VCARD[ \t\r]*\n\s*[\w.-]+[;:]", re.IGNORECASE)


def sniff(head: Head) -> float:
    """Certain when the text begins with a card and a property of it."""
    text = head_text(head.first_bytes)
    return 1.0 if text is not None and _BEGIN.match(text) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Stream the cards; what was seen of accounts and names over all of them comes last.

    Raises:
        UnreadableExhibit: When the file has no card.
    """
    source = CardFile(exhibit.file)
    builder = BatchBuilder(exhibit.exhibit_id)
    book = AddressBook(exhibit, builder, region_of(exhibit), "line")
    card_count = cut_count = damaged_count = 0
    for card in source.cards():
        card_count += 1
        cut_count += not card.is_whole
        if card.text is None:
            builder.reject(f"line:{card.line}", "the card is in no known encoding or larger than 1 MiB")
        else:
            contact, damaged = contact_of(card_properties(card.text), book.region)
            damaged_count += damaged > 0
            book.add(contact, card.line)
        if builder.row_count >= BATCH_ROWS:
            yield builder.take()
    if not card_count:
        raise UnreadableExhibit("the file holds no contact card (BEGIN:VCARD); ask for a new copy")
    book.finish()
    yield builder.take()
    problems = [
        *([f"{cut_count} of {card_count} cards have no end, so the file is cut off or damaged"] if cut_count else []),
        *(
            [f"{damaged_count} of {card_count} cards hold a broken line or a value that breaks inside a character"]
            if damaged_count
            else []
        ),
        *([f"{source.stray_count} lines stand outside of any card"] if source.stray_count else []),
    ]
    if problems:
        yield EndOfExhibit("partial", "; ".join(problems) + "; what could be read was, ask for a new export")
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Cards, by the lines that begin one."""
    return count_cards(exhibit.file)


FORMAT = SourceFormat(
    name="vcard",
    version=2,
    meaning="Contact cards (vCard 2.1, 3.0, 4.0): the address book of a phone, mail program or chat app.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Contacts",
        made_by="Phones (Android, iPhone, BlackBerry), Outlook, Gmail, Evolution, chat apps; vCard 2.1, 3.0, 4.0",
        gives="contacts of the phone's owner: names as his remarks, phones, addresses, accounts of chat apps; entries "
        "without a number as a list, with title, company, manager and note",
        certainty="real file",
        omits="pictures, keys, sounds, postal addresses, birthdays, phonetic names, links; title, company and note of "
        "contacts that have a usable number (names that a note marks as such are read)",
    ),
)
