"""Shared fixtures: hypothesis without deadlines (two busy cores make timing a coin toss), a small resolved home."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "steelnail", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], max_examples=50
)
settings.load_profile("steelnail")


@pytest.fixture(scope="session")
def small_home(tmp_path_factory) -> Path:
    """A home with a small generated case, resolved and published once; copy it before changing anything."""
    from pipelines.cli.main import run as steelnail
    from sources.synthetic.generate import generate
    from sources.synthetic.settings import PRESETS

    out = tmp_path_factory.mktemp("generated")
    generate(out, 23, PRESETS["small"])
    (case,) = [folder for folder in sorted(out.iterdir()) if folder.is_dir() and folder.name != "answers"]
    home = tmp_path_factory.mktemp("small") / "home"
    for seizure in sorted(folder for folder in case.iterdir() if folder.is_dir()):
        arguments = ["--case", case.name, "--seizure", seizure.name, "--json"]
        assert steelnail(["--home", str(home), "add", str(seizure), *arguments]) == 0
    assert steelnail(["--home", str(home), "run", "--json"]) == 0
    return home
