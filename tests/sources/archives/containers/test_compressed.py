"""Single files in gzip, bzip2, xz and zstd."""

import bz2
import gzip
import io
import lzma

import pytest
import zstandard

from sources.archives.limits import Limits

CHAT = "群聊 hello\n".encode() * 40
PACKS = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("suffix", PACKS)
def test_file_is_named_without_its_ending(take, suffix):
    """`chat.json.gz` holds `chat.json`."""
    taken = take({f"x/chat.json.{suffix}": PACKS[suffix](CHAT)})
    assert taken.contents == {f"x/chat.json.{suffix}!/chat.json": CHAT}
    assert taken.statuses == {f"x/chat.json.{suffix}": "read"}


def test_stored_name_of_gzip_helps_where_the_file_has_none(take):
    """Only its last part is taken."""
    stream = io.BytesIO()
    with gzip.GzipFile("x/锤子.txt", "wb", fileobj=stream) as packer:
        packer.write(CHAT)
    (path,) = take({"download": stream.getvalue()}).contents
    assert path.startswith("download!/")
    assert path.count("/") == 1


@pytest.mark.parametrize("suffix", PACKS)
def test_several_streams_are_one_file(take, suffix):
    """Programs append compressed streams to each other; zeros behind are padding."""
    pack = PACKS[suffix]
    taken = take({f"a.{suffix}": pack(CHAT) + pack(b"more") + bytes(512 if suffix in ("gz", "bz2") else 0)})
    assert taken.contents == {f"a.{suffix}!/a": CHAT + b"more"}
    assert taken.problems == {}


@pytest.mark.parametrize("suffix", PACKS)
def test_cut_and_garbled_files_keep_what_came(take, suffix):
    """A cut anywhere keeps what could be unpacked, says so, and never crashes."""
    whole = PACKS[suffix](bytes(place * place % 251 for place in range(300_000)))
    for length in range(12, len(whole), max(1, len(whole) // 25)):
        taken = take({f"a.{suffix}": whole[:length]})
        if taken.archives:
            assert taken.statuses[f"a.{suffix}"] in ("partial", "rejected")
    garbled = bytearray(whole)
    garbled[len(whole) // 2] ^= 0xFF
    assert take({f"a.{suffix}": bytes(garbled)}).statuses[f"a.{suffix}"] in ("partial", "rejected", "read")


def test_bytes_behind_the_stream_are_said(take):
    """What follows a compressed stream and belongs to none may be hidden; the file is kept and said."""
    taken = take({"a.gz": gzip.compress(CHAT) + b"hidden"})
    assert taken.contents == {"a.gz!/a": CHAT}
    assert "bytes follow" in taken.problems["a.gz!/a"]


@pytest.mark.parametrize("suffix", PACKS)
def test_bomb_is_stopped_while_it_unpacks(take, suffix):
    """A file that unpacks beyond all proportion is refused in the middle; its archive is kept."""
    taken = take({f"a.{suffix}": PACKS[suffix](bytes(8 << 20))}, limits=Limits(total_ratio=2, total_ratio_from=1 << 20))
    assert taken.contents == {}
    assert "bombs" in taken.problems[f"a.{suffix}!/a"]


def test_look_alikes_are_no_archives(take):
    """Texts and data that begin like a signature by half are left alone."""
    assert take({"a": b"BZh9 is how it begins", "b": b"PK fire", "c": b"7z", "d": b"\x1f\x8b"}).archives == {}
