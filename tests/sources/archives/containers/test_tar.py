"""Tar archives, plain and compressed, sound and hostile."""

import bz2
import gzip
import lzma
import tarfile

import pytest
import zstandard

from sources.archives.limits import Limits
from tests.sources.archives.hostile import tarred

CHAT = "群聊 hello\n".encode() * 40


@pytest.mark.parametrize(
    "pack",
    [bytes, gzip.compress, bz2.compress, lzma.compress, zstandard.ZstdCompressor().compress],
    ids=lambda f: f.__name__,
)
def test_every_compression_is_one_archive(take, pack):
    """A compressed tar is not an archive in an archive: its members stand right under it."""
    taken = take({"a.tar.x": pack(tarred(("phone/", b"", {"type": tarfile.DIRTYPE}), ("phone/chat.txt", CHAT, {})))})
    assert taken.contents == {"a.tar.x!/phone/chat.txt": CHAT}
    assert taken.statuses == {"a.tar.x": "read"}


@pytest.mark.parametrize("kind", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT])
def test_long_and_chinese_names_of_all_kinds_are_read(take, kind):
    """GNU long names, pax paths and ustar prefixes give one name."""
    name = "/".join(["聊天记录"] * 11) + "/锤子.txt"
    assert list(take({"a.tar": tarred((name, CHAT, {}), format=kind)}).contents) == [f"a.tar!/{name}"]


def test_names_in_gb18030_are_decoded(take):
    """A tar made on an old Chinese system keeps its names."""
    content = tarred(("锤子.txt", CHAT, {}), format=tarfile.GNU_FORMAT, encoding="gb18030")
    assert list(take({"a.tar": content}).contents) == ["a.tar!/锤子.txt"]


def test_links_devices_pipes_are_named_and_not_taken(take):
    """Each has its row and its sentence; what stands behind is taken."""
    kinds = {
        "link": tarfile.SYMTYPE,
        "hard": tarfile.LNKTYPE,
        "disk": tarfile.BLKTYPE,
        "tty": tarfile.CHRTYPE,
        "pipe": tarfile.FIFOTYPE,
    }
    members = [(name, b"", {"type": kind, "linkname": "../../etc/passwd"}) for name, kind in kinds.items()]
    taken = take({"a.tar": tarred(*members, ("chat.txt", CHAT, {}))})
    assert taken.contents == {"a.tar!/chat.txt": CHAT}
    assert {path.rpartition("/")[2] for path in taken.problems} == set(kinds)
    assert "'../../etc/passwd'" in taken.problems["a.tar!/link"]
    assert taken.statuses == {"a.tar": "read"}


@pytest.mark.parametrize("name", ["../../evil", "/etc/cron.d/evil", "a/../../evil"])
def test_names_that_lead_out_are_kept_inside(take, tmp_path, name):
    """The bytes are kept under a harmless path, and nothing appears anywhere."""
    taken = take({"a.tar": tarred((name, CHAT, {}))})
    ((path, content),) = taken.contents.items()
    assert content == CHAT
    assert ".." not in path
    assert "it is kept under this path instead" in taken.problems[path]
    assert [entry.name for entry in tmp_path.iterdir()] == ["kept"]


def test_files_with_holes_are_refused(take):
    """Of a sparse file the archive has only parts; giving them as the file would be false."""
    pax = tarred(("holes.img", b"part", {"pax_headers": {"GNU.sparse.major": "1"}}), ("b.txt", b"b", {}))
    old = bytearray(tarred(("holes.img", b"part", {}), ("b.txt", b"b", {}), format=tarfile.GNU_FORMAT))
    old[156:157] = b"S"
    old[148:156] = b"%06o\0 " % (sum(old[:148]) + sum(old[156:512]) + 8 * 32)
    for content in (pax, bytes(old)):
        taken = take({"a.tar": content})
        assert taken.contents == {"a.tar!/b.txt": b"b"}
        assert "holes" in taken.problems["a.tar!/holes.img"]
        assert taken.statuses["a.tar"] == "partial"


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
def test_cut_archives_give_what_came_before(take, pack):
    """At every place of a cut the members before are whole, the one that is cut is partial, and the archive says so."""
    whole = pack(tarred(("a.txt", b"a" * 700, {}), ("b.txt", CHAT, {}), format=tarfile.GNU_FORMAT))
    for length in range(20, len(whole) - 1, max(1, len(whole) // 60)):
        taken = take({"a.tar": whole[:length]})
        sound = [content for path, content in taken.contents.items() if path not in taken.statuses]
        assert all(content in (b"a" * 700, CHAT, whole[:length]) for content in sound)
        if "a.tar" in taken.statuses and len([content for content in sound if content != whole[:length]]) < 2:
            assert taken.statuses["a.tar"] in ("partial", "rejected")


def test_archive_without_end_mark_is_partial(take):
    """Cut exactly between members nothing else could tell."""
    whole = tarred(("a.txt", b"a", {}), format=tarfile.GNU_FORMAT)
    taken = take({"a.tar": whole[:1024]})
    assert taken.contents == {"a.tar!/a.txt": b"a"}
    assert taken.statuses == {"a.tar": "partial"}
    assert "end mark" in taken.problems["a.tar"]


def test_archive_put_behind_another_is_read_too(take):
    """`cat a.tar b.tar` hides the second from programs that stop at the end mark."""
    taken = take({"a.tar": tarred(("a.txt", b"a", {})) + tarred(("b.txt", b"b", {}))})
    assert taken.contents == {"a.tar!/a.txt": b"a", "a.tar!/b.txt": b"b"}


def test_garbled_header_ends_with_what_came(take):
    """A header with a wrong checksum ends the archive as partial."""
    content = bytearray(tarred(("a.txt", b"a", {}), ("b.txt", b"b", {}), format=tarfile.GNU_FORMAT))
    content[1024] ^= 0xFF
    taken = take({"a.tar": bytes(content)})
    assert taken.contents == {"a.tar!/a.txt": b"a"}
    assert taken.statuses == {"a.tar": "partial"}


def test_size_of_a_bomb_in_a_header_costs_nothing(take):
    """A member that claims a petabyte is refused by its claim, and the walk ends there, said."""
    content = bytearray(tarred(("big.img", b"x", {}), ("b.txt", b"b", {}), format=tarfile.GNU_FORMAT))
    content[124:136] = b"\x80" + (1 << 50).to_bytes(11, "big")
    content[148:156] = b"%06o\0 " % (sum(content[:148]) + sum(content[156:512]) + 8 * 32)
    taken = take({"a.tar.gz": gzip.compress(bytes(content))})
    assert taken.contents == {}
    assert "bombs" in taken.problems["a.tar.gz!/big.img"]
    assert taken.statuses["a.tar.gz"] == "rejected"


def test_flat_bomb_is_stopped_while_it_unpacks(take):
    """A compressed tar of zeros is stopped when the whole grows beyond all proportion."""
    content = gzip.compress(tarred(("a.txt", b"a", {}), ("zeros", bytes(8 << 20), {}), ("b.txt", b"b", {})))
    limits = Limits(total_ratio=10, total_ratio_from=1 << 20)
    taken = take({"a.tar.gz": content}, limits=limits)
    assert taken.contents == {"a.tar.gz!/a.txt": b"a"}
    assert "bombs" in taken.problems["a.tar.gz!/zeros"]
    assert "can't be reached" in taken.problems["a.tar.gz"]
