"""BagIt bags: what their manifests promise, what is only to be fetched, and what bag-info.txt tells.

Nothing is fetched: a payload file that fetch.txt names for download and that did not come is missing, and said so.

**Source:** RFC 8493 (BagIt 1.0): 2.1.3 payload manifest, 2.2.1 tag manifest, 2.2.2 bag-info.txt, 2.2.3 fetch.txt;
formats.md 11.
"""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sources.errors import ManifestUnreadable, UndecodableText
from sources.listed_hash import algorithm_named, with_other
from sources.manifest import normal_path, read_manifest
from sources.reading import encoding_of, lines

DECLARATION = "bagit.txt"
PAYLOAD_FOLDER = "data/"
_MANIFEST = re.compile(r"(?:tag)?manifest-(?P<algorithm>[A-Za-z0-9-]+)\.txt", re.IGNORECASE)
_INFO, _FETCH = "bag-info.txt", "fetch.txt"
_ESCAPED = re.compile(r"%(0[AaDd]|25)")
_FIELD = re.compile(r"(?P<label>[^\s:][^:]*?)\s*:\s*(?P<value>.*)")
# A note is read by people.
_LONGEST_NOTE = 2000


@dataclass(frozen=True)
class Bag:
    """What a bag says of itself.

    Attributes:
        expected: Path inside the bag to its hashes (sources/listed_hash.py); payload and tag files.
        not_fetched: Paths that fetch.txt names for download.
        note: What bag-info.txt tells, for the custody record; "" for nothing.
    """

    expected: Mapping[str, str]
    not_fetched: frozenset[str]
    note: str


def read_bag(files: Mapping[str, Path]) -> Bag:
    """Read the tag files of a bag.

    Args:
        files: Names of the files at the root of the bag, with where they lie.

    Raises:
        ManifestUnreadable: When a manifest can't be understood, or there is none.
    """
    expected: dict[str, str] = {}
    for name, file in sorted(files.items()):
        match = _MANIFEST.fullmatch(name)
        if match is None or algorithm_named(match["algorithm"]) is None:
            continue
        for listed_path, listed in _manifest(file, name).items():
            path = normal_path(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), listed_path))
            together = with_other(expected.get(path, listed), listed)
            if together is None:
                raise ManifestUnreadable(
                    f"{name}: another manifest of the bag gives {path} another hash; ask for a sound bag"
                )
            expected[path] = together
    if not expected:
        raise ManifestUnreadable(f"{DECLARATION}: the bag has no manifest that names a file; ask for a sound bag")
    return Bag(expected, frozenset(_fetched(files)), _note(files))


def _manifest(file: Path, name: str) -> Mapping[str, str]:
    """The paths of one manifest; an empty one (a bag without payload) names none."""
    return {} if file.stat().st_size == 0 else read_manifest(file, name)


def _fetched(files: Mapping[str, Path]) -> list[str]:
    if _FETCH not in files:
        return []
    rows = (line.split(None, 2) for line in _text_lines(files[_FETCH]))
    return [normal_path(posixpath.join("", row[2].strip())) for row in rows if len(row) == 3]


def _note(files: Mapping[str, Path]) -> str:
    if _INFO not in files:
        return ""
    fields: list[str] = []
    for line in _text_lines(files[_INFO]):
        match = _FIELD.fullmatch(line)
        if line[:1].isspace() and fields:
            fields[-1] += f" {line.strip()}"
        elif match and match["value"]:
            fields.append(f"{match['label']}: {match['value'].strip()}")
    return "; ".join(fields)[:_LONGEST_NOTE]


def _text_lines(file: Path) -> list[str]:
    """Lines of a tag file; none when its bytes are no text."""
    try:
        return list(lines(file, encoding_of(file)))
    except (UndecodableText, UnicodeError):
        return []
