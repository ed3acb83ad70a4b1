"""The ChatLab JSON lines reader: the same as from one document, broken lines, cut files, no record lost."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import UnreadableExhibit
from sources.formats.chatlab_json import FORMAT as DOCUMENT
from sources.formats.chatlab_jsonl import FORMAT
from sources.registry import detect, read_head

SAMPLE = Path(__file__).parents[2] / "data" / "chatlab_jsonl" / "group.jsonl"
DOCUMENT_SAMPLE = SAMPLE.parents[1] / "chatlab_json" / "group.json"
HEADER = '{"_type":"header","chatlab":{"version":"0.0.2","exportedAt":1},"meta":{"platform":"qq","type":"group"}}'
MESSAGE = '{"_type":"message","sender":"990000001","accountName":"Ann","timestamp":1682902805,"type":0,"content":"hi"}'


@pytest.fixture
def reading(exhibit_with, everything_of):
    """Reads lines (or bytes); what claims to be whole is accounted for."""

    def read(content, path="chat.jsonl", **more):
        exhibit = exhibit_with(content if isinstance(content, bytes) else "\n".join(content), path, **more)
        found = everything_of(FORMAT, exhibit)
        if found.end.status == "read":
            assert found.total == FORMAT.count(exhibit)
        found.tables["message"] = found.tables["message"].sort("position")
        return found

    return read


def test_files_are_known_by_their_first_line(tmp_path):
    """The header decides, also where a picture makes it longer than the head; other lines aren't taken."""
    assert detect(read_head(SAMPLE, "x.bin")) is FORMAT
    twin = tmp_path / "twin.jsonl"
    twin.write_text(HEADER[:-1] + ',"x":"' + "A" * 90_000 + '"}\n' + MESSAGE)
    assert FORMAT.sniff(read_head(twin, "x")) == 0.9
    for text in (MESSAGE, '{"_type":"header"}', "[]", "{", ""):
        twin.write_text(text)
        assert FORMAT.sniff(read_head(twin, "chat.jsonl")) == 0


def test_lines_and_document_give_the_same(reading, exhibit_with, everything_of):
    """The same chat in both containers has the same rows, but for their places."""
    found = reading(SAMPLE.read_bytes())
    other = everything_of(DOCUMENT, exhibit_with(DOCUMENT_SAMPLE.read_bytes(), "chat.json"))
    other.tables["message"] = other.tables["message"].sort("position")
    for name in ("message", "thread", "membership_event"):
        dropped = ["exhibit_id", "locator"]
        assert found.tables[name].drop(dropped).rows() == other.tables[name].drop(dropped).rows(), name
    assert set(found.tables["account"]["account_id"]) == set(other.tables["account"]["account_id"])
    assert (found.record_count, found.rejected_count) == (other.record_count, other.rejected_count)
    assert found.tables["message"]["locator"][0] == "line:7"


def test_broken_lines_cost_no_other(reading):
    """A line that is no JSON, a comment, and a second header are rejected; the rest is read."""
    found = reading([HEADER, MESSAGE, "# note", HEADER, "", MESSAGE])
    assert (found.end.status, found.record_count) == ("read", 2)
    assert found.tables["rejected_record"]["locator"].to_list() == ["line:3", "line:4"]


def test_cut_and_empty_files(reading):
    """A torn last line makes it partial, a header alone is empty, no header is refused."""
    assert reading([HEADER, MESSAGE, MESSAGE[:-5]]).end.status == "partial"
    assert reading([HEADER]).end.status == "empty"
    with pytest.raises(UnreadableExhibit):
        reading([MESSAGE])


LINES = st.sampled_from(
    [
        MESSAGE,
        '{"_type":"member","platformId":"990000002","accountName":"Ben"}',
        '{"_type":"x"}',
        "1",
        "",
        " ",
        "{",
        "[]",
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(LINES, max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_every_line_is_accounted_for(tmp_path_factory, exhibit_of, everything_of, lines, end):
    """Whatever stands in a line, it is read or rejected."""
    file = tmp_path_factory.mktemp("jsonl") / "chat.jsonl"
    file.write_text(end.join([HEADER, *lines]) + end, newline="")
    exhibit = exhibit_of(file)
    found = everything_of(FORMAT, exhibit)
    assert found.total == FORMAT.count(exhibit) == sum(bool(json_line.strip()) for json_line in lines)
