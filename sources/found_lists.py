"""Hash lists that lie at the top of a folder or an archive, found by their names when nobody names one.

**Source:** the names that coreutils' manual, FTK Imager, distributions of software and police forms give such lists;
RFC 8493 for bags.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sources.bagit import DECLARATION

_WHOLE = re.compile(
    r"(?:(?:sha-?(?:1|224|256|384|512)|md5|sm3)-?sums?|checksums?|hash(?:es|_?list|_?values?)|哈希值?|校验值)"
    r"(?:\.(?:txt|csv|md5|sha1|sha256|sha384|sha512|asc))?",
    re.IGNORECASE,
)
_BESIDE = re.compile(r".+\.(?:md5|sha1|sha256|sha384|sha512|sm3)(?:\.txt)?", re.IGNORECASE)


@dataclass(frozen=True)
class FoundLists:
    """What lies at the top.

    Attributes:
        root: Folder that counts as the top, with '/' at its end, or "".
        is_bag: Whether the top is a BagIt bag.
        whole: Names of lists that are meant to name every file.
        beside: Names of lists that are made for single files (`phone.zip.sha256`).
        names: Name of each file at the top to its path.
    """

    root: str
    is_bag: bool
    whole: tuple[str, ...]
    beside: tuple[str, ...]
    names: Mapping[str, str]


def found_lists(paths: Collection[str]) -> FoundLists:
    """The lists at the top of some paths; where all lie in one folder, that folder is the top."""
    root = _root(paths)
    names = {path[len(root) :]: path for path in sorted(paths) if "/" not in path[len(root) :]}
    is_bag = DECLARATION in names
    whole = () if is_bag else tuple(name for name in names if _WHOLE.fullmatch(name))
    beside = () if is_bag else tuple(name for name in names if _BESIDE.fullmatch(name) and name not in whole)
    return FoundLists(root, is_bag, whole, beside, names)


def _root(paths: Collection[str]) -> str:
    firsts = {path.partition("/")[0] for path in paths}
    if len(firsts) != 1 or any("/" not in path for path in paths):
        return ""
    return f"{next(iter(firsts))}/"
