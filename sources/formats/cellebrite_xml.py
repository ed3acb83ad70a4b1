"""Cellebrite's `report.xml`, as Physical Analyzer writes it and as it lies in every `.ufdr`.

A record is a model at the top of its list (a chat, a contact, a call…) or a message that stands directly in a chat.
Messages quoted inside others, parties and attachments are parts, no records; models of other types (places, files,
cookies…) name nobody and aren't read. Each record that isn't plainly intact has its `record_state`: a row is written
unless deleted_state is Intact or absent and decoding_confidence is High or absent. A record whose id came before in the
same report is a duplicate. Places are `xml:ID`, the id of the model, or `xml:#N`, the N-th record, where it has none.

**Source:** formats.md 7.1 (fragments of real reports); the open-source readers UFEDLib (C#), ufedlib-py 1.0.0 and IPED.
"""

from sources.cellebrite.beside import Beside
from sources.cellebrite.chats import Chat, Chats
from sources.cellebrite.contacts import ContactBook
from sources.cellebrite.identifiers import region_of
from sources.cellebrite.models import CHAT, MESSAGE_TYPES, Element, local_name, state_of
from sources.cellebrite.people import People
from sources.cellebrite.scan import count_records, refuse_document_type, sureness
from sources.cellebrite.walk import Items, Message, Record, XmlDamage, records
from sources.errors import UnreadableExhibit
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

_DELETED = frozenset({"deleted", "trash"})


def sniff(head: Head) -> float:
    """Looks for the root `project` with Cellebrite's namespace, attributes or children."""
    return sureness(head.first_bytes)


def read(exhibit: Exhibit) -> Reading:
    """Read a report.

    Yields:
        Batches in file order; the last one holds threads, accounts, names and what hangs on the phone's owner.

    Raises:
        UnreadableExhibit: When it is no report, declares a document type, or breaks before any record.
    """
    if not exhibit.file.stat().st_size:
        yield EndOfExhibit("empty", "the file holds no bytes; look whether the original is empty, too")
        return
    refuse_document_type(exhibit.file)
    report = _Report(exhibit)
    end = EndOfExhibit("read")
    try:
        for found in records(exhibit.file):
            report.take(found)
            if report.is_full:
                yield report.batch()
    except XmlDamage as damage:
        if report.is_untouched:
            raise UnreadableExhibit(f"{damage}, before any record; ask for the report again") from damage
        end = EndOfExhibit("partial", f"{damage}; what stands before it was read, ask for the report again")
    report.finish()
    yield report.batch()
    yield end


def count(exhibit: Exhibit) -> int:
    """Records of the report, counted by another parser."""
    return count_records(exhibit.file)


