"""`steelnail generate` on the command line."""

from click.testing import CliRunner

from pipelines.cli.generate import COMMAND


def test_generate_writes_seizures_and_says_so(tmp_path):
    """A small case is written and its seizures are listed."""
    out = tmp_path / "made"
    outcome = CliRunner().invoke(COMMAND, ["--seed", "3", "--preset", "small", "--messages", "100", "--out", str(out)])
    assert outcome.exit_code == 0
    assert (out / "small" / "device-01" / "seizure.toml").is_file()
    assert "synthetic" in outcome.output
    assert "SYNTHETIC" in (out / "README.txt").read_text(encoding="utf-8")


def test_generate_refuses_a_folder_in_use(tmp_path):
    """A folder with something in it is left alone."""
    (tmp_path / "kept.txt").write_text("mine")
    outcome = CliRunner().invoke(COMMAND, ["--seed", "3", "--out", str(tmp_path)])
    assert outcome.exit_code == 1
    assert "not empty" in outcome.output
    assert sorted(file.name for file in tmp_path.iterdir()) == ["kept.txt"]


def test_generate_names_a_knob_out_of_range(tmp_path):
    """A wrong knob is wrong usage, named."""
    outcome = CliRunner().invoke(COMMAND, ["--seed", "3", "--opaque", "2", "--out", str(tmp_path / "x")])
    assert outcome.exit_code == 2
    assert "opaque_share" in outcome.output


def test_generate_refuses_more_movers_than_workers(tmp_path):
    """What only the people who are cast show to be too much is wrong usage too, and nothing is written."""
    out = tmp_path / "x"
    outcome = CliRunner().invoke(COMMAND, ["--seed", "3", "--preset", "demo", "--movers", "900", "--out", str(out)])
    assert outcome.exit_code == 2
    assert "movers must be fewer" in outcome.output
    assert not out.exists()
