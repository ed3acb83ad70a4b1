"""Tar headers: one block each, with the long names and values that extension blocks bring, all of bounded size.

The standard library's tarfile reads an extension of any size into memory and stops at the first odd block; only its
decoding of one header block is used here.

**Source:** POSIX.1-2017 pax (ustar and extended headers); GNU tar 1.35 manual, "Basic Tar Format" (types L, K, S).
"""

import re
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field

from sources.archives.container import ArchiveDamaged
from sources.archives.names import decoded_name

BLOCK = 512
# Names and values of real archives take some kilobytes.
_LONGEST_EXTENSION = 4 << 20
_PAX_RECORD = re.compile(rb"(\d{1,10}) ([^=]{1,1000})=", re.DOTALL)
_LONG_NAME, _LONG_LINK, _SPARSE = b"L", b"K", b"S"
_PAX, _PAX_GLOBAL = (b"x", b"X"), b"g"
# Where a sparse header says that a block with more of its map follows.
_SPARSE_MORE_AT, _SPARSE_EXTENSION_MORE_AT = 482, 504


@dataclass
class TarHeader:
    """One member as its blocks say.

    Attributes:
        name: Its name.
        link: What it links to, or "".
        kind: Type flag.
        size: Bytes that follow.
        is_sparse: Whether the bytes are only the parts of a file with holes.
    """

    name: str
    link: str
    kind: bytes
    size: int
    is_sparse: bool = False


@dataclass
class _Extensions:
    """What extension blocks say of the next member."""

    name: str | None = None
    link: str | None = None
    pax: dict[bytes, bytes] = field(default_factory=dict)


def is_header(block: bytes) -> bool:
    """Whether a block is a tar header with the right checksum."""
    return len(block) == BLOCK and any(block) and _parsed(block) is not None


def next_header(read: Callable[[int], bytes], globals_: dict[bytes, bytes]) -> TarHeader | None:
    """The next member's header with all that extensions say of it.

    Args:
        read: Gives exactly so many bytes, fewer only at the end.
        globals_: Values of global pax headers so far; added to.

    Returns:
        The header; None at a block of zeros, which ends the archive.

    Raises:
        ArchiveDamaged: When the archive ends here or the block is no header.
    """
    extensions = _Extensions()
    while True:
        block = read(BLOCK)
        if not block:
            raise ArchiveDamaged(
                "the archive ends without its end mark and may be cut; what came before is taken, look at the original"
            )
        if len(block) < BLOCK:
            raise ArchiveDamaged("the archive is cut inside a header; what came before is taken, ask for a whole copy")
        if not any(block):
            return None
        info = _parsed(block)
        if info is None or info.size < 0:
            raise ArchiveDamaged("a header of the archive is garbled; what came before is taken, ask for a sound copy")
        if info.type not in (_LONG_NAME, _LONG_LINK, *_PAX, _PAX_GLOBAL):
            return _header(info, block, read, extensions, globals_)
        if info.size > _LONGEST_EXTENSION:
            raise ArchiveDamaged(
                "a name in the archive is longer than any file system allows; what came before is taken"
            )
        _extend(extensions, globals_, info.type, read(_padded(info.size))[: info.size])


def _header(
    info: tarfile.TarInfo,
    block: bytes,
    read: Callable[[int], bytes],
    extensions: _Extensions,
    globals_: dict[bytes, bytes],
) -> TarHeader:
    pax = globals_ | extensions.pax
    name = extensions.name if extensions.name is not None else _text(info.name)
    link = extensions.link if extensions.link is not None else _text(info.linkname)
    size = info.size
    if b"path" in pax:
        name = decoded_name(pax[b"path"])
    if b"linkpath" in pax:
        link = decoded_name(pax[b"linkpath"])
    if pax.get(b"size", b"").isdigit() and len(pax[b"size"]) < 20:
        size = int(pax[b"size"])
    is_sparse = info.type == _SPARSE or any(key.startswith(b"GNU.sparse.") for key in pax)
    if info.type == _SPARSE and block[_SPARSE_MORE_AT]:
        while (more := read(BLOCK)) and len(more) == BLOCK and more[_SPARSE_EXTENSION_MORE_AT]:
            pass
    # The old way to say folder: a file whose name ends with a slash.
    return TarHeader(f"{name}/" if info.isdir() and not name.endswith("/") else name, link, info.type, size, is_sparse)


def _extend(extensions: _Extensions, globals_: dict[bytes, bytes], kind: bytes, content: bytes) -> None:
    if kind == _LONG_NAME:
        extensions.name = decoded_name(content.split(b"\0", 1)[0])
    elif kind == _LONG_LINK:
        extensions.link = decoded_name(content.split(b"\0", 1)[0])
    else:
        (globals_ if kind == _PAX_GLOBAL else extensions.pax).update(_pax_values(content))


def _pax_values(content: bytes) -> dict[bytes, bytes]:
    values = {}
    place = 0
    while match := _PAX_RECORD.match(content, place):
        end = place + int(match[1])
        if end <= match.end() or end > len(content):
            break
        values[match[2]] = content[match.end() : end - 1]
        place = end
    return values


def _parsed(block: bytes) -> tarfile.TarInfo | None:
    try:
        return tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError, OverflowError):
        return None


def _text(name: str) -> str:
    return decoded_name(name.encode("utf-8", "surrogateescape"))


def _padded(size: int) -> int:
    return -(-size // BLOCK) * BLOCK
