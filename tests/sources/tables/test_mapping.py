"""Mapping files: a person's word on what the columns hold, and the mistakes that people make in them."""

import pytest

from sources.errors import UnreadableExhibit
from sources.tables.headers import Heading
from sources.tables.mapping import read_mapping


@pytest.fixture
def mapping(tmp_path):
    """Reads a mapping of that text."""

    def read(text):
        file = tmp_path / "x"
        file.write_text(text, encoding="utf-8")
        return read_mapping(file, "roster.mapping.toml")

    return read


def test_one_table(mapping):
    """Headings and letters are taken; what isn't there is named."""
    said = mapping('kind = "list"\nheader_row = 3\n[columns]\n"手 机 号" = "phone"\nB = "account:QQ"\n"旧" = "note"\n')
    (sheet,) = said.sheets
    assert (sheet.kind, sheet.header_row) == ("list", 3)
    assert sheet.meanings({0: "手机号", 2: "x"}) == ({0: Heading("phone"), 1: Heading("account", "qq")}, ["旧"])


def test_several_sheets(mapping):
    """Each sheet may have its own; what stands outside of them holds for the others."""
    said = mapping('[[sheet]]\nname = "a"\nkind = "list"\n[[sheet]]\nname = "b"\nkind = "registration"\n')
    assert [said.of_sheet(name) and said.of_sheet(name).kind for name in "abc"] == ["list", "registration", None]
    said = mapping('kind = "list"\n[[sheet]]\nname = "b"\nkind = "registration"\n')
    assert [said.of_sheet(name).kind for name in "ab"] == ["list", "registration"]
    assert mapping('sheet = "a"\n').of_sheet("b") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kind = ", "no TOML"),
        ('kind = "roster"\n', "`kind` is one of registration and list"),
        ("header_row = 0\n", "`header_row` is the number"),
        ("header_row = true\n", "`header_row` is the number"),
        ('colums = "x"\n', "colums means nothing here"),
        ('[columns]\nA = "telephone"\n', "'telephone' is no target; use one of account, "),
        ('[columns]\nA = "account:myspace"\n', "'myspace' is no platform"),
        ("[columns]\nA = 3\n", "one target in quotation marks"),
        ("sheet = 3\n", "`sheet` is a name"),
        ('[[sheet]]\nname = "a"\nheader = 2\n', "header means nothing here"),
    ],
)
def test_mistakes_are_said_in_one_sentence(mapping, text, words):
    """Each mistake names the file, what is wrong and what may stand there."""
    with pytest.raises(UnreadableExhibit) as refused:
        mapping(text)
    assert words in str(refused.value)
    assert str(refused.value).startswith("roster.mapping.toml")
