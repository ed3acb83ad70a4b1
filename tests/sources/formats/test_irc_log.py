"""The reader of IRC-like logs: every line accounted for, who said what when, nicks within their log."""

import os
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import UndecodableText, UnreadableExhibit
from sources.formats.irc_log import FORMAT
from sources.record import EndOfExhibit, Head

SAMPLE = Path(__file__).parents[2] / "data" / "irc_log" / "2021-03-04.quay.log"


@pytest.fixture
def log_with(exhibit_with):
    """Makes a log named by its day."""

    def make(content, path="2021-03-04.log", **more):
        return exhibit_with(content, path, **more)

    return make


def sniffed(content, path="x.log"):
    return FORMAT.sniff(Head(path, len(content), content[: 64 * 1024]))


def test_sample_is_wholly_accounted_for(everything_of, exhibit_of):
    """Every line that isn't blank is a record or is rejected with its line number."""
    exhibit = exhibit_of(SAMPLE)
    result = everything_of(FORMAT, exhibit)
    assert (result.record_count, result.rejected_count) == (14, 1)
    assert result.total == FORMAT.count(exhibit)
    assert result.tables["rejected_record"]["locator"].to_list() == ["line:16"]
    assert result.end == EndOfExhibit("read")


def test_messages_keep_who_when_what(everything_of, exhibit_of):
    """A message has its nick, its UTC time past midnight, its kind and its words."""
    messages = everything_of(FORMAT, exhibit_of(SAMPLE)).tables["message"]
    said = {row["locator"]: row for row in messages.to_dicts()}
    assert said["line:3"]["sender_account_id"] == "irc:[SN]nail"
    assert said["line:3"]["text"] == "在"
    assert said["line:6"]["kind"] == "action"
    assert said["line:6"]["text"] == "nods"
    assert said["line:10"]["sent_at"] == datetime(2021, 3, 4, 23, 59)
    assert said["line:11"]["sent_at"] == datetime(2021, 3, 5, 0, 1)
    assert said["line:11"]["sender_name"] == "hammer"
    assert said["line:12"]["sender_name"] == "crab"
    assert said["line:4"]["kind"] == "system"
    assert said["line:4"]["sent_at_raw"] is None
    assert said["line:1"]["time_basis"] == "none"
    assert said["line:2"]["time_basis"] == "local_assumed"
    assert messages["position"].to_list() == list(range(14))


def test_emotes_of_old_loggers_are_actions_of_a_known_nick(everything_of, exhibit_of):
    """`=== rivet sighs` is an action, and leaving the building is not leaving the channel."""
    messages = everything_of(FORMAT, exhibit_of(SAMPLE)).tables["message"].filter(kind="action")
    assert messages.select("sender_name", "text").rows() == [
        ("hammer", "nods"),
        ("rivet", "sighs"),
        ("crab", "has left the building"),
    ]


def test_system_lines_become_membership_events(everything_of, exhibit_of):
    """Renames name both accounts, joins keep the host, topics are titles."""
    events = everything_of(FORMAT, exhibit_of(SAMPLE)).tables["membership_event"]
    rows = {row["locator"]: row for row in events.to_dicts()}
    assert events["event"].to_list() == ["other", "rename", "join", "leave", "title"]
    rename = rows["line:4"]
    assert (rename["account_id"], rename["other_account_id"]) == ("irc:[SN]nail", "irc:rivet")
    assert rows["line:8"]["host"] == "~crab@198.51.100.7"
    assert rows["line:1"]["actor_account_id"] == "irc:ServBot"
    assert rows["line:15"]["name"] == "closed"


