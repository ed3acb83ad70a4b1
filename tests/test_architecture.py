"""What holds of the whole house: rooms, slots with their tests, behaviour told in every test, whole packages."""

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("pipelines", "resolvers", "sources", "warehouse")
# A file has one subject; beyond this it has two (style.md gives 300 as the guide).
LONGEST_FILE = 400
LONGEST_FUNCTION = 70


def modules(*folders: str) -> list[Path]:
    found = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    return sorted(file for file in found if "__pycache__" not in file.parts)


def slot_modules(folder: str) -> list[str]:
    return sorted(file.stem for file in (ROOT / folder).glob("*.py") if file.stem != "__init__")


@pytest.mark.parametrize("file", modules(*ROOMS), ids=lambda file: str(file.relative_to(ROOT)))
def test_files_and_functions_fit(file: Path):
    """A file has one subject and a function fits a screen."""
    text = file.read_text(encoding="utf-8")
    if file.parent.name != "schema":  # declarations of columns are data, as long as there are columns
        assert text.count("\n") <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or node.lineno) - node.lineno < LONGEST_FUNCTION, node.name


def test_only_one_module_imports_duckdb():
    """The database is touched in warehouse/connection.py alone."""
    importers = []
    for file in modules(*ROOMS):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name == "duckdb" or name.startswith("duckdb.") for name in names):
                importers.append(str(file.relative_to(ROOT)))
    assert importers == ["warehouse/connection.py"]


def test_init_files_hold_a_docstring_only():
    """One import path per name: packages re-export nothing."""
    for file in modules(*ROOMS):
        if file.name == "__init__.py":
            body = ast.parse(file.read_text(encoding="utf-8")).body
            assert len(body) == 1 and isinstance(body[0], ast.Expr), file


def test_dagster_code_keeps_its_annotations():
    """Dagster reads annotations of assets at run time; postponed ones break it."""
    for file in modules("pipelines"):
        assert "from __future__ import annotations" not in file.read_text(encoding="utf-8"), file


def test_environment_is_read_in_one_place():
    """Settings are the only reader of the environment."""
    readers = [
        str(file.relative_to(ROOT)) for file in modules(*ROOMS) if "os.environ" in file.read_text(encoding="utf-8")
    ]
    assert readers == ["pipelines/settings.py"]


@pytest.mark.parametrize("name", slot_modules("sources/formats"))
def test_every_format_has_its_test_and_sample(name: str):
    """A format without a test and a labelled sample isn't finished."""
    assert (ROOT / "tests" / "sources" / "formats" / f"test_{name}.py").exists()
    sample = ROOT / "tests" / "data" / name
    assert sample.is_dir() and (sample / "ORIGIN.md").exists()


def test_every_test_says_its_behaviour():
    """A test begins with one sentence of behaviour, and asserts something."""
    silent = []
    for file in modules("tests"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node):
                silent.append(f"{file.relative_to(ROOT)}:{node.name}")
    assert silent == []


def test_tests_are_no_package():
    """`__init__.py` under tests would shadow the rooms."""
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_all_rooms_are_packaged_with_their_data():
    """The wheel holds the four rooms; their SQL, lexicons and grammar are files of the packages."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == list(ROOMS)
    for room in ROOMS:
        module = __import__(room)
        assert Path(module.__file__ or "").parent == ROOT / room


def test_every_dependency_is_justified():
    """DECISIONS.md has a line for each runtime dependency."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    decisions = (ROOT / "DECISIONS.md").read_text(encoding="utf-8").lower()
    names = [
        requirement.split(">")[0].split("<")[0].split("=")[0].strip().lower()
        for requirement in project["project"]["dependencies"]
    ]
    assert [name for name in names if f"`{name}`" not in decisions] == []


def test_every_command_is_in_the_readme():
    """A command that the README doesn't name is a command nobody finds."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [name for name in slot_modules("pipelines/cli") if not name.startswith("_") and name != "main"]
    assert [name for name in commands if f"steelnail {name.replace('_', '-')}" not in readme] == []
