"""The audit at the command line: how far, in the terminal, on paper, and what it found."""

import csv
import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from pipelines.cli.main import run as steelnail
from pipelines.settings import Settings
from warehouse.connection import open_snapshot
from warehouse.journal import Journal


@pytest.fixture
def home(small_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_home, tmp_path / "home"))


def _progress(home: Path, capsys) -> dict[str, object]:
    capsys.readouterr()
    assert steelnail(["--home", str(home), "audit", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_audit_says_how_far_it_has_gone(home, capsys):
    """Before anything is decided nothing is estimated, and it says what to do."""
    told = _progress(home, capsys)
    (row,) = told["progress"]
    assert (row["counted"], row["draw_count"]) == (0, 40)
    assert row["open_pair_count"] > 0
    assert told["estimates"] == []
    assert steelnail(["--home", str(home), "audit"]) == 0
    assert "steelnail audit --by" in capsys.readouterr().out
    assert steelnail(["--home", str(home), "audit", "--case", "nowhere"]) == 1
    assert "there is no such case" in capsys.readouterr().err


def test_keys_decide_pairs_of_the_plan_in_its_order(home, capsys, monkeypatch):
    """The first key decides the first open pair of the first draw, also inside an entity; the next audit goes on."""
    with open_snapshot(Settings(home).published_file) as snapshot:
        ((position,),) = snapshot.execute("select min(position) from audit_pair where verdict is null")
    monkeypatch.setattr(sys, "stdin", io.StringIO("sdq"))
    assert steelnail(["--home", str(home), "audit", "--by", "Li", "--because", "checked"]) == 0
    assert f"draw {position} of 40" in capsys.readouterr().out
    decided = [entry.body for entry in Journal(Settings(home).journal).read_judgements()]
    assert [(one.judgement, one.judged_by) for one in decided] == [("positive", "Li"), ("negative", "Li")]
    with open_snapshot(Settings(home).published_file) as snapshot:
        planned = set(snapshot.execute("select left_reference, right_reference from audit_pair"))
    assert {tuple(sorted((one.left, one.right))) for one in decided} <= planned


def test_sheet_goes_out_comes_back_and_is_counted(home, tmp_path, capsys):
    """Pairs of the first draws filled in on paper give estimates with intervals after the next run."""
    sheet = tmp_path / "audit.csv"
    assert steelnail(["--home", str(home), "audit", "--draws", "3", "--out", str(sheet)]) == 0
    rows = list(csv.DictReader(sheet.read_text(encoding="utf-8-sig").splitlines()))
    assert rows
    for row in rows:
        row |= {"decision": "same" if row["for"] else "different", "by": "Li", "because": "checked"}
    with sheet.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert steelnail(["--home", str(home), "judge", "--from", str(sheet)]) == 0
    assert steelnail(["--home", str(home), "run", "--json"]) == 0
    told = _progress(home, capsys)
    assert told["progress"][0]["counted"] >= 1
    for row in told["estimates"]:
        assert row["lower"] <= row["value"] <= row["upper"]
