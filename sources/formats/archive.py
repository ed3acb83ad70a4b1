"""Archives: taken apart when they are added, each member an exhibit of its own; the archive itself holds no records.

Here they are only recognised, so that nobody takes them for files that could not be read. How far an archive could be
taken apart (password, volumes, damage) was found when it was added and stands in its status.

**Source:** formats.md 11; the containers of sources/archives/containers.
"""

from sources.archives.recognise import is_archive
from sources.record import Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat

# Below certainty: a reader that knows what such a file holds as a whole goes before.
_SURE = 0.5


def sniff(head: Head) -> float:
    """Sure when the bytes are a container that is taken apart; documents that are zip files are not."""
    return _SURE if head.file is not None and is_archive(head.file, head.first_bytes) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """An archive holds no records of its own."""
    del exhibit
    yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """An archive holds no records of its own."""
    del exhibit
    return 0


FORMAT = SourceFormat(
    name="archive",
    version=1,
    meaning="An archive (zip, 7z, tar, rar, gz, bz2, xz, zst); its members are exhibits of their own.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Packaging and custody",
        made_by="zip (split, ZipCrypto, AES, zip64), 7z, tar (gz, bz2, xz, zst), RAR with an unpacker installed, "
        "single files in gz, bz2, xz, zst; `.ufdr` packages",
        gives="every member as an exhibit `ARCHIVE!/MEMBER`, archives in archives too; office documents stay whole",
        certainty="specification",
        omits="self-extracting programs, disk images, encrypted 7z and RAR without the password",
    ),
)
