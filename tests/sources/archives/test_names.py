"""Names in archives: decoded strictly, shown harmless, told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.archives.names import decoded_name, member_path, numbered, quoted


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a/b.txt", "a/b.txt"),
        ("./a//b.txt", "a/b.txt"),
        ("a\\b.txt", "a/b.txt"),
        ("C:\\x\\y.txt", "C/x/y.txt"),
        ("/data/data/com.tencent.mm/EnMicroMsg.db", "data/data/com.tencent.mm/EnMicroMsg.db"),
        ("../a", "a"),
        ("", "unnamed"),
        ("a\tb", "a\\tb"),
    ],
)
def test_paths_lose_only_what_is_unsafe(name, path):
    """What remains is what people look for."""
    assert member_path(name).path == path


def test_plain_names_get_no_remark():
    """Separators of another system and doubled ones are nothing to talk about."""
    assert [member_path(name).remark for name in ("a/b.txt", "a\\b.txt", "./a//b", "锤子　名单.txt", "a b.txt")] == [
        None
    ] * 5


def test_numbers_stand_before_the_ending():
    """So that a program still knows the kind."""
    assert numbered("a/b.txt", 2) == "a/b~2.txt"
    assert numbered("a.b/c", 3) == "a.b/c~3"
    assert numbered("a/.hidden", 2) == "a/.hidden~2"


def test_quotes_are_short_and_printable():
    """A sentence never carries a line break or a kilobyte of name."""
    assert quoted("a\n" + "b" * 500).startswith("'a\\nb")
    assert len(quoted("b" * 500)) < 130


@given(st.binary(max_size=60))
def test_any_bytes_become_a_harmless_path(raw):
    """Never empty, never leading out, never moving a cursor."""
    found = member_path(decoded_name(raw))
    assert found.path
    assert not found.path.startswith("/")
    assert not {"", ".", ".."} & set(found.path.split("/"))
    assert found.path.isprintable() or "\u3000" in found.path
    found.path.encode("utf-8")
