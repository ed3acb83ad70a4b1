"""What holds of every reader, whatever was done to its file: no crash, no hang, no record lost in silence."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz_readers import SAMPLES, hold_to_account, samples_of
from sources.errors import SourceError
from sources.record import BatchBuilder, Exhibit
from sources.registry import read_head, source_formats

CASES = [(name, file) for name in source_formats() for file in samples_of(name)]
IDS = [f"{name}-{number}" for number, (name, _) in enumerate(CASES)]


def account_for(name: str, content: bytes, path: str, folder: Path) -> None:
    """Read a file to its end and hold the reader to what it promises."""
    file = folder / "exhibit"
    file.write_bytes(content)
    hold_to_account(source_formats()[name], file, path)


def damaged(content: bytes, at: float, width: int, junk: bytes, manner: str) -> bytes:
    """The bytes after a damage of one kind at a place given as a share of the length."""
    place = int(len(content) * at)
    match manner:
        case "cut":
            return content[:place]
        case "overwrite":
            return content[:place] + junk + content[place + len(junk) :]
        case "insert":
            return content[:place] + junk + content[place:]
        case "drop":
            return content[:place] + content[place + width :]
        case "repeat":
            return content[: place + width] + content[place:]
        case _:
            return content[place:] + content[:place]


DAMAGES = {
    "at": st.floats(0, 1),
    "width": st.integers(1, 400),
    "junk": st.binary(max_size=8)
    | st.sampled_from(
        [b"\0" * 64, b'"', b"{", b"}", b"]", b"<", b">", b"\r\n", b"\n\n", b",", b"\xff\xfe", b"&x;", b"'"]
    ),
    "manner": st.sampled_from(["cut", "overwrite", "insert", "drop", "repeat", "turn"]),
}
# Files are made anew for each example; that the folder is shared between examples doesn't matter.
QUICK = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LONG = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(("name", "file"), CASES, ids=IDS)
@QUICK
@given(**DAMAGES)
def test_damage_is_survived(tmp_path, name, file, at, width, junk, manner):
    """A damaged file is read in part or refused in one sentence, and its counts agree where it claims to be whole."""
    account_for(name, damaged(file.read_bytes(), at, width, junk, manner), file.name, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize(("name", "file"), CASES, ids=IDS)
@LONG
@given(**DAMAGES)
def test_much_damage_is_survived(tmp_path, name, file, at, width, junk, manner):
    """The same with many more damages."""
    account_for(name, damaged(file.read_bytes(), at, width, junk, manner), file.name, tmp_path)


@pytest.mark.parametrize(("name", "file"), CASES, ids=IDS)
def test_broken_twins_are_survived(tmp_path, name, file):
    """Empty, zeros, one huge line, deep nesting, other encodings, a foreign tail: none crashes or hangs a reader."""
    content = file.read_bytes()
    twins = [
        b"\0" * 5_000,
        content + b"\0" * 3_000,
        content[: len(content) // 2] + b"x" * 2_000_000 + content[len(content) // 2 :],
        content[: len(content) // 2] + b"[" * 100_000 + content[len(content) // 2 :],
        content[: len(content) // 2] + b"<a>" * 30_000 + content[len(content) // 2 :],
        b"{" * 100_000,
        b"\xff\xfe" + content,
        content.decode("utf-8", "ignore").encode("utf-16"),
        content.decode("utf-8", "ignore").encode("gb18030", "ignore"),
        b"".join(other.read_bytes() for _, other in CASES[:3]) + content,
    ]
    for twin in twins:
        account_for(name, twin, file.name, tmp_path)


@pytest.mark.parametrize(("name", "file"), CASES, ids=IDS)
def test_no_other_format_is_as_sure(name, file):
    """A sample is recognised by its own reader alone; two that are equally sure would be told apart by chance."""
    head = read_head(file, str(file.relative_to(SAMPLES / name)))
    sure = {other: source_format.sniff(head) for other, source_format in source_formats().items()}
    own = sure.pop(name)
    assert own == 0 or max(sure.values()) < own


@pytest.mark.parametrize(("name", "file"), CASES, ids=IDS)
def test_every_row_has_a_place(tmp_path, name, file):
    """No record comes without a locator, and message places are unique in their exhibit."""
    places: list[str] = []
    try:
        for batch in source_formats()[name].read(Exhibit("0" * 64, file.name, file)):
            for relation, rows in getattr(batch, "tables", {}).items():
                located = rows.column("locator").to_pylist()
                assert all(located), relation
                places += located if relation == "message" else []
    except SourceError:
        pytest.skip("this sample is a broken twin")
    assert len(places) == len(set(places))


def test_builders_hold_what_they_are_given():
    """The count that readers are held to is theirs alone: a builder adds nothing to it."""
    builder = BatchBuilder("0" * 64)
    builder.reject("line:1", "why")
    batch = builder.take()
    assert (batch.record_count, batch.rejected_count, batch.duplicate_count) == (0, 1, 0)
