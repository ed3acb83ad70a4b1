"""The page of a gang: one well-formed file that opens offline, protects people, and says what it leaves out."""

import re
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest

from resolvers.charts.command_matrix import MOST_COLUMNS, PAGE_COLUMNS
from resolvers.charts.gang_page import gang_page
from resolvers.charts.gang_rows import GangRows
from resolvers.charts.role_timeline import MOST_PEOPLE

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
START = datetime(2023, 3, 1)


def person(entity_id, depth=0, superior=None, probability=None, **more):
    row = {
        "entity_id": entity_id,
        "depth": depth,
        "label": f"name of {entity_id}",
        "leadership_rank": int(entity_id.removeprefix("E-")),
        "superior_id": superior,
        "probability": probability,
        "status": "active",
        "message_count": 7,
        "is_protected": False,
        "from_at": START,
        "until_at": START + timedelta(days=90),
    }
    return {**row, **more}


def command(superior, subordinate, probability, evidence_count=3):
    return {
        "superior_id": superior,
        "subordinate_id": subordinate,
        "probability": probability,
        "evidence_count": evidence_count,
    }


def role(entity_id, probability=0.9, days=(5, 25)):
    return {
        "entity_id": entity_id,
        "role": "caller",
        "family": "lure",
        "label_en": "caller",
        "label_zh": "话务",
        "probability": probability,
        "from_at": START + timedelta(days=days[0]) if days else None,
        "until_at": START + timedelta(days=days[1]) if days else None,
        "evidence_count": 4,
    }


def gang(people, commands=(), roles=(), **facts):
    row = {
        "gang_id": "G-1",
        "case_id": "quay",
        "label": "蓝鲸",
        "member_count": len(people),
        "first_seen": START,
        "last_seen": START + timedelta(days=90),
    }
    return GangRows({**row, **facts}, people, list(commands), list(roles))


def small_gang():
    people = [
        person("E-1", status="unseen", message_count=0),
        person("E-2", 1, "E-1", 0.95),
        person("E-3", 1, "E-1", 0.55),
        person("E-4", 2, "E-3", 0.9, is_protected=True),
        person("E-5"),
    ]
    commands = [
        command("E-1", "E-2", 0.95),
        command("E-1", "E-3", 0.55),
        command("E-3", "E-4", 0.9),
        command("E-2", "E-4", 0.6),
    ]
    return gang(people, commands, [role("E-2"), role("E-3", days=None), role("E-4")])


def big_gang(teams, size):
    people, commands = [person("E-1")], []
    for team in range(teams):
        leader = f"E-{2 + team * (size + 1)}"
        people.append(person(leader, 1, "E-1", 0.9))
        commands.append(command("E-1", leader, 0.9))
        for number in range(size):
            one = f"E-{3 + team * (size + 1) + number}"
            people.append(person(one, 2, leader, 0.7))
            commands.append(command(leader, one, 0.7))
    return gang(people, commands, [role(row["entity_id"]) for row in people])


def parsed(page):
    return ElementTree.fromstring(page.removeprefix("<!DOCTYPE html>\n"))  # noqa: S314 (our own output)


def section(page, name):
    return next(part for part in parsed(page).iter(f"{HTML}section") if part.get("id") == name)


def words_of(element):
    return " ".join(" ".join(element.itertext()).split())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_page_is_well_formed_and_opens_offline(lang):
    """Nothing is fetched or run: no script, no address but names of markup languages."""
    page = gang_page(small_gang(), lang=lang)
    assert {element.tag.split("}")[1] for element in parsed(page).iter()}.isdisjoint(
        {"script", "link", "img", "iframe"}
    )
    assert not re.sub(r"http://www\.w3\.org/(1999/xhtml|2000/svg)", "", page).count("://")
    assert "url(" not in page


