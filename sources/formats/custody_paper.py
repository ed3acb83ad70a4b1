"""Papers that come with a seizure and hold no records: hash lists and seizure sheets.

They are read when the seizure is added (sources/manifest.py, sources/seizure_sheet.py) and kept as exhibits like all
that was delivered; here they are only recognised, so that nobody takes them for files that could not be read.

**Source:** the output of GNU coreutils `sha256sum` 9 and of BSD `shasum --tag`; the `seizure.toml` of contract.md.
"""

import re
import tomllib

from sources.reading import head_text
from sources.record import Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat

# `HASH  path`, `HASH *path`, an escaped name, or `SHA256 (path) = HASH`.
_HASH_LINE = re.compile(r"\\?[0-9a-fA-F]{64} [ *].+|SHA256 \(.+\) = [0-9a-fA-F]{64}")
_SHEET_NAME = "seizure.toml"


def sniff(head: Head) -> float:
    """Certain when every whole line is a line of a hash list, or the file is a sound seizure.toml."""
    text = head_text(head.first_bytes)
    if not text or not text.strip():
        return 0.0
    if head.path.rpartition("/")[2].lower() == _SHEET_NAME and head.size_bytes == len(head.first_bytes):
        return 1.0 if _is_toml(text) else 0.0
    whole = text.splitlines()
    if head.size_bytes > len(head.first_bytes):
        whole = whole[:-1]
    lines = [line for line in whole if line.strip()]
    return 1.0 if lines and all(_HASH_LINE.fullmatch(line.strip()) for line in lines) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """A custody paper holds no records."""
    del exhibit
    yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """A custody paper holds no records."""
    del exhibit
    return 0


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


FORMAT = SourceFormat(
    name="custody_paper",
    version=1,
    meaning="Hash lists and seizure sheets that come with a seizure; they hold no records.",
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
