"""The program itself: finding commands, the home, and mistakes as one sentence."""

import errno
import os
import subprocess
import sys

import click
import pytest

from pipelines.cli import main as program
from pipelines.cli._lazy_group import command_modules, short_help
from pipelines.settings import Settings
from warehouse.errors import EvidenceNotStored


@pytest.fixture
def failing(monkeypatch):
    """Makes `steelnail add` raise what the test says."""

    def make(error):
        @click.command()
        def command():
            raise error

        monkeypatch.setattr("pipelines.cli.add.COMMAND", command)

    return make


def test_every_command_file_declares_a_command_and_a_line_of_help():
    """Each file in the folder is a command that teaches."""
    for name, module in command_modules().items():
        command = program.STEELNAIL.get_command(click.Context(program.STEELNAIL), name)
        assert isinstance(command, click.Command), module
        assert short_help(module), module
        assert len(command.help or "") > 80, module


def test_help_lists_the_commands_in_order(capsys):
    """The listing names every command with its line."""
    assert program.run(["--help"]) == 0
    listing = capsys.readouterr().out
    places = [listing.index(f"\n  {name} ") for name in command_modules()]
    assert places == sorted(places)


def test_help_and_light_commands_import_nothing_heavy():
    """Listing and journal commands start without Dagster, DuckDB and Polars."""
    check = (
        "import sys; from pipelines.cli.main import run; run(['--help']); run(['add', '--help']); "
        "run(['judge', '--help']); run(['verify', '--help']); "
        "sys.exit(', '.join({'dagster', 'duckdb', 'polars', 'pyarrow'} & sys.modules.keys()) or None)"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_paragraphs_that_keep_their_lines_do_so(capsys):
    """The mark that keeps lines apart is understood and not printed."""
    assert program.run(["add", "--help"]) == 0
    text = capsys.readouterr().out
    assert "\\b" not in text
    assert '\n      manifest = "SHA256SUMS"\n' in text


@pytest.mark.parametrize("arguments", [["nonsense"], ["add"], ["--nonsense"], ["judge", "a", "b", "perhaps"]])
def test_wrong_usage_ends_with_2(arguments, capsys):
    """What isn't a command line of ours ends with 2 and says why."""
    assert program.run(arguments) == 2
    assert "Error: " in capsys.readouterr().err


def test_version_is_told(capsys):
    """The program says its version."""
    assert program.run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("steelnail ")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (EvidenceNotStored("a.txt could not be stored"), "steelnail: a.txt could not be stored\n"),
        (OSError(errno.ENOSPC, "No space left on device", "/home/x"), "steelnail: /home/x: the disk is full"),
        (OSError(errno.EACCES, "Permission denied", "/home/x"), "steelnail: /home/x: no permission"),
        (OSError(errno.ELOOP, "Too many links"), "steelnail: Too many links\n"),
    ],
)
def test_what_the_system_refuses_is_one_sentence(failing, capsys, error, words):
    """Failures of the outside world end with 1 and one line without a traceback."""
    failing(error)
    assert program.run(["add"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(words)
    assert said.count("\n") == 1


def test_our_own_mistakes_keep_their_traceback(failing):
    """A fault of the program is not dressed up as the user's."""
    failing(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        program.run(["add"])


def test_keyboard_stops_quietly(failing, capsys):
    """Stopping from the keyboard is no failure to explain."""
    failing(KeyboardInterrupt())
    assert program.run(["add"]) == 130
    assert "stopped" in capsys.readouterr().err


def test_reader_that_goes_away_is_no_error(tmp_path):
    """`steelnail … | head -0` says nothing."""
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-c", "from pipelines.cli.main import main; main()", "--help"],
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(write)
    assert done.stderr == ""


def test_home_may_stand_on_either_side(monkeypatch, tmp_path):
    """`--home` counts before and after the command's name, the last one said wins, then the environment's."""
    seen = []

    @click.command()
    @click.pass_obj
    def command(settings):
        seen.append(settings.home)

    monkeypatch.setattr("pipelines.cli.add.COMMAND", command)
    monkeypatch.setenv("STEELNAIL_HOME", str(tmp_path / "env"))
    a, b = str(tmp_path / "a"), str(tmp_path / "b")
    for arguments in (["add"], ["--home", a, "add"], ["add", "--home", b], ["--home", a, "add", f"--home={b}"]):
        assert program.run(arguments) == 0
    assert [home.name for home in seen] == ["env", "a", "b", "b"]


def test_default_home_is_in_the_working_folder(monkeypatch, tmp_path):
    """Without option and environment the home is `.steelnail` here; an empty variable counts as none."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STEELNAIL_HOME", "")
    assert Settings.load().home == tmp_path / ".steelnail"
    assert Settings.load("~/x").home.is_absolute()


def test_narrow_terminal_does_not_end_the_program(tmp_path):
    """A terminal whose encoding has no Chinese shows what it can."""
    (tmp_path / "聊天.txt").write_text("x")
    arguments = ["--home", str(tmp_path / "home"), "add", str(tmp_path / "聊天.txt"), "--case", "北", "--seizure", "s"]
    done = subprocess.run(
        [sys.executable, "-c", "from pipelines.cli.main import main; main()", *arguments],
        capture_output=True,
        env={"PYTHONIOENCODING": "latin-1", "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\u5317" in done.stdout
