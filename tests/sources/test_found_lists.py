"""Hash lists found by their names at the top of a folder or archive."""

import pytest

from sources.found_lists import found_lists


@pytest.mark.parametrize(
    "name",
    [
        "SHA256SUMS",
        "sha256sum.txt",
        "md5sums",
        "MD5SUMS.txt",
        "hashes.csv",
        "checksums.txt",
        "hash_list.csv",
        "哈希值.txt",
    ],
)
def test_lists_of_everything_are_found(name):
    """The usual names, at the top or in the one folder that holds all."""
    assert found_lists(["a.txt", name]).whole == (name,)
    inside = found_lists(["phone/a.txt", f"phone/{name}"])
    assert (inside.root, inside.whole) == ("phone/", (name,))


def test_lists_beside_single_files_are_told_apart():
    """`phone.zip.sha256` is about one file and calls no other one extra."""
    found = found_lists(["phone.zip", "phone.zip.sha256", "phone.md5", "deep/SHA256SUMS"])
    assert (found.whole, found.beside) == ((), ("phone.md5", "phone.zip.sha256"))


def test_bags_go_before_other_lists():
    """A bag's own manifests say all; chats and tables are no lists."""
    found = found_lists(["bag/bagit.txt", "bag/data/a.txt", "bag/SHA256SUMS"])
    assert (found.is_bag, found.root, found.whole) == (True, "bag/", ())
    assert found_lists(["manifest.json", "chat.csv", "md5.txt"]).whole == ()
