"""The reader of Jabber text logs: people, rooms, times, system lines, and what isn't one."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import SourceError, UnreadableExhibit
from sources.formats.jabber_text import FORMAT
from sources.record import EndOfExhibit, Head
from sources.registry import detect
from warehouse.schema import ids

SAMPLE = next((Path(__file__).parents[2] / "data" / "jabber_text").glob("*.txt"))
ROOM = "jabber:yard@conference.dock.example"


def sniffed(content, path="log.txt"):
    return FORMAT.sniff(Head(path, len(content), content[: 64 * 1024]))


def log(*lines):
    return "".join(f"{line}\n" for line in lines)


def test_sample_is_wholly_accounted_for(everything_of, exhibit_of):
    """Every line with a time is a record, lines below it belong to it."""
    exhibit = exhibit_of(SAMPLE)
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count, everything.end) == (8, 0, EndOfExhibit("read"))
    assert FORMAT.count(exhibit) == 8
    messages = everything.tables["message"]
    assert messages["locator"].to_list() == [f"line:{line}" for line in (1, 3, 4, 5, 6, 7, 8, 9)]
    assert messages["text"][0] == "the nail is in 仓库\nsecond line: with a colon"
    assert messages["kind"].to_list() == ["text", "text", "system", "text", "system", "action", "text", "system"]
    assert messages["text"][5] == "sends the table"


def test_times_are_local_and_days_that_do_not_exist_are_none(everything_of, exhibit_of):
    """Dotted dates have the day first; UTC is assumed unless a zone is given."""
    messages = everything_of(FORMAT, exhibit_of(SAMPLE)).tables["message"]
    assert messages["sent_at"][0] == datetime(2021, 3, 4, 9, 15)
    assert messages["time_basis"][0] == "local_assumed"
    assert (messages["sent_at"][6], messages["time_basis"][6]) == (None, "none")
    assert messages["sent_at_raw"][6] == "31.02.21 10:00:00"
    given_zone = everything_of(FORMAT, exhibit_of(SAMPLE, timezone="Europe/Moscow")).tables["message"]
    assert (given_zone["sent_at"][0], given_zone["time_basis"][0]) == (datetime(2021, 3, 4, 6, 15), "local_given")


def test_the_file_name_says_that_it_is_a_room(everything_of, exhibit_of):
    """Nicknames hold in the room only; a full address is an account of its own."""
    tables = everything_of(FORMAT, exhibit_of(SAMPLE)).tables
    assert tables["thread"].select("thread_id", "title", "kind").rows() == [(ROOM, ROOM[7:], "group")]
    accounts = {row["native_id"].partition("~")[0]: row for row in tables["account"].to_dicts()}
    assert set(accounts) == {"hammer", "crane/Psi", "rivet", "краб", "крабик", "rivet@quay.example"}
    assert not accounts["rivet@quay.example"]["is_display_name_only"]
    assert accounts["краб"]["is_display_name_only"]
    names = tables["name_observation"].select("name", "kind").rows()
    assert ("краб", "account_nickname") in names
    assert ("rivet", "handle") in names


def test_system_lines_tell_events(everything_of, exhibit_of):
    """Joins, leaves and renames are read in English and Russian."""
    events = everything_of(FORMAT, exhibit_of(SAMPLE)).tables["membership_event"]
    assert events["event"].to_list() == ["join", "rename", "leave"]
    rename = events.row(1, named=True)
    assert rename["name"] == "крабик"
    assert [rename["account_id"], rename["other_account_id"]] == [
        ids.account_id("jabber", ids.scoped_native_id(name, ROOM)) for name in ("краб", "крабик")
    ]


def test_direct_talk_names_both_sides(everything_of, exhibit_with):
    """The file's name is the other side; the seizure's owner is the remaining nickname; the thread is the dump's."""
    exhibit = exhibit_with(
        log("[04.03.21 09:15:00] crane:\t\ta", "[04.03.21 09:15:01] Old Hammer:\t\tb"),
        "logs/Crane@dock.example.txt",
        owners={"jabber": "hammer@dock.example/Psi"},
    )
    tables = everything_of(FORMAT, exhibit).tables
    assert tables["message"]["sender_account_id"].to_list() == [
        "jabber:crane@dock.example",
        "jabber:hammer@dock.example",
    ]
    dumped = ids.thread_id("jabber", "crane@dock.example,hammer@dock.example")
    assert tables["thread"].select("thread_id", "kind").rows() == [(dumped, "direct")]
    owners = tables["account"].filter("is_owner")["native_id"].to_list()
    assert owners == ["hammer@dock.example"]


def test_no_owner_is_invented(everything_of, exhibit_with):
    """Without an owner the second nickname is a name in its talk."""
    exhibit = exhibit_with(log("[04.03.21 09:15:00] crane:\t\ta", "[04.03.21 09:15:01] x:\t\tb"), "crane@d.example.log")
    accounts = everything_of(FORMAT, exhibit).tables["account"]
    assert not accounts["is_owner"].any()
    assert accounts["is_display_name_only"].sum() == 2


