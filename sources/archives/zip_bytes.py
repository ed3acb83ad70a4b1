"""The bytes of one zip member: found, decrypted, unpacked, and checked against what the archive promised.

**Source:** PKWARE APPNOTE 6.3.10 4.4.5 (methods), 5.8 (LZMA), 6.1 (traditional encryption); WinZip's AE-1 and AE-2.
AES is decrypted by pyzipper.
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import BinaryIO

from pyzipper.zipfile import BadZipFile
from pyzipper.zipfile_aes import AESZipDecrypter

from sources.archives import zip_crypto
from sources.archives.codecs import BZIP2, DEFLATE, DEFLATE64, XZ, ZSTD, Codec, decoded, lzma_alone
from sources.archives.container import PIECE_BYTES, MemberDamaged, MemberRefused, PasswordNeeded, Passwords
from sources.archives.feed import Feed
from sources.archives.zip_directory import EXTRA_AES, FLAG_DESCRIPTOR, FLAG_STRONG, ZipEntry, extra_field

_STORED, _LZMA, _AES = 0, 14, 99
_CODECS = {8: DEFLATE, 9: DEFLATE64, 12: BZIP2, 93: ZSTD, 95: XZ}
_SALT_BYTES = {1: 8, 2: 12, 3: 16}
_VERIFIER_BYTES, _SEAL_BYTES = 2, 10
_LZMA_HEAD_BYTES = 4


@dataclass(frozen=True)
class _Aes:
    """What the AE extra field says."""

    version: int
    strength: int
    method: int


class _Decrypter:
    """What decrypts a member; with AES it also checks the seal behind the bytes."""

    def __init__(self, decrypt: Callable[[bytes], bytes], check: Callable[[bytes], None] | None, password: str) -> None:
        self.decrypt = decrypt
        self.check = check
        self.password = password


def member_bytes(stream: BinaryIO, entry: ZipEntry, start: int, passwords: Passwords) -> Iterator[bytes]:
    """The plain bytes of a member, in pieces; its packed bytes are `entry.packed` from `start` on.

    Raises:
        MemberRefused: When its method or encryption is not known.
        PasswordNeeded: When no given password fits.
        MemberDamaged: After the last piece, when the bytes are not what was promised.
    """
    method, seal = _method(entry)
    end = None if entry.packed is None else start + entry.packed
    decrypter = None
    if entry.is_encrypted:
        decrypter, start, end = _opened(stream, entry, (start, end), passwords)
    feed = Feed(stream, start, end, decrypter.decrypt if decrypter else None)
    checksum, came = 0, 0
    for piece in _plain(feed, entry, method):
        checksum = zlib.crc32(piece, checksum)
        came += len(piece)
        yield piece
    _check_promises(entry, came, None if seal is not None and seal.version == 2 else checksum)
    if decrypter and decrypter.check and end is not None:
        _drain(feed)
        _check_seal(stream, end, decrypter.check)


def _method(entry: ZipEntry) -> tuple[int, _Aes | None]:
    if entry.flags & FLAG_STRONG:
        raise MemberRefused("it is encrypted by a method that only its maker's program opens; unpack it there")
    aes = None
    method = entry.method
    if method == _AES:
        field = extra_field(entry.extra, EXTRA_AES)
        if len(field) < 7 or field[4] not in _SALT_BYTES:
            raise MemberRefused("its encryption is described by a garbled field; ask for a sound copy")
        aes = _Aes(int.from_bytes(field[:2], "little"), field[4], int.from_bytes(field[5:7], "little"))
        method = aes.method
    if method not in (_STORED, _LZMA, *_CODECS):
        raise MemberRefused(f"its compression method {method} is not known; unpack it yourself and add the file")
    return method, aes


def _plain(feed: Feed, entry: ZipEntry, method: int) -> Iterator[bytes]:
    if method == _STORED:
        while piece := feed.read(PIECE_BYTES):
            yield piece
        return
    codec: Codec
    if method == _LZMA:
        head = feed.read(_LZMA_HEAD_BYTES)
        properties = feed.read(int.from_bytes(head[2:4], "little"))
        if len(properties) != 5:
            raise MemberDamaged("its LZMA head is garbled; ask for a sound copy")
        codec = lzma_alone(properties, None if entry.flags & 2 else entry.size)
    else:
        codec = _CODECS[method]
    yield from decoded(feed, codec)


def _check_promises(entry: ZipEntry, came: int, checksum: int | None) -> None:
    if entry.size is not None and came != entry.size:
        raise MemberDamaged(
            f"the archive promises {entry.size:,} bytes and {came:,} came; what came is kept, ask for a sound copy"
        )
    # A local header with a descriptor behind its bytes has no checksum yet.
    if checksum is not None and entry.size is not None and checksum != entry.crc:
        raise MemberDamaged("its checksum (CRC-32) differs from the archive's; what came is kept, ask for a sound copy")


def _opened(
    stream: BinaryIO, entry: ZipEntry, place: tuple[int, int | None], passwords: Passwords
) -> tuple[_Decrypter, int, int | None]:
    """A decrypter that fits, and the stretch of encrypted bytes."""
    start, end = place
    _, aes = _method(entry)
    head_bytes = zip_crypto.HEAD_BYTES if aes is None else _SALT_BYTES[aes.strength] + _VERIFIER_BYTES
    head = Feed(stream, start, end).read(head_bytes)
    if len(head) < head_bytes:
        raise MemberDamaged("its encrypted bytes are cut; ask for a whole copy")
    first = start + head_bytes
    last = end if aes is None or end is None else max(first, end - _SEAL_BYTES)
    fitting = list(_fitting(entry, aes, head, passwords))
    if not fitting:
        raise PasswordNeeded(f"it {passwords.complaint}")
    # The check of the old encryption is one byte: of several passwords that pass it, the one that gives the checksum.
    for make in fitting[:-1]:
        if _gives_promised(stream, entry, (first, last), make()):
            break
    else:
        make = fitting[-1]
    decrypter = make()
    passwords.worked(decrypter.password)
    return decrypter, first, last


def _fitting(
    entry: ZipEntry, aes: _Aes | None, head: bytes, passwords: Passwords
) -> Iterator[Callable[[], _Decrypter]]:
    """Makers of decrypters for the passwords that pass the check at the head."""
    for text in passwords:
        for raw in dict.fromkeys(_password_bytes(text)):
            make = partial(_old_decrypter, entry) if aes is None else partial(_aes_decrypter, aes)
            if make(head, raw, text) is not None:
                yield partial(_made, partial(make, head, raw, text))


def _made(make: Callable[[], _Decrypter | None]) -> _Decrypter:
    decrypter = make()
    if decrypter is None:
        raise MemberDamaged("its password fitted once and no more; report it")
    return decrypter


def _old_decrypter(entry: ZipEntry, head: bytes, raw: bytes, text: str) -> _Decrypter | None:
    check_byte = entry.time >> 8 if entry.flags & FLAG_DESCRIPTOR else entry.crc >> 24
    decrypt = zip_crypto.decrypter(raw, head, check_byte & 0xFF)
    return None if decrypt is None else _Decrypter(decrypt, None, text)


def _aes_decrypter(aes: _Aes, head: bytes, raw: bytes, text: str) -> _Decrypter | None:
    told = SimpleNamespace(filename="", wz_aes_strength=aes.strength)
    try:
        made = AESZipDecrypter(told, raw, head)
    except RuntimeError:  # how pyzipper says that a password doesn't fit
        return None
    return _Decrypter(made.decrypt, made.check_hmac, text)


def _password_bytes(text: str) -> Iterator[bytes]:
    """A password as programs of different countries write it."""
    yield text.encode("utf-8", "surrogateescape")
    for encoding in ("gb18030", "cp437"):
        try:
            yield text.encode(encoding)
        except UnicodeEncodeError:
            continue


def _gives_promised(stream: BinaryIO, entry: ZipEntry, place: tuple[int, int | None], decrypter: _Decrypter) -> bool:
    method, aes = _method(entry)
    checksum, came = 0, 0
    try:
        for piece in _plain(Feed(stream, *place, decrypter.decrypt), entry, method):
            checksum = zlib.crc32(piece, checksum)
            came += len(piece)
            if entry.size is not None and came > entry.size:
                return False
        _check_promises(entry, came, None if aes is not None and aes.version == 2 else checksum)
    except MemberDamaged:
        return False
    return True


def _drain(feed: Feed) -> None:
    """Have the seal see the packed bytes that the decoder did not need."""
    while feed.read(PIECE_BYTES):
        pass


def _check_seal(stream: BinaryIO, place: int, check: Callable[[bytes], None]) -> None:
    stream.seek(place)
    try:
        check(stream.read(_SEAL_BYTES))
    except BadZipFile as error:
        raise MemberDamaged("its seal (HMAC) differs; what came is kept, ask for a sound copy") from error
