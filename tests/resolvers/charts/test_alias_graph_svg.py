"""The picture of an entity shows its references and links, the same whatever the order of rows."""

from xml.etree import ElementTree

import pytest

from resolvers.charts.alias_graph_svg import alias_graph_svg

REFERENCES = [
    {"reference": "account:qq:1", "label": "锤子", "kind": "account"},
    {"reference": "account:wechat:wxid_a", "label": "钢钉", "kind": "account"},
    {"reference": "listed:e:1:hammer", "label": "hammer", "kind": "listed"},
]
LINKS = [
    {
        "left_reference": "account:qq:1",
        "right_reference": "account:wechat:wxid_a",
        "match_weight": 12.5,
        "status": "lead",
    },
    {
        "left_reference": "account:qq:1",
        "right_reference": "listed:e:1:hammer",
        "match_weight": 8.0,
        "status": "confirmed",
    },
]


def test_every_reference_and_link_is_drawn():
    """Labels and weights stand in the picture."""
    svg = alias_graph_svg(REFERENCES, LINKS, title="E-1")
    ElementTree.fromstring(svg)  # noqa: S314 (our own output)
    for words in ("锤子", "钢钉", "hammer", "+12.5", "+8.0"):
        assert words in svg


def test_order_of_rows_does_not_matter():
    """The same entity is the same picture."""
    assert alias_graph_svg(REFERENCES, LINKS, title="x") == alias_graph_svg(REFERENCES[::-1], LINKS[::-1], title="x")


@pytest.mark.parametrize("count", [1, 2, 60])
def test_any_number_of_references(count):
    """One reference, two without a link, and more than can be drawn: said, never cut in silence."""
    references = [{"reference": f"account:irc:{i:03}", "label": f"n{i}", "kind": "account"} for i in range(count)]
    svg = alias_graph_svg(references, [], title="x")
    assert f"{count} references" in svg
    assert ("not drawn" in svg) == (count > 40)
