"""`steelnail chart`: the tree on the screen and the page it writes; the same pages stand beside a version."""

from datetime import datetime
from pathlib import Path

import pytest

from pipelines.chart_pages import write_chart_pages
from pipelines.cli.main import run as steelnail
from pipelines.metadata import pages_metadata
from pipelines.settings import Settings
from warehouse.connection import Warehouse
from warehouse.migrate import migrate
from warehouse.publish import RunRecord, publish_snapshot

NIGHT = datetime(2023, 3, 1)
ROWS = """
insert into role by name
    select role, family, role as label_en, label_zh
    from (values ('caller', 'lure', '话务'), ('boss', 'lead', '老板'), ('victim', 'protected', '受害人'))
        as named (role, family, label_zh);
insert into gang by name select 'G-1' as gang_id, 'quay' as case_id, '蓝鲸' as label, 3 as member_count;
insert into gang_member by name
    select 'G-1' as gang_id, 'quay' as case_id, entity_id, rank as leadership_rank, 1.0 as share,
        true as is_main
    from (values ('E-1', 1), ('E-2', 2), ('E-3', 3)) as member (entity_id, rank);
insert into entity by name
    select entity_id, 'quay' as case_id, label, 'G-1' as gang_id, status, is_protected, 5 as message_count
    from (values ('E-1', 'hammer', 'unseen', false), ('E-2', '螃蟹', 'active', false),
            ('E-3', 'Mrs Wu', 'active', true)) as person (entity_id, label, status, is_protected);
insert into reports_to by name
    select 'G-1' as gang_id, 'quay' as case_id, superior_id, subordinate_id, probability, 4 as evidence_count
    from (values ('E-1', 'E-2', 0.9), ('E-2', 'E-3', 0.6)) as edge (superior_id, subordinate_id, probability);
insert into entity_role by name
    select entity_id, 'quay' as case_id, gang_id, role, 0.9 as probability, 2 as evidence_count
    from (values ('E-2', 'G-1', 'caller'), ('E-3', 'G-1', 'victim'), ('E-2', 'G-9', 'boss'))
        as borne (entity_id, gang_id, role);
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose published snapshot holds one gang of three."""
    home = tmp_path / "home"
    with Warehouse(None) as warehouse:
        migrate(warehouse)
        run = RunRecord("r1", NIGHT, NIGHT, "{}", "0", ())
        file = publish_snapshot(warehouse, Settings(home).published, run)
    with Warehouse(file) as snapshot:
        for statement in filter(str.strip, ROWS.split(";\n")):
            snapshot.execute(statement)
    return home


@pytest.mark.parametrize(
    ("lang", "caller", "warning"), [("en", "caller", "Leads, not proof"), ("zh", "话务", "非证据")]
)
def test_page_is_written_in_the_asked_language(home, tmp_path, capsys, lang, caller, warning):
    """--html writes one page of this gang beside the tree; nobody protected is named, no role of another gang told."""
    page = tmp_path / "gang.html"
    assert steelnail(["--home", str(home), "chart", "蓝鲸", "--html", str(page), "--lang", lang]) == 0
    out = capsys.readouterr().out
    assert "hammer" in out
    assert f"page: {page}" in out
    text = page.read_text(encoding="utf-8")
    for word in ("hammer", "螃蟹", caller, warning):
        assert word in text
    assert "Mrs Wu" not in text
    assert "老板" not in text
    assert ">boss" not in text
    assert "href" not in text


def test_unknown_language_is_wrong_usage(home, tmp_path):
    """Pages are in English and Chinese."""
    assert steelnail(["--home", str(home), "chart", "G-1", "--html", str(tmp_path / "x.html"), "--lang", "fr"]) == 2


def test_page_that_cannot_be_written_is_told(home, tmp_path, capsys):
    """A folder that isn't there is told in one sentence."""
    assert steelnail(["--home", str(home), "chart", "G-1", "--html", str(tmp_path / "none" / "x.html")]) == 1
    err = capsys.readouterr().err
    assert "none" in err
    assert "Traceback" not in err


def test_pages_of_a_version_link_each_other_and_stand_in_metadata(home, tmp_path):
    """Each gang has a page in each language; the UI shows where, by id, and no name."""
    folder = tmp_path / "charts"
    pages = write_chart_pages(Settings(home).published_file, folder)
    assert sorted(path.name for path in folder.iterdir()) == ["G-1.en.html", "G-1.zh.html"]
    assert 'href="G-1.zh.html"' in (folder / "G-1.en.html").read_text(encoding="utf-8")
    assert 'href="G-1.en.html"' in (folder / "G-1.zh.html").read_text(encoding="utf-8")
    metadata = pages_metadata(pages)
    assert {name: value.value for name, value in metadata.items()} == {"page of G-1": str(folder / "G-1.en.html")}
