"""Says which container a file is, by content; documents that happen to be zip files are none."""

import importlib
import pkgutil
from functools import cache
from pathlib import Path

from sources.archives import containers
from sources.archives.container import ArchiveBytes, Container

# The longest signature (tar's) stands in the first block.
HEAD_BYTES = 512
# First bytes of all but tar, whose sign stands at 257: most files are told apart without being opened.
_FIRST_SIGNS = (b"PK", b"7z", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_TAR_SIGN = slice(257, 262)


@cache
def all_containers() -> tuple[Container, ...]:
    """The declared containers in name order."""
    found = []
    for module_info in pkgutil.iter_modules(containers.__path__):
        module = importlib.import_module(f"{containers.__name__}.{module_info.name}")
        found.append(module.CONTAINER)
    return tuple(sorted(found, key=lambda container: container.name))


def container_of(archive: ArchiveBytes, head: bytes) -> Container | None:
    """The container that the bytes are.

    Args:
        archive: The file or volumes.
        head: First bytes, at least HEAD_BYTES where there are so many.
    """
    if not may_be_archive(head):
        return None
    return next((container for container in all_containers() if container.recognises(archive, head)), None)


def may_be_archive(head: bytes) -> bool:
    """Whether a file's first bytes have any signature of an archive; most files are told apart by that."""
    return head.startswith(_FIRST_SIGNS) or head[_TAR_SIGN] == b"ustar"


def is_archive(file: Path, head: bytes) -> bool:
    """Whether a file is an archive."""
    return container_of(ArchiveBytes(file.name, (file,)), head) is not None
