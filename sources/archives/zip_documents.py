"""Zip files that are documents or programs, not archives: they are files for readers and stay whole.

**Source:** ECMA-376 part 2 (`[Content_Types].xml`), ODF 1.3 part 2 and EPUB 3.3 (`mimetype`), the JAR specification and
Android's package layout, the layout of iOS packages and iWork documents.
"""

from collections.abc import Collection
from typing import BinaryIO

from sources.archives.zip_directory import local_entry, member_names

# A document names itself among its first members; a full dump has millions that need not be seen for it.
_LOOKED_AT = 20_000
_MARKS = ("[Content_Types].xml", "AndroidManifest.xml", "Index/Document.iwa", "Index/Tables/DataList.iwa")
_JAVA_MARK = "META-INF/MANIFEST.MF"
_JAVA_SUFFIXES = (".class", ".dex", ".jar", ".so")
_MIME_MEMBER = "mimetype"
_LONGEST_MIME = 100


def is_document(stream: BinaryIO, size: int) -> bool:
    """Whether a zip file is an Office, OpenDocument or EPUB document, a Java or phone program, or the like."""
    names = set(member_names(stream, size, _LOOKED_AT)) or _first_names(stream)
    if any(mark in names for mark in _MARKS) or _is_package(names):
        return True
    return _MIME_MEMBER in names and _has_mime(stream)


def _is_package(names: Collection[str]) -> bool:
    if _JAVA_MARK in names and any(name.endswith(_JAVA_SUFFIXES) for name in names):
        return True
    return any(name.startswith("Payload/") and name.endswith(".app/Info.plist") for name in names)


def _has_mime(stream: BinaryIO) -> bool:
    """Whether the first member is `mimetype`, stored, with the type of a document."""
    found = local_entry(stream, 0)
    if found is None or found[0].raw_name != _MIME_MEMBER.encode() or found[0].method != 0:
        return False
    stream.seek(found[1])
    return stream.read(_LONGEST_MIME).startswith((b"application/", b"image/"))


def _first_names(stream: BinaryIO) -> set[str]:
    """Names of the first members by their local headers: what is left of a document that was cut."""
    names: set[str] = set()
    place = 0
    while len(names) < 16 and (found := local_entry(stream, place)):
        entry, start = found
        names.add(entry.raw_name.decode("utf-8", "replace"))
        if entry.packed is None:
            break
        place = start + entry.packed
    return names
