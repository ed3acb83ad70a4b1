"""A folder with one of everything and its broken twins goes through the whole line; `exhibit` tells the truth."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from pipelines.cli.main import run as steelnail
from pipelines.settings import Settings
from sources.registry import source_formats
from warehouse.connection import open_snapshot

SAMPLES = Path(__file__).parent / "data"
# Samples of a format that are of another one: what a mapping file lies beside.
BESIDE = {"whole/table_mapping/accounts.csv"}


def samples() -> list[tuple[str, Path]]:
    """Format and file of every committed sample."""
    found = [
        (name, file) for name in source_formats() for file in sorted((SAMPLES / name).rglob("*")) if file.is_file()
    ]
    return [(name, file) for name, file in found if file.name != "ORIGIN.md" and file.suffix != ".py"]


@pytest.fixture(scope="module")
def exhibits(tmp_path_factory) -> pl.DataFrame:
    """The exhibit relation after one add and one run over all samples and their twins."""
    folder, home = tmp_path_factory.mktemp("everything"), tmp_path_factory.mktemp("home")
    for name, file in samples():
        whole = folder / "whole" / name / file.relative_to(SAMPLES / name)
        whole.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, whole)
        content = file.read_bytes()
        twin = folder / "twins" / name / file.relative_to(SAMPLES / name)
        twin.parent.mkdir(parents=True, exist_ok=True)
        twin.with_name(f"cut-{twin.name}").write_bytes(content[: len(content) * 2 // 3])
        twin.with_name(f"zeros-{twin.name}").write_bytes(content + bytes(4096))
        twin.with_name(f"empty-{twin.name}").write_bytes(b"")
    (folder / "unknown").mkdir()
    (folder / "unknown" / "picture.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8)
    (folder / "unknown" / "prose.txt").write_text("It was a dark and stormy night.\n", encoding="utf-8")
    name = ["--case", "everything", "--seizure", "all", "--json"]
    assert steelnail(["--home", str(home), "add", str(folder), *name]) == 0
    assert steelnail(["--home", str(home), "run", "--json"]) == 0
    with open_snapshot(Settings(home).published_file) as snapshot:
        columns = (
            "path",
            "format",
            "status",
            "record_count",
            "rejected_count",
            "duplicate_count",
            "independent_count",
            "problem",
        )
        rows = snapshot.execute(f"select {', '.join(columns)} from exhibit order by path")
    found = pl.DataFrame(rows, schema=list(columns), orient="row", infer_schema_length=None)
    return found.filter(~pl.col("path").str.contains("!/", literal=True))  # members of archives have tests of their own


def test_every_sample_is_read_by_its_own_reader(exhibits):
    """A whole sample is taken for its own format and read, in part where the sample itself is a broken one."""
    whole = exhibits.filter(pl.col("path").str.starts_with("whole/"))
    own = pl.col("path").str.split("/").list.get(1)
    misread = whole.filter((pl.col("format") != own) & ~pl.col("path").is_in(BESIDE))
    assert misread.select("path", "format").rows() == []
    unread = whole.filter(~pl.col("status").is_in(["read", "partial", "empty"]))
    assert unread.select("path", "status", "problem").rows() == []


def test_counts_of_whole_files_agree(exhibits):
    """Records read, rejected and known from elsewhere are the records in the file by a second count."""
    counted = exhibits.filter(pl.col("independent_count").is_not_null() & (pl.col("status") == "read"))
    total = pl.col("record_count") + pl.col("rejected_count") + pl.col("duplicate_count")
    assert counted.filter(total != pl.col("independent_count")).select("path").rows() == []
    assert counted.height > 40


def test_every_twin_is_told_of(exhibits):
    """No broken twin is lost or passed over in silence: whatever isn't read says why."""
    twins = exhibits.filter(pl.col("path").str.starts_with("twins/"))
    assert twins.height == 3 * len(samples())
    assert twins.filter((pl.col("status") != "read") & pl.col("problem").is_null())["path"].to_list() == []
    assert set(twins["status"]) <= {"read", "partial", "rejected", "unsupported", "empty"}
    empty = twins.filter(pl.col("path").str.contains("/empty-"))
    assert set(empty["status"]) == {"empty"}


def test_a_cut_file_does_not_pass_for_whole(exhibits):
    """Of the cut twins most say so; text that breaks between two records can't know what is missing."""
    cut = exhibits.filter(pl.col("path").str.contains("/cut-"))
    assert (cut["status"] != "read").mean() > 0.5


def test_what_no_reader_knows_is_kept_and_said(exhibits):
    """A picture and prose are exhibits without records."""
    unknown = exhibits.filter(pl.col("path").str.starts_with("unknown/"))
    assert set(unknown["status"]) == {"unsupported"} and unknown["record_count"].sum() == 0
