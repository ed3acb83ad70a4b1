"""qq-chat-exporter in parts: the manifest beside them, lines as records, damage of single lines."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import SourceError
from sources.formats.qq_exporter_json import FORMAT as SINGLE
from sources.formats.qq_exporter_jsonl import FORMAT
from sources.registry import read_head

FOLDER = Path(__file__).parents[2] / "data" / "qq_exporter_jsonl" / "group_99010001_20240601_120000_chunked_jsonl"
MANIFEST, FIRST = FOLDER / "manifest.json", FOLDER / "chunks" / "c000001.jsonl"
PATH = "QQ/export/chunks/c000001.jsonl"


@pytest.fixture
def part(exhibit_of, everything_of):
    """Reads the first part as it stands or changed, with the manifest beside it."""

    def read(content=None, *, tmp_path=None, companions=None, path=PATH):
        file = FIRST
        if content is not None:
            file = tmp_path / "part.jsonl"
            file.write_bytes(content)
        beside = {"QQ/export/manifest.json": MANIFEST} if companions is None else companions
        exhibit = exhibit_of(file, path, companions=beside)
        found = everything_of(FORMAT, exhibit)
        assert found.total == FORMAT.count(exhibit)
        return found

    return read


def test_parts_and_manifest_are_known_by_content():
    """Both are this format's whatever they are called, and not the single document's."""
    for file in (MANIFEST, FIRST):
        head = read_head(file, "x.bin")
        assert FORMAT.sniff(head) >= 0.9
        assert SINGLE.sniff(head) == 0


def test_the_manifest_says_which_chat_it_is(part):
    """Conversation and owner come from the manifest, messages from the lines."""
    found = part()
    assert found.tables["thread"].select("thread_id", "title", "kind").rows() == [("qq:99010001", "钢厂一部", "group")]
    assert found.tables["account"].filter("is_owner")["native_id"].to_list() == ["990100002"]
    assert found.tables["message"]["locator"].to_list() == [f"line:{n}" for n in range(1, 6)]
    assert found.end.status == "read"


def test_without_the_manifest_the_folder_says_it(part):
    """The exporter puts the number into the folder's name; nobody is the owner then."""
    found = part(companions={}, path=f"QQ/{FOLDER.name}/chunks/c000001.jsonl")
    assert found.tables["thread"].select("thread_id", "kind").rows() == [("qq:99010001", "group")]
    assert found.tables["account"].filter("is_owner").is_empty()


def test_a_manifest_of_another_export_is_not_used(part):
    """Only the manifest beside the parts or above their folder describes them."""
    found = part(companions={"QQ/other/manifest.json": MANIFEST})
    assert found.tables["account"].filter("is_owner").is_empty()


def test_the_manifest_is_an_exhibit_of_its_own(exhibit_of, everything_of):
    """It tells chat and owner, and holds no record."""
    found = everything_of(FORMAT, exhibit_of(MANIFEST))
    assert (found.total, FORMAT.count(exhibit_of(MANIFEST)), found.end.status) == (0, 0, "read")
    assert found.tables["account"]["account_id"].to_list() == ["qq:990100002"]
    assert found.tables["name_observation"]["name"].to_list() == ["小螃蟹"]


def test_broken_lines_are_rejected_alone(part, tmp_path):
    """A line that is no JSON or no message is rejected; the file is partial only where lines are broken."""
    lines = FIRST.read_bytes().splitlines()
    found = part(b"\n".join([lines[0], b'{"id":', lines[1], b"[1]", b"", lines[2]]), tmp_path=tmp_path)
    assert found.tables["rejected_record"]["locator"].to_list() == ["line:2", "line:4"]
    assert (found.record_count, found.end.status) == (3, "partial")


def test_cut_parts_are_partial(part, tmp_path):
    """A part that ends inside a line loses that line and says so."""
    content = FIRST.read_bytes()
    found = part(content[:-40], tmp_path=tmp_path)
    assert (found.record_count, found.rejected_count, found.end.status) == (4, 1, "partial")


def test_empty_parts_are_empty(part, tmp_path):
    """No byte and no message are both empty."""
    assert part(b"", tmp_path=tmp_path).end.status == "empty"
    assert part(b"\n\n", tmp_path=tmp_path).end.status == "empty"


def test_a_broken_manifest_costs_only_itself(exhibit_with, everything_of, part, tmp_path):
    """A cut manifest is partial; the parts beside it are still read."""
    cut = tmp_path / "manifest.json"
    cut.write_bytes(MANIFEST.read_bytes()[:400])
    found = everything_of(FORMAT, exhibit_with(cut.read_bytes(), "manifest.json"))
    assert (found.total, found.end.status) == (0, "partial")
    assert part(companions={"QQ/export/manifest.json": cut}).record_count == 5


@pytest.mark.parametrize(
    "twin",
    [
        '{"id":"1","timestamp":1,"text":"x"}\n',
        '{"sender":{"uid":"u"},"content":{"text":"x"}}\n',
        "x",
        '{"format":"jsonl"}',
    ],
)
def test_look_alikes_are_left_to_others(tmp_path, twin):
    """Other JSON lines aren't taken."""
    file = tmp_path / "twin.jsonl"
    file.write_text(twin)
    assert FORMAT.sniff(read_head(file, "chunks/c000001.jsonl")) == 0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["x", "{}", "[", "", " ", '{"sender":{},"content":{}}', json.dumps("锤")]), max_size=6))
def test_every_line_is_accounted_for(tmp_path_factory, exhibit_of, everything_of, lines):
    """Lines are read, rejected or blank, in any mixture."""
    file = tmp_path_factory.mktemp("qce") / "part.jsonl"
    file.write_text("\n".join(lines))
    exhibit = exhibit_of(file)
    try:
        found = everything_of(FORMAT, exhibit)
    except SourceError:
        return
    assert found.total == FORMAT.count(exhibit)
