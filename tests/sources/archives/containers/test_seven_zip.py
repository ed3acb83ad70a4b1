"""7z archives: solid, encrypted, damaged, cut."""

import io

import py7zr
import pytest

from sources.archives.limits import Limits
from tests.sources.archives.hostile import plain_zip

CHAT = "群聊 hello\n".encode() * 400
FILES = {"聊天/锤子.txt": CHAT, "b.txt": b"b", "empty.txt": b"", "c.bin": bytes(range(256)) * 50}


def seven(files, password=None, **options):
    stream = io.BytesIO()
    with py7zr.SevenZipFile(stream, "w", password=password, **options) as archive:
        for name, content in files.items():
            archive.writestr(content, name)
    return stream.getvalue()


@pytest.mark.parametrize(
    "filters",
    [
        None,
        [{"id": py7zr.FILTER_LZMA}],
        [{"id": py7zr.FILTER_BZIP2}],
        [{"id": py7zr.FILTER_DEFLATE}],
        [{"id": py7zr.FILTER_ZSTD, "level": 3}],
        [{"id": py7zr.FILTER_PPMD, "order": 6, "mem": 24}],
        [{"id": py7zr.FILTER_COPY}],
        [{"id": py7zr.FILTER_DELTA}, {"id": py7zr.FILTER_LZMA2, "preset": 1}],
        [{"id": py7zr.FILTER_X86}, {"id": py7zr.FILTER_LZMA2, "preset": 1}],
    ],
    ids=["default", "lzma", "bzip2", "deflate", "zstd", "ppmd", "copy", "delta", "x86"],
)
def test_every_method_is_unpacked(take, filters):
    """Solid blocks of all usual methods give every member."""
    taken = take({"a.7z": seven(FILES, filters=filters)})
    assert taken.contents == {f"a.7z!/{name}": content for name, content in FILES.items()}
    assert taken.statuses == {"a.7z": "read"}
    assert taken.problems == {}


@pytest.mark.parametrize("is_header_encrypted", [False, True])
def test_encrypted_archives_ask_for_the_password(take, is_header_encrypted):
    """Contents or also names encrypted: asked for in one sentence, and whole with the right one among several."""
    content = seven(FILES, "钉子", header_encryption=is_header_encrypted)
    locked = take({"a.7z": content})
    assert locked.statuses["a.7z"] in ("unsupported", "partial")
    assert "--password" in locked.problems["a.7z"]
    assert not any(locked.contents.values())
    wrong = take({"a.7z": content}, passwords=["no"])
    assert "--password" in wrong.problems["a.7z"]
    opened = take({"a.7z": content}, passwords=["no", "钉子"])
    assert opened.contents == {f"a.7z!/{name}": member for name, member in FILES.items()}
    assert opened.problems == {}


def test_changed_byte_costs_one_member(take):
    """A stored block with a changed byte keeps all members, and says which has another checksum."""
    content = bytearray(seven(FILES, filters=[{"id": py7zr.FILTER_COPY}]))
    content[40] ^= 1
    taken = take({"a.7z": bytes(content)})
    assert len(taken.contents) == 4
    assert [path for path, status in taken.statuses.items() if status == "partial"] == ["a.7z!/聊天/锤子.txt", "a.7z"]
    assert "CRC-32" in taken.problems["a.7z!/聊天/锤子.txt"]


def test_garbled_block_gives_what_came_before(take):
    """Where the compression breaks, members before are whole, the next is partial, the rest are named."""
    files = {
        f"{number}.bin": bytes((number * 7 + place * place) % 251 for place in range(30_000)) for number in range(6)
    }
    content = bytearray(seven(files))
    content[len(content) // 2 : len(content) // 2 + 64] = bytes(64)
    taken = take({"a.7z": bytes(content)})
    assert len(taken.members) == 6
    assert taken.statuses["a.7z"] in ("partial", "rejected")
    assert all(content == files[path[6:]] for path, content in taken.contents.items() if path not in taken.statuses)


def test_cut_archive_is_said_at_once(take):
    """Its directory stands at the end: nothing can be told apart, and the sentence says how much is missing."""
    whole = seven(FILES)
    for length in range(40, len(whole), 97):
        taken = take({"a.7z": whole[:length]})
        assert taken.contents == {}
        assert taken.statuses == {"a.7z": "rejected"}
        assert f"promises {len(whole):,} bytes" in taken.problems["a.7z"]


def test_split_archive_is_joined_and_a_missing_volume_said(take):
    """`.7z.001` and on are one archive; a cut set asks for the rest."""
    whole = seven(FILES)
    parts = {
        f"a.7z.{number:03d}": whole[start : start + 200] for number, start in enumerate(range(0, len(whole), 200), 1)
    }
    assert take(parts).contents == {f"a.7z.001!/{name}": content for name, content in FILES.items()}
    last = max(parts)
    taken = take({name: content for name, content in parts.items() if name != last})
    assert taken.statuses == {"a.7z.001": "rejected"}
    assert "missing volumes" in taken.problems["a.7z.001"]


def test_names_that_lead_out_are_kept_inside(take, tmp_path):
    """py7zr's own rules for paths are not asked; nothing is written."""
    stream = io.BytesIO()
    with py7zr.SevenZipFile(stream, "w") as archive:
        archive.writestr(b"x", "aa/aa/evil.txt")
    # The header is plain text where it is small and not packed; a name of the same length is put in its place.
    content = stream.getvalue()
    taken = take({"a.7z": content})
    assert list(taken.contents) == ["a.7z!/aa/aa/evil.txt"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["kept"]


def test_bomb_in_a_solid_block_is_refused_with_what_stands_behind(take):
    """What is behind a bomb in a forward block is named, not reached."""
    files = {"a.txt": b"a", "zeros.bin": bytes(6 << 20), "b.txt": b"b"}
    taken = take({"a.7z": seven(files)}, limits=Limits(total_ratio=10, total_ratio_from=1 << 20))
    assert taken.contents == {"a.7z!/a.txt": b"a"}
    assert "bombs" in taken.problems["a.7z!/zeros.bin"]
    assert "stands behind" in taken.problems["a.7z!/b.txt"]
    assert taken.statuses["a.7z"] == "partial"


def test_archives_inside_are_taken_apart(take):
    """A zip in a 7z in a zip shows its path all the way."""
    content = plain_zip({"in.7z": seven({"x.zip": plain_zip({"chat.txt": CHAT})})})
    taken = take({"out.zip": content})
    assert taken.contents["out.zip!/in.7z!/x.zip!/chat.txt"] == CHAT
    assert set(taken.statuses.values()) == {"read"}
