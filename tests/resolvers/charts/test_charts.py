"""Charts of gangs and entities."""

from xml.etree import ElementTree

from resolvers.charts.alias_graph_svg import alias_graph_svg
from resolvers.charts.gang_svg import gang_svg
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


def test_gang_picture_is_sound_and_self_contained():
    """The picture is well-formed XML with every name escaped, without scripts or outside links."""
    svg = gang_svg(_ROWS, title='三组 "<script>"')
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own text
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "大山 <boss> & co" in texts
    assert "<script" not in svg and "href" not in svg


def test_alias_picture_draws_references_and_links():
    """Every reference is drawn, also one without links and an entity of one."""
    references = [{"reference": f"account:wechat:{n}", "label": f"名{n}", "kind": "account"} for n in range(4)]
    links = [
        {
            "left_reference": "account:wechat:0",
            "right_reference": "account:wechat:1",
            "match_weight": 7.5,
            "status": "lead",
        }
    ]
    svg = alias_graph_svg(references, links, title="锤子")
    ElementTree.fromstring(svg)  # noqa: S314 - our own text
    assert all(f"名{n}" in svg for n in range(4))
    assert "名0" in alias_graph_svg(references[:1], [], title="锤子")
