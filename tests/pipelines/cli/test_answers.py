"""How answers are shown: tables, blocks on narrow terminals, weights that add up."""

import io

import pytest
import rich.console

from pipelines.cli._answers import print_table
from pipelines.cli.main import run as steelnail
from pipelines.cli.why import print_reasons

HEADERS = {name: name for name in ("entity", "label", "found", "gang", "rank", "roles", "seen")}
ROW = {**dict.fromkeys(HEADERS, "x"), "entity": "E-7K2Q4M9A", "seen": "2021-03-01 … 2021-06-30"}


@pytest.fixture
def terminal(monkeypatch):
    """Makes a terminal of some columns; gives what is written to it."""

    def make(columns):
        written = io.StringIO()
        monkeypatch.setenv("COLUMNS", str(columns))
        console = rich.console.Console
        monkeypatch.setattr(
            rich.console,
            "Console",
            lambda **more: console(**more, file=written, force_terminal=True, color_system=None, width=columns),
        )
        return written

    return make


@pytest.mark.parametrize("columns", [60, 80, 160])
def test_ids_and_dates_stay_in_one_piece(terminal, columns):
    """Whatever the terminal's width, an id can be copied and a window read."""
    written = terminal(columns)
    print_table([ROW, ROW], HEADERS)
    assert written.getvalue().count("E-7K2Q4M9A") == 2
    assert written.getvalue().count("2021-03-01 … 2021-06-30") == 2


class _Places:
    def rows(self, statement, **parameters):
        return [{"exhibit_id": "a" * 64, "place": "s1/chat.txt"}]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_weights_of_a_link_add_up(capsys, language):
    """What is shown for a link sums to the bits shown above it: the start is shown too."""
    link = {
        "link_id": "L-1",
        "left_reference": "account:irc:a",
        "right_reference": "account:irc:b",
        "status": "lead",
        "match_weight": 5.5,
        "match_probability": 0.97,
        "family": "network",
        "sentence_en": "why",
        "sentence_zh": "何故",
        "exhibit_id": "a" * 64,
        "locator": "line:1",
    }
    print_reasons(_Places(), {"a": [{**link, "weight": 8.0}, {**link, "weight": 4.5}]}, language)
    shown = [line.split()[0] for line in capsys.readouterr().out.splitlines() if "  [" in line]
    assert sum(float(weight) for weight in shown) == pytest.approx(5.5)
    assert shown[-1] == "-7.00"


def test_empty_name_is_wrong_usage(tmp_path, capsys):
    """An empty name is told as what it is, before anything is opened."""
    assert steelnail(["--home", str(tmp_path), "who", " "]) == 2
    assert "NAME is empty" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["who"], ["card"], ["chart"], ["why"], ["sql"]])
def test_bytes_of_another_encoding_are_wrong_usage(tmp_path, capsys, arguments):
    """A name typed in a terminal of another encoding is told so."""
    assert steelnail(["--home", str(tmp_path), *arguments, "\udce9\udc94"]) == 2
    assert "no UTF-8 text" in capsys.readouterr().err


def test_a_file_is_no_home(tmp_path, capsys):
    """A file given as home is named as such instead of failing somewhere below."""
    file = tmp_path / "file"
    file.touch()
    assert steelnail(["--home", str(file), "verify"]) == 1
    assert "is a file" in capsys.readouterr().err


def test_generate_teaches_commands_that_work(capsys):
    """The example of the help gives every option that `add` requires."""
    assert steelnail(["generate", "--help"]) == 0
    shown = capsys.readouterr().out
    assert "steelnail add example/demo/device-01 --case demo --seizure device-01" in shown
