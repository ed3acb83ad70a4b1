"""The review at the terminal, through a pipe and through a pseudo-terminal, and its cards on paper."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from pipelines.cli.main import run as steelnail
from pipelines.settings import Settings
from warehouse.connection import open_snapshot
from warehouse.journal import Journal

PROGRAM = [sys.executable, "-c", "from pipelines.cli.main import main; main()"]


@pytest.fixture
def home(small_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_home, tmp_path / "home"))


def _decided(home: Path):
    return [entry.body for entry in Journal(Settings(home).journal).read_judgements()]


def _review(home: Path, keys: str, *arguments: str) -> str:
    done = subprocess.run(
        [*PROGRAM, "--home", str(home), "review", "--by", "Li", *arguments],
        input=keys,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"},
    )
    assert done.stderr == ""
    return done.stdout


def test_keys_from_a_pipe_decide_and_the_next_review_goes_on(home: Path):
    """Decisions with and without a reason, skip, back: the journal holds them, and a second review starts behind."""
    shown = _review(home, "sDtwo voices\n bxq", "--limit", "5", "--because", "seen")
    decided = _decided(home)
    assert [(one.judgement, one.reason, one.judged_by) for one in decided] == [
        ("positive", "seen", "Li"),
        ("negative", "two voices", "Li"),
    ]
    assert "1 of 5" in shown
    assert "decided: 1 different, 1 same; skipped: 0" in shown
    with open_snapshot(Settings(home).published_file) as snapshot:
        first = snapshot.execute("select link_id from review_queue order by position")[0][0]
    assert str(first) in shown
    assert str(first) not in _review(home, "q", "--limit", "5")


def test_nothing_is_decided_by_keys_that_mean_nothing(home: Path):
    """Enter, letters without meaning and the end of the input decide nothing."""
    shown = _review(home, "\n\nxyz锤")
    assert _decided(home) == []
    assert "decided: –" in shown


@pytest.mark.parametrize(
    ("language", "words"), [("en", ["for", "against", "if same"]), ("zh", ["支持", "反对", "若为同一人"])]
)
def test_a_card_shows_what_is_needed_in_both_languages(home: Path, language: str, words: list[str]):
    """Both sides, reasons with places, what speaks against and what would follow stand on the card."""
    shown = _review(home, "wq", "--lang", language)
    with open_snapshot(Settings(home).published_file) as snapshot:
        left, right, link_id = snapshot.execute(
            "select left_reference, right_reference, link_id from review_queue order by position limit 1"
        )[0]
        sentences = snapshot.execute(
            f"select sentence_{language} from link_evidence where link_id = $link_id", {"link_id": link_id}
        )
    flat = "".join(shown.split())
    assert str(link_id) in shown
    assert all(word in shown for word in words)
    assert all("".join(str(sentence).split())[:20] in flat for (sentence,) in sentences)
    assert "…" in shown or str(left) in flat or str(right) in flat


def test_decision_needs_a_name(home: Path, capsys):
    """A review without --by is wrong usage."""
    assert steelnail(["--home", str(home), "review"]) == 2
    assert "--by" in capsys.readouterr().err


def test_keys_are_taken_as_they_are_pressed_on_a_terminal(home: Path):
    """Over a pseudo-terminal, as over ssh, one key decides without Enter and q leaves."""
    master, slave = pty.openpty()
    arguments = [*PROGRAM, "--home", str(home), "review", "--by", "Li", "--limit", "3"]
    running = subprocess.Popen(arguments, stdin=slave, stdout=slave, stderr=slave, close_fds=True)
    os.close(slave)
    try:
        # Typed ahead, before the first card stands there: no key is lost, and an arrow is none.
        os.write(master, b"\x1b[Au")
        shown = _until(master, "2 of 3")
        os.write(master, "Sбу 他\n".encode())
        shown += _until(master, "3 of 3")
        os.write(master, b"q")
        shown += _until(master, "still open")
        running.wait(timeout=60)
    finally:
        running.kill()
        running.wait()
        os.close(master)
    assert running.returncode == 0
    assert [(one.judgement, one.reason[:4]) for one in _decided(home)] == [("unsure", "revi"), ("positive", "бу 他")]


def _until(master: int, words: str) -> str:
    """What the terminal shows until some words come."""
    shown, end = b"", time.monotonic() + 60
    while words.encode() not in shown and time.monotonic() < end:
        if select.select([master], [], [], 1)[0]:
            try:
                shown += os.read(master, 65536)
            except OSError:
                break
    assert words.encode() in shown, shown.decode(errors="replace")
    return shown.decode(errors="replace")


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_cards_go_to_paper_and_come_back(home: Path, tmp_path: Path, ending: str):
    """A sheet written, filled in and taken gives the decisions of its rows."""
    file = tmp_path / f"cards.{ending}"
    assert steelnail(["--home", str(home), "review", "--out", str(file), "--limit", "4"]) == 0
    if ending == "xlsx":
        book = openpyxl.load_workbook(file)
        headings = [one.value for one in book.active[1]]
        book.active.cell(2, headings.index("decision") + 1).value = "different"
        book.save(file)
    else:
        lines = file.read_text(encoding="utf-8-sig").split(",,,\n", 1)
        file.write_text(lines[0] + "different,,\n" + lines[1], encoding="utf-8-sig")
    taking = ["--home", str(home), "judge", "--from", str(file), "--by", "Li", "--because", "on paper"]
    assert steelnail(taking) == 0
    (one,) = _decided(home)
    with open_snapshot(Settings(home).published_file) as snapshot:
        pair = snapshot.execute("select left_reference, right_reference from review_queue order by position limit 1")[0]
    assert ((one.left, one.right), one.judgement, one.case_id) == (pair, "negative", "small")
