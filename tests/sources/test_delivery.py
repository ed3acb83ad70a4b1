"""Walking a delivery: every file once, with a path that doesn't depend on the order of the arguments."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.delivery import shown_path, walk
from sources.errors import SeizureRefused


def _made(folder, *paths):
    for path in paths:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(path)


def _paths(delivery):
    return [file.path for file in delivery.files]


def test_folder_is_walked_in_order(tmp_path):
    """Files of all depths come sorted by their path inside the folder."""
    _made(tmp_path, "b.txt", "a/z.txt", "a/b/c.txt", ".hidden")
    delivery = walk([tmp_path])
    assert _paths(delivery) == [".hidden", "a/b/c.txt", "a/z.txt", "b.txt"]
    assert delivery.problems == ()


def test_single_file_is_known_by_its_name(tmp_path):
    """A file given by itself has its name for a path."""
    _made(tmp_path, "deep/down/a.txt")
    assert _paths(walk([tmp_path / "deep" / "down" / "a.txt"])) == ["a.txt"]


def test_links_and_pipes_are_reported_and_not_opened(tmp_path):
    """A link is not followed, a pipe is not waited for; both are said."""
    _made(tmp_path, "phone/a.txt", "elsewhere/secret.txt")
    (tmp_path / "phone" / "link.txt").symlink_to(tmp_path / "elsewhere" / "secret.txt")
    (tmp_path / "phone" / "loop").symlink_to(tmp_path / "phone")
    os.mkfifo(tmp_path / "phone" / "pipe")
    delivery = walk([tmp_path / "phone"])
    assert _paths(delivery) == ["a.txt"]
    assert [problem.path for problem in delivery.problems] == ["link.txt", "loop", "pipe"]
    assert "link" in delivery.problems[0].problem
    assert "pipe" in delivery.problems[2].problem


def test_link_given_by_name_is_followed(tmp_path):
    """Who names a link means what it points at."""
    _made(tmp_path, "real/a.txt")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert _paths(walk([tmp_path / "link"])) == ["a.txt"]


def test_file_given_twice_is_taken_once(tmp_path):
    """A folder and a file in it, in any order, give the file once under the folder's path."""
    _made(tmp_path, "phone/sub/a.txt")
    for paths in ([tmp_path / "phone", tmp_path / "phone/sub/a.txt"], [tmp_path / "phone/sub", tmp_path / "phone"]):
        assert _paths(walk(paths)) == ["sub/a.txt"]


def test_colliding_paths_get_the_names_of_their_folders(tmp_path):
    """Files of two folders with the same path are told apart by the folders; others keep their paths."""
    _made(tmp_path, "phone1/chat.txt", "phone2/chat.txt", "phone2/only.txt")
    paths = [tmp_path / "phone1", tmp_path / "phone2"]
    assert _paths(walk(paths)) == ["only.txt", "phone1/chat.txt", "phone2/chat.txt"]
    assert walk(paths) == walk(paths[::-1])


def test_folders_of_one_name_are_told_apart_by_the_next(tmp_path):
    """When the folders' names collide too, as many names as needed are put before."""
    _made(tmp_path, "x/phone/chat.txt", "y/phone/chat.txt")
    assert _paths(walk([tmp_path / "x/phone", tmp_path / "y/phone"])) == ["x/phone/chat.txt", "y/phone/chat.txt"]


def test_left_out_files_and_folders_are_no_part(tmp_path):
    """What is left out is neither a file nor a problem, by whatever path it is named."""
    _made(tmp_path, "phone/a.txt", "phone/READY", "phone/home/journal/x")
    (tmp_path / "way").symlink_to(tmp_path / "phone" / "home")
    delivery = walk([tmp_path / "phone"], [tmp_path / "phone" / "READY", tmp_path / "way", tmp_path / "nowhere"])
    assert _paths(delivery) == ["a.txt"]
    assert delivery.problems == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to the superuser")
def test_closed_folder_is_reported(tmp_path):
    """A folder without permission is a finding; the rest is walked."""
    _made(tmp_path, "phone/a.txt", "phone/closed/b.txt")
    (tmp_path / "phone" / "closed").chmod(0)
    delivery = walk([tmp_path / "phone"])
    (tmp_path / "phone" / "closed").chmod(0o755)
    assert _paths(delivery) == ["a.txt"]
    assert [problem.path for problem in delivery.problems] == ["closed"]


def test_absent_path_is_refused(tmp_path):
    """A path that doesn't exist is one sentence with the path."""
    with pytest.raises(SeizureRefused, match=r"nowhere can't be opened .*; check the path"):
        walk([tmp_path / "nowhere"])


def test_names_in_old_encodings_become_text():
    """A GBK name from an old archive is read, one in no encoding is shown by its bytes."""
    assert shown_path(os.fsdecode("聊天.txt".encode("gbk"))) == "聊天.txt"
    assert shown_path(os.fsdecode(b"a\xff.txt")) == "a\\xff.txt"


NAMES = st.sampled_from(["a", "b", "c"])
TREES = st.sets(st.tuples(NAMES, NAMES, NAMES).map(lambda parts: "/".join(parts) + ".txt"), min_size=1)


@given(TREES, st.data())
def test_order_of_arguments_never_matters(tmp_path_factory, tree, data):
    """Whatever folders are given, in whatever order, each file comes once and no two share a path."""
    root = tmp_path_factory.mktemp("tree")
    _made(root, *tree)
    folders = sorted({str(Path(*Path(path).parts[:depth])) for path in tree for depth in (1, 2)})
    chosen = data.draw(st.lists(st.sampled_from(folders), min_size=1, unique=True))
    delivery = walk([root / folder for folder in chosen])
    assert delivery == walk([root / folder for folder in reversed(chosen)])
    assert len(set(_paths(delivery))) == len(delivery.files)
    below = {path for path in tree for folder in chosen if Path(path).is_relative_to(folder)}
    assert {str(file.file.relative_to(root)) for file in delivery.files} == below