def test_a_nick_is_owned_within_one_log(everything_of, exhibit_of):
    """Accounts and handles carry the log's thread; a nick has one row with its count and window."""
    result = everything_of(FORMAT, exhibit_of(SAMPLE))
    thread = result.tables["thread"]
    assert thread.select("title", "kind").row(0) == ("#quay", "group")
    assert thread["thread_id"][0].startswith("irc:2021-03-04.quay~")
    accounts = result.tables["account"]
    assert accounts["thread_id"].unique().to_list() == thread["thread_id"].to_list()
    names = result.tables["name_observation"]
    assert names["name"].is_unique().all()
    assert set(names["kind"]) == {"handle"}
    hammer = names.row(by_predicate=pl.col("name") == "hammer", named=True)
    assert hammer["observation_count"] == 4
    assert hammer["last_seen_at"] == datetime(2021, 3, 5, 0, 2)


def test_the_given_owner_is_marked_and_none_is_invented(everything_of, exhibit_of):
    """Only a nick given with the seizure is the owner."""
    assert not everything_of(FORMAT, exhibit_of(SAMPLE)).tables["account"]["is_owner"].any()
    owned = everything_of(FORMAT, exhibit_of(SAMPLE, owners={"irc": "hammer"})).tables["account"].filter("is_owner")
    assert owned["native_id"].to_list() == ["hammer"]


@pytest.mark.parametrize(
    ("line", "kind", "sender", "text"),
    [
        ("[09:05:06] <@op> hi", "text", "op", "hi"),
        ("9:05 <+ann> hi there", "text", "ann", "hi there"),
        ("2020-02-29 23:05 <ann> hi", "text", "ann", "hi"),
        ("[2020-02-29 23:05:01] <ann> hi", "text", "ann", "hi"),
        ("[11:05 PM] <ann>", "text", "ann", ""),
        ("* ann waves", "action", "ann", "waves"),
        ("[09:05] * ann", "action", "ann", ""),
        ("[09:05] <老王> 早 > 晚", "text", "老王", "早 > 晚"),
        ("09:05 -!- ann [a@b.example] has joined #x", "system", None, "ann [a@b.example] has joined #x"),
        ("*** ann is now known as bob", "system", None, "ann is now known as bob"),
    ],
)
def test_line_variants(line, kind, sender, text, everything_of, log_with):
    """The usual ways of writing time, nick, action and system line are understood."""
    row = everything_of(FORMAT, log_with(f"{line}\n[10:00] <zed> x\n")).tables["message"].row(0, named=True)
    assert (row["kind"], row["sender_name"], row["text"]) == (kind, sender, text)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("logs/2012-05-04.train.txt", date(2012, 5, 4)),
        ("20120504.log", date(2012, 5, 4)),
        ("chan_2012.05.04.log", date(2012, 5, 4)),
        ("2012_05_04/chan.log", date(2012, 5, 4)),
        ("2012-02-31.log", date(2001, 1, 1)),
        ("112012050499.log", date(2001, 1, 1)),
        ("chan.log", date(2001, 1, 1)),
    ],
)
def test_the_day_comes_from_the_name_or_is_given(name, day, everything_of, log_with):
    """The name's date counts where it is one; else the given day."""
    messages = everything_of(FORMAT, log_with("[10:00] <a> x\n", name, day=date(2001, 1, 1))).tables["message"]
    assert messages["sent_at"].to_list() == [datetime(day.year, day.month, day.day, 10)]


def test_without_a_day_no_time_is_invented(everything_of, log_with):
    """A log without any date has null times with the basis none."""
    messages = everything_of(FORMAT, log_with("[10:00] <a> x\n", "chan.log")).tables["message"]
    assert messages.select("sent_at", "time_basis", "sent_at_raw").row(0) == (None, "none", "10:00")


