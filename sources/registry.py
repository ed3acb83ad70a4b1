"""Finds the formats: every module in sources/formats/ must declare `FORMAT`; no list is edited by hand."""

import importlib
import pkgutil
from functools import cache
from pathlib import Path

from sources import formats
from sources.errors import SourceError
from sources.record import Head, SourceFormat

HEAD_BYTES = 64 * 1024


@cache
def source_formats() -> dict[str, SourceFormat]:
    """All declared formats by name, in name order.

    Raises:
        AttributeError: When a module in sources/formats/ has no FORMAT; import errors are not swallowed.
    """
    found = []
    for module_info in pkgutil.iter_modules(formats.__path__):
        module = importlib.import_module(f"{formats.__name__}.{module_info.name}")
        found.append(module.FORMAT)
    return {source_format.name: source_format for source_format in sorted(found, key=lambda f: f.name)}


def read_head(file: Path, path: str) -> Head:
    """The head of a stored file, for the sniffers."""
    with file.open("rb") as stream:
        return Head(path, file.stat().st_size, stream.read(HEAD_BYTES), file)


def detect(head: Head) -> SourceFormat | None:
    """The format whose sniffer is surest by content; None when no reader knows it."""
    sure = [(_sureness(source_format, head), name) for name, source_format in source_formats().items()]
    best = max(sure, key=lambda pair: pair[0], default=(0.0, ""))
    return source_formats()[best[1]] if best[0] > 0 else None


def _sureness(source_format: SourceFormat, head: Head) -> float:
    """How sure a sniffer is; a container that it can't look into is none of its own."""
    try:
        return source_format.sniff(head)
    except SourceError:
        return 0.0
