"""RAR archives: stored members are read without any tool; what is packed asks for one."""

import zlib

import pytest
import rarfile

from tests.sources.archives.hostile import plain_zip

CHAT = "群聊 hello\n".encode() * 40


def _vint(number):
    out = bytearray()
    while True:
        out.append(number & 0x7F | (0x80 if number > 0x7F else 0))
        number >>= 7
        if not number:
            return bytes(out)


def _block(body):
    sized = _vint(len(body)) + body
    return zlib.crc32(sized).to_bytes(4, "little") + sized


def rar(files, method=0, crc=None, more=0, first=True, split_after=False):
    """A RAR 5 archive; a method other than 0 claims to be packed."""
    out = b"Rar!\x1a\x07\x01\x00" + _block(_vint(1) + _vint(0) + _vint(1 if more or not first else 0))
    for name, content in files.items():
        raw = name.encode()
        flags = 2 | (0x10 if split_after else 0) | (0 if first else 8)
        head = _vint(2) + _vint(flags) + _vint(len(content)) + _vint(4) + _vint(len(content)) + _vint(0o644)
        head += (zlib.crc32(content) if crc is None else crc).to_bytes(4, "little")
        out += _block(head + _vint(method << 7) + _vint(1) + _vint(len(raw)) + raw) + content
    return out + _block(_vint(5) + _vint(0) + _vint(more))


@pytest.fixture(autouse=True)
def no_tool(monkeypatch):
    """No unpacker is there, whatever this machine has."""

    def none(**options):
        raise rarfile.RarCannotExec("Cannot find working tool")

    monkeypatch.setattr(rarfile, "tool_setup", none)


def test_stored_members_need_no_tool(take):
    """Members that are only stored are read from the archive itself."""
    taken = take({"a.rar": rar({"聊天/锤子.txt": CHAT, "b.txt": b"b"})})
    assert taken.contents == {"a.rar!/聊天/锤子.txt": CHAT, "a.rar!/b.txt": b"b"}
    assert taken.statuses == {"a.rar": "read"}


def test_packed_members_ask_for_a_tool(take):
    """The archive is unsupported, its members are named, and one sentence says what to install."""
    taken = take({"a.rar": rar({"a.txt": CHAT}, method=3)})
    assert taken.contents == {}
    assert taken.statuses == {"a.rar": "unsupported"}
    assert "install unrar, unar, 7zip or bsdtar" in taken.problems["a.rar"]
    assert "a.rar!/a.txt" in taken.problems


def test_wrong_checksum_is_said_and_the_bytes_are_kept(take):
    """What came is kept."""
    taken = take({"a.rar": rar({"a.txt": CHAT}, crc=1)})
    assert taken.statuses["a.rar"] in ("partial", "rejected")
    assert "can't be read to the end" in taken.problems["a.rar!/a.txt"]


def test_cut_and_garbled_archives_never_crash(take):
    """At every cut the archive has a status and a sentence, or is whole."""
    whole = rar({"a.txt": CHAT, "b.txt": b"b" * 90})
    for length in range(9, len(whole), 11):
        taken = take({"a.rar": whole[:length]})
        assert taken.archives
        assert all(
            content in (CHAT, b"b" * 90) for path, content in taken.contents.items() if path not in taken.statuses
        )


def test_names_that_lead_out_are_kept_inside(take, tmp_path):
    """The name of a member is no place."""
    taken = take({"a.rar": rar({"../../evil.txt": CHAT})})
    assert all(".." not in path for path in taken.contents)
    assert [entry.name for entry in tmp_path.iterdir()] == ["kept"]


def test_later_volume_alone_asks_for_the_first(take):
    """`.part2.rar` without `.part1.rar` is said by name."""
    taken = take({"x.part2.rar": rar({"a.txt": CHAT}, first=False)})
    assert "x.part1.rar did not come" in taken.problems["x.part2.rar"]


def test_rar_inside_a_zip_is_taken_apart(take):
    """Containers nest in any order."""
    taken = take({"a.zip": plain_zip({"b.rar": rar({"c.txt": CHAT})})})
    assert taken.contents["a.zip!/b.rar!/c.txt"] == CHAT