@pytest.mark.parametrize(
    ("clocks", "hours"),
    [
        (["23:50", "00:10"], [23, 24]),
        (["10:05", "10:02", "10:06"], [10, 10, 10]),
        (["02:59", "02:00"], [2, 2]),
        (["20:00", "09:00", "08:30", "07:00"], [20, 33, 32, 55]),
        (["23:59", "00:00", "23:59", "00:01"], [23, 24, 23, 24]),
        (["11:58", "00:03", "06:00", "11:59", "00:01"], [11, 12, 18, 23, 24]),
        (["11:58", "12:59", "01:00"], [11, 12, 13]),
        (["10:00", "02:00"], [10, 26]),
    ],
)
def test_midnight_jitter_and_twelve_hour_dials(clocks, hours, everything_of, log_with):
    """A step back of hours is the next day, or half a day on a twelve-hour dial; jitter is neither."""
    result = everything_of(FORMAT, log_with("".join(f"[{clock}] <a> x\n" for clock in clocks)))
    start = datetime(2021, 3, 4)
    assert [int((at - start).total_seconds() // 3600) for at in result.tables["message"]["sent_at"]] == hours


def test_a_given_zone_is_used(everything_of, log_with):
    """Local times are turned into UTC by the seizure's zone."""
    exhibit = log_with("[10:00] <a> x\n", timezone="Asia/Shanghai")
    row = everything_of(FORMAT, exhibit).tables["message"].row(0, named=True)
    assert (row["sent_at"], row["time_basis"]) == (datetime(2021, 3, 4, 2), "local_given")


def test_only_a_line_feed_ends_a_line(everything_of, log_with):
    """Lone CR, form feed, U+2028 and control characters stay inside their line."""
    text = "[10:00] <a> one\rtwo\x0cthree\u2028four\x1c\r\n[10:01] <b> five"
    exhibit = log_with(text)
    messages = everything_of(FORMAT, exhibit).tables["message"]
    assert messages["text"].to_list() == ["one\rtwo\x0cthree\u2028four\x1c", "five"]
    assert FORMAT.count(exhibit) == 2


def test_lines_in_several_encodings_are_all_kept(everything_of, log_with):
    """Lines that aren't UTF-8 are read in the legacy encoding, and the end says so."""
    content = "[10:00] <a> déjà\n".encode() * 3 + "[10:01] <b> café\n".encode("cp1252") + "[10:02] <c> 在\n".encode()
    exhibit = log_with(content)
    result = everything_of(FORMAT, exhibit)
    assert result.tables["message"]["text"].to_list() == ["déjà"] * 3 + ["café", "在"]
    assert result.end.status == "partial"
    assert "1 lines" in result.end.problem
    assert sniffed(content) > 0


def test_a_line_that_decodes_nowhere_is_rejected(everything_of, log_with):
    """Bytes without meaning in every encoding reject their line only."""
    exhibit = log_with("[10:00] <a> é\n".encode() * 4 + b"[10:01] <b> \x81\xff\x8d\n")
    result = everything_of(FORMAT, exhibit)
    assert (result.record_count, result.rejected_count) == (4, 1)
    assert result.total == FORMAT.count(exhibit)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_encodings_give_the_same_messages(encoding, everything_of, log_with):
    """A log says the same in every encoding that is recognised, and counts the same."""
    exhibit = log_with("\n[10:00] <钢钉> 明天老地方见\n\n \n[10:01] <crab> 好的\n".encode(encoding))
    result = everything_of(FORMAT, exhibit)
    assert result.tables["message"].select("sender_name", "text").rows() == [
        ("钢钉", "明天老地方见"),
        ("crab", "好的"),
    ]
    assert FORMAT.count(exhibit) == 2


def test_bytes_without_text_are_undecodable(log_with):
    """A file whose lines decode nowhere says so and gives nothing."""
    with pytest.raises(UndecodableText):
        list(FORMAT.read(log_with(b"\x81\x20\xff\n\x8d\x20\xff\n\x8f\x20\xff")))


def test_torn_utf16_is_undecodable(log_with):
    """UTF-16 with an odd byte at its end is refused rather than cut."""
    with pytest.raises(UndecodableText):
        list(FORMAT.read(log_with("[10:00] <a> x\n".encode("utf-16") + b"\x41")))


@pytest.mark.parametrize("content", [b"", b"\n\n", b" \t\r\n", b"\xef\xbb\xbf\n"])
def test_empty_logs_say_so(content, log_with):
    """A file without a line that isn't blank ends as empty."""
    exhibit = log_with(content)
    assert [part.status for part in FORMAT.read(exhibit)] == ["empty"]
    assert FORMAT.count(exhibit) == 0


def test_text_of_another_kind_is_refused(log_with):
    """Where no line has the shape of a log, nothing is read and the message names the file."""
    with pytest.raises(UnreadableExhibit, match=r"2021-03-04\.log"):
        list(FORMAT.read(log_with("just a letter\nin two lines\n")))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"\x00\x01\x02binary",
        b"[2020-01-01, 12:00] Ann: hello\n",
        b"12/31/20, 10:00 - Ann: hello\n",
        b'{"messages": []}',
        b"name,phone\nann,1\n",
        b"* one\n* two\n",
        b"<div> <p> text\n",
        b"2020-01-01 12:00:00 Ann(10001)\nhello\n",
        b"Dear all,\n[10:00] <a> x\nthis was said.\nGreetings\n",
    ],
)
def test_other_texts_are_not_taken_for_logs(content):
    """Exports of other programs, lists and letters that quote a log line are not logs."""
    assert sniffed(content) == 0


