"""7z archives by py7zr: solid blocks are unpacked forward in pieces, each member as it comes by.

py7zr reads the headers; the loop over a block is ours, because py7zr's own stops at the first checksum that differs,
and hands names to the file system's rules.

**Source:** the 7z format description of 7-Zip 24 (7zFormat.txt); py7zr 1.1.
"""

import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import py7zr
from py7zr.compressor import SevenZipDecompressor, SupportedMethods
from py7zr.exceptions import ArchiveError, PasswordRequired, UnsupportedCompressionMethodError

from sources.archives.codecs import MOST_DICTIONARY_BYTES
from sources.archives.container import (
    PIECE_BYTES,
    ArchiveBytes,
    ArchiveDamaged,
    Container,
    Member,
    MemberDamaged,
    MemberRefused,
    PasswordNeeded,
    Passwords,
    nothing,
)

_SIGN = b"7z\xbc\xaf\x27\x1c"
_HEAD = 32
# What goes into a decoder at once: little where the decoder can't be told where to stop.
_PACKED_BYTES, _SHORT_PACKED_BYTES = 64 << 10, 4 << 10
_UNBOUNDED_METHODS = frozenset({b"\x04\x01\x08", b"\x04\x01\x09", b"\x04\xf7\x11\x01", b"\x04\xf7\x11\x02"})
_LZMA, _LZMA2, _PPMD, _AES = b"\x03\x01\x01", b"\x21", b"\x03\x04\x01", b"\x06\xf1\x07\x01"
# 2 to this power rounds of hashing make the key; 7-Zip uses 19, and 24 takes half a minute.
_MOST_KEY_POWER = 22
# What py7zr and the decoders below it raise on garbled archives.
_TROUBLE = (
    ArchiveError,
    PasswordRequired,
    lzma.LZMAError,
    zlib.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    TypeError,
    ValueError,
)


def recognises(archive: ArchiveBytes, head: bytes) -> bool:
    """The signature of 7z."""
    del archive
    return head.startswith(_SIGN)


def members(archive: ArchiveBytes, passwords: Passwords) -> Iterator[Member]:
    """The members in the order of the archive."""
    with archive.opened() as stream:
        _check_length(archive, stream)
        opened = _opened(stream, passwords)
        files = list(getattr(opened, "files", ()))
        for file in files:
            if file.emptystream or file.folder is None:
                yield _member(file, nothing)
        inside: dict[int, list[Any]] = {}
        for file in files:
            inside.setdefault(id(file.folder), []).append(file)
        for block in _blocks(opened):
            yield from _block_members(stream, block, passwords, inside.get(id(block[0]), []))


CONTAINER = Container("7z", recognises, members)


def _check_length(archive: ArchiveBytes, stream: BinaryIO) -> None:
    """Its directory stands at the end: of a cut archive nothing can be told apart."""
    head = stream.read(_HEAD)
    stream.seek(0)
    promised = _HEAD + int.from_bytes(head[12:20], "little") + int.from_bytes(head[20:28], "little")
    if len(head) < _HEAD or promised > archive.size_bytes:
        raise ArchiveDamaged(
            f"the archive is cut: it promises {promised:,} bytes and has {archive.size_bytes:,}, and its directory "
            "stood at the end; ask for a whole copy, or for the missing volumes"
        )


def _opened(stream: BinaryIO, passwords: Passwords) -> py7zr.SevenZipFile:
    """The archive with its headers read, by a password where they are encrypted."""
    try:
        return py7zr.SevenZipFile(stream, "r")
    except PasswordRequired as error:
        for text in passwords:
            try:
                stream.seek(0)
                opened = py7zr.SevenZipFile(stream, "r", password=text)
            except _TROUBLE:
                continue
            passwords.worked(text)
            return opened
        raise PasswordNeeded(f"the archive, names included, {passwords.complaint}") from error
    except _TROUBLE as error:
        raise ArchiveDamaged(
            f"the directory of the archive can't be read ({type(error).__name__}); ask for a sound copy"
        ) from error


def _blocks(opened: py7zr.SevenZipFile) -> list[tuple[Any, int, int]]:
    """The packed blocks with their place and size."""
    streams = getattr(opened.header, "main_streams", None)
    if streams is None:
        return []
    positions = streams.packinfo.packpositions
    blocks = []
    number = 0
    for folder in streams.unpackinfo.folders:
        width = max(1, len(folder.packed_indices))
        if number >= len(positions) - 1:
            break
        end = positions[min(number + width, len(positions) - 1)]
        start = positions[number] + streams.packinfo.packpos
        blocks.append((folder, opened.afterheader + start, end - positions[number]))
        number += width
    return blocks


def _member(file: Any, chunks: Any, packed: int | None = None) -> Member:  # noqa: ANN401 - py7zr ships no types for it
    refusal = None
    if file.is_symlink or file.is_junction:
        refusal = "this is a link, which is not followed; nothing is taken of it"
    elif file.is_socket:
        refusal = "this is no regular file but a device, pipe or socket; nothing is taken of it"
    return Member(
        file.filename,
        chunks,
        int(file.uncompressed or 0),
        packed,
        bool(file.is_directory),
        refusal,
        is_forward=not file.emptystream,
    )


