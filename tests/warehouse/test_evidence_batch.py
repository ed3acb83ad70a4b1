"""Many small exhibits at once: stored like one by one, readable when asked for, nothing half there after an error."""

import errno
import hashlib
import os

import pytest

from warehouse.errors import EvidenceDamaged, EvidenceNotStored
from warehouse.evidence_batch import EvidenceBatch
from warehouse.evidence_store import EvidenceStore


@pytest.fixture
def store(tmp_path):
    return EvidenceStore(tmp_path / "evidence")


def test_hundreds_of_small_exhibits_are_sound(store):
    """Each has its hash for a name, the same bytes count as known, and the store is whole at the end."""
    with EvidenceBatch(store) as batch:
        stored = [batch.put_pieces(f"{number}", [b"%d" % (number % 300)]) for number in range(400)]
    assert [one.is_new for one in stored] == [True] * 300 + [False] * 100
    assert stored[7].exhibit_id == hashlib.sha256(b"7").hexdigest()
    ids = list(store.exhibit_ids())
    assert len(ids) == 300
    assert {store.verify(exhibit_id) for exhibit_id in ids} == {"sound"}
    assert store.remove_abandoned() == 0


def test_exhibit_can_be_read_once_it_is_settled(store):
    """What waits is written when somebody asks for it."""
    with EvidenceBatch(store) as batch:
        stored = batch.put_pieces("a", [b"a", b"b"], also=("md5",))
        assert not store.path_of(stored.exhibit_id).exists()
        batch.settle([stored.exhibit_id])
        assert store.path_of(stored.exhibit_id).read_bytes() == b"ab"
        assert stored.hashes == {"md5": hashlib.md5(b"ab", usedforsecurity=False).hexdigest()}


def test_big_exhibits_go_straight_into_the_store(store):
    """Only small ones wait in memory."""
    with EvidenceBatch(store) as batch:
        stored = batch.put_pieces("big", (b"x" * (1 << 19) for _ in range(5)))
        assert store.verify(stored.exhibit_id) == "sound"


def test_error_in_the_block_drops_what_waits(store):
    """After an error nothing waits on the disk, and no half file stays."""
    with pytest.raises(KeyboardInterrupt), EvidenceBatch(store) as batch:
        batch.put_pieces("a", [b"a"])
        raise KeyboardInterrupt
    assert list(store.exhibit_ids()) == []


def test_full_disk_is_one_sentence_and_leaves_nothing_half(store, monkeypatch):
    """When the disk is full the sentence says so, and no exhibit has a name without its bytes."""

    def full(descriptor, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(EvidenceNotStored, match="No space left"), EvidenceBatch(store) as batch:
        batch.put_pieces("a", [b"a"])
    assert list(store.exhibit_ids()) == []
    assert list(store.incoming.iterdir()) == []


def test_known_exhibit_that_lost_bytes_is_said(store):
    """A stored file whose size is wrong is damage, also when the same bytes come again."""
    with EvidenceBatch(store) as batch:
        stored = batch.put_pieces("a", [b"abc"])
    file = store.path_of(stored.exhibit_id)
    file.chmod(0o644)
    file.write_bytes(b"ab")
    with pytest.raises(EvidenceDamaged, match="lost or gained"), EvidenceBatch(store) as batch:
        batch.put_pieces("a", [b"abc"])
