"""Hash lists: what was promised to be in a seizure, and how that compares with what came.

**Source:** GNU coreutils 9 `sha256sum`, `md5sum` and their kin (`HASH  PATH`, `HASH *PATH`, a leading backslash for
names with escapes), the BSD form `SHA256 (PATH) = HASH` and OpenSSL's `SHA2-256(PATH)= HASH`; tables as FTK writes
them (sources/hash_table.py); formats.md 11. Names may be in GB18030. Lists are made in another folder than they are
checked in, so paths are compared under the leading folders that fit best.
"""

import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sources.errors import ManifestUnreadable, UndecodableText
from sources.hash_table import table_delimiter, table_hashes
from sources.listed_hash import algorithm_named, differing, listed_hash, with_other
from sources.reading import encoding_of, lines
from warehouse.schema.words import ManifestCheck

_GNU = re.compile(r"(?P<escaped>\\?)(?P<hash>[0-9A-Fa-f]{32,128})[ \t][ *\t]?(?P<path>.+)")
_BSD = re.compile(
    r"(?P<escaped>\\?)(?P<name>[A-Za-z0-9][A-Za-z0-9-]{1,11}) ?\((?P<path>.+)\) ?= ?(?P<hash>[0-9A-Fa-f]{32,128})\s*"
)
_BARE = re.compile(r"[0-9A-Fa-f]{32,128}\s*")
# A list of one hash without a name is named after its file: `phone.zip.sha256`.
_SIDECAR = re.compile(r"(?P<path>.+)\.(?:md5|sha1|sha256|sha384|sha512|sm3)(?:\.txt)?", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([\\nr])")
_ESCAPED = {"\\": "\\", "n": "\n", "r": "\r"}
_DRIVE = re.compile(r"[A-Za-z]:(?=/)")


@dataclass(frozen=True)
class ManifestFinding:
    """What the hash list says of one path.

    Attributes:
        path: Path inside the seizure; for a missing file the path as the list has it.
        check: `match`, `mismatch`, `missing`, `extra`, or `none` for a delivered file that could not be hashed.
        expected_hash: The hash the list gives (sources/listed_hash.py), for `mismatch` those that differ; None for
            `extra`.
    """

    path: str
    check: ManifestCheck
    expected_hash: str | None


def read_manifest(file: Path, name: str | None = None) -> dict[str, str]:
    """The paths of a hash list with their hashes (sources/listed_hash.py), in the order of the list.

    Args:
        file: The list.
        name: What it is called; None for the name of the file.

    Raises:
        ManifestUnreadable: When the file is no hash list, names a path twice with different hashes, or has a hash
            that can't be computed; the message names the line.
    """
    name = name or file.name
    expected: dict[str, str] = {}
    for number, path, listed in _listed(file, name):
        path = normal_path(path)
        together = with_other(expected.get(path, listed), listed)
        if together is None:
            raise ManifestUnreadable(
                f"{name}, line {number}: the same path stands here a second time with another hash; "
                "ask for a list that names each file once"
            )
        expected[path] = together
    if not expected:
        raise ManifestUnreadable(f"{name}: the hash list names no file; leave --manifest out or give the right one")
    return expected


def _listed(file: Path, name: str) -> Iterator[tuple[int, str, str]]:
    """Line number, path and hashes of each line."""
    numbered = [(number, line) for number, line in _lines(file) if line.strip() and not line.startswith(("#", ";"))]
    if numbered and (delimiter := table_delimiter(numbered[0][1])):
        yield from table_hashes((line for _, line in numbered), delimiter, name)
        return
    sidecar = _SIDECAR.fullmatch(name.rpartition("/")[2])
    if len(numbered) == 1 and sidecar and _BARE.fullmatch(numbered[0][1]):
        yield 1, sidecar["path"], _checked_hash(numbered[0][1], None, f"{name}, line 1")
        return
    for number, line in numbered:
        match = _BSD.fullmatch(line) or _GNU.fullmatch(line)
        if match is None:
            raise ManifestUnreadable(
                f"{name}, line {number}: this is neither `HASH  PATH` nor `SHA256 (PATH) = HASH`; "
                "correct a copy of the list and give that"
            )
        path = _unescaped(match["path"]) if match["escaped"] else match["path"]
        yield number, path, _checked_hash(match["hash"], match.groupdict().get("name"), f"{name}, line {number}")


def _checked_hash(digits: str, named: str | None, place: str) -> str:
    algorithm = None if named is None else algorithm_named(named)
    listed = None if named is not None and algorithm is None else listed_hash(digits, algorithm)
    if listed is None:
        raise ManifestUnreadable(
            f"{place}: this hash ({named or f'{len(digits.strip())} digits'}) is none that is checked; "
            "ask for a SHA-256 list"
        )
    return listed


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
    hash_of: Callable[[str, str], str] | None = None,
) -> list[ManifestFinding]:
    """Compare a hash list with what was delivered.

    Lists are often made one folder higher, in another place, or beside the files. The reading of the list's paths that
    finds most of the delivered files is taken for the whole list; of equally good ones the plainest.

    Args:
        expected: Path to hash, as `read_manifest` gives them.
        delivered: Path inside the seizure to SHA-256; None for a file that could not be hashed.
        papers: Delivered paths that are custody papers: not on the list means nothing (`none`), not `extra`.
        list_folder: Folder of the list inside the seizure, "" when it lies at the top or outside.
        other_names: Path inside the seizure to the path under which a list made one folder higher names it.
        hash_of: Another hash of a delivered path, by path and algorithm; needed for lists of other hashes.

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
            wrong = differing(wanted, _hashes_of(path, sha256, hash_of))
            check = "mismatch" if wrong else "match"
            wanted = wrong or wanted
        findings.append(ManifestFinding(path, check, wanted))
    found = set(names.values())
    findings += [ManifestFinding(path, "missing", wanted) for path, wanted in listed.items() if path not in found]
    return sorted(findings, key=lambda finding: finding.path)


def _hashes_of(path: str, sha256: str, hash_of: Callable[[str, str], str] | None) -> Callable[[str], str]:
    return lambda algorithm: sha256 if algorithm == "sha256" or hash_of is None else hash_of(path, algorithm)


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
