"""The chart of a gang is one well-formed picture that shows what the rows say and nothing else."""

from xml.etree import ElementTree

from resolvers.charts.gang_svg import gang_svg

SVG = "{http://www.w3.org/2000/svg}"


def person(entity_id, depth, superior=None, *, label=None, probability=None, status="active", roles=None):
    return {
        "depth": depth,
        "entity_id": entity_id,
        "label": label or entity_id,
        "roles": roles,
        "leadership_rank": depth + 1,
        "superior_id": superior,
        "probability": probability,
        "status": status,
    }


def texts(svg):
    return [element.text for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 (our own output)


def test_everybody_stands_in_the_chart_once():
    """Each row is drawn with its label, Chinese or Latin."""
    rows = [person("E-1", 0, label="锤子"), person("E-2", 1, "E-1", label="crab", probability=0.9)]
    drawn = texts(gang_svg(rows, title="钢厂"))
    assert drawn.count("锤子") == 1
    assert drawn.count("crab") == 1
    assert "钢厂" in drawn


def test_weak_edges_are_dashed_and_strong_ones_solid():
    """The stroke tells how well an edge is supported."""
    strong = gang_svg([person("a", 0), person("b", 1, "a", probability=0.95)], title="x")
    weak = gang_svg([person("a", 0), person("b", 1, "a", probability=0.4)], title="x")
    assert strong.count("stroke-dasharray") + 1 == weak.count("stroke-dasharray")


def test_an_edge_that_few_draws_keep_is_dashed():
    """However probable, an edge that rests on one message or one device is drawn as a weak one."""
    kept, shaky = (
        gang_svg([person("a", 0), {**person("b", 1, "a", probability=0.95), "kept_share": share}], title="x")
        for share in (0.9, 0.3)
    )
    assert kept.count("stroke-dasharray") + 1 == shaky.count("stroke-dasharray")


def test_who_is_only_spoken_of_has_an_empty_box():
    """An unseen boss is drawn apart from people with accounts."""
    seen = gang_svg([person("a", 0)], title="x")
    unseen = gang_svg([person("a", 0, status="unseen")], title="x")
    assert seen != unseen
    assert unseen.count("stroke-dasharray") == seen.count("stroke-dasharray") + 1


def test_a_nickname_cannot_carry_markup():
    """Names are escaped: seized text never becomes part of the drawing."""
    svg = gang_svg([person("a", 0, label="<script>alert(1)</script>&")], title="<b>")
    assert "<script>" not in svg
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    ElementTree.fromstring(svg)  # noqa: S314 (our own output)


def test_an_empty_gang_is_still_a_picture():
    """No rows give a picture that says so."""
    assert "0 people" in " ".join(filter(None, texts(gang_svg([], title="x"))))
