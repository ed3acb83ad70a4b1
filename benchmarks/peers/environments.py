"""An environment a peer, made by uv under a cache folder: their requirements exclude each other and ours."""

import subprocess
import sys
from pathlib import Path

# What each needs beside itself: recordlinkage breaks on jellyfish 1 and pandas 3, dedupe on BTrees 6 and zope.index 8.
REQUIREMENTS: dict[str, tuple[str, ...]] = {
    "splink": ("splink==5.0.0", "duckdb>=2,<3", "pyarrow"),
    "dedupe": ("dedupe==3.0.3", "BTrees<6", "zope.index<8", "pyarrow"),
    "recordlinkage": ("recordlinkage==0.14", "jellyfish<1", "pandas<3", "pyarrow"),
    "names": ("names==0.3.0",),
}


def environment(cache: Path, name: str) -> Path:
    """The Python of an environment, made where it isn't there yet.

    Args:
        cache: Folder of the environments.
        name: Key of REQUIREMENTS.

    Raises:
        subprocess.CalledProcessError: When uv cannot make it, for instance without network.
    """
    python = cache / name / "bin" / "python"
    if not python.exists():
        subprocess.run(["uv", "venv", "--quiet", "--python", sys.executable, str(cache / name)], check=True)
    mark = cache / name / "requirements"
    wanted = "\n".join(REQUIREMENTS[name])
    if not mark.exists() or mark.read_text(encoding="utf-8") != wanted:
        subprocess.run(["uv", "pip", "install", "--quiet", "--python", str(python), *REQUIREMENTS[name]], check=True)
        mark.write_text(wanted, encoding="utf-8")
    return python


def packages(cache: Path, name: str) -> Path:
    """The folder of installed packages of an environment."""
    return next((environment(cache, name).parent.parent / "lib").glob("python*")) / "site-packages"
