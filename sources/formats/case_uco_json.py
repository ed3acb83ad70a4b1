"""CASE/UCO documents: JSON-LD in which forensic tools and laboratories hand on accounts, messages, calls and custody.

Read twice: accounts, applications, threads and relationships first, since messages point at them from anywhere; then
everything in file order. A record is a node of the graph that is a message, thread, call, account, contact, person,
device, relationship, action or provenance record; applications, organisations, places and files only give meaning.
Investigators are no people of the case. Passwords and unlock codes are never read. Custody is told by
sources/case_uco/custody.py.

**Source:** the published examples of CASE 0.2 to 1.3 and of its UFED converter (formats.md 12).
"""

import re
from collections.abc import Iterator

from sources.case_uco.accounts import Accounts, describe
from sources.case_uco.people import People
from sources.case_uco.quick import is_quick
from sources.case_uco.roles import Role, role_of
from sources.case_uco.scan import count_nodes
from sources.case_uco.talk import Talk, state_row
from sources.case_uco.threads import Threads
from sources.case_uco.vocabulary import Node, node_of
from sources.case_uco.walk import Found, Stretch, flat, stretches
from sources.cellebrite.identifiers import region_of
from sources.errors import UnreadableExhibit
from sources.json_blocks import Broken, JsonDamage, pointer
from sources.json_text import JsonText
from sources.reading import head_text
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

_VOCABULARY = re.compile(r"(?:unifiedcyberontology|caseontology)\.org[/#]|\bcase\.example\.org/core")
# What names an application or issuer; there may be millions of files and places, which don't.
_NAMING = frozenset({"application", "software", "organization", "identity"})
_JSON_LD = re.compile(r'"@(?:context|graph|type)"\s*:')


def sniff(head: Head) -> float:
    """Looks for JSON-LD that names the vocabulary of UCO or CASE."""
    text = head_text(head.first_bytes)
    text = text and text.lstrip("\ufeff \t\r\n")
    if not text or text[0] not in "{[" or not _JSON_LD.search(text):
        return 0.0
    return 0.93 if _VOCABULARY.search(text) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read a document.

    Yields:
        Batches in file order; the last one holds threads, accounts and calls.

    Raises:
        UndecodableText: When the file starts in no known encoding.
        UnreadableExhibit: When it breaks before any node.
    """
    if not exhibit.file.stat().st_size:
        yield EndOfExhibit("empty", "the file holds no bytes; look whether the original is empty, too")
        return
    document = _Document(exhibit)
    for stretch in _stretches_of(exhibit, document):
        document.learn(stretch)
    document.settle()
    document.damage = None
    for stretch in _stretches_of(exhibit, document):
        document.take(stretch)
        if document.is_full:
            yield document.batch()
    if document.is_untouched and document.damage is not None:
        raise UnreadableExhibit(f"{document.damage}, before any record; ask for a new export")
    document.finish()
    yield document.batch()
    if document.damage is not None:
        yield EndOfExhibit("partial", f"{document.damage}; what stands before it was read, ask for a new export")
    elif document.has_broken:
        yield EndOfExhibit("partial", "some nodes are no JSON and were rejected; ask for a new export")
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Records of the document, counted by another parser."""
    return count_nodes(exhibit.file)


def _stretches_of(exhibit: Exhibit, document: "_Document") -> Iterator[Stretch]:
    """All nodes up to where the document breaks; the damage is left with the document."""
    try:
        with JsonText.of_file(exhibit.file) as text:
            yield from stretches(text)
    except JsonDamage as damage:
        document.damage = f"{damage}, at json:{pointer(damage.path)}"
        document.cut_off = f"json:{pointer(damage.path)}" if damage.is_inside_element else None
    except UnicodeDecodeError as error:
        document.damage = f"the text breaks its encoding ({error.encoding})"


