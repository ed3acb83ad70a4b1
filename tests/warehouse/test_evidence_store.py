"""The evidence store: untouched, once, read only, whole whatever happens."""

import errno
import hashlib
import os
import signal
import subprocess
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.errors import EvidenceDamaged, EvidenceNotStored, NoSuchExhibit
from warehouse.evidence_store import EvidenceStore


@pytest.fixture
def store(tmp_path):
    return EvidenceStore(tmp_path / "evidence")


@pytest.fixture
def chat(tmp_path):
    file = tmp_path / "chat.txt"
    file.write_bytes(b"12:00 <nail> hello\r\n\xff\x00")
    return file


def _files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_bytes_are_kept_untouched_under_their_hash(store, chat):
    """What is stored is byte for byte the file, named by its SHA-256, and the file itself is as before."""
    before = (chat.read_bytes(), chat.stat().st_mode, chat.stat().st_mtime_ns)
    stored = store.put(chat)
    assert stored.exhibit_id == hashlib.sha256(before[0]).hexdigest()
    assert (stored.size_bytes, stored.is_new) == (len(before[0]), True)
    assert store.path_of(stored.exhibit_id).read_bytes() == before[0]
    assert (chat.read_bytes(), chat.stat().st_mode, chat.stat().st_mtime_ns) == before


def test_exhibits_are_read_only_in_a_fanned_folder(store, chat, tmp_path):
    """An exhibit lies under the first two digits of its hash and nobody may write to it."""
    stored = store.put(chat)
    path = store.path_of(stored.exhibit_id)
    assert path == tmp_path / "evidence" / "sha256" / stored.exhibit_id[:2] / stored.exhibit_id
    assert path.stat().st_mode & 0o777 == 0o444


def test_same_bytes_are_stored_once(store, chat, tmp_path):
    """A second file with the same bytes adds nothing, and what is stored is not written again."""
    first = store.put(chat)
    number = store.path_of(first.exhibit_id).stat().st_ino
    copy = tmp_path / "copy.txt"
    copy.write_bytes(chat.read_bytes())
    second = store.put(copy)
    assert (second.exhibit_id, second.is_new) == (first.exhibit_id, False)
    assert store.path_of(first.exhibit_id).stat().st_ino == number
    assert len(_files(tmp_path / "evidence")) == 1


def test_empty_file_is_an_exhibit(store, tmp_path):
    """A file without bytes is kept like any other."""
    empty = tmp_path / "empty.txt"
    empty.touch()
    stored = store.put(empty)
    assert stored.size_bytes == 0
    assert store.verify(stored.exhibit_id) == "sound"


def test_progress_counts_every_byte(store, chat):
    """The pieces reported add up to the size."""
    pieces = []
    stored = store.put(chat, pieces.append)
    assert sum(pieces) == stored.size_bytes


def test_verify_tells_sound_damaged_and_absent_apart(store, chat):
    """A changed byte and a lost file are two different findings."""
    exhibit_id = store.put(chat).exhibit_id
    assert store.verify(exhibit_id) == "sound"
    path = store.path_of(exhibit_id)
    path.chmod(0o644)
    path.write_bytes(b"X" + path.read_bytes()[1:])
    assert store.verify(exhibit_id) == "damaged"
    path.unlink()
    assert store.verify(exhibit_id) == "absent"


def test_stored_file_that_lost_bytes_is_not_covered_up(store, chat):
    """Putting the file again says that the stored copy was cut instead of calling it known."""
    path = store.path_of(store.put(chat).exhibit_id)
    path.chmod(0o644)
    path.write_bytes(b"")
    with pytest.raises(EvidenceDamaged, match=r"move .* away"):
        store.put(chat)


@pytest.mark.parametrize("text", ["", "..", "../../etc/passwd", "AB" * 32, "a" * 63])
def test_only_hashes_name_exhibits(store, text):
    """A text that is no SHA-256 never becomes a path."""
    with pytest.raises(NoSuchExhibit):
        store.path_of(text)


def test_unreadable_source_is_told_from_a_full_store(store, tmp_path):
    """A source that isn't there is the system's own error, not the store's."""
    with pytest.raises(FileNotFoundError):
        store.put(tmp_path / "nowhere")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_full_disk_leaves_nothing_behind(store, chat, tmp_path, monkeypatch, code):
    """When writing fails the half copy goes, the exhibits of before stay, and the sentence names the file."""
    kept = store.put(chat)
    other = tmp_path / "other.txt"
    other.write_bytes(b"other bytes")

    def full(descriptor, content):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(EvidenceNotStored, match=r"other\.txt could not be stored") as failure:
        store.put(other)
    monkeypatch.undo()
    assert "\n" not in str(failure.value)
    assert _files(tmp_path / "evidence") == [store.path_of(kept.exhibit_id)]
    assert store.put(other).is_new


