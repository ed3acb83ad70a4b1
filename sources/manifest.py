"""Hash lists: what was promised to be in a seizure, and how that compares with what came.

**Source:** GNU coreutils 9 `sha256sum` (`HASH  PATH`, `HASH *PATH`, a leading backslash for names with escapes), the
BSD form `SHA256 (PATH) = HASH` and OpenSSL's `SHA2-256(PATH)= HASH`; formats.md 11. Names may be in GB18030. Lists are
made in another folder than they are checked in, so paths are compared under the leading folders that fit best.
"""

import posixpath
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sources.errors import ManifestUnreadable, UndecodableText
from sources.reading import encoding_of, lines
from warehouse.schema.words import ManifestCheck

_GNU = re.compile(r"(?P<escaped>\\?)(?P<hash>[0-9A-Fa-f]{64})[ \t][ *\t]?(?P<path>.+)")
_BSD = re.compile(r"(?P<escaped>\\?)SHA(?:2-)?256 ?\((?P<path>.+)\) ?= ?(?P<hash>[0-9A-Fa-f]{64})\s*")
_OTHER_HASH = re.compile(r"\\?(?:(?:MD5|SHA1|SHA512) ?\(|[0-9A-Fa-f]{32}\s|[0-9A-Fa-f]{40}\s|[0-9A-Fa-f]{128}\s)")
_ESCAPE = re.compile(r"\\([\\nr])")
_ESCAPED = {"\\": "\\", "n": "\n", "r": "\r"}
_DRIVE = re.compile(r"[A-Za-z]:(?=/)")


@dataclass(frozen=True)
class ManifestFinding:
    """What the hash list says of one path.

    Attributes:
        path: Path inside the seizure; for a missing file the path as the list has it.
        check: `match`, `mismatch`, `missing`, `extra`, or `none` for a delivered file that could not be hashed.
        expected_hash: The hash the list gives; None for `extra`.
    """

    path: str
    check: ManifestCheck
    expected_hash: str | None


def read_manifest(file: Path) -> dict[str, str]:
    """The paths of a hash list with their hashes, lower case, in the order of the list.

    Raises:
        ManifestUnreadable: When the file is no hash list, names a path twice with different hashes, or has another
            kind of hash; the message names the line.
    """
    expected: dict[str, str] = {}
    for number, line in _lines(file):
        if not line.strip() or line.startswith(("#", ";")):
            continue
        match = _BSD.fullmatch(line) or _GNU.fullmatch(line)
        if match is None:
            raise ManifestUnreadable(f"{file.name}, line {number}: {_complaint(line)}")
        path = normal_path(_unescaped(match["path"]) if match["escaped"] else match["path"])
        sha256 = match["hash"].lower()
        if expected.setdefault(path, sha256) != sha256:
            raise ManifestUnreadable(
                f"{file.name}, line {number}: the same path stands here a second time with another hash; "
                "ask for a list that names each file once"
            )
    if not expected:
        raise ManifestUnreadable(
            f"{file.name}: the hash list names no file; leave --manifest out or give the right one"
        )
    return expected


def normal_path(path: str) -> str:
    r"""A path as it is compared: '/' for '\\', no './', no drive, no leading '/', composed characters (NFC)."""
    path = _DRIVE.sub("", path.replace("\\", "/"), count=1)
    return unicodedata.normalize("NFC", posixpath.normpath(path).lstrip("/"))


def check_manifest(
    expected: Mapping[str, str],
    delivered: Mapping[str, str | None],
    *,
    papers: frozenset[str] = frozenset(),
    list_folder: str = "",
    other_names: Mapping[str, str] | None = None,
) -> list[ManifestFinding]:
    """Compare a hash list with what was delivered.

    Lists are often made one folder higher, in another place, or beside the files. The reading of the list's paths that
    finds most of the delivered files is taken for the whole list; of equally good ones the plainest.

    Args:
        expected: Path to hash, as `read_manifest` gives them.
        delivered: Path inside the seizure to hash; None for a file that could not be hashed.
        papers: Delivered paths that are custody papers: not on the list means nothing (`none`), not `extra`.
        list_folder: Folder of the list inside the seizure, "" when it lies at the top or outside.
        other_names: Path inside the seizure to the path under which a list made one folder higher names it.

    Returns:
        One finding per delivered path and per path of the list that was not delivered, sorted by path.
    """
    namings = [{path: normal_path(path) for path in delivered}]
    if other_names:
        namings.append({path: normal_path(other_names.get(path, path)) for path in delivered})
    names, listed = _best_reading(expected, namings, list_folder)
    findings = []
    for path, sha256 in delivered.items():
        wanted = listed.get(names[path])
        check: ManifestCheck = "none"
        if wanted is None:
            check = "none" if path in papers else "extra"
        elif sha256 is not None:
            check = "match" if sha256 == wanted else "mismatch"
        findings.append(ManifestFinding(path, check, wanted))
    found = set(names.values())
    findings += [ManifestFinding(path, "missing", wanted) for path, wanted in listed.items() if path not in found]
    return sorted(findings, key=lambda finding: finding.path)


def _best_reading(
    expected: Mapping[str, str], namings: Sequence[Mapping[str, str]], list_folder: str
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The naming of delivered files and the list's paths, read so that most of them meet."""
    readings = [(naming, listed) for naming in namings for listed in _readings(expected, list_folder)]
    return max(readings, key=lambda reading: len(set(reading[0].values()) & reading[1].keys()))


def _readings(expected: Mapping[str, str], list_folder: str) -> Iterator[Mapping[str, str]]:
    yield expected
    if list_folder:
        yield {normal_path(posixpath.join(list_folder, path)): sha256 for path, sha256 in expected.items()}
    shared = posixpath.commonpath([posixpath.dirname(path) for path in expected]) if expected else ""
    for depth in range(1, len(PurePosixPath(shared).parts) + 1):
        yield {posixpath.join(*PurePosixPath(path).parts[depth:]): sha256 for path, sha256 in expected.items()}


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    if file.is_dir():
        raise ManifestUnreadable(f"{file} is a folder, not a hash list; name the file")
    try:
        yield from enumerate(lines(file, encoding_of(file)), start=1)
    except (UndecodableText, UnicodeError) as error:
        raise ManifestUnreadable(f"{file.name} is no hash list: its bytes are no text; give the right file") from error
    except OSError as error:
        raise ManifestUnreadable(f"the hash list {file} can't be read ({error.strerror}); check the path") from error


def _unescaped(path: str) -> str:
    return _ESCAPE.sub(lambda match: _ESCAPED[match[1]], path)


def _complaint(line: str) -> str:
    if _OTHER_HASH.match(line):
        return "this is another hash than SHA-256, which alone is checked; ask for a SHA-256 list"
    return "this is neither `HASH  PATH` nor `SHA256 (PATH) = HASH`; correct a copy of the list and give that"
