"""The database of contacts that lies nearest to a database of messages in the same seizure.

Contacts and messages of WeChat on computers are in different files of one account's folder; names in system lines mean
somebody only with both.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import PurePosixPath

from sources.errors import UnreadableExhibit
from sources.record import Exhibit
from sources.sqlite_file import SqliteFile, opened


@contextmanager
def nearest(exhibit: Exhibit, name: str, is_it: Callable[[SqliteFile], bool]) -> Iterator[SqliteFile | None]:
    """The nearest sound companion of a name, open; None when there is none, or two are equally near.

    Args:
        exhibit: The database of messages.
        name: File name of the companion; tools that decrypt put words before and behind it.
        is_it: Whether a database of that name is of the wanted layout.
    """
    own = PurePosixPath(exhibit.path).parts
    stem = PurePosixPath(name).stem.lower()
    near: dict[int, list[str]] = {}
    for path in exhibit.companions:
        if stem in PurePosixPath(path).name.lower() and path != exhibit.path:
            parts = PurePosixPath(path).parts
            shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(own, parts, strict=False)))
            near.setdefault(len(own) + len(parts) - 2 * shared, []).append(path)
    for distance in sorted(near):
        sound = [path for path in near[distance] if _is_sound(exhibit, path, is_it)]
        if len(sound) == 1:
            with opened(exhibit.companions[sound[0]]) as database:
                yield database
            return
        if sound:
            break
    yield None


def _is_sound(exhibit: Exhibit, path: str, is_it: Callable[[SqliteFile], bool]) -> bool:
    try:
        with opened(exhibit.companions[path]) as database:
            return is_it(database)
    except UnreadableExhibit:
        return False  # it is an exhibit of its own, and its own reader says what is wrong
