"""Which country a phone number without country code belongs to, where the seizure says it.

A phone book writes local numbers. They become keys only where the country is known: by the number of the seized phone
itself, else by the time zone given for the seizure. A wrong country makes few wrong keys, since a number must also be
valid there, but it can make some; so nothing is assumed where neither is given.

**Source:** the country table `zone.tab` and the links of `tzdata.zi` in the IANA time zone database (tzdata package);
libphonenumber for the country of a number.
"""

from functools import cache
from importlib.resources import files

import phonenumbers

from sources import identifiers
from sources.record import Exhibit

# Platforms whose ids are phone numbers, the phone's own first.
_NUMBERED = ("phone", "whatsapp", "signal")


def region_of(exhibit: Exhibit) -> str | None:
    """Country (ISO 3166, two letters) of local numbers in the exhibit, or None where nothing says it.

    The number of the seized device goes before the time zone: a SIM card keeps its country when the phone is carried
    or seized elsewhere.
    """
    for platform in _NUMBERED:
        number = identifiers.phone(exhibit.owners.get(platform, ""), None)
        if number.is_usable:
            region = phonenumbers.region_code_for_number(phonenumbers.parse(number.value, None))
            if region is not None and len(region) == 2:
                return str(region)
    return None if exhibit.timezone is None else region_of_zone(exhibit.timezone)


def region_of_zone(zone: str) -> str | None:
    """Country of a time zone; None for zones of no country (UTC, Etc/GMT-8)."""
    countries, links = _zones()
    return countries.get(zone) or countries.get(links.get(zone, ""))


@cache
def _zones() -> tuple[dict[str, str], dict[str, str]]:
    """Country by zone, and the zone that an older name (PRC, Asia/Saigon) stands for."""
    folder = files("tzdata.zoneinfo")
    countries = {}
    for line in folder.joinpath("zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            countries[zone] = country
    links = {}
    for line in folder.joinpath("tzdata.zi").read_text(encoding="utf-8").splitlines():
        if line.startswith("L "):
            _, zone, older = line.split()
            links[older] = zone
    return countries, links