@pytest.mark.parametrize(
    ("lines", "sent_at", "basis"),
    [
        (["[13/03/21 09:15:00] a:\t\tx", "[14/03/21 09:15:00] a:\t\tx"], datetime(2021, 3, 13, 9, 15), "local_assumed"),
        (["[03/13/2021 09:15] a:\t\tx"], datetime(2021, 3, 13, 9, 15), "local_assumed"),
        (["[2021-03-13 09:15:00] a:\t\tx"], datetime(2021, 3, 13, 9, 15), "local_assumed"),
        (["[03/04/21 09:15:00] a:\t\tx"], None, "ambiguous"),
        (["[13.03.2021, 9:15:00] a:\tx"], datetime(2021, 3, 13, 9, 15), "local_assumed"),
    ],
)
def test_the_file_settles_day_and_month(everything_of, exhibit_with, lines, sent_at, basis):
    """A part above twelve, a dot or a year in front tells the order; else there is no time."""
    messages = everything_of(FORMAT, exhibit_with(log(*lines))).tables["message"]
    assert (messages["sent_at"][0], messages["time_basis"][0]) == (sent_at, basis)
    assert messages["text"][0] == "x"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(everything_of, exhibit_with, encoding):
    """A log saved in another encoding says the same."""
    exhibit = exhibit_with((log("[04.03.21 09:15:00] 锤子:\t\t码头见 码头见 码头见") * 3).encode(encoding))
    everything = everything_of(FORMAT, exhibit)
    assert everything.tables["message"]["text"].to_list() == ["码头见 码头见 码头见"] * 3
    assert FORMAT.count(exhibit) == 3


def test_text_before_the_first_message_is_rejected(everything_of, exhibit_with):
    """Lines that belong to no message are one rejected record."""
    exhibit = exhibit_with(log("saved by hand", "on Monday", "[04.03.21 09:15:00] a:\t\tx"))
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count, FORMAT.count(exhibit)) == (1, 1, 2)


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff\r\n"])
def test_empty_logs_say_so(exhibit_with, content):
    """Nothing and blanks are empty exhibits."""
    assert [part.status for part in FORMAT.read(exhibit_with(content))] == ["empty"]


def test_a_text_without_times_is_refused(exhibit_with):
    """Where no line begins with a time, the error names the file."""
    with pytest.raises(UnreadableExhibit, match=r"other\.txt"):
        list(FORMAT.read(exhibit_with("a\nb\n", "other.txt")))


def test_small_blocks_do_not_show(everything_of, exhibit_of, monkeypatch):
    """The rows are the same when the text comes in crumbs."""
    whole = everything_of(FORMAT, exhibit_of(SAMPLE)).tables
    monkeypatch.setattr("sources.text_blocks.BLOCK_CHARACTERS", 30)
    parts = everything_of(FORMAT, exhibit_of(SAMPLE)).tables
    for name, table in whole.items():
        assert parts[name].sort(table.columns).equals(table.sort(table.columns)), name


def test_sniffs_its_own_and_wins():
    """The sample is taken for Jabber's, whatever the path."""
    content = SAMPLE.read_bytes()
    assert sniffed(content) > 0.9
    assert detect(Head("x.bin", len(content), content)).name == "jabber_text"
    single = log(*["[13/03/21 09:15:00] a b:\tx"] * 3).encode()
    assert detect(Head("x.txt", len(single), single)).name == "jabber_text"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01",
        b"[13.03.21, 09:15:00] Ann: hello\n[13.03.21, 09:16:00] Bob: x:\ty\n[13.03.21, 09:17:00] Bob: z\n",
        b"[2021-03-13, 09:15] Ann: hello\n",
        b"[09:15:00] <ann> hello:\tx\n",
        b"(09:15:00) ann: hello:\tx\n",
        b"13.03.2021, 09:15 - Ann: hello:\tx\n",
        b"[LINE] Chat history with Ann\nSaved on: 2021/03/13 09:15\n\n2021/03/13(Sat)\n09:15\tAnn\thello\n",
        b"name:\t\tvalue\n[04.03.21 09:15:00] a:\t\tx\n",
    ],
)
def test_look_alikes_are_not_taken(content):
    """WhatsApp, Signal, LINE, IRC and Pidgin logs are none of these."""
    assert sniffed(content) == 0


@settings(max_examples=40, deadline=None)
@given(
    at=st.integers(0, len(SAMPLE.read_bytes())),
    junk=st.binary(max_size=6) | st.sampled_from([b"\n[", b"]", b":\t", b"\r", b"\xef\xbb\xbf", b"\n[1.1.21 1:11] "]),
    width=st.integers(0, 60),
)
def test_damage_costs_no_count(everything_of, exhibit_of, tmp_path_factory, at, junk, width):
    """Whatever is written over a log, records and rejections add up to the count of another pattern."""
    content = SAMPLE.read_bytes()
    file = tmp_path_factory.mktemp("damaged") / "log.txt"
    file.write_bytes(content[:at] + junk + content[at + width :])
    exhibit = exhibit_of(file, SAMPLE.name)
    try:
        everything = everything_of(FORMAT, exhibit)
    except SourceError:
        return
    assert everything.total == FORMAT.count(exhibit)
