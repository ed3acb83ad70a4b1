"""The page of formats says what the readers say of themselves, of all of them."""

from sources.formats_page import PAGE, formats_page
from sources.registry import source_formats


def test_every_format_says_what_it_covers():
    """A reader that users are told nothing of isn't finished."""
    assert [known.name for known in source_formats().values() if known.coverage is None] == []


def test_the_page_is_up_to_date():
    """`make docs` was run after the last change of a reader."""
    assert PAGE.read_text(encoding="utf-8") == formats_page()
