"""Jabber dumps: JSON objects with ts, from, to and body, one after another, one a line, or in an array.

Accounts are bare JIDs in lower case (the resource behind '/' names a device and changes with every login). The local
part is the name people know each other by. Times carry no zone in the dumps seen; they count as UTC unless one is
given. Only the dumps of direct talk are known; a dump of rooms would put the room's JID in the sender's place.

**Source:** formats.md 6, Jabber (a): a real dump opened; RFC 7622 for addresses.
"""

import re

from sources.errors import UnreadableExhibit
from sources.jabber.dump import NO_MESSAGE, Dump, is_message
from sources.jabber.objects import Objects, Run
from sources.jabber.scan import count_objects
from sources.reading import head_text
from sources.record import BATCH_ROWS, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
_BROKEN = "no whole JSON object; reading went on at the next line that starts one"
_CUT_OFF = "the file ends inside this object"
# A broken first object must not hide what the others are.
_SNIFFED_OBJECTS = 5


def sniff(head: Head) -> float:
    """Looks for a message with ts, from, to and body between two Jabber addresses among the first objects."""
    text = head_text(head.first_bytes)
    if not text or text.lstrip("\ufeff \t\r\n")[:1] not in ("{", "["):
        return 0.0
    for _, entry in zip(range(_SNIFFED_OBJECTS), Objects(iter([text])), strict=False):
        value = entry.value
        if isinstance(value, dict) and is_message(value) and "body" in value and _INSTANT.fullmatch(value["ts"]):
            return 0.95
    return 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read a dump.

    Yields:
        Batches of messages in file order; the last one holds threads, accounts and names, one row each.

    Raises:
        UndecodableText: When the file starts in no known encoding.
        UnreadableExhibit: When no object in it is a message.
    """
    dump = Dump(exhibit)
    objects = Objects.of_file(exhibit.file)
    cut_off = False
    for entry in objects.runs():
        if isinstance(entry, Run):
            cut_off = False
            dump.add_run(entry)
        elif is_message(entry.value):
            cut_off = False
            dump.add(entry.value, entry.locator)
        else:
            cut_off = entry.is_cut_off
            dump.reject(entry.locator, NO_MESSAGE if entry.value is not None else _CUT_OFF if cut_off else _BROKEN)
        if dump.waiting_count >= BATCH_ROWS:
            yield dump.batch()
    if not dump.message_count:
        if dump.rejected_count:
            raise UnreadableExhibit(f"{exhibit.path} holds no message with from, to and ts; add it as what it is")
        yield EndOfExhibit("empty", f"{exhibit.path} holds no objects")
        return
    dump.finish()
    yield dump.batch()
    if cut_off or (objects.is_array and not objects.is_closed):
        yield EndOfExhibit(
            "partial",
            f"{exhibit.path} ends too early or is damaged at its end, at {dump.last_locator}; what stands before was "
            "read, ask for a whole copy",
        )
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Objects, whole and broken ones, counted by pattern on the bytes."""
    return count_objects(exhibit.file)


FORMAT = SourceFormat(
    name="jabber_json",
    version=1,
    meaning="Dump of direct Jabber messages as JSON objects with ts, from, to and body.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Jabber",
        made_by="dumps of Jabber servers and clients as JSON objects `ts`, `from`, `to`, `body`: one after another, "
        "one a line, or in an array",
        gives="direct messages with both accounts, local parts as names; damaged objects cost only themselves",
        certainty="real file",
        omits="resources (the device behind '/'), rooms, keys beside these four",
    ),
)