class _Document:
    """One document on its way into rows.

    Attributes:
        damage: Where and how it breaks, or None.
        cut_off: Place of the node it breaks in, or None.
        has_broken: Whether nodes inside it are no JSON.
        is_untouched: Whether no node came yet.
    """

    def __init__(self, exhibit: Exhibit) -> None:
        self.damage: str | None = None
        self.cut_off: str | None = None
        self.has_broken = False
        self.is_untouched = True
        self._builder = BatchBuilder(exhibit.exhibit_id)
        # These documents come from anywhere: a number without country code is Chinese only if the seizure is.
        region = None if exhibit.timezone is None else region_of(exhibit.timezone)
        self._accounts = Accounts(exhibit.exhibit_id, region, exhibit.owners)
        self._people = People(self._accounts)
        self._threads = Threads(exhibit.exhibit_id)
        self._talk = Talk(exhibit, self._accounts, self._threads, self._builder)

    # ---- first pass ------------------------------------------------------------------------------------------------

    def learn(self, stretch: Stretch) -> None:
        """Keep of some nodes what others may need."""
        for index, value in enumerate(stretch.values, stretch.first or 0):
            if not is_quick(value):
                for found in flat(stretch.path if stretch.first is None else (*stretch.path, index), value):
                    self._learn(found)

    def _learn(self, found: Found) -> None:
        path, written = found
        if isinstance(written, Broken):
            return
        node = node_of(written)
        role = role_of(node.kinds)
        if role in ("message", "call"):
            return
        locator = f"json:{pointer(path)}"
        self._people.learn(node, role)
        if role == "account":
            self._accounts.nodes.setdefault(node.node_id, (node, locator))
        elif role == "thread":
            self._threads.add(node, locator)
        elif "emailaddress" in node.kinds and (address := node.text("addressvalue")):
            self._accounts.addresses[node.node_id] = address
        elif _NAMING.intersection(node.kinds) and (name := node.text("applicationidentifier", "name")):
            self._accounts.services[node.node_id] = name

    def settle(self) -> None:
        """Everything that others point at is known now."""
        self._threads.settle(self._accounts)

    # ---- second pass -----------------------------------------------------------------------------------------------

    @property
    def is_full(self) -> bool:
        """Whether a batch is due."""
        return len(self._talk) >= BATCH_ROWS or self._builder.row_count >= BATCH_ROWS

    def take(self, stretch: Stretch) -> None:
        """Take some nodes in."""
        self.is_untouched = self.is_untouched and not stretch.values
        before = f"json:{pointer(stretch.path)}/"
        for index, value in enumerate(stretch.values, stretch.first or 0):
            if stretch.first is not None and is_quick(value) and self._talk.quick_message(value, (before, index)):
                self._builder.record_count += 1
                continue
            for found in flat(stretch.path if stretch.first is None else (*stretch.path, index), value):
                self._take_found(found)

    def _take_found(self, found: Found) -> None:
        path, written = found
        locator = f"json:{pointer(path)}"
        if isinstance(written, Broken):
            self.has_broken = True
            self._builder.reject(locator, written.reason)
            return
        node = node_of(written)
        role = role_of(node.kinds)
        if role == "context":
            return
        reason = self._take(node, role, locator)
        if reason is not None:
            self._builder.reject(locator, reason)
            return
        self._builder.record_count += 1
        state_row(node, locator, self._builder)

    def finish(self) -> None:
        """The document is over: write what was folded."""
        if self.cut_off is not None:
            self._builder.reject(self.cut_off, "the file breaks inside this record")
        self._talk.flush()
        self._talk.write()
        self._threads.write(self._builder)
        self._accounts.write(self._builder)

    def batch(self) -> RecordBatch:
        """The rows since the last batch."""
        self._talk.flush()
        return self._builder.take()

    def _take(self, node: Node, role: Role, locator: str) -> str | None:
        """Add a record; returns why it can't be, or None."""
        match role:
            case "message":
                self._talk.message(node, locator)
            case "call":
                return self._talk.call(node, locator)
            case "account":
                describe(node, locator, self._accounts, self._builder)
            case "contact":
                return self._people.contact(node, locator, self._builder)
            case "person":
                self._people.person(node, locator, self._builder)
            case "device":
                self._people.device(node, locator, self._builder)
            case "relationship":
                self._people.tie(node, locator, self._builder)
        return None


FORMAT = SourceFormat(
    name="case_uco_json",
    version=1,
    meaning="CASE/UCO JSON-LD: accounts, messages, calls and custody as forensic tools hand them on.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Forensic reports",
        made_by="Tools and laboratories that write CASE/UCO JSON-LD, vocabularies 0.2 to 1.x",
        gives=(
            "Accounts with names and numbers, messages with their threads, mails, calls, contacts, people with the "
            "accounts the document says are theirs, device and SIM numbers; actions and provenance records for custody"
        ),
        certainty="real file",
        omits=(
            "Passwords and unlock codes (on purpose); files, places, web history; who investigated; nodes nested "
            "inside other nodes than bundles"
        ),
    ),
)