class _Report:
    """One report on its way into rows."""

    def __init__(self, exhibit: Exhibit) -> None:
        self._builder = BatchBuilder(exhibit.exhibit_id)
        self._people = People(region_of(exhibit.timezone), exhibit.owners)
        self._chats = Chats(exhibit, self._people, self._builder)
        self._book = ContactBook(self._people, self._chats, self._builder)
        self._beside = Beside(self._people, self._chats, self._book, self._builder)
        self._chat: Chat | None = None
        self._ordinal = 0
        self._seen: set[int] = set()

    @property
    def is_untouched(self) -> bool:
        """Whether no record came yet."""
        return not self._ordinal

    @property
    def is_full(self) -> bool:
        """Whether a batch is due."""
        return len(self._chats.rows) >= BATCH_ROWS or self._builder.row_count >= BATCH_ROWS

    def take(self, found: Message | Record | Items) -> None:
        """Take one finding in."""
        if isinstance(found, Items):
            self._take_items(found.element)
            return
        if isinstance(found, Message) and self._chat is None:
            locator = _locator_of(found.chat) or f"xml:#{self._ordinal + 1}-chat"
            self._chat = self._chats.open(found.chat, locator, found.model.getparent())
        self._ordinal += 1
        model = found.model
        locator = _locator_of(model) or f"xml:#{self._ordinal}"
        is_chat = isinstance(found, Record) and found.type == CHAT
        if self._is_known(model):
            self._builder.duplicate_count += 1
            if is_chat:
                self._close(model, locator)
            return
        if is_chat:
            self._close(model, locator)
            reason = None
        else:
            reason = self._take_record(found, model, locator)
        if reason is not None:
            self._builder.reject(locator, reason)
            return
        self._builder.record_count += 1
        if state := state_of(model):
            self._builder.add("record_state", locator=locator, deleted_state=state[0], decoding_confidence=state[1])

    def finish(self) -> None:
        """The file is over: close what is open, write what waited."""
        if self._chat is not None:
            self._chats.close(self._chat, None)
        self._beside.write()
        self._chats.flush()
        self._chats.write()
        self._book.write()
        self._people.write(self._builder)

    def batch(self) -> RecordBatch:
        """The rows since the last batch."""
        self._chats.flush()
        return self._builder.take()

    # ---- parts -----------------------------------------------------------------------------------------------------

    def _close(self, model: Element, locator: str) -> None:
        chat = self._chat or self._chats.open(model, locator)
        self._chats.close(chat, model)
        self._chat = None

    def _take_record(self, found: Message | Record, model: Element, locator: str) -> str | None:
        """Add a record; returns why it can't be, or None."""
        is_deleted = (model.get("deleted_state") or "").lower() in _DELETED
        if isinstance(found, Message):
            if self._chat is not None:
                self._take_message(self._chat, model, locator, is_deleted=is_deleted)
            return None
        if found.type in MESSAGE_TYPES:
            self._take_message(None, model, locator, is_deleted=is_deleted)
            return None
        match found.type:
            case "Call":
                return self._beside.call(model, locator, is_deleted=is_deleted)
            case "Contact":
                return self._book.contact(model, locator)
            case "UserAccount":
                return self._book.user_account(model, locator)
            case "CreditCard":
                return self._beside.credit_card(model, locator)
            case "FinancialAccount":
                return self._beside.financial_account(model, locator)
            case "Email":
                self._beside.email(model, locator, is_deleted=is_deleted)
            case "SocialMediaActivity":
                self._beside.post(model, locator, is_deleted=is_deleted)
            case "SIMData":
                self._beside.sim(model, locator)
            case "DeviceInfoEntry":
                self._beside.device_entry(model, locator)
            case "RecognizedDevice":
                self._beside.recognized_device(model, locator)
            case "User":
                self._beside.device_user(model, locator)
            case "Password":
                self._beside.password(model, locator)
            case "TransferOfFunds":
                self._beside.transfer(model, locator)
        return None

    def _take_message(self, chat: Chat | None, model: Element, locator: str, *, is_deleted: bool) -> None:
        if chat is None:
            written = self._chats.lone_message(model, locator, is_deleted=is_deleted)
            sender = None
        else:
            written = self._chats.message(chat, model, locator, is_deleted=is_deleted)
            sender = self._chats.sender(chat, written.sender, locator)[0] if written.cards else None
        for card in written.cards:
            self._book.card(card, sender, locator)

    def _take_items(self, element: Element) -> None:
        """Items about the device; those of a file or a hash list say nothing of people."""
        if "device" not in (element.get("section") or "").lower():
            return
        for item in element:
            if isinstance(item.tag, str) and local_name(item.tag) == "item":
                self._beside.device_item(item.get("name") or "", item.text, f"line:{item.sourceline}")

    def _is_known(self, model: Element) -> bool:
        """Whether a record of this id came before; grows by one number a record."""
        model_id = model.get("id")
        if not model_id:
            return False
        mark = hash(model_id)
        if mark in self._seen:
            return True
        self._seen.add(mark)
        return False


def _locator_of(model: Element) -> str | None:
    model_id = model.get("id")
    return f"xml:{model_id}" if model_id else None


FORMAT = SourceFormat(
    name="cellebrite_xml",
    version=2,
    meaning="Cellebrite's report.xml: what a forensic lab decoded from a phone, over all apps.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Forensic reports",
        made_by="Cellebrite UFED and Physical Analyzer (report.xml, also inside .ufdr)",
        gives=(
            "Chats and messages of all apps with parties, replies, forwards, deleted state and decoding confidence; "
            "group events; contacts, user accounts of the phone, calls, mails, posts; SIM, device, card and account "
            "numbers of the owner"
        ),
        certainty="third-party reader",
        omits=(
            "Passwords and card verification numbers (on purpose); places, files, web history, installed programs, "
            "amounts of transfers; the contents of attachments; report.xml that carries its data in a database beside "
            "it (Inseyets)"
        ),
    ),
)
