"""The country of local phone numbers: told by the seizure or not at all."""

from pathlib import Path

import pytest

from sources.phone_region import region_of, region_of_zone
from sources.record import Exhibit


@pytest.mark.parametrize(
    ("zone", "region"),
    [
        ("Asia/Shanghai", "CN"),
        ("PRC", "CN"),
        ("Asia/Chongqing", "CN"),
        ("Asia/Phnom_Penh", "KH"),
        ("Asia/Bangkok", "TH"),
        ("Asia/Saigon", "VN"),
        ("Hongkong", "HK"),
        ("Europe/Moscow", "RU"),
        ("America/Mexico_City", "MX"),
        ("UTC", None),
        ("Etc/GMT-8", None),
    ],
)
def test_country_of_a_zone(zone, region):
    """Zones lie in countries; UTC and bare offsets lie in none."""
    assert region_of_zone(zone) == region


def exhibit(**more):
    return Exhibit("0" * 64, "x.vcf", Path("x.vcf"), **more)


def test_owners_number_goes_before_the_zone():
    """The SIM keeps its country wherever the phone was seized."""
    assert region_of(exhibit(owners={"phone": "+85512345678"}, timezone="Asia/Shanghai")) == "KH"
    assert region_of(exhibit(owners={"whatsapp": "+8613800138000"})) == "CN"
    assert region_of(exhibit(owners={"phone": "12345"}, timezone="Asia/Shanghai")) == "CN"


def test_nothing_is_assumed():
    """Without zone and number there is no country."""
    assert region_of(exhibit()) is None
    assert region_of(exhibit(owners={"wechat": "wxid_sample00000001"})) is None
