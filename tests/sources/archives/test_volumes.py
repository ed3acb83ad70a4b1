"""Which files are volumes of one archive, and which of them are missing."""

import pytest

from sources.archives.volumes import volume_sets


@pytest.mark.parametrize(
    ("paths", "order", "first"),
    [
        (["a.zip.002", "a.zip.001"], ("a.zip.001", "a.zip.002"), "a.zip.001"),
        (["x/a.zip", "x/a.z02", "x/a.z01"], ("x/a.z01", "x/a.z02", "x/a.zip"), "x/a.zip"),
        (["a.part02.rar", "a.part01.rar"], ("a.part01.rar", "a.part02.rar"), "a.part01.rar"),
        (["a.r00", "a.r01", "a.rar"], ("a.rar", "a.r00", "a.r01"), "a.rar"),
        (["A.7Z.001", "A.7Z.002"], ("A.7Z.001", "A.7Z.002"), "A.7Z.001"),
    ],
)
def test_volumes_are_put_in_the_order_of_their_bytes(paths, order, first):
    """Whatever order they come in."""
    (found,) = volume_sets(paths)
    assert (found.paths, found.first, found.missing) == (order, first, None)


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        (["a.zip.001", "a.zip.003"], "a.zip.002 did not come"),
        (["a.zip.002"], "a.zip.001 did not come"),
        (["a.z01"], "a.zip did not come"),
        (["a.z02", "a.zip"], "a.z01 did not come"),
        (["a.part3.rar", "a.part1.rar"], "a.part2.rar did not come"),
        (["a.r01"], "a.r00"),
        (["a.zip.999"], "and 993 more"),
    ],
)
def test_missing_volumes_are_named(paths, words):
    """A gap is said by name, a wide one by number."""
    (found,) = volume_sets(paths)
    assert words in found.missing


def test_other_numbered_files_are_no_volumes():
    """Logs, disk images and chats with numbers at the end are files of their own; folders keep sets apart."""
    assert volume_sets(["chat.001", "image.dd.001", "log.1", "a.rar", "a.zip", "b.zip"]) == []
    assert len(volume_sets(["x/a.zip.001", "y/a.zip.001"])) == 2
