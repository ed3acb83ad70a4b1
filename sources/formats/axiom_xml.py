"""Magnet AXIOM's XML export: `Artifacts/Artifact(name)/Hits/Hit/Fragments/Fragment(name)`.

A record is a hit of an artifact with messages, contacts or accounts, known by the artifact's name; other artifacts
(places, browsers, files…) aren't read. Fragments are known by a list of synonyms, since their names vary with app and
version. Places are `xml:#N`, the N-th record.

**Source:** formats.md 7.2: a converter's source to CASE; no real export was opened.
"""

from sources.axiom.rows import ExportRows
from sources.axiom.walk import XmlDamage, count_hits, hits, is_export, refuse_document_type
from sources.errors import UnreadableExhibit
from sources.record import BATCH_ROWS, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat


def sniff(head: Head) -> float:
    """Certain when an artifact with hits of named fragments stands in the head."""
    is_near = b"Artifact" in head.first_bytes or b"A\0r\0t\0i\0f\0a\0c\0t" in head.first_bytes
    return 0.95 if is_near and is_export(head.first_bytes) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read an export.

    Raises:
        UnreadableExhibit: When it declares a document type, or breaks before any record.
    """
    if not exhibit.file.stat().st_size:
        yield EndOfExhibit("empty", "the file holds no bytes; look whether the original is empty, too")
        return
    refuse_document_type(exhibit.file)
    rows = ExportRows(exhibit)
    end = EndOfExhibit("read")
    number = 0
    try:
        for number, hit in enumerate(hits(exhibit.file), 1):
            rows.take(hit, f"xml:#{number}")
            if rows.waiting >= BATCH_ROWS:
                rows.flush()
                yield rows.builder.take()
    except XmlDamage as damage:
        if not number:
            raise UnreadableExhibit(f"{damage}, before any record; ask for the export again") from damage
        end = EndOfExhibit("partial", f"{damage}; what stands before it was read, ask for the export again")
    rows.finish()
    yield rows.builder.take()
    if not number and end.status == "read":
        end = EndOfExhibit("empty", "the export holds no messages, contacts or accounts that are known by name")
    yield end


def count(exhibit: Exhibit) -> int:
    """Hits of messages, contacts and accounts, counted by another parser."""
    return count_hits(exhibit.file)


FORMAT = SourceFormat(
    name="axiom_xml",
    version=1,
    meaning="Messages, contacts and accounts that Magnet AXIOM exported as XML.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Forensic reports",
        made_by="Magnet AXIOM, XML export of artifacts",
        gives="messages with sender and conversation, contacts with the owner's labels, accounts of the device",
        certainty="third-party reader",
        omits="all other artifacts; calls, group members, attachments; fragments whose names are not in the list",
    ),
)
