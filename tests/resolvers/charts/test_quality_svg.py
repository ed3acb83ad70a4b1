"""The picture of quality shows every measured share with its interval."""

from xml.etree import ElementTree

from resolvers.charts.quality_svg import quality_svg

MEASURES = [
    {"measure": "audit_b_cubed_precision", "value": 0.975, "lower": 0.9, "upper": 0.99, "sample_size": 40},
    {"measure": "block_recall_estimated", "value": 0.8, "lower": None, "upper": None, "sample_size": 500},
]


def test_every_share_is_drawn_with_its_figures():
    """Value, interval and sample stand beside each bar; a share without interval has no whisker."""
    svg = quality_svg(MEASURES, title="quality of north")
    ElementTree.fromstring(svg)  # noqa: S314 - our own picture
    assert "0.975 (0.90 to 0.99), n=40" in svg
    assert "0.800, n=500" in svg
    assert svg.count('stroke="#1f4e79"') == 1


def test_a_title_carries_no_markup():
    """A case name is drawn as text."""
    assert "<b>" not in quality_svg([], title="<b>north</b>")
