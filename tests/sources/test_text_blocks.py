"""Blocks of lines and records out of lines: no line lost, blocks invisible, encodings strict."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import text_blocks
from sources.errors import UndecodableText


@given(st.text(st.sampled_from("ab\r\n锤"), max_size=40), st.integers(1, 9))
def test_lines_are_those_of_the_text(tmp_path_factory, text, size):
    """Whatever the block size, the lines are those between LFs, numbered from 1."""
    file = tmp_path_factory.mktemp("blocks") / "text"
    file.write_bytes(text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_blocks, "BLOCK_CHARACTERS", size)
        lines = pl.concat(
            [pl.DataFrame(schema={"text": pl.String}), *text_blocks.line_blocks(file, "utf-8")], how="diagonal"
        )
    expected = [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")] if text else []
    assert lines["text"].to_list() == expected
    if expected:
        assert lines["line"].to_list() == list(range(1, len(expected) + 1))
        assert lines["previous"].to_list() == [None, *expected[:-1]]


@given(st.lists(st.sampled_from(["# head", "body", ""]), min_size=1, max_size=20), st.integers(1, 30))
def test_records_join_back_to_the_text(tmp_path_factory, lines, size):
    """Records hold every line once, in order, each starting where the start holds."""
    file = tmp_path_factory.mktemp("records") / "text"
    file.write_text("\n".join(lines) + "\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_blocks, "BLOCK_CHARACTERS", size)
        blocks = text_blocks.line_blocks(file, "utf-8")
        found = pl.concat(text_blocks.records(blocks, pl.col("text").str.starts_with("#")))
    joined = found.select(pl.concat_str("head", "rest", separator="\n", ignore_nulls=True)).to_series().to_list()
    assert "\n".join(joined) == "\n".join(lines)
    assert found.height - found["is_orphan"].sum() == lines.count("# head")


def test_a_text_without_its_last_bytes_keeps_its_encoding(tmp_path):
    """A cut character tells a truncated file, not another encoding."""
    file = tmp_path / "text"
    for encoding, name in (("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16")):
        file.write_bytes("锤子锤子".encode(encoding)[:-1])
        assert text_blocks.text_encoding(file) == (name, True)
        file.write_bytes("锤子锤子".encode(encoding))
        assert text_blocks.text_encoding(file) == (name, False)
    file.write_bytes("锤子锤子".encode("gb18030"))
    assert text_blocks.text_encoding(file) == ("gb18030", False)


def test_a_wrong_mark_is_refused(tmp_path):
    """A text whose mark lies is not guessed at."""
    file = tmp_path / "text"
    file.write_bytes(b"\xef\xbb\xbfabc\xff\xfe\xfdabc")
    with pytest.raises(UndecodableText):
        text_blocks.text_encoding(file)
