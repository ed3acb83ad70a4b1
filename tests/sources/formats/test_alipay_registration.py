"""The reader of Alipay's registrations: accounts, holders, cards, linked accounts, damaged numbers, and look-alikes."""

import importlib.util
import io
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import SourceError, UnreadableExhibit
from sources.formats.alipay_registration import FORMAT
from sources.record import EndOfExhibit
from sources.registry import detect, read_head

FOLDER = Path(__file__).parents[2] / "data" / "alipay_registration"
SAMPLE = next(FOLDER.glob("*.xlsx"))
SPEC = importlib.util.spec_from_file_location("alipay_build", FOLDER / "build.py")
build = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(build)
ACCOUNT, LINKED = f"app:alipay/{build.FIRST}", f"app:alipay/{build.SECOND}"


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def reading(exhibit_with, everything_of):
    """Reads a workbook; what claims to be whole is accounted for."""

    def read(book, **more):
        exhibit = exhibit_with(saved(book), "甲案_注册信息_1.xlsx", **more)
        found = everything_of(FORMAT, exhibit)
        assert found.end.status != "read" or found.total == FORMAT.count(exhibit)
        return found

    return read


def test_sample_is_wholly_accounted_for(everything_of, exhibit_of):
    """Each row is a record with its place; what the company doesn't know is rejected."""
    exhibit = exhibit_of(SAMPLE)
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count, everything.end) == (2, 1, EndOfExhibit("read"))
    assert FORMAT.count(exhibit) == 3
    assert everything.tables["rejected_record"]["locator"].to_list() == ["row:注册信息!4"]


def test_a_registration_ties_holder_and_account(everything_of, exhibit_of):
    """Real name, document, phone and first card stand with the account; the time is Chinese."""
    row = everything_of(FORMAT, exhibit_of(SAMPLE)).tables["registration"].row(0, named=True)
    assert (row["account_id"], row["platform"], row["native_id"]) == (ACCOUNT, "app", f"alipay/{build.FIRST}")
    assert (row["holder"], row["real_name"], row["document_number"]) == ("registrant", "甲某", build.DOCUMENT)
    assert (row["phone"], row["bank_card"]) == (f"+86{build.OTHER_PHONE}", build.CARD)
    assert (row["registered_at"], row["registered_at_raw"]) == (datetime(2016, 5, 1, 2, 11, 12), "2016-05-01 10:11:12")
    assert row["lossy_columns"] is None


def test_everything_bound_is_a_selector(everything_of, exhibit_of):
    """Phones, mail, document, both cards, the linked account and what was asked for, each once."""
    tables = everything_of(FORMAT, exhibit_of(SAMPLE)).tables
    rows = tables["selector"].filter(account_id=ACCOUNT).select("kind", "value", "is_usable").rows()
    assert sorted(rows) == sorted(
        [
            ("phone", f"+86{build.PHONE}", True),
            ("phone", f"+86{build.OTHER_PHONE}", True),
            ("email", "hammer@yard.example", True),
            ("document", build.DOCUMENT, True),
            ("bank_card", build.CARD, True),
            ("bank_card", build.OTHER_CARD, True),
            ("account", LINKED, True),
            ("account", "crane@yard.example", False),
        ]
    )
    assert set(tables["account"]["account_id"]) == {ACCOUNT, LINKED}
    assert not tables["account"]["is_owner"].any()


def test_a_damaged_id_is_no_key(everything_of, exhibit_of):
    """An id that a spreadsheet kept as a number ties nobody; the row says so and keeps its facts."""
    tables = everything_of(FORMAT, exhibit_of(SAMPLE)).tables
    row = tables["registration"].row(1, named=True)
    assert (row["account_id"], row["real_name"], row["lossy_columns"]) == (None, "乙某", "native_id")
    assert (row["registered_at"], row["registered_at_raw"]) == (None, "2017-06-02 00:00:00")
    assert tables["selector"].filter(locator="row:注册信息!3").is_empty()


def test_damaged_documents_and_cards_are_no_keys(reading):
    """Numbers of 16 digits and more in number cells stay visible and aren't usable."""
    row = list(build.ROWS[0])
    row[5], row[9], row[12] = 990105199001010000, 6222021234567890000, ""
    tables = reading(build.workbook(rows=[row])).tables
    usable = dict(tables["selector"].select("kind", "is_usable").rows())
    assert not usable["document"] and not usable.get("bank_card", False)
    assert tables["registration"]["lossy_columns"].to_list() == ["document_number, bank_card"]


