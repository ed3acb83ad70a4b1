"""The picture of reliability shows what was said against what came true."""

from xml.etree import ElementTree

from resolvers.charts.reliability_svg import reliability_svg

SPANS = [
    {
        "mean_probability": said,
        "match_share": share,
        "match_share_lower": share - 0.1,
        "match_share_upper": share + 0.05,
        "pair_count": count,
    }
    for said, share, count in ((0.25, 0.2, 8), (0.75, 0.9, 40))
]


def test_every_span_is_a_point_with_its_figures():
    """What was said, what came true, its interval and how many stand beside the picture; more is higher up."""
    svg = reliability_svg(SPANS, title="reliability in north")
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own picture
    circles = [one for one in root.iter() if one.tag.endswith("circle")]
    assert len(circles) == 2
    assert "said 0.750, came true 0.900 (0.80 to 0.95), n=40" in svg
    assert float(circles[0].attrib["cy"]) > float(circles[1].attrib["cy"])
    assert float(circles[0].attrib["r"]) < float(circles[1].attrib["r"])


def test_a_title_carries_no_markup():
    """A case name is drawn as text."""
    assert "<b>" not in reliability_svg([], title="<b>north</b>")
