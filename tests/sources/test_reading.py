"""Bytes to text: which encoding a file is in, and what sniffers see of a damaged one."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.errors import UndecodableText
from sources.reading import encoding_of, head_text

_TRADITIONAL = "今天報告還沒有交上來,大家先把錢打過去再說,晚上八點在老地方開會。"
_SIMPLIFIED = "今天报告还没有交上来,大家先把钱打过去再说,晚上八点在老地方开会。"
_GB2312_LEVEL_1 = [bytes([lead, trail]) for lead in range(0xB0, 0xD7) for trail in range(0xA1, 0xFF)]


@pytest.fixture
def file_of(tmp_path):
    def write(content):
        file = tmp_path / "talk.txt"
        file.write_bytes(content)
        return file

    return write


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (_SIMPLIFIED, "utf-8"),
        (_TRADITIONAL, "utf-8"),
        (_SIMPLIFIED, "gb18030"),
        (_TRADITIONAL, "gb18030"),
        (_TRADITIONAL, "big5"),
        ("你哋今日喺邊度食飯呀,佢話冇錢畀我,等陣先講啦,夜晚返到屋企再傾", "big5hkscs"),
        (_SIMPLIFIED, "utf-16"),
        (_SIMPLIFIED + "abc" * 100, "utf-16-le"),
    ],
)
def test_text_comes_back_as_it_was_written(file_of, text, written):
    """Text in each encoding is read as the characters that were written."""
    file = file_of(text.encode(written))
    assert file.read_bytes().decode(encoding_of(file)) == text
    assert head_text(file.read_bytes()) == text


def test_short_text_that_could_be_both_stays_gb18030(file_of):
    """Two characters say nothing about Big5; the fixed order holds."""
    assert encoding_of(file_of("報告".encode("big5"))) == "gb18030"


@given(st.lists(st.sampled_from(_GB2312_LEVEL_1), min_size=1, max_size=400))
def test_simplified_text_is_never_taken_for_big5(characters):
    """Whatever simplified characters follow each other, GB18030 it is."""
    content = b"".join(["啊".encode("gb18030"), *characters])  # its first byte begins no UTF-8
    assert head_text(content) == content.decode("gb18030")


def test_head_with_one_broken_byte_is_text_up_to_there(file_of):
    """A damaged text is still known by what stands before the damage, while its whole is refused by name."""
    content = _SIMPLIFIED.encode() * 40 + b"\xff\xfe\x81" + _SIMPLIFIED.encode()
    assert head_text(content) == _SIMPLIFIED * 40
    with pytest.raises(UndecodableText, match="convert a copy"):
        encoding_of(file_of(content))


def test_zero_bytes_of_a_crash_leave_a_text_a_text():
    """A block of zero bytes inside a log does not make it a binary."""
    content = b"[10:00:00] <crab> morning\n" * 100 + b"\0" * 200 + b"[10:01:00] <crab> back\n"
    assert head_text(content) == content.decode()


def test_binary_is_no_text():
    """Random bytes and mostly zero bytes are no text."""
    assert head_text(random.Random(5).randbytes(60_000)) is None  # noqa: S311 - any bytes will do
    assert head_text(b"\x89PNG\r\n\x1a\n" + b"\0\xff\xfe\xff\x9f" * 500) is None
    assert head_text(b"SQLite format 3\0\x10\0\1\1\0@  \0\0\0" + b"\0" * 3_000 + "锤子".encode() * 90) is None
