"""Single files compressed by gzip, bzip2, xz or zstd: archives of one member, named without the ending.

**Source:** RFC 1952 (gzip; its stored name is used where the file's own tells nothing), RFC 8878 (zstd), xz, bzip2.
"""

from collections.abc import Iterator

from sources.archives.codecs import GZIP, codec_of, decoded
from sources.archives.container import ArchiveBytes, ArchiveDamaged, Container, Member, Passwords
from sources.archives.containers.tar import recognises as is_tar
from sources.archives.feed import Feed
from sources.archives.names import decoded_name

_HEAD_BYTES = 4096
_GZIP_HAS_EXTRA, _GZIP_HAS_NAME = 4, 8


def recognises(archive: ArchiveBytes, head: bytes) -> bool:
    """The signature of a compression, and no tar archive inside."""
    return codec_of(head) is not None and not is_tar(archive, head)


def members(archive: ArchiveBytes, passwords: Passwords) -> Iterator[Member]:
    """The one member."""
    del passwords
    head = archive.first_bytes(_HEAD_BYTES)
    codec = codec_of(head)
    if codec is None:
        raise ArchiveDamaged("the file is not compressed as it seemed; ask for a sound copy")
    name = archive.name
    suffix = next((suffix for suffix in codec.suffixes if name.lower().endswith(suffix)), "")
    if suffix:
        name = name[: -len(suffix)]
    elif codec is GZIP and (stored := _stored_name(head)):
        name = stored
    with archive.opened() as stream:
        yield Member(name or "content", lambda: decoded(Feed(stream), codec), packed_bytes=archive.size_bytes)


CONTAINER = Container("compressed", recognises, members, lists_first=False)


def _stored_name(head: bytes) -> str:
    """The name that gzip's header has; "" for none. Only its last part: gzip stores no folders."""
    flags, place = head[3], 10
    if flags & _GZIP_HAS_EXTRA:
        place += 2 + int.from_bytes(head[place : place + 2], "little")
    if not flags & _GZIP_HAS_NAME or b"\0" not in head[place:]:
        return ""
    return decoded_name(head[place:].split(b"\0", 1)[0]).replace("\\", "/").rpartition("/")[2]