def _block_members(
    stream: BinaryIO, block: tuple[Any, int, int], passwords: Passwords, inside: list[Any]
) -> Iterator[Member]:
    """The members of one block, which is unpacked forward."""
    folder, start, packed = block
    refusal = _unbearable(folder)
    password = None
    if refusal is None and SupportedMethods.needs_password(folder.coders):
        password = _fitting_password(stream, block, passwords, inside)
        if password is None:
            for file in inside:
                yield _member(file, lambda: _needs(passwords))
            return
    flow = None if refusal else _Flow(stream, folder, (start, packed), password)
    for file in inside:
        if flow is None:
            yield Member(file.filename, nothing, int(file.uncompressed or 0), refusal=refusal, is_loss=True)
            continue
        take = flow.member(int(file.uncompressed or 0), file.crc32)
        yield _member(file, take, packed if len(inside) == 1 else None)


def _needs(passwords: Passwords) -> Iterator[bytes]:
    raise PasswordNeeded(f"it {passwords.complaint}")


def _unbearable(folder: Any) -> str | None:  # noqa: ANN401 - py7zr ships no types for it
    """Why a block is not unpacked: memory or time it asks for."""
    for coder in folder.coders:
        method, properties = coder["method"], coder.get("properties") or b""
        memory = 0
        if method == _LZMA and len(properties) >= 5:
            memory = int.from_bytes(properties[1:5], "little")
        elif method == _LZMA2 and properties:
            memory = (2 | (properties[0] & 1)) << (properties[0] // 2 + 11)
        elif method == _PPMD and len(properties) >= 5:
            memory = int.from_bytes(properties[1:5], "little")
        if memory > MOST_DICTIONARY_BYTES:
            return f"unpacking it takes {memory >> 20:,} MiB of memory; unpack it yourself and add the file"
        if method == _AES and properties and properties[0] & 0x3F > _MOST_KEY_POWER:
            return "its key takes too long to make; unpack it yourself and add the file"
    return None


def _fitting_password(
    stream: BinaryIO, block: tuple[Any, int, int], passwords: Passwords, inside: list[Any]
) -> str | None:
    """The first password under which the block's first member has its checksum; None when none fits."""
    folder, start, packed = block
    for text in passwords:
        flow = _Flow(stream, folder, (start, packed), text)
        first = flow.member(int(inside[0].uncompressed or 0), inside[0].crc32) if inside else None
        try:
            for _ in first() if first else ():
                pass
        except (MemberDamaged, MemberRefused):
            continue
        passwords.worked(text)
        return text
    return None


class _Flow:
    """One block, unpacked forward.

    Args:
        stream: The archive.
        folder: The block's coders.
        place: Start and packed size.
        password: For encrypted blocks.
    """

    def __init__(self, stream: BinaryIO, folder: Any, place: tuple[int, int], password: str | None) -> None:  # noqa: ANN401
        self._stream = stream
        self._start, self._packed = place
        self._folder = folder
        self._password = password
        self._decoder: SevenZipDecompressor | None = None
        self._position = self._start
        self._promised = 0
        self._unpacked = 0
        self.damage: str | None = None

    def member(self, size: int, crc: int | None) -> Callable[[], Iterator[bytes]]:
        """Starts the stream of the next member; members that nobody took are passed over then."""
        first = self._promised
        self._promised += size

        def pieces() -> Iterator[bytes]:
            while self._unpacked < first and self._piece(first - self._unpacked):
                pass
            checksum = 0
            while self._unpacked < first + size:
                piece = self._piece(first + size - self._unpacked)
                if not piece:
                    raise MemberDamaged(f"{self.damage}; what came before is kept, ask for a sound copy")
                checksum = zlib.crc32(piece, checksum)
                yield piece
            if crc is not None and checksum != crc:
                raise MemberDamaged(
                    "its checksum (CRC-32) differs from the archive's; what came is kept, ask for a sound copy"
                )

        return pieces

    def _piece(self, most: int) -> bytes:
        """The next bytes; none after damage, which is kept."""
        while self.damage is None:
            try:
                if self._decoder is None:
                    self._decoder = self._made()
                self._stream.seek(self._position)
                content = bytes(self._decoder.decompress(self._stream, min(most, PIECE_BYTES)))
            except UnsupportedCompressionMethodError as error:
                raise MemberRefused(
                    "its compression method is not known; unpack it yourself and add the file"
                ) from error
            except _TROUBLE as error:
                self.damage = f"its packed bytes are garbled ({type(error).__name__})"
                break
            is_stuck = self._stream.tell() == self._position
            self._position = self._stream.tell()
            if content:
                self._unpacked += len(content)
                return content
            if is_stuck:
                self.damage = "its packed bytes end too early"
        return b""

    def _made(self) -> SevenZipDecompressor:
        folder = self._folder
        unbounded = any(coder["method"] in _UNBOUNDED_METHODS for coder in folder.coders)
        size = _SHORT_PACKED_BYTES if unbounded else _PACKED_BYTES
        return SevenZipDecompressor(
            folder.coders, self._packed, folder.unpacksizes, folder.crc, self._password, blocksize=size
        )
