"""The chart of a gang as plain text."""

from resolvers.charts.tree_text import gang_tree

_ROWS = [
    {
        "depth": 0,
        "label": "大山 <boss> & co",
        "entity_id": "P-1",
        "status": "unseen",
        "roles": None,
        "probability": None,
    },
    {"depth": 1, "label": "钉子", "entity_id": "P-2", "status": "active", "roles": "team_leader", "probability": 0.9},
    {"depth": 2, "label": "阿木", "entity_id": "P-3", "status": "active", "roles": None, "probability": 0.4},
    {
        "depth": 1,
        "label": "protected person",
        "entity_id": "P-4",
        "status": "active",
        "roles": None,
        "probability": 0.6,
    },
]


def test_tree_draws_a_line_per_member():
    """The tree shows depth by branches, the unseen boss and weak edges."""
    lines = gang_tree(_ROWS).splitlines()
    assert lines[0].endswith("([unseen])")
    assert lines[1].startswith("├─ 钉子")
    assert lines[2].startswith("│  └─ 阿木")
    assert lines[2].endswith("p=0.40?)")
    assert lines[3].startswith("└─ ")


def test_signs_of_coercion_stand_beside_the_role():
    """Who may be coerced is never shown by the role alone."""
    row = {"depth": 0, "label": "hammer", "roles": "caller", "coercion_signs": 2}
    assert gang_tree([row]) == "hammer  (caller; signs of coercion (2): check)"


def test_who_is_in_another_gang_as_well_is_marked():
    """The other gang stands beside the name."""
    row = {"depth": 0, "label": "hammer", "roles": "boss", "other_gangs": "pier"}
    assert gang_tree([row]) == "hammer  (boss; also in pier)"
