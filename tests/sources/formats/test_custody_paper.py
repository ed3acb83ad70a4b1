"""Hash lists and seizure sheets are known for what they are, and nothing else is taken for one."""

from pathlib import Path

import pytest

from sources.formats.custody_paper import FORMAT
from sources.record import EndOfExhibit, Exhibit, Head
from sources.registry import detect, read_head

SAMPLE = Path(__file__).parents[2] / "data" / "custody_paper" / "SHA256SUMS"


def test_a_hash_list_is_found_by_content():
    """The list is recognised whatever its name, and holds no records."""
    assert detect(read_head(SAMPLE, "anything.bin")) is FORMAT
    exhibit = Exhibit("0" * 64, "SHA256SUMS", SAMPLE)
    assert list(FORMAT.read(exhibit)) == [EndOfExhibit("read")]
    assert FORMAT.count is not None
    assert FORMAT.count(exhibit) == 0


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("chat.txt", b"[10:00] <crab> " + b"a" * 64 + b"  is the hash\n"),
        ("SHA256SUMS", b"not a hash list\n"),
        ("seizure.toml", b"this is = not = toml"),
        ("seizure.toml", b""),
        ("notes.toml", b'case = "x"\n'),
    ],
)
def test_look_alikes_are_not_taken(path, content):
    """A chat that cites a hash, a list in name only, a broken or foreign sheet: none is a custody paper."""
    assert FORMAT.sniff(Head(path, len(content), content)) == 0


def test_a_sound_seizure_sheet_is_known():
    """A seizure.toml that can be read is a custody paper."""
    content = b'case = "north"\nseizure = "phone-1"\n'
    assert FORMAT.sniff(Head("device/seizure.toml", len(content), content)) == 1
