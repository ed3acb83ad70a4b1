"""Papers that come with a seizure and hold no records: hash lists, the tag files of bags, and seizure sheets.

They are read when the seizure is added (sources/manifest.py, sources/bagit.py, sources/seizure_sheet.py) and kept as
exhibits like all that was delivered; here they are only recognised, so that nobody takes them for files that could not
be read.

**Source:** the output of GNU coreutils `sha256sum` 9 and its kin and of BSD `shasum --tag`; FTK Imager's hash CSV;
RFC 8493 (BagIt); the `seizure.toml` of contract.md.
"""

import re
import tomllib

from sources.errors import ManifestUnreadable
from sources.hash_table import table_delimiter, table_hashes
from sources.reading import head_text
from sources.record import Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat

# `HASH  path`, `HASH *path`, an escaped name, or `SHA256 (path) = HASH`; MD5 to SHA-512.
_DIGITS = r"(?:[0-9a-fA-F]{128}|[0-9a-fA-F]{96}|[0-9a-fA-F]{64}|[0-9a-fA-F]{56}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32})"
_HASH_LINE = re.compile(
    rf"\\?{_DIGITS}[ \t][ *\t]?\S.*|(?:MD5|SHA-?1|SHA(?:2-)?(?:224|256|384|512)|SM3) ?\(.+\) ?= ?{_DIGITS}"
)
_BARE_HASH = re.compile(rf"{_DIGITS}\s*")
_BAG_DECLARATION = re.compile(r"BagIt-Version: \d+\.\d+\s+Tag-File-Character-Encoding: \S+\s*")
_BAG_INFO = re.compile(r"(?:[A-Za-z][A-Za-z0-9 -]*:[ \t].*|[ \t]+\S.*)")
_BAG_INFO_LABELS = ("Bagging-Date:", "Payload-Oxum:", "Source-Organization:", "Bag-Software-Agent:")
_SHEET_NAME, _BAG_INFO_NAME = "seizure.toml", "bag-info.txt"
_SIDECAR = re.compile(r".+\.(?:md5|sha1|sha256|sha384|sha512|sm3)(?:\.txt)?", re.IGNORECASE)
# Rows of a table that are looked at.
_ROWS = 50


def sniff(head: Head) -> float:
    """Certain when every whole line is a line of a hash list or bag tag file, or the file is a sound seizure.toml."""
    text = head_text(head.first_bytes)
    if not text or not text.strip():
        return 0.0
    name = head.path.rpartition("/")[2].lower()
    is_whole = head.size_bytes == len(head.first_bytes)
    if name == _SHEET_NAME and is_whole:
        return 1.0 if _is_toml(text) else 0.0
    whole = text.splitlines()
    if not is_whole:
        whole = whole[:-1]
    lines = [line for line in whole if line.strip() and not line.startswith(("#", ";"))]
    if not lines:
        return 0.0
    if all(_HASH_LINE.fullmatch(line.strip()) for line in lines) or _is_hash_table(lines):
        return 1.0
    if len(lines) == 1 and is_whole and _SIDECAR.fullmatch(name) and _BARE_HASH.fullmatch(lines[0]):
        return 1.0
    if is_whole and _BAG_DECLARATION.fullmatch(text.lstrip("\ufeff")):
        return 1.0
    is_info = name == _BAG_INFO_NAME and any(line.startswith(_BAG_INFO_LABELS) for line in lines)
    return 1.0 if is_info and all(_BAG_INFO.fullmatch(line) for line in lines) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """A custody paper holds no records."""
    del exhibit
    yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """A custody paper holds no records."""
    del exhibit
    return 0


def _is_hash_table(lines: list[str]) -> bool:
    """Whether a header names hashes and files, and every row looked at gives both."""
    delimiter = table_delimiter(lines[0])
    rows = lines[1 : _ROWS + 1]
    if delimiter is None or not rows:
        return False
    try:
        return len(table_hashes([lines[0], *rows], delimiter, "")) == len(rows)
    except ManifestUnreadable:
        return False


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


FORMAT = SourceFormat(
    name="custody_paper",
    version=2,
    meaning="Hash lists, bag tag files and seizure sheets that come with a seizure; they hold no records.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Custody",
        made_by="`sha256sum`, BSD `shasum --tag`, and whoever writes seizure.toml",
        gives="no records; hashes and custody are read when the seizure is added",
        certainty="specification",
    ),
)
