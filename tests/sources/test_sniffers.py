"""Sniffers see every file of every seizure: none may take long over a head that was made to be looked at for long."""

import time

import pytest

from sources.record import Head
from sources.registry import HEAD_BYTES, detect

HEADS = {
    "comments": b"<!---->" * 9_000 + b"x",
    "line ends": b"\n" * 65_000 + b"x",
    "CRLF": b"\r\n" * 32_000 + b"x",
    "blanks in a word": b"a" + b" " * 65_000 + b"b",
    "tabs in a word": b"a" + b"\t" * 65_000 + b"b",
    "blanks behind a mark": b"\xef\xbb\xbf" + b" " * 60_000,
    "colons": b": " * 32_000,
    "brackets": b"(" * 65_000,
    "tags": b"<" * 65_000,
    "digits": b"1 " * 32_000,
    "times": b"2020-01-01 10:00:00 " * 3_000,
    "quotes": b'"' * 65_000,
    "open objects": b'{"a":1,' * 9_000,
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_no_head_holds_the_night_up(tmp_path, head):
    """All sniffers together decide in a moment, and take none of it for their own."""
    file = tmp_path / "x.txt"
    file.write_bytes(head)
    detect(Head("x.txt", 1, b"x"))  # the formats are loaded
    start = time.process_time()
    assert detect(Head("x.txt", len(head), head[:HEAD_BYTES], file)) is None
    assert time.process_time() - start < 5
