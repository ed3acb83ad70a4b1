"""QQ windows copied into texts: headers of all looks, days from their rows alone, damage, no record lost."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import SourceError, UnreadableExhibit
from sources.formats.qq_pasted_text import FORMAT
from sources.registry import read_head

SAMPLE = Path(__file__).parents[2] / "data" / "qq_pasted_text" / "window.txt"


@pytest.fixture
def reading(exhibit_with, everything_of):
    """Reads a text; checks that no record is lost."""

    def read(content, **more):
        exhibit = exhibit_with(content, "paste.txt", **more)
        found = everything_of(FORMAT, exhibit)
        assert found.total == FORMAT.count(exhibit)
        return found

    return read


@pytest.fixture
def sample(exhibit_of, everything_of):
    """The sample: all three looks in one text."""
    found = everything_of(FORMAT, exhibit_of(SAMPLE))
    assert found.total == FORMAT.count(exhibit_of(SAMPLE)) == 6
    return found


def test_copies_are_known_by_content():
    """Headers and day rows tell the format, whatever the file is called."""
    assert FORMAT.sniff(read_head(SAMPLE, "x.bin")) > 0.8


def test_headers_of_all_looks_start_records(sample):
    """Dated and undated, desktop and phone; words stay whole, spaces in nicknames too."""
    rows = sample.tables["message"]
    assert rows["sender_name"].to_list() == ["Nail", "小螃蟹", "铁 锤", "Nail", "小螃蟹", "小螃蟹"]
    assert rows["text"].to_list()[:2] == ["tonight at ten\nbring the table", "收到"]
    assert rows["kind"][2] == "media"
    assert rows["locator"].to_list() == [f"line:{n}" for n in (1, 5, 8, 12, 15, 19)]


def test_days_come_from_their_own_header_or_a_day_row_only(sample):
    """A clock time takes no day from the message before it."""
    times = sample.tables["message"].select("sent_at", "sent_at_raw", "time_basis").rows()
    assert times[0] == (datetime(2020, 2, 14, 13, 16, 13), "2/14/2020 9:16:13 PM", "local_assumed")
    assert times[2] == (None, "9:59:54 PM", "none")
    assert times[3] == (datetime(2020, 2, 21, 15, 50, 12), "23:50:12", "local_assumed")
    assert times[5][0] == datetime(2020, 2, 21, 16, 0, 3)


def test_the_day_given_with_the_exhibit_counts(reading):
    """Who adds the text can say its day."""
    found = reading("a 9:59:54 PM\nx\nb 10:00:01 PM\ny\n", day=date(2020, 2, 14), timezone="UTC")
    assert found.tables["message"]["sent_at"][0] == datetime(2020, 2, 14, 21, 59, 54)


def test_day_and_month_that_cant_be_told_apart_stay_open(reading):
    """The file decides the order of day and month; where it can't the time is null, but year-first dates are sure."""
    found = reading("a 2/3/2020 9:16:13 PM\nx\nb 2020/2/3 21:16:13\ny\n")
    assert found.tables["message"].select("sent_at", "time_basis").rows() == [
        (None, "ambiguous"),
        (datetime(2020, 2, 3, 13, 16, 13), "local_assumed"),
    ]


def test_ids_copied_along_are_used(sample):
    """A number behind the name is the account; the others are names in this text."""
    accounts = sample.tables["account"]
    assert accounts.filter(~accounts["is_display_name_only"])["native_id"].to_list() == ["990100002"]
    assert not accounts["is_owner"].any()


def test_impossible_times_are_rejected(reading):
    """A thirteenth month and a 25th hour are rejected records."""
    found = reading("a 2020/13/3 21:16:13\nx\nb 25:16:13\ny\nc 2020/12/3 21:16:13\nz\n")
    assert found.tables["rejected_record"]["locator"].to_list() == ["line:1", "line:3"]
    assert found.record_count == 1


def test_words_before_the_first_header_are_said(reading):
    """A note above the talk is one rejected record, and the end says so."""
    found = reading("copied by hand\n\na 9:59:54 PM\nx\n")
    assert (found.rejected_count, found.record_count, found.end.status) == (1, 1, "partial")


def test_service_words_and_lines(reading):
    """The service's own number speaks in service lines here too."""
    text = "钉 2020/2/3 21:16:13\nx\n系统消息(10000) 2020/2/3 21:16:14\n钉邀请螃蟹加入了本群\n"
    event = reading(text).tables["membership_event"].row(0, named=True)
    assert event["event"] == "invite"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_other_encodings_and_line_ends_are_read(reading, encoding):
    """Converted copies give the same words."""
    text = "钢钉 2020-02-14 21:16:13\r\n今晚开工\r\n\r\n小螃蟹  下午 9:16:14\r\n收到\r\n"
    found = reading(text.encode(encoding))
    assert found.tables["message"]["text"].to_list() == ["今晚开工", "收到"]
    assert found.tables["message"]["sent_at_raw"][1] == "下午 9:16:14"


def test_texts_without_headers(reading):
    """Nothing is empty, a letter refused."""
    assert reading("").end.status == "empty"
    with pytest.raises(UnreadableExhibit):
        reading("just a letter\n")


@pytest.mark.parametrize(
    "twin",
    [
        "2019-07-16 18:15:05 钢钉(123456)\n收到\n\n2019-07-16 18:15:06 螃蟹(123457)\n好\n",
        "[18:15:05] <nail> hi\n[18:15:06] <crab> ho\n",
        "nail\t18:15:05\nhi\n",
        "start 18:15:05\nend 18:15:06\nstart 18:16:05\n",
        "see you\nat 18:15:05\nthen\n",
        "18:15:05\nx\n18:15:06\ny\n",
        "",
    ],
)
def test_look_alikes_are_left_to_others(tmp_path, twin):
    """Texts of other programs with clock times aren't taken."""
    file = tmp_path / "twin.txt"
    file.write_text(twin)
    assert FORMAT.sniff(read_head(file, "QQ.txt")) == 0


_LINES = st.sampled_from(
    [
        "a 9:59:54 PM",
        "螃(蟹)  23:50:12",
        "b 2020/2/3 21:16:13",
        "c 3/4/2020 9:16:13 AM",
        "2020/2/3 21:16:13",
        "— —  2020-2-21  — —",
        "— —  2020-13-21  — —",
        "x:1:22:33",
        "d 99:99:99",
        "words",
        "",
        " e 9:59:54",
        "f\r9:59:54 PM",
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_LINES, max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_every_record_is_accounted_for(tmp_path_factory, exhibit_of, everything_of, lines, newline):
    """Whatever lines a text is made of, read and rejected records add up to the count."""
    file = tmp_path_factory.mktemp("qq") / "paste.txt"
    file.write_bytes(newline.join(lines).encode())
    exhibit = exhibit_of(file)
    try:
        found = everything_of(FORMAT, exhibit)
    except SourceError:
        return
    assert found.total == FORMAT.count(exhibit)


def test_small_blocks_change_nothing(monkeypatch, exhibit_of, everything_of):
    """Records and day rows that straddle blocks are read as if the file were one block."""
    whole = everything_of(FORMAT, exhibit_of(SAMPLE))
    monkeypatch.setattr("sources.text_blocks.BLOCK_CHARACTERS", 20)
    parts = everything_of(FORMAT, exhibit_of(SAMPLE))
    assert parts.total == FORMAT.count(exhibit_of(SAMPLE))
    for name, rows in whole.tables.items():
        assert rows.equals(parts.tables[name]), name
