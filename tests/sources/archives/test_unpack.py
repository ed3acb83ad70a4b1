"""Whatever an archive tries: no crash, no hang, nothing written but through `keep`, every member accounted for."""

import gzip
import hashlib
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.archives.container import Passwords
from sources.archives.limits import Limits
from sources.archives.outcome import KeptBytes, KeptFile
from sources.archives.unpack import Unpacking
from tests.sources.archives.containers.test_seven_zip import seven
from tests.sources.archives.hostile import central, end, local, plain_zip, tarred, zipped
from tests.sources.archives.taking import Taken

SMALL = Limits(
    members=2000,
    member_ratio=100,
    member_ratio_from=1 << 20,
    total_ratio=100,
    total_ratio_from=4 << 20,
    repeated_members=50,
)


def test_names_that_lead_out_are_kept_inside_and_said(take, tmp_path):
    """Traversal, roots, drives, control signs: the bytes come, the path is harmless, the row says what was wrong."""
    names = {
        b"../../../../tmp/slip.txt": "leads out",
        b"/etc/shadow": "begins at the root",
        b"C:\\Users\\li\\a.txt": "begins with a drive",
        b"..\\..\\win.txt": "leads out",
        b"a\nb\x1b[2J.txt": "can't be shown",
        b"nul\x00.txt": "can't be shown",
        b"..": "is empty",
        b"x" * 5000: "too long",
        "a\u202egnp.exe".encode(): "can't be shown",
    }
    taken = take({"a.zip": zipped(*((name, name, {}) for name in names))})
    assert sorted(taken.contents.values()) == sorted(names)
    for path, content in taken.contents.items():
        assert ".." not in path and path.isprintable() and len(path) < 1100
        assert names[content] in taken.problems[path]
    assert taken.statuses == {"a.zip": "read"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["kept"]


def test_same_name_twice_keeps_both(take):
    """Both are kept, told apart, and the second says so; also when the number is taken."""
    taken = take(
        {"a.zip": zipped((b"a.txt", b"1", {}), (b"a~2.txt", b"2", {}), (b"a.txt", b"3", {}), (b"./a.txt", b"4", {}))}
    )
    assert taken.contents == {
        "a.zip!/a.txt": b"1",
        "a.zip!/a~2.txt": b"2",
        "a.zip!/a~3.txt": b"3",
        "a.zip!/a~4.txt": b"4",
    }
    assert all("came before" in taken.problems[f"a.zip!/a~{number}.txt"] for number in (3, 4))


def test_member_never_takes_the_path_of_a_delivered_file(take):
    """A folder that is called like an archive's inside keeps its files."""
    taken = take({"a.zip": plain_zip({"x.txt": b"member"}), "a.zip!/x.txt": b"file"})
    assert taken.contents == {"a.zip!/x~2.txt": b"member"}


def test_flat_bomb_is_refused_by_its_claim_and_by_its_bytes(take):
    """A member with the ratio of a bomb is refused, whether its header admits the size or lies about it."""
    zeros = bytes(8 << 20)
    honest = zipped((b"a.txt", b"a", {}), (b"bomb", zeros, {"method": 8}), (b"b.txt", b"b", {}))
    lying = zipped((b"a.txt", b"a", {}), (b"bomb", zeros, {"method": 8, "size": 10}), (b"b.txt", b"b", {}))
    for content in (honest, lying):
        taken = take({"a.zip": content}, limits=SMALL)
        assert taken.contents == {"a.zip!/a.txt": b"a", "a.zip!/b.txt": b"b"}
        assert "bombs do" in taken.problems["a.zip!/bomb"]
        assert taken.statuses["a.zip"] == "partial"


def test_many_small_bombs_are_stopped_by_their_sum(take):
    """Members each below the limit are stopped when the whole is beyond it."""
    member = bytes(1 << 20)
    taken = take({"a.zip": zipped(*((b"%d" % number, member, {"method": 8}) for number in range(40)))}, limits=SMALL)
    assert 3 <= len(taken.contents) <= 10
    assert len(taken.contents) + sum("would unpack" in problem for problem in taken.problems.values()) == 40
    assert taken.statuses["a.zip"] == "partial"


def test_nested_bomb_of_the_kind_of_42_zip_ends(take):
    """Sixteen equal archives on each of five levels over a bomb: each distinct one is taken apart once."""
    content = zipped((b"0.dll", bytes(8 << 20), {"method": 8}))
    for level in range(5):
        content = plain_zip({f"lib {level}{number:x}.zip": content for number in range(16)})
    start = time.process_time()
    taken = take({"42.zip": content}, limits=SMALL)
    assert time.process_time() - start < 5
    assert len(taken.members) < 500
    assert any("the same archive as" in problem for problem in taken.problems.values())
    assert not any(len(content) == 8 << 20 for content in taken.contents.values())


def test_the_same_archive_twice_shows_its_members_under_both_paths(take):
    """Repeated bytes are not unpacked again but every path is shown."""
    inner = plain_zip({"in.zip": plain_zip({"x.txt": b"x"})})
    taken = take({"a.zip": inner, "b/c.zip": inner, "d.zip": plain_zip({"e.zip": inner})})
    tails = ["in.zip", "in.zip!/x.txt"]
    assert {f"{path}!/{tail}" for path in ("a.zip", "b/c.zip", "d.zip!/e.zip") for tail in tails} <= set(taken.contents)
    assert set(taken.statuses) == {
        "a.zip", "a.zip!/in.zip", "b/c.zip", "b/c.zip!/in.zip", "d.zip", "d.zip!/e.zip", "d.zip!/e.zip!/in.zip"
    }  # fmt: skip


def test_archive_that_holds_itself_ends(take, tmp_path):
    """A quine: the bytes of a member are those of the archive it lies in."""
    content = plain_zip({"r/r.zip": plain_zip({"stands.txt": b"for the archive itself"})})
    file = tmp_path / "r.zip"
    file.write_bytes(content)
    whole = KeptBytes(hashlib.sha256(content).hexdigest(), len(content), file)

    def keep(path, pieces):
        assert b"".join(pieces)
        return whole

    unpacking = Unpacking(keep, Passwords())
    unpacking.take_apart([KeptFile("r.zip", whole)])
    assert [member.path for member in unpacking.members] == ["r.zip!/r/r.zip"]
    assert [archive.path for archive in unpacking.archives] == ["r.zip!/r/r.zip", "r.zip"]
    assert {archive.status for archive in unpacking.archives} == {"read"}
    assert "bytes of the archive it lies in" in unpacking.archives[0].problem


def test_depth_is_bounded_and_said(take):
    """Archives deeper than the limit are kept whole and say so."""
    content = plain_zip({"leaf.txt": b"leaf"})
    for level in range(6):
        content = gzip.compress(content) if level % 2 else plain_zip({f"{level}.zip": content})
    taken = take({"deep.gz": content}, limits=Limits(depth=3))
    assert not any("leaf" in path for path in taken.contents)
    assert any("more than 3 archives deep" in problem for problem in taken.problems.values())


@pytest.mark.parametrize("count", [5_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_very_many_members_are_all_accounted_for(take, count):
    """Every one of them gets a path of its own, equal names included, in seconds."""
    body, directory = bytearray(), bytearray()
    for number in range(count):
        name = b"same.txt" if number % 2 else b"%d.txt" % number
        directory += central(name, b"x", len(body))
        body += local(name, b"x")
    content = bytes(body) + bytes(directory) + end(count & 0xFFFF, len(directory), len(body))
    whole = take({}).keep("many.zip", iter([content]))
    unpacking = Unpacking(lambda path, pieces: (b"".join(pieces), whole)[1], Passwords())
    start = time.process_time()
    unpacking.take_apart([KeptFile("many.zip", whole)])
    assert time.process_time() - start < count / 2_000
    assert len({member.path for member in unpacking.members}) == count


def test_members_beyond_the_limit_are_named_and_not_taken(take):
    """The limit on members stops the taking, not the accounting."""
    content = zipped(*((b"%d" % number, b"x", {}) for number in range(30)))
    taken = take({"a.zip": content}, limits=Limits(members=10))
    assert len(taken.contents) == 10
    assert len(taken.members) == 30
    assert taken.statuses["a.zip"] == "partial"
    assert "more than 10 members" in taken.problems["a.zip"]


def test_faults_of_keeping_pass_through(take):
    """What the store can't do is nobody's archive's fault and is not swallowed."""

    class DiskFull(OSError):
        pass

    def keep(path, pieces):
        raise DiskFull

    whole = take({}).keep("a.zip", iter([plain_zip({"a.txt": b"a"})]))
    with pytest.raises(DiskFull):
        Unpacking(keep, Passwords()).take_apart([KeptFile("a.zip", whole)])


def _sound():
    files = {"a.txt": b"a" * 300, "聊天/b.txt": bytes(range(256)) * 4}
    packed = plain_zip(files)
    return {
        "zip": packed,
        "stored": plain_zip(files, zipfile.ZIP_STORED),
        "tar": tarred(*((name, content, {}) for name, content in files.items())),
        "tgz": gzip.compress(tarred(*((name, content, {}) for name, content in files.items()))),
        "7z": seven(files),
        "nested": plain_zip({"in.zip": packed, "in.tar": tarred(("x", b"x", {}))}, zipfile.ZIP_STORED),
    }


SOUND = _sound()


@given(
    kind=st.sampled_from(sorted(SOUND)),
    changes=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=6)), min_size=1, max_size=4),
    cut=st.floats(0.1, 1),
)
@settings(max_examples=40)
def test_any_damage_ends_well(tmp_path_factory, kind, changes, cut):
    """Bytes changed anywhere and a cut anywhere: no exception leaves, and what is kept was said or is whole."""
    content = bytearray(SOUND[kind])
    for place, new in changes:
        at = int(place * (len(content) - 1))
        content[at : at + len(new)] = new
    content = bytes(content[: int(cut * len(content))])
    taken = Taken(tmp_path_factory.mktemp("damage"), {"a.bin": content}, passwords=["pw"], limits=SMALL)
    for member in taken.members:
        assert member.kept is not None or member.problem
        assert member.status in (None, "partial")
    for archive in taken.archives.values():
        assert archive.problem or archive.status == "read"


SIGNS = [
    *(b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x01\x00", b"Rar!\x1a\x07\x00"),
    *(b"\x1f\x8b\x08", b"\xfd7zXZ\x00", b"BZh91AY&SY", b"\x28\xb5\x2f\xfd"),
]


@given(st.binary(max_size=400), st.sampled_from(SIGNS))
@settings(max_examples=40)
def test_noise_behind_any_signature_ends_well(tmp_path_factory, noise, sign):
    """A signature with noise behind it is an archive that gives nothing, or none."""
    taken = Taken(tmp_path_factory.mktemp("noise"), {"a.bin": sign + noise}, limits=SMALL)
    assert all(archive.problem or archive.status == "read" for archive in taken.archives.values())
