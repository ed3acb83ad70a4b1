"""Addresses of logins: a line that a gang shares is a den, an exit of strangers is none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import polars as pl

from resolvers.contract import ResolvedCase
from resolvers.dens.dens import dens
from resolvers.dens.logins import shared_lines
from tests.resolvers.spoken_cases import spoken_case
from warehouse.schema.frames import GANG_MEMBER, REFERENCE_LOGIN

_GANG = ["hammer", "nail", "crab"]
_STRANGERS = [f"stranger{number}" for number in range(6)]
_OF_GANG = pl.DataFrame({"entity_id": [f"E-{person}" for person in _GANG], "gang_id": "G"})


def _case(people: Sequence[str], ip: str, days: Sequence[int]) -> ResolvedCase:
    """People who each log in once on every day, minutes apart."""
    case = spoken_case([("t", "hammer", "ok")], {person: person for person in [*_GANG, *_STRANGERS]})
    rows = [
        (
            f"account:wechat:{person}",
            datetime(2023, 4, day, 9) + timedelta(minutes=number),
            ip,
            "e",
            f"row:{day}-{number}",
        )
        for day in days
        for number, person in enumerate(people)
    ]
    schema = ["reference", "happened_at", "ip", "exhibit_id", "locator"]
    logins = REFERENCE_LOGIN.conform(pl.DataFrame(rows, schema=schema, orient="row"))
    return replace(case, frames=replace(case.frames, logins=logins))


def test_line_that_a_gang_shares_day_by_day_is_a_den():
    """Three people of a gang side by side from one address on two days, and nobody else."""
    case = _case(_GANG, "8.8.4.4", [1, 2])
    assert set(shared_lines(case, _OF_GANG)["entity_id"]) == {f"E-{person}" for person in _GANG}
    members = GANG_MEMBER.conform(_OF_GANG.with_columns(share=pl.lit(1.0), is_main=pl.lit(value=True)))
    found, in_den, evidence = dens(case, "c", members)
    assert found.select("label", "kind", "member_count", "evidence_count").rows() == [("8.8.4.4", "network", 3, 6)]
    assert in_den["gang_id"].to_list() == ["G"] * 3
    assert set(evidence["way"]) == {"login"}


def test_exit_that_strangers_share_is_no_den():
    """The same three from an address that half a dozen others use: a carrier or a VPN."""
    assert shared_lines(_case([*_GANG, *_STRANGERS], "8.8.4.4", [1, 2]), _OF_GANG).is_empty()


def test_one_day_or_two_people_are_too_little():
    """A single day side by side, two people, or an address of a private network make no den."""
    assert shared_lines(_case(_GANG, "8.8.4.4", [1]), _OF_GANG).is_empty()
    assert shared_lines(_case(_GANG[:2], "8.8.4.4", [1, 2, 3]), _OF_GANG).is_empty()
    assert shared_lines(_case(_GANG, "192.168.0.10", [1, 2]), _OF_GANG).is_empty()


def test_exit_of_many_gangs_is_a_service():
    """An address that people of four gangs use is nobody's den."""
    people = [*_GANG, *_STRANGERS]
    many = pl.DataFrame(
        {"entity_id": [f"E-{person}" for person in people], "gang_id": [f"G{n % 4}" for n in range(len(people))]}
    )
    assert shared_lines(_case(people, "8.8.4.4", [1, 2]), many).is_empty()
