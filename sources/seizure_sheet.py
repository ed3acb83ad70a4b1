"""What is told about a seizure: case, owners, time zone and custody, from `seizure.toml` or from options.

A drop without a command line carries `seizure.toml` beside its files:

    case = "northern-call-room"      # optional; must agree with what else is said
    seizure = "phone-3"              # optional
    timezone = "Asia/Shanghai"       # of local times in the files
    owners = ["wechat:wxid_example"] # accounts of the seized device itself
    manifest = "SHA256SUMS"          # hash list, relative to this file
    password_file = "passwords.txt"  # passwords of archives, one a line; this file is read and not kept

    [custody]                        # authority, instrument, seized_by (or who), seized_at (when),
    authority = "District police"    # seized_where (where), tool, note, and any field of your own

**Source:** the fields follow CASE's InvestigativeAction and ProvenanceRecord (formats.md 11).
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sources.errors import SeizureRefused, SeizureSheetUnreadable
from warehouse.schema.words import CUSTODY_FIELDS, PLATFORMS

SHEET_NAME = "seizure.toml"
_PLAIN_KEYS = ("case", "seizure", "timezone", "owners", "manifest", "password_file", "custody")
_PASSWORD_KEYS = ("password", "passwords")
# The short words that people write for custody fields.
_SHORT_WORDS = {
    "who": "seized_by",
    "when": "seized_at",
    "where": "seized_where",
    "from": "seized_from",
    "by": "seized_by",
    "at": "seized_at",
    "place": "seized_where",
    "legal_basis": "instrument",
}
# Ids become folder names and partition keys: file systems end at 255 bytes, and some scripts need 4 bytes a letter.
_LONGEST_ID = 60
_ID_SIGNS = frozenset("._-")


@dataclass(frozen=True)
class SeizureSheet:
    """What is told about a seizure; None and empty mean not told.

    Attributes:
        case_id: The case.
        seizure_id: The seizure.
        timezone: IANA zone of local times.
        owners: Platform to native ids of the seized device's own accounts.
        manifest: Path of the hash list, as written.
        custody: Custody fields.
        password_file: Path of the file with passwords, as written.
    """

    case_id: str | None = None
    seizure_id: str | None = None
    timezone: str | None = None
    owners: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    manifest: str | None = None
    custody: Mapping[str, str] = field(default_factory=dict)
    password_file: str | None = None


def read_sheet(file: Path) -> SeizureSheet:
    """Read a `seizure.toml`.

    Raises:
        SeizureSheetUnreadable: When it is no TOML, or a value can't be taken; the message names file and key.
    """
    try:
        fields = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SeizureSheetUnreadable(f"{file} is not UTF-8; save it as UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise SeizureSheetUnreadable(f"{file} is no sound TOML: {error}; correct it and add again") from error
    except OSError as error:
        raise SeizureSheetUnreadable(f"{file} can't be read ({error.strerror}); give the right to it") from error
    fields = {"timezone" if key == "time_zone" else key: value for key, value in fields.items()}
    if any(key.lower() in _PASSWORD_KEYS for key in fields):
        raise SeizureSheetUnreadable(
            f"{file}: the sheet is kept as evidence and must hold no password; write passwords one a line into a file "
            "beside it and name that by password_file"
        )
    unknown = [key for key in fields if key not in _PLAIN_KEYS and custody_field(key) not in CUSTODY_FIELDS]
    if unknown:
        known = ", ".join(_PLAIN_KEYS)
        raise SeizureSheetUnreadable(
            f"{file}: the key {unknown[0]!r} is not known; known are {known}, and own fields go under [custody]"
        )
    try:
        return _sheet(fields)
    except SeizureRefused as error:
        raise SeizureSheetUnreadable(f"{file}: {error}") from error


def checked_id(what: str, text: str) -> str:
    """A case's or seizure's id, composed (NFC).

    Raises:
        SeizureRefused: When it is empty, too long, or has other signs than letters, digits, '.', '_' and '-'.
    """
    composed = unicodedata.normalize("NFC", text.strip())
    sound = all(sign in _ID_SIGNS or unicodedata.category(sign)[0] in "LMN" for sign in composed)
    if not composed or len(composed) > _LONGEST_ID or not sound or unicodedata.category(composed[0])[0] not in "LN":
        raise SeizureRefused(
            f"the {what} id {text!r} can't be used; take letters of any script, digits, '.', '_' and '-', "
            f"beginning with a letter or digit, {_LONGEST_ID} at most"
        )
    return composed


def checked_timezone(name: str) -> str:
    """The name of a time zone that exists.

    Raises:
        SeizureRefused: When there is none of that name.
    """
    try:
        return ZoneInfo(name.strip()).key
    except (KeyError, ValueError, OSError) as error:
        raise SeizureRefused(
            f"there is no time zone {name!r}; take a name like Asia/Shanghai or Europe/Madrid"
        ) from error


def checked_owners(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Owners written as `PLATFORM:ID`, by platform, in the order given, each once.

    Raises:
        SeizureRefused: When one has no platform of ours or no id.
    """
    owners: dict[str, tuple[str, ...]] = {}
    for text in texts:
        platform, _, native_id = (part.strip() for part in text.partition(":"))
        if platform not in PLATFORMS or not native_id or not native_id.isprintable():
            raise SeizureRefused(
                f"the owner {text!r} can't be used; write PLATFORM:ID with one of {', '.join(PLATFORMS)}"
            )
        if native_id not in owners.get(platform, ()):
            owners[platform] = (*owners.get(platform, ()), native_id)
    return owners


