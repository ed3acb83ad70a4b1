"""Split archives: which files are the volumes of one archive, in which order, and which are missing.

**Source:** the naming of 7-Zip and HJSplit (`x.zip.001`), of PKZIP and Info-ZIP (`x.z01` … `x.zip`) and of WinRAR
(`x.part1.rar`; `x.rar`, `x.r00`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_NUMBERED = re.compile(
    r"(?P<stem>.+\.(?:zip|7z|rar|tar|gz|tgz|bz2|tbz2|xz|txz|zst|tzst|ufdr))\.(?P<number>\d{3,4})", re.I
)
_ZIP_PART = re.compile(r"(?P<stem>.+)\.z(?P<number>\d{2,3})", re.I)
_RAR_PART = re.compile(r"(?P<stem>.+)\.part(?P<number>\d{1,4})\.rar", re.I)
_OLD_RAR_PART = re.compile(r"(?P<stem>.+)\.r(?P<number>\d{2,3})", re.I)
# A gap in hostile numbering could name thousands.
_MOST_NAMED = 5


@dataclass(frozen=True)
class VolumeSet:
    """The volumes of one split archive.

    Attributes:
        paths: Their paths in the order of the bytes.
        missing: One sentence when volumes are missing; else None.
    """

    paths: tuple[str, ...]
    missing: str | None

    @property
    def first(self) -> str:
        """The path that stands for the archive: the one a program opens."""
        last = self.paths[-1]
        return last if last.lower().endswith(".zip") else self.paths[0]


def volume_sets(paths: Iterable[str]) -> list[VolumeSet]:
    """The split archives among paths, in path order; a file belongs to one at most."""
    known = {path.lower(): path for path in sorted(paths)}
    numbered: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for path in known.values():
        for kind, pattern in (
            ("numbered", _NUMBERED),
            ("rar", _RAR_PART),
            ("zip", _ZIP_PART),
            ("old rar", _OLD_RAR_PART),
        ):
            if match := pattern.fullmatch(path):
                numbered[kind, match["stem"]][int(match["number"])] = path
                break
    sets = []
    for (kind, stem), parts in sorted(numbered.items(), key=lambda item: min(item[1].values())):
        if kind == "zip":
            sets.append(_with_end(parts, known.get(f"{stem}.zip".lower()), f"{stem}.zip"))
        elif kind == "old rar":
            # .r00 is the second volume; a stray .r00 beside no .rar is still said.
            sets.append(_with_start(parts, known.get(f"{stem}.rar".lower()), f"{stem}.rar"))
        else:
            sets.append(_set(parts, first=0 if 0 in parts and kind == "numbered" else 1))
    return sets


def _set(parts: Mapping[int, str], first: int) -> VolumeSet:
    return VolumeSet(_ordered(parts), _told(_gaps(parts, first)))


def _ordered(parts: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(parts[number] for number in sorted(parts))


def _gaps(parts: Mapping[int, str], first: int) -> list[str]:
    sample = next(iter(parts.values()))
    return [_named(sample, number) for number in range(first, max(parts)) if number not in parts]


def _with_end(parts: Mapping[int, str], end: str | None, end_name: str) -> VolumeSet:
    missing = _gaps(parts, 1) + ([] if end else [end_name])
    return VolumeSet((*_ordered(parts), *filter(None, [end])), _told(missing))


def _with_start(parts: Mapping[int, str], start: str | None, start_name: str) -> VolumeSet:
    missing = ([] if start else [start_name]) + _gaps(parts, 0)
    return VolumeSet((*filter(None, [start]), *_ordered(parts)), _told(missing))


def _named(sample: str, number: int) -> str:
    """The name of another volume of the same set."""
    for pattern in (_NUMBERED, _RAR_PART, _ZIP_PART, _OLD_RAR_PART):
        if match := pattern.fullmatch(sample):
            start, end = match.span("number")
            return f"{sample[:start]}{number:0{end - start}d}{sample[end:]}"
    return sample


def _told(missing: list[str]) -> str | None:
    if not missing:
        return None
    names = ", ".join(name.rpartition("/")[2] for name in missing[:_MOST_NAMED])
    more = f" and {len(missing) - _MOST_NAMED} more" if len(missing) > _MOST_NAMED else ""
    return f"the archive is split and {names}{more} did not come; add all its volumes together"