def test_title_rows_repeated_headings_and_the_day_of_closing(reading):
    """Rows above the heading and a heading that comes again are no records; further columns cost nothing."""
    heading = (*build.HEADING[:9], "注销时间", *build.HEADING[9:])
    row = (*build.ROWS[0][:9], "2020-01-01 00:00:00", *build.ROWS[0][9:])
    found = reading(build.workbook(heading, [row, heading, row], above=[["协查结果"], []]))
    assert (found.record_count, found.rejected_count) == (2, 0)
    assert found.tables["registration"]["bank_card"].to_list() == [build.CARD] * 2


def test_sheets_without_the_heading_are_rejected_row_by_row(reading):
    """Nothing on a further sheet is lost in silence."""
    book = build.workbook()
    other = book.create_sheet("说明")
    for number in range(30):
        other.append([f"x{number}"])
    found = reading(book)
    assert (found.record_count, found.rejected_count) == (2, 31)


def test_csv_is_read_as_well(everything_of, exhibit_with):
    """A table saved as CSV in GB18030 says the same."""
    rows = [build.HEADING, build.ROWS[0]]
    exhibit = exhibit_with("\r\n".join(",".join(map(str, row)) for row in rows).encode("gb18030"), "x.csv")
    tables = everything_of(FORMAT, exhibit).tables
    assert tables["registration"]["account_id"].to_list() == [ACCOUNT]
    assert detect(read_head(exhibit.file, "x.csv")) is FORMAT


def test_it_wins_over_the_general_table(tmp_path):
    """The workbook is known by its heading, whatever its name."""
    assert detect(read_head(SAMPLE, "x.bin")) is FORMAT


@pytest.mark.parametrize("above", [(), (["支付宝账户明细"],)])
def test_flows_of_money_are_no_registrations(tmp_path, above):
    """The other workbooks of such a return stay unread: nobody takes them for registrations."""
    row = ["1", "M", *["2024-01-02 10:11:12"] * 3, "x", "转账", f"{build.FIRST}(甲某)", f"{build.SECOND}(乙某)"]
    row += ["x", "1.00", "支出", "交易成功", "", "", "", build.PHONE]
    file = tmp_path / "x.xlsx"
    build.workbook(build.FLOWS, [row] * 3, above).save(file)
    assert detect(read_head(file, "甲案_账户明细_part1.xlsx")) is None


@pytest.mark.parametrize("heading", [["姓名", "证件号", "绑定手机"], ["用户ID", "昵称", "登录手机"], ["用户ID"]])
def test_look_alikes_are_not_taken(tmp_path, heading):
    """Other registrations and tables with a user id score nothing."""
    file = tmp_path / "x.xlsx"
    build.workbook(heading, [["x"] * len(heading)]).save(file)
    assert FORMAT.sniff(read_head(file, "甲案_注册信息_1.xlsx")) == 0


def test_empty_and_broken_workbooks_say_so(reading, exhibit_with):
    """A heading without rows is empty; a package cut in two is refused."""
    assert reading(build.workbook(rows=[])).end.status == "empty"
    with pytest.raises(UnreadableExhibit):
        list(FORMAT.read(exhibit_with(SAMPLE.read_bytes()[:3000], "x.xlsx")))


@settings(max_examples=25, deadline=None)
@given(at=st.floats(0, 1), junk=st.binary(max_size=6), width=st.integers(0, 200))
def test_damage_never_crashes(everything_of, exhibit_of, tmp_path_factory, at, junk, width):
    """Whatever is written over a workbook, it is read and accounted for, or refused in one sentence."""
    content = SAMPLE.read_bytes()
    place = int(at * len(content))
    file = tmp_path_factory.mktemp("damaged") / "x.xlsx"
    file.write_bytes(content[:place] + junk + content[place + width :])
    exhibit = exhibit_of(file)
    try:
        everything = everything_of(FORMAT, exhibit)
        assert everything.end.status != "read" or everything.total == FORMAT.count(exhibit)
    except SourceError as refusal:
        assert str(refusal)
