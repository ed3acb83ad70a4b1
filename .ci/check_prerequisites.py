"""Says in one sentence what this machine lacks before anything is installed; needs nothing but Python itself."""

import shutil
import sys
import sysconfig
from pathlib import Path


def missing() -> list[str]:
    """What is missing, each as one sentence with what to do."""
    found = []
    if sys.version_info < (3, 11):  # noqa: UP036 (this file must run on older Pythons to say so)
        found.append(
            f"Python 3.11 or newer is needed and this is {sys.version.split()[0]}: set PYTHON=python3.11 for make."
        )
    if not any(shutil.which(compiler) for compiler in ("cc", "gcc", "clang")):
        found.append(
            "A C compiler is missing and dedupe's affinegap ships no wheel: install one "
            "(Debian: apt install build-essential)."
        )
    header = Path(sysconfig.get_paths()["include"]) / "Python.h"
    if not header.exists():
        found.append(f"Python's headers are missing ({header}): install them (Debian: apt install python3-dev).")
    try:
        import venv  # noqa: F401 (only its presence counts)
    except ImportError:
        found.append("Python's venv module is missing: install it (Debian: apt install python3-venv).")
    return found


if __name__ == "__main__":
    sentences = missing()
    for sentence in sentences:
        sys.stderr.write(f"set-up: {sentence}\n")
    sys.exit(1 if sentences else 0)
