"""Properties of a card: vobject and our scan agree where vobject can read a card."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sources.vcard.properties import card_properties, scanned_properties, unescaped

LINES = st.sampled_from(
    [
        "VERSION:3.0",
        "FN:锤子\\, 铁锤",
        "N:样;锤子;;;",
        "item1.TEL;type=CELL;type=pref:+855 12 345 678",
        "TEL;CELL;PREF:12345",
        "NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E9=94=A4=\n=E5=AD=90",
        "NOTE:long\n  folded",
        'X-A;X-B="a:b;c":d',
        "ORG:Kitchen;Night",
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(LINES, max_size=8))
def test_scan_gives_what_vobject_gives(lines):
    """Two ways to read the same card come to the same properties."""
    text = "\n".join(lines)
    assert card_properties(text) == list(scanned_properties(text))


def test_escapes():
    """Backslashes hide commas, semicolons and line ends."""
    assert unescaped(" a\\, b\\; c\\nd\\\\ ") == "a, b; c\nd\\"


def test_lines_that_are_no_property_are_told():
    """A line without a colon comes back as damaged, not as nothing."""
    (lost,) = scanned_properties("no property")
    assert (lost.name, lost.is_damaged) == ("", True)