def test_both_languages_say_it_in_their_own_words():
    """Roles, warnings and headings follow the language; names stay as they were seen."""
    english, chinese = gang_page(small_gang(), lang="en"), gang_page(small_gang(), lang="zh")
    assert "Leads, not proof" in english
    assert "caller" in words_of(section(english, "tree"))
    assert "线索，非证据" in chinese
    assert "话务" in words_of(section(chinese, "tree"))
    assert "caller" not in chinese
    assert "话务" not in english
    assert "name of E-2" in english
    assert "name of E-2" in chinese


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_protected_person_has_neither_name_nor_role(lang):
    """Even where the rows carry the name and a role of a protected person, the page does not."""
    page = gang_page(small_gang(), lang=lang)
    assert "name of E-4" not in page
    assert {"en": "protected person", "zh": "受保护人员"}[lang] in words_of(section(page, "tree"))
    bars = list(section(page, "timeline").iter(f"{SVG}g"))
    assert len(bars) == 2


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "signs of coercion (2): check"), ("zh", "有受胁迫迹象（2）：请核实")]
)
def test_signs_of_coercion_stand_before_the_roles(lang, said):
    """Whoever may be coerced is not shown by the role alone."""
    people = [{**person("E-1"), "coercion_signs": 2}, person("E-2", 1, "E-1", 0.9)]
    page = gang_page(gang(people, [command("E-1", "E-2", 0.9)], [role("E-1")]), lang=lang)
    assert words_of(section(page, "tree")).count(said) == 1


def test_weak_edges_are_dashed_and_further_superiors_apart():
    """Of four commands two are weak, and one is not the best supported of its subordinate."""
    lines = [
        path.get("class").split() for path in section(gang_page(small_gang(), lang="en"), "chart").iter(f"{SVG}path")
    ]
    assert sorted(lines) == [["line"], ["line"], ["line", "weak"], ["line", "weak", "other"]]


def test_edge_that_hangs_on_single_messages_is_weak():
    """A probable edge that most draws lose is dashed, and the page says in how many it was kept."""
    people = [person("E-1"), person("E-2", 1, "E-1", 0.95)]
    pages = [
        gang_page(gang(people, [{**command("E-1", "E-2", 0.95), "kept_share": share}]), lang="en")
        for share in (0.9, 0.45)
    ]
    dashed = [
        "line weak" in {path.get("class") for path in section(page, "chart").iter(f"{SVG}path")} for page in pages
    ]
    assert dashed == [False, True]
    assert "kept in 45% of draws" in pages[1]
    decided = {**command("E-1", "E-2", 0.95), "kept_share": 0.45, "status": "confirmed"}
    assert len(list(section(gang_page(gang(people, [decided]), lang="en"), "matrix").iter(f"{HTML}td"))) == 1
    assert 'class="stable" style' in gang_page(gang(people, [decided]), lang="en")


def test_who_is_only_spoken_of_has_a_box_of_its_own():
    """The unseen boss is drawn and listed as such."""
    page = gang_page(small_gang(), lang="en")
    boxes = {words_of(box): box.get("class") for box in section(page, "chart").iter(f"{SVG}g")}
    assert [kind for text, kind in boxes.items() if "name of E-1 " in f"{text} "] == ["box unseen"]
    assert ".box.unseen rect{fill:#fff;stroke-dasharray" in page


def test_boxes_do_not_lie_on_each_other():
    """However many leaders a gang has, each box has a place of its own."""
    for rows in (small_gang(), big_gang(35, 3)):
        boxes = list(section(gang_page(rows, lang="en"), "chart").iter(f"{SVG}g"))
        places = [tuple(map(float, re.findall(r"[\d.]+", box.get("transform")))) for box in boxes]
        assert len(places) > 3
        for number, (x, y) in enumerate(places):
            assert all(abs(x - a) >= 200 or abs(y - b) >= 46 for a, b in places[number + 1 :])


def test_matrix_tells_probability_and_evidence():
    """The row commands the column: .60 of three pieces stands where E-2 meets E-4."""
    table = next(section(gang_page(small_gang(), lang="en"), "matrix").iter(f"{HTML}table"))
    cells = [cell.get("title") for cell in table.iter(f"{HTML}td") if cell.get("title")]
    assert "name of E-2 commands protected person: p 0.60, 3 pieces" in cells
    assert len(cells) == 4
    assert words_of(table).count(".60 3") == 1


def test_role_without_date_has_no_bar():
    """What a list says without a date is told in words instead of a bar over all time."""
    timeline = section(gang_page(small_gang(), lang="en"), "timeline")
    assert len(list(timeline.iter(f"{SVG}rect"))) == 1
    assert "without a date" in words_of(timeline)


