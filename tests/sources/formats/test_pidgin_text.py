"""The reader of Pidgin's plain text logs: whose log it is, who talks, when, and what isn't one."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import SourceError, UnreadableExhibit
from sources.formats.pidgin_text import FORMAT
from sources.record import EndOfExhibit, Head
from sources.registry import detect

SAMPLE = next((Path(__file__).parents[2] / "data" / "pidgin_text").rglob("*MSK.txt"))
PATH = f"logs/jabber/hammer@dock.example/rivet@quay.example/{SAMPLE.name}"
OWNER, PEER = "jabber:hammer@dock.example", "jabber:rivet@quay.example"
HEADING = "Conversation with yard@conference.dock.example at Tue Mar  5 21:15:00 2019 on hammer@dock.example (jabber)\n"


def sniffed(content, path="log.txt"):
    return FORMAT.sniff(Head(path, len(content), content[: 64 * 1024]))


def test_sample_is_wholly_accounted_for(everything_of, exhibit_of):
    """Every line with a time is a record; the heading is none."""
    exhibit = exhibit_of(SAMPLE, PATH)
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count, everything.end) == (7, 0, EndOfExhibit("read"))
    assert FORMAT.count(exhibit) == 7
    messages = everything.tables["message"]
    assert messages["kind"].to_list() == ["text", "text", "text", "action", "system", "system", "text"]
    assert messages["text"].to_list()[1:4] == ["in the yard\nsecond line", "I am away", "laughs"]


def test_both_sides_are_accounts(everything_of, exhibit_of):
    """The heading names owner and peer; of two nicknames the other one is the other side."""
    tables = everything_of(FORMAT, exhibit_of(SAMPLE, PATH)).tables
    assert tables["message"]["sender_account_id"].to_list() == [PEER, OWNER, PEER, OWNER, None, None, PEER]
    assert set(tables["account"].filter("is_owner")["account_id"]) == {OWNER}
    assert tables["thread"]["kind"].to_list() == ["direct"]


def test_a_single_unknown_nickname_stays_a_name(everything_of, exhibit_with):
    """Who a nickname is that nothing tells isn't guessed."""
    heading = HEADING.replace("yard@conference.dock.example", "rivet@quay.example")
    tables = everything_of(FORMAT, exhibit_with(heading + "(21:15:00) Boss: come\n")).tables
    assert tables["message"]["sender_account_id"][0].startswith("jabber:Boss~")


def test_times_have_the_day_and_offset_of_the_file_name(everything_of, exhibit_of):
    """A clock that goes back has passed midnight; a late line carries its own date, of which the order isn't known."""
    messages = everything_of(FORMAT, exhibit_of(SAMPLE, PATH)).tables["message"]
    assert messages["sent_at"][0] == datetime(2019, 3, 5, 20, 58)
    assert messages["sent_at"][3] == datetime(2019, 3, 5, 21, 1)
    assert messages["time_basis"][0] == "offset"
    assert messages["sent_at_raw"][3] == "12:01:00 AM"
    assert (messages["sent_at"][6], messages["time_basis"][6]) == (None, "none")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Tue Mar  5 21:15:00 2019", 5),
        ("Tue 05 Mar 2019 09:15:00 PM CET", 5),
        ("2019-03-05 21:15:00", 5),
        ("05.03.2019 21:15:00", 5),
        ("3/25/2019 9:15:00 PM", 25),
        ("Вт 05 мар 2019 21:15:00", 5),
        ("3/5/2019 9:15:00 PM", None),
    ],
)
def test_the_heading_gives_the_day_where_the_name_does_not(everything_of, exhibit_with, written, day):
    """Full dates of several locales are read; one that may mean two days gives no time."""
    content = HEADING.replace("Tue Mar  5 21:15:00 2019", written) + "(21:15:07) hammer: x\n"
    messages = everything_of(FORMAT, exhibit_with(content)).tables["message"]
    expected = (None, "none") if day is None else (datetime(2019, 3, day, 21, 15, 7), "local_assumed")
    assert (messages["sent_at"][0], messages["time_basis"][0]) == expected


def test_the_day_may_be_given(everything_of, exhibit_with):
    """A day given with the exhibit is used where nothing else tells it."""
    content = HEADING.replace("Tue Mar  5 21:15:00 2019", "9:15") + "(21:15:07) hammer: x\n"
    messages = everything_of(FORMAT, exhibit_with(content, day=date(2020, 1, 2))).tables["message"]
    assert messages["sent_at"][0] == datetime(2020, 1, 2, 21, 15, 7)


