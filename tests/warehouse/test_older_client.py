"""The published snapshot opens in the DuckDB clients investigators have."""

import subprocess
import venv
from pathlib import Path

import pytest

from warehouse.publish import macro_names, publish_snapshot
from warehouse.schema.published import PUBLISHED_RELATIONS

_ASK = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
for name in sys.argv[2].split(","):
    connection.execute(f"from {name}").fetchall()
for name in sys.argv[3].split(","):
    arity = connection.execute(
        "select len(parameters) from duckdb_functions() where function_name = ? and not internal", [name]
    ).fetchone()[0]
    connection.execute(f"from {name}({', '.join(['$$x$$'] * arity)})").fetchall()
print(duckdb.__version__)
"""


@pytest.mark.long
@pytest.mark.parametrize("version", ["1.4.*", "1.5.*"])
def test_older_clients_read_the_snapshot(warehouse, tmp_path: Path, run_record, version: str):
    """Tables and macros answer in an older client; skipped where it cannot be installed."""
    file = publish_snapshot(warehouse, tmp_path / "published", run_record)
    home = tmp_path / "client"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    installed = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--only-binary", ":all:", f"duckdb=={version}"],
        capture_output=True,
        text=True,
    )
    if installed.returncode != 0:
        pytest.skip(f"duckdb {version} cannot be installed here")
    relations = ",".join(relation.name for relation in PUBLISHED_RELATIONS)
    answer = subprocess.run(
        [python, "-c", _ASK, file, relations, ",".join(macro_names())], capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith(version[:3])