def test_the_sample_is_recognised_whatever_its_name():
    """Content decides, not the name."""
    assert sniffed(SAMPLE.read_bytes(), "photo.jpg") > 0.8


@settings(max_examples=20)
@given(cut=st.integers(min_value=0, max_value=len(SAMPLE.read_bytes())))
def test_conservation_holds_wherever_the_file_is_cut(cut, tmp_path_factory, everything_of, exhibit_of):
    """A log cut at any byte is still accounted for line by line, or refused as a whole."""
    file = tmp_path_factory.mktemp("cut") / "2021-03-04.log"
    file.write_bytes(SAMPLE.read_bytes()[:cut])
    exhibit = exhibit_of(file)
    try:
        result = everything_of(FORMAT, exhibit)
    except UnreadableExhibit:
        return
    assert result.total == FORMAT.count(exhibit)


_LINES = st.lists(st.text(alphabet=st.sampled_from("[10:3] <ab>=*-\r\x0b\u2028\u0085é在 \n\x00/#("), max_size=30))


@settings(max_examples=25)
@given(lines=_LINES, encoding=st.sampled_from(["utf-8", "gb18030"]))
def test_no_line_is_ever_lost(lines, encoding, tmp_path_factory, everything_of, exhibit_of):
    """Whatever the lines hold, records and rejections add up to the count on the bytes."""
    file = tmp_path_factory.mktemp("any") / "2021-03-04.log"
    file.write_bytes("\n".join(["[10:00] <a> x", *lines]).encode(encoding))
    exhibit = exhibit_of(file)
    assert everything_of(FORMAT, exhibit).total == FORMAT.count(exhibit)


def test_chunks_do_not_show(monkeypatch, everything_of, log_with):
    """A log read in many small blocks gives what it gives in one."""
    content = SAMPLE.read_bytes() + b"[00:10] <hammer> later\n" * 20
    whole = everything_of(FORMAT, log_with(content)).tables
    monkeypatch.setattr("sources.irc.lines._CHUNK_BYTES", 64)
    parts = everything_of(FORMAT, log_with(content)).tables
    for name, table in whole.items():
        assert parts[name].equals(table), name


def test_real_logs_are_wholly_accounted_for(everything_of, exhibit_of):
    """Every line of the public logs is a record."""
    if "STEELNAIL_DATA" not in os.environ:
        pytest.skip("STEELNAIL_DATA names no folder of real data")
    files = sorted((Path(os.environ["STEELNAIL_DATA"]) / "irc" / "logs").glob("*.txt"))
    assert files
    for file in files[::10]:
        exhibit = exhibit_of(file)
        result = everything_of(FORMAT, exhibit)
        assert (result.record_count, result.end.status) == (FORMAT.count(exhibit), "read")