def test_rooms_tell_members_and_their_addresses(everything_of, exhibit_with):
    """Nicknames hold in the room; the address that the server shows is a selector of the nickname."""
    content = (
        HEADING
        + "(21:15:00) crab [crab@quay.example/Psi] entered the room.\n"
        + "(21:15:10) crab: hello: all\n"
        + "(21:15:20) crab is now known as krab\n"
        + "(21:15:30) The topic is: work\n"
        + "(21:15:40) krab left the room (quit).\n"
        + "(21:15:50) nail has been kicked by hammer: late\n"
    )
    tables = everything_of(FORMAT, exhibit_with(content)).tables
    assert tables["membership_event"]["event"].to_list() == ["join", "rename", "leave", "remove"]
    assert tables["membership_event"]["host"][0] == "crab@quay.example/Psi"
    assert tables["selector"].select("kind", "value", "basis").rows() == [
        ("account", "jabber:crab@quay.example", "session")
    ]
    assert tables["message"]["sender_name"].to_list() == [None, "crab", None, None, None, None]
    assert tables["message"]["text"][1] == "hello: all"
    assert tables["thread"].select("thread_id", "kind").rows() == [("jabber:yard@conference.dock.example", "group")]
    assert tables["account"].filter("is_owner")["account_id"].to_list() == [OWNER]


def test_foreign_text_before_the_first_line_is_rejected(everything_of, exhibit_with):
    """What is neither heading nor message is one rejected record."""
    exhibit = exhibit_with(HEADING + "something\nelse\n(21:15:00) hammer: x\n")
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count, FORMAT.count(exhibit)) == (1, 1, 2)


def test_a_heading_alone_is_empty_and_no_talk_is_refused(exhibit_with):
    """A log that was begun and not used is empty; a text without times is refused."""
    assert [part.status for part in FORMAT.read(exhibit_with(HEADING))][-1] == "empty"
    with pytest.raises(UnreadableExhibit):
        list(FORMAT.read(exhibit_with("a\nb\n")))


def test_small_blocks_do_not_show(everything_of, exhibit_of, monkeypatch):
    """The rows are the same when the text comes in crumbs."""
    whole = everything_of(FORMAT, exhibit_of(SAMPLE, PATH)).tables
    monkeypatch.setattr("sources.text_blocks.BLOCK_CHARACTERS", 30)
    parts = everything_of(FORMAT, exhibit_of(SAMPLE, PATH)).tables
    for name, table in whole.items():
        assert parts[name].sort(table.columns).equals(table.sort(table.columns)), name


def test_sniffs_its_own_and_wins():
    """The first line tells the format, whatever the path."""
    content = SAMPLE.read_bytes()
    assert detect(Head("x.bin", len(content), content)).name == "pidgin_text"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Conversation with rivet at Tue Mar  5 21:15:00 2019 on hammer (icq)\n(21:15:00) rivet: x\n",
        b"<html><head><title>Conversation with rivet@q.example at x on hammer@d.example (jabber)</title></head>\n",
        b"System log for account hammer@dock.example (jabber) connected at Tue Mar  5 21:15:00 2019\n",
        b"(21:15:00) rivet: x\n",
        b"Conversation with a friend (jabber)\n",
    ],
)
def test_look_alikes_are_not_taken(content):
    """Other protocols, HTML logs, system logs and bare lines are none of these."""
    assert sniffed(content) == 0


@settings(max_examples=40, deadline=None)
@given(
    at=st.integers(0, len(SAMPLE.read_bytes())),
    junk=st.binary(max_size=6) | st.sampled_from([b"\n(", b")", b": ", b"\r", b"\xef\xbb\xbf", b"\n(1:11) ", b"***"]),
    width=st.integers(0, 60),
)
def test_damage_costs_no_count(everything_of, exhibit_of, tmp_path_factory, at, junk, width):
    """Whatever is written over a log, records and rejections add up to the count of another pattern."""
    content = SAMPLE.read_bytes()
    file = tmp_path_factory.mktemp("damaged") / "log.txt"
    file.write_bytes(content[:at] + junk + content[at + width :])
    exhibit = exhibit_of(file, PATH)
    try:
        everything = everything_of(FORMAT, exhibit)
    except SourceError:
        return
    assert everything.total == FORMAT.count(exhibit)
