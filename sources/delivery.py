"""The files of a delivery: folders walked in order, each file with the path it has inside the seizure.

Links are not followed and nothing but regular files is opened: a pipe would wait for ever, a link would bring in what
was not seized. Both are reported. The order of the arguments doesn't matter.
"""

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sources.errors import SeizureRefused


@dataclass(frozen=True)
class WalkedFile:
    """One regular file of a delivery.

    Attributes:
        path: Path inside the seizure, '/' as separator: relative to the folder that was given.
        file: Where it lies.
        size_bytes: Its size when it was walked.
        folder: The folder it is relative to.
    """

    path: str
    file: Path
    size_bytes: int
    folder: Path

    @property
    def name_from_above(self) -> str:
        """The path as somebody one folder higher would write it."""
        return f"{shown_path(self.folder.name)}/{self.path}"


@dataclass(frozen=True)
class WalkProblem:
    """Something in a delivery that can't be taken: its path and, in one sentence, why."""

    path: str
    problem: str


@dataclass(frozen=True)
class Delivery:
    """What was found, each part sorted by path; no two files have one path."""

    files: tuple[WalkedFile, ...]
    problems: tuple[WalkProblem, ...]


def walk(paths: Sequence[Path], leave_out: Iterable[Path] = ()) -> Delivery:
    """Walk files and folders.

    A file given twice is taken once, under the outermost folder given. Files of several arguments that would have the
    same path get the names of their folders before it.

    Args:
        paths: Files and folders; a link given by name is followed.
        leave_out: Files and folders that are no part of the delivery; those that don't exist don't matter.

    Raises:
        SeizureRefused: When a path doesn't exist.
    """
    left_out = frozenset(_identity(path) for path in leave_out if path.exists())
    files: dict[Path, WalkedFile] = {}
    problems: dict[Path, WalkProblem] = {}
    arguments = {Path(os.path.abspath(path)) for path in paths}  # noqa: PTH100 - resolve() would follow links
    for argument in sorted(arguments, key=lambda path: (len(path.parts), os.fsencode(path))):
        try:
            is_folder = argument.is_dir()
            folder = argument if is_folder else argument.parent
            found = _walked(argument, left_out) if is_folder else [_file_entry(argument, argument.stat())]
        except OSError as error:
            raise SeizureRefused(f"{argument} can't be opened ({error.strerror}); check the path") from error
        for file, size_or_problem in found:
            path = shown_path(os.fspath(file.relative_to(folder)))
            if isinstance(size_or_problem, int):
                files.setdefault(file, WalkedFile(path, file, size_or_problem, folder))
            else:
                problems.setdefault(file, WalkProblem(path, size_or_problem))
    return Delivery(
        tuple(sorted(_apart(list(files.values())), key=lambda file: file.path)),
        tuple(sorted(problems.values(), key=lambda problem: problem.path)),
    )


def shown_path(path: str) -> str:
    r"""A path as text: names that are no UTF-8 are read as GB18030 (old Chinese archives), else with `\xNN`."""
    raw = os.fsencode(path)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace(os.sep, "/")
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace").replace(os.sep, "/")


def _walked(folder: Path, left_out: frozenset[tuple[int, int]]) -> Iterator[tuple[Path, int | str]]:
    """Files with their sizes, and what can't be taken with the reason, of a folder and all below, in no order."""
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            entries = list(os.scandir(here))
        except OSError as error:
            yield here, f"the folder can't be opened ({error.strerror}); give the right to it and add again"
            continue
        for entry in entries:
            path = here / entry.name
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError as error:
                yield path, f"the file can't be looked at ({error.strerror}); add it again when it can"
                continue
            if (status.st_dev, status.st_ino) in left_out:
                continue
            if stat.S_ISDIR(status.st_mode):
                waiting.append(path)
            else:
                yield _file_entry(path, status)


def _identity(path: Path) -> tuple[int, int]:
    """Device and number: the same file by whatever path it is reached."""
    status = path.stat()
    return status.st_dev, status.st_ino


def _file_entry(path: Path, status: os.stat_result) -> tuple[Path, int | str]:
    if stat.S_ISREG(status.st_mode):
        return path, status.st_size
    if stat.S_ISLNK(status.st_mode):
        return path, "this is a link, which is not followed; add its target by itself if it belongs to the seizure"
    return path, "this is no regular file but a device, pipe or socket; nothing was taken of it"


def _apart(files: list[WalkedFile]) -> list[WalkedFile]:
    """Files with unique paths: what collides gets as many names of its folder before it as tell it apart."""
    named = files
    deepest = max((len(file.folder.parts) for file in files), default=0)
    for depth in range(1, deepest):
        counts = Counter(file.path for file in named)
        if max(counts.values(), default=0) <= 1:
            break
        named = [
            replace(file, path=f"{shown_path('/'.join(file.folder.parts[-depth:]))}/{given.path}")
            if counts[file.path] > 1
            else file
            for file, given in zip(named, files, strict=True)
        ]
    return named
