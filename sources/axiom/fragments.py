"""What the names of artifacts and fragments mean, and the times that stand in fragments.

A fragment of a time is called `Message Sent Date/Time - UTC+00:00 (dd/MM/yyyy)`: its zone and the order of day and
month stand in the name.

**Source:** synonyms.toml beside this module, with its sources.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from sources.cellebrite.identifiers import Service, service_of
from sources.clock_text import FIRST_YEAR, LAST_YEAR
from sources.disclosures.disclosed import Moment

_TAIL = re.compile(r"\s*[-–]\s*UTC\s*(?:([+-])(\d{1,2}):?(\d{2}))?\s*(?:\(([^)]*)\))?\s*$|\s*\(([dMy/.\-]{6,12})\)\s*$")
_TIME = re.compile(
    r"(\d{1,4})([-/.])(\d{1,2})[-/.](\d{1,4})[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*([AaPp][Mm])?"
    r"\s*(Z|UTC|[+-]\d{2}:?\d{2})?"
)
# Words in an artifact's name that are no part of the app's.
_BESIDE = re.compile(
    r"\b(?:android|ios|iphone|apple|windows|macos|mac|messages?|chats?|contacts?|accounts?|information|info|users?|"
    r"groups?|conversations?|friends?|local|owner|carved|deleted|cloud)\b|[-–/&()]",
    re.IGNORECASE,
)
_KINDS = ("none", "account", "contact", "message")


@dataclass(frozen=True, slots=True)
class Fragment:
    """What the name of a fragment says.

    Attributes:
        name: The name in lower case, without zone and pattern.
        offset: What its times are ahead of UTC, where it says so.
        order: `dmy`, `mdy` or `ymd` where it says so.
    """

    name: str
    offset: timedelta | None
    order: str | None


@cache
def synonyms() -> dict[str, dict[str, list[str]]]:
    """The synonyms as they stand in the file."""
    return tomllib.loads(resources.files(__package__).joinpath("synonyms.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=4096)
def kind_of(artifact: str) -> str | None:
    """`message`, `contact` or `account` by an artifact's name; None for all others."""
    patterns = synonyms()["artifacts"]
    for kind in _KINDS:
        if any(re.search(pattern, artifact, re.IGNORECASE) for pattern in patterns[kind]):
            return None if kind == "none" else kind
    return None


@lru_cache(maxsize=4096)
def service_of_artifact(artifact: str) -> Service:
    """The service that an artifact's name speaks of; the phone itself where it names no app."""
    return service_of(" ".join(_BESIDE.sub(" ", artifact).split()))


@lru_cache(maxsize=4096)
def fragment_of(written: str) -> Fragment:
    """What the name of a fragment says."""
    tail = _TAIL.search(written)
    if tail is None:
        return Fragment(written.strip().lower(), None, None)
    offset = None
    if "UTC" in tail[0]:
        ahead = timedelta(hours=int(tail[2] or 0), minutes=int(tail[3] or 0))
        offset = -ahead if tail[1] == "-" else ahead
    letters = "".join(dict.fromkeys(sign for sign in (tail[4] or tail[5] or "").lower() if sign in "dmy"))
    return Fragment(written[: tail.start()].strip().lower(), offset, letters if len(letters) == 3 else None)


def told(kind: str, fragments: Mapping[str, str]) -> dict[str, str]:
    """The fragments of a hit (name as written to value) by what they mean to a kind of record."""
    ranked = [(*meaning, value) for name, value in fragments.items() for meaning in _meanings(kind, name)]
    return {meaning: value for _, meaning, value in sorted(ranked, reverse=True)}


def moment_in(fragments: Mapping[str, str], zone: ZoneInfo, basis: str) -> Moment:
    """The time of a message: UTC where the fragment's name or the value says the zone, else local time."""
    times = [(rank, name) for name in fragments for rank, meaning in _meanings("message", name) if meaning == "time"]
    if not times:
        return Moment(None, None, "none")
    name = min(times)[1]
    return _moment(fragments[name], fragment_of(name), zone, basis)


@lru_cache(maxsize=16_384)
def _meanings(kind: str, written: str) -> tuple[tuple[int, str], ...]:
    """What a fragment's name means to a kind of record, with how far down it stands among the names for that."""
    name = fragment_of(written).name
    return tuple((names.index(name), meaning) for meaning, names in synonyms()[kind].items() if name in names)


def _moment(value: str, fragment: Fragment, zone: ZoneInfo, basis: str) -> Moment:
    found = _TIME.fullmatch(value.strip())
    if found is None:
        return Moment(None, value, "none")
    first, second, third = int(found[1]), int(found[3]), int(found[4])
    order = "ymd" if first > 31 else fragment.order or ("dmy" if first > 12 or found[2] == "." else None)
    order = order or ("mdy" if second > 12 else None)
    if order is None:
        return Moment(None, value, "ambiguous")
    parts = dict(zip(order, (first, second, third), strict=True))
    hour, half = int(found[5]), (found[8] or "").lower()
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    try:
        known = _known_zone(found[9], fragment.offset)
        local = datetime(parts["y"], parts["m"], parts["d"], hour, int(found[6]), int(found[7] or 0))
        at = local.replace(tzinfo=known or zone).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return Moment(None, value, "none")
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        return Moment(None, value, "none")
    return Moment(at, value, basis if known is None else "offset")


def _known_zone(written: str | None, offset: timedelta | None) -> timezone | None:
    if written in ("Z", "UTC"):
        return UTC
    if written:
        ahead = timedelta(hours=int(written[1:3]), minutes=int(written[-2:]))
        return timezone(-ahead if written[0] == "-" else ahead)
    return None if offset is None else timezone(offset)
