"""`steelnail run`: exit codes and sentences; a held home is waited for or refused."""

import json
from datetime import UTC, datetime

import pytest

from pipelines.cli.main import run as steelnail
from pipelines.settings import Settings
from warehouse.run_lock import Holder, hold_home

LOG = """\
[10:00] <turnip> morning all
[10:01] <kettle> turnip: morning
=== turnip is now known as radish
[10:02] <radish> kettle: back in five
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home with one small log added."""
    for variable in ("STEELNAIL_HOME", "DAGSTER_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "elsewhere"))
    log = tmp_path / "2021-03-04.quay.txt"
    log.write_text(LOG)
    home = tmp_path / "home"
    assert steelnail(["--home", str(home), "add", str(log), "--case", "quay", "--seizure", "s1", "--json"]) == 0
    return home


def _ask_for_nobody(home, capsys):
    """A case that isn't there is named, a near name is held out, and only within the case."""
    assert steelnail(["--home", str(home), "who", "turnip", "--case", "other"]) == 1
    assert "there is no case other; there are: quay" in capsys.readouterr().err
    assert steelnail(["--home", str(home), "who", "turnipp", "--case", "quay"]) == 1
    assert "nobody in case quay answers to turnipp; names that come near: turnip" in capsys.readouterr().err


def test_run_publishes_and_tells(home, capsys):
    """A run reads, resolves and publishes; --json gives the counts, progress goes to stderr."""
    capsys.readouterr()
    assert steelnail(["--home", str(home), "run", "--json"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert told["counts"]["seizure"] == 1
    assert told["statuses"] == {"read": 1}
    assert told["counts"]["message"] == 4
    _ask_for_nobody(home, capsys)
    assert Settings(home).published_file.exists()
    assert "reading the files that wait" in err


def test_files_with_the_same_fault_are_one_sentence(home, capsys):
    """Pictures of a phone do not hide the file that matters; what counts is how many files are meant."""
    folder = home.parent / "phone"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number:02}.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes([number]) * 50)
    (folder / "zz.db").write_bytes(b"SQLite format 3\0" + b"\1" * 200)
    assert steelnail(["--home", str(home), "add", str(folder), "--case", "quay", "--seizure", "phone"]) == 0
    capsys.readouterr()
    assert steelnail(["--home", str(home), "run"]) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if "quay/phone: " in line]
    assert len(told) == 2
    assert "quay/phone: zz.db: a SQLite database" in told[0]
    assert "quay/phone: 00.jpg and 29 more: a picture, film or sound" in told[1]


def test_unknown_case_is_refused_in_a_sentence(home, capsys):
    """A case that isn't there exits 1, names those that are, and publishes nothing."""
    assert steelnail(["--home", str(home), "run", "--case", "harbour"]) == 1
    err = capsys.readouterr().err
    assert "there is no case 'harbour'" in err
    assert "quay" in err
    assert "Traceback" not in err
    assert not Settings(home).published_file.exists()


def test_unknown_preset_is_wrong_usage(home):
    """A preset that doesn't exist exits 2."""
    assert steelnail(["--home", str(home), "run", "--preset", "bold"]) == 2


def test_held_home_is_refused_with_no_wait(home, capsys):
    """With --no-wait a second run exits 1 and names the holder."""
    holder = Holder(4711, datetime(2021, 6, 1, tzinfo=UTC), "steelnail run")
    with hold_home(Settings(home).run_lock, holder):
        assert steelnail(["--home", str(home), "run", "--no-wait"]) == 1
    assert "4711" in capsys.readouterr().err


def test_a_home_without_deliveries_says_what_to_do_first(tmp_path, capsys):
    """A mistyped home is not made by running it: one sentence, exit 1, and no folder."""
    home = tmp_path / "mistyped"
    assert steelnail(["--home", str(home), "run"]) == 1
    assert "steelnail add" in capsys.readouterr().err
    assert not home.exists()