def test_full_disk_at_the_flush_leaves_nothing_behind(store, chat, tmp_path, monkeypatch):
    """Some file systems only notice at the flush that there is no room."""

    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EvidenceNotStored):
        store.put(chat)
    assert _files(tmp_path / "evidence") == []


def test_limit_on_file_size_is_explained(chat, tmp_path):
    """A real refusal by the kernel, half way through a file, is explained and leaves nothing."""
    big = tmp_path / "big.bin"
    big.write_bytes(b"x" * 300_000)
    program = (
        "import resource, signal, sys; from pathlib import Path; from warehouse.evidence_store import EvidenceStore\n"
        "from warehouse.errors import EvidenceNotStored\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try:\n    EvidenceStore(Path(sys.argv[1])).put(Path(sys.argv[2]))\n"
        "except EvidenceNotStored as error:\n    print(error)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "evidence"), str(big)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.startswith("big.bin could not be stored (File too large)")
    assert _files(tmp_path / "evidence") == []


def test_killed_writer_leaves_no_exhibit_and_its_rest_is_removed(store, tmp_path):
    """A half copy of a killed process is no exhibit; the next writer removes it, but never one still being written."""
    pipe = tmp_path / "slow"
    os.mkfifo(pipe)
    program = (
        "import sys; from pathlib import Path; from warehouse.evidence_store import EvidenceStore\n"
        "EvidenceStore(Path(sys.argv[1])).put(Path(sys.argv[2]), lambda count: print(count, flush=True))\n"
    )
    with (
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "evidence"), str(pipe)], stdout=subprocess.PIPE
        ) as writer,
        pipe.open("wb", buffering=0) as feed,
    ):
        feed.write(b"half of a chat")
        assert writer.stdout.readline() == b"14\n"
        assert store.remove_abandoned() == 0
        assert len(_files(tmp_path / "evidence")) == 1
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    assert list(store.exhibit_ids()) == []
    assert store.remove_abandoned() == 1
    assert _files(tmp_path / "evidence") == []


def test_many_writers_at_once_store_each_content_once(store, tmp_path):
    """Concurrent puts of the same and of different files all succeed."""
    files = [tmp_path / f"{number}.txt" for number in range(6)]
    for number, file in enumerate(files):
        file.write_bytes(f"chat {number % 3}".encode() * 1000)
    failures = []

    def put_all():
        try:
            for file in files:
                store.put(file)
        except OSError as error:
            failures.append(error)

    threads = [threading.Thread(target=put_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    exhibits = list(store.exhibit_ids())
    assert len(exhibits) == 3
    assert {store.verify(exhibit_id) for exhibit_id in exhibits} == {"sound"}
    assert len(_files(tmp_path / "evidence")) == 3


@given(st.binary(max_size=300))
def test_any_bytes_come_back(tmp_path_factory, content):
    """Whatever the bytes are, they come back as they were."""
    folder = tmp_path_factory.mktemp("any")
    (folder / "file").write_bytes(content)
    store = EvidenceStore(folder / "evidence")
    assert store.path_of(store.put(folder / "file").exhibit_id).read_bytes() == content


def test_stream_is_stored_like_a_file(store, chat):
    """A member of an archive has the id a file with its bytes has; known small ones touch no disk."""
    stored = store.put(chat)
    again = store.put_pieces("member", [chat.read_bytes()[:5], chat.read_bytes()[5:]], also=("md5", "sha256"))
    assert (again.exhibit_id, again.size_bytes, again.is_new) == (stored.exhibit_id, stored.size_bytes, False)
    assert again.hashes == {"md5": hashlib.md5(chat.read_bytes(), usedforsecurity=False).hexdigest()}
    assert store.hash_of(stored.exhibit_id, "md5") == again.hashes["md5"]


def test_big_stream_is_stored_in_pieces(store):
    """More than fits in memory goes piece by piece, and counts as it goes."""
    counted = []
    pieces = [bytes([number]) * (1 << 19) for number in range(6)]
    stored = store.put_pieces("member", iter(pieces), counted.append)
    assert stored.is_new
    assert stored.exhibit_id == hashlib.sha256(b"".join(pieces)).hexdigest()
    assert sum(counted) == stored.size_bytes == 6 << 19
    assert store.verify(stored.exhibit_id) == "sound"


def test_stream_that_breaks_leaves_nothing(store):
    """What the stream raises passes through, and no half file stays behind."""

    def breaking():
        yield b"x" * (3 << 20)
        raise ValueError("refused")

    with pytest.raises(ValueError, match="refused"):
        store.put_pieces("member", breaking())
    assert list(store.exhibit_ids()) == []
    assert store.remove_abandoned() == 0
