"""Compressions, each unpacked in pieces of bounded size, with what came before damage handed out.

**Source:** RFC 1951 and 1952 (deflate, gzip), RFC 8878 (zstd), the xz and bzip2 formats by the standard library;
Deflate64 by py7zr's inflate64.
"""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import zstandard
from py7zr.compressor import Deflate64Decompressor

from sources.archives.container import PIECE_BYTES, MemberDamaged
from sources.archives.feed import Feed

# Memory that a dictionary may ask for; the strongest presets of xz and 7-Zip use 64 MiB to 1.5 GiB.
MOST_DICTIONARY_BYTES = 1 << 30
_PACKED_BYTES = 64 << 10
# zstd and Deflate64 can't be told where to stop: so little goes in that what comes out stays bounded (30,000 to one).
_SHORT_PACKED_BYTES = 2 << 10
_DECODER_TROUBLE = (zlib.error, lzma.LZMAError, zstandard.ZstdError, OSError, EOFError, ValueError)


class Decoder(Protocol):
    """What the standard library's decompressors look like."""

    @property
    def needs_input(self) -> bool:
        """Whether it can go on only with more packed bytes."""

    @property
    def eof(self) -> bool:
        """Whether the packed stream has ended."""

    @property
    def unused_data(self) -> bytes:
        """Packed bytes after the end."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Unpack, at most so many bytes where it can be told."""


@dataclass(frozen=True)
class Codec:
    """A compression.

    Attributes:
        name: Short name.
        magic: First bytes of a file so compressed; empty for those that occur only inside archives.
        suffixes: Endings of file names.
        start: Makes a decoder.
        packed_bytes: How much to feed at once.
        has_frames: Whether several compressed streams may follow each other.
    """

    name: str
    magic: bytes
    suffixes: tuple[str, ...]
    start: Callable[[], Decoder]
    packed_bytes: int = _PACKED_BYTES
    has_frames: bool = True


class _Zlib:
    """zlib with the manners of the other decompressors."""

    def __init__(self, window_bits: int) -> None:
        self._decoder = zlib.decompressobj(window_bits)

    @property
    def needs_input(self) -> bool:
        return not self._decoder.unconsumed_tail

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._decoder.decompress(self._decoder.unconsumed_tail + data, max_length)


class _Unbounded:
    """A decoder that unpacks all it is given at once."""

    needs_input = True

    def __init__(self, decoder: "_Unpacks", has_end: bool) -> None:
        self._decoder = decoder
        self._has_end = has_end

    @property
    def eof(self) -> bool:
        return bool(self._has_end and getattr(self._decoder, "eof", False))

    @property
    def unused_data(self) -> bytes:
        return bytes(getattr(self._decoder, "unused_data", b""))

    def decompress(self, data: bytes, max_length: int) -> bytes:
        del max_length
        return bytes(self._decoder.decompress(data))


class _Unpacks(Protocol):
    def decompress(self, data: bytes) -> bytes: ...


def _zstd() -> Decoder:
    decoder = zstandard.ZstdDecompressor(max_window_size=MOST_DICTIONARY_BYTES)
    return _Unbounded(decoder.decompressobj(), has_end=True)


def _deflate64() -> Decoder:
    return _Unbounded(Deflate64Decompressor(), has_end=False)  # type: ignore[no-untyped-call]  # py7zr's own is untyped


DEFLATE = Codec("deflate", b"", (), lambda: _Zlib(-zlib.MAX_WBITS), has_frames=False)
# It doesn't tell its end; the sizes of the archive do.
DEFLATE64 = Codec("deflate64", b"", (), _deflate64, _SHORT_PACKED_BYTES, False)
GZIP = Codec("gzip", b"\x1f\x8b\x08", (".gz", ".tgz"), lambda: _Zlib(zlib.MAX_WBITS | 16))
BZIP2 = Codec("bzip2", b"BZh", (".bz2", ".tbz2", ".tbz"), bz2.BZ2Decompressor)
XZ = Codec(
    "xz", b"\xfd7zXZ\x00", (".xz", ".txz"), lambda: lzma.LZMADecompressor(memlimit=MOST_DICTIONARY_BYTES + (64 << 20))
)
ZSTD = Codec("zstd", b"\x28\xb5\x2f\xfd", (".zst", ".zstd", ".tzst"), _zstd, _SHORT_PACKED_BYTES)
_FILE_CODECS = (GZIP, BZIP2, XZ, ZSTD)
_BZIP2_BLOCKS = (b"1AY&SY", b"\x17rE8P\x90")


def lzma_alone(properties: bytes, size_bytes: int | None) -> Codec:
    """LZMA as zip archives have it: properties first, the size known or marked by an end."""
    head = properties + (size_bytes if size_bytes is not None else (1 << 64) - 1).to_bytes(8, "little")

    def start() -> Decoder:
        decoder = lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=MOST_DICTIONARY_BYTES + (64 << 20))
        decoder.decompress(head, 0)
        return decoder

    return Codec("lzma", b"", (), start, has_frames=False)


def codec_of(head: bytes) -> Codec | None:
    """The compression that a file's first bytes tell; None for none."""
    for codec in _FILE_CODECS:
        if head.startswith(codec.magic) and (codec is not BZIP2 or head[4:10] in _BZIP2_BLOCKS):
            return codec
    return None


def decoded(feed: Feed, codec: Codec) -> Iterator[bytes]:
    """Unpack all that the feed gives, in pieces; the feed then stands behind the packed bytes.

    Raises:
        MemberDamaged: When the packed bytes break off or are garbled; what could be unpacked came before.
    """
    decoder: Decoder | None = None
    while True:
        packed = feed.read(codec.packed_bytes) if decoder is None or decoder.needs_input else b""
        if not packed and (decoder is None or decoder.needs_input):
            if decoder is not None and codec is not DEFLATE64:
                raise MemberDamaged("its packed bytes end too early; what came before is kept, ask for a whole copy")
            return
        try:
            decoder = codec.start() if decoder is None else decoder
            plain = decoder.decompress(packed, PIECE_BYTES)
        except _DECODER_TROUBLE as error:
            raise MemberDamaged(
                f"its packed bytes are garbled ({type(error).__name__}); what came before is kept, ask for a sound copy"
            ) from error
        if plain:
            yield plain
        if decoder.eof:
            feed.give_back(decoder.unused_data)
            if not codec.has_frames or not _another_frame(feed, codec):
                return
            decoder = None


def _another_frame(feed: Feed, codec: Codec) -> bool:
    """Whether another compressed stream follows; zero bytes between and after (tapes, blocks) are skipped."""
    while packed := feed.read(codec.packed_bytes):
        rest = packed.lstrip(b"\0")
        if not rest:
            continue
        while len(rest) < len(codec.magic) and (more := feed.read(codec.packed_bytes)):
            rest += more
        feed.give_back(rest)
        if rest.startswith(codec.magic):
            return True
        raise MemberDamaged("bytes follow its compressed stream that belong to none; what came before is whole")
    return False
