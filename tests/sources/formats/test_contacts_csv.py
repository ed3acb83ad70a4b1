"""Contacts exported by Google and Outlook: remarks as from a vCard, and no roster taken for an address book."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import SourceError, UnreadableExhibit
from sources.formats.contacts_csv import FORMAT
from sources.record import Head

SAMPLES = Path(__file__).parents[2] / "data" / "contacts_csv"
OUTLOOK = "First Name,Last Name,Mobile Phone,Notes\n"


def sniffed(content, path="x.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return FORMAT.sniff(Head(path, len(content), content[: 64 * 1024]))


def remarks(result):
    return result.tables["name_observation"].select("account_id", "name").rows()


def test_google_sample(everything_of, exhibit_of):
    """Several numbers in one cell, chat accounts, an address without a name, an empty row."""
    exhibit = exhibit_of(SAMPLES / "google.csv", owners={"phone": "+8613900139000"})
    result = everything_of(FORMAT, exhibit)
    assert sniffed((SAMPLES / "google.csv").read_bytes()) > 0.9
    assert (result.record_count, result.rejected_count, FORMAT.count(exhibit), result.end.status) == (3, 0, 3, "read")
    assert set(remarks(result)) == {
        *((f"phone:{number}", name) for number in ("+85512345678", "+8613800138000") for name in ("锤子哥", "榔头")),
        ("qq:9912345", "Crab Sample"),
    }
    assert set(result.tables["contact"]["account_id"]) == {"phone:+8613900139000"}
    assert "email:only@mail.example" in result.tables["account"]["account_id"].to_list()
    assert result.tables["list_entry"].select("row", "name", "role_text", "group_text").rows() == [
        ("3", "Crab Sample", "cook", "Kitchen")
    ]


def test_outlook_sample(everything_of, exhibit_of):
    """Names are put together, Chinese ones with the family first; a phone written as a float is a phone."""
    exhibit = exhibit_of(SAMPLES / "outlook.csv", timezone="Asia/Shanghai")
    result = everything_of(FORMAT, exhibit)
    assert sniffed((SAMPLES / "outlook.csv").read_bytes()) == 0.9
    assert remarks(result) == [("phone:+8613800138000", "Sample Hammer"), ("phone:+8613900139000", "样四")]
    assert result.total == FORMAT.count(exhibit) == 2


@pytest.mark.parametrize(
    ("heading", "row", "name"),
    [
        ("名,姓,移动电话", "四,样,+8613800138000", "样四"),
        ("Nombre;Apellidos;Teléfono móvil", "Sample;Hammer;+8613800138000", "Sample Hammer"),
        ("Имя,Фамилия,Мобильный телефон", "Тест,Образец,+8613800138000", "Тест Образец"),
        ("First Name\tLast Name\tMobile Phone", "Sample\tHammer\t+8613800138000", "Sample Hammer"),
        (
            "First Name,Middle Name,Last Name,Labels,Phone 1 - Label,Phone 1 - Value",
            "Sample,,Hammer,,,+8613800138000",
            "Sample Hammer",
        ),
    ],
)
def test_headings_in_other_languages_and_layouts(everything_of, exhibit_with, heading, row, name):
    """Chinese, Spanish and Russian Outlook and the newer Google layout are read."""
    text = f"{heading}\n{row}\n"
    assert sniffed(text) >= 0.9
    assert remarks(everything_of(FORMAT, exhibit_with(text, "x.csv"))) == [("phone:+8613800138000", name)]


def test_damaged_phone_is_no_key(everything_of, exhibit_with):
    """A number in scientific notation lost digits; it is kept and never an account."""
    result = everything_of(
        FORMAT, exhibit_with(OUTLOOK + "Sample,Hammer,1.38E+10,\n", "x.csv", timezone="Asia/Shanghai")
    )
    assert result.tables["account"].is_empty()
    assert result.tables["selector"].select("value", "is_usable").rows() == [("1.38E+10", False)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Name,Phone,Role\nSample,1,boss\n",
        "First Name,Last Name,Mobile Phone,IMEI\na,b,1,2\n",
        "姓名,外号,手机号\n甲样,锤子,13800138000\n",
        "First Name,Last Name,City\na,b,c\n",
        "Phone 1 - Value,x,y\n1,2,3\n",
        "\x00\x01" * 40,
    ],
)
def test_other_tables_are_left_alone(text):
    """Rosters, registrations and tables without numbers are no address books."""
    assert sniffed(text) == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(everything_of, exhibit_with, encoding):
    """The usual encodings give the same names."""
    text = "名,姓,移动电话\n四,样,+8613800138000\n"
    assert remarks(everything_of(FORMAT, exhibit_with(text.encode(encoding), "x.csv"))) == [
        ("phone:+8613800138000", "样四")
    ]


@pytest.mark.parametrize("tail", ['a,b,"1', 'a,"b\nc,d,e,f\n'])
def test_cut_in_a_quoted_cell(everything_of, exhibit_with, tail):
    """A file that ends inside a quoted cell is partial and says so."""
    result = everything_of(FORMAT, exhibit_with(OUTLOOK + "Sample,Hammer,+8613800138000,x\n" + tail, "x.csv"))
    assert result.end.status == "partial"
    assert remarks(result)[0] == ("phone:+8613800138000", "Sample Hammer")


def test_endless_cell(exhibit_with):
    """A cell beyond all sense is refused in one sentence."""
    exhibit = exhibit_with(OUTLOOK + "Sample,Hammer,+8613800138000," + "x" * (17 << 20), "x.csv")
    with pytest.raises(UnreadableExhibit, match="row 2"):
        list(FORMAT.read(exhibit))


def test_headings_alone_are_empty(everything_of, exhibit_with):
    """An export without rows is empty."""
    exhibit = exhibit_with(OUTLOOK, "x.csv")
    result = everything_of(FORMAT, exhibit)
    assert (result.end.status, result.total, FORMAT.count(exhibit)) == ("empty", 0, 0)


CELLS = st.sampled_from(["", "Sample", "锤子", "+8613800138000", '"a,b"', '"', "a\rb", "::: ", "x" * 40])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=5), max_size=8), st.binary(max_size=4))
def test_every_row_is_accounted_for(tmp_path_factory, everything_of, exhibit_of, rows, tail):
    """Whatever stands below the heading, nothing but a refusal escapes, and a sound reading adds up to the count."""
    file = tmp_path_factory.mktemp("contacts") / "x.csv"
    file.write_bytes((OUTLOOK + "\n".join(",".join(row) for row in rows)).encode() + tail)
    exhibit = exhibit_of(file)
    try:
        result = everything_of(FORMAT, exhibit)
    except SourceError:
        return
    if result.end.status == "read":
        assert result.total == FORMAT.count(exhibit)


def test_a_long_cell_costs_its_length_only(everything_of, exhibit_with):
    """Blanks without end in a name are looked at once."""
    text = f"Name,Given Name,Family Name,Phone 1 - Value\nx{' ' * 100_000}y,,,+12025550103 ::: +12025550104\n"
    found = everything_of(FORMAT, exhibit_with(text, "google.csv")).tables
    assert found["selector"]["value"].to_list() == ["+12025550103", "+12025550104"]
