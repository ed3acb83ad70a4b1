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
        ("list.csv", b"MD5,FileNames\nnonsense,a.txt\n"),
        ("people.csv", "文件名,昵称\na.txt,锤子\n".encode()),
        ("bag-info.txt", b"Dear Li: the bag is in the car.\n"),
        ("card.txt", b"1" * 32),
    ],
)
def test_look_alikes_are_not_taken(path, content):
    """A chat that cites a hash, a list in name only, a broken or foreign sheet: none is a custody paper."""
    assert FORMAT.sniff(Head(path, len(content), content)) == 0


def test_a_sound_seizure_sheet_is_known():
    """A seizure.toml that can be read is a custody paper."""
    content = b'case = "north"\nseizure = "phone-1"\n'
    assert FORMAT.sniff(Head("device/seizure.toml", len(content), content)) == 1


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("MD5SUMS", b"d41d8cd98f00b204e9800998ecf8427e  a.txt\n" * 3),
        ("x", b"SHA512 (a.txt) = " + b"0" * 128 + b"\n"),
        ("hashes.csv", b"MD5,SHA1,FileNames\r\n" + b"0" * 32 + b"," + b"1" * 40 + b",disk\\a.txt\r\n"),
        ("phone.zip.sha256", b"0" * 64 + b"\n"),
        ("bag/bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
        ("bag/bag-info.txt", b"Source-Organization: Northern\n  laboratory\nBagging-Date: 2024-01-06\n"),
    ],
)
def test_other_lists_and_bag_tag_files_are_known(path, content):
    """MD5 to SHA-512, FTK's table, a hash beside its file, and what a bag says of itself."""
    assert FORMAT.sniff(Head(path, len(content), content)) == 1
