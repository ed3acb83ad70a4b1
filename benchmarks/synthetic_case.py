"""One synthetic case for a benchmark: generated, added and run through the program, with its answer key."""

import subprocess
import sys
from pathlib import Path

from pipelines.settings import Settings


def run_case(seed: int, preset: str, folder: Path) -> tuple[Path, Path]:
    """Generate a case, add and run it through the program; returns the snapshot and the folder of the key."""
    program = [sys.executable, "-c", "from pipelines.cli.main import main; main()"]
    out, home = folder / f"{preset}-{seed}", folder / f"home-{seed}"
    generated = ["generate", "--seed", str(seed), "--preset", preset, "--out", str(out)]
    subprocess.run([*program, *generated], check=True, stdout=subprocess.DEVNULL)
    for seizure in sorted(path for path in (out / preset).iterdir() if path.is_dir()):
        added = ["--home", str(home), "add", str(seizure), "--case", preset, "--seizure", seizure.name]
        subprocess.run([*program, *added], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*program, "--home", str(home), "run"], check=True, stdout=subprocess.DEVNULL)
    return Settings(home).published_file, out / "answers"