def test_big_gang_says_what_it_leaves_out():
    """Of 400 people teams are folded, and the cuts of drawing, timeline and matrix are told with figures."""
    rows = big_gang(19, 20)
    assert len(rows.people) == 400
    page = gang_page(rows, lang="en")
    assert "Only the 20 people who lead somebody are drawn" in words_of(section(page, "chart"))
    assert f"the {MOST_PEOPLE} highest ranked of 400 people with roles" in words_of(section(page, "timeline"))
    assert f"the {MOST_COLUMNS} highest ranked of 399 people" in words_of(section(page, "matrix"))
    assert len(list(section(page, "matrix").iter(f"{HTML}table"))) == MOST_COLUMNS // PAGE_COLUMNS
    tree = section(page, "tree")
    folded = [branch.get("open") is None for branch in tree.iter(f"{HTML}details")]
    assert folded.count(False) == 20
    assert len([name for name in tree.iter(f"{HTML}span") if (name.get("class") or "").startswith("who ")]) == 400
    small = big_gang(2, 3)
    assert 'class="loud"' not in gang_page(small, lang="en")


def test_members_that_the_chart_lacks_are_counted():
    """Members whose commands run in a circle stand in no tree; the page says how many."""
    page = gang_page(gang([person("E-1")], member_count=4), lang="en")
    assert "3 of 4 members are not placed" in words_of(section(page, "tree"))


def test_page_does_not_depend_on_the_order_of_commands_and_roles():
    """The same gang gives the same bytes."""
    rows = big_gang(5, 6)
    drawn = gang_page(rows, lang="en")
    turned = GangRows(rows.gang, rows.people, list(reversed(rows.commands)), list(reversed(rows.roles)))
    assert gang_page(turned, lang="en") == drawn


def test_nickname_cannot_carry_markup():
    """Seized text never becomes part of the page."""
    hostile = "<script>alert(1)</script>&\u202e\x07"
    rows = gang(
        [person("E-1", label=hostile), person("E-2", 1, "E-1", 0.9, label='"><b>')],
        [command("E-1", "E-2", 0.9)],
        [role("E-1")],
        label="<i>",
    )
    page = gang_page(rows, lang="en")
    assert "<script" not in page
    assert "<i>" not in page
    assert "\u202e" not in page
    parsed(page)


def test_gang_without_commands_or_roles_is_still_a_page():
    """Each part says that nothing is known."""
    page = gang_page(gang([person("E-1"), person("E-2")], first_seen=None, last_seen=None), lang="en")
    assert "No command could be told" in words_of(section(page, "chart"))
    assert "No role of a member" in words_of(section(page, "timeline"))
    assert "No command between two members" in words_of(section(page, "matrix"))


@pytest.mark.parametrize("days", [0, 6, 60, 300, 3000])
def test_axis_has_a_readable_number_of_dates(days):
    """From hours to years the axis bears at most a dozen dates or so, in order."""
    rows = gang([person("E-1", from_at=None, until_at=None)], roles=[role("E-1", days=(0, days))])
    ticks = [
        float(text.get("x"))
        for text in section(gang_page(rows, lang="en"), "timeline").iter(f"{SVG}text")
        if text.get("class") == "note middle"
    ]
    assert 1 <= len(ticks) <= 13
    assert ticks == sorted(set(ticks))


def test_page_says_where_people_are_told_to_sit():
    """Dens stand under the figures in the language of the page, with how many people and since when."""
    den = {"label": "蓝湾园区 <b>", "kind": "park", "people": 3, "first_seen": START, "last_seen": START}
    rows = small_gang()
    housed = GangRows(rows.gang, rows.people, rows.commands, rows.roles, [den])
    day = f"{START:%Y-%m-%d}"
    assert f"蓝湾园区 &lt;b&gt; (park or compound, people: 3, {day} – {day})" in gang_page(housed, lang="en")
    assert "据称窝点: 蓝湾园区 &lt;b&gt; (园区, 3 人" in gang_page(housed, lang="zh")
    assert "据称窝点" not in gang_page(rows, lang="zh")


@pytest.mark.parametrize(("lang", "said"), [("en", "also in pier"), ("zh", "另属 pier")])
def test_who_is_in_another_gang_as_well_is_marked(lang, said):
    """The tree says where else, the drawn box bears the sign, and the page counts such people; else nothing is said."""
    people = [person("E-1", other_gangs="pier"), person("E-2", 1, "E-1", 0.9)]
    rows = gang(people, [command("E-1", "E-2", 0.9)])
    page = gang_page(rows, lang=lang)
    assert said in words_of(section(page, "tree"))
    assert "↔ name of E-1" in words_of(section(page, "chart"))
    alone = gang([person("E-1"), person("E-2", 1, "E-1", 0.9)], [command("E-1", "E-2", 0.9)])
    assert "↔" not in gang_page(alone, lang=lang)
