"""What phone owners call their contacts names trades, in any language."""

import polars as pl
import pytest

from resolvers.roles.labelled import labelled_roles
from tests.resolvers.resolved_cases import resolved_case
from warehouse.schema.frames import GANG_MEMBER


def _roles(label: str, members: tuple[str, ...] = ("ant",)) -> set[str]:
    gang = GANG_MEMBER.conform(
        pl.DataFrame([{"gang_id": "G-1", "entity_id": f"E-{who}", "share": 1.0, "is_main": True} for who in members])
    )
    case = resolved_case([("t:a", "ant"), ("t:a", "bee")], remarks={"ant": label})
    return set(labelled_roles(case, gang)["role"])


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("小周财务", "financier"),
        ("水房老六", "laundering_desk"),
        ("Mike recruiter", "recruiter"),
        ("тимлид Ося", "team_leader"),
    ],
)
def test_title_beside_a_name_is_read(label: str, role: str):
    """A title is one word of the label, or opens or closes one without spaces."""
    expected = {role, "logistics"} if role == "financier" else {role}
    assert _roles(label) & expected


@pytest.mark.parametrize("label", ["老板", "boss Kim", "王老师", "Vera teacher", "小周"])
def test_what_anybody_is_called_is_no_role(label: str):
    """A boss, a teacher or a bare name of somebody's address book tells nothing."""
    assert not _roles(label)


def test_only_members_of_gangs_are_read():
    """The label of somebody outside the gang makes no role."""
    assert not _roles("水房老六", ("bee",))