def custody_field(key: str) -> str:
    """The custody field that a key of a sheet means; an own field keeps its name."""
    plain = key.strip().lower().replace(" ", "_").replace("-", "_")
    return _SHORT_WORDS.get(plain, plain)


def merged_custody(*told: Mapping[str, str]) -> dict[str, str]:
    """Custody fields from several papers, the first that tells a field wins, in the order of the fields."""
    merged: dict[str, str] = {}
    for fields in told:
        for name, value in fields.items():
            if value:
                merged.setdefault(name, value)
    order = {name: place for place, name in enumerate(CUSTODY_FIELDS)}
    return dict(sorted(merged.items(), key=lambda pair: (order.get(pair[0], len(order)), pair[0])))


def _sheet(fields: Mapping[str, object]) -> SeizureSheet:
    written = fields.get("custody", {})
    if not isinstance(written, dict):
        raise SeizureRefused("custody must be a table, written as [custody]")
    custody = {key: value for key, value in fields.items() if key not in _PLAIN_KEYS} | written
    owners = fields.get("owners", [])
    owners = [owners] if isinstance(owners, str) else owners
    if isinstance(owners, dict):
        owners = [f"{platform}:{native_id}" for platform, ids in owners.items() for native_id in _listed(ids)]
    if not isinstance(owners, list):
        raise SeizureRefused('owners must be a list like ["wechat:wxid_example"]')
    case_id, seizure_id, zone = (_text(fields, key) for key in ("case", "seizure", "timezone"))
    return SeizureSheet(
        case_id=None if case_id is None else checked_id("case", case_id),
        seizure_id=None if seizure_id is None else checked_id("seizure", seizure_id),
        timezone=None if zone is None else checked_timezone(zone),
        owners=checked_owners(str(owner) for owner in owners),
        manifest=_text(fields, "manifest"),
        password_file=_text(fields, "password_file"),
        custody={custody_field(key): _custody_text(key, value) for key, value in custody.items()},
    )


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _text(fields: Mapping[str, object], key: str) -> str | None:
    value = fields.get(key)
    if value is None or isinstance(value, str):
        return value or None
    raise SeizureRefused(f"{key} must be text in quotes")


def _custody_text(key: str, value: object) -> str:
    match value:
        case str():
            return value.strip()
        case datetime() | date() | time():
            return value.isoformat()
        case bool() | int() | float():
            return str(value)
        case list():
            return "; ".join(_custody_text(key, part) for part in value)
        case _:
            raise SeizureRefused(f"custody.{key} must be text, a number, a time or a list of these")
