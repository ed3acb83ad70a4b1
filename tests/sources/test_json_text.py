"""JSON text for the parsers: exporter faults mended whatever the blocks, encodings decided by the start."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import UndecodableText
from sources.json_text import JsonText

# Escapes and plain signs that can stand beside each other in a JSON string as Telegram writes it, with their meaning.
_PIECES = {
    r"\\": "\\",
    r"\x07": "\x07",
    r"\\x41": "\\x41",
    r"\\\x1f": "\\\x1f",
    r"\ud83d\ude00": "\U0001f600",
    r"\\ud83d": "\\ud83d",
    r"\n": "\n",
    r"\"": '"',
    "a": "a",
    "在": "在",
    r"\ud83da": "\ufffda",
    r"\ude00a": "\ufffda",
}


def mended(file, size):
    with JsonText.of_file(file) as text:
        blocks = list(iter(lambda: text.read(size), b""))
        assert text.is_at_end
    return b"".join(blocks)


@settings(max_examples=60)
@given(pieces=st.lists(st.sampled_from(sorted(_PIECES)), max_size=30), size=st.integers(min_value=1, max_value=40))
def test_mended_text_parses_to_what_was_meant(pieces, size, tmp_path_factory):
    """Broken escapes become what they stand for, wherever a block ends; sound ones stay."""
    file = tmp_path_factory.mktemp("json") / "x.json"
    file.write_text('["' + "".join(pieces) + '"]', encoding="utf-8")
    assert json.loads(mended(file, size)) == ["".join(_PIECES[piece] for piece in pieces)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_the_parser_always_gets_utf8(tmp_path, encoding):
    """Other encodings and byte-order marks are taken away."""
    file = tmp_path / "x.json"
    file.write_bytes('["仓库见"]'.encode(encoding))
    assert mended(file, 3) == '["仓库见"]'.encode()


def test_a_character_cut_off_at_the_end_does_not_change_the_encoding(tmp_path):
    """A file that ends inside a character is still UTF-8."""
    file = tmp_path / "x.json"
    file.write_bytes('["仓'.encode()[:-1])
    assert mended(file, 64) == '["仓'.encode()[:-1]


def test_a_start_in_no_encoding_is_refused(tmp_path):
    """Nothing is replaced: bytes that decode nowhere are named so."""
    file = tmp_path / "x.json"
    file.write_bytes(b'["caf\xe9"]')
    with pytest.raises(UndecodableText):
        JsonText.of_file(file)


def test_the_head_of_a_file_is_json_or_nothing():
    """Sniffers get text only where an object or array begins."""
    assert JsonText.of_head(b"name,phone\n") is None
    assert JsonText.of_head(b"\x00\x01") is None
    head = JsonText.of_head(b"\xef\xbb\xbf [1")
    assert head is not None
    assert head.read() == b"[1"
